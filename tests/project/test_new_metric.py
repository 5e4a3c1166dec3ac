"""CONTRIBUTING's recipe for a new metric, followed: a measure, a row, and a row of its fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from formcheck.analysis import Analysis
from formcheck.body.estimate import POOR_FIT, body_of
from formcheck.findings import fault_table
from formcheck.findings.fault_table import FaultDefinition, Rule
from formcheck.metrics import neck
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.table import METRICS, SIDE, MetricRow, metric_row
from formcheck.pipeline.reading import all_metrics
from formcheck.report import words
from formcheck.report.limits import applies, limit_of
from formcheck.reps.rep_window import RepWindow
from tests import stick
from tests.observed import analyzed, read, some_reps

NAME = "elbow_swing_deg"
ROW = MetricRow("Elbows swing by", "Elbow", "elbow swing", 1, lifts=("squat",), views=SIDE)
RULE = Rule("trunk_wobble", NAME, "neck_change_deg", "Your elbows swung by {value:.0f}°.")
MEASURED_DEG = 20.0


def with_elbows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow the recipe; the measure stands beside the head's instead of in a file of its own."""
    head = neck.measure

    def both(windows: Sequence[RepWindow], line: object) -> list[dict[str, Measurement]]:
        found = Measurement(MEASURED_DEG, "deg", 1.0, 2.0)
        return [one | {NAME: found} for one in head(windows, line)]  # type: ignore[arg-type]

    monkeypatch.setattr(neck, "measure", both)
    monkeypatch.setitem(METRICS, NAME, ROW)  # type: ignore[arg-type]
    made = FaultDefinition("trunk_wobble", ("squat",), (RULE,))
    monkeypatch.setattr(fault_table, "FAULTS", (*fault_table.FAULTS, made))


def squats() -> Analysis:
    return analyzed(stick.film(stick.squat(stick.paced(3))))


def test_it_is_measured_named_and_held_against_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    with_elbows(monkeypatch)
    found = squats()
    rep = found.reps[0]
    assert rep.metrics[NAME].value == MEASURED_DEG
    assert [f.message for f in rep.findings if f.metric == NAME] == ["Your elbows swung by 20°."]
    assert limit_of(found, rep, NAME) == found.thresholds["neck_change_deg"]
    assert metric_row(NAME).label == "Elbows swing by"
    assert words.measured(NAME, rep.metrics[NAME]) == "20.0°"
    assert words.ordered_metrics(set(rep.metrics))[-1] == NAME


def test_a_pull_has_neither_it_nor_its_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with_elbows(monkeypatch)
    found = analyzed(stick.film(stick.deadlift(stick.paced(3))))
    assert found.reps
    assert not [f for rep in some_reps(found) for f in rep.findings if f.metric == NAME]
    assert not applies(NAME, found.lift)


def test_its_fault_shows_from_where_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    with_elbows(monkeypatch)
    assert fault_table.FAULTS[-1].views == SIDE


def test_where_the_joints_make_no_body_it_is_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    with_elbows(monkeypatch)
    windows = read(stick.film(stick.squat(stick.paced(3)))).windows
    for row, told in ((ROW, True), (replace(ROW, read_off="joints"), False)):
        monkeypatch.setitem(METRICS, NAME, row)  # type: ignore[arg-type]
        body = replace(body_of(windows), rises=[POOR_FIT] * len(windows))
        for found in all_metrics(windows, body, body.rises, None):
            assert (found[NAME].value is not None) == told
