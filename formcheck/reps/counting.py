"""Which movements of a clip are its reps, and why the others are none.

Each movement has log odds of being a rep: the weighted sum of its signs (`movements.SIGNS`) and of
how it compares with the set's baseline, which is how far the reps of this set travel. The reps are
the movements that do not overlap and whose log odds have the largest sum; how many there are is not
known beforehand, and the best choice is found exactly (`IntervalChain`).

The baseline in turn depends on which movements are reps. It begins as the travel of the largest
movements, and is then taken from the reps that were found, until they stay the same. The weights
are in `rep_weights.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, make_dataclass, replace
from functools import cache
from statistics import NormalDist

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LEAST_CHANCE
from formcheck.calibration import table
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.levels import HARDLY_TORSO, LEAST_REACHED_SHARE
from formcheck.reps.movements import SIGNS, Movement, MovementKind
from formcheck.reps.rep_window import NotRep

FITTED = "reps/rep_weights.toml"
"""Has the weights of the signs, and how late the curve shows a turn."""
NEVER = 1e3
"""Log odds against what is ruled out, whatever else speaks for it."""
OF_THE_SET = ("longer", "uneven")
"""Signs of a movement beside the set's baseline: it travels further, or its two sides differ."""
WEIGHED = (*SIGNS, *OF_THE_SET)
"""All signs, in the order of the weights."""
_WEIGHTS = make_dataclass("Weights", [(name, float) for name in WEIGHED], frozen=True)
LARGEST = 95
"""Percentile of the travels that the first baseline is: a single lost joint makes the very largest
movement too large."""
READ_TO_SHARE = 0.04
"""Standard error of a movement's travel, as a share of the baseline."""
OVERLAP_S = 0.25
"""Movements may share this much time (half of either at most; in the chain, of the one that ends
later) and still both be reps: one ends while the next begins."""
SAME_SHARE = 0.7
"""Two movements on different curves are the same one where they share this part of the time that
they span together. Curves of one movement begin and end apart by about a tenth."""
LEAST_CUT_OFF = 1 / 3
"""A movement that the clip cuts off is counted from this probability on, which already counts the
cut against it. Of those below it in real and rendered sets 28 were walks to the rack, lifters
leaving the bar and lost joints, and 3 were reps."""
MOST_PASSES = 5
"""How often baseline and reps are found anew at most; they settle in the first or second pass."""
ALIKE_SHARE = 0.08
"""The two sides of a rep may differ by this share of its travel before it counts as uneven: lifters
come up to slightly different heights between reps."""


@dataclass(frozen=True)
class Counted:
    """The reps among some movements.

    Attributes:
        movements: All N of them.
        chosen: Indices of the reps among them, in order of time.
        odds: (N,) log odds of each movement being a rep, beside this baseline.
        probability: (N,) that a rep turns about where each movement does.
        baseline: By curve, how far the reps of this set travel, torso lengths.
    """

    movements: tuple[Movement, ...]
    chosen: tuple[int, ...]
    odds: Array
    probability: Array
    baseline: dict[str, float]

    @property
    def reps(self) -> list[Movement]:
        """The movements that are reps, in order of time."""
        return [self.movements[i] for i in self.chosen]


NOTHING = Counted((), (), np.zeros(0), np.zeros(0), {})


def count(found: Sequence[Movement], kind: MovementKind, partial_share: float) -> Counted:
    """The likeliest reps; a movement of less than a share of the baseline's travel is none."""
    return count_with(found, weights(kind), partial_share)


def count_with(found: Sequence[Movement], weight: Array, partial_share: float) -> Counted:
    """As `count`, with other weights, (len(WEIGHED),)."""
    if not found:
        return NOTHING
    largest, chain = largest_travels(found), chain_of(found)

    def solved(baseline: dict[str, float], least: float = 0.0) -> Counted:
        odds = log_odds(found, baseline, weight, partial_share)
        odds = np.where([one.travel < least * baseline[one.curve] for one in found], -NEVER, odds)
        chosen = chain.best(odds)[1]
        return Counted(tuple(found), tuple(chosen), odds, np.zeros(0), baseline)

    best = solved(largest)
    for _ in range(MOST_PASSES):
        before, best = best.chosen, solved(_baseline_of_reps(best), least=partial_share)
        if best.chosen == before:
            break
    of_each = chain.probabilities(best.odds)[1]
    return _with_cut_off(replace(best, probability=_of_a_rep_there(found, of_each)), weight)


def _with_cut_off(counted: Counted, weight: Array) -> Counted:
    """The same with movements that the clip cuts off on one side and that look like reps otherwise.

    Left out are a pull that begins with the lifter standing (they may be going down to the bar for
    the first time), movements that end with the lifter down or up for good, and movements that only
    the bar's curve shows, which may be those of something else.
    """
    reps = counted.reps
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
    added = chain_of([counted.movements[i] for i in rest]).best(odds)[1]
    both = [*counted.chosen, *(rest[place] for place in added)]
    return replace(counted, chosen=tuple(sorted(both, key=lambda i: counted.movements[i].end)))


def overlap(one: Movement, other: Movement) -> bool:
    """Whether two movements share more time than one that ends while the next begins."""
    slack = round(OVERLAP_S * RATE_HZ)
    slack = min(slack, (one.end - one.start) // 2, (other.end - other.start) // 2)
    return one.start + slack < other.end and other.start + slack < one.end


def _baseline_of_reps(counted: Counted) -> dict[str, float]:
    """By curve, the median travel of the reps as that curve shows them.

    A rep chosen on one curve is looked up on the others (`same`). Of an even number the larger of
    the two middle ones is taken: beside an unrack of half a rep's travel, their mean would make the
    unrack a rep.
    """
    reps = counted.reps
    baseline = {}
    for curve, before in counted.baseline.items():
        on_curve = [movement for movement in counted.movements if movement.curve == curve]
        travels = [
            max((movement.travel for movement in on_curve if same(movement, rep)), default=np.nan)
            for rep in reps
        ]
        known = [travel for travel in travels if np.isfinite(travel)]
        baseline[curve] = sorted(known)[len(known) // 2] if known else before
    return baseline


def same(one: Movement, other: Movement) -> bool:
    """Whether two curves show one movement."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return both > SAME_SHARE * (max(one.end, other.end) - min(one.start, other.start))


def _of_a_rep_there(found: Sequence[Movement], probability: Array) -> Array:
    """(N,) probability that a rep turns about where each movement does, on whatever curve.

    One rep is offered as a movement by several curves, which share its probability: so the (N,)
    probabilities of all movements that turn within each other are added up.
    """
    start, turn, end = (
        np.array([getattr(one, name) for one in found]) for name in ("start", "turn", "end")
    )
    inside = (start[:, None] <= turn) & (turn <= end[:, None])
    return np.asarray(np.minimum((inside & inside.T) @ probability, 1.0))


class IntervalChain:
    """Some intervals, of which several may be chosen that do not overlap.

    A semi-Markov chain of two states: inside an interval, which lasts as long as that interval, and
    between intervals. Each interval has log odds of being chosen. `best` is weighted interval
    scheduling (the Viterbi path), `probabilities` the forward-backward algorithm; both are exact.

    Args:
        spans: First and last sample of each.
        slack: An interval may begin so many samples before the one ahead of it ends, but at most
            half of its own length.
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
        """Log odds of the likeliest choice against choosing none, and its intervals by time."""
        value, taken = [0.0], []
        for place, i in enumerate(self._order):
            with_it = value[self._before[place]] + float(log_odds[i])
            taken.append(with_it > value[place])
            value.append(max(with_it, value[place]))
        chosen, place = [], len(self._order)
        while place > 0:
            place -= 1
            if taken[place]:
                chosen.append(self._order[place])
                place = self._before[place]
        return value[-1], chosen[::-1]

    def probabilities(self, log_odds: Array) -> tuple[float, Array]:
        """Log of the sum of the odds of all choices, and the probability of each interval."""
        total = [0.0]
        for place, i in enumerate(self._order):
            total.append(
                float(np.logaddexp(total[place], total[self._before[place]] + log_odds[i]))
            )
        reached, probability = np.zeros(len(total)), np.zeros(len(log_odds))
        reached[-1] = 1.0
        for place in range(len(self._order) - 1, -1, -1):
            i, here = self._order[place], reached[place + 1]
            with_it = np.exp(total[self._before[place]] + log_odds[i] - total[place + 1])
            probability[i] = here * with_it
            reached[self._before[place]] += here * with_it
            reached[place] += here * (1.0 - with_it)
        return total[-1], probability


def chain_of(found: Sequence[Movement]) -> IntervalChain:
    """These movements as intervals of which those that are reps may not overlap."""
    return IntervalChain([(one.start, one.end) for one in found], round(OVERLAP_S * RATE_HZ))


def largest_travels(movements: Sequence[Movement]) -> dict[str, float]:
    """By curve, the travel of the largest movements that the clip shows whole, torso lengths."""
    travels = {}
    for curve in {movement.curve for movement in movements}:
        on_curve = [movement for movement in movements if movement.curve == curve]
        whole = [movement for movement in on_curve if not any(movement.open)]
        shown = [movement.travel for movement in whole or on_curve]
        travels[curve] = float(np.percentile(shown, LARGEST))
    return travels


def log_odds(
    found: Sequence[Movement], baseline: dict[str, float], weight: Array, partial_share: float
) -> Array:
    """(N,) log odds of each movement being a rep of a set with this baseline."""
    given = whole_enough(found, baseline, partial_share)
    return np.asarray(signs_with_set(found, baseline) @ weight + given)


def signs_with_set(found: Sequence[Movement], baseline: dict[str, float]) -> Array:
    """(N, len(WEIGHED)) all signs of each movement."""
    against = np.array([signs_against_set(one, baseline[one.curve]) for one in found])
    return np.column_stack([np.array([one.signs for one in found]), against])


def whole_enough(
    found: Sequence[Movement], baseline: dict[str, float], partial_share: float
) -> Array:
    """(N,) log of the probability that each travels as far as a rep has to, given its error."""
    beyond = [one.travel / baseline[one.curve] - partial_share for one in found]
    far = [NormalDist(0.0, READ_TO_SHARE).cdf(share) for share in beyond]
    return np.asarray(np.log(np.maximum(far, LEAST_CHANCE)))


def signs_against_set(one: Movement, baseline: float) -> Array:
    """(len(OF_THE_SET),) signs of a movement beside the set's baseline, torso lengths.

    `longer` grows with the square of the logarithm of travel over baseline, from 10 % more on.
    `uneven` is by how much the shorter side falls short of both; a pull's end does not count, as
    its bar may be dropped.
    """
    ratio = np.log(max(one.travel, HARDLY_TORSO) / baseline)
    least = min(baseline, one.travel)
    sides = list(zip(one.travels, one.open, strict=True))[: 1 if one.up_first else 2]
    shown = [travel / least for travel, cut in sides if not cut]
    return np.array([
        4 * max(0.0, ratio - 0.1) ** 2,
        max(0.0, 1.0 - min(shown) - ALIKE_SHARE) if shown else 0.0,
    ])  # fmt: skip


def reaches(one: Movement, baseline: float) -> tuple[bool, bool]:
    """Whether it begins, and whether it ends, at rest; a pull whose bar is dropped ends there."""
    least = LEAST_REACHED_SHARE * min(baseline, one.travel)
    before, after = (
        not cut and travel >= least for travel, cut in zip(one.travels, one.open, strict=True)
    )
    return before, after or (one.up_first and not one.open[1])


WORTH_LISTING_TORSO = 0.15
"""Movements of less travel are steps and breaths, and are not listed."""
LEAST_LOG_ODDS = 1.0
"""A sign is named as the reason where it lowers the log odds of a rep by at least this."""
WHY = {
    "feet_moved": ("walkout", "Your feet moved: a step with the bar, not a rep."),
    "knees_still": (
        "other_movement",
        "Your whole body went down and up (a jump or a step), not just your hips.",
    ),
    "fast": ("other_movement", "This went down or up too fast for a rep."),
    "bar_stayed": ("setup", "You stood up without the bar."),
    "empty_hands": ("setup", "You stood up, and we saw no bar move with you."),
    "left_up": ("setup", "You stood up without doing a rep."),
    "begins_up": ("setup", "You were already standing when this began, so it is not a rep."),
    "open": ("cut_off", "The clip shows only part of this movement."),
    "uneven": (
        "other_movement",
        "You began and ended at different heights, so this was not a full rep.",
    ),
}
"""Reason and sentence by the sign that speaks most against the movement."""
STOOD_UP = ("bar_stayed", "empty_hands")
"""Signs whose sentences speak of an ascent, which a pull that begins at the top does not show."""
ELSE = ("other_movement", "This does not look like a rep.")
_WITHOUT_BAR = {
    "feet_moved": ("other_movement", "Your feet moved: a step, not a rep."),
}
"""The same where the lifter said that there is no bar."""


def not_counted(
    motion: Motion, kind: MovementKind, counted: Counted, partial_share: float, *, barless: bool
) -> tuple[NotRep, ...]:
    """Movements that overlap no rep, in order of time.

    Where they overlap one another, those of the largest total travel are listed. `barless` is
    whether the lifter said that there is no bar.
    """
    beside = [
        (movement, float(probability))
        for movement, probability in zip(counted.movements, counted.probability, strict=True)
        if movement.travel >= WORTH_LISTING_TORSO
        and movement.curve != "bar"
        and not any(overlap(movement, rep) for rep in counted.reps)
    ]
    if not beside:
        return ()
    rest = [movement for movement, _ in beside]
    listed = []
    for place in chain_of(rest).best(np.array([movement.travel for movement in rest]))[1]:
        movement, probability = beside[place]
        reason, message = _why(movement, kind, counted, partial_share, barless)
        first, last = float(motion.time_s[movement.start]), float(motion.time_s[movement.end])
        listed.append(NotRep(first, last, reason, message, probability))
    return tuple(listed)


def _why(
    one: Movement, kind: MovementKind, counted: Counted, partial_share: float, barless: bool
) -> tuple[str, str]:
    baseline = counted.baseline[one.curve]
    signs = np.concatenate([one.signs, signs_against_set(one, baseline)])
    against = dict(zip(WEIGHED, -signs * weights(kind), strict=True))
    worst = max(WHY, key=lambda name: against[name])
    if worst == "uneven" and any(one.open):
        worst = "open"  # the side that the clip cuts off may have been as high as the other
    if one.up_first and one.begins_at_top and worst in STOOD_UP:
        worst = "begins_up"
    if against[worst] >= LEAST_LOG_ODDS:
        return _WITHOUT_BAR.get(worst, WHY[worst]) if barless else WHY[worst]
    if one.travel < partial_share * baseline:
        share = f"{100 * partial_share:.3g} %"
        # of reps nothing is said: there may be one or none, and the lifter may strike out the rest
        return "partial", f"Less than {share} of your usual range of motion in this set."
    return ELSE


@cache
def weights(kind: MovementKind) -> Array:
    """(len(WEIGHED),) weights of the signs; a Romanian deadlift has those of a squat."""
    return np.array(astuple(table(_WEIGHTS, "pull" if kind == "pull" else "squat", FITTED)))
