"""CONTRIBUTING's recipe for a new metric, followed: a measure, a row, a fault with its own limits.

Words and their weights are left out: tests/knowledge/test_data.py asks for those of each fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from formcheck import thresholds
from formcheck.analysis import Analysis
from formcheck.benchmark import labels
from formcheck.body.estimate import POOR_FIT, body_of
from formcheck.findings import fault_table
from formcheck.findings.fault_row import FaultDefinition, Rule, Truth
from formcheck.findings.fault_table import SAME
from formcheck.findings.verdict import reach_the_back, verdict_of
from formcheck.guidance.set_summary import load_advice
from formcheck.metrics import tempo
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.table import METRICS, SIDE, MetricRow, all_metrics, metric_row
from formcheck.pipeline.options import Options
from formcheck.report import words
from formcheck.report.limits import applies, limit_of
from formcheck.reps.rep_window import RepWindow
from formcheck.thresholds import Thresholds, limits_table
from scripts import build_fault_docs
from tests import stick
from tests.observed import analyzed, read, some_reps

FAULT, NAME = "elbow_swing", "elbow_swing_deg"
ROW = MetricRow(
    "Elbows swing by", "Elbow", "elbow swing", "deg", digits=1, lifts=("squat",), views=SIDE
)
RULE = Rule(NAME, "elbow_swing_deg", message="Your elbows swung by {value}°.")
DEFINITION = FaultDefinition(
    FAULT,  # type: ignore[arg-type]  # step 3 adds it to `analysis.Fault`
    lifts=("squat",), rules=(RULE,), breaks_form=True,
)  # fmt: skip
SWINGS_DEG = (2.0, 3.0, 20.0)


class WithElbows(Thresholds):
    """The limits with those of the new fault."""

    elbow_swing_deg: float = thresholds._limit(
        12.0, (5, 40), "deg", "Elbows swing by", "More than elbows that stay repeat within."
    )
    elbow_swing_moderate_deg: float = thresholds._limit(
        18.0, (6, 50), "deg", "Elbows swing, medium from", "One and a half times the limit."
    )
    elbow_swing_severe_deg: float = thresholds._limit(
        24.0, (7, 60), "deg", "Elbows swing, large from", "Twice the limit."
    )


def measure(windows: Sequence[RepWindow]) -> list[Measurement]:
    """What would stand in `metrics/elbows.py`: a value of each rep."""
    told = zip(windows, SWINGS_DEG, strict=True)
    return [Measurement(value, "deg", 1.0, one.rep.turn_s) for one, value in told]


def know(monkeypatch: pytest.MonkeyPatch, definition: FaultDefinition) -> None:
    """The table of faults with another row."""
    faults = (*(row for row in fault_table.FAULTS if row.fault != FAULT), definition)
    for table in (fault_table, build_fault_docs, labels):
        monkeypatch.setattr(table, "FAULTS", faults)


@pytest.fixture(autouse=True)
def recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step followed, where a file would be changed."""
    times = tempo.measure

    def both(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
        beside = zip(times(windows), measure(windows), strict=True)
        return [one | {NAME: other} for one, other in beside]

    monkeypatch.setattr(tempo, "measure", both)  # step 2, one more call of `all_metrics`
    monkeypatch.setitem(METRICS, NAME, ROW)  # type: ignore[arg-type]
    monkeypatch.setattr(thresholds, "Thresholds", WithElbows)  # step 3
    steps = ("elbow_swing_deg", "elbow_swing_moderate_deg", "elbow_swing_severe_deg")
    monkeypatch.setattr(thresholds, "STEPS", (*thresholds.STEPS, steps))
    know(monkeypatch, DEFINITION)


def squats() -> Analysis:
    return analyzed(stick.film(stick.squat(stick.paced(3))), Options(thresholds=WithElbows()))


def test_it_is_measured_named_and_held_against_its_own_limits() -> None:
    found = squats()
    last = some_reps(found)[-1]
    assert [rep.metrics[NAME].value for rep in found.reps] == list(SWINGS_DEG)
    assert [rep.flagged for rep in found.reps] == [False, False, True]
    (finding,) = last.findings
    assert (finding.fault, finding.message) == (FAULT, "Your elbows swung by 20°.")
    assert (finding.limit, finding.severity, finding.confidence) == (12.0, "moderate", "clear")
    assert finding.at_s == last.metrics[NAME].at_s
    assert limit_of(found, last, NAME) == found.thresholds["elbow_swing_deg"] == 12.0
    assert words.measured(NAME, last.metrics[NAME]) == "20.0°"
    assert words.finding_name(finding) == "elbow swing"
    assert words.ordered_metrics(set(last.metrics))[-1] == NAME
    assert metric_row(NAME).label == "Elbows swing by"


@pytest.mark.parametrize("said", [True, False])
def test_it_ends_a_set_where_it_is_said_to(monkeypatch: pytest.MonkeyPatch, said: bool) -> None:
    know(monkeypatch, replace(DEFINITION, breaks_form=said))
    found = squats()
    assert found.set.first_broken_rep == (3 if said else None)
    assert (NAME in reach_the_back("squat", "unknown")) == said
    assert (FAULT in verdict_of(found).elsewhere) != said


@pytest.mark.parametrize("said", [True, False])
def test_load_brings_it_where_it_is_said_to(monkeypatch: pytest.MonkeyPatch, said: bool) -> None:
    know(monkeypatch, replace(DEFINITION, load_brings=said))
    assert bool(load_advice(verdict_of(squats()))) == said


def test_it_is_at_most_possible_without_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    know(monkeypatch, replace(DEFINITION, caps=("truth",)))
    found = squats()
    (finding,) = some_reps(found)[-1].findings
    assert (finding.confidence, finding.capped_by) == ("possible", ("truth",))
    assert found.set.first_broken_rep is None


def test_its_truth_alone_makes_the_key_of_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = Truth(
        key="elbows_swing",
        quantity=NAME,
        limit=12.0,
        unit="deg",
        how="on the joints in 3-D",
        conversion=SAME,
    )
    assert "elbows_swing" not in labels._keys("rep")
    know(monkeypatch, replace(DEFINITION, truth=truth))
    assert labels._keys("rep")["elbows_swing"] == FAULT


def test_pages_of_limits_and_faults_have_it() -> None:
    assert {"elbow_swing_deg", "elbow_swing_severe_deg"} <= {row.name for row in limits_table()}
    (row,) = (
        line for line in build_fault_docs.render().splitlines() if f"| `{FAULT}` | sq" in line
    )
    assert f"{SIDE} | `{NAME}` ≥ 12 deg (`elbow_swing_deg`)" in row


def test_a_pull_has_the_value_and_is_not_held_against_its_limit() -> None:
    pulls = stick.film(stick.deadlift(stick.paced(3)))
    found = analyzed(pulls, Options(thresholds=WithElbows()))
    assert [rep.metrics[NAME].value for rep in some_reps(found)] == list(SWINGS_DEG)
    assert not [f for rep in found.reps for f in rep.findings if f.metric == NAME]
    assert not applies(NAME, found.lift)
    assert limit_of(found, found.reps[-1], NAME) is None


def test_where_the_joints_make_no_body_it_is_not_assessed(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = read(stick.film(stick.squat(stick.paced(3)))).windows
    for row, told in ((ROW, True), (replace(ROW, read_off="joints"), False)):
        monkeypatch.setitem(METRICS, NAME, row)  # type: ignore[arg-type]
        body = replace(body_of(windows), rises=[POOR_FIT] * len(windows))
        for found in all_metrics(windows, body, body.rises, None):
            assert (found[NAME].value is not None) == told
