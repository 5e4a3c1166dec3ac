"""Do hips and chest rise together? One posterior of the lean gain for each rep of a set.

The body's trunk is read against the descent and over the ascent, off the floor with the outline of
the back and a chord along it (`instruments`); `set_model` weighs what they say. How each reads a
gain stands in `calibration.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.body.calibration import DegreesOfFreedom, Prior, table
from formcheck.body.gain_posterior import GainPosterior
from formcheck.body.instruments import (
    EXACT_FIT,
    EXACT_TERMS,
    InstrumentFit,
    InstrumentPrior,
    InstrumentTerms,
    Tilt,
)
from formcheck.body.set_model import Asymmetry, Beta, CleanGains, Populations, posteriors
from formcheck.reps.rep_window import LEAST_COMPARED

Array = NDArray[np.float64]
Doubt = Literal["tip", "few_reps", "wide_interval"]
"""What of a gain allows for no more than "possible": that the body hardly fits, or one of these."""

EXACT_SHAPE_DEG = 0.5
"""Of a pose model that gives exact joints: what filters and windows leave; so is `EXACT_FIT`."""
EXACT_LEVEL_SD_DEG = 4.0
"""Exact joints need no prior to tell a clip's bias from its lifter."""
BY_SILHOUETTE = ("chord", "outline")
"""Instruments that need no joints."""
BY_SQUATS, BY_DEADLIFTS = ("over_descent", "over_ascent"), ("over_ascent", *BY_SILHOUETTE)
"""What reads them, in the order of the readings."""
OVER_DESCENT, OVER_ASCENT = range(len(BY_SQUATS))
HORIZONTAL_DEG = 90.0
"""A back that is level: nobody squats further over, and the deepest good morning ends there."""


@dataclass(frozen=True)
class LostFrom:
    """From which misfits of a rep nothing else is read off its joints, and nothing is told."""

    joints_from_misfit: float
    body_from_misfit: float


@dataclass(frozen=True)
class _OfLift:
    window_error_deg: float
    lost: LostFrom
    least_rise_torso: float
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
    widest_deg: float
    implausible_sd: float
    most_discrepancy: float
    squat: _OfSquat
    deadlift: _OfDeadlift


@dataclass(frozen=True)
class RisePriors:
    """How a lift's gain is read; see `calibration.toml`.

    Attributes:
        instruments: By name, in the order of the readings.
        populations: Where gains come from.
        start_deg: What the lean at the start reads beyond the truth.
        start_prior_deg: Lean at the start, over lifters.
        shape_apart_deg: From where a rep's shape is taken to differ.
        lost: From which misfit on a rep's joints tell less.
        implausible_sd: How far below what lifters do a lean at the start may be.
        least_reps: For more than "possible".
        least_rise_torso: Of the hips over the window, for more than "possible".
        hip_rise_sd_share: What that rise is off by, of itself.
        widest_deg: Half of a 90 % interval, for more than "possible".
        window_error_deg: What all instruments are off by together, as they share a window whose end
            hangs on the height of the hips.
        asymmetry: How much further lifters lean on the ascent than on the descent; None off the
            floor, where no descent comes before.
        most_discrepancy: Spreads by which an instrument may be off in a set before its gains are
            less sure.
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
def rise_priors(*, on_back: bool, romanian: bool = False, exact: bool = False) -> RisePriors:
    """How gains are read in squats, or in deadlifts: off the floor, or Romanian from the top.

    `exact` is for a pose model whose joints have no bias.
    """
    shared = table(_RiseTable, "rise")
    of_lift: _OfLift = shared.squat if on_back else shared.deadlift
    clean = shared.deadlift.clean_romanian if romanian else of_lift.clean
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
        widest_deg=shared.widest_deg,
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
    """The same of joints that have no bias: they fall short of nothing but filters and windows."""
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
        hip_rise_torso, hip_rise_sd_torso: Of the hips over the window, and what it is off by.
        at_s: End of the window.
        doubt: What allows for no more than "possible"; None where nothing does.
        joints_seen: Whether what is read off single joints is trusted.
    """

    gain: GainPosterior
    start_deg: float
    start_sd_deg: float
    hip_rise_torso: float
    hip_rise_sd_torso: float
    at_s: float
    doubt: Doubt | None
    joints_seen: bool = True


def weigh_rises(
    tilts: Sequence[Tilt | None],
    columns: Mapping[str, Array],
    misfits: Mapping[int, float],
    yaw_deg: float,
    priors: RisePriors,
) -> list[Rise | None]:
    """The posterior of each rep; None where its ascent was not seen.

    Args:
        tilts: What the body's trunk did in each of R reps.
        columns: By instrument, (R,) what it reads of each rep, degrees; NaN = nothing.
        misfits: By index of the rep, see `BodyFit.misfits`.
        yaw_deg: Of the camera, positive = before the lifter.
        priors: Of the lift.
    """
    joints = [_body_seen(tilt, misfits.get(n), priors) for n, tilt in enumerate(tilts)]
    readings = _readings(columns, joints, priors)
    read = [
        n
        for n, tilt in enumerate(tilts)
        if tilt is not None
        and np.isfinite(misfits[n])
        and (joints[n] or np.isfinite(readings[n]).any())
    ]
    if not read:
        return [None] * len(tilts)
    gains = _gains(readings[read], np.array([misfits[n] for n in read]), yaw_deg, priors)
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
    """(R, K) by instrument; NaN where it did not read the rep, or the body is not on the lifter."""
    readings = np.array([columns[name] for name in priors.instruments]).T
    of_joints = np.array([name not in BY_SILHOUETTE for name in priors.instruments])
    readings[~np.array(joints, np.bool_)[:, None] & of_joints] = np.nan
    return readings


def _body_seen(tilt: Tilt | None, misfit: float | None, priors: RisePriors) -> bool:
    """Whether the body lies on the lifter; where it does not, only the silhouette tells."""
    if tilt is None or misfit is None:
        return False
    return tilt.seen and misfit <= priors.lost.body_from_misfit and plausible(tilt, priors)


def body_lost(tilt: Tilt, misfit: float, priors: RisePriors) -> bool:
    """Whether nothing is to be read off the joints of a rep: they make no body on the lifter."""
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
        at_s=tilt.at_s,
        doubt=doubt,
        joints_seen=not body_lost(tilt, misfit, priors),
    )


def plausible(tilt: Tilt, priors: RisePriors) -> bool:
    """Whether a trunk leans like that at the start of the ascent.

    A skeleton that is drawn up a wall fits itself well and stands upright at the bottom. Who leans
    far further than most has a fault, not a wrong skeleton; but nobody leans beyond horizontal.
    """
    prior_deg, error_deg = priors.start_prior_deg, priors.start_deg
    lean_deg = tilt.start_deg - error_deg.mean
    least_deg = prior_deg.mean - priors.implausible_sd * float(np.hypot(prior_deg.sd, error_deg.sd))
    return least_deg <= lean_deg <= HORIZONTAL_DEG


def _start_deg(read_deg: float, misfit: float, priors: RisePriors) -> Prior:
    """The lean at the start: what was read, and what lifters do."""
    sd, prior = priors.start_deg.sd * max(1.0, misfit), priors.start_prior_deg
    share = prior.sd**2 / (sd**2 + prior.sd**2)
    mean = share * (read_deg - priors.start_deg.mean) + (1 - share) * prior.mean
    return Prior(mean, float(np.sqrt(share) * sd))


def _apart_by_shape(readings: Array, apart_deg: float) -> tuple[Array, Array]:
    """Take apart what a rep reads because it is shaped differently (a shallow one).

    Both instruments share the end of the window; what they differ by is how the trunk turned
    between the bottom and that height on the descent. That is the same in all full reps of a set.
    A rep in which it differs by some degrees is another movement, and its clean gain differs by as
    much (a soft threshold: the rest is noise).

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
