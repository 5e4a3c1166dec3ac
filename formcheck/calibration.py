"""Numbers fitted on clips, read by name from the files that have them, and what entries are.

Most are in `calibration.toml`; a benchmark that writes all numbers of one kind has a file of its
own. `table` reads any table of a file into a frozen dataclass whose fields are its entries. Such a
class stands with the code that reads it (`fit_priors.py`, `metrics/shrug.py`, ...); here are those
that several tables are made of.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar, get_origin, get_type_hints

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import INTERVAL_QUANTILES, student_log

GRID_STEP = 0.005
GRID = np.arange(-0.8, 1.6, GRID_STEP)
"""Values that a `PopulationPrior` is integrated over: of lengths in thighs or torsos."""
T = TypeVar("T")


FILE = "calibration.toml"


@cache
def calibration_file(file: str = FILE) -> dict[str, Any]:
    """Every entry of a file of the package, as it stands there."""
    text = resources.files("formcheck").joinpath(file).read_text("utf-8")
    return tomllib.loads(text)


@cache
def values(file: str = FILE) -> dict[str, Any]:
    """Its values by the names of their tables and their own, without unit, error and source."""
    return _values(calibration_file(file))


def table(kind: type[T], name: str, file: str = FILE) -> T:
    """A table of the file as a frozen dataclass whose fields are its entries and inner tables.

    Raises:
        ValueError: The file lacks a name, or has one that nothing reads.
    """
    found: T = _table(kind, name, file)  # type: ignore[arg-type]  # a class is hashable
    return found


@cache
def _table(kind: type, name: str, file: str) -> Any:
    return _named(kind, values(file).get(name, {}), f"{file}: {name}")


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
        raise ValueError(f"{where} {', '.join(wrong)}")
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
    raise ValueError(f"{where} is {value}, where another kind of value is read")


@dataclass(frozen=True)
class Prior:
    """Where something lies over lifters or clips, in the unit its holder is named by."""

    mean: float
    sd: float

    def share_of(self, error: float) -> float:
        """Weight of a reading with this standard error in what it and the prior say together."""
        return self.sd**2 / (self.sd**2 + error**2)


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

    @property
    def density(self) -> Array:
        """(len(GRID),) adding up to 1."""
        scale = np.where(self.middle < GRID, self.above * self.spread, self.spread)
        at = np.exp(student_log((GRID - self.middle) / scale, self.degrees_of_freedom))
        return np.asarray(at / at.sum())

    def given(self, level: float, sd: float) -> tuple[float, float, float]:
        """5, 50 and 95 % of the posterior of a level that was read with a normal error.

        Args:
            level: As read. One beyond `GRID`, off joints that were lost, is drawn to its end.
            sd: Its standard error.
        """
        beyond = level - float(np.clip(level, GRID[0], GRID[-1]))
        # the likelihood over that of the nearest end, which would be 0 like all others far out
        log_likelihood = -(((GRID - level) / sd) ** 2 - (beyond / sd) ** 2) / 2
        return quantiles(self.density * np.exp(log_likelihood))


def quantiles(weight: Array) -> tuple[float, float, float]:
    """5, 50 and 95 % of a distribution over `GRID`, which need not add up to 1."""
    below = np.cumsum(weight) - weight / 2  # a weight lies about its value, to either side
    low, mid, high = np.interp(INTERVAL_QUANTILES, below / weight.sum(), GRID)
    return float(low), float(mid), float(high)
