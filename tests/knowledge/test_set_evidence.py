"""What a set can say against a reason, and what it says only once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.metrics.measurement import Measurement
from formcheck.report.html import render_html
from formcheck.soreness.answers import Answers
from formcheck.soreness.ranking import lifts_done, set_evidence
from formcheck.soreness.triage import triage
from tests.examples import good_morning_squat_set
from tests.knowledge.build import finding, one_set, rep

NOBODY = Answers()


def _seen_from(view: str, *metrics: str) -> Analysis:
    """A clean squat set that was filmed from there and holds values of these metrics."""
    there = {name: Measurement(0.0, "deg") for name in metrics}
    reps = [replace(rep(number), metrics=there) for number in (1, 2)]
    base = one_set(*reps)
    return replace(base, view=replace(base.view, name=view))


@pytest.mark.parametrize(
    ("fault", "metric", "sees", "blind"),
    [
        ("knees_in", "knee_in_hip_width", "front", "side"),
        ("knees_in", "knee_in_hip_width", "rear", "oblique"),
        ("excessive_lean", "lean_peak_deg", "side", "front"),
        ("good_morning", "lean_gain_deg", "side", "rear"),
        ("neck_posture", "neck_change_deg", "side", "unknown"),
    ],
)
def test_nothing_is_said_against_from_where_it_cannot_be_seen(
    fault: str, metric: str, sees: str, blind: str
) -> None:
    assert ("squat", fault) in set_evidence([_seen_from(sees, metric)]).looked
    assert ("squat", fault) not in set_evidence([_seen_from(blind, metric)]).looked


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_three_reps_are_too_few_to_say_that_no_shrug_came_late(lift: str) -> None:
    for count, looked in ((3, False), (4, True)):
        reps = [rep(number) for number in range(1, count + 1)]
        seen = set_evidence([one_set(*reps, lift=lift)]).looked
        assert ((lift, "late_set_shrug") in seen) == looked


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_one_shrug_counts_once_in_a_reason(lift: str) -> None:
    shrugs = [rep(1), rep(2), rep(3, finding("shrug")), rep(4, finding("shrug"))]
    late = finding("late_set_shrug", reps=(3, 4))
    of_reps = one_set(*shrugs, lift=lift)
    both = one_set(*shrugs, lift=lift, findings=(late,))
    points = [
        reason.because for reason in triage(NOBODY, [both]).reasons if reason.strength == "much"
    ]
    assert points == []
    for one in (of_reps, both):
        for reason in triage(NOBODY, [one]).reasons:
            shrugged = [e for e in reason.because if e.fault in ("shrug", "late_set_shrug")]
            assert len(shrugged) <= 1


def test_reps_that_are_perhaps_are_not_told_as_sure() -> None:
    """ "We are almost sure" stood behind reps of which the report said perhaps."""
    perhaps, sure = finding("shrug", "mild", "possible"), finding("shrug", "mild", "clear")
    reasons = triage(NOBODY, [one_set(rep(1, perhaps), rep(2, sure), rep(3, sure))]).reasons
    said = " ".join(e.text for reason in reasons for e in reason.because)
    assert "set.mp4, reps 2 and 3, perhaps 1: Shoulders crept up" in said


def test_what_was_likely_is_not_told_as_possible() -> None:
    severe, mild = finding("shrug", "severe", "possible"), finding("shrug", "mild", "likely")
    reasons = triage(NOBODY, [one_set(rep(1, severe), rep(2, mild), rep(3))]).reasons
    said = " ".join(e.text for reason in reasons for e in reason.because)
    assert "small; we are fairly sure" in said
    assert "possible" not in said


def _in_style(lift: str, style: str) -> Analysis:
    base = one_set(rep(1), lift=lift)
    return replace(base, lift=replace(base.lift, variant=style))


@pytest.mark.parametrize(
    ("told", "lift"),
    [
        ("front_squat", "squat"),
        ("back_squat", "squat"),
        ("sumo", "deadlift"),
        ("romanian", "deadlift"),
    ],
)
def test_a_set_of_a_style_that_nobody_told_is_of_the_lift_that_was(told: str, lift: str) -> None:
    """A front squatter's own clip turned the words into those of a back squatter."""
    evidence = set_evidence([_in_style(lift, "unknown")])
    assert lifts_done(Answers.of({"lifts": [told]}), evidence) == {told}
    assert lifts_done(NOBODY, evidence) == {"back_squat" if lift == "squat" else "deadlift"}


def test_another_style_that_was_told_of_a_set_counts() -> None:
    answers = Answers.of({"lifts": ["front_squat"]})
    sets = [_in_style("squat", "low_bar"), _in_style("squat", "unknown")]
    assert lifts_done(answers, set_evidence(sets)) == {"front_squat", "back_squat"}
    both = [_in_style("squat", "front"), _in_style("squat", "unknown")]
    assert lifts_done(NOBODY, set_evidence(both)) == {"front_squat"}
    pulls = [_in_style("deadlift", "unknown")]
    assert lifts_done(answers, set_evidence(pulls)) == {"front_squat", "deadlift"}


def test_form_that_slipped_and_came_back_is_not_told_as_gone_from_then_on() -> None:
    """It slipped "from rep 3", beside a sentence that calls reps 4 and 6 steady."""
    squat = good_morning_squat_set()
    assert verdict_of(squat).numbers("steady") == (1, 2, 4, 6)
    said = [one.text for reason in triage(NOBODY, [squat]).reasons for one in reason.because]
    assert f"{squat.clip.name}: your form first slipped in rep 3." in said
    assert "form first slipped in" in render_html(squat)


def test_hips_that_rise_first_are_one_reason_and_not_a_lean_too_far_as_well() -> None:
    """A set whose lean stayed within its limit was told "You leaned too far forward", by the same
    finding and with the same advice as the reason above it."""
    for lift, fault in (("squat", "good_morning"), ("deadlift", "hips_shoot")):
        set_of_two = one_set(rep(1), rep(2, finding(fault, "severe", "clear")), lift=lift)
        ids = [reason.id for reason in triage(NOBODY, [set_of_two]).reasons]
        assert ids[0] == "hips_first"
        assert "forward_lean" not in ids
