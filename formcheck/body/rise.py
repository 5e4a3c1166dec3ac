"""Do hips and chest rise together? One posterior of the lean gain for each rep of a set.

The lean gain is how far the trunk tips forward over the ascent window. `instruments` read it,
`set_model` weighs their readings over the reps of the set, and how each instrument errs stands in
`calibration.toml`. Here the two are put together: which readings count, what a rep is read with,
and what keeps a gain in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np

from formcheck.arithmetic import Array
from formcheck.body.gain_posterior import GainPosterior
from formcheck.body.instruments import (
    EXACT_FIT,
    EXACT_TERMS,
    InstrumentFit,
    InstrumentPrior,
    InstrumentReadings,
    InstrumentTerms,
    Tilt,
)
from formcheck.body.set_model import Asymmetry, Beta, CleanGains, Populations, posteriors
from formcheck.calibration import DegreesOfFreedom, Prior, table
from formcheck.lifts import BODYWEIGHT, ROMANIAN
from formcheck.reps.rep_window import LEAST_COMPARED

Doubt = Literal["tip", "few_reps", "wide_interval"]
"""Why a finding of a gain is at most possible: the body hardly fits or the hips hardly rise, too
few reps show it, or its interval is wide. The names are those of caps (`findings/caps.py`)."""

EXACT_SHAPE_DEG = 0.5
"""`RisePriors.shape_apart_deg` for a pose model whose joints are exact: what filters and windows
leave. `instruments.EXACT_FIT` is such a value, too."""
EXACT_LEVEL_SD_DEG = 4.0
"""Least spread of clean levels for exact joints. A narrow prior serves to tell a clip's bias from
the lifter's level, and exact joints have no bias."""
BY_SILHOUETTE = ("chord", "outline")
"""Instruments that need no joints."""
BY_SQUATS, BY_DEADLIFTS = ("over_descent", "over_ascent"), ("over_ascent", *BY_SILHOUETTE)
"""The instruments that read squats and deadlifts, in the order of the columns of readings."""
OVER_DESCENT, OVER_ASCENT = range(len(BY_SQUATS))
HORIZONTAL_DEG = 90.0
"""The largest lean of a squat: even the deepest good morning ends with a level back."""


@dataclass(frozen=True)
class LostFrom:
    """Misfits of a rep (`BodyFit.misfits`) beyond which its joints are not trusted.

    Attributes:
        joints_from_misfit: Beyond it, metrics that are read off single joints are not assessed.
        body_from_misfit: Beyond it, the body's readings of the gain do not count.
    """

    joints_from_misfit: float
    body_from_misfit: float


@dataclass(frozen=True)
class _OfLift:
    window_error_deg: float
    lost: LostFrom
    least_rise_torso: float
    widest_deg: float
    habit: float
    over_ascent: InstrumentFit
    over_ascent_with: InstrumentTerms
    out_of_sample: float
    start_deg: Prior
    start_prior_deg: Prior
    hip_rise_sd_share: float
    clean: CleanGains
    faulty_deg: Prior
    share: Beta


@dataclass(frozen=True)
class _OfSquat(_OfLift):
    asymmetry: Asymmetry
    over_descent: InstrumentFit
    over_descent_with: InstrumentTerms
    clean_degrees_of_freedom: float
    clean_bodyweight: CleanGains


@dataclass(frozen=True)
class _OfDeadlift(_OfLift):
    chord: InstrumentFit
    chord_with: InstrumentTerms
    outline: InstrumentFit
    outline_with: InstrumentTerms
    clean_romanian: CleanGains
    romanian_hip_rise_sd_share: float


@dataclass(frozen=True)
class _RiseTable:
    degrees_of_freedom: DegreesOfFreedom
    shape_apart_deg: float
    least_reps: int
    implausible_sd: float
    most_discrepancy: float
    squat: _OfSquat
    deadlift: _OfDeadlift


@dataclass(frozen=True)
class RisePriors:
    """How a lift's gain is read; see `calibration.toml`.

    Attributes:
        instruments: By name, in the order of the columns of readings.
        populations: Where gains come from.
        start_deg: Error of the lean at the start: what is read beyond the truth.
        start_prior_deg: Lean at the start, over lifters.
        shape_apart_deg: A rep is shaped unlike the others where it differs by more than this.
        lost: Misfits beyond which a rep's joints are not trusted.
        implausible_sd: How many spreads a lean at the start may be below that of lifters.
        least_reps: Reps that a finding needs to be more than possible.
        least_rise_torso: Rise of the hips over the window that it needs for that.
        hip_rise_sd_share: Standard error of that rise, as a share of it.
        widest_deg: Largest 90 % half-width with which a finding is more than possible.
        window_error_deg: Error that all instruments share, since they share a window whose end
            depends on the height of the hips.
        asymmetry: How much further lifters lean on the ascent than on the descent; None for
            deadlifts, which are not read against a descent.
        most_discrepancy: Spreads by which an instrument may be off in a set before the posteriors
            are widened.
    """

    instruments: dict[str, InstrumentPrior]
    populations: Populations
    start_deg: Prior
    start_prior_deg: Prior
    shape_apart_deg: float
    lost: LostFrom
    implausible_sd: float
    least_reps: int
    least_rise_torso: float
    hip_rise_sd_share: float
    widest_deg: float
    window_error_deg: float
    asymmetry: Asymmetry | None
    most_discrepancy: float


@cache
def rise_priors(*, on_back: bool, variant: str = "", exact: bool = False) -> RisePriors:
    """How gains are read in squats, or in deadlifts, of a variant.

    Deadlifts come up off the floor, Romanian ones from the top; squats without a bar come up more
    upright than others. `exact` is for a pose model whose joints have no bias.
    """
    shared = table(_RiseTable, "rise")
    of_lift: _OfLift = shared.squat if on_back else shared.deadlift
    romanian = variant == ROMANIAN
    clean_of = {ROMANIAN: shared.deadlift.clean_romanian, BODYWEIGHT: shared.squat.clean_bodyweight}
    clean = clean_of.get(variant, of_lift.clean)
    of_romanian = shared.deadlift.romanian_hip_rise_sd_share
    level_nu = shared.squat.clean_degrees_of_freedom if on_back else np.inf
    priors = RisePriors(
        instruments={
            name: _instrument(of_lift, name, shared.degrees_of_freedom)
            for name in (BY_SQUATS if on_back else BY_DEADLIFTS)
        },
        populations=Populations(clean, of_lift.faulty_deg, of_lift.share, of_lift.habit, level_nu),
        start_deg=of_lift.start_deg,
        start_prior_deg=of_lift.start_prior_deg,
        shape_apart_deg=shared.shape_apart_deg,
        lost=of_lift.lost,
        implausible_sd=shared.implausible_sd,
        least_reps=shared.least_reps,
        least_rise_torso=of_lift.least_rise_torso,
        hip_rise_sd_share=of_romanian if romanian else of_lift.hip_rise_sd_share,
        widest_deg=of_lift.widest_deg,
        window_error_deg=of_lift.window_error_deg,
        asymmetry=shared.squat.asymmetry if on_back else None,
        most_discrepancy=shared.most_discrepancy,
    )
    return _exact(priors) if exact else priors


def _instrument(of_lift: _OfLift, name: str, nu: DegreesOfFreedom) -> InstrumentPrior:
    fit: InstrumentFit = getattr(of_lift, name)
    fit = replace(fit, sigma_deg=fit.sigma_deg * of_lift.out_of_sample)
    return InstrumentPrior(fit, getattr(of_lift, f"{name}_with"), nu)


def _exact(priors: RisePriors) -> RisePriors:
    """The same for joints that are exact, so that only filters and windows leave an error."""
    instruments = {
        name: replace(one, fit=EXACT_FIT, terms=EXACT_TERMS)
        for name, one in priors.instruments.items()
    }
    clean = priors.populations.clean
    clean = replace(clean, level_sd_deg=max(clean.level_sd_deg, EXACT_LEVEL_SD_DEG))
    return replace(
        priors,
        instruments=instruments,
        populations=replace(priors.populations, clean=clean),
        start_deg=Prior(0.0, 1.0),
        shape_apart_deg=EXACT_SHAPE_DEG,
        # exact joints that make no body of straight bones are those of a back that bends
        lost=LostFrom(np.inf, np.inf),
        implausible_sd=np.inf,
        least_rise_torso=0.0,
        hip_rise_sd_share=0.0,
        window_error_deg=0.0,
    )


@dataclass(frozen=True)
class Rise:
    """What is known of how hips and chest rise in one rep.

    Attributes:
        gain: Posterior of the lean gain.
        start_deg, start_sd_deg: Lean at the start of the ascent window.
        hip_rise_torso, hip_rise_sd_torso: Rise of the hips over the window, and its standard error.
        start_s, at_s: Start and end of the window, by the fitted body.
        doubt: Why a finding of it is at most possible; None where it may be more.
        joints_seen: Whether metrics that are read off single joints are trusted.
    """

    gain: GainPosterior
    start_deg: float
    start_sd_deg: float
    hip_rise_torso: float
    hip_rise_sd_torso: float
    start_s: float
    at_s: float
    doubt: Doubt | None
    joints_seen: bool = True


def weigh_rises(seen: InstrumentReadings, priors: RisePriors) -> list[Rise | None]:
    """The posterior of each rep of a lift; None where its ascent was not seen."""
    tilts, misfits = seen.tilts, seen.misfits
    joints = [_body_seen(tilt, misfits.get(n), priors) for n, tilt in enumerate(tilts)]
    readings = _readings(seen.columns, joints, priors)
    read = [
        n
        for n, tilt in enumerate(tilts)
        if tilt is not None
        and np.isfinite(misfits[n])
        and (joints[n] or np.isfinite(readings[n]).any())
    ]
    if not read:
        return [None] * len(tilts)
    gains = _gains(readings[read], np.array([misfits[n] for n in read]), seen.yaw_deg, priors)
    rises: list[Rise | None] = [None] * len(tilts)
    few = len(read) < priors.least_reps
    for n, gain in zip(read, gains, strict=True):
        tilt = tilts[n]
        assert tilt is not None
        rises[n] = _rise(tilt, gain, misfits[n], priors, body_seen=joints[n], few=few)
    return rises


def _gains(
    readings: Array, misfit: Array, yaw_deg: float, priors: RisePriors
) -> list[GainPosterior]:
    """The gain of each rep, given (R, K) readings and the (R,) misfits of its body."""
    widen = np.stack([prior.widened(misfit) for prior in priors.instruments.values()], axis=1)
    of_clip = float(np.median(misfit))
    instruments = tuple(prior.at(yaw_deg, of_clip) for prior in priors.instruments.values())
    shape = np.zeros(len(readings))
    if priors.asymmetry is not None:
        readings, shape = _apart_by_shape(readings, priors.shape_apart_deg)
    found = posteriors(
        readings,
        instruments,
        priors.populations,
        widen,
        priors.asymmetry,
        OVER_DESCENT,
        priors.most_discrepancy,
    )
    return [
        gain.shifted(more).blurred(priors.window_error_deg)
        for gain, more in zip(found, shape, strict=True)
    ]


def _readings(columns: Mapping[str, Array], joints: Sequence[bool], priors: RisePriors) -> Array:
    """(R, K) readings that count, others NaN; `joints` is whether those of a rep's body do."""
    readings = np.array([columns[name] for name in priors.instruments]).T
    of_joints = np.array([name not in BY_SILHOUETTE for name in priors.instruments])
    readings[~np.array(joints, np.bool_)[:, None] & of_joints] = np.nan
    return readings


def _body_seen(tilt: Tilt | None, misfit: float | None, priors: RisePriors) -> bool:
    """Whether the body's readings of a rep count; otherwise only those of the silhouette do."""
    if tilt is None or misfit is None:
        return False
    return tilt.seen and misfit <= priors.lost.body_from_misfit and plausible(tilt, priors)


def body_lost(tilt: Tilt, misfit: float, priors: RisePriors) -> bool:
    """Whether the joints of a rep are lost: they make no body, or one in an impossible posture."""
    return misfit > priors.lost.joints_from_misfit or not plausible(tilt, priors)


def _rise(
    tilt: Tilt,
    gain: GainPosterior,
    misfit: float,
    priors: RisePriors,
    *,
    body_seen: bool,
    few: bool,
) -> Rise:
    start_deg = priors.start_prior_deg
    if body_seen:
        start_deg = _start_deg(tilt.start_deg, misfit, priors)
    calibrated = tilt.hip_rise_torso >= priors.least_rise_torso
    doubt: Doubt | None = None
    if not (body_seen and calibrated):
        doubt = "tip"
    elif few:
        doubt = "few_reps"
    elif np.ptp(gain.interval_deg) / 2 > priors.widest_deg:
        doubt = "wide_interval"
    return Rise(
        gain=gain,
        start_deg=start_deg.mean,
        start_sd_deg=start_deg.sd,
        hip_rise_torso=tilt.hip_rise_torso,
        hip_rise_sd_torso=tilt.hip_rise_torso * priors.hip_rise_sd_share,
        start_s=tilt.start_s,
        at_s=tilt.at_s,
        doubt=doubt,
        joints_seen=not body_lost(tilt, misfit, priors),
    )


def plausible(tilt: Tilt, priors: RisePriors) -> bool:
    """Whether a lifter's trunk may lean like that at the start of the ascent.

    A skeleton that the pose model draws up a wall fits itself well, but stands upright at the
    bottom. A large lean is plausible up to horizontal: it is a fault, not a wrong skeleton.
    """
    prior_deg, error_deg = priors.start_prior_deg, priors.start_deg
    lean_deg = tilt.start_deg - error_deg.mean
    least_deg = prior_deg.mean - priors.implausible_sd * float(np.hypot(prior_deg.sd, error_deg.sd))
    return least_deg <= lean_deg <= HORIZONTAL_DEG


def _start_deg(read_deg: float, misfit: float, priors: RisePriors) -> Prior:
    """Posterior of the lean at the start, given what was read and the prior over lifters."""
    sd, prior = priors.start_deg.sd * max(1.0, misfit), priors.start_prior_deg
    share = prior.share_of(sd)
    mean = share * (read_deg - priors.start_deg.mean) + (1 - share) * prior.mean
    return Prior(mean, float(np.sqrt(share) * sd))


def _apart_by_shape(readings: Array, apart_deg: float) -> tuple[Array, Array]:
    """Separate what a squat reads because it is shaped unlike the set's others (a shallow one).

    The two instruments share the end of the window. They differ by how the trunk turned on the
    descent from that height to the bottom, which is the same in all full reps of a set. Where that
    of a rep differs by more than `apart_deg`, its clean gain differs by what is more (a soft
    threshold: a smaller difference is noise).

    Returns:
        (R, 2) readings without that part, and the (R,) part to be added to the gain.
    """
    shape = readings[:, OVER_ASCENT] - readings[:, OVER_DESCENT]
    if np.isfinite(shape).sum() < LEAST_COMPARED:
        return readings, np.zeros(len(readings))
    apart = shape - np.nanmedian(shape)
    part = np.nan_to_num(np.sign(apart) * np.maximum(np.abs(apart) - apart_deg, 0.0))
    readings = readings.copy()
    readings[:, OVER_ASCENT] -= part
    return readings, part
