"""Numbers fitted on clips, read from `calibration.toml` by name, and the priors of the body fit.

`table` reads any table of the file into a frozen dataclass whose fields are its entries; metrics
read theirs with it, too (`metrics/shrug.py` reads `[shrug]`, and so on).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, TypeVar, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import INTERVAL_QUANTILES, gaussian
from formcheck.body import chain

GRID = np.arange(-0.8, 1.6, 0.005)
"""Values that a `PopulationPrior` is integrated over: of lengths in thighs or torsos."""
Array = NDArray[np.float64]
T = TypeVar("T")
EXACT_LENGTH, EXACT_LENGTH_SD = (0.85, 0.9, 1.0), 0.1
"""Prior of shank, thigh and trunk for a pose model whose joints are exact, in standing torsos, and
its spread: lengths of real bodies."""
EXACT_LASTING = 0.2
"""`BodyNoise.lasting` for such a model: only filters and windows leave an error."""


@cache
def calibration_file() -> dict[str, Any]:
    """Every entry of `calibration.toml`, as it stands there."""
    text = resources.files("formcheck.body").joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(text)


def table(kind: type[T], name: str) -> T:
    """A table of the file as a frozen dataclass whose fields are its entries and inner tables.

    Raises:
        ValueError: The file lacks a name, or has one that nothing reads.
    """
    found: T = _table(kind, name)  # type: ignore[arg-type]  # a class is hashable
    return found


@cache
def _table(kind: type, name: str) -> Any:
    return _named(kind, _values(calibration_file().get(name, {})), name)


def _values(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: entry
        if not isinstance(entry, dict)
        else entry["value"]
        if "value" in entry
        else _values(entry)
        for name, entry in entries.items()
    }


def _named(kind: type[T], values: Mapping[str, Any], where: str) -> T:
    kinds = get_type_hints(kind)
    wrong = [f"lacks {name}" for name in sorted(kinds.keys() - values.keys())]
    wrong += [f"has {name}, which nothing reads" for name in sorted(values.keys() - kinds.keys())]
    if wrong:
        raise ValueError(f"calibration.toml: {where} {', '.join(wrong)}")
    return kind(**{name: _of_kind(kinds[name], values[name], f"{where}.{name}") for name in kinds})


def _of_kind(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind) and isinstance(value, dict):
        return _named(kind, value, where)  # type: ignore[arg-type]
    if get_origin(kind) is np.ndarray and isinstance(value, list):
        return np.asarray(value, np.float64)
    if kind is float and type(value) in (float, int):
        return float(value)
    if kind is int and type(value) is int:
        return value
    raise ValueError(f"calibration.toml: {where} is {value}, where another kind of value is read")


@dataclass(frozen=True)
class Prior:
    """Where something lies over lifters or clips, in the unit its holder is named by."""

    mean: float
    sd: float


@dataclass(frozen=True)
class DegreesOfFreedom:
    """Degrees of freedom of the noise from rep to rep, and of a clip's bias over clips."""

    noise: float
    bias: float


@dataclass(frozen=True)
class ByYaw:
    """An angle that grows with the camera's yaw."""

    from_side_deg: float
    deg_per_yaw_deg: float

    def at(self, yaw_deg: float) -> float:
        """Degrees, where the camera stands so far off the side."""
        return self.from_side_deg + self.deg_per_yaw_deg * yaw_deg


@dataclass(frozen=True)
class PopulationPrior:
    """How a measure is spread over lifters: a Student-t, wider above its middle.

    It is the prior of the level of a set (`given`). Its tails are heavy, so that a clear reading of
    somebody unlike most outweighs it.

    Attributes:
        middle, spread: In the unit of the measure.
        above: Factor of the spread above the middle.
        degrees_of_freedom: Of the Student-t.
    """

    middle: float
    spread: float
    above: float
    degrees_of_freedom: float

    def given(self, level: float, sd: float) -> tuple[float, float, float]:
        """5, 50 and 95 % of the posterior of a level that was read with a normal error.

        Args:
            level: As read; within `GRID`.
            sd: Its standard error.
        """
        scale = np.where(self.middle < GRID, self.above * self.spread, self.spread)
        nu = self.degrees_of_freedom
        prior = (1 + ((GRID - self.middle) / scale) ** 2 / nu) ** (-(nu + 1) / 2)
        weight = prior * gaussian((GRID - level) / sd)
        low, mid, high = np.interp(INTERVAL_QUANTILES, np.cumsum(weight) / weight.sum(), GRID)
        return float(low), float(mid), float(high)


@dataclass(frozen=True)
class BodyNoise:
    """Noise of what is seen of a body; see `[body.noise]`.

    Attributes:
        joint_sigma_torso: (4,) of `measurements.JOINTS`.
        bar_sigma_torso: Of the plate's center.
        contour_sigma_torso: (2,) of the silhouette's rear edge beside the hips, x and y.
        far_side, behind_plate, head_hidden: What the noise is multiplied with.
        lasting: How much worse errors are that last over samples.
        degrees_of_freedom: Of the Student-t.
    """

    joint_sigma_torso: Array
    far_side: float
    behind_plate: float
    head_hidden: float
    bar_sigma_torso: float
    contour_sigma_torso: Array
    lasting: float
    degrees_of_freedom: float


@dataclass(frozen=True)
class _Constants:
    """Priors of the constants of `chain` that both lifts share."""

    contour_torso: Array
    contour_sd_torso: Array
    contour_slope_sd_torso: Array
    length_torso: Array
    length_sd_torso: Array
    cos_yaw_sd: float
    bar_place_sd_torso: Array
    ankle_slope_sd_torso: float


@dataclass(frozen=True)
class HiddenJoints:
    """From which misfit on hips and shoulders are guessed, and how their noise grows with it."""

    from_misfit: float
    power: float


@dataclass(frozen=True)
class _BodyOfLift:
    hidden: HiddenJoints
    smooth_rad: Array
    effective_samples: float
    seat_torso: Prior
    bar_scale: Prior
    offset_sd_torso: Array
    slope_sd_torso: float


@dataclass(frozen=True)
class _BodyOfSquat(_BodyOfLift):
    standing_deg: Array
    standing_sd_deg: Array
    low_shank_deg: Prior


@dataclass(frozen=True)
class _Body:
    noise: BodyNoise
    constants: _Constants
    squat: _BodyOfSquat
    deadlift: _BodyOfLift


@dataclass(frozen=True)
class BodyPriors:
    """Noise, smoothness and priors of the body fit of one lift; see `calibration.toml`.

    Attributes:
        noise: Of what is seen.
        hidden: When hips and shoulders are guessed.
        smooth_rad: (3,) second differences of shank, thigh and trunk.
        effective_samples: What a clip's frames count as against the constants' priors.
        standing_rad, standing_sd_rad: (3,) shank, thigh and trunk of who stands, and their spread;
            infinite off the floor, where a lockout told less than nothing in *check*, and where
            joints are exact.
        low_shank_rad, low_shank_sd_rad: Shank where the lifter is lowest; infinite likewise.
        center, spread: (44,) priors of the constants of `chain`; cos(yaw) is set by clip.
    """

    noise: BodyNoise
    hidden: HiddenJoints
    smooth_rad: Array
    effective_samples: float
    standing_rad: Array
    standing_sd_rad: Array
    low_shank_rad: float
    low_shank_sd_rad: float
    center: Array
    spread: Array


@cache
def body_priors(*, on_back: bool, exact: bool = False) -> BodyPriors:
    """The priors of a lift: with the bar on the back (squats), or in the hands.

    Where a pose model draws joints where they are, lengths are those of bodies.
    """
    body = table(_Body, "body")
    of_lift = body.squat if on_back else body.deadlift
    center, spread = _constants(body.constants, of_lift)
    if exact:
        center[chain.LENGTHS], spread[chain.LENGTHS] = EXACT_LENGTH, EXACT_LENGTH_SD
        # exact joints show the lifter's size: what is left of the plate's is as narrow as in pulls
        scale = body.deadlift.bar_scale
        center[chain.BAR_SCALE], spread[chain.BAR_SCALE] = scale.mean, scale.sd
    posture_known = on_back and not exact
    low_shank_deg = body.squat.low_shank_deg
    return BodyPriors(
        noise=replace(body.noise, lasting=EXACT_LASTING) if exact else body.noise,
        hidden=of_lift.hidden,
        smooth_rad=of_lift.smooth_rad,
        effective_samples=of_lift.effective_samples,
        standing_rad=np.radians(body.squat.standing_deg),
        standing_sd_rad=(
            np.radians(body.squat.standing_sd_deg) if posture_known else np.full(3, np.inf)
        ),
        low_shank_rad=float(np.radians(low_shank_deg.mean)),
        low_shank_sd_rad=float(np.radians(low_shank_deg.sd)) if posture_known else np.inf,
        center=center,
        spread=spread,
    )


def _constants(shared: _Constants, of_lift: _BodyOfLift) -> tuple[Array, Array]:
    """(44,) centers and spreads of the constants of `chain`."""
    center, spread = np.zeros(chain.CONSTANTS), np.ones(chain.CONSTANTS)
    center[chain.LENGTHS], spread[chain.LENGTHS] = shared.length_torso, shared.length_sd_torso
    center[chain.COS_YAW], spread[chain.COS_YAW] = 1.0, shared.cos_yaw_sd
    center[chain.SEAT], spread[chain.SEAT] = of_lift.seat_torso.mean, of_lift.seat_torso.sd
    center[chain.BAR_SCALE], spread[chain.BAR_SCALE] = of_lift.bar_scale.mean, of_lift.bar_scale.sd
    spread[[chain.BAR_X, chain.BAR_Y]] = shared.bar_place_sd_torso
    spread[chain.OFFSETS] = np.tile(of_lift.offset_sd_torso, 8)
    slopes = np.full((4, 4), of_lift.slope_sd_torso)
    slopes[0] = shared.ankle_slope_sd_torso
    spread[chain.SLOPES] = slopes.ravel()
    center[chain.CONTOUR_OFFSET] = shared.contour_torso
    spread[chain.CONTOUR_OFFSET] = shared.contour_sd_torso
    spread[chain.CONTOUR_SLOPE] = shared.contour_slope_sd_torso
    return center, spread
