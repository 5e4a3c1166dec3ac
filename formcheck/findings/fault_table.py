"""The one table of faults: what each is, where it is judged, and how its truth was set.

Verdicts, the limits on a page, the lines in a chart, the scoring of a benchmark and docs/faults.md
are made from it. Where the product's limit and the definition of the truth part, `Truth` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from formcheck.analysis import Fault
from formcheck.findings.rules import (
    HIPS_SHOOT,
    SHRUG,
    SQUAT_RULES,
    Rule,
    lean,
    rounding,
)
from formcheck.findings.truths import TRUTHS, Truth
from formcheck.metrics.back_by_outline import STEEPEST_FOR_BENDS_DEG
from formcheck.metrics.rounding import STEEPEST_DEG
from formcheck.reps.rep_window import LARGEST_YAW_DEG
from formcheck.reps.variant import BODYWEIGHT, ROMANIAN
from formcheck.thresholds import Thresholds

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
        views: From where it shows.
        rules: Any of them makes the fault.
        by_style: Instead of `rules` in a style of its own.
        also: Conditions of a joint event: all have to hold beside a rule; alone, each makes it.
        level: Whether a rep or the whole set has it.
        truth: How the truth of a benchmark clip was set; None where no truth says.
    """

    fault: Fault
    lifts: tuple[str, ...]
    views: str
    rules: tuple[Rule, ...] = ()
    by_style: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    also: tuple[Condition, ...] = ()
    level: Level = "rep"
    truth: Truth | None = None

    def rules_of(self, variant: str) -> tuple[Rule, ...]:
        """The rules in a style of the lift."""
        return self.by_style.get(variant, self.rules)

    def conditions(self) -> Iterator[Condition]:
        """Everything that is held against a limit, in any style."""
        for rules_ in (self.rules, *self.by_style.values()):
            yield from (Condition(rule.metric, rule.limit) for rule in rules_)
        yield from self.also


_SIDE: Final = f"up to {LARGEST_YAW_DEG:.0f}° off the side"
_SQUAT: Final = {rule.fault: rule for rule in SQUAT_RULES}


def _of_squat(fault: Fault, views: str, *also: Condition) -> FaultDefinition:
    return FaultDefinition(
        fault, ("squat",), views, (_SQUAT[fault],), also=also, truth=TRUTHS[fault]
    )


FAULTS: Final[tuple[FaultDefinition, ...]] = (
    FaultDefinition(
        "excessive_lean",
        ("squat",),
        _SIDE,
        (lean("lean_high_bar_deg"),),
        {
            "low_bar": (lean("lean_low_bar_deg"),),
            "front": (lean("lean_front_deg"),),
            BODYWEIGHT: (),
        },
        truth=TRUTHS["excessive_lean"],
    ),
    _of_squat(
        "good_morning",
        _SIDE,
        Condition("hip_lead_torso", "good_morning_lead_torso"),
    ),
    FaultDefinition(
        "hips_shoot",
        ("deadlift",),
        _SIDE,
        (HIPS_SHOOT,),
        {ROMANIAN: ()},
        truth=TRUTHS["hips_shoot"],
    ),
    FaultDefinition(
        "shrug",
        ("squat", "deadlift"),
        "any in which the near plate is followed",
        (SHRUG,),
        truth=TRUTHS["shrug"],
    ),
    _of_squat("shallow_depth", "any"),
    _of_squat("knees_in", "front and rear"),
    _of_squat("heel_lift", _SIDE),
    _of_squat("neck_posture", _SIDE),
    FaultDefinition(
        "upper_back_rounding",
        ("deadlift",),
        f"up to {STEEPEST_DEG:.0f}°, outline alone {STEEPEST_FOR_BENDS_DEG:.0f}° off the side",
        rounding("Your upper back rounded off the floor"),
        {ROMANIAN: rounding("Your upper back rounded")[:1]},
        truth=TRUTHS["upper_back_rounding"],
    ),
    FaultDefinition(
        "uncontrolled_descent",
        ("squat",),
        "any",
        also=(
            Condition("descent_s", "uncontrolled_descent_s", below=True, of="for a whole descent"),
        ),
    ),
    FaultDefinition(
        "late_set_shrug",
        ("squat", "deadlift"),
        "as shrug",
        also=(
            Condition(
                "shrug_torso",
                "shrug_possible_torso",
                of="last two reps, and none of the first half",
            ),
        ),
        level="set",
        truth=TRUTHS["late_set_shrug"],
    ),
    FaultDefinition(
        "drift",
        ("squat", "deadlift"),
        _SIDE,
        also=(Condition("lean_peak_deg", "drift_lean_deg", of="last two reps over the first two"),),
        level="set",
    ),
)
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
    return next(own, _beside(lift).get(metric))


def limits_asked(lift: str, variant: str) -> frozenset[str]:
    """The names of the limits that a set is judged by; all of them where the lift is not known."""
    if lift not in ("squat", "deadlift"):
        return frozenset(Thresholds.model_fields)
    asked = [rule.names for rule in rules(lift, variant)]
    of_set = {c.limit for row in faults_of(lift) if row.level == "set" for c in row.also}
    return _ALWAYS.union(*asked, of_set, _beside(lift).values())


def _beside(lift: str) -> dict[str, str]:
    """Limits of values that are evidence of a fault, or faults where they are small."""
    if lift not in ("squat", "deadlift"):
        return {}
    of_reps = (row for row in faults_of(lift) if row.level == "rep")
    return {c.metric: c.limit for row in of_reps for c in row.also}
