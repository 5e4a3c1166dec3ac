"""The reps of a set: which lift and how sure, which movements count, and what a user corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.lifts import BODYWEIGHT, ROMANIAN, VARIANTS, LiftName, starts_at_top
from formcheck.motion.bar import BarCurve
from formcheck.motion.motion import Motion
from formcheck.reps.both_lifts import LiftSpan
from formcheck.reps.candidates import HARDLY_TORSO, LEAST_REACHED_SHARE, NotRep, Rep, RepsFound
from formcheck.reps.counting import Counted, count, not_counted, reaches
from formcheck.reps.lift import LiftGuess, detect_lift, is_romanian
from formcheck.reps.lift_probability import ASKED_FROM, LiftOdds, lift_odds, plain_signs
from formcheck.reps.movements import movements
from formcheck.reps.rep_window import RepWindow, rep_windows
from formcheck.reps.timing import timed, timed_by_bar
from formcheck.reps.view_by_bar import as_bar_shows

Span = tuple[float, float]

SHORTEST_MARKED_S = 0.3
"""Nobody goes down and up faster; what is left of a span that a rep or the clip's end cuts."""
POINTED_S = 0.05
"""So far beside a rep a moment still is one of it."""
NOBODY_LIFTED = LiftGuess("unknown", 0.0)
"""Bar, hands and posture say a lift of any movement; without a rep, whole or not, it is mostly
none: 19 of 23 real clips."""
NO_REPS = RepsFound((), ())
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


@dataclass(frozen=True)
class RepOptions:
    """What somebody says of the reps of a set; None lets formcheck find out.

    Attributes:
        partial_rep_share: Of the typical travel; a movement that goes less far is no rep.
    """

    lift: LiftName | None
    variant: str | None
    partial_rep_share: float
    corrections: Corrections


@dataclass(frozen=True)
class SetOfReps:
    """What was lifted.

    Attributes:
        motion: As seen from where joints and bar show the camera.
        odds: Those of the three where nothing was told, and otherwise those that the video gives
            what was told.
        told: Whether somebody said what lift it is.
        windows: The counted reps.
        not_counted: Movements that are none.
        bar: The bar's height in this lift's scale; None where no plate was found, or somebody said
            that there is no bar.
        beside: Stretches of a clip with both lifts that are no part of this set.
    """

    motion: Motion
    lift: LiftGuess
    odds: LiftOdds
    told: bool
    variant: str
    windows: tuple[RepWindow, ...]
    not_counted: tuple[NotRep, ...]
    bar: BarCurve | None
    beside: tuple[LiftSpan, ...]

    @property
    def is_other(self) -> bool:
        """Whether it may well be another exercise, and nobody said what it is."""
        return not self.told and bool(self.windows) and self.odds.other >= ASKED_FROM


def reps_of(motion: Motion, options: RepOptions) -> SetOfReps:
    """Find the reps of a set."""
    lift, found = _found(motion, options)
    told = options.lift is not None
    seen_as = (_seen_as(motion, lift) if told else lift) if found.reps else NOBODY_LIFTED
    is_deadlift, from_floor = lift.name == "deadlift", not starts_at_top(lift.name, found.variant)
    bar = motion.bar_curve("wrist" if is_deadlift else "shoulder", from_floor=from_floor)
    if options.variant == BODYWEIGHT:
        bar = None  # what was tracked was no plate then
    if is_deadlift:
        found = timed_by_bar(found, bar)
    found = _corrected(found, options.corrections, motion, lift.name)
    motion = replace(motion, view=as_bar_shows(motion, found.reps))
    variant = options.variant or found.variant
    return SetOfReps(
        motion=motion,
        lift=lift,
        odds=lift_odds(seen_as, plain_signs(motion, found.reps)),
        told=told,
        variant=variant,
        windows=rep_windows(motion, lift.name, variant, found.reps),
        not_counted=found.not_counted,
        bar=bar,
        beside=(),
    )


def _found(motion: Motion, options: RepOptions) -> tuple[LiftGuess, RepsFound]:
    """The lift (unless told) and its reps, in the way of the variant where that is told."""
    if not motion.seen.any():
        return LiftGuess(options.lift or "unknown", float(options.lift is not None)), NO_REPS
    lift = detect_lift(motion) if options.lift is None else LiftGuess(options.lift, 1.0)
    if lift.name == "unknown":
        return lift, NO_REPS
    kind, counted = _counted(motion, lift.name, options)
    turns = [0, *(counted.movements[i].turn for i in counted.reps), len(motion.time_s) - 1]
    reps = []
    for place, i in enumerate(counted.reps):
        one, within = counted.movements[i], (turns[place], turns[place + 2])
        rep = timed(motion, kind, one, reaches(one, counted.baseline[one.curve]), within)
        if rep.start_s is not None or rep.end_s is not None:
            reps.append(replace(rep, probability=float(counted.probability[i])))
    others = not_counted(
        motion, kind, counted, options.partial_rep_share, barless=options.variant == BODYWEIGHT
    )
    return lift, RepsFound(tuple(reps), others, ROMANIAN if kind == ROMANIAN else "unknown")


def _seen_as(motion: Motion, lift: LiftGuess) -> LiftGuess:
    """The lift that the video shows, which may not be the one that somebody said it is."""
    seen = detect_lift(motion)
    return lift if seen.name == "unknown" else seen


def _counted(motion: Motion, lift: LiftName, options: RepOptions) -> tuple[str, Counted]:
    """As which kind of movement (squat, romanian or pull) reps of a lift are counted, and which."""

    def of(kind: str) -> tuple[str, Counted]:
        return kind, count(movements(motion, kind), kind, options.partial_rep_share)

    if lift == "squat":
        return of("squat")
    style = options.variant if options.variant in VARIANTS["deadlift"] else None
    kind, dips = of(ROMANIAN)
    if style == ROMANIAN or (style is None and is_romanian(motion, dips)):
        return kind, dips
    return of("pull")


def _corrected(
    found: RepsFound, corrections: Corrections, motion: Motion, lift: LiftName
) -> RepsFound:
    """The reps after a user's corrections, in order of time."""
    reps: list[Rep] = []
    others = list(found.not_counted)
    for rep in found.reps:
        first_s, last_s = rep.span_s
        if any(
            first_s - POINTED_S <= moment_s <= last_s + POINTED_S
            for moment_s in corrections.not_reps
        ):
            others.append(NotRep(first_s, last_s, "told", "You said this was not a rep."))
        else:
            reps.append(rep)
    for marked in corrections.reps:
        span = _between_reps(marked, reps, motion)
        if span[1] - span[0] < SHORTEST_MARKED_S or _is_counted(marked, reps):
            continue
        others = [other for other in others if not _same(other, span)]
        down_first = starts_at_top(lift, found.variant)
        height = motion.height(CARRIED_BY[lift]) * (1 if down_first else -1)  # high at rest
        rest = [height[motion.at(rep.start_s)] for rep in found.reps if rep.start_s is not None]
        reps.append(_marked_rep(span, height, rest, motion, down_first))
    reps.sort(key=lambda rep: rep.times[0])
    others.sort(key=lambda n: n.start_s)
    return replace(found, reps=tuple(reps), not_counted=tuple(others))


def _between_reps(span: Span, reps: Sequence[Rep], motion: Motion) -> Span:
    """What of a span lies in the clip, and past a rep that reaches into it or before one."""
    first_s, last_s = max(span[0], float(motion.time_s[0])), min(span[1], float(motion.time_s[-1]))
    for rep in reps:
        start_s, end_s = rep.span_s
        if start_s < first_s < end_s < last_s:
            first_s = end_s
        elif first_s < start_s < last_s < end_s:
            last_s = start_s
    return first_s, last_s


def _same(other: NotRep, span: Span) -> bool:
    return _shared_s((other.start_s, other.end_s), span) > (span[1] - span[0]) / 2


def _shared_s(one: Span, other: Span) -> float:
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def _is_counted(span: Span, reps: Sequence[Rep]) -> bool:
    """Whether the reps cover most of a span, or it covers most of one of them."""
    shared_s = [_shared_s(rep.span_s, span) for rep in reps]
    inside = any(
        part > (rep.span_s[1] - rep.span_s[0]) / 2 for part, rep in zip(shared_s, reps, strict=True)
    )
    return inside or sum(shared_s) > (span[1] - span[0]) / 2


def _marked_rep(
    span: Span, height: np.ndarray, rest: Sequence[float], motion: Motion, down_first: bool
) -> Rep:
    """A rep between told times; its turn is where the body is lowest, of a pull where highest.

    One whose one end is further from rest than the other, or than where the reps that were found
    begin, is cut off there, as one of these would be. A bar that is dropped has ended, unless it is
    the clip that ends.
    """
    first, last = motion.at(span[0]), motion.at(span[1])
    way = height[first : last + 1]
    seen = np.flatnonzero(np.isfinite(way))
    if not len(seen):
        return Rep(span[0], None, span[1], complete=True)
    turn = int(np.nanargmin(way))
    travels = way[seen[[0, -1]]] - way[turn]
    hardly = max(travels) < HARDLY_TORSO  # nobody sees where that begins
    known = [one for one in rest if np.isfinite(one)]
    whole = max(*travels, float(np.median(known)) - way[turn] if known else 0.0)
    begins, ends = hardly | (travels >= LEAST_REACHED_SHARE * whole)
    ends |= not down_first and span[1] < motion.time_s[-1]
    return Rep(
        start_s=span[0] if begins else None,
        turn_s=float(motion.time_s[first + turn]),
        end_s=span[1] if ends else None,
        complete=bool(begins and ends),
    )
