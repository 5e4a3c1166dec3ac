"""Which lift the motion shows, `unknown` when neither; and whether a deadlift is Romanian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import median_seen
from formcheck.lifts import KnownLift, LiftName
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.counting import Counted
from formcheck.reps.levels import PLATEAU_S, around, pivots

MIN_CHEST_SWING_TORSO = 0.2
"""A quarter squat lowers the chest by a third of a torso; walking bobs it by a twentieth."""
SURE_BY_BAR = 0.98
"""Confidence in the lift where a tracked bar shows it."""
SURE_EDGE_ON = 0.7
"""Share of the votes that a deadlift has at most where hands alone show it and the camera stands in
front or behind: a lean that is seen edge-on tells no squat with a weight between the legs. Of 17
such real trackings 11 are deadlifts, of 224 others that are named 223 are right."""
UNDER_BAR_SHARE = 0.13
"""The bar lies on the shoulders where their travel is at least this share of the bar's. In 200
squats it is 0.22 to 1.2: the near plate is up to 1.5 times as near to the camera and seems to
travel further, and at the bottom a plate hides the shoulders. For bars pressed or curled by a
standing lifter it is 0.04 at most."""
BENT_UNDER_BAR_SHARE = 0.42
"""The same where the trunk looks bent even while the bar is up. In squats a plate that hides the
hips makes it look so; hip thrusts on a bench look bent, too, and give 0.3."""
LOW_AND_HIGH = (2, 98)
"""Percentiles that stand for the lowest and the highest position of the bar."""
LEAST_BAR_TRAVEL_TORSO = 0.4
"""The bar tells the lift only where it travels this far. Half a squat moves it by as much; a bar
walked out of the rack bobs by a tenth."""
HANGING_BELOW_SHOULDER_TORSO = 0.75
"""A bar hangs from the hands where its median height is this far below the shoulders. An arm is
longer than a torso, and pulls read 0.84 and more. A low bar on the back is 0.2 below the shoulder
joint, and in a hip thrust the bar is 0.65 below it half of the time."""
HANGING_AT_TOP_TORSO = 0.65
"""The same while the bar is in the upper third of its travel. A lifter who is bent over for most of
the clip, filmed from above, has the bar nearer to the shoulders: two sets read 0.61 and 0.69 over
the clip, but 0.88 and 0.97 at the top. In 100 sets of both lifts squats read 0.40 at most there."""
LEAST_HINGE_TORSO = 0.1
"""A hinge lowers the chest by this much more than the hips, which is a trunk that leans by 26°. In
a jump, or while waiting with hanging hands, the trunk stays upright."""
LEAST_PLAUSIBLE_SHARE = 0.5
"""The lifter has to be in a plausible posture for this share of the way down and up, or the lowest
point that is seen may be far from the real one. With 0.35 or 0.65, 2 of 678 clips change."""
UPRIGHT_LEAN_COS = 0.75
"""At the top of either lift the trunk stands within about 40° of vertical."""
SAT_DOWN_TORSO = 0.48
"""In a squat the chest is at least this much further above the hips than the hips are above the
knees. In a pull the trunk leans more or the hips are higher: pulls read up to 0.45, squats with
hanging hands 0.5 and more."""
MOST_YAW_DEG = 35.0
"""Up to this yaw `SAT_DOWN_TORSO` is used. Further off the side a leaning trunk looks upright and a
pull like a squat: pulls filmed from 37°, 48° and 51° were taken for squats, while squats with
hanging hands from 31° read right."""
HELD_UP_TORSO = 0.4
"""Hands this far above the hips before and after a lowest point hold a bar on the back, however low
a dark picture draws them at the bottom. Where the bar itself does not tell, pulls read 0.25 at most
(410 clips), and squats with a bar 0.4 and more but for six, which are judged without this."""
ENDS_LOW_SHARE = 0.25
"""A set ends low where the lifter is last seen resting within this share of the travel from the
lowest points: the bar was put down. Where the bar itself does not tell, 30 of 49 sets of pulls end
so, and one of 93 sets of squats, in which the lifter is lost."""
LEAST_WRIST_TORSO = 0.5
"""In a Romanian deadlift the hands turn at least this high above the ankles, at mid shin or knee
(18 sets: 0.51 and more). With the bar on the floor they are up to 0.56 high, so that this alone
does not tell the two apart; see `TOP_SHARE`."""
EDGE_S, TOP_SHARE = 0.2, 0.85
"""A Romanian deadlift is first and last seen at the top: for so many seconds above this share of
the travel, the bar's or the chest's. The bar is at 0.91 of it and more in 29 Romanian sets, and at
0.04 at most in 40 off the floor in which the lifter stands before and after them. By the chest 15
of 18 Romanian sets begin and end at the top, and one of 157 others: whoever pulls from the floor
puts the bar down at the end. The time is in seconds, since a share of a long clip would reach into
its first rep."""


@dataclass(frozen=True)
class LiftGuess:
    """Which lift, and how sure.

    Attributes:
        name: The lift.
        confidence: 0 to 1: `SURE_BY_BAR`, or the share of the vertical motion that looks like it.
    """

    name: LiftName
    confidence: float


@dataclass(frozen=True)
class Posture:
    """How far hips and chest go down to one lowest point of the chest, and the hands there.

    Attributes:
        hip_drop_torso, chest_drop_torso: From the higher of the two tops beside it.
        hinge: Whether the hands say that it is a deadlift, see `hinges`.
        trunk_cos_at_top: Height of chest over hips at that top: the cosine of the trunk's lean.
        index: Of the lowest point.
        tops: First and last index of the dip: its highest points on both sides, where seen.
    """

    hip_drop_torso: float
    chest_drop_torso: float
    hinge: bool
    trunk_cos_at_top: float
    index: int
    tops: tuple[int, int]


def looks_like(posture: Posture) -> KnownLift | None:
    """The lift of a lowest point; None where it is neither.

    That is where the lifter does not stand upright beside it, or hardly goes down.
    """
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
    if squat >= deadlift:
        return LiftGuess("squat", squat / total)
    most = SURE_EDGE_ON if motion.view.name in ("front", "rear") else 1.0
    return LiftGuess("deadlift", min(deadlift / total, most))


def bar_hangs(motion: Motion, between: tuple[int, int] = (0, -1)) -> bool | None:
    """Whether the bar hangs from the hands from one sample to another; None when no bar tells.

    A bar in the hands is an arm's length below the shoulders all the time, a bar on the back is
    at their height all the time. A bar is neither over somebody who does not stand while it is up:
    hips thrust up from a bench.
    """
    here = np.zeros(len(motion.time_s), bool)
    here[between[0] : between[1] + 1 or None] = True
    all_over = motion.bar_height_torso()
    if all_over is None or not np.isfinite(all_over[here]).any():
        return None
    bar = np.where(here, all_over, np.nan)
    low, high = np.nanpercentile(bar, LOW_AND_HIGH)
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
    return False if _shoulders_share(motion, bar, float(low), float(high)) >= least else None


def _shoulders_share(motion: Motion, bar: Array, low: float, high: float) -> float:
    """Travel of the shoulders over travel of the bar; 1 where the two are not seen together.

    Each travel is the difference of the medians over the upper and lower third of the bar's way
    from `low` to `high`, since single poses behind plates may be anywhere.
    """
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
    lows = [point.index for point in points if point.extreme == "low"]
    hinge = dict(zip(lows, hinges(motion, lows), strict=True))
    for i, low in enumerate(points):
        if low.extreme != "low":
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
    """Which of the lowest points are those of a deadlift: the hands are low, and it is no squat.

    A squat with hanging hands has low hands, too. Its hips sink to the knees under an upright
    trunk, a posture in which nobody pulls a bar: in the middle of the lowest points, since a set is
    of one lift. That is asked only of clips from the side, and not where the set ends at the
    bottom: a bar is put down there, while a squat ends standing.
    """
    over_hip = motion.height("wrist") - motion.height("hip")
    # one wrist behind a plate jumps, both seldom do; hands that are not seen are not low
    low_hands = [
        median_seen(over_hip[around(low)]) < 0 and not up
        for low, up in zip(lows, _held_up(motion, lows, over_hip), strict=True)
    ]
    if abs(motion.view.yaw_deg) > MOST_YAW_DEG or _ends_low(motion, lows):
        return low_hands
    hip, knee, chest = (motion.height(joint) for joint in ("hip", "knee", "shoulder"))
    sat_down = (chest - hip) - (hip - knee)
    squats = median_seen(sat_down[list(compress(lows, low_hands))]) > SAT_DOWN_TORSO
    return [low and not squats for low in low_hands]


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


def is_romanian(motion: Motion, dips: Counted) -> bool:
    """Whether a deadlift with these reps goes from the top down and up again, never to the floor.

    Its bar is up when it is first and last seen. (A set off the floor that is trimmed from lockout
    to lockout looks the same, and is taken for a Romanian one.) Where no bar shows that, the hands
    have to turn well above the floor, and the chest to be high at the beginning and the end.
    """
    reps = dips.reps
    lows = [rep.turn for rep in reps]
    if not lows or _bar_begins_and_ends_up(motion):
        return bool(lows)
    if not median_seen(motion.height("wrist")[lows]) > LEAST_WRIST_TORSO:
        return False
    chest = motion.height("shoulder")
    low = median_seen(chest[lows])
    top = median_seen(chest[[end for rep in reps for end in (rep.start, rep.end)]])
    return _begins_and_ends_up(chest, low, top)


def _bar_begins_and_ends_up(motion: Motion) -> bool:
    bar = motion.bar_height_torso()
    if bar is None or not np.isfinite(bar).any():
        return False
    low, high = np.nanpercentile(bar, LOW_AND_HIGH)
    return bool(high - low >= LEAST_BAR_TRAVEL_TORSO) and _begins_and_ends_up(bar, low, high)


def _begins_and_ends_up(curve: Array, low: float, top: float) -> bool:
    seen, edge = curve[np.isfinite(curve)], round(EDGE_S * RATE_HZ)
    up = low + TOP_SHARE * (top - low)
    return all(median_seen(part) > up for part in (seen[:edge], seen[-edge:]))
