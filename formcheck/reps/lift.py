"""Which lift: told from the motion, `unknown` when it is neither."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.lifts import LiftName
from formcheck.motion.cleaning import REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import pivots
from formcheck.reps.hinge import hinges

Array = NDArray[np.float64]

MIN_CHEST_SWING_TORSO = 0.2
"""A quarter squat lowers the chest by a third of a torso; walking bobs it by a twentieth."""
SURE_BY_BAR = 0.98
UNDER_BAR_SHARE = 0.13
"""Shoulders under a bar go where it goes. Its near plate, up to 1.5 times as near to the camera,
seems to go further, and a plate hides them at the bottom: 200 squats give 0.22 to 1.2, bars pressed
or curled by who stands still 0.04 at most."""
BENT_UNDER_BAR_SHARE = 0.42
"""The same of who seems bent even while the bar is up, since a plate hides the hips as well: hips
thrust up from a bench give 0.3."""
LEAST_BAR_TRAVEL_TORSO = 0.4
"""Half a squat moves the bar by as much; a bar walked out of the rack bobs by a tenth."""
HANGING_BELOW_SHOULDER_TORSO = 0.75
"""An arm is more than a torso long, and pulls read .84 and more. A low bar lies a fifth of a torso
below the shoulder joint, a bar over hips thrust up from a bench .65 half of the time."""
HANGING_AT_TOP_TORSO = 0.65
"""The same while the bar is in the upper third of its way. Who bends over the bar for most of a
clip that a camera off the side looks down on has it nearer to the shoulders: 0.61 and 0.69 over the
clip, 0.88 and 0.97 at the top. There squats read 0.40 at most, 100 sets of both lifts."""
LEAST_HINGE_TORSO = 0.1
"""How much further the chest sinks than the hips: a trunk that leans over by 26°, from any side.
Whoever jumps, or waits with hanging hands, has it upright."""
LEAST_BELIEVED = 0.5
"""Of the way down and up: with less the lowest point that is seen may be anywhere on it. Of 678
clips two are called otherwise at 0.35 and 0.65."""
UPRIGHT_LEAN_COS = 0.75
"""At the top of either lift the trunk stands within about 40° of vertical."""


@dataclass(frozen=True)
class LiftGuess:
    """Which lift and how sure, 0 to 1 (share of the vertical motion that speaks for it)."""

    name: LiftName
    confidence: float


@dataclass(frozen=True)
class Posture:
    """Drops (torso lengths) to one lowest point of the chest, and the hands there."""

    hip_drop: float
    chest_drop: float
    hinge: bool
    trunk_cos_at_top: float


def detect_lift(motion: Motion) -> LiftGuess:
    """Tell squat from deadlift by where the bar or the hands are.

    A tracked bar that goes up and down tells best: it hangs an arm's length below the shoulders
    while the lifter stands, or it lies on them. Without one, the hands at each lowest point of the
    chest tell: below the hips in a deadlift, at the shoulders or before the chest in a squat. Each
    lowest point that follows or precedes an upright posture speaks with the weight of its travel.
    Who lies all the time does neither.
    """
    if motion.lies:
        return LiftGuess("unknown", 0.0)
    hangs = bar_hangs(motion)
    if hangs is not None:
        return LiftGuess("deadlift" if hangs else "squat", SURE_BY_BAR)
    squat = deadlift = 0.0
    for posture in lowest_postures(motion):
        if posture.trunk_cos_at_top < UPRIGHT_LEAN_COS:
            continue
        if posture.hinge:
            leans = posture.chest_drop - posture.hip_drop > LEAST_HINGE_TORSO
            deadlift += posture.chest_drop if leans else 0.0
        elif posture.hip_drop > MIN_CHEST_SWING_TORSO:
            squat += posture.hip_drop
    total = squat + deadlift
    if total == 0:
        return LiftGuess("unknown", 0.0)
    name: LiftName = "squat" if squat >= deadlift else "deadlift"
    return LiftGuess(name, max(squat, deadlift) / total)


def bar_hangs(motion: Motion) -> bool | None:
    """Whether the bar hangs from the hands; None when no bar tells.

    A bar in the hands is an arm's length below the shoulders all the time, a bar on the back is
    at their height all the time. A bar is neither over somebody who does not stand while it is up:
    hips thrust up from a bench.
    """
    bar = motion.bar_height()
    if bar is None or not np.isfinite(bar).any():
        return None
    travel = float(np.nanpercentile(bar, 98) - np.nanpercentile(bar, 2))
    below = motion.height("shoulder") - bar
    use = motion.believable if motion.believable.any() else motion.seen
    if travel < LEAST_BAR_TRAVEL_TORSO or not np.isfinite(below[use]).any():
        return None
    at_top = use & (bar > np.nanpercentile(bar, 98) - travel / 3)
    if median_seen(below[use]) > HANGING_BELOW_SHOULDER_TORSO:
        return True
    if median_seen(below[at_top]) > HANGING_AT_TOP_TORSO:
        return True
    trunk = motion.height("shoulder") - motion.height("hip")
    bent = median_seen(trunk[at_top]) < UPRIGHT_LEAN_COS
    least = BENT_UNDER_BAR_SHARE if bent else UNDER_BAR_SHARE
    return False if _shoulders_share(motion, bar) >= least else None


def _shoulders_share(motion: Motion, bar: Array) -> float:
    """How much lower the shoulders are while the bar is low, of how much lower the bar is then.

    Medians over the bar's upper and lower third, since single poses behind plates say anything.
    As far as the bar where they and the bar are not seen together both high and low.
    """
    low, high = np.nanpercentile(bar, (2, 98))
    use = motion.believable & np.isfinite(bar)
    upper, lower = use & (bar > high - (high - low) / 3), use & (bar < low + (high - low) / 3)
    if not (upper.any() and lower.any()):
        return 1.0
    chest = motion.height("shoulder")
    goes, whole = (median_seen(curve[upper]) - median_seen(curve[lower]) for curve in (chest, bar))
    return goes / whole


def lowest_postures(motion: Motion) -> list[Posture]:
    """The posture at each lowest point of the chest, against the higher of its two tops."""
    chest, hip = (lowpass(motion.height(joint), REP_CUTOFF_HZ) for joint in ("shoulder", "hip"))
    points = pivots(chest, MIN_CHEST_SWING_TORSO)
    found = []
    lows = [point.index for point in points if point.kind == "low"]
    hinge = dict(zip(lows, hinges(motion, lows), strict=True))
    for i, low in enumerate(points):
        if low.kind != "low":
            continue
        tops = [points[j] for j in (i - 1, i + 1) if 0 <= j < len(points)]
        top = max(tops, key=lambda p: p.value)
        ends = [p.index for p in (low, *tops)]
        if motion.believable[min(ends) : max(ends) + 1].mean() < LEAST_BELIEVED:
            continue
        found.append(
            Posture(
                hip_drop=float(hip[top.index] - hip[low.index]),
                chest_drop=top.value - low.value,
                hinge=hinge[low.index],
                trunk_cos_at_top=float(chest[top.index] - hip[top.index]),
            )
        )
    return found
