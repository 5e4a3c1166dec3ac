"""Which value is held against which limits, and what it is called beyond them.

`fault_table.py` has each fault's, and says in which lift and style it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.analysis import Fault
from formcheck.thresholds import Thresholds

MODERATE_TIMES, SEVERE_TIMES = 1.5, 2.0
"""The limit, where a fault has no limits of its own for them."""
DEPTH_MAY_BE_LESS_THIGH = 0.17
"""The half width of a depth is .12; only behind plates, and where a lean far beyond that of other
reps is taken off, can it be this far below."""


@dataclass(frozen=True)
class Rule:
    """How one metric becomes one fault. Limits are given by their names in `Thresholds`.

    Attributes:
        fault: What it is called.
        metric: What is held against the limit.
        limit: From here on it is a fault, a mild one.
        message: The words; `value` and `percent` are filled in.
        moderate, severe: From here on it is; empty where `over` or multiples of the limit say so.
        over: By how much over the limit it is severe; moderate is half of that.
        may_be_less: How far below the limit a value may be at the low end of its half width.
        surely: The limit that it has to reach there.
        below: The words for a value below zero, where a limit may be.
    """

    fault: Fault
    metric: str
    limit: str
    message: str
    moderate: str = ""
    severe: str = ""
    over: str = ""
    may_be_less: float | None = None
    surely: str = ""
    below: str = ""

    def steps(self, limits: Thresholds) -> tuple[float, float, float]:
        """From where it is mild, moderate and severe."""
        mild = float(getattr(limits, self.limit))
        if self.over:
            over = getattr(limits, self.over)
            return mild, mild + over / 2, mild + over
        if self.moderate:
            # whoever loosens the limit alone means all of it
            moderate = max(mild, getattr(limits, self.moderate))
            return mild, moderate, max(moderate, getattr(limits, self.severe))
        return mild, MODERATE_TIMES * mild, SEVERE_TIMES * mild

    def at_least(self, limits: Thresholds) -> float | None:
        """What the value less its half width has to reach; None asks for nothing."""
        if self.surely:
            return float(getattr(limits, self.surely))
        if self.may_be_less is not None:
            return float(getattr(limits, self.limit)) - self.may_be_less
        return None

    @property
    def names(self) -> frozenset[str]:
        """The limits it asks."""
        return frozenset({self.limit, self.moderate, self.severe, self.over, self.surely} - {""})


def rounding(what: str) -> tuple[Rule, ...]:
    """The rules of a back that rounds: the set weighed as a whole, the head, the outline."""
    return (
        Rule(
            "upper_back_rounding",
            "back_rounding_deg",
            "back_rounding_deg",
            f"{what}, by about {{value:.0f}}°.",
            "back_rounding_moderate_deg",
            "back_rounding_severe_deg",
        ),
        Rule(
            "upper_back_rounding",
            "upper_back_curl_deg",
            "upper_back_curl_deg",
            f"{what}: your head and shoulders curled {{value:.0f}}° forward.",
            "upper_back_curl_moderate_deg",
            "upper_back_curl_severe_deg",
        ),
        Rule(
            "upper_back_rounding",
            "upper_back_bend_deg",
            "upper_back_bend_deg",
            f"{what}: its outline bends by {{value:.0f}}°; a flat back stays below 15°.",
            "upper_back_bend_moderate_deg",
            "upper_back_bend_severe_deg",
        ),
    )


def lean(limit: str) -> Rule:
    """The rule of a squat's lean; its limit depends on the style."""
    return Rule(
        "excessive_lean",
        "lean_peak_deg",
        limit,
        "At its furthest, your torso leaned {value:.0f}° from upright.",
        over="lean_severe_over_deg",
    )
