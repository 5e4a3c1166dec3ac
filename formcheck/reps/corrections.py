"""What a user says of single reps: that one was none, or that a movement was one after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.lifts import LiftName, starts_at_top
from formcheck.motion.motion import Motion
from formcheck.reps.levels import HARDLY_TORSO, LEAST_REACHED_SHARE
from formcheck.reps.movements import MovementKind, RestCurve
from formcheck.reps.rep_window import NotRep, Rep, RepsFound, Span, is_counted, shared_s
from formcheck.reps.timing import turnaround

SHORTEST_MARKED_S = 0.3
"""A span that the user marks as a rep has to last this long once other reps and the clip's ends are
taken off it: nobody goes down and up faster."""
POINTED_S = 0.05
"""A moment this close to a rep counts as pointing at it."""
MARKED_BY: dict[LiftName, str] = {"squat": "hip", "deadlift": "shoulder", "unknown": "shoulder"}
"""The joint whose height times a rep that the user marks."""


@dataclass(frozen=True)
class Corrections:
    """What somebody who looked at the clip knows better.

    Attributes:
        not_reps: Moments inside counted reps that were none.
        reps: (start_s, end_s) of movements that were reps and were not counted. Another limit or
            another lift may count such a movement after all; the counted rep is used then, since
            its times are measured.
    """

    not_reps: tuple[float, ...] = ()
    reps: tuple[Span, ...] = ()


def corrected(
    found: RepsFound, corrections: Corrections, motion: Motion, lift: LiftName
) -> RepsFound:
    """What was found, after a user's corrections, in any order."""
    if not len(motion.time_s):
        return found  # nobody is seen, so that nothing can be timed
    reps: list[Rep] = []
    struck: dict[Span, Rep] = {}
    others = list(found.not_counted)
    for rep in found.reps:
        first_s, last_s = rep.span_s
        if any(
            first_s - POINTED_S <= moment_s <= last_s + POINTED_S
            for moment_s in corrections.not_reps
        ):
            struck[rep.span_s] = replace(rep, probability=1.0)
            others.append(NotRep(first_s, last_s, "told", "You said this was not a rep."))
        else:
            reps.append(rep)
    for told in sorted(corrections.reps):  # the same whichever was told first
        marked = max(told[0], float(motion.time_s[0])), min(told[1], float(motion.time_s[-1]))
        span = _between_reps(marked, reps)
        if span[1] - span[0] >= SHORTEST_MARKED_S and not is_counted(marked, reps):
            others = [n for n in others if not _mostly_shared((n.start_s, n.end_s), span)]
            # what was struck out and is added with its own times is as it was
            reps.append(struck.get(told) or _marked_rep(span, found, motion, lift))
    return replace(found, reps=tuple(reps), not_counted=tuple(others))


def _between_reps(span: Span, reps: Sequence[Rep]) -> Span:
    """A span cut down to what no rep that reaches into it takes."""
    first_s, last_s = span
    for rep in reps:
        start_s, end_s = rep.span_s
        if start_s < first_s < end_s < last_s:
            first_s = end_s
        elif first_s < start_s < last_s < end_s:
            last_s = start_s
    return first_s, last_s


def _mostly_shared(one: Span, other: Span) -> bool:
    """Whether two spans share more than half of the shorter one."""
    return shared_s(one, other) > min(one[1] - one[0], other[1] - other[0]) / 2


def _marked_rep(span: Span, found: RepsFound, motion: Motion, lift: LiftName) -> Rep:
    """A rep that the user marked, which turns around as one that is found does.

    As for a rep that is found, a side that does not reach rest has no time. Rest is as far from the
    turn as the further end of the span, or as the starts of the reps that were found. A pull whose
    bar is dropped ends where the user says, unless the clip ends there.

    Args:
        span: Start and end as marked, seconds.
        found: The reps that were found.
        motion: The lifter's.
        lift: The lift.
    """
    kind: MovementKind = "romanian" if starts_at_top(lift, found.variant) else "pull"
    kind = "squat" if lift == "squat" else kind
    height = motion.height(MARKED_BY[lift]) * (-1 if kind == "pull" else 1)  # high at rest
    starts = [motion.at(rep.start_s) for rep in found.reps if rep.start_s is not None]
    first, last = motion.at(span[0]), motion.at(span[1])
    last -= int(motion.time_s[last] > span[1])  # no turn comes after the end
    way = height[first : last + 1]
    visible = np.flatnonzero(np.isfinite(way))
    if not len(visible):
        return Rep(span[0], None, span[1], complete=True)
    turn = int(np.nanargmin(way))
    travels = way[visible[[0, -1]]] - way[turn]
    hardly = max(travels) < HARDLY_TORSO  # such a movement has no start or end to be seen
    rest = [level for level in height[starts] if np.isfinite(level)]
    whole = max(*travels, float(np.median(rest)) - way[turn] if rest else 0.0)
    begins, ends = hardly | (travels >= LEAST_REACHED_SHARE * whole)
    ends |= kind == "pull" and span[1] < motion.time_s[-1]
    turn_at = first + turn
    if not hardly:
        lasts = first + int(visible[0]), turn_at
        turn_at = min(turnaround(motion, kind, RestCurve(height), lasts, float(max(travels))), last)
    return Rep(
        start_s=span[0] if begins else None,
        turn_s=float(motion.time_s[turn_at]),
        end_s=span[1] if ends else None,
        complete=bool(begins and ends),
    )
