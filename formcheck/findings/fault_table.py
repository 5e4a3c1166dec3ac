"""The one table of faults: what each is, where it is judged, and how its truth was set.

Which value is held against which limits, and what it is called beyond them. Verdicts, the limits on
a page, the lines in a chart, the scoring of a benchmark and docs/faults.md are made from it. Where
the product's limit and the definition of the truth part, `Truth` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from formcheck.analysis import Fault
from formcheck.findings.truths import TRUTHS, Truth
from formcheck.lifts import BODYWEIGHT, LIFTS, ROMANIAN, KnownLift
from formcheck.metrics.table import METRICS
from formcheck.thresholds import Thresholds

MODERATE_TIMES, SEVERE_TIMES = 1.5, 2.0
"""The limit, where a fault has no limits of its own for them."""


@dataclass(frozen=True)
class Rule:
    """How one metric becomes one fault. Limits are given by their names in `Thresholds`.

    Attributes:
        fault: What it is called.
        metric: What is held against the limit.
        limit: From here on it is a fault, a mild one.
        message: The words, which "it looks as if" may stand before; `value` and `percent` are
            filled in.
        moderate, severe: From here on it is; empty where `over` or multiples of the limit say so.
        over: By how much over the limit it is severe; moderate is half of that.
        surely: The limit that it has to reach at the low end of its half-width.
        below: The words for a value below zero, where a limit may be.
        early: The words for what was over before a weight on the floor moved.
    """

    fault: Fault
    metric: str
    limit: str
    message: str
    moderate: str = ""
    severe: str = ""
    over: str = ""
    surely: str = ""
    below: str = ""
    early: str = ""

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
        """What the value less its half-width has to reach; None asks for nothing."""
        return float(getattr(limits, self.surely)) if self.surely else None

    @property
    def names(self) -> frozenset[str]:
        """The limits it asks."""
        return frozenset({self.limit, self.moderate, self.severe, self.over, self.surely} - {""})


def _rounding(what: str) -> tuple[Rule, ...]:
    """The rules of a back that rounds: the set weighed as a whole, the head, the outline."""
    return (
        Rule("upper_back_rounding", "back_rounding_deg", "back_rounding_deg",
             f"{what}, by about {{value}}°.",
             "back_rounding_moderate_deg", "back_rounding_severe_deg"),
        Rule("upper_back_rounding", "upper_back_curl_deg", "upper_back_curl_deg",
             f"{what}: your head and shoulders curled {{value}}° forward.",
             "upper_back_curl_moderate_deg", "upper_back_curl_severe_deg"),
        Rule("upper_back_rounding", "upper_back_bend_deg", "upper_back_bend_deg",
             f"{what}: its outline bends by {{value}}°; a flat back stays below 15°.",
             "upper_back_bend_moderate_deg", "upper_back_bend_severe_deg"),
    )  # fmt: skip


def _lean(limit: str) -> Rule:
    """The rule of a squat's lean; its limit depends on the style."""
    return Rule(
        "excessive_lean",
        "lean_peak_deg",
        limit,
        "Your torso leaned {value}° from upright at its furthest.",
        over="lean_severe_over_deg",
    )


Level = Literal["rep", "set"]


@dataclass(frozen=True)
class Condition:
    """A value that has a limit without a rule of its own.

    Attributes:
        metric: What is held against the limit.
        limit: Its name in `Thresholds`.
        below: It counts where the value is below the limit.
        of: What of the metric is meant, where it is not the rep's own value.
    """

    metric: str
    limit: str
    below: bool = False
    of: str = ""


@dataclass(frozen=True)
class FaultDefinition:
    """One row of the table.

    Attributes:
        fault: The fault's code.
        lifts: Where it is judged.
        rules: Any of them makes the fault.
        by_style: Instead of `rules` in a style of its own.
        also: Conditions of a joint event: all have to hold beside a rule; alone, each makes it.
        level: Whether a rep or the whole set has it.
    """

    fault: Fault
    lifts: tuple[KnownLift, ...]
    rules: tuple[Rule, ...] = ()
    by_style: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    also: tuple[Condition, ...] = ()
    level: Level = "rep"

    @property
    def views(self) -> str:
        """From where it shows: as what is held against its first limit."""
        return METRICS[next(self.conditions()).metric].views

    @property
    def truth(self) -> Truth | None:
        """How the truth of a benchmark clip was set; None where no truth says."""
        return TRUTHS.get(self.fault)

    def rules_of(self, variant: str) -> tuple[Rule, ...]:
        """The rules in a style of the lift."""
        return self.by_style.get(variant, self.rules)

    def conditions(self) -> Iterator[Condition]:
        """Everything that is held against a limit, in any style."""
        for rules_ in (self.rules, *self.by_style.values()):
            yield from (Condition(rule.metric, rule.limit) for rule in rules_)
        yield from self.also


def _held(
    lifts: tuple[KnownLift, ...],
    rule: Rule,
    *,
    by_style: Mapping[str, tuple[Rule, ...]] = MappingProxyType({}),
    also: tuple[Condition, ...] = (),
) -> FaultDefinition:
    """A fault of one rule."""
    return FaultDefinition(rule.fault, lifts, (rule,), by_style, also)


FAULTS: Final[tuple[FaultDefinition, ...]] = (
    FaultDefinition(
        "excessive_lean", ("squat",), (_lean("lean_high_bar_deg"),),
        {"low_bar": (_lean("lean_low_bar_deg"),), "front": (_lean("lean_front_deg"),),
         BODYWEIGHT: ()},
    ),
    _held(("squat",), Rule(
        "good_morning", "lean_gain_deg", "good_morning_gain_deg",
        "Your hips rose faster than your chest: your torso tipped forward by {value}° "
        "out of the bottom.",
        "good_morning_moderate_deg", "good_morning_severe_deg",
    ), also=(Condition("hip_lead_torso", "good_morning_lead_torso"),)),
    _held(("deadlift",), Rule(
        "hips_shoot", "lean_gain_deg", "hips_shoot_gain_deg",
        "Your hips shot up off the floor: your torso tipped forward by {value}° before "
        "the weight reached your knees.",
        "hips_shoot_moderate_deg", "hips_shoot_severe_deg",
        early="Your hips shot up before the weight left the floor: your torso tipped forward by "
        "{value}°.",
    ), by_style={ROMANIAN: ()}),
    _held(LIFTS, Rule(
        "shrug", "shrug_torso", "shrug_possible_torso",
        "Your shoulders crept up toward your ears by {percent} % of your torso length.",
        "shrug_likely_torso", "shrug_severe_torso",
    )),
    _held(("squat",), Rule(
        "shallow_depth", "depth_thigh", "shallow_depth_thigh",
        "Your hips stayed above your knees by {percent} % of a thigh length, short of depth.",
        "shallow_moderate_thigh", "shallow_severe_thigh",
        below="Your hips went below your knees by only {percent} % of a thigh length, short of "
        "depth.",
    )),
    _held(("squat",), Rule(
        "knees_in", "knee_in_hip_width", "knees_in_hip_width",
        "Your knees caved in, each by {percent} % of your hip width.",
        "knees_in_moderate_hip_width", "knees_in_severe_hip_width",
    )),
    _held(("squat",), Rule(
        "heel_lift", "heel_rise_torso", "heel_lift_torso",
        "Your heel came off the floor by {percent} % of your torso length.",
        "heel_lift_moderate_torso", "heel_lift_severe_torso", surely="heel_lift_surely_torso",
    )),
    _held(("squat",), Rule(
        "neck_posture", "neck_change_deg", "neck_change_deg",
        "Your head moved out of line, {value}° from where it was in your other reps.",
        "neck_moderate_deg", "neck_severe_deg",
    )),
    FaultDefinition(
        "upper_back_rounding", ("deadlift",), _rounding("Your upper back rounded off the floor"),
        {ROMANIAN: _rounding("Your upper back rounded")[:1]},
    ),
    FaultDefinition("uncontrolled_descent", ("squat",), also=(
        Condition("descent_s", "uncontrolled_descent_s", below=True, of="for a whole descent"),
    )),
    FaultDefinition("late_set_shrug", LIFTS, level="set", also=(
        Condition("shrug_torso", "shrug_possible_torso",
                  of="last two reps, and none of the first half"),
    )),
    FaultDefinition("drift", LIFTS, level="set", also=(
        Condition("lean_peak_deg", "drift_lean_deg", of="last two reps over the first two"),
    )),
)  # fmt: skip
_ALWAYS: Final = frozenset({"partial_rep_share"})


def faults_of(lift: str) -> tuple[FaultDefinition, ...]:
    """The rows of a lift; of one that is not known, those of a deadlift."""
    name = lift if lift == "squat" else "deadlift"
    return tuple(row for row in FAULTS if name in row.lifts)


def rules(lift: str, variant: str) -> tuple[Rule, ...]:
    """The rules of a lift and its style, one for each metric."""
    return tuple(rule for row in faults_of(lift) for rule in row.rules_of(variant))


def limit_name(lift: str, variant: str, metric: str) -> str | None:
    """The limit that a metric is held against in a rep; None for none."""
    own = (rule.limit for rule in rules(lift, variant) if rule.metric == metric)
    return next(own, _limits_of_evidence(lift).get(metric))


def limits_asked(lift: str, variant: str) -> frozenset[str]:
    """The names of the limits that a set is judged by; all of them where the lift is not known."""
    if lift not in LIFTS:
        return frozenset(Thresholds.model_fields)
    asked = [rule.names for rule in rules(lift, variant)]
    of_set = {c.limit for row in faults_of(lift) if row.level == "set" for c in row.also}
    return _ALWAYS.union(*asked, of_set, _limits_of_evidence(lift).values())


def _limits_of_evidence(lift: str) -> dict[str, str]:
    """Limits of values that are evidence of a fault, or faults where they are small."""
    if lift not in LIFTS:
        return {}
    of_reps = (row for row in faults_of(lift) if row.level == "rep")
    return {c.metric: c.limit for row in of_reps for c in row.also}
