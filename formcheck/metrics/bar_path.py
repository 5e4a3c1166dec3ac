"""How far and how fast the bar goes up, and where a bar on the back says the shoulders are.

A plate of full size (45 cm) gives the scale. A bar on the back goes where the shoulders go; what
depth and head read off it begins with how far one goes when the other does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import CM_PER_M, FULL_PLATE_M
from formcheck.arithmetic.robust import within
from formcheck.metrics import tempo
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.bar import BarCurve
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_PLATE, SHOW_PLATE_IF_ANY, Reason, ReasonCode
from formcheck.reps.levels import HARDLY_TORSO
from formcheck.reps.lift_probability import LEAST_BAR_SEEN
from formcheck.reps.rep_window import RepTimes, RepWindow

LEAST_MOMENTS = 30
"""Samples that a line needs, half a second."""
MOST_APART_TORSO = 0.1
"""Shoulders further than this from where the bar has them were misread: in full view they keep
within 0.06. At the head a tenth of a torso is 6 to 15°."""


@dataclass(frozen=True)
class BarOnBack:
    """The line through shoulder heights over bar heights in all reps, torso lengths.

    Attributes:
        slope: Travel of the shoulders over that of the bar; below 1 when the plate is nearer to the
            camera than they are, above 1 when it is the far one.
        level: Height of the shoulders when the bar is at the height of the ankles.
    """

    slope: float
    level: float

    def agrees(self, motion: Motion) -> NDArray[np.bool_]:
        """(N,) False where the shoulders are seen elsewhere than under the bar."""
        bar, shoulder = motion.bar_height_torso(), motion.height("shoulder")
        if bar is None:
            return np.ones(len(shoulder), np.bool_)
        apart = np.abs(shoulder - (self.level + self.slope * bar))  # NaN where either is unseen
        return np.asarray(~(apart > MOST_APART_TORSO))


def bar_on_back(windows: Sequence[RepWindow]) -> BarOnBack | None:
    """Fit the line to all samples of a squat's reps; None without a bar, or where it stays."""
    motion = windows[0].motion
    bar, shoulder = motion.bar_height_torso(), motion.height("shoulder")
    if bar is None or windows[0].lift != "squat":
        return None
    used = np.zeros(len(shoulder), np.bool_)
    for window in windows:
        first, last = window.whole
        used[first : last + 1] = True
    used &= motion.plausible & np.isfinite(bar)
    if used.sum() < LEAST_MOMENTS or np.ptp(bar[used]) < HARDLY_TORSO:
        return None
    slope, level = np.polyfit(bar[used], shoulder[used], 1)
    return BarOnBack(float(slope), float(level))


UNCERTAINTY_SHARE = 0.08
"""Half-width as a share of the value: perspective of a plate nearer to the camera than the lifter,
and the width of the rim itself. A mean speed is off, too, by what the ascent is timed off by."""
SLOPE_REACH_S = 0.1
"""Speed is the slope of a line through the samples this far to either side, seven at 30 a
second: the slope between two neighbors would be mostly jitter."""
NO_BAR = Reason(ReasonCode.NO_BAR, "we found no plate to follow", SHOW_PLATE)
NO_BAR_IN_SQUATS = Reason(ReasonCode.NO_BAR, "we found no bar to follow", SHOW_PLATE_IF_ANY)
NOT_SEEN = Reason(
    ReasonCode.BAR_LOST, "too little of the bar's path up was in view", SHOW_PLATE.left
)
# a plate's size is known to 8 % at best, by the body beside it, so a smaller plate may look full
NO_FULL_PLATE = Reason(
    ReasonCode.NO_FULL_PLATE,
    "we could not tell whether the plate is full-size (45 cm), which would give the scale",
)
TOO_FEW_PICTURES = Reason(
    ReasonCode.LOW_FRAME_RATE, "the clip has too few frames per second to see how fast the bar was"
)
UNITS = {"bar_travel_cm": "cm", "bar_speed_mean_m_s": "m/s", "bar_speed_peak_m_s": "m/s"}


@dataclass(frozen=True)
class BarTravel:
    """The bar's ascent in one rep; None where the plate's size gives no scale.

    The peak speed may be unknown by itself, and is the reason then. `took_s` is how long the ascent
    took, which the mean speed is over.
    """

    took_s: float
    travel_cm: float | None = None
    mean_speed_m_s: float | None = None
    peak_speed_m_s: float | Reason | None = None


def measure(windows: Sequence[RepWindow], bar: BarCurve | None) -> list[dict[str, Measurement]]:
    """`bar_travel_cm`, `bar_speed_mean_m_s` and `bar_speed_peak_m_s` of each rep."""
    if bar is None:
        why = no_plate(windows[0])
        return [{name: not_assessed(unit, why) for name, unit in UNITS.items()} for _ in windows]
    off_s = tempo.half_widths(windows[0]).ascent_s
    times = [w.rep.start_turn_end_s for w in windows]
    travels = [
        bar_travel(bar, rep, from_floor=not w.starts_at_top)
        for rep, w in zip(times, windows, strict=True)
    ]
    return [_measurements(travel, off_s) for travel in travels]


def no_plate(window: RepWindow) -> Reason:
    """Why nothing is read off a bar that was not found; a squat of unknown style may have none."""
    may_have_none = window.lift == "squat" and window.variant == "unknown"
    return NO_BAR_IN_SQUATS if may_have_none else NO_BAR


def _measurements(travel: BarTravel | None, off_s: float) -> dict[str, Measurement]:
    """The three in words, or why there are none.

    `off_s` is the 90 % half-width of how long the ascent took.
    """
    if travel is None:
        return {name: not_assessed(unit, NOT_SEEN) for name, unit in UNITS.items()}
    of_mean = hypot(UNCERTAINTY_SHARE, off_s / travel.took_s)
    shares = (UNCERTAINTY_SHARE, of_mean, UNCERTAINTY_SHARE)
    values = (travel.travel_cm, travel.mean_speed_m_s, travel.peak_speed_m_s)
    return {
        name: not_assessed(unit, value or NO_FULL_PLATE)
        if value is None or isinstance(value, Reason)
        else Measurement(value, unit, share * value)
        for (name, unit), value, share in zip(UNITS.items(), values, shares, strict=True)
    }


def bar_travel(curve: BarCurve, rep: RepTimes, *, from_floor: bool) -> BarTravel | None:
    """Measure how far the bar goes in one rep; None when too little of it is seen.

    `rep` is (start, turn, end), seconds. A pull goes up from its start; a squat or a
    Romanian deadlift from its turn.
    """
    start, turn, end = rep
    up = (start, turn) if from_floor else (turn, end)
    if up[0] is None or up[1] is None or up[1] <= up[0]:
        return None
    inside = within(curve.time_s, up[0], up[1])
    height = curve.height_px[inside]
    if not len(height) or np.isfinite(height).mean() < LEAST_BAR_SEEN:
        return None
    if not curve.full_plate:
        return BarTravel(up[1] - up[0])
    travel_px = float(np.nanmax(height) - np.nanmin(height))
    m_per_px = FULL_PLATE_M / (2 * curve.radius_px)
    peak_px_s = _peak(curve.time_s[inside], height, _speed(curve, inside))
    return BarTravel(
        up[1] - up[0],
        travel_cm=CM_PER_M * m_per_px * travel_px,
        mean_speed_m_s=m_per_px * travel_px / (up[1] - up[0]),
        peak_speed_m_s=peak_px_s if isinstance(peak_px_s, Reason) else peak_px_s * m_per_px,
    )


def _peak(time_s: Array, height: Array, speed: Array) -> float | Reason:
    """The largest speed, px/s, or why it is not known.

    A bar that never rises shows no way up. Where it was lost, its mean speed over what was lost may
    be larger than any that was seen: then it was fastest there.
    """
    known = np.flatnonzero(np.isfinite(speed))
    if not len(known):
        return TOO_FEW_PICTURES
    seen = np.flatnonzero(np.isfinite(height))
    ends = np.unique([seen[0], *known, seen[-1]])
    lost = np.diff(ends) > 1
    over_lost = np.diff(height[ends])[lost] / np.diff(time_s[ends])[lost]
    peak = float(speed[known].max())
    return NOT_SEEN if peak <= 0 or (over_lost > peak).any() else peak


def _speed(curve: BarCurve, inside: NDArray[np.bool_]) -> Array:
    """(N,) upward speed, px/s: slope of a line through what lies within `SLOPE_REACH_S`.

    NaN where that is fewer than three samples, or the bar was not seen in all of them.
    """
    time_s, height = curve.time_s, curve.height_px
    speed = np.full(int(inside.sum()), np.nan)
    for i, at_s in enumerate(time_s[inside]):
        near = within(time_s, at_s - SLOPE_REACH_S, at_s + SLOPE_REACH_S)
        t, h = time_s[near], height[near]
        if len(t) >= 3 and np.isfinite(h).all():
            t = t - t.mean()
            speed[i] = float(t @ h / (t @ t))
    return speed
