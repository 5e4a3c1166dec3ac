"""Medians that leave NaN out, interpolation across gaps, and constants shared by all stages.

NaN means "not seen" everywhere. A median of nothing is NaN, without a warning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array

NINETY_PERCENT = 1.645
"""Half a 90 % interval of a normal, in its spreads."""
_NINETY_PERCENT_OF_FEW = (
    6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812,
    1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725,
)  # fmt: skip
"""The same in spreads that are estimated, too: Student's t of 1, 2, ... degrees of freedom."""
INTERVAL_QUANTILES = (0.05, 0.5, 0.95)
"""Quantiles: the ends of a 90 % interval, and the median between them."""
LEAST_CHANCE = 1e-6
"""Nothing is surer, so that odds are finite."""
LEAST_DIVISOR = 1e-6
"""Nothing is divided by less, so that what may be 0 gives a large number and no NaN."""
MAD_TO_SD = 1.4826
"""Standard deviation of a normal over its median absolute deviation."""
SAME_S = 0.002
"""Frames no further apart are one: three frames are 0.1001 s at 29.97 a second, 0.101 s where a
container rounds times to a millisecond, and another last bit where a clip begins later."""
TIE_S = 1e-5
"""What lies half way between two times, or just at one, goes by what is so much later: times are
rounded, and files keep them to a millionth of a second."""
LONGEST_FILLED_GAP_S = 0.2 + 1e-6
"""A fifth of a second is a quarter of the fastest half rep; longer gaps could hide a turn. Clips of
five frames a second just fill it, and their times are rounded."""
ONSET_EARLY_SHARE, ONSET_LATER_SHARE, ONSET_BEFORE = 0.05, 0.20, 1.35
"""How the onset of a smooth movement is extrapolated: it is at t5 - 1.35 (t20 - t5), where t5 and
t20 are the times at which 5 % (more than poses jitter by) and 20 % of the travel are done."""


def ninety_percent_of(count: int) -> float:
    """Half a 90 % interval of a mean of `count` values, in standard errors that they show."""
    freedom = max(1, count - 1)
    if freedom <= len(_NINETY_PERCENT_OF_FEW):
        return _NINETY_PERCENT_OF_FEW[freedom - 1]
    return NINETY_PERCENT + (NINETY_PERCENT**3 + NINETY_PERCENT) / (4 * freedom)


def median_seen(values: Array) -> float:
    """Median of the finite values; NaN when there are none."""
    seen = np.sort(values[np.isfinite(values)])  # `np.median` takes 50 times as long over so few
    if not len(seen):
        return float("nan")
    return float(seen[(len(seen) - 1) // 2] + seen[len(seen) // 2]) / 2


def cell_exceedance(grid: Array, step: float, limit: float) -> Array:
    """(len(grid),) the share of each cell, `step` wide about its value, that exceeds a limit."""
    return np.asarray(np.clip((grid - limit) / step + 0.5, 0.0, 1.0))


def gaussian(score: NDArray[np.floating]) -> Array:
    """Density of a normal over its density at the middle; `score` is in standard deviations."""
    return np.asarray(np.exp(-(score**2) / 2), np.float64)


def percentile_range(values: Array, outermost: float = 10) -> float:
    """Range of the values without the outermost so many percent at either end."""
    low, high = np.percentile(values, (outermost, 100 - outermost))
    return float(high - low)


def median_point(points: Array) -> Array:
    """(2,) median of the (N, 2) points that were seen; NaN when there are none."""
    seen = points[np.isfinite(points).all(axis=1)]
    return np.median(seen, axis=0) if len(seen) else np.full(2, np.nan)


def interpolated(asked_s: Array | float, known_s: Array, values: NDArray[np.floating]) -> Array:
    """(..., K) values at other times, in straight lines between the (T, K) known ones."""
    return np.stack([np.interp(asked_s, known_s, column) for column in values.T], axis=-1)


BEYOND_HALF = 0.501
"""Over a half by more than rounded times move what lies exactly half way between two flags."""


def nearest_flag(asked_s: Array, known_s: Array, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(N,) the flag at the nearest known time: interpolated in straight lines, over 0.5.

    Half way between a flag that is set and one that is not it is False, however times are rounded.
    """
    return np.asarray(np.interp(asked_s, known_s, flags.astype(float)) > BEYOND_HALF)


def within(time_s: Array, first_s: float, last_s: float) -> NDArray[np.bool_]:
    """(N,) True in a window of time; both of its ends belong to it, give or take `SAME_S`.

    Frames often lie exactly at an end, and the last bit of their times is when the clip begins.
    """
    return np.asarray((time_s >= first_s - SAME_S) & (time_s <= last_s + SAME_S))


def open_ended(shots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same shots, the first from ever on and the last for ever; no shots are one."""
    starts, ends = (-np.inf, *(start for start, _ in shots[1:])), (end for _, end in shots[:-1])
    return list(zip(starts, (*ends, np.inf), strict=True))


def bridged(asked_s: Array, known_s: Array, beyond_s: float = 0.0) -> NDArray[np.bool_]:
    """(N,) True between two of the rising known times whose gap may be filled, and at both.

    Also up to `beyond_s` before the first and after the last of them.
    """
    filled = np.diff(known_s, append=known_s[-1]) <= LONGEST_FILLED_GAP_S
    before, after = (
        filled[np.clip(np.searchsorted(known_s, asked_s + off_s) - 1, 0, max(len(known_s) - 2, 0))]
        for off_s in (-TIE_S, TIE_S)
    )
    begins_s, ends_s = known_s[0] - beyond_s - TIE_S, known_s[-1] + beyond_s + TIE_S
    inside = (asked_s >= begins_s) & (asked_s <= ends_s)
    return np.asarray(inside & (before | after))


def nearest_sample_s(asked_s: Array, known_s: Array) -> Array:
    """(N,) distance to the nearest of the known times, which rise; seconds."""
    after = np.clip(np.searchsorted(known_s, asked_s), 0, len(known_s) - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(known_s[after] - asked_s), np.abs(known_s[before] - asked_s))


def running_median(values: Array, window: int) -> Array:
    """Median of an odd window along axis 0 of (T, ...); the outermost samples are repeated."""
    middle = window // 2
    beside = [(middle, middle)] + [(0, 0)] * (values.ndim - 1)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(values, beside, "edge"), window, 0)
    return np.asarray(np.partition(around, middle, axis=-1)[..., middle])


def lower_half_median(values: Sequence[float]) -> float:
    """Median of the smaller half of the values, the middle one included.

    For the level of a set in which some reps do more of something than the lifter's others.
    """
    ordered = np.sort(values)
    return float(np.median(ordered[: (len(ordered) + 1) // 2]))


def student_log(off: Array, nu: float) -> Array:
    """Logarithm of a Student-t's density over its density at the middle; a normal's for inf.

    Args:
        off: How far from the middle, in spreads.
        nu: Degrees of freedom.
    """
    if not np.isfinite(nu):
        return np.asarray(-(off**2) / 2)
    return np.asarray(-(nu + 1) / 2 * np.log1p(off**2 / nu))


def drawn_to_rest(shifts: NDArray[np.floating], error: float) -> Array:
    """(..., D) shifts times shift² / (shift² + error²): none is left of what may be an error."""
    size2 = np.square(shifts).sum(axis=-1, keepdims=True)
    return np.asarray(shifts * size2 / (size2 + error**2), np.float64)
