"""How a lift's gain is read: instruments and populations, out of `calibration.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.body.calibration import calibration_file
from formcheck.body.set_model import Asymmetry, Instrument, Populations

Array = NDArray[np.float64]

MOST_YAW_DEG = 60.0
"""Beyond, nothing was calibrated: what holds there is used."""
FROM_YAW_DEG = 10.0
"""From here on a camera off the side flattens a tip and adds noise."""


@dataclass(frozen=True)
class InstrumentPrior:
    """How one instrument reads a gain, by where the camera stands.

    Attributes:
        scale: Of the true gain, how much it reads from the side.
        bias_deg, bias_sd_deg: What it adds in a clip, over clips.
        sigma_deg: Scale of its noise from rep to rep.
        scale_per_deg, sigma_per_deg, spread_per_deg: Change of the scale, and share of the noise
            and of the spread, for each degree further off the side than `FROM_YAW_DEG`.
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
    scale_per_deg: float
    sigma_per_deg: float
    spread_per_deg: float
    bias_per_deg: float
    bias_by_misfit: float
    noise_by_misfit: float
    noise_freedom: float
    bias_freedom: float

    def at(self, yaw_deg: float, quality: float) -> Instrument:
        """In a clip from this yaw whose body fit has this quality: a bias grows with misfit."""
        toward = float(np.clip(yaw_deg, -MOST_YAW_DEG, MOST_YAW_DEG))
        off = max(0.0, abs(toward) - FROM_YAW_DEG)
        return Instrument(
            scale=self.scale + self.scale_per_deg * off,
            bias_deg=self.bias_deg + self.bias_per_deg * toward,
            bias_sd_deg=self.bias_sd_deg
            * (1 + self.spread_per_deg * off)
            * max(1.0, quality) ** self.bias_by_misfit,
            sigma_deg=self.sigma_deg * (1 + self.sigma_per_deg * off),
            noise_freedom=self.noise_freedom,
            bias_freedom=self.bias_freedom,
        )

    def widened(self, misfit: Array) -> Array:
        """(R,) what the noise of reps is multiplied with whose body fits worse than usual."""
        return np.asarray(np.maximum(1.0, misfit) ** self.noise_by_misfit)


@dataclass(frozen=True)
class RisePriors:
    """How a lift's gain is read; see `calibration.toml`.

    Attributes:
        instruments: By name, in the order of the readings.
        populations: Where gains come from.
        start_bias_deg, start_sd_deg: What the lean at the start reads beyond the truth.
        shape_apart_deg: From where a rep's shape is believed to differ, and misread.
        start_prior_deg: (mean, sd) of the lean at the start, over lifters.
        lost: Misfits of a rep from which a finding is at most "possible", nothing else is read off
            its joints, and nothing is told.
        most_yaw_deg: Off the side, for anything to be told.
        most_gain_deg: What no torso tips by.
        implausible_sd: How far below what lifters do a lean at the start may be.
        least_reps: For more than "possible".
        least_rise: Of the hips over the window, torso lengths, for more than "possible".
        widest_deg: Half of a 90 % interval, for more than "possible".
        window_error_deg: What all instruments are off by together, as they share a window whose end
            hangs on the height of the hips.
        asymmetry: How much further lifters lean on the way up than down; None off the floor, where
            no descent comes before.
    """

    instruments: dict[str, InstrumentPrior]
    populations: Populations
    start_bias_deg: float
    start_sd_deg: float
    shape_apart_deg: tuple[float, float]
    start_prior_deg: tuple[float, float]
    lost: tuple[float, float, float]
    most_yaw_deg: float
    most_gain_deg: float
    implausible_sd: float
    least_reps: int
    least_rise: float
    widest_deg: float
    window_error_deg: float
    asymmetry: Asymmetry | None


EXACT_BIAS_SD_DEG, EXACT_SIGMA_DEG, EXACT_SHAPE_DEG = 1.2, 0.6, 0.5
"""Of an engine that gives exact joints: what filters and windows leave."""
EXACT_LEVEL_SD_DEG = 4.0
"""Exact joints need no prior to tell a clip's bias from its lifter."""


def _instrument(own: dict[str, Any], name: str, freedom: Sequence[float]) -> InstrumentPrior:
    bias, bias_sd, sigma = map(float, own[name])
    scale, scale_by, sigma_by, spread_by, bias_by, *misfit_by = map(float, own[f"{name}_with"])
    return InstrumentPrior(
        scale=scale,
        bias_deg=bias,
        bias_sd_deg=bias_sd,
        sigma_deg=sigma * float(own["out_of_sample"]),
        scale_per_deg=scale_by,
        sigma_per_deg=sigma_by,
        spread_per_deg=spread_by,
        bias_per_deg=bias_by,
        bias_by_misfit=misfit_by[0],
        noise_by_misfit=misfit_by[1],
        noise_freedom=freedom[0],
        bias_freedom=freedom[1],
    )


@cache
def rise_priors(*, on_back: bool, romanian: bool = False, exact: bool = False) -> RisePriors:
    """How gains are read in a lift.

    Args:
        on_back: Whether the bar lies on the back (squats), or hangs in the hands.
        romanian: A pull that begins at the top, with knees that hardly bend.
        exact: For an engine whose joints have no bias.
    """
    file = calibration_file()["rise"]
    shared = {name: e["value"] for name, e in file.items() if "value" in e}
    own = {name: e["value"] for name, e in file["squat" if on_back else "deadlift"].items()}
    names = ("over_descent", "over_ascent") if on_back else ("over_ascent", "chord", "outline")
    freedom = tuple(float(part) for part in shared["degrees_of_freedom"])
    instruments = {
        name: InstrumentPrior(
            1.0, 0.0, EXACT_BIAS_SD_DEG, EXACT_SIGMA_DEG, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, *freedom
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
        shape_apart_deg=(
            EXACT_SHAPE_DEG if exact else shared["shape_apart"][0],
            shared["shape_apart"][1],
        ),
        start_prior_deg=tuple(own["start_prior"]),
        # exact joints that make no body of straight bones are those of a back that bends
        lost=(np.inf, np.inf, np.inf) if exact else tuple(own["lost"]),
        most_yaw_deg=float(shared["most_yaw"]),
        most_gain_deg=float(shared["most_gain"]),
        implausible_sd=float("inf") if exact else float(shared["implausible"]),
        least_reps=int(shared["least_reps"]),
        least_rise=0.0 if exact else float(own["least_rise"]),
        widest_deg=float(shared["widest"]),
        window_error_deg=0.0 if exact else float(own["window_error"]),
        asymmetry=Asymmetry(names.index("over_descent"), *map(float, own["asymmetry"]))
        if on_back
        else None,
    )
