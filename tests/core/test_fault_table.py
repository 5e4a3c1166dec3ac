"""One table of rules: everything in it exists, and nothing that exists is left out of it."""

from __future__ import annotations

import pytest

from formcheck.findings.fault_table import limit_name, limits_asked, rules
from formcheck.thresholds import Thresholds, limits_table

LIMITS = Thresholds()
STYLES = [("squat", "unknown"), ("squat", "low_bar"), ("squat", "front"),
          ("deadlift", "conventional"), ("deadlift", "romanian")]  # fmt: skip
LEANS = {
    "low_bar": "lean_low_bar_deg",
    "front": "lean_front_deg",
    "high_bar": "lean_high_bar_deg",
    "unknown": "lean_high_bar_deg",
}
ROWS = {row.name: row for row in limits_table()}


@pytest.mark.parametrize(("lift", "variant"), STYLES)
def test_steps_rise_and_are_held_against_metrics_in_their_unit(lift: str, variant: str) -> None:
    for rule in rules(lift, variant):
        mild, moderate, severe = rule.steps(LIMITS)
        assert mild < moderate < severe, rule
        at_least = rule.at_least(LIMITS)
        assert at_least is None or at_least < mild, rule
        assert rule.metric.endswith(ROWS[rule.limit].about.unit.replace(" ", "_")), rule
        assert "{" not in rule.message.format(value=1.0, percent=1.0)


def test_a_limit_that_is_loosened_takes_its_steps_along() -> None:
    looser = LIMITS.model_copy(update={"good_morning_gain_deg": 15.0})
    (rule,) = (rule for rule in rules("squat", "unknown") if rule.fault == "good_morning")
    assert rule.steps(looser) == (15.0, 15.0, 15.0)


def test_every_limit_is_asked_in_some_lift() -> None:
    asked = [limits_asked(lift, variant) for lift, variant in [*STYLES, ("squat", "high_bar")]]
    assert frozenset().union(*asked) == set(ROWS) == limits_asked("unknown", "unknown")


def test_a_style_asks_for_its_own_lean_and_a_pull_for_none() -> None:
    for variant, limit in LEANS.items():
        assert limit_name("squat", variant, "lean_peak_deg") == limit
        assert {n for n in limits_asked("squat", variant) if n.endswith("_bar_deg")} <= {limit}
    assert limit_name("deadlift", "conventional", "lean_peak_deg") is None


def test_witnesses_have_their_limits_too() -> None:
    assert limit_name("squat", "unknown", "hip_lead_torso") == "good_morning_lead_torso"
    assert limit_name("squat", "unknown", "descent_s") == "uncontrolled_descent_s"
    assert limit_name("deadlift", "romanian", "lean_gain_deg") is None
    assert limit_name("deadlift", "sumo", "lean_gain_deg") == "hips_shoot_gain_deg"
    assert limit_name("squat", "unknown", "ascent_s") is None
