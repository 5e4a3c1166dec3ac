"""When a rep starts, turns and ends, once it is known which movement it is.

The body tells first; of a pull from the floor it is the bar that leaves the floor and is back on
it, where a plate was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import TYPICAL_TORSO_M
from formcheck.arithmetic.robust import (
    BEFORE_LEFT,
    GONE_SHARE,
    LEFT_SHARE,
    LONGEST_FILLED_GAP_S,
    median_seen,
)
from formcheck.lifts import ROMANIAN
from formcheck.motion.bar import BarCurve, RepTimes
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    EDGE_SHARE,
    LEAST_REACHED_SHARE,
    PLATEAU_S,
    Rep,
    RepsFound,
    levels,
)
from formcheck.reps.counting import calibrated
from formcheck.reps.movements import Movement, rest_curves

Array = NDArray[np.float64]

MOST_APART_S = 0.25
"""Hips and bar begin and end a rep together, within a tenth of a second or two where both are seen;
further apart, the hips were not where the pose model put them, or shot up. These turn earlier."""
BOTTOM_SHARE = 0.015
"""Of the way, on the curve that reps are found on: a joint's jitter is no end of a pause."""
TOP_SHARE = 0.05
FLOOR_WITHIN_S = 3.0
FLOOR_SHARE, FLOORS_ALIKE_SHARE = 0.95, 0.07
"""A bar that is tracked lies on the floor or not: a pause above a twentieth of its way is none,
unless it lies as high on both sides (rolled into place, or a rim that slipped)."""
REST_S = 0.6
"""How far outside the body's rep the bar is looked for at rest."""
OFF_FLOOR_M = 0.005
"""Off the floor is 5 mm: above tracking noise, below what an eye sees."""


def timed(
    motion: Motion, kind: str, found: Movement, reached: tuple[bool, bool], within: tuple[int, int]
) -> Rep:
    """The rep that a movement is.

    Args:
        motion: The lifter.
        kind: squat, romanian or pull.
        found: The movement.
        reached: Whether it begins and ends at rest; where not, that moment is not told.
        within: Samples at which the reps before and after it turn, else the clip's first and last.
    """
    curves = rest_curves(motion, kind)
    name = _read_on(motion, kind, found, curves)
    curve = curves[name]
    start, turn, end = found.start, found.turn, found.end
    on_floor = kind == "pull" and name == "bar"
    if name != found.curve or kind == "squat" or on_floor:
        start, turn, end = _moments(curve, found, within, floor=on_floor)
    if kind == "squat":
        travel = found.travel if name == found.curve else _travel(curve, start, turn)
        turn = _ascent(curve, turn, travel)
    elif kind == "pull":
        turn = _lockout(motion, -curve, start, turn)
    times = [float(motion.time_s[i]) for i in (start, turn, end)]
    return Rep(
        start_s=times[0] if reached[0] else None,
        turn_s=times[1],
        end_s=times[2] if reached[1] else None,
        complete=all(reached),
    )


def _read_on(motion: Motion, kind: str, found: Movement, curves: Mapping[str, Array]) -> str:
    """The curve that tells the moments best, where it shows this movement whole."""
    first = max(0, found.start - round(PLATEAU_S * RATE_HZ))
    around = slice(first, found.end + round(PLATEAU_S * RATE_HZ) + 1)
    if kind == "squat":
        hips = motion.plausible[around].all() and not any(found.open)
        return "hip" if hips and _agrees(curves["hip"], found) else found.curve
    bar = curves.get("bar")
    if bar is None or found.curve == "bar" or not np.isfinite(bar[around]).all():
        return found.curve
    shows = _travel(bar, found.start, found.turn) > LEAST_REACHED_SHARE * found.travel
    return "bar" if shows else found.curve


def _agrees(hip: Array, found: Movement) -> bool:
    """Whether the hips begin, turn and end about when the movement does."""
    start, turn, end = _moments(hip, found, (0, len(hip) - 1), floor=False)
    near = MOST_APART_S * RATE_HZ
    return (
        abs(start - found.start) <= near
        and abs(end - found.end) <= near
        and abs(turn - found.turn) <= 2 * near
    )


def _moments(
    curve: Array, found: Movement, within: tuple[int, int], *, floor: bool
) -> tuple[int, int, int]:
    """Start, turn and end on a curve that is high at rest."""
    around = round((FLOOR_WITHIN_S if floor else PLATEAU_S) * RATE_HZ)
    outer = max(within[0], found.start - around), min(within[1], found.end + around)
    low = found.start + int(np.nanargmin(curve[found.start : found.end + 1]))
    if floor:
        sides = levels(curve, low, outer, stall_share=FLOOR_SHARE, alike_share=FLOORS_ALIKE_SHARE)
    else:
        sides = levels(curve, low, outer)
    return sides[0][0], low, sides[1][0]


def _travel(curve: Array, rest: int, turn: int) -> float:
    return float(np.nan_to_num(curve[rest] - curve[turn]))


def _ascent(curve: Array, low: int, travel: float) -> int:
    """Where whoever watches sees the ascent begin, no earlier than the lowest sample `low`."""
    last = _bottom_ends(lowpass(curve, REP_CUTOFF_HZ), low, BOTTOM_SHARE, travel)[1]
    onset = round(_onset(curve, last, travel) - seen_late_s() * RATE_HZ)
    return int(np.clip(onset, low, last))


def seen_late_s() -> float:
    """How long after the bottom of labels and truth the curve tells an ascent, calibrated."""
    return float(calibrated()["turn"]["seen_late"]["value"])


def _onset(curve: Array, low: int, travel: float) -> float:
    """The moment a movement up and out of a rest at `low` begins, as a fractional index.

    A body that leaves rest smoothly has covered 5 % of its travel long before a threshold near
    zero can be told from noise. Between a start from a dead stop (displacement ~ t³) and a bounce
    (~ t²), t0 = t5 - 1.35 (t20 - t5) is within a few hundredths of a second of both.
    """
    left, gone = (
        _crossing(curve, low, curve[low] + share * travel) for share in (LEFT_SHARE, GONE_SHARE)
    )
    if left is None or gone is None:
        return float(low)
    return max(left - BEFORE_LEFT * (gone - left), low - RATE_HZ)


def _crossing(curve: Array, start: int, level: float) -> float | None:
    """Fractional index at which the curve first rises through `level` after `start`."""
    for i in range(start + 1, len(curve)):
        if curve[i] >= level:
            before = curve[i - 1]
            share = (level - before) / (curve[i] - before) if curve[i] > before else 1.0
            return float(i - 1 + share) if np.isfinite(share) else float(i)
    return None


def _bottom_ends(curve: Array, low: int, share: float, travel: float) -> tuple[int, int]:
    """First and last index of the stretch around `low` that stays within `share` of the travel."""
    near = (curve <= curve[low] + share * travel) | ~np.isfinite(curve)
    first = last = low
    while first > 0 and near[first - 1]:
        first -= 1
    while last < len(curve) - 1 and near[last + 1]:
        last += 1
    return first, last


def _lockout(motion: Motion, body: Array, start: int, top: int) -> int:
    """First moment at which hips and chest (or, where they are hidden, the bar) are up.

    Up is within `EDGE_SHARE` of the level that is held at the top.
    """
    first, last = _bottom_ends(-body, top, TOP_SHARE, float(body[top] - body[start]))
    path = np.arange(start, last + 1)
    curves = [body]
    if motion.plausible[path].all():
        curves = [motion.height("hip"), motion.height("shoulder")]
    up = np.ones(len(path), bool)
    for curve in curves:
        level = median_seen(curve[first : last + 1])
        low = float(np.nanmin(curve[path]))
        up &= curve[path] >= level - EDGE_SHARE * (level - low)
    return int(path[np.argmax(up)]) if up.any() else top


def timed_by_bar(found: RepsFound, curve: BarCurve | None) -> RepsFound:
    """Pulls from the floor with the start and end at which the bar leaves and meets the floor.

    Where no plate was found every rep stays as it was found on the body.
    """
    if curve is None or found.variant == ROMANIAN:
        return found
    reps = []
    for rep in found.reps:
        off, on = floor_times(curve, (rep.start_s, rep.turn_s, rep.end_s))
        start_s = rep.start_s if off is None else off
        end_s = rep.end_s if on is None else on
        reps.append(replace(rep, start_s=start_s, end_s=end_s))
    return replace(found, reps=tuple(reps))


def floor_times(curve: BarCurve, rep: RepTimes) -> tuple[float | None, float | None]:
    """When the bar leaves the floor before a lockout and when it is back after it, seconds.

    `rep` is (start, turn, end) as found on the body, seconds; the turn is the lockout. None
    where the bar is not seen to rest.
    """
    start, turn, end = rep
    if turn is None:
        return None, None
    return _floor_crossing(curve, turn, start, -1), _floor_crossing(curve, turn, end, +1)


def _floor_crossing(curve: BarCurve, turn: float, near: float | None, step: int) -> float | None:
    """Where the curve meets its resting level on one side of the lockout."""
    if near is None:
        return None
    low, high = sorted((turn, near + step * REST_S))
    index = np.nonzero((curve.time_s >= low) & (curve.time_s <= high))[0][::step]
    index = index[np.isfinite(curve.height_px[index])]
    if not len(index):
        return None
    height = curve.height_px[index]
    meter = curve.torso_at_bar_px / TYPICAL_TORSO_M
    resting = height <= height.min() + OFF_FLOOR_M * meter + 4 * curve.noise_px
    floor = float(np.median(height[resting]))
    level = floor + OFF_FLOOR_M * meter + curve.noise_px
    # the first meeting with the level on the way from the lockout: behind it is another rep
    last = int(np.argmax(height <= level)) - 1
    if last < 0:
        return None
    h0, h1 = height[last], height[last + 1]
    share = (h0 - level) / (h0 - h1) if h0 > h1 else 0.0
    t0, t1 = curve.time_s[index[last]], curve.time_s[index[last + 1]]
    if abs(t1 - t0) > LONGEST_FILLED_GAP_S:
        return None
    return float(t0 + share * (t1 - t0))
