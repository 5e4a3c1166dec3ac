"""What the estimator is fitted with, read once from `calibration.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import INTERVAL_QUANTILES, gaussian
from formcheck.body import chain

GRID = np.arange(-0.8, 1.6, 0.005)
Array = NDArray[np.float64]
EXACT_LENGTH, EXACT_LENGTH_SD = (0.85, 0.9, 1.0), 0.1
"""Shank, thigh and trunk of bodies in their own standing torso, and how far they differ."""
EXACT_LASTING = 0.2
"""Of a pose model that gives exact joints: what filters and windows leave."""


@dataclass(frozen=True)
class PopulationPrior:
    """How a measure is spread over lifters: a Student-t, the prior of what is read of a set.

    A set's readings share one error, so their middle is drawn toward the prior's, by as much as it
    is unsure; what its reps differ by stays as read. The tails are heavy: a clear reading of
    somebody unlike most outweighs the prior.

    Attributes:
        middle, spread: Of it, in the unit of the reading.
        above: By how much more it spreads above the middle.
        freedom: Degrees of freedom.
    """

    middle: float
    spread: float
    above: float
    freedom: float

    def given(self, level: float, sd: float) -> tuple[float, float, float]:
        """5, 50 and 95 % of the posterior of a level that was read with a normal error.

        Args:
            level: Between -0.8 and 1.6, as everything that is measured in thighs or torsos.
            sd: Spread of what it is off by.
        """
        scale = np.where(self.middle < GRID, self.above * self.spread, self.spread)
        prior = (1 + ((GRID - self.middle) / scale) ** 2 / self.freedom) ** (
            -(self.freedom + 1) / 2
        )
        weight = prior * gaussian((GRID - level) / sd)
        low, mid, high = np.interp(INTERVAL_QUANTILES, np.cumsum(weight) / weight.sum(), GRID)
        return float(low), float(mid), float(high)


@dataclass(frozen=True)
class BodyPriors:
    """Noise, smoothness and priors of the body fit of one lift; see `calibration.toml`.

    Attributes:
        joint_sigma: (4,) of `measurements.JOINTS`, torso lengths.
        bar_sigma: Of the plate's center, torso lengths.
        contour_sigma: (2,) of the silhouette's rear edge beside the hips, x and y, torso lengths.
        hidden: From which misfit on hips and shoulders are guessed, and with which power of it
            their noise grows.
        far_side, behind_plate, head_hidden: What the noise is multiplied with.
        lasting: How much worse errors are that last over samples.
        degrees_of_freedom: Of the Student-t noise.
        smooth_rad: (3,) second differences of shank, thigh and trunk.
        effective_samples: What a clip's frames count as against the constants' priors.
        standing_rad, standing_sd_rad: (3,) shank, thigh and trunk of who stands, and their spread;
            infinite off the floor, where a lockout told less than nothing in *check*, and where
            joints are exact.
        low_shank_rad: (mean, spread) of the shank where the lifter is lowest; infinite likewise.
        center, spread: (44,) priors of the constants of `chain`; cos(yaw) is set by clip.
    """

    joint_sigma: Array
    bar_sigma: float
    contour_sigma: Array
    hidden: tuple[float, float]
    far_side: float
    behind_plate: float
    head_hidden: float
    lasting: float
    degrees_of_freedom: float
    smooth_rad: Array
    effective_samples: float
    standing_rad: Array
    standing_sd_rad: Array
    low_shank_rad: tuple[float, float]
    center: Array
    spread: Array


@cache
def calibration_file() -> dict[str, Any]:
    """Every entry of `calibration.toml`, as it stands there."""
    text = resources.files("formcheck.body").joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def body_priors(*, on_back: bool, exact: bool = False) -> BodyPriors:
    """The priors of a lift: with the bar on the back (squats), or in the hands.

    Where a pose model draws joints where they are, lengths are those of bodies.
    """
    body = {name: np.asarray(entry["value"]) for name, entry in calibration_file()["body"].items()}
    lift = "squat" if on_back else "deadlift"
    center, spread = np.zeros(chain.CONSTANTS), np.ones(chain.CONSTANTS)
    center[chain.LENGTHS], spread[chain.LENGTHS] = body["length"], body["length_sd"]
    if exact:
        center[chain.LENGTHS], spread[chain.LENGTHS] = EXACT_LENGTH, EXACT_LENGTH_SD
    center[chain.COS_YAW], spread[chain.COS_YAW] = 1.0, body["cos_yaw_sd"]
    seat = body["seat_back" if on_back else "seat_arms"]
    center[chain.SEAT], spread[chain.SEAT] = seat
    # exact joints show the lifter's size: what is left of the plate's is as narrow as in pulls
    scale = body["bar_scale_deadlift" if exact else f"bar_scale_{lift}"]
    center[chain.BAR_SCALE], spread[chain.BAR_SCALE] = scale
    spread[[chain.BAR_X, chain.BAR_Y]] = body["bar_place_sd"]
    spread[chain.OFFSETS] = np.tile(body[f"offset_sd_{lift}"], 8)
    slopes = np.full((4, 4), body[f"slope_sd_{lift}"])
    slopes[0] = body["ankle_slope_sd"]
    spread[chain.SLOPES] = slopes.ravel()
    center[chain.CONTOUR_OFFSET], spread[chain.CONTOUR_OFFSET] = body["contour"], body["contour_sd"]
    spread[chain.CONTOUR_SLOPE] = body["contour_slope_sd"]
    return BodyPriors(
        joint_sigma=body["joint_sigma"],
        bar_sigma=float(body["bar_sigma"]),
        contour_sigma=body["contour_sigma"],
        hidden=tuple(body[f"hidden_{lift}"]),
        far_side=float(body["far_side"]),
        behind_plate=float(body["behind_plate"]),
        head_hidden=float(body["head_hidden"]),
        lasting=EXACT_LASTING if exact else float(body["lasting"]),
        degrees_of_freedom=float(body["degrees_of_freedom"]),
        smooth_rad=body[f"smooth_{lift}"],
        effective_samples=float(body[f"samples_{lift}"]),
        standing_rad=np.radians(body["standing_squat"]),
        standing_sd_rad=(
            np.radians(body["standing_sd_squat"]) if on_back and not exact else np.full(3, np.inf)
        ),
        low_shank_rad=(
            float(np.radians(body["low_shank"][0])),
            float(np.radians(body["low_shank"][1])) if on_back and not exact else np.inf,
        ),
        center=center,
        spread=spread,
    )


@dataclass(frozen=True)
class LeanPriors:
    """How the body's trunk reads a lean, and where leans lie; see `calibration.toml`.

    Attributes:
        peak_deg: (mean, spread) over lifters, by style; "unknown" for any other.
        turn_less_deg: How much less a lifter leans at the bottom than at the furthest.
        beyond_deg, beyond_per_yaw: A trunk reads the first beyond the truth from the side, and the
            second more for each degree that the camera stands further in front.
        sigma_deg, power, least_misfit: Spread of a set's error is sigma * misfit ** power, of a
            misfit of `least_misfit` or more.
        rep_deg: Of what reps of a set are off beside it.
        most_misfit: Beyond it no body was seen.
    """

    peak_deg: Mapping[str, tuple[float, float]]
    turn_less_deg: float
    beyond_deg: float
    beyond_per_yaw: float
    sigma_deg: float
    power: float
    least_misfit: float
    rep_deg: float
    most_misfit: float


@cache
def lean_priors() -> LeanPriors:
    """Of squats, as the calibration file has them."""
    entries = {name: entry["value"] for name, entry in calibration_file()["lean"].items()}
    styles = {
        name.removeprefix("peak_"): (float(mean), float(sd))
        for name, (mean, sd) in ((n, v) for n, v in entries.items() if n.startswith("peak_"))
    }
    beyond_deg, beyond_per_yaw = entries["reads_beyond"]
    sigma_deg, power, least_misfit = entries["error"]
    return LeanPriors(
        peak_deg=styles,
        turn_less_deg=float(entries["turn_less"]),
        beyond_deg=beyond_deg,
        beyond_per_yaw=beyond_per_yaw,
        sigma_deg=sigma_deg,
        power=power,
        least_misfit=least_misfit,
        rep_deg=float(entries["rep"]),
        most_misfit=float(entries["most_misfit"]),
    )


@dataclass(frozen=True)
class PullLean:
    """How a lean of a pull is read off joints; see `[pull_lean]`.

    Attributes:
        reads_short_deg: How much less they lean than whoever pulls.
        peak, lift_off: Half-widths of nine-in-ten intervals: from the side, degrees, and what each
            degree off it adds.
    """

    reads_short_deg: float
    peak: tuple[float, float]
    lift_off: tuple[float, float]


@cache
def pull_lean() -> PullLean:
    """As the calibration file has it."""
    own = {name: entry["value"] for name, entry in calibration_file()["pull_lean"].items()}
    return PullLean(own["reads_short"], tuple(own["peak"]), tuple(own["lift_off"]))


def kind_of(lift: str, *, starts_at_top: bool) -> str:
    """What the file calls a lift; a pull that starts at the top is a Romanian."""
    return lift if lift == "squat" else "romanian" if starts_at_top else "deadlift"


@cache
def depth_prior() -> PopulationPrior:
    """Depth of squats over lifters, thighs."""
    return PopulationPrior(*map(float, calibration_file()["depth"]["usual"]["value"]))


@dataclass(frozen=True)
class TravelPriors:
    """How hip travel is read in one kind of lift, torso lengths; see `[travel]`.

    Attributes:
        population: Over lifters.
        of_body: What the body's hips over its own trunk read beyond the truth: middle and spread.
        of_joints: The same of the joints, where there is no body.
        rep: What reps of a set are off beside it.
    """

    population: PopulationPrior
    of_body: tuple[float, float]
    of_joints: tuple[float, float]
    rep: float


@cache
def travel_priors(kind: str) -> TravelPriors:
    """Of squats ("squat"), pulls off the floor ("deadlift") or from the top ("romanian")."""
    middle, spread, body, body_sd, joints, joints_sd = map(
        float, calibration_file()["travel"][kind]["value"]
    )
    above, freedom, rep = map(float, calibration_file()["travel"]["all"]["value"])
    population = PopulationPrior(middle, spread, above, freedom)
    return TravelPriors(population, (body, body_sd), (joints, joints_sd), rep)
