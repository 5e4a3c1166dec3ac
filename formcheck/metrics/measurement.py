"""One measured value, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Protocol

from formcheck.reasons import Advice, Reason, ReasonCode

_NO_REASON = "it could not be seen"
"""Said of a value of an older document that has neither a code nor an advice of its own."""


@dataclass(frozen=True)
class Measurement:
    """A value with its uncertainty, or "not assessed" with a sentence why.

    Attributes:
        value: The value, or None when it was not assessed.
        unit: "deg", "torso", "thigh", "s", "cm", "m/s", "hip width", "ratio".
        uncertainty: Half-width of the interval that should hold the truth in 90 % of reps.
        at_s: The moment the value was reached, seconds from the first frame.
        not_assessed: Why there is no value and how to film next time; None when there is one.
        reason_code: The same for programs; None, too, in documents from before there were codes.
        advice: The end of `not_assessed` that says what to do next time, empty where nothing helps;
            None, too, in documents from before it was told apart.
        interval: 5 to 95 % of the posterior, where the value is the median of one.
    """

    value: float | None
    unit: str
    uncertainty: float | None = None
    at_s: float | None = None
    not_assessed: str | None = None
    reason_code: ReasonCode | None = None
    interval: tuple[float, float] | None = None
    advice: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.not_assessed is None):
            raise ValueError("a measurement has either a value or a reason why there is none")
        if self.reason_code is not None and self.not_assessed is None:
            raise ValueError("a code is given for what was not assessed only")
        numbers = (self.value, self.uncertainty, self.at_s)
        if not all(number is None or math.isfinite(number) for number in numbers):
            raise ValueError(f"a measurement is a number: {numbers}")


class Posterior(Protocol):
    """What is known of a value."""

    def exceedance(self, limit: float) -> float:
        """Probability that it is at least so large."""


@dataclass(frozen=True)
class Weighed(Measurement):
    """A value with all that is known of it, where an interval does not tell how likely a limit is.

    A back that is flat or round by 26° has an interval as wide as both. Documents hold a plain
    `Measurement`.

    Attributes:
        posterior: What is known of the value.
        zero_seen: Whether the set shows what the lifter's own zero looks like.
    """

    posterior: Posterior = field(kw_only=True, compare=False, repr=False)
    zero_seen: bool = field(default=True, kw_only=True, compare=False, repr=False)

    @property
    def plain(self) -> Measurement:
        """The same without the posterior."""
        return Measurement(**{one.name: getattr(self, one.name) for one in fields(Measurement)})


Metrics = Mapping[str, Measurement]
"""What was measured of one rep, by the names of `metrics/table.py`."""


def as_documented(metrics: Metrics) -> dict[str, Measurement]:
    """The metrics of a rep as a document holds them."""
    return {n: one.plain if isinstance(one, Weighed) else one for n, one in metrics.items()}


def not_assessed(unit: str, why: Reason) -> Measurement:
    """A measurement that abstains: the sentence a lifter reads, the code a program compares."""
    return Measurement(
        None, unit, not_assessed=why.sentence, reason_code=why.code, advice=why.advice
    )


def from_the_side(one: Measurement) -> Measurement:
    """The measurement of a clip from the side: it advises what is left to do beside that."""
    if not isinstance(one.advice, Advice):
        return one
    left = one.advice.left
    return replace(one, not_assessed=f"{without_advice(one).not_assessed}; {left}", advice=left)


def without_advice(one: Measurement) -> Measurement:
    """The measurement with the reason why there is no value, and nothing of what to do about it."""
    if one.not_assessed is None or one.advice == "":
        return one
    if one.advice is not None:
        why = one.not_assessed.removesuffix(f"; {one.advice}")
    else:  # an older document, in which only the code is sure to advise nothing
        why = one.reason_code.meaning if one.reason_code else _NO_REASON
    return replace(one, not_assessed=why, advice="")


def from_interval(
    value: float, unit: str, interval: tuple[float, float], at_s: float | None = None
) -> Measurement:
    """The median of a posterior with its 90 % interval, which may reach further to one side."""
    return Measurement(value, unit, (interval[1] - interval[0]) / 2, at_s, interval=interval)


def from_half_width(value: float, unit: str, half: float, at_s: float | None = None) -> Measurement:
    """The median of a posterior whose 90 % interval reaches as far to either side."""
    return Measurement(value, unit, half, at_s, interval=(value - half, value + half))


def value_of(metrics: Metrics, name: str) -> float | None:
    """A rep's value of that name; None where it was not assessed."""
    measured = metrics.get(name)
    return None if measured is None else measured.value


def assessed(metrics: Metrics, name: str) -> bool:
    """Whether a rep's metrics hold a value of that name."""
    return value_of(metrics, name) is not None
