"""Which movements of a clip are its reps: the likeliest row of them, the set's size unknown.

Each movement has log odds of being a rep, out of what speaks for and against it (`movements.py`)
and how it compares with the set's own way, which is one of a few sizes. The row of reps with the
highest sum is found exactly (`chain.py`), under each size. Weights stand in `rep_weights.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import erf

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.cleaning import RATE_HZ
from formcheck.reps.candidates import LEAST_REACHED_SHARE
from formcheck.reps.chain import Chain
from formcheck.reps.movements import MOST_SIGN, SIGNS, Movement

Array = NDArray[np.float64]

OF_THE_SET = ("shorter", "longer", "uneven")
"""What speaks against a movement beside the others of its set."""
WEIGHED = (*SIGNS, *OF_THE_SET)
SIZES = (1.0, 0.86, 0.74, 0.63, 0.54, 0.46, 0.4, 0.34, 0.29, 0.25)
"""Of the largest whole movement, which may be one in which a joint was lost."""
SMALLER = 4.0
"""Log odds against a set of a smaller size, for each e-fold: what is largest mostly is a rep."""
LARGEST = 95
READ_TO_SHARE = 0.04
"""Of a way: so well is known how far a movement goes."""
OVERLAP_S = 0.25
SAME_SHARE = 0.7
"""Of the time that two movements take together; curves of one begin and end apart by a tenth."""
NEVER = -1e3
"""Log odds of what the lifter's own limit rules out, whatever else speaks for it."""
MOST_ROUNDS = 5
"""Reps tell the set's way, and that which are reps; it settles at once or in a second round."""
LEAST_SHARE = 1e-6
MOST_APART = 6.0
ALIKE_SHARE = 0.08
"""Between reps a lifter comes up to within so much of where they stood."""


@dataclass(frozen=True)
class Counted:
    """The reps among some movements.

    Attributes:
        movements: All of them.
        reps: Indices of the reps, in order of time.
        odds: (n,) log odds of each movement as a rep beside those chosen.
        probability: (n,) that a rep turns about where each movement does.
        baseline: By curve, the set's own travel, torso lengths.
        evidence: Log odds of the reps against no rep at all.
    """

    movements: tuple[Movement, ...]
    reps: tuple[int, ...]
    odds: Array
    probability: Array
    baseline: dict[str, float]
    evidence: float


NOTHING = Counted((), (), np.zeros(0), np.zeros(0), {}, 0.0)


def count(found: Sequence[Movement], kind: str, partial_share: float) -> Counted:
    """The likeliest reps.

    Args:
        found: Movements of this kind.
        kind: squat, romanian or pull.
        partial_share: What goes less far than this share of the set's own way is none.
    """
    return count_with(found, weights(kind), partial_share)


def count_with(found: Sequence[Movement], weight: Array, partial_share: float) -> Counted:
    """As `count`, with other weights, (len(WEIGHED),)."""
    if not found:
        return NOTHING
    largest, chain = largest_travels(found), chain_of(found)

    def solved(baseline: dict[str, float], size: float = 1.0, least: float = 0.0) -> Counted:
        odds = log_odds(found, baseline, weight, partial_share)
        odds = np.where([one.travel < least * baseline[one.curve] for one in found], NEVER, odds)
        value, row = chain.best(odds)
        evidence = value + SMALLER * np.log(size)
        return Counted(tuple(found), tuple(row), odds, np.zeros(0), baseline, evidence)

    sizes = [solved({c: size * travel for c, travel in largest.items()}, size) for size in SIZES]
    best = max(sizes, key=lambda one: one.evidence)
    for _ in range(MOST_ROUNDS):
        before, best = best.reps, solved(_baseline_of_reps(best), least=partial_share)
        if best.reps == before:
            break
    shares = chain.shares(best.odds)[1]
    return replace(_with_cut_off(best, weight), probability=_of_a_rep_there(found, shares))


def _with_cut_off(counted: Counted, weight: Array) -> Counted:
    """With movements that the clip cuts off and that would be reps if it did not.

    Who goes down from standing as the clip begins may do so for the first time: no pull. Who stays
    down has sat down, and a bar alone may be something else.
    """
    reps = [counted.movements[i] for i in counted.reps]
    rest = [
        i
        for i, one in enumerate(counted.movements)
        if one.open[0] != one.open[1]
        and one.curve != "bar"
        and one.signs[SIGNS.index("held_long")] == 0
        and not (one.pull and one.begins_at_top)
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
    return np.asarray(signs_beside(found, baseline) @ weight + given)


def signs_beside(found: Sequence[Movement], baseline: dict[str, float]) -> Array:
    """(n, len(WEIGHED)) all that is weighed of each movement."""
    against = np.array([beside_the_set(one, baseline[one.curve]) for one in found])
    return np.column_stack([np.array([one.signs for one in found]), against])


def whole_enough(
    found: Sequence[Movement], baseline: dict[str, float], partial_share: float
) -> Array:
    """(n,) log of the chance that each goes as far as a rep has to."""
    far = [_at_least(one.travel / baseline[one.curve], partial_share) for one in found]
    return np.asarray(np.log(np.maximum(far, LEAST_SHARE)))


def beside_the_set(one: Movement, baseline: float) -> Array:
    """(len(OF_THE_SET),) what speaks against a movement beside the others."""
    ratio = np.log(max(one.travel, 0.02) / baseline)
    least = min(baseline, one.travel)
    sides = list(zip(one.travels, one.open, strict=True))[: 1 if one.pull else 2]
    shown = [travel / least for travel, cut in sides if not cut]
    return np.array([
        min(4 * max(0.0, -ratio - 0.05) ** 2, MOST_APART, MOST_SIGN),
        min(4 * max(0.0, ratio - 0.1) ** 2, MOST_APART, MOST_SIGN),
        max(0.0, 1.0 - min(shown) - ALIKE_SHARE) if shown else 0.0,
    ])  # fmt: skip


def reaches(one: Movement, baseline: float) -> tuple[bool, bool]:
    """Whether it begins and ends at rest rather than not; a bar that is dropped has ended, too."""
    least = LEAST_REACHED_SHARE * min(baseline, one.travel)
    before, after = (
        not cut and travel >= least for travel, cut in zip(one.travels, one.open, strict=True)
    )
    return before, after or (one.pull and not one.open[1])


def _at_least(share: float, least: float) -> float:
    return 0.5 * (1 + erf((share - least) / READ_TO_SHARE / 2**0.5))


@cache
def weights(kind: str) -> Array:
    """(len(WEIGHED),) weights of what speaks for and against a movement."""
    text = resources.files("formcheck.reps").joinpath("rep_weights.toml").read_text("utf-8")
    table = tomllib.loads(text)["pull" if kind == "pull" else "squat"]
    return np.array([float(table.get(name, {"value": 0.0})["value"]) for name in WEIGHED])
