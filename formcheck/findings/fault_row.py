"""What a row of the table of faults says: its rules, joint events, caps, and how its truth is set.

The rows are in `fault_table.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

from formcheck.analysis import Fault
from formcheck.lifts import KnownLift
from formcheck.metrics.measurement import Metrics, value_of
from formcheck.metrics.table import METRICS
from formcheck.thresholds import Thresholds, steps_of

Level = Literal["rep", "set"]
CapName = Literal[
    "tip", "few_reps", "wide_interval", "view", "back", "flat", "style", "lean", "depth", "truth",
    "lift", "edge", "frame",
]  # fmt: skip
OF_GAIN: tuple[CapName, ...] = ("tip", "few_reps", "wide_interval")
"""What keeps hips against chest down: the gain itself is in doubt."""

POSSIBLE_FROM, LIKELY_FROM, CLEAR_FROM = 0.5, 0.8, 0.95
"""Probabilities from which on a finding is called possible, likely and clear: of those called
likely, four in five or more are right."""
FLAGGED_FROM = 0.65
"""Least probability of a finding of most faults. It is above a half since reps of a set are misread
together: flagged from a half, on *fit* and *check*, 8 shrugs and 4 depths more would be false and 4
found (27 November, before the prior of depth was fitted anew)."""


@dataclass(frozen=True)
class Rule:
    """How one metric becomes one fault. Limits are given by their names in `Thresholds`.

    Attributes:
        metric: What is held against the limit.
        limit: From here on it is a fault, a mild one; `STEPS` says from where on it is larger, or
            `over`.
        message: The words, which "it looks as if" may stand before; `value` and `percent` are
            filled in.
        over: By how much over the limit it is severe; moderate is half of that.
        surely: The limit that it has to reach at the low end of its half-width.
        below: The words for a value below zero, where a limit may be.
        early: The words for what was over before a weight on the floor moved.
    """

    metric: str
    limit: str
    _: KW_ONLY
    message: str
    over: str = ""
    surely: str = ""
    below: str = ""
    early: str = ""

    def steps(self, limits: Thresholds) -> tuple[float, float, float]:
        """From where it is mild, moderate and severe."""
        mild, *larger = (float(getattr(limits, name)) for name in steps_of(self.limit))
        if self.over:
            over = getattr(limits, self.over)
            return mild, mild + over / 2, mild + over
        moderate, severe = larger
        return mild, moderate, severe

    def at_least(self, limits: Thresholds) -> float | None:
        """What the value less its half-width has to reach; None asks for nothing."""
        return float(getattr(limits, self.surely)) if self.surely else None

    @property
    def names(self) -> frozenset[str]:
        """The limits it asks."""
        return frozenset({*steps_of(self.limit), self.over, self.surely} - {""})


@dataclass(frozen=True)
class Condition:
    """A value that is held against a limit, in `FaultDefinition.also`.

    There are three uses. In a row with `of_body`, it is the second half of a joint event. In
    another row of reps it makes the fault alone, where the value is below its limit. In a row of
    the set it is what is compared between reps.

    Attributes:
        metric: What is held against the limit.
        limit: Its name in `Thresholds`.
        below: Whether the fault is a value below the limit.
        of: What of the metric is meant, for docs, where it is not the rep's own value.
        message: The words of the finding, where it makes one without a rule; `value` is filled in.
        scaled_by: (metric, value): in a rep whose metric is smaller than this value, the limit is
            smaller in proportion.
    """

    metric: str
    limit: str
    _: KW_ONLY
    below: bool = False
    of: str = ""
    message: str = ""
    scaled_by: tuple[str, float] | None = None

    def scaled(self, limit: float, metrics: Metrics) -> float:
        """The limit in a rep with these metrics, see `scaled_by`."""
        if self.scaled_by is None:
            return limit
        metric, whole = self.scaled_by
        value = value_of(metrics, metric)
        return limit if value is None else limit * min(1.0, value / whole)


@dataclass(frozen=True, kw_only=True)
class Truth:
    """How the truth of a benchmark clip is set for one fault, and what parts it from our limits.

    That of rendered clips is measured on the 3-D joints of the model, or is what was asked for;
    whoever labels clips by eye sets it likewise (docs/benchmark.md).

    Attributes:
        key: Its name among a rep's (or set's) `faults` in a label.
        quantity: The label's own quantity that decides it.
        limit: From here on the label calls it a fault, in `unit`.
        unit: Of the limit.
        how: What the quantity is and where it comes from.
        conversion: How our limit translates; says openly where the two part.
    """

    key: str
    quantity: str
    limit: float
    unit: str
    how: str
    conversion: str


@dataclass(frozen=True)
class FaultDefinition:
    """One row of the table.

    Attributes:
        fault: The fault's code.
        lifts: Where it is judged.
        rules: Any of them makes the fault.
        by_style: Instead of `rules` in a style of its own.
        also: Conditions beside the rules, or instead of them; see `Condition`.
        level: Whether a rep or the whole set has it.
        truth: How the truth of a benchmark clip is set; None where no truth says.
        flagged_from: The least probability with which it is flagged.
        hidden_from: The same where plates hid torso and hips in half of the reps or more.
        of_body: Its probability is read off the posterior of the body, all of `also` included, and
            not off its value's half-width.
        caps: What may keep its word down (`caps.py`) beside what holds in every fault.
        foremost: A rep that shows nothing of it is judged in part: its lift is looked at for it.
        missed_in: Lifts whose sets say in how many reps it could be seen, where not in all.
        tips_torso: It tips the line from hip to shoulder by itself.
        of_reps: The fault of single reps that the set calls by this one's name when it comes late.
        breaks_form: Whether it says "stop or take weight off" when it appears in the course of a
            set.
        load_brings: Whether more weight or more reps bring it out; a neck or a heel is not helped
            by less weight.
    """

    fault: Fault
    _: KW_ONLY
    lifts: tuple[KnownLift, ...]
    rules: tuple[Rule, ...] = ()
    by_style: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    also: tuple[Condition, ...] = ()
    level: Level = "rep"
    truth: Truth | None = None
    flagged_from: float = FLAGGED_FROM
    hidden_from: float | None = None
    of_body: bool = False
    caps: tuple[CapName, ...] = ()
    foremost: bool = False
    missed_in: tuple[KnownLift, ...] = ()
    tips_torso: bool = False
    of_reps: Fault | None = None
    breaks_form: bool = False
    load_brings: bool = True

    @property
    def views(self) -> str:
        """From where it shows: as what is held against its first limit."""
        return METRICS[next(self.conditions()).metric].views

    @property
    def grows(self) -> bool:
        """Whether the set has it for how its last reps differ from its first."""
        return self.level == "set" and self.of_reps is None

    def rules_of(self, variant: str) -> tuple[Rule, ...]:
        """The rules in a style of the lift."""
        return self.by_style.get(variant, self.rules)

    def conditions(self) -> Iterator[Condition]:
        """Everything that is held against a limit, in any style."""
        for rules_ in (self.rules, *self.by_style.values()):
            yield from (Condition(rule.metric, rule.limit) for rule in rules_)
        yield from self.also

    def least_probability(self, *, hidden: bool) -> float:
        """With which it is flagged in a rep whose trunk plates hide, or do not."""
        return self.hidden_from if hidden and self.hidden_from is not None else self.flagged_from

    def loosest(self, metric: str, limits: Thresholds) -> float:
        """The largest limit that a metric has in any style; minus infinity where it has none."""
        rules_ = (rule for of_style in (self.rules, *self.by_style.values()) for rule in of_style)
        held = (rule.steps(limits)[0] for rule in rules_ if rule.metric == metric)
        return max(held, default=-math.inf)
