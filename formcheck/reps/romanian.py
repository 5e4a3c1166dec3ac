"""Reps of a Romanian deadlift: from the top down and up again, never to the floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    Dip,
    Pivot,
    RepsFound,
    dip_at,
    not_rep_of,
    partial_words,
    rep_of,
)
from formcheck.reps.squat import set_travel
from formcheck.reps.variant import ROMANIAN

Array = NDArray[np.float64]

ROMANIAN_WRIST_TORSO = (0.5, 0.65)
"""How high above the ankles the hands turn: up to 0.56 torso with the bar on the floor (85 sets of
*fit*, *check* and 900022), 0.59 and more in a Romanian deadlift (17 sets), at mid shin or knee.
Between both limits it is one where the clip begins and ends at the top: who pulls from the floor
puts the bar down there. Of 13 real pulls one, filmed from behind, reads 0.77."""
EDGE_SHARE = 0.03
"""Of the clip, on either side: where it begins and ends."""


def is_romanian(motion: Motion, points: list[Pivot]) -> bool:
    """The hands turn well above the floor, and the bar is not put down."""
    lows = [p.index for p in points if p.kind == "low"]
    highs = [p.index for p in points if p.kind == "high"]
    if not lows or not highs:
        return False
    hand = median_seen(motion.height("wrist")[lows])
    least, surely = ROMANIAN_WRIST_TORSO
    return hand > surely or (hand > least and _from_top_to_top(motion, lows, highs))


def _from_top_to_top(motion: Motion, lows: list[int], highs: list[int]) -> bool:
    chest = motion.height("shoulder")
    middle = (median_seen(chest[lows]) + median_seen(chest[highs])) / 2
    edge = max(2, round(EDGE_SHARE * len(chest)))
    return all(median_seen(part) > middle for part in (chest[:edge], chest[-edge:]))


def find_romanian(
    motion: Motion, body: Array, points: list[Pivot], partial_share: float
) -> RepsFound:
    """The dips between the tops.

    Args:
        motion: The lifter's curves.
        body: (N,) height of the chest, or of a bar that is followed.
        points: Turning points of that height.
        partial_share: A dip under this share of the set's own travel is a partial rep.
    """
    dips = [dip_at(body, points, i) for i, p in enumerate(points) if p.kind == "low"]
    if not dips:
        return RepsFound((), (), ROMANIAN)
    travel = set_travel(np.array([dip.travel for dip in dips]))
    reps, others = [], []
    for dip in dips:
        why = _why_not(dip, travel, partial_share)
        if why is None:
            reps.append(rep_of(motion.time_s, dip))
        else:
            others.append(not_rep_of(motion.time_s, dip, *why))
    return RepsFound(tuple(reps), tuple(others), ROMANIAN)


def _why_not(dip: Dip, travel: float, partial_share: float) -> tuple[str, str] | None:
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only part of this movement."
    if dip.travel < partial_share * travel:
        return "partial", partial_words(partial_share)
    return None
