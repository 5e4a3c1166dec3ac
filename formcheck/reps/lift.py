"""Which lift, told from the motion, `unknown` when it is neither; and whether a Romanian one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.lifts import KnownLift, LiftName
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import PLATEAU_S, around, pivots
from formcheck.reps.counting import Counted

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
MOST_OF_WAY = (2, 98)
"""Percentiles of a bar's height."""
LEAST_BAR_TRAVEL_TORSO = 0.4
"""Half a squat moves the bar by as much; a bar walked out of the rack bobs by a tenth."""
HANGING_BELOW_SHOULDER_TORSO = 0.75
"""An arm is more than a torso long, and pulls read 0.84 and more. A low bar lies a fifth of a torso
below the shoulder joint, a bar over hips thrust up from a bench 0.65 half of the time."""
HANGING_AT_TOP_TORSO = 0.65
"""The same while the bar is in the upper third of its way. Who bends over the bar for most of a
clip that a camera off the side looks down on has it nearer to the shoulders: 0.61 and 0.69 over the
clip, 0.88 and 0.97 at the top. There squats read 0.40 at most, 100 sets of both lifts."""
LEAST_HINGE_TORSO = 0.1
"""How much further the chest sinks than the hips: a trunk that leans over by 26°, from any side.
Whoever jumps, or waits with hanging hands, has it upright."""
LEAST_PLAUSIBLE_SHARE = 0.5
"""Of the way down and up: with less the lowest point that is seen may be anywhere on it. Of 678
clips two are called otherwise at 0.35 and 0.65."""
UPRIGHT_LEAN_COS = 0.75
"""At the top of either lift the trunk stands within about 40° of vertical."""
SAT_DOWN_TORSO = 0.48
"""How much further the chest is above the hips than the hips above the knees. Whoever pulls a bar
leans further or has the hips higher: pulls of strangers read up to 0.45, squats with hanging hands
0.5 and more."""
MOST_YAW_DEG = 35.0
"""Further off the side trunks that lean look upright, and pulls like squats. A set of squats with
hanging hands from 31° reads right; pulls from 37°, 48° and 51° were squats."""
HELD_UP_TORSO = 0.4
"""Hands so far above the hips before and after a lowest point hold a bar on the back, however low a
dark picture draws them at the bottom. Pulls whose bar does not tell read 0.25 at most (410 clips);
squats with a bar 0.4 and more but for six, which are judged as before."""
ENDS_LOW_SHARE = 0.25
"""At rest within a quarter of the way: of 49 sets of pulls whose bar does not tell, 30
end so, of 93 of squats one, whose lifter is lost. From 0.2 s to 1 s it mends the same two sets."""
LEAST_WRIST_TORSO = 0.5
"""How high above the ankles the hands turn: up to 0.56 torso with the bar on the floor, 0.51 and
more in a Romanian deadlift (18 sets), at mid shin or knee."""
EDGE_S, TOP_SHARE = 0.2, 0.85
"""Of what is first and last seen, and of the chest's way: it begins and ends at the top. Who pulls
off the floor puts the bar down there; with hands read high from behind or from below, up to 1.2,
that alone tells (175 sets of pulls: 15 of 18 Romanian ones, one of 157 others). From 0.1 to 0.3 s
the same sets are told; a share of the clip would reach into the first rep of a long one."""
BAR_UP_SHARE = 0.5
"""Of its way: the bar of 29 Romanian sets is first and last seen at 0.91 and more, of 40 of who
stands before and behind a bar on the floor at 0.04 at most; no other of 410 sets shows both."""


@dataclass(frozen=True)
class LiftGuess:
    """Which lift and how sure, 0 to 1 (share of the vertical motion that speaks for it)."""

    name: LiftName
    confidence: float


@dataclass(frozen=True)
class Posture:
    """How far hips and chest go down to one lowest point of the chest, and the hands there.

    Attributes:
        index: Of the lowest point.
        tops: Indices of what lies on either side, from where the chest goes down and up.
    """

    hip_drop_torso: float
    chest_drop_torso: float
    hinge: bool
    trunk_cos_at_top: float
    index: int
    tops: tuple[int, int]


def looks_like(posture: Posture) -> KnownLift | None:
    """The lift of a lowest point; None where nobody stands upright beside it, or hardly moves."""
    if posture.trunk_cos_at_top < UPRIGHT_LEAN_COS:
        return None
    if posture.hinge:
        leans = posture.chest_drop_torso - posture.hip_drop_torso > LEAST_HINGE_TORSO
        return "deadlift" if leans else None
    return "squat" if posture.hip_drop_torso > MIN_CHEST_SWING_TORSO else None


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
        deadlift += posture.chest_drop_torso if looks_like(posture) == "deadlift" else 0.0
        squat += posture.hip_drop_torso if looks_like(posture) == "squat" else 0.0
    total = squat + deadlift
    if total == 0:
        return LiftGuess("unknown", 0.0)
    name: LiftName = "squat" if squat >= deadlift else "deadlift"
    return LiftGuess(name, max(squat, deadlift) / total)


def bar_hangs(motion: Motion) -> bool | None:
    """Whether the bar hangs from the hands over a clip; None when no bar tells.

    A bar in the hands is an arm's length below the shoulders all the time, a bar on the back is
    at their height all the time. A bar is neither over somebody who does not stand while it is up:
    hips thrust up from a bench.
    """
    return bar_hangs_around(motion, (0, len(motion.time_s) - 1))


def bar_hangs_around(motion: Motion, between: tuple[int, int]) -> bool | None:
    """The same from one sample to another."""
    here = np.zeros(len(motion.time_s), bool)
    here[between[0] : between[1] + 1] = True
    all_over = motion.bar_height()
    if all_over is None or not np.isfinite(all_over[here]).any():
        return None
    bar = np.where(here, all_over, np.nan)
    low, high = np.nanpercentile(bar, MOST_OF_WAY)
    travel = float(high - low)
    below = motion.height("shoulder") - bar
    use = motion.plausible if motion.plausible.any() else motion.seen
    if travel < LEAST_BAR_TRAVEL_TORSO or not np.isfinite(below[use]).any():
        return None
    at_top = use & (bar > high - travel / 3)
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
    low, high = np.nanpercentile(bar, MOST_OF_WAY)
    use, third = motion.plausible & np.isfinite(bar), (high - low) / 3
    upper, lower = use & (bar > high - third), use & (bar < low + third)
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
        if motion.plausible[min(ends) : max(ends) + 1].mean() < LEAST_PLAUSIBLE_SHARE:
            continue
        found.append(
            Posture(
                hip_drop_torso=float(hip[top.index] - hip[low.index]),
                chest_drop_torso=top.value - low.value,
                hinge=hinge[low.index],
                trunk_cos_at_top=float(chest[top.index] - hip[top.index]),
                index=low.index,
                tops=(min(ends), max(ends)),
            )
        )
    return found


def hinges(motion: Motion, lows: Sequence[int]) -> list[bool]:
    """Which lowest points are those of a deadlift: hands low, and not simply squatted down.

    With empty hands hanging, a squat has low hands too; but its hips sink to the knees under an
    upright trunk, where nobody pulls a bar from. Seen from the side, that is, and unless the set
    ends down there: a bar is put down, a squatter stands up.
    """
    over_hip = motion.height("wrist") - motion.height("hip")
    # one wrist behind a plate jumps, both seldom do; hands that are not seen are not low
    low_hands = [
        median_seen(over_hip[around(low)]) < 0 and not up
        for low, up in zip(lows, _held_up(motion, lows, over_hip), strict=True)
    ]
    if abs(motion.view.yaw_deg) > MOST_YAW_DEG or _ends_low(motion, lows):
        return low_hands
    sat_down = [_sat_down(motion, low) for low in lows]
    return [low and sat <= SAT_DOWN_TORSO for low, sat in zip(low_hands, sat_down, strict=True)]


def _ends_low(motion: Motion, lows: Sequence[int]) -> bool:
    """Whether the lifter is last seen at rest at the height of the lowest points."""
    chest = motion.height("shoulder")
    seen = chest[motion.seen]
    end = seen[-round(PLATEAU_S * RATE_HZ) :]
    low = median_seen(chest[list(lows)])
    near = ENDS_LOW_SHARE * (seen.max(initial=low) - low)
    return bool(np.all(np.abs(end - low) < near) and np.ptp(end) < near / 2)


def _held_up(motion: Motion, lows: Sequence[int], over_hip: Array) -> list[bool]:
    """Whether the hands are well above the hips both before and after each lowest point."""
    chest = np.nan_to_num(motion.height("shoulder"), nan=-np.inf)
    ends = [0, *lows, len(chest) - 1]
    tops = [first + int(np.argmax(chest[first : last + 1])) for first, last in pairwise(ends)]
    hands = [median_seen(over_hip[around(top)]) for top in tops]
    return [bool(np.min(pair) > HELD_UP_TORSO) for pair in pairwise(hands)]


def _sat_down(motion: Motion, index: int) -> float:
    """How much further the chest is above the hips than the hips above the knees."""
    hip, knee, chest = (motion.height(joint)[index] for joint in ("hip", "knee", "shoulder"))
    return float((chest - hip) - (hip - knee))


def is_romanian(motion: Motion, dips: Counted) -> bool:
    """Whether a deadlift with these reps goes from the top down and up again, never to the floor.

    The bar is up as it is first and last seen, whatever it turns at: some go down to mid shin. A
    set off the floor that is cut from lockout to lockout looks the same, and is taken for one.
    Where that does not tell, the hands turn well above the floor, and the bar is not put down.
    """
    reps = [dips.movements[i] for i in dips.reps]
    lows = [rep.turn for rep in reps]
    if not lows or _bar_begins_and_ends_up(motion):
        return bool(lows)
    if not median_seen(motion.height("wrist")[lows]) > LEAST_WRIST_TORSO:
        return False
    chest = motion.height("shoulder")
    low = median_seen(chest[lows])
    top = median_seen(chest[[end for rep in reps for end in (rep.start, rep.end)]])
    seen, edge = chest[np.isfinite(chest)], round(EDGE_S * RATE_HZ)
    up = low + TOP_SHARE * (top - low)
    return all(median_seen(part) > up for part in (seen[:edge], seen[-edge:]))


def _bar_begins_and_ends_up(motion: Motion) -> bool:
    bar = motion.bar_height()
    if bar is None or not np.isfinite(bar).any():
        return False
    low, high = np.nanpercentile(bar, MOST_OF_WAY)
    seen, edge = bar[np.isfinite(bar)], round(EDGE_S * RATE_HZ)
    up = low + BAR_UP_SHARE * (high - low)
    moves = high - low >= LEAST_BAR_TRAVEL_TORSO
    return bool(moves and all(np.median(part) > up for part in (seen[:edge], seen[-edge:])))
