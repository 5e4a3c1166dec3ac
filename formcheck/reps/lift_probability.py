"""How likely it is a squat, a deadlift, or neither: calibrated on real and rendered clips.

The finders tell squat from deadlift (`lift.py`); the plain signs of the movement tell whether it
is either. Each sign counts by how far it lies beyond what nine of ten such lifts show, in spreads
of the upper half; their sum, on a logarithmic scale, goes through one logistic curve. The numbers
stand in `lift_signs.toml`, which `benchmarks/calibrate_lift.py` writes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, isfinite, log1p
from typing import Any

from formcheck.lifts import LIFTS, KnownLift, LiftName
from formcheck.reps.lift import LiftGuess

NAMED_FROM = 0.5
"""From this probability on a lift is called by its name."""
ASKED_FROM = 1 / 3
"""From this probability of another exercise on the lift is asked for, and no set is shown: one that
is none costs trust, an answer costs a tap, so that one of the first is worth two of the other."""
SURE_FROM = 0.9
"""Below it no finding is more than possible."""
READ_TO = 0.05
"""Torso lengths: joints are read no better, so that no spread is smaller."""
UNANIMOUS = 1e-6
"""Nothing is surer, so that odds are finite."""
TELLING = 1.0
"""From so many spreads beyond what nine of ten show a sign is worth naming."""


@dataclass(frozen=True)
class Usual:
    """What nine of ten lifts show of one sign.

    Attributes:
        side: +1 where more is unusual, -1 where less is.
        middle, edge: Median, and what one in ten goes beyond.
    """

    side: float
    middle: float
    edge: float

    def beyond(self, value: float) -> float:
        """Spreads beyond the edge; 0 inside it and where the sign was not seen."""
        spread = max(abs(self.edge - self.middle), READ_TO)
        away = self.side * (value - self.edge) / spread
        return max(0.0, away) if isfinite(away) else 0.0


@dataclass(frozen=True)
class LiftOdds:
    """Probabilities of the three, and the sign that speaks most for the third.

    Attributes:
        squat, deadlift, other: Adding up to 1.
        sign: Name of the plain sign that goes furthest beyond the usual; None where none does.
    """

    squat: float
    deadlift: float
    other: float
    sign: str | None = None

    @property
    def largest(self) -> float:
        """Of the three."""
        return max(self.squat, self.deadlift, self.other)

    def of(self, lift: LiftName) -> float:
        """That it is this lift."""
        return {"squat": self.squat, "deadlift": self.deadlift, "unknown": self.other}[lift]


def lift_odds(guess: LiftGuess, signs: Mapping[str, float]) -> LiftOdds:
    """How likely it is what it was taken for.

    Args:
        guess: What bar, hands and posture say.
        signs: Of the set, see `plain_signs`.
    """
    model = _calibrated()
    if guess.name == "unknown":
        left = (1.0 - model.other_if_unnamed) / 2
        return LiftOdds(left, left, model.other_if_unnamed)
    beyond = {name: usual.beyond(signs.get(name, float("nan")))
              for name, usual in model.usual[guess.name].items()}  # fmt: skip
    other = 1.0 / (1.0 + exp(-(model.intercept + model.slope * log1p(sum(beyond.values())))))
    right = (1.0 - other) * min(model.right, voted(guess.confidence, model.votes))
    wrong = 1.0 - other - right
    squat, deadlift = (right, wrong) if guess.name == "squat" else (wrong, right)
    foremost = max(beyond, key=lambda name: beyond[name])
    return LiftOdds(squat, deadlift, other, foremost if beyond[foremost] >= TELLING else None)


def voted(share: float, votes: float) -> float:
    """How likely the lift is that has this share of the votes of bar, hands and posture.

    Args:
        share: 0 to 1.
        votes: Factor of the share's log odds: movements of one set say much the same, so that nine
            votes in ten leave less doubt than one in ten.
    """
    share = min(max(share, UNANIMOUS), 1.0 - UNANIMOUS)
    against = float(((1.0 - share) / share) ** votes)
    return 1.0 / (1.0 + against)


def told_odds(lift: LiftName) -> LiftOdds:
    """Where the lifter said what it is."""
    return LiftOdds(float(lift == "squat"), float(lift == "deadlift"), float(lift == "unknown"))


@dataclass(frozen=True)
class _Calibrated:
    usual: Mapping[KnownLift, Mapping[str, Usual]]
    intercept: float
    slope: float
    right: float
    votes: float
    other_if_unnamed: float


@cache
def _calibrated() -> _Calibrated:
    text = resources.files("formcheck.reps").joinpath("lift_signs.toml").read_text("utf-8")
    file: dict[str, Any] = tomllib.loads(text)
    usual: dict[KnownLift, dict[str, Usual]] = {
        lift: {name: Usual(*map(float, entry["value"])) for name, entry in file[lift].items()}
        for lift in LIFTS
    }
    model = {name: entry["value"] for name, entry in file["model"].items()}
    intercept, slope = map(float, model["logistic"])
    return _Calibrated(usual, intercept, slope, float(model["right"]),
                       float(model["votes"]), float(model["unnamed"]))  # fmt: skip
