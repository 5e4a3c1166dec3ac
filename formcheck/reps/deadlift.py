"""Reps of a deadlift: the bar leaves the floor, is locked out, and comes back.

With straight arms the bar moves with the shoulders, so the chest's height tells when it leaves
the floor and returns; hips that bob during the set-up leave the chest where it is. A Romanian
deadlift starts at the top and never reaches the floor: its reps are dips.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.reps.candidates import (
    NotRep,
    Pivot,
    Rep,
    RepsFound,
    bottom_ends,
    is_cut,
    leaves_level,
    pivots,
)
from formcheck.reps.lift import hands_are_low
from formcheck.reps.squat import set_travel
from formcheck.robust import median_seen
from formcheck.signals import Signals

Array = NDArray[np.float64]

MIN_CHEST_SWING_TORSO = 0.25
"""A deadlift raises the chest by a torso and more, a Romanian one by three quarters."""
LOCKED_SHARE = 0.03
"""Lockout: hips and chest within 3 % of the top of their travel."""
LONGEST_REP_S = 20.0
"""A grinder takes ten seconds up, and some hold the lockout."""
SHORTEST_REP_S = 0.5
ROMANIAN_WRIST_TORSO = 0.5
"""A bar on the floor is held .15 to .35 torso above the ankles; a Romanian deadlift turns at mid
shin or knee, half a torso and more."""
ROMANIAN_HIP_SHARE = 0.35
"""Its hips stay high: they drop by less than a third of what the chest drops."""
REPS_TO_KNOW_A_HABIT = 2
STANDS_ABOUT_S, STANDS_ABOUT_TIMES = 2.5, 2.0
BAR_SEEN_SHARE = 0.8
BAR_STAYS_SHARE = 0.3
"""With straight arms the bar goes as far as the chest; under a third of it, it was not held."""
ENDS_AT_LOCKOUT_S = 2.5
"""A clip that ends this soon after lockout was cut with the bar in the hands; a lifter who keeps
standing longer after a set has put it down."""


@dataclass(frozen=True)
class _Pull:
    """One rise of the chest; None where the clip cuts it off."""

    start: int | None
    turn: int | None
    end: int | None
    top: int
    travel: float


def find_deadlifts(signals: Signals, partial_share: float) -> RepsFound:
    """Find the reps of a deadlift set.

    Args:
        signals: The lifter's curves.
        partial_share: A pull under this share of the set's own travel is a partial rep.
    """
    chest = signals.height("shoulder")
    points = pivots(lowpass(chest, REP_CUTOFF_HZ), MIN_CHEST_SWING_TORSO)
    if is_romanian(signals, points):
        return _romanian(signals, chest, points, partial_share)
    pulls = [_pull(signals, chest, points, i) for i, p in enumerate(points) if p.kind == "high"]
    if not pulls:
        return RepsFound((), ())
    travel = set_travel(np.array([p.travel for p in pulls]))
    rested = _rested_first(chest, pulls)
    reps: list[Rep] = []
    others: list[NotRep] = []
    for pull in pulls:
        verdict = _why_not(signals, pull, travel, partial_share, counted=len(reps))
        if verdict is None and pull is rested:
            verdict = "setup", "Stood up and waited before the set."
        if verdict is None:
            reps.append(_rep(signals.time_s, pull))
        elif verdict[0]:
            others.append(_not_rep(signals.time_s, pull, *verdict))
    return RepsFound(tuple(reps), tuple(others))


def _rested_first(chest: Array, pulls: list[_Pull]) -> _Pull | None:
    """A first rise that is held far longer than any lockout after it: standing about, not a rep.

    Poses alone cannot tell whether there is a bar in the hands; the lifter's own habit of holding
    the lockout can, once there are reps to learn it from.
    """
    pulls = [p for p in pulls if p.start is not None]
    if len(pulls) <= REPS_TO_KNOW_A_HABIT:
        return None
    held_s = [_held_s(chest, p) for p in pulls]
    later = [h for h, p in zip(held_s[1:], pulls[1:], strict=True) if p.end is not None]
    if len(later) < REPS_TO_KNOW_A_HABIT:
        return None
    longer = held_s[0] > max(STANDS_ABOUT_S, STANDS_ABOUT_TIMES * max(later))
    return pulls[0] if longer else None


def _held_s(chest: Array, pull: _Pull) -> float:
    first, last = bottom_ends(-chest, pull.top, 0.05, pull.travel)
    return (last - first) / RATE_HZ


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


def _pull(signals: Signals, chest: Array, points: list[Pivot], i: int) -> _Pull:
    left = points[i - 1].index if i > 0 else 0
    right = points[i + 1].index if i + 1 < len(points) else len(chest) - 1
    top = points[i].index
    start, floor_left = leaves_level(-chest, top, left)
    end, floor_right = leaves_level(-chest, top, right)
    floors = [-v for v, j in ((floor_left, i - 1), (floor_right, i + 1)) if 0 <= j < len(points)]
    floor = min(floors) if floors else float(np.nanmin(chest))
    travel = float(chest[top]) - floor
    cut_left = i == 0 or is_cut(-chest, start, -floor_left - floor, travel, at_edge=i == 1, step=1)
    cut_right = i + 1 == len(points) or is_cut(
        -chest,
        end,
        -floor_right - floor,
        travel,
        at_edge=i + 2 == len(points),
        step=-1,
        comes_to_rest=False,
    )
    turn = _lockout(signals, chest, start, top)
    return _Pull(None if cut_left else start, turn, None if cut_right else end, top, travel)


def _lockout(signals: Signals, chest: Array, start: int, top: int) -> int:
    """First moment at which both hips and chest are within `LOCKED_SHARE` of their top."""
    first, last = bottom_ends(-chest, top, 0.05, float(chest[top] - chest[start]))
    hip = signals.height("hip")
    hip_top = median_seen(hip[first : last + 1])
    chest_top = median_seen(chest[first : last + 1])
    path = np.arange(start, last + 1)
    low = float(np.nanmin(hip[path]))
    done = (hip[path] >= hip_top - LOCKED_SHARE * (hip_top - low)) & (
        chest[path] >= chest_top - LOCKED_SHARE * (chest_top - chest[start])
    )
    return int(path[np.argmax(done)]) if done.any() else top


def _why_not(
    signals: Signals, pull: _Pull, travel: float, partial_share: float, counted: int
) -> tuple[str, str] | None:
    """Reason and sentence when a rise is no rep; an empty reason means not worth listing."""
    time_s = signals.time_s
    if pull.start is None and pull.end is None:
        return "", ""
    if pull.start is None:
        return "setup", "Standing before the first pull: going down to the bar, not a rep."
    if hands_are_low(signals, pull.start) is False:
        return "other_movement", "The hands were not down at a bar."
    if pull.travel < partial_share * travel:
        return "partial", "Less than 60 % of this set's usual travel."
    if _bar_stayed(signals, pull, chest_travel=pull.travel):
        return "setup", "Stood up without the bar."
    if pull.end is None:
        turn = pull.turn if pull.turn is not None else pull.top
        if counted and time_s[-1] - time_s[turn] > ENDS_AT_LOCKOUT_S:
            return "setup", "Stood up after the last rep."
        return None
    took = time_s[pull.end] - time_s[pull.start]
    if not SHORTEST_REP_S <= took <= LONGEST_REP_S:
        return "other_movement", "Too quick or too slow for a rep."
    return None


def _bar_stayed(signals: Signals, pull: _Pull, chest_travel: float) -> bool:
    """The lifter rose and the bar did not; only said of a bar that other pulls do move."""
    bar = signals.bar_height()
    if bar is None or pull.start is None or np.nanmax(bar) - np.nanmin(bar) < 0.5 * chest_travel:
        return False
    last = pull.end if pull.end is not None else min(len(bar) - 1, pull.top + 30)
    part = bar[pull.start : last + 1]
    if np.isfinite(part).mean() < BAR_SEEN_SHARE:
        return False
    return bool(np.nanmax(part) - np.nanmin(part) < BAR_STAYS_SHARE * chest_travel)


def _romanian(
    signals: Signals, chest: Array, points: list[Pivot], partial_share: float
) -> RepsFound:
    dips = []
    for i, p in enumerate(points):
        if p.kind != "low":
            continue
        left = points[i - 1].index if i > 0 else None
        right = points[i + 1].index if i + 1 < len(points) else None
        start = leaves_level(chest, p.index, left)[0] if left is not None else None
        end = leaves_level(chest, p.index, right)[0] if right is not None else None
        tops = [points[j].value for j in (i - 1, i + 1) if 0 <= j < len(points)]
        dips.append((start, p.index, end, max(tops) - p.value))
    travel = set_travel(np.array([d[3] for d in dips]))
    time_s = signals.time_s
    reps, others = [], []
    for start, turn, end, drop in dips:
        begin = float(time_s[start]) if start is not None else None
        finish = float(time_s[end]) if end is not None else None
        if drop < partial_share * travel:
            others.append(
                NotRep(
                    begin or float(time_s[turn]),
                    finish or float(time_s[turn]),
                    "partial",
                    "Less than 60 % of this set's usual travel.",
                )
            )
            continue
        whole = begin is not None and finish is not None
        reps.append(Rep(begin, float(time_s[turn]), finish, whole, drop))
    return RepsFound(tuple(reps), tuple(others), variant="romanian")


def _rep(time_s: Array, pull: _Pull) -> Rep:
    times = [None if i is None else float(time_s[i]) for i in (pull.start, pull.turn, pull.end)]
    return Rep(times[0], times[1], times[2], pull.end is not None, pull.travel)


def _not_rep(time_s: Array, pull: _Pull, reason: str, message: str) -> NotRep:
    first = pull.start if pull.start is not None else 0
    last = pull.end if pull.end is not None else len(time_s) - 1
    return NotRep(float(time_s[first]), float(time_s[last]), reason, message)
