"""The reps of a set: what the lift is, how sure that is, and the phases of every rep."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from formcheck.lifts import LiftName, starts_at_top
from formcheck.motion.bar import BarCurve
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import NotRep
from formcheck.reps.find import Corrections, corrected, find_reps
from formcheck.reps.floor_times import timed_by_bar
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import ASKED_FROM, LiftOdds, lift_odds
from formcheck.reps.plain_signs import plain_signs
from formcheck.reps.rep_window import RepWindow, rep_windows
from formcheck.reps.variant import squat_variant
from formcheck.reps.view_by_bar import as_bar_shows

NOBODY_LIFTED = LiftGuess("unknown", 0.0)
"""Bar, hands and posture say a lift of any movement; without a rep, whole or not, it is mostly
none: 19 of 23 real clips."""


@dataclass(frozen=True)
class Told:
    """What somebody says of the reps of a set; None lets formcheck find out.

    Attributes:
        partial_rep_share: Of the usual way; a movement that goes less far is no rep.
    """

    lift: LiftName | None
    variant: str | None
    partial_rep_share: float
    corrections: Corrections = field(default_factory=Corrections)


@dataclass(frozen=True)
class SetOfReps:
    """What was lifted.

    Attributes:
        motion: As seen from where joints and bar show the camera.
        odds: Those of the three where nothing was told, and otherwise those that the picture gives
            what was told.
        told: Whether somebody said what lift it is.
        windows: The counted reps.
        not_counted: Movements that are none.
        bar: The bar's height in this lift's scale; None without a plate.
    """

    motion: Motion
    lift: LiftGuess
    odds: LiftOdds
    told: bool
    variant: str
    windows: tuple[RepWindow, ...]
    not_counted: tuple[NotRep, ...]
    bar: BarCurve | None

    @property
    def is_other(self) -> bool:
        """Whether it may well be another exercise, and nobody said what it is."""
        return not self.told and bool(self.windows) and self.odds.other >= ASKED_FROM


def reps_of(motion: Motion, told: Told) -> SetOfReps:
    """Find the reps of a set."""
    lift, found = find_reps(motion, told.lift, told.partial_rep_share, told.variant)
    pulled, from_floor = lift.name == "deadlift", not starts_at_top(lift.name, found.variant)
    bar = motion.bar_curve("wrist" if pulled else "shoulder", from_floor=from_floor)
    if pulled:
        found = timed_by_bar(found, bar)
    found = corrected(found, told.corrections, motion, lift.name)
    motion = replace(motion, view=as_bar_shows(motion, found.reps))
    variant = told.variant or found.variant
    if lift.name == "squat" and told.variant is None:
        variant = squat_variant(motion)
    return SetOfReps(
        motion=motion,
        lift=lift,
        odds=lift_odds(lift if found.reps else NOBODY_LIFTED, plain_signs(motion, found.reps)),
        told=told.lift is not None,
        variant=variant,
        windows=rep_windows(motion, lift.name, variant, found.reps),
        not_counted=found.not_counted,
        bar=bar,
    )
