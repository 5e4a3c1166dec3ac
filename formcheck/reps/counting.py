"""Which movements of a clip are its reps, and why the others are none.

The reps are the likeliest row of movements, the set's size unknown. Each has log odds of being a
rep, out of what speaks for and against it (`movements.py`) and how it compares with the set's own
way. The row with the highest sum is found exactly; the set's own way is first that of its largest
movement, then that of the reps found, until these stay the same. Weights stand in
`rep_weights.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import LEAST_CHANCE
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import HARDLY_TORSO, LEAST_REACHED_SHARE, NEVER, NotRep
from formcheck.reps.movements import SIGNS, Movement

Array = NDArray[np.float64]

OF_THE_SET = ("longer", "uneven")
"""What speaks against a movement beside the others of its set."""
WEIGHED = (*SIGNS, *OF_THE_SET)
LARGEST = 95
"""Percentile of their travels: one joint that was lost makes no largest."""
READ_TO_SHARE = 0.04
"""Of a way: so well is known how far a movement goes."""
OVERLAP_S = 0.25
SAME_SHARE = 0.7
"""Of the time that two movements take together; curves of one begin and end apart by a tenth."""
LEAST_CUT_OFF = 1 / 3
"""Of a movement that the clip cuts off: how likely it is a rep, that it is cut off held against it.
Of real and rendered sets 28 that are less likely were walks to the rack, leaving the bar and lost
joints, 3 were reps."""
MOST_PASSES = 5
"""Reps tell the set's way, and that which are reps; it settles at once or in a second round."""
ALIKE_SHARE = 0.08
"""Between reps a lifter comes up to within so much of where they stood."""
WORTH_LISTING_TORSO = 0.15
"""Less is stepping about and breathing."""
TELLING = 1.0
"""Log odds: a sign that speaks against a movement by less is not what it is told by."""
WHY = {
    "feet_moved": ("walkout", "Your feet moved: a step with the bar, not a rep."),
    "knees_still": (
        "other_movement",
        "Your whole body went down and up (a jump or a step), not just your hips.",
    ),
    "fast": ("other_movement", "Too fast for a rep."),
    "bar_stayed": ("setup", "You stood up without the bar."),
    "empty_hands": ("setup", "You stood up, and we saw no bar move with you."),
    "left_up": ("setup", "You stood up without doing a rep."),
    "begins_up": ("setup", "You were going down as the clip began, so this was no whole rep."),
    "open": ("cut_off", "The clip shows only part of this movement."),
    "uneven": (
        "other_movement",
        "You began and ended at different heights, so this was no full rep.",
    ),
}
"""By what speaks against it: reason and sentence."""
ELSE = ("other_movement", "This does not look like a rep.")
_WITHOUT_BAR = {
    "feet_moved": ("other_movement", "Your feet moved: a step, not a rep."),
    "bar_stayed": ("setup", "You stood up, which is no rep."),
    "empty_hands": ("setup", "You stood up, which is no rep."),
}
"""The same for somebody who said that there is no bar."""


@dataclass(frozen=True)
class Counted:
    """The reps among some movements.

    Attributes:
        movements: All of them.
        reps: Indices of the reps, in order of time.
        odds: (n,) log odds of each movement as a rep beside those chosen.
        probability: (n,) that a rep turns about where each movement does.
        baseline: By curve, the set's own travel, torso lengths.
    """

    movements: tuple[Movement, ...]
    reps: tuple[int, ...]
    odds: Array
    probability: Array
    baseline: dict[str, float]


NOTHING = Counted((), (), np.zeros(0), np.zeros(0), {})


def count(found: Sequence[Movement], kind: str, partial_share: float) -> Counted:
    """The likeliest reps; what goes less far than a share of the set's own way is none."""
    return count_with(found, weights(kind), partial_share)


def count_with(found: Sequence[Movement], weight: Array, partial_share: float) -> Counted:
    """As `count`, with other weights, (len(WEIGHED),)."""
    if not found:
        return NOTHING
    largest, chain = largest_travels(found), chain_of(found)

    def solved(baseline: dict[str, float], least: float = 0.0) -> Counted:
        odds = log_odds(found, baseline, weight, partial_share)
        odds = np.where([one.travel < least * baseline[one.curve] for one in found], -NEVER, odds)
        row = chain.best(odds)[1]
        return Counted(tuple(found), tuple(row), odds, np.zeros(0), baseline)

    best = solved(largest)
    for _ in range(MOST_PASSES):
        before, best = best.reps, solved(_baseline_of_reps(best), least=partial_share)
        if best.reps == before:
            break
    shares = chain.shares(best.odds)[1]
    return _with_cut_off(replace(best, probability=_of_a_rep_there(found, shares)), weight)


def _with_cut_off(counted: Counted, weight: Array) -> Counted:
    """With movements that the clip cuts off and that would be reps if it did not.

    Who goes down from standing as the clip begins may do so for the first time: no pull. Who stays
    away has sat down, or stood up for good, and a bar alone may be something else.
    """
    reps = [counted.movements[i] for i in counted.reps]
    rest = [
        i
        for i, one in enumerate(counted.movements)
        if one.open[0] != one.open[1]
        and counted.probability[i] >= LEAST_CUT_OFF
        and one.curve != "bar"
        and not (one.up_first and one.begins_at_top)
        and not one.stays_away
        and not any(overlap(one, rep) for rep in reps)
    ]
    if not rest:
        return counted
    against = weight[WEIGHED.index("open")]
    odds = np.array([counted.odds[i] - against for i in rest])
    row = chain_of([counted.movements[i] for i in rest]).best(odds)[1]
    both = [*counted.reps, *(rest[place] for place in row)]
    return replace(counted, reps=tuple(sorted(both, key=lambda i: counted.movements[i].end)))


def overlap(one: Movement, other: Movement) -> bool:
    """Whether two movements share more than the moment at which one ends."""
    slack = round(OVERLAP_S * RATE_HZ)
    slack = min(slack, (one.end - one.start) // 2, (other.end - other.start) // 2)
    return one.start + slack < other.end and other.start + slack < one.end


def _baseline_of_reps(counted: Counted) -> dict[str, float]:
    """By curve, the median travel of the reps, on whichever curve each of them was chosen.

    Of two the larger: beside an unrack of half its travel, the mean of both would make it a rep.
    """
    reps = [counted.movements[i] for i in counted.reps]
    baseline = {}
    for curve, before in counted.baseline.items():
        mine = [one for one in counted.movements if one.curve == curve]
        travels = [
            max((one.travel for one in mine if same(one, rep)), default=np.nan) for rep in reps
        ]
        known = [travel for travel in travels if np.isfinite(travel)]
        baseline[curve] = sorted(known)[len(known) // 2] if known else before
    return baseline


def same(one: Movement, other: Movement) -> bool:
    """Whether two curves show one movement."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both > SAME_SHARE * (max(one.end, other.end) - min(one.start, other.start))


def _of_a_rep_there(found: Sequence[Movement], share: Array) -> Array:
    """(n,) how likely a rep turns about where each movement does, on whatever curve it is read."""
    start, turn, end = (
        np.array([getattr(one, name) for one in found]) for name in ("start", "turn", "end")
    )
    inside = (start[:, None] <= turn) & (turn <= end[:, None])
    return np.asarray(np.minimum((inside & inside.T) @ share, 1.0))


def chain_of(found: Sequence[Movement]) -> Chain:
    """Rows of these movements."""
    return Chain([(one.start, one.end) for one in found], round(OVERLAP_S * RATE_HZ))


def largest_travels(found: Sequence[Movement]) -> dict[str, float]:
    """By curve: how far the largest whole movements go."""
    travels = {}
    for curve in {one.curve for one in found}:
        mine = [one for one in found if one.curve == curve]
        whole = [one.travel for one in mine if not any(one.open)] or [one.travel for one in mine]
        travels[curve] = float(np.percentile(whole, LARGEST))
    return travels


def log_odds(
    found: Sequence[Movement], baseline: dict[str, float], weight: Array, partial_share: float
) -> Array:
    """(n,) of each movement that it is a rep of a set with these ways."""
    given = whole_enough(found, baseline, partial_share)
    return np.asarray(signs_with_set(found, baseline) @ weight + given)


def signs_with_set(found: Sequence[Movement], baseline: dict[str, float]) -> Array:
    """(n, len(WEIGHED)) all that is weighed of each movement."""
    against = np.array([signs_against_set(one, baseline[one.curve]) for one in found])
    return np.column_stack([np.array([one.signs for one in found]), against])


def whole_enough(
    found: Sequence[Movement], baseline: dict[str, float], partial_share: float
) -> Array:
    """(n,) log of the chance that each goes as far as a rep has to."""
    beyond = [one.travel / baseline[one.curve] - partial_share for one in found]
    far = [NormalDist(0.0, READ_TO_SHARE).cdf(share) for share in beyond]
    return np.asarray(np.log(np.maximum(far, LEAST_CHANCE)))


def signs_against_set(one: Movement, baseline: float) -> Array:
    """(len(OF_THE_SET),) what speaks against a movement beside the others."""
    ratio = np.log(max(one.travel, HARDLY_TORSO) / baseline)
    least = min(baseline, one.travel)
    sides = list(zip(one.travels, one.open, strict=True))[: 1 if one.up_first else 2]
    shown = [travel / least for travel, cut in sides if not cut]
    return np.array([
        4 * max(0.0, ratio - 0.1) ** 2,
        max(0.0, 1.0 - min(shown) - ALIKE_SHARE) if shown else 0.0,
    ])  # fmt: skip


def reaches(one: Movement, baseline: float) -> tuple[bool, bool]:
    """Whether it begins and ends at rest rather than not; a bar that is dropped has ended, too."""
    least = LEAST_REACHED_SHARE * min(baseline, one.travel)
    before, after = (
        not cut and travel >= least for travel, cut in zip(one.travels, one.open, strict=True)
    )
    return before, after or (one.up_first and not one.open[1])


@cache
def calibrated() -> Mapping[str, Any]:
    """`rep_weights.toml`: weights of movements as reps, and when a turn is seen."""
    text = resources.files("formcheck.reps").joinpath("rep_weights.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def weights(kind: str) -> Array:
    """(len(WEIGHED),) weights of what speaks for and against a movement."""
    table = calibrated()["pull" if kind == "pull" else "squat"]
    return np.array([float(table.get(name, {"value": 0.0})["value"]) for name in WEIGHED])


class Chain:
    """Rows of movements that do not overlap, in order of time.

    A clip is a semi-Markov chain of two states, in a rep and between reps: a rep lasts as long as
    the movement that it is, and each movement has log odds of being one. The sums over all rows are
    exact.

    Args:
        spans: First and last sample of each movement.
        slack: Samples by which one may begin before another ends, half of its length at most.
    """

    def __init__(self, spans: Sequence[tuple[int, int]], slack: int) -> None:
        ends = np.array([last for _, last in spans])
        self._order = [int(i) for i in np.argsort(ends, kind="stable")]
        in_order = ends[self._order]
        self._before = [
            int(np.searchsorted(in_order[:place], first + min(slack, (last - first) // 2), "right"))
            for place, (first, last) in enumerate(spans[i] for i in self._order)
        ]

    def best(self, log_odds: Array) -> tuple[float, list[int]]:
        """Log odds of the likeliest row against none at all, and its movements in order."""
        value, taken = [0.0], []
        for place, i in enumerate(self._order):
            with_it = value[self._before[place]] + float(log_odds[i])
            taken.append(with_it > value[place])
            value.append(max(with_it, value[place]))
        row, place = [], len(self._order)
        while place > 0:
            place -= 1
            if taken[place]:
                row.append(self._order[place])
                place = self._before[place]
        return value[-1], row[::-1]

    def shares(self, log_odds: Array) -> tuple[float, Array]:
        """Log of the sum over all rows, and the share of it in which each movement is."""
        total = [0.0]
        for place, i in enumerate(self._order):
            total.append(
                float(np.logaddexp(total[place], total[self._before[place]] + log_odds[i]))
            )
        reached, share = np.zeros(len(total)), np.zeros(len(log_odds))
        reached[-1] = 1.0
        for place in range(len(self._order) - 1, -1, -1):
            i, here = self._order[place], reached[place + 1]
            with_it = np.exp(total[self._before[place]] + log_odds[i] - total[place + 1])
            share[i] = here * with_it
            reached[self._before[place]] += here * with_it
            reached[place] += here * (1.0 - with_it)
        return total[-1], share


def not_counted(
    motion: Motion, kind: str, counted: Counted, partial_share: float, *, barless: bool
) -> tuple[NotRep, ...]:
    """What moved beside the reps, in order of time; `barless` is what somebody said."""
    reps = [counted.movements[i] for i in counted.reps]
    beside = [
        (one, float(probability))
        for one, probability in zip(counted.movements, counted.probability, strict=True)
        if one.travel >= WORTH_LISTING_TORSO
        and one.curve != "bar"
        and one.end > one.start
        and not any(overlap(one, rep) for rep in reps)
    ]
    if not beside:
        return ()
    rest = [one for one, _ in beside]
    found = []
    for place in chain_of(rest).best(np.array([one.travel for one in rest]))[1]:
        one, probability = beside[place]
        reason, message = _why(one, kind, counted, partial_share, barless)
        first, last = float(motion.time_s[one.start]), float(motion.time_s[one.end])
        found.append(NotRep(first, last, reason, message, probability))
    return tuple(found)


def _why(
    one: Movement, kind: str, counted: Counted, partial_share: float, barless: bool
) -> tuple[str, str]:
    baseline = counted.baseline[one.curve]
    signs = np.concatenate([one.signs, signs_against_set(one, baseline)])
    against = dict(zip(WEIGHED, -signs * weights(kind), strict=True))
    worst = max(WHY, key=lambda name: against[name])
    if worst == "uneven" and any(one.open):
        worst = "open"  # what the clip leaves out may have been as high
    if against[worst] >= TELLING:
        return _WITHOUT_BAR.get(worst, WHY[worst]) if barless else WHY[worst]
    if one.travel < partial_share * baseline:
        share = f"{100 * partial_share:.3g} %"
        usual = "your usual range of motion in" if len(counted.reps) > 1 else "the rep of"
        return "partial", f"Less than {share} of {usual} this set."
    return ELSE
