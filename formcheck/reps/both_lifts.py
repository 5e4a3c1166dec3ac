"""Squats and deadlifts in one clip: which stretch of it shows which.

Each lowest point of the chest looks like one of the lifts or the other, by where the bar is around
it, or by the hands and the trunk. Which lift is done is the state of a hidden Markov model: it may
change between two lowest points, more readily where the clip is cut between them than within a
shot. The likeliest sequence of states is found exactly (Viterbi). Within a shot, a single lowest
point that looks like the other lift changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log

import numpy as np

from formcheck.lifts import LIFTS, KnownLift, LiftName
from formcheck.motion.motion import Motion, shot_of_span
from formcheck.reps.counting import NEVER
from formcheck.reps.levels import HARDLY_TORSO
from formcheck.reps.lift import SURE_BY_BAR, Posture, bar_hangs, looks_like, lowest_postures

BY_BAR, BY_POSTURE = log(SURE_BY_BAR / (1.0 - SURE_BY_BAR)), 2.0
"""Log odds that a lowest point is of the lift that it looks like, by the bar or by posture. That of
posture (88 in 100) was chosen, not measured."""
CHANGE = 5.0
"""Log odds against a change of lift between two lowest points of one shot: three in a row that look
like the other lift by posture outweigh it."""
CHANGE_AT_CUT = 1.5
"""The same where the clip is cut between the two."""


@dataclass(frozen=True)
class LiftSpan:
    """A stretch of the clip in which one lift is done.

    Attributes:
        lift: Which.
        start_s, end_s: From where the lift before it ends to where the next one begins.
        travel_torso: How far the chest goes down in it, all in all.
    """

    lift: KnownLift
    start_s: float
    end_s: float
    travel_torso: float

    @property
    def span_s(self) -> tuple[float, float]:
        """From when to when."""
        return self.start_s, self.end_s


def lift_spans(motion: Motion) -> tuple[LiftSpan, ...]:
    """Stretches of the clip in which another lift is done than in the one before, in order.

    One or none where the clip shows one lift or none.
    """
    postures = (
        [one for one in lowest_postures(motion) if looks_like(one) is not None]
        if motion.seen.any() and not motion.lies
        else []
    )
    if not postures:
        return ()
    states = likeliest(
        [_odds(motion, one) for one in postures],
        [_cost(motion, one.index, other.index) for one, other in pairwise(postures)],
    )
    runs = [list(run) for _, run in groupby(range(len(postures)), key=lambda i: states[i])]
    edges = [
        _between(motion, postures[one[-1]].index, postures[other[0]].index)
        for one, other in pairwise(runs)
    ]
    edges = [float(motion.time_s[0]), *edges, float(motion.time_s[-1])]
    return tuple(
        LiftSpan(states[run[0]], edges[place], edges[place + 1],
                 sum(postures[i].chest_drop_torso for i in run))
        for place, run in enumerate(runs)
    )  # fmt: skip


def judged_span(spans: Sequence[LiftSpan], lift: LiftName | None) -> LiftSpan | None:
    """The stretch whose set is judged: of the lift that the user named, else that of most travel.

    None where the clip shows one lift only, or not the one that the user named.
    """
    wanted = [span for span in spans if lift in (None, span.lift)]
    return max(wanted, key=lambda span: span.travel_torso) if len(spans) > 1 and wanted else None


def likeliest(odds: Sequence[Mapping[KnownLift, float]], costs: Sequence[float]) -> list[KnownLift]:
    """The likeliest sequence of lifts over N moments (Viterbi).

    Args:
        odds: For each moment, the log odds of either lift.
        costs: N - 1 log odds against a change of lift from a moment to the next.
    """
    score = dict(odds[0])
    came_from: list[dict[KnownLift, KnownLift]] = []
    for here, cost in zip(odds[1:], costs, strict=True):
        best = {
            lift: max(LIFTS, key=lambda other: score[other] - (other != lift) * cost)
            for lift in LIFTS
        }
        score = {
            lift: score[best[lift]] - (best[lift] != lift) * cost + here[lift] for lift in LIFTS
        }
        came_from.append(best)
    states = [max(LIFTS, key=lambda lift: score[lift])]
    for best in reversed(came_from):
        states.append(best[states[-1]])
    return states[::-1]


def _cost(motion: Motion, first: int, last: int) -> float:
    """Log odds against a change of lift between two lowest points.

    Without a cut or a tracked bar it is ruled out: in a dark picture the pose model draws a squat's
    hands low in half of a set, which looks like a deadlift by posture.
    """
    if shot_of_span(float(motion.time_s[first]), float(motion.time_s[last]), motion.shots) is None:
        return CHANGE_AT_CUT
    return NEVER if motion.bar_samples is None else CHANGE


def _odds(motion: Motion, posture: Posture) -> dict[KnownLift, float]:
    """Log odds of either lift at a lowest point."""
    hangs = bar_hangs(motion, posture.tops)
    looks = looks_like(posture) if hangs is None else ("deadlift" if hangs else "squat")
    sure = BY_POSTURE if hangs is None else BY_BAR
    return {lift: sure if lift == looks else 0.0 for lift in LIFTS}


def _between(motion: Motion, first: int, last: int) -> float:
    """Where one lift ends and the next begins: a cut, or where the lifter stands tallest."""
    first_s, last_s = float(motion.time_s[first]), float(motion.time_s[last])
    cuts = [ends_s for _, ends_s in motion.shots[:-1] if first_s < ends_s <= last_s]
    if cuts:
        return cuts[0]
    chest = np.nan_to_num(motion.height("shoulder")[first : last + 1], nan=-np.inf)
    tall = np.flatnonzero(chest >= chest.max() - HARDLY_TORSO)
    return float(motion.time_s[first + int(tall[len(tall) // 2])])
