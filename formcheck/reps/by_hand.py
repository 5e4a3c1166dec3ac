"""A movement that no rule counted, around the moment that somebody pointed at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic.robust import within

LOOKED_S = 6.0
"""How far before and after the moment a rep is looked for."""
TURN_WITHIN_S = 2.0
"""The turnaround is within this of the moment: the user points at a rep, not at its turnaround."""
RESTS_SHARE = 0.1
"""The lifter stands (or the bar lies) where the height is within this share of the travel of
rest."""
LEAST_TRAVEL_TORSO = 0.1
"""Least travel of a movement."""
ELSE_S = 1.5
"""The span reaches this far before and after the moment where no movement is seen."""

Span = tuple[float, float]


def movement_around(
    time_s: Sequence[float],
    height_torso: Sequence[float | None],
    at_s: float,
    *,
    between_s: Span,
    down_first: bool,
) -> Span | None:
    """From when to when the movement around a moment goes; None where there is seen to be none.

    Where the body is not seen all the time, the user is believed: the span is the time around.

    Args:
        time_s: Clock of the height.
        height_torso: Of hips (squat) or chest (pull), torso lengths; None = not seen.
        at_s: The moment.
        between_s: Ends of what lies before and after; the movement is between them.
        down_first: A squat or a Romanian deadlift; a pull goes up first.
    """
    low_s, high_s = max(between_s[0], at_s - LOOKED_S), min(between_s[1], at_s + LOOKED_S)
    otherwise = max(low_s, at_s - ELSE_S), min(high_s, at_s + ELSE_S)
    times = np.asarray(time_s, np.float64)
    heights = np.array([np.nan if value is None else value for value in height_torso], np.float64)
    looked = within(times, low_s, high_s)
    inside = looked & np.isfinite(heights)
    unmoved = None if looked.any() and inside[looked].all() else otherwise
    near = np.flatnonzero(inside & within(times, at_s - TURN_WITHIN_S, at_s + TURN_WITHIN_S))
    if not len(near):
        return otherwise
    way = -heights if down_first else heights  # up is away from rest
    turn = int(near[np.argmax(way[near])])
    before, after = np.flatnonzero(inside[: turn + 1]), turn + np.flatnonzero(inside[turn:])
    start, end = _rest(way, before[::-1]), _rest(way, after)
    travel = way[turn] - max(way[start], way[end])
    if travel < LEAST_TRAVEL_TORSO or start == end:
        return unmoved
    return float(times[start]), float(times[end])


def _rest(way: np.ndarray, outward: np.ndarray) -> int:
    """Where, going out from the turn, the body first is about where it rests."""
    part = way[outward]
    level = part.min() + RESTS_SHARE * (part[0] - part.min())
    return int(outward[np.argmax(part <= level)])
