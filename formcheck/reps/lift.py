"""Which lift: told from the motion, `unknown` when it is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.reps.candidates import pivots
from formcheck.signals import Signals

LiftName = Literal["squat", "deadlift", "unknown"]
Array = NDArray[np.float64]

MIN_CHEST_SWING_TORSO = 0.2
"""A quarter squat lowers the chest by a third of a torso; walking bobs it by a twentieth."""
UPRIGHT_LEAN_COS = 0.75
"""At the top of either lift the trunk stands within about 40° of vertical."""


@dataclass(frozen=True)
class LiftGuess:
    """Which lift and how sure, 0 to 1 (share of the vertical motion that speaks for it)."""

    name: LiftName
    confidence: float


@dataclass(frozen=True)
class Posture:
    """Heights (torso lengths) around one lowest point of the chest."""

    hip_drop: float
    chest_drop: float
    wrist_over_hip: float
    trunk_cos_at_top: float


def detect_lift(signals: Signals) -> LiftGuess:
    """Tell squat from deadlift by where the hands are when the chest is lowest.

    In a deadlift the hands hang to the bar, below the hips, at every lowest point. In a squat
    they hold the bar at the shoulders (or stay in front of the chest), above the hips. Each lowest
    point of the chest that follows or precedes an upright posture speaks for one of them, with
    the weight of its travel.
    """
    squat = deadlift = 0.0
    for posture in lowest_postures(signals):
        if posture.trunk_cos_at_top < UPRIGHT_LEAN_COS:
            continue
        if posture.wrist_over_hip < 0:
            deadlift += posture.chest_drop
        elif posture.hip_drop > MIN_CHEST_SWING_TORSO:
            squat += posture.hip_drop
    total = squat + deadlift
    if total == 0:
        return LiftGuess("unknown", 0.0)
    name: LiftName = "squat" if squat >= deadlift else "deadlift"
    return LiftGuess(name, max(squat, deadlift) / total)


def lowest_postures(signals: Signals) -> list[Posture]:
    """The posture at each lowest point of the chest, against the higher of its two tops."""
    chest = lowpass(signals.height("shoulder"), REP_CUTOFF_HZ)
    hip = lowpass(signals.height("hip"), REP_CUTOFF_HZ)
    points = pivots(chest, MIN_CHEST_SWING_TORSO)
    found = []
    for i, low in enumerate(points):
        if low.kind != "low":
            continue
        tops = [points[j] for j in (i - 1, i + 1) if 0 <= j < len(points)]
        top = max(tops, key=lambda p: p.value)
        found.append(
            Posture(
                hip_drop=float(hip[top.index] - hip[low.index]),
                chest_drop=top.value - low.value,
                wrist_over_hip=_wrist_over_hip(signals, low.index),
                trunk_cos_at_top=float(chest[top.index] - hip[top.index]),
            )
        )
    return found


def _wrist_over_hip(signals: Signals, index: int) -> float:
    """Median over a third of a second: one wrist behind a plate jumps, both seldom do."""
    step = round(RATE_HZ / 6)
    window = slice(max(0, index - step), index + step + 1)
    over = (signals.height("wrist") - signals.height("hip"))[window]
    return float(np.nanmedian(over)) if np.isfinite(over).any() else float("nan")
