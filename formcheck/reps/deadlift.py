"""Reps of a deadlift: the bar leaves the floor, is locked out, and comes back.

With straight arms the bar moves with the shoulders, so the chest's height tells when it leaves
the floor and returns; hips that bob during the set-up leave the chest where it is. Where the bar
itself is followed in the picture, it is read instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    LEAST_REACHED_SHARE,
    LEVELS_ALIKE_SHARE,
    STALL_SHARE,
    NotRep,
    Pivot,
    Rep,
    RepsFound,
    bottom_ends,
    is_cut,
    levels,
    partial_words,
    pivots,
)
from formcheck.reps.followed_bar import BAR_SEEN_SHARE, followed_bar, without_rows
from formcheck.reps.hands import without_hitches
from formcheck.reps.romanian import find_romanian, is_romanian
from formcheck.reps.squat import set_travel
from formcheck.reps.variant import ROMANIAN, VARIANTS

Array = NDArray[np.float64]

MIN_CHEST_SWING_TORSO = 0.25
"""A deadlift raises the chest by a torso and more, a Romanian one by three quarters."""
LOCKED_SHARE = 0.03
"""Lockout: hips and chest within 3 % of the top of their travel."""
LONGEST_REP_S = 20.0
"""A grinder takes ten seconds up, and some hold the lockout."""
SHORTEST_REP_S = 0.5
REPS_TO_KNOW_A_HABIT = 2
STANDS_ABOUT_S, STANDS_ABOUT_TIMES = 2.5, 2.0
FLOOR_SHARE, FLOORS_ALIKE_SHARE = 0.95, 0.07
"""A bar that is followed lies on the floor or not: a pause above a twentieth of its way is none,
unless it lies as high on both sides (rolled into place, or a rim that slipped)."""
LEAST_BETWEEN_SHARE = 0.4
"""In place of `LEAST_REACHED_SHARE` between two pulls: a chest may sink below the height it has
over the bar, when the lifter sits down behind it."""
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


def find_deadlifts(motion: Motion, partial_share: float, variant: str | None = None) -> RepsFound:
    """Find the reps of a deadlift set.

    Args:
        motion: The lifter's curves.
        partial_share: A pull under this share of the set's own travel is a partial rep.
        variant: Told: reps of a Romanian deadlift begin at the top, others at the floor.
    """
    points = pivots(lowpass(motion.height("shoulder"), REP_CUTOFF_HZ), MIN_CHEST_SWING_TORSO)
    points, body = without_hitches(motion, points)
    told = variant if variant in VARIANTS["deadlift"] else None
    romanian = told == ROMANIAN or (told is None and is_romanian(motion, points))
    bar = followed_bar(motion)
    if bar is not None:
        body, points = bar, pivots(lowpass(bar, REP_CUTOFF_HZ), MIN_CHEST_SWING_TORSO)
    if romanian:
        found = find_romanian(motion, body, points, partial_share)
    else:
        found = _find_pulls(motion, body, points, partial_share, by_bar=bar is not None)
    return found if bar is None else without_rows(found, motion)


def _find_pulls(
    motion: Motion, body: Array, points: list[Pivot], partial_share: float, *, by_bar: bool
) -> RepsFound:
    highs = [i for i, point in enumerate(points) if point.kind == "high"]
    pulls = [_pull(motion, body, points, i, by_bar=by_bar) for i in highs]
    if not pulls:
        return RepsFound((), ())
    travel = set_travel(np.array([p.travel for p in pulls]))
    rested = None if by_bar else _rested_first(body, pulls)
    reps: list[Rep] = []
    others: list[NotRep] = []
    for pull in pulls:
        verdict = None if by_bar else _empty_hands(motion.time_s, pull, len(reps))
        verdict = verdict or _why_not(motion, pull, travel, partial_share)
        if verdict is None and pull is rested:
            verdict = "setup", "You stood up and waited before the set."
        if verdict is None:
            reps.append(_rep(motion.time_s, pull))
        elif verdict[0]:
            others.append(_not_rep(motion.time_s, pull, *verdict))
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


def _pull(motion: Motion, body: Array, points: list[Pivot], i: int, *, by_bar: bool) -> _Pull:
    """The rise to the high turning point `points[i]`, begun where the body or the bar rests."""
    left = points[i - 1].index if i > 0 else 0
    right = points[i + 1].index if i + 1 < len(points) else len(body) - 1
    top = points[i].index
    strict, alike = (STALL_SHARE, LEVELS_ALIKE_SHARE)
    if by_bar:
        strict, alike = (FLOOR_SHARE, FLOORS_ALIKE_SHARE)
    (start, floor_left), (end, floor_right) = levels(
        -body, top, (left, right), stall_share=strict, alike_share=alike
    )
    floors = [-v for v, j in ((floor_left, i - 1), (floor_right, i + 1)) if 0 <= j < len(points)]
    floor = min(floors) if floors else float(np.nanmin(body))
    travel = float(body[top]) - floor
    outermost = LEAST_REACHED_SHARE
    cut_left = i == 0 or is_cut(
        -floor_left - floor, travel, outermost if i == 1 else LEAST_BETWEEN_SHARE
    )
    cut_right = i + 1 == len(points) or is_cut(
        -floor_right - floor, travel, outermost if i + 2 == len(points) else LEAST_BETWEEN_SHARE
    )
    turn = _lockout(motion, body, start, top)
    return _Pull(None if cut_left else start, turn, None if cut_right else end, top, travel)


def _lockout(motion: Motion, body: Array, start: int, top: int) -> int:
    """First moment at which hips and chest (or, where they are hidden, the bar) are up.

    Up is within `LOCKED_SHARE` of the level that is held at the top.
    """
    first, last = bottom_ends(-body, top, 0.05, float(body[top] - body[start]))
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


def _why_not(
    motion: Motion, pull: _Pull, travel: float, partial_share: float
) -> tuple[str, str] | None:
    """Reason and sentence when a rise is no rep; an empty reason means not worth listing."""
    time_s = motion.time_s
    if pull.start is None and pull.end is None:
        return "", ""
    if pull.travel < partial_share * travel:
        return "partial", partial_words(partial_share)
    if _bar_stayed(motion, pull, chest_travel=pull.travel):
        return "setup", "You stood up without the bar."
    if pull.start is None or pull.end is None:
        return None
    took = time_s[pull.end] - time_s[pull.start]
    if not SHORTEST_REP_S <= took <= LONGEST_REP_S:
        return "other_movement", "Too fast or too slow for a rep."
    return None


def _empty_hands(time_s: Array, pull: _Pull, counted: int) -> tuple[str, str] | None:
    """Reason and sentence when a rise at the clip's edge is likely one without the bar.

    Poses alone do not tell; a bar that is followed is up only when somebody holds it.
    """
    if pull.start is None and pull.end is not None:
        return "setup", "You were going down to the bar, not doing a rep."
    turn = pull.turn if pull.turn is not None else pull.top
    if pull.end is None and counted and time_s[-1] - time_s[turn] > ENDS_AT_LOCKOUT_S:
        return "setup", "You stood up after the last rep."
    return None


def _bar_stayed(motion: Motion, pull: _Pull, chest_travel: float) -> bool:
    """The lifter rose and the bar did not; only said of a bar that other pulls do move."""
    bar = motion.bar_height()
    if bar is None or pull.start is None or np.nanmax(bar) - np.nanmin(bar) < 0.5 * chest_travel:
        return False
    last = pull.end if pull.end is not None else min(len(bar) - 1, pull.top + 30)
    part = bar[pull.start : last + 1]
    if np.isfinite(part).mean() < BAR_SEEN_SHARE:
        return False
    return bool(np.nanmax(part) - np.nanmin(part) < BAR_STAYS_SHARE * chest_travel)


def _rep(time_s: Array, pull: _Pull) -> Rep:
    times = [None if i is None else float(time_s[i]) for i in (pull.start, pull.turn, pull.end)]
    whole = pull.start is not None and pull.end is not None
    return Rep(times[0], times[1], times[2], whole, pull.travel)


def _not_rep(time_s: Array, pull: _Pull, reason: str, message: str) -> NotRep:
    first = pull.start if pull.start is not None else 0
    last = pull.end if pull.end is not None else len(time_s) - 1
    return NotRep(float(time_s[first]), float(time_s[last]), reason, message)
