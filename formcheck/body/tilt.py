"""What each rep's trunk did, read off the fitted body: over the ascent and against the descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body.fit import BodyFit
from formcheck.body.measurements import JOINTS
from formcheck.body.rear_edge import between
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reps.rep_window import WINDOW_SHARE, RepWindow

Array = NDArray[np.float64]

SEEN_WITHIN_S = 0.1
"""A tilt is what the trunk did between two moments: where hips or shoulders were lost at either,
it is the bar and the smoothness of the fit that are read. Without such reps those of clips from
the side err by 1.4° in *fit* and *check*; the 33 of 1053 that are lost there err by 5°, and their
intervals hold 7 in 10."""
TRUNK = [JOINTS.index("hip"), JOINTS.index("shoulder")]


@dataclass(frozen=True)
class Tilt:
    """The trunk of one rep.

    Attributes:
        over_ascent_deg: Lean at the end of the ascent window minus lean at its start.
        over_descent_deg: The same end minus the lean at the same hip height on the way down; NaN
            where there is no descent before it.
        start_deg: Lean at the start of the window.
        hip_rise: Of the hips over the window, torso lengths.
        at_s: End of the window.
        start_s: Its start.
        seen: Whether hips and shoulders were seen at both.
    """

    over_ascent_deg: float
    over_descent_deg: float
    start_deg: float
    hip_rise: float
    at_s: float
    start_s: float
    seen: bool = True


def read_tilts(fit: BodyFit, windows: Sequence[RepWindow]) -> list[Tilt | None]:
    """The tilt of each rep; None where its ascent is not seen."""
    return [_tilt(fit, n, window) for n, window in enumerate(windows)]


def _tilt(fit: BodyFit, n: int, window: RepWindow) -> Tilt | None:
    here = np.flatnonzero(fit.measured.rep == n)
    if window.ascent is None or len(here) < 8:
        return None
    clock = window.motion.time_s
    time_s, hip, lean = fit.measured.time_s[here], fit.hip_height[here], fit.trunk_deg[here]
    # a finer clock than the samples: crossings are interpolated
    fine_s = np.arange(time_s[0], time_s[-1], 1 / RATE_HZ)
    hip, lean = np.interp(fine_s, time_s, hip), np.interp(fine_s, time_s, lean)
    first_s, last_s = (float(clock[i]) for i in window.ascent)
    during = np.flatnonzero((fine_s >= first_s - 0.4) & (fine_s <= last_s))
    if len(during) < 3:
        return None
    if window.starts_at_top:
        start = during[int(np.argmin(hip[during]))]
    else:
        start = _hips_begin(hip, during, int(np.searchsorted(fine_s, first_s)))
    rising = np.arange(start, during[-1] + 1)
    height = climb(window, fine_s, hip, rising)[rising]
    above = np.flatnonzero(height >= height[0] + WINDOW_SHARE * (height.max() - height[0]))
    if not len(above) or above[0] == 0:
        return None
    end = rising[above[0]]
    higher = hip[: start if window.starts_at_top else 0] >= hip[end]
    before = np.flatnonzero(higher)
    over_descent = lean[end] - lean[before[-1]] if len(before) else np.nan
    seen_s = time_s[_trunk_seen(fit.measured.joints[here])]
    away_s = np.abs(seen_s[:, None] - fine_s[[start, end]])
    return Tilt(
        over_ascent_deg=float(lean[end] - lean[start]),
        over_descent_deg=float(over_descent),
        start_deg=float(lean[start]),
        hip_rise=float(hip[end] - hip[start]),
        at_s=float(fine_s[end]),
        start_s=float(fine_s[start]),
        seen=bool((away_s <= SEEN_WITHIN_S).any(axis=0).all()),
    )


def _trunk_seen(joints: Array) -> NDArray[np.bool_]:
    """(T,) whether a hip and a shoulder were seen, of (T, 4, 2, 2) joints."""
    of_sides = np.isfinite(joints[:, TRUNK]).all(axis=-1)
    return np.asarray(of_sides.any(axis=-1).all(axis=-1))


def climb(window: RepWindow, fine_s: Array, hip: Array, rising: NDArray[np.intp]) -> Array:
    """The height that tells how much of the way up is done: the hips'.

    In a Romanian pull hips rise by a hand's breadth, so that a centimeter of misread hips moves the
    window by the time in which the torso turns 4°. The bar rises five times as far, in step.
    """
    bar = window.motion.bar_height()
    if bar is None or not window.starts_at_top or window.lift == "squat":
        return hip
    seen = between(fine_s, window.motion.time_s, bar)
    return seen if np.ptp(seen[rising]) > np.ptp(hip[rising]) else hip  # False where it is unseen


def _hips_begin(hip: Array, during: NDArray[np.intp], lift_off: int) -> int:
    path = hip[during]
    fifth = path.min() + 0.2 * (path.max() - path.min())
    below = np.flatnonzero(path < fifth)
    return int(during[int(np.argmin(path[: below[-1] + 1]))]) if len(below) else lift_off
