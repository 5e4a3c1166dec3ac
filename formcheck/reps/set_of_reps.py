"""The reps of a set: which lift and how sure, which movements count, and what a user corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.lifts import BODYWEIGHT, ROMANIAN, VARIANTS, LiftName, starts_at_top
from formcheck.motion.bar import BarCurve, scaled_to_body
from formcheck.motion.motion import Motion, as_bar_shows
from formcheck.reps.beside_the_reps import beside_the_reps
from formcheck.reps.both_lifts import LiftSpan
from formcheck.reps.counting import Counted, count, not_counted, reaches
from formcheck.reps.levels import HARDLY_TORSO, LEAST_REACHED_SHARE
from formcheck.reps.lift import LiftGuess, detect_lift, is_romanian
from formcheck.reps.lift_probability import ASKED_FROM, LiftOdds, lift_odds, plain_signs
from formcheck.reps.movements import MovementKind, RestCurve, movements, rest_curves
from formcheck.reps.rep_window import NotRep, Rep, RepsFound, RepWindow, rep_windows
from formcheck.reps.timing import timed, timed_by_bar, turnaround

Span = tuple[float, float]

SHORTEST_MARKED_S = 0.3
"""A span that the user marks as a rep has to last this long once other reps and the clip's ends are
taken off it: nobody goes down and up faster."""
POINTED_S = 0.05
"""A moment this close to a rep counts as pointing at it."""
NOBODY_LIFTED = LiftGuess("unknown", 0.0)
"""Bar, hands and posture give any movement a lift. Where no rep is found, whole or not, the clip
mostly shows neither lift (19 of 23 real clips), so their guess does not count."""
NO_REPS = RepsFound((), ())
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


@dataclass(frozen=True)
class RepOptions:
    """What somebody says of the reps of a set; None lets formcheck find out.

    Attributes:
        lift, variant: Which lift it is, and which style of it.
        partial_rep_share: A movement of less than this share of the typical travel is no rep.
        corrections: Reps that the user took away or added.
    """

    lift: LiftName | None
    variant: str | None
    partial_rep_share: float
    corrections: Corrections


@dataclass(frozen=True)
class SetOfReps:
    """What was lifted.

    Attributes:
        motion: With the view corrected by the bar (`motion.as_bar_shows`).
        lift: The user's, or else the one that the video shows.
        odds: What the video alone says of squat, deadlift and neither, even where the user named
            the lift.
        lift_given: Whether the user named the lift.
        variant: Style of the lift: the user's, or else the one that the video shows.
        windows: The counted reps.
        not_counted: Movements that are not counted.
        bar: The bar's height, scaled by the joint that moves with it in this lift; None where no
            plate was found, or the user said that there is no bar.
        beside: Of a clip that shows both lifts, the stretches that are not judged.
    """

    motion: Motion
    lift: LiftGuess
    odds: LiftOdds
    lift_given: bool
    variant: str
    windows: tuple[RepWindow, ...]
    not_counted: tuple[NotRep, ...]
    bar: BarCurve | None
    beside: tuple[LiftSpan, ...]

    @property
    def is_other(self) -> bool:
        """Whether it may well be another exercise, and the user did not name the lift."""
        return not self.lift_given and bool(self.windows) and self.odds.other >= ASKED_FROM


def reps_of(motion: Motion, options: RepOptions) -> SetOfReps:
    """Find the lift and its reps, apply the user's corrections, scale the bar, correct the view."""
    lift, found = _found(motion, options)
    lift_given = options.lift is not None
    seen_as = NOBODY_LIFTED
    if found.reps:
        seen_as = _seen_as(motion, lift) if lift_given else lift
    from_floor = not starts_at_top(lift.name, found.variant)
    with_bar = motion.mid("wrist" if lift.name == "deadlift" else "shoulder")[:, 1]
    bar, reps = None, found.reps
    if motion.bar_samples is not None and options.variant != BODYWEIGHT:  # or it was no plate
        bar = scaled_to_body(
            motion.bar_samples, motion.torso_px, motion.time_s, with_bar, from_floor=from_floor
        )
    if from_floor and bar is not None:
        reps = tuple(timed_by_bar(rep, bar) for rep in reps)
    reps = one_at_a_time(reps)
    found = replace(found, reps=reps, not_counted=outside(found.not_counted, reps))
    found = _corrected(found, options.corrections, motion, lift.name)
    motion = replace(motion, view=as_bar_shows(motion, [rep.span_s for rep in found.reps]))
    signs = {**plain_signs(motion, found.reps), **beside_the_reps(motion, found.reps)}
    variant = options.variant or found.variant
    return SetOfReps(
        motion=motion,
        lift=lift,
        odds=lift_odds(seen_as, signs),
        lift_given=lift_given,
        variant=variant,
        windows=rep_windows(motion, lift.name, variant, found.reps),
        not_counted=found.not_counted,
        bar=bar,
        beside=(),
    )


def _found(motion: Motion, options: RepOptions) -> tuple[LiftGuess, RepsFound]:
    """The lift, unless the user named it, and its reps, counted as the variant is if named."""
    if not motion.seen.any():
        return LiftGuess(options.lift or "unknown", float(options.lift is not None)), NO_REPS
    lift = detect_lift(motion) if options.lift is None else LiftGuess(options.lift, 1.0)
    if lift.name == "unknown":
        return lift, NO_REPS
    kind, counted = _counted(motion, lift.name, options)
    curves = rest_curves(motion, kind)
    turns = [0, *(one.turn for one in counted.reps), len(motion.time_s) - 1]
    reps = []
    for place, i in enumerate(counted.chosen):
        one, within = counted.movements[i], (turns[place], turns[place + 2])
        rep = timed(motion, kind, curves, one, reaches(one, counted.baseline[one.curve]), within)
        if rep.start_s is not None or rep.end_s is not None:
            reps.append(replace(rep, probability=float(counted.probability[i])))
    others = not_counted(
        motion, kind, counted, options.partial_rep_share, barless=options.variant == BODYWEIGHT
    )
    return lift, RepsFound(tuple(reps), others, ROMANIAN if kind == ROMANIAN else "unknown")


def one_at_a_time(reps: Sequence[Rep]) -> tuple[Rep, ...]:
    """The reps, of which two that are under way at once are one: it was lost in between.

    Each is timed on its own, as far back and on as its movement goes, so that two halves of a pull
    in whose middle the lifter was lost may both be given nearly all of it.
    """
    apart: list[Rep] = []
    for rep in reps:
        if apart and _is_counted(rep.span_s, apart[-1:]):
            before = apart.pop()
            complete = before.start_s is not None and rep.complete
            surer = max(before.probability, rep.probability)
            rep = replace(before, end_s=rep.end_s, complete=complete, probability=surer)
        apart.append(rep)
    return tuple(apart)


def outside(others: Sequence[NotRep], reps: Sequence[Rep]) -> tuple[NotRep, ...]:
    """The other movements without those that are mostly part of a rep.

    A rep begins before the movement by which it is found, and goes on behind it.
    """
    return tuple(
        one
        for one in others
        if sum(_shared_s(rep.span_s, (one.start_s, one.end_s)) for rep in reps)
        <= (one.end_s - one.start_s) / 2
    )


def _seen_as(motion: Motion, lift: LiftGuess) -> LiftGuess:
    """The lift that the video shows, which may not be the one that somebody said it is."""
    seen = detect_lift(motion)
    return lift if seen.name == "unknown" else seen


def _counted(motion: Motion, lift: LiftName, options: RepOptions) -> tuple[MovementKind, Counted]:
    """The kind of movement that reps of a lift are, and its movements with the reps among them.

    Where the user did not name the style, a deadlift is first counted as a Romanian one, and as a
    pull from the floor where these reps are not.
    """

    def of(kind: MovementKind) -> tuple[MovementKind, Counted]:
        return kind, count(movements(motion, kind), kind, options.partial_rep_share)

    if lift == "squat":
        return of("squat")
    style = options.variant if options.variant in VARIANTS["deadlift"] else None
    kind, dips = of("romanian")
    if style == ROMANIAN or (style is None and is_romanian(motion, dips)):
        return kind, dips
    return of("pull")


def _corrected(
    found: RepsFound, corrections: Corrections, motion: Motion, lift: LiftName
) -> RepsFound:
    """The reps after a user's corrections, in order of time."""
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
        if span[1] - span[0] >= SHORTEST_MARKED_S and not _is_counted(marked, reps):
            others = [n for n in others if not _mostly_shared((n.start_s, n.end_s), span)]
            # what was struck out and is added with its own times is as it was
            reps.append(struck.get(told) or _marked_rep(span, found, motion, lift))
    reps.sort(key=lambda rep: rep.span_s[0])
    others.sort(key=lambda n: n.start_s)
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


def _shared_s(one: Span, other: Span) -> float:
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def _mostly_shared(one: Span, other: Span) -> bool:
    """Whether two spans share more than half of the shorter one."""
    return _shared_s(one, other) > min(one[1] - one[0], other[1] - other[0]) / 2


def _is_counted(span: Span, reps: Sequence[Rep]) -> bool:
    """Whether the reps cover most of a span, or it covers most of one of them."""
    shared_s = [_shared_s(rep.span_s, span) for rep in reps]
    inside = any(
        # of a marked rep that neither begins nor ends at rest only the turn is known
        part > (end_s - start_s) / 2 or span[0] <= start_s <= end_s <= span[1]
        for part, (start_s, end_s) in zip(shared_s, (rep.span_s for rep in reps), strict=True)
    )
    return inside or sum(shared_s) > (span[1] - span[0]) / 2


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
