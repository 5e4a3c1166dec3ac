"""Do hips and chest rise together? One posterior of the lean gain for each rep of a set.

The body's trunk is read against the descent and over the ascent, off the floor with the outline of
the back and a chord along it (`instruments`); `set_model` weighs what they say. How each reads a
gain stands in `calibration.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.body.calibration import calibration_file
from formcheck.body.instruments import Tilt
from formcheck.body.set_model import Asymmetry, GainPosterior, Instrument, Populations, posteriors

Array = NDArray[np.float64]

CALIBRATED_TO_YAW_DEG = 60.0
"""Beyond, nothing was calibrated: what holds there is used."""
FROM_YAW_DEG = 10.0
"""From here on a camera off the side adds noise."""
EXACT_BIAS_SD_DEG, EXACT_SIGMA_DEG, EXACT_SHAPE_DEG = 1.2, 0.6, 0.5
"""Of a pose model that gives exact joints: what filters and windows leave."""
EXACT_LEVEL_SD_DEG = 4.0
"""Exact joints need no prior to tell a clip's bias from its lifter."""
BY_SILHOUETTE = ("chord", "outline")
"""Instruments that need no joints."""
HORIZONTAL_DEG = 90.0


@dataclass(frozen=True)
class InstrumentPrior:
    """How one instrument reads a gain, by where the camera stands.

    Attributes:
        scale: Of the true gain, how much it reads.
        bias_deg, bias_sd_deg: What it adds in a clip, over clips.
        sigma_deg: Scale of its noise from rep to rep.
        sigma_per_deg: By what share noise grows for each degree beyond `FROM_YAW_DEG`.
        bias_per_deg: Change of the bias for each degree that the camera stands further in front of
            the lifter: what leans toward it grows.
        bias_by_misfit, noise_by_misfit: Powers of the misfit by which spread of the bias and noise
            grow.
        noise_freedom, bias_freedom: Degrees of freedom of both.
    """

    scale: float
    bias_deg: float
    bias_sd_deg: float
    sigma_deg: float
    sigma_per_deg: float
    bias_per_deg: float
    bias_by_misfit: float
    noise_by_misfit: float
    noise_freedom: float
    bias_freedom: float

    def at(self, yaw_deg: float, quality: float) -> Instrument:
        """In a clip from this yaw whose body fit has this quality: misfit widens the bias."""
        toward = float(np.clip(yaw_deg, -CALIBRATED_TO_YAW_DEG, CALIBRATED_TO_YAW_DEG))
        off = max(0.0, abs(toward) - FROM_YAW_DEG)
        return Instrument(
            scale=self.scale,
            bias_deg=self.bias_deg + self.bias_per_deg * toward,
            bias_sd_deg=self.bias_sd_deg * max(1.0, quality) ** self.bias_by_misfit,
            sigma_deg=self.sigma_deg * (1 + self.sigma_per_deg * off),
            noise_freedom=self.noise_freedom,
            bias_freedom=self.bias_freedom,
        )

    def widened(self, misfit: Array) -> Array:
        """(R,) what the noise of reps is multiplied with whose body fits worse than the median."""
        return np.asarray(np.maximum(1.0, misfit) ** self.noise_by_misfit)


@dataclass(frozen=True)
class RisePriors:
    """How a lift's gain is read; see `calibration.toml`.

    Attributes:
        instruments: By name, in the order of the readings.
        populations: Where gains come from.
        start_bias_deg, start_sd_deg: What the lean at the start reads beyond the truth.
        shape_apart_deg: From where a rep's shape is taken to differ.
        start_prior_deg: (mean, sd) of the lean at the start, over lifters.
        lost: Misfits of a rep from which nothing else is read off its joints, and nothing is told.
        most_yaw_deg: Off the side, for anything to be told.
        implausible_sd: How far below what lifters do a lean at the start may be.
        least_reps: For more than "possible".
        least_rise: Of the hips over the window, torso lengths, for more than "possible".
        widest_deg: Half of a 90 % interval, for more than "possible".
        window_error_deg: What all instruments are off by together, as they share a window whose end
            hangs on the height of the hips.
        asymmetry: How much further lifters lean on the ascent than on the descent; None off the
            floor, where no descent comes before.
    """

    instruments: dict[str, InstrumentPrior]
    populations: Populations
    start_bias_deg: float
    start_sd_deg: float
    shape_apart_deg: float
    start_prior_deg: tuple[float, float]
    lost: tuple[float, float]
    most_yaw_deg: float
    implausible_sd: float
    least_reps: int
    least_rise: float
    widest_deg: float
    window_error_deg: float
    asymmetry: Asymmetry | None


def _instrument(own: dict[str, Any], name: str, freedom: Sequence[float]) -> InstrumentPrior:
    bias, bias_sd, sigma = map(float, own[name])
    scale, sigma_by, bias_by, *misfit_by = map(float, own[f"{name}_with"])
    return InstrumentPrior(
        scale=scale,
        bias_deg=bias,
        bias_sd_deg=bias_sd,
        sigma_deg=sigma * float(own["out_of_sample"]),
        sigma_per_deg=sigma_by,
        bias_per_deg=bias_by,
        bias_by_misfit=misfit_by[0],
        noise_by_misfit=misfit_by[1],
        noise_freedom=freedom[0],
        bias_freedom=freedom[1],
    )


@cache
def rise_priors(*, on_back: bool, romanian: bool = False, exact: bool = False) -> RisePriors:
    """How gains are read in squats, or in pulls: off the floor, or Romanian from the top.

    `exact` is for a pose model whose joints have no bias.
    """
    file = calibration_file()["rise"]
    shared = {name: e["value"] for name, e in file.items() if "value" in e}
    own = {name: e["value"] for name, e in file["squat" if on_back else "deadlift"].items()}
    names = ("over_descent", "over_ascent") if on_back else ("over_ascent", "chord", "outline")
    freedom = tuple(float(part) for part in shared["degrees_of_freedom"])
    instruments = {
        name: InstrumentPrior(
            1.0, 0.0, EXACT_BIAS_SD_DEG, EXACT_SIGMA_DEG, 0.0, 0.0, 1.0, 1.0, *freedom
        )
        if exact
        else _instrument(own, name, freedom)
        for name in names
    }
    mean, level_sd, sd = map(float, own["clean_romanian" if romanian else "clean"])
    level_sd = max(level_sd, EXACT_LEVEL_SD_DEG) if exact else level_sd
    bias, bias_sd = (0.0, 1.0) if exact else map(float, own["start"])
    return RisePriors(
        instruments=instruments,
        populations=Populations(
            mean,
            level_sd,
            sd,
            tuple(own["faulty"]),
            tuple(own["share"]),
            float(own["habit"]),
            float(own.get("clean_freedom", "inf")),
        ),
        start_bias_deg=bias,
        start_sd_deg=bias_sd,
        shape_apart_deg=EXACT_SHAPE_DEG if exact else shared["shape_apart"],
        start_prior_deg=tuple(own["start_prior"]),
        # exact joints that make no body of straight bones are those of a back that bends
        lost=(np.inf, np.inf) if exact else tuple(own["lost"]),
        most_yaw_deg=float(shared["most_yaw"]),
        implausible_sd=float("inf") if exact else float(shared["implausible"]),
        least_reps=int(shared["least_reps"]),
        least_rise=0.0 if exact else float(own["least_rise"]),
        widest_deg=float(shared["widest"]),
        window_error_deg=0.0 if exact else float(own["window_error"]),
        asymmetry=Asymmetry(names.index("over_descent"), *map(float, own["asymmetry"]))
        if on_back
        else None,
    )


@dataclass(frozen=True)
class Rise:
    """What is known of how hips and chest rise in one rep.

    Attributes:
        gain: Posterior of the lean gain.
        start_deg, start_sd_deg: Lean at the start of the ascent window.
        hip_rise: Of the hips over the window, torso lengths.
        at_s: End of the window.
        firm: Whether set, view, fit and interval allow for more than "possible".
        joints_seen: Whether what is read off single joints is trusted.
    """

    gain: GainPosterior
    start_deg: float
    start_sd_deg: float
    hip_rise: float
    at_s: float
    firm: bool
    joints_seen: bool = True


def weigh_rises(
    tilts: Sequence[Tilt | None],
    columns: Mapping[str, Array],
    quality: Mapping[int, float],
    yaw_deg: float,
    priors: RisePriors,
) -> list[Rise | None]:
    """The posterior of each rep; None where its ascent was not seen.

    Args:
        tilts: What the body's trunk did in each of R reps.
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
    """(R, K) by instrument; NaN where it did not read the rep, or the body is not on the lifter."""
    readings = np.array([columns[name] for name in priors.instruments]).T
    of_joints = np.array([name not in BY_SILHOUETTE for name in priors.instruments])
    readings[~np.array(joints, np.bool_)[:, None] & of_joints] = np.nan
    return readings


def _joints_tell(tilt: Tilt | None, quality: float | None, priors: RisePriors) -> bool:
    """Whether the body lies on the lifter; where it does not, only the silhouette tells."""
    if tilt is None or quality is None:
        return False
    return tilt.seen and quality <= priors.lost[1] and plausible(tilt, priors)


def body_lost(tilt: Tilt, quality: float, priors: RisePriors) -> bool:
    """Whether nothing is to be read off the joints of a rep: they make no body on the lifter."""
    return quality > priors.lost[0] or not plausible(tilt, priors)


def _rise(
    tilt: Tilt, gain: GainPosterior, quality: float, priors: RisePriors, *, joints_tell: bool
) -> Rise:
    low, high = gain.interval_deg
    start, start_sd = priors.start_prior_deg
    if joints_tell:
        start, start_sd = _start(tilt.start_deg, quality, priors)
    narrow = (high - low) / 2 <= priors.widest_deg
    calibrated = tilt.hip_rise >= priors.least_rise
    return Rise(
        gain=gain,
        start_deg=start,
        start_sd_deg=start_sd,
        hip_rise=tilt.hip_rise,
        at_s=tilt.at_s,
        firm=joints_tell and narrow and calibrated,
        joints_seen=not body_lost(tilt, quality, priors),
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


def _apart_by_shape(readings: Array, apart_deg: float) -> tuple[Array, Array]:
    """Take apart what a rep reads because it is shaped differently (a shallow one).

    Both instruments share the end of the window; what they differ by is how the trunk turned
    between the bottom and that height on the descent. That is the same in all full reps of a set.
    A rep in which it differs by some degrees is another movement, and its clean gain differs by as
    much (a soft threshold: the rest is noise).

    Returns:
        (R, 2) readings without that part, and the (R,) part to be added to the gain.
    """
    shape = readings[:, 1] - readings[:, 0]
    if np.isfinite(shape).sum() < 3:
        return readings, np.zeros(len(readings))
    apart = shape - np.nanmedian(shape)
    part = np.nan_to_num(np.sign(apart) * np.maximum(np.abs(apart) - apart_deg, 0.0))
    readings = readings.copy()
    readings[:, 1] -= part
    return readings, part
