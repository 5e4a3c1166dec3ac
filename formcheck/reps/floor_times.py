"""When the bar leaves the floor and is back on it: the start and the end of a pull.

Where no plate was found every rep stays as it was found on the body.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.arithmetic.perspective import USUAL_TORSO_M
from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S
from formcheck.lifts import ROMANIAN
from formcheck.motion.bar import Array, BarCurve, RepTimes
from formcheck.reps.candidates import NotRep, Rep, RepsFound

OFF_FLOOR_M = 0.005
"""Off the floor is 5 mm: above tracking noise, below what an eye sees."""
REST_S = 0.6
"""How far outside the body's rep the bar is looked for at rest."""
NOT_DOWN = ("other_movement", "The bar had not come back to the floor since the rep before.")
MOST_SHIFT_S = 0.6
"""The bar and the chest leave the floor together; a crossing further off is another one."""


def timed_by_bar(found: RepsFound, curve: BarCurve | None) -> RepsFound:
    """Pulls from the floor with the start and end at which the bar leaves and meets the floor.

    A bar that is not back on the floor when it is locked out again is still in the pull before.
    """
    if curve is None or found.variant == ROMANIAN:
        return found
    reps: list[Rep] = []
    again: list[Rep] = []
    for rep in (_timed(rep, curve) for rep in found.reps):
        (again if reps and _not_down_between(reps[-1], rep) else reps).append(rep)
    others = [NotRep(rep.times[0], rep.times[-1], *NOT_DOWN, rep.probability) for rep in again]
    not_counted = sorted([*found.not_counted, *others], key=lambda one: one.start_s)
    return replace(found, reps=tuple(reps), not_counted=tuple(not_counted))


def _not_down_between(rep: Rep, other: Rep) -> bool:
    """Whether the bar is not yet back from one lockout at the next."""
    return rep.end_s is not None and other.turn_s is not None and rep.end_s > other.turn_s


def _timed(rep: Rep, curve: BarCurve) -> Rep:
    off, on = floor_times(curve, (rep.start_s, rep.turn_s, rep.end_s))
    return replace(rep, start_s=_nearer(rep.start_s, off), end_s=_nearer(rep.end_s, on))


def _nearer(by_chest_s: float | None, by_bar_s: float | None) -> float | None:
    if by_chest_s is None or by_bar_s is None or abs(by_bar_s - by_chest_s) > MOST_SHIFT_S:
        return by_chest_s
    return by_bar_s


def floor_times(curve: BarCurve, rep: RepTimes) -> tuple[float | None, float | None]:
    """When the bar leaves the floor before a lockout and when it is back after it.

    Args:
        curve: The bar's height.
        rep: (start, turn, end) as found on the body, seconds; the turn is the lockout.

    Returns:
        (off, on) in seconds, None for a side on which the bar is not seen to rest.
    """
    start, turn, end = rep
    if turn is None:
        return None, None
    before = _floor_crossing(curve, turn, start, -1)
    after = _floor_crossing(curve, turn, end, +1)
    return before, after


def _floor_crossing(curve: BarCurve, turn: float, near: float | None, step: int) -> float | None:
    """Where the curve meets its resting level on one side of the lockout."""
    if near is None:
        return None
    low, high = sorted((turn, near + step * REST_S))
    index = np.nonzero((curve.time_s >= low) & (curve.time_s <= high))[0][::step]
    index = index[np.isfinite(curve.height_px[index])]
    if len(index) < 8:
        return None
    height = curve.height_px[index]
    meter = curve.torso_at_bar_px / USUAL_TORSO_M
    resting = height <= height.min() + OFF_FLOOR_M * meter + 4 * curve.noise_px
    floor = float(np.median(height[resting]))
    level = floor + OFF_FLOOR_M * meter + curve.noise_px
    if not (height > level).any():
        return None
    # the first meeting with the level on the way from the lockout: behind it is another rep
    last = _first_run_end(height, level)
    if last + 1 >= len(index):
        return None
    h0, h1 = height[last], height[last + 1]
    share = (h0 - level) / (h0 - h1) if h0 > h1 else 0.0
    t0, t1 = curve.time_s[index[last]], curve.time_s[index[last + 1]]
    if abs(t1 - t0) > LONGEST_FILLED_GAP_S:
        return None
    return float(t0 + share * (t1 - t0))


def _first_run_end(height: Array, level: float) -> int:
    """Last sample above the level before the curve first meets it."""
    below = np.nonzero(height <= level)[0]
    return int(below[0]) - 1 if len(below) else len(height) - 1
