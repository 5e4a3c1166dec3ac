"""One table of rules: everything in it exists, and nothing that exists is left out of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from formcheck.body.rise import Doubt
from formcheck.findings.fault_row import OF_GAIN
from formcheck.findings.fault_table import limit_name, limits_asked, row_of, rules
from formcheck.metrics.table import METRICS, metric_row
from formcheck.thresholds import Thresholds, limits_table
from tests import stick
from tests.observed import analyzed

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
        assert metric_row(rule.metric).unit == ROWS[rule.limit].about.unit, rule
        assert "{" not in rule.message.format(value=1.0, percent=1.0)


@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift])
def test_every_measurement_is_in_the_unit_of_its_row(lift: Callable[..., stick.Body]) -> None:
    """Also where it was not assessed."""
    (rep, *_) = analyzed(stick.film(lift(stick.paced(3)))).reps
    assert {name: m.unit for name, m in rep.metrics.items()} == {
        name: row.unit for name, row in METRICS.items()
    }


def test_a_limit_that_is_loosened_takes_its_steps_along() -> None:
    looser = Thresholds.from_values({"good_morning_gain_deg": 15.0})
    (rule,) = row_of("good_morning").rules
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


@pytest.mark.parametrize(("yaw_deg", "measured"), [(40, True), (60, True), (75, False)])
def test_hips_against_chest_are_measured_from_where_the_table_says(
    yaw_deg: int, measured: bool
) -> None:
    """The page of faults said up to 55°, where a lean ends."""
    found = analyzed(stick.film(stick.squat(stick.paced(4)), yaw_deg=yaw_deg))
    read = {rep.metrics["lean_gain_deg"].value is not None for rep in found.reps}
    assert read == {measured}
    said = metric_row("lean_gain_deg").views
    assert said == "up to 65° off the side"


def test_every_doubt_about_a_gain_keeps_its_word_down() -> None:
    assert set(get_args(Doubt)) == set(OF_GAIN)
