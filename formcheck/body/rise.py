"""Do hips and chest rise together? One posterior of the lean gain for each rep of a set.

The body's trunk is read against the descent and over the ascent, off the floor with the outline of
the back and a chord along it; `set_model` weighs what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.body.rise_priors import RisePriors
from formcheck.body.set_model import GainPosterior, posteriors
from formcheck.body.tilt import Tilt

Array = NDArray[np.float64]

BY_SILHOUETTE = ("chord", "outline")
"""Instruments that need no joints."""
HORIZONTAL_DEG = 90.0


@dataclass(frozen=True)
class Rise:
    """What is known of how hips and chest rise in one rep.

    Attributes:
        gain: Posterior of the lean gain.
        start_deg, start_sd_deg: Lean at the start of the ascent window.
        hip_rise: Of the hips over the window, torso lengths.
        at_s: End of the window.
        firm: Whether set, view, fit and interval allow for more than "possible".
        joints_seen: Whether what is read off single joints is believed.
        misfit: Residuals of hips and shoulders against their noise: 1 where the body is seen.
    """

    gain: GainPosterior
    start_deg: float
    start_sd_deg: float
    hip_rise: float
    at_s: float
    firm: bool
    joints_seen: bool = True
    misfit: float = 1.0


def weigh_rises(
    tilts: Sequence[Tilt | None],
    columns: Mapping[str, Array],
    quality: Mapping[int, float],
    yaw_deg: float,
    priors: RisePriors,
) -> list[Rise | None]:
    """The posterior of each rep; None where its ascent was not seen.

    Args:
        tilts: What the body's trunk did in each rep.
        columns: By instrument, (R,) what it reads of each rep, degrees; NaN = nothing.
        quality: Of the body fit in each rep: 1 where the body is seen, more where it was lost.
        yaw_deg: Of the camera, positive = before the lifter.
        priors: Of the lift.
    """
    joints = [_joints_tell(tilt, quality.get(n), priors) for n, tilt in enumerate(tilts)]
    readings = _readings(columns, joints, priors)
    read = [
        n
        for n, tilt in enumerate(tilts)
        if tilt is not None
        and np.isfinite(quality[n])
        and (joints[n] or np.isfinite(readings[n]).any())
    ]
    if not read:
        return [None] * len(tilts)
    readings = readings[read]
    misfit = np.array([quality[n] for n in read])
    widen = np.stack([prior.widened(misfit) for prior in priors.instruments.values()], axis=1)
    of_clip = float(np.median(misfit))
    instruments = tuple(prior.at(yaw_deg, of_clip) for prior in priors.instruments.values())
    shape = np.zeros(len(read))
    if priors.asymmetry is not None:
        readings, shape = _apart_by_shape(readings, priors.shape_apart_deg)
    found = posteriors(readings, instruments, priors.populations, widen, priors.asymmetry)
    rises: list[Rise | None] = [None] * len(tilts)
    enough = len(read) >= priors.least_reps
    for n, gain, more in zip(read, found, shape, strict=True):
        tilt = tilts[n]
        assert tilt is not None
        gain = gain.shifted(more).blurred(priors.window_error_deg)
        rise = _rise(tilt, gain, quality[n], priors, joints_tell=joints[n])
        rises[n] = rise if enough else replace(rise, firm=False)
    return rises


def _readings(columns: Mapping[str, Array], joints: Sequence[bool], priors: RisePriors) -> Array:
    """(R, K) by instrument; NaN where it did not read the rep, or read what no torso does."""
    readings = np.array([columns[name] for name in priors.instruments]).T
    readings[np.abs(readings) > priors.most_gain_deg] = np.nan
    of_joints = np.array([name not in BY_SILHOUETTE for name in priors.instruments])
    readings[~np.array(joints, np.bool_)[:, None] & of_joints] = np.nan
    return readings


def _joints_tell(tilt: Tilt | None, quality: float | None, priors: RisePriors) -> bool:
    """Whether the body lies on the lifter; where it does not, only the silhouette tells."""
    if tilt is None or quality is None:
        return False
    return tilt.seen and quality <= priors.lost[2] and plausible(tilt, priors)


def body_lost(tilt: Tilt, quality: float, priors: RisePriors) -> bool:
    """Whether nothing is to be read off the joints of a rep: they make no body on the lifter."""
    return quality > priors.lost[1] or not plausible(tilt, priors)


def _rise(
    tilt: Tilt, gain: GainPosterior, quality: float, priors: RisePriors, *, joints_tell: bool
) -> Rise:
    low, high = gain.interval_deg
    start, start_sd = priors.start_prior_deg
    if joints_tell:
        start, start_sd = _start(tilt.start_deg, quality, priors)
    narrow = (high - low) / 2 <= priors.widest_deg
    calibrated = tilt.hip_rise >= priors.least_rise and quality <= priors.lost[0]
    return Rise(
        gain=gain,
        start_deg=start,
        start_sd_deg=start_sd,
        hip_rise=tilt.hip_rise,
        at_s=tilt.at_s,
        firm=joints_tell and narrow and calibrated,
        joints_seen=not body_lost(tilt, quality, priors),
        misfit=quality,
    )


def plausible(tilt: Tilt, priors: RisePriors) -> bool:
    """Whether a trunk leans like that at the start of the ascent.

    A skeleton that is drawn up a wall fits itself well and stands upright at the bottom. Who leans
    far further than most has a fault, not a wrong skeleton; but nobody leans beyond horizontal.
    """
    mean, sd = priors.start_prior_deg
    lean_deg = tilt.start_deg - priors.start_bias_deg
    least_deg = mean - priors.implausible_sd * float(np.hypot(sd, priors.start_sd_deg))
    return least_deg <= lean_deg <= HORIZONTAL_DEG


def _start(read_deg: float, quality: float, priors: RisePriors) -> tuple[float, float]:
    """Mean and spread of the lean at the start: what was read, and what lifters do."""
    sd = priors.start_sd_deg * max(1.0, quality)
    mean_prior, sd_prior = priors.start_prior_deg
    share = sd_prior**2 / (sd**2 + sd_prior**2)
    mean = share * (read_deg - priors.start_bias_deg) + (1 - share) * mean_prior
    return mean, float(np.sqrt(share) * sd)


def _apart_by_shape(readings: Array, apart_deg: tuple[float, float]) -> tuple[Array, Array]:
    """Tell a rep that is shaped differently (a shallow one) from a descent that was misread.

    Both instruments share the end of the window; what they differ by is how the trunk turned
    between the bottom and that height on the way down. That is the same in all full reps of a set.
    A rep in which it differs by some degrees is another movement, and its clean gain differs by as
    much (a soft threshold: the rest is noise); one in which it differs by far lost its descent.

    Returns:
        (R, 2) readings without that part, and the (R,) part to be added to the gain.
    """
    shape = readings[:, 1] - readings[:, 0]
    if np.isfinite(shape).sum() < 3:
        return readings, np.zeros(len(readings))
    apart = shape - np.nanmedian(shape)
    least, most = apart_deg
    lost = np.abs(apart) > most
    part = np.sign(apart) * np.maximum(np.abs(apart) - least, 0.0)
    part = np.where(np.isfinite(part) & ~lost, part, 0.0)
    readings = readings.copy()
    readings[lost, 0] = np.nan
    readings[:, 1] -= part
    return readings, part
