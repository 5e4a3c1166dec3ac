"""Reps of a Romanian deadlift: from the top down and up again, never to the floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
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
from formcheck.signals.curves import Signals

Array = NDArray[np.float64]

ROMANIAN_WRIST_TORSO = 0.5
"""A bar on the floor is held .15 to .35 torso above the ankles; a Romanian deadlift turns at mid
shin or knee, half a torso and more."""
ROMANIAN_HIP_SHARE = 0.35
"""Its hips stay high: they drop by less than a third of what the chest drops."""


def is_romanian(signals: Signals, points: list[Pivot]) -> bool:
    """The hands turn well above the floor and the hips stay high at the lowest points."""
    lows = [p.index for p in points if p.kind == "low"]
    highs = [p.index for p in points if p.kind == "high"]
    if not lows or not highs:
        return False
    wrist, hip, chest = (signals.height(j) for j in ("wrist", "hip", "shoulder"))
    hand = median_seen(wrist[lows])
    hip_drop = median_seen(hip[highs]) - median_seen(hip[lows])
    chest_drop = median_seen(chest[highs]) - median_seen(chest[lows])
    return hand > ROMANIAN_WRIST_TORSO and hip_drop < ROMANIAN_HIP_SHARE * chest_drop


def find_romanian(signals: Signals, points: list[Pivot], partial_share: float) -> RepsFound:
    """The dips of the chest between the tops.

    Args:
        signals: The lifter's curves.
        points: Turning points of the chest's height.
        partial_share: A dip under this share of the set's own travel is a partial rep.
    """
    chest = signals.height("shoulder")
    dips = [dip_at(chest, points, i) for i, p in enumerate(points) if p.kind == "low"]
    if not dips:
        return RepsFound((), (), ROMANIAN)
    travel = set_travel(np.array([dip.travel for dip in dips]))
    reps, others = [], []
    for dip in dips:
        why = _why_not(dip, travel, partial_share)
        if why is None:
            reps.append(rep_of(signals.time_s, dip))
        else:
            others.append(not_rep_of(signals.time_s, dip, *why))
    return RepsFound(tuple(reps), tuple(others), ROMANIAN)


def _why_not(dip: Dip, travel: float, partial_share: float) -> tuple[str, str] | None:
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only part of this movement."
    if dip.travel < partial_share * travel:
        return "partial", partial_words(partial_share)
    return None
