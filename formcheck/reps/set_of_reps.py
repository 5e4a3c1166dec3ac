"""The reps of a set: which lift and how sure, and which movements count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formcheck.lifts import BODYWEIGHT, ROMANIAN, VARIANTS, LiftName, starts_at_top
from formcheck.motion.bar import BarCurve, scaled_to_body
from formcheck.motion.motion import Motion, as_bar_shows
from formcheck.reps.beside_the_reps import beside_the_reps
from formcheck.reps.both_lifts import LiftSpan
from formcheck.reps.corrections import Corrections, corrected
from formcheck.reps.counting import Counted, count, not_counted, reaches
from formcheck.reps.lift import LiftGuess, detect_lift, is_romanian
from formcheck.reps.lift_probability import ASKED_FROM, LiftOdds, lift_odds, plain_signs
from formcheck.reps.movements import MovementKind, movements, rest_curves
from formcheck.reps.rep_window import (
    NotRep,
    Rep,
    RepsFound,
    RepWindow,
    is_counted,
    rep_windows,
    shared_s,
)
from formcheck.reps.timing import timed, timed_by_bar

NOBODY_LIFTED = LiftGuess("unknown", 0.0)
"""Bar, hands and posture give any movement a lift. Where no rep is found, whole or not, the clip
mostly shows neither lift (19 of 23 real clips), so their guess does not count."""
NO_REPS = RepsFound((), ())


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
        motion: With the view corrected by the bar, and which plate that is (`motion.as_bar_shows`),
            and without one where the user said that there is none.
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
    told = _as_told(motion, options)
    lift, found = _found(told, options)
    lift_given = options.lift is not None
    seen_as = NOBODY_LIFTED
    if found.reps:
        seen_as = _seen_as(motion, lift) if lift_given else lift
    from_floor = not starts_at_top(lift.name, found.variant)
    with_bar = told.mid("wrist" if lift.name == "deadlift" else "shoulder")[:, 1]
    bar, reps = None, found.reps
    if told.bar_samples is not None:
        bar = scaled_to_body(
            told.bar_samples, told.torso_px, told.time_s, with_bar, from_floor=from_floor
        )
    if from_floor and bar is not None:
        reps = tuple(timed_by_bar(rep, bar) for rep in reps)
    reps = one_at_a_time(reps)
    found = replace(found, reps=reps, not_counted=outside(found.not_counted, reps))
    if options.corrections != Corrections():
        found = corrected(found, options.corrections, told, lift.name)
    found = _in_order(found)
    scale = float("nan") if bar is None else bar.perspective_scale
    shown = as_bar_shows(told, [rep.span_s for rep in found.reps], scale)
    motion = replace(motion, view=shown.view, far_plate=shown.far_plate)
    signs = {
        **plain_signs(motion, found.reps, seen_as.name),
        **beside_the_reps(motion, found.reps),
    }
    variant, told = options.variant or found.variant, _as_told(motion, options)
    return SetOfReps(
        motion=told,
        lift=lift,
        odds=lift_odds(seen_as, signs),
        lift_given=lift_given,
        variant=variant,
        windows=rep_windows(told, lift.name, variant, found.reps),
        not_counted=found.not_counted,
        bar=bar,
        beside=(),
    )


def _as_told(motion: Motion, options: RepOptions) -> Motion:
    """The motion without the plate that was tracked, where the user says that there is no bar."""
    if options.variant != BODYWEIGHT:
        return motion
    return replace(motion, bar_px=None, bar_radius_px=float("nan"), bar_samples=None)


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
        if apart and is_counted(rep.span_s, apart[-1:]):
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
        if sum(shared_s(rep.span_s, (one.start_s, one.end_s)) for rep in reps)
        <= (one.end_s - one.start_s) / 2
    )


def _in_order(found: RepsFound) -> RepsFound:
    """The same reps and other movements, each by when they begin."""
    return replace(
        found,
        reps=tuple(sorted(found.reps, key=lambda rep: rep.span_s[0])),
        not_counted=tuple(sorted(found.not_counted, key=lambda one: one.start_s)),
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
