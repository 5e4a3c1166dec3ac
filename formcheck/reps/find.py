"""All reps of a clip: which lift, which movements count, and what a user corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.lifts import BODYWEIGHT, ROMANIAN, VARIANTS, LiftName, starts_at_top
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import NotRep, Rep, RepsFound
from formcheck.reps.counting import Counted, count, reaches
from formcheck.reps.lift import LiftGuess, detect_lift
from formcheck.reps.movements import movements
from formcheck.reps.not_counted import not_counted
from formcheck.reps.romanian import is_romanian
from formcheck.reps.timing import timed

Array = NDArray[np.float64]
Span = tuple[float, float]
CARRIED_BY: dict[LiftName, str] = {"squat": "hip", "deadlift": "shoulder", "unknown": "shoulder"}
"""The joint whose way up and down is a rep."""


@dataclass(frozen=True)
class Corrections:
    """What somebody who looked at the clip knows better.

    Attributes:
        not_reps: Moments inside counted reps that were none.
        reps: (start_s, end_s) of movements that were reps and were not counted. Another limit or
            another lift may count them after all; then the found rep, whose moments are measured,
            stands for them.
    """

    not_reps: tuple[float, ...] = ()
    reps: tuple[Span, ...] = ()


def find_reps(
    motion: Motion, told: LiftName | None, partial_share: float, variant: str | None = None
) -> tuple[LiftGuess, RepsFound]:
    """Tell the lift (unless told) and find its reps, in the way of the variant where it is told."""
    if not motion.seen.any():
        return LiftGuess(told or "unknown", float(told is not None)), RepsFound((), ())
    guess = detect_lift(motion) if told is None else LiftGuess(told, 1.0)
    if guess.name == "unknown":
        return guess, RepsFound((), ())
    return guess, _found(motion, guess.name, partial_share, variant)


def _found(motion: Motion, lift: LiftName, partial_share: float, told: str | None) -> RepsFound:
    kind = "squat"
    counted = count(movements(motion, kind), kind, partial_share) if lift == "squat" else None
    if counted is None:
        kind = ROMANIAN
        counted = count(movements(motion, kind), kind, partial_share)
        asked = told if told in VARIANTS["deadlift"] else None
        if not (asked == ROMANIAN or (asked is None and is_romanian(motion, counted))):
            kind = "pull"
            counted = count(movements(motion, kind), kind, partial_share)
    turns = [0, *(counted.movements[i].turn for i in counted.reps), len(motion.time_s) - 1]
    reps = (
        _rep(motion, kind, counted, i, (turns[place], turns[place + 2]))
        for place, i in enumerate(counted.reps)
    )
    return RepsFound(
        tuple(rep for rep in reps if rep.start_s is not None or rep.end_s is not None),
        not_counted(motion, kind, counted, partial_share, barless=told == BODYWEIGHT),
        ROMANIAN if kind == ROMANIAN else "unknown",
    )


def _rep(motion: Motion, kind: str, counted: Counted, number: int, within: tuple[int, int]) -> Rep:
    one = counted.movements[number]
    rep = timed(motion, kind, one, reaches(one, counted.baseline[one.curve]), within)
    return replace(rep, probability=float(counted.probability[number]))


def corrected(
    found: RepsFound, corrections: Corrections, motion: Motion, lift: LiftName
) -> RepsFound:
    """The reps after a user's corrections, in order of time."""
    reps: list[Rep] = []
    others = list(found.not_counted)
    for rep in found.reps:
        if any(_inside(rep, moment) for moment in corrections.not_reps):
            others.append(_as_not_rep(rep))
        else:
            reps.append(rep)
    for span in corrections.reps:
        if span[0] >= span[1] or _counted(reps, span):
            continue
        others = [n for n in others if not _same(n, span)]
        down_first = starts_at_top(lift, found.variant)
        reps.append(_told_rep(span, motion.height(CARRIED_BY[lift]), motion, down_first))
    reps.sort(key=lambda rep: rep.times[0])
    others.sort(key=lambda n: n.start_s)
    return replace(found, reps=tuple(reps), not_counted=tuple(others))


def _inside(rep: Rep, moment_s: float) -> bool:
    times = rep.times
    return times[0] - 0.05 <= moment_s <= times[-1] + 0.05


def _same(other: NotRep, span: Span) -> bool:
    shared = min(other.end_s, span[1]) - max(other.start_s, span[0])
    return shared > 0.5 * (span[1] - span[0])


def _counted(reps: Sequence[Rep], span: Span) -> bool:
    """Whether the reps cover most of a span, or it covers most of one of them."""
    shared_s = [max(0.0, min(r.times[-1], span[1]) - max(r.times[0], span[0])) for r in reps]
    lengths_s = [rep.times[-1] - rep.times[0] for rep in reps]
    inside = any(part > 0.5 * whole for part, whole in zip(shared_s, lengths_s, strict=True))
    return inside or sum(shared_s) > 0.5 * (span[1] - span[0])


def _as_not_rep(rep: Rep) -> NotRep:
    times = rep.times
    return NotRep(times[0], times[-1], "told", "You said this was not a rep.")


def _told_rep(span: Span, height: Array, motion: Motion, down_first: bool) -> Rep:
    """A rep between told times; its turn is where the body is lowest, of a pull where highest."""
    first, last = motion.at(span[0]), motion.at(span[1])
    shown = height[first : last + 1]
    if not np.isfinite(shown).any():
        return Rep(span[0], None, span[1], True, 0.0)
    turn = first + int(np.nanargmin(shown) if down_first else np.nanargmax(shown))
    travel = float(np.nanmax(shown) - np.nanmin(shown))
    return Rep(span[0], float(motion.time_s[turn]), span[1], True, travel)
