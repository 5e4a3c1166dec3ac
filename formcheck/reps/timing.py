"""When a rep starts, turns and ends, once it is known which movement it is."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import Rep, bottom_ends, levels, onset
from formcheck.reps.movements import Movement, rest_curves

Array = NDArray[np.float64]

AROUND_S = 0.5
"""So far before and after the movement its rest is looked for."""
MOST_APART_S = 0.25
"""Hips and bar begin and end a rep together, within a tenth of a second or two where both are seen;
further apart, the hips were not where the pose model put them, or shot up. These turn earlier."""
BOTTOM_SHARE = 0.015
"""Of the way, on the curve that reps are found on: a joint's jitter is no end of a pause."""
LOCKED_SHARE, TOP_SHARE = 0.03, 0.05
"""Lockout: hips and chest within 3 % of the top of their travel."""
FLOOR_WITHIN_S = 3.0
FLOOR_SHARE, FLOORS_ALIKE_SHARE = 0.95, 0.07
"""A bar that is followed lies on the floor or not: a pause above a twentieth of its way is none,
unless it lies as high on both sides (rolled into place, or a rim that slipped)."""
GOES_SHARE = 0.6
"""A curve that shows less of a movement's way than the others was lost in it."""


def timed(
    motion: Motion,
    kind: str,
    found: Movement,
    reached: tuple[bool, bool],
    within: tuple[int, int],
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
        turn = _ascent(
            curve,
            turn,
            found.travel if name == found.curve else _travel(curve, start, turn),
        )
    elif kind == "pull":
        turn = _lockout(motion, -curve, start, turn)
    times = [float(motion.time_s[i]) for i in (start, turn, end)]
    complete = all(reached)
    return Rep(
        times[0] if reached[0] else None, times[1], times[2] if reached[1] else None,
        complete, found.travel,
    )  # fmt: skip


def _read_on(motion: Motion, kind: str, found: Movement, curves: Mapping[str, Array]) -> str:
    """The curve that tells the moments best, where it shows this movement whole."""
    first = max(0, found.start - round(AROUND_S * RATE_HZ))
    around = slice(first, found.end + round(AROUND_S * RATE_HZ) + 1)
    if kind == "squat":
        hips = motion.believable[around].all() and not any(found.open)
        return "hip" if hips and _agrees(curves["hip"], found) else found.curve
    bar = curves.get("bar")
    if bar is None or found.curve == "bar" or not np.isfinite(bar[around]).all():
        return found.curve
    return (
        "bar" if _travel(bar, found.start, found.turn) > GOES_SHARE * found.travel else found.curve
    )


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
    around = round((FLOOR_WITHIN_S if floor else AROUND_S) * RATE_HZ)
    outer = max(within[0], found.start - around), min(within[1], found.end + around)
    part = curve[found.start : found.end + 1]
    if not np.isfinite(part).any():
        return found.start, found.turn, found.end
    low = found.start + int(np.nanargmin(part))
    if floor:
        sides = levels(curve, low, outer, stall_share=FLOOR_SHARE, alike_share=FLOORS_ALIKE_SHARE)
    else:
        sides = levels(curve, low, outer)
    return sides[0][0], low, sides[1][0]


def _travel(curve: Array, rest: int, turn: int) -> float:
    travel = float(curve[rest] - curve[turn])
    return travel if np.isfinite(travel) else 0.0


def _ascent(curve: Array, low: int, travel: float) -> int:
    """Where the ascent begins."""
    last = bottom_ends(lowpass(curve, REP_CUTOFF_HZ), low, BOTTOM_SHARE, travel)[1]
    return int(np.clip(round(onset(curve, last, 1, travel)), low, last))


def _lockout(motion: Motion, body: Array, start: int, top: int) -> int:
    """First moment at which hips and chest (or, where they are hidden, the bar) are up.

    Up is within `LOCKED_SHARE` of the level that is held at the top.
    """
    first, last = bottom_ends(-body, top, TOP_SHARE, float(body[top] - body[start]))
    path = np.arange(start, last + 1)
    curves = [body]
    if motion.believable[path].all():
        curves = [motion.height("hip"), motion.height("shoulder")]
    up = np.ones(len(path), bool)
    for curve in curves:
        level = median_seen(curve[first : last + 1])
        low = float(np.nanmin(curve[path]))
        up &= curve[path] >= level - LOCKED_SHARE * (level - low)
    return int(path[np.argmax(up)]) if up.any() else top
