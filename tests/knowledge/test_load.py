"""What a set says about weight and reps: tied to its reps, and true of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Finding, Lift, RepAnalysis
from formcheck.findings.verdict import set_verdict
from formcheck.guidance.set_summary import load_advice
from formcheck.metrics.bar_path import NO_BAR, NO_BAR_IN_SQUATS, NOT_SEEN
from formcheck.metrics.measurement import not_assessed
from formcheck.reasons import Reason
from tests.knowledge.build import finding, rep
from tests.knowledge.test_set_summary import MAYBE, PULL, SQUAT

CLEAN = [rep(1), rep(2), rep(3)]
UNTOLD = replace(SQUAT, variant="unknown")
HIPS = "“Hips rose before the chest”"
LATE = [*CLEAN, rep(4, "good_morning"), rep(5, "good_morning")]


@pytest.mark.parametrize(
    ("reps", "set_findings", "said"),
    [
        ([], (), ""),
        (CLEAN, (), ""),
        (LATE, (), "Rep 3 was your last clean one: keep your sets to 3 reps, or take weight off."),
        (
            [rep(1), rep(2, seen=False), rep(3), rep(4, "good_morning")],
            (),
            f"{HIPS} began in rep 4: keep your sets to 3 reps, or take weight off.",
        ),
        (
            [rep(1), rep(2), rep(3, seen=False), rep(4, "good_morning")],
            (),
            f"{HIPS} may have begun in rep 4: keep your sets to 3 reps, or take weight off.",
        ),
        (
            [rep(1), rep(2, "heel_lift"), rep(3), rep(4, "good_morning")],
            (),
            f"{HIPS} began in rep 4: keep your sets to 3 reps, or take weight off.",
        ),
        (
            [*CLEAN, rep(4, "good_morning"), rep(5), rep(6, "good_morning")],
            (),
            f"{HIPS} began in rep 4: keep your sets to 3 reps, or take weight off.",
        ),
        (
            [rep(1), rep(2, "hips_shoot"), rep(3, "hips_shoot")],
            (),
            "“Hips shot up” began in rep 2: take weight off until every rep looks like the first.",
        ),
        (
            [rep(n, "shallow_depth") for n in (1, 2, 3)],
            (),
            "“Short of depth” was already there in the first rep: take weight off, and build up "
            "again once it is gone.",
        ),
        (
            [rep(1, MAYBE), rep(2, "good_morning"), rep(3, "good_morning")],
            (),
            f"{HIPS} may already have been there in the first rep: take weight off, and build up "
            "again once it is gone.",
        ),
        (
            [rep(1), rep(2, MAYBE), rep(3, "good_morning"), rep(4, "good_morning")],
            (),
            f"{HIPS} may have begun in rep 2: take weight off until every rep looks "
            "like the first.",
        ),
        (  # not the hips, which the sentence on top says began in rep 4
            [rep(1), *(rep(n, "shallow_depth") for n in (2, 3)), rep(4, "good_morning")],
            (),
            "“Short of depth” began in rep 2: take weight off until every rep looks like the "
            "first.",
        ),
        (
            [rep(1, MAYBE), *(rep(n, "shrug") for n in (2, 3))],
            (),
            f"{HIPS} may already have been there in the first rep: take weight off, and build up "
            "again once it is gone.",
        ),
        ([*CLEAN, rep(4, "knees_in"), rep(5)], (), ""),
        ([*CLEAN, rep(4, "good_morning"), rep(5)], (), ""),  # a slip: the next rep was steady
        ([rep(n, "heel_lift", "neck_posture") for n in (1, 2)], (), ""),
        ([rep(1), rep(2), rep(3, MAYBE)], (), ""),
        (
            [rep(n) for n in (1, 2, 3, 4)],
            (finding("drift", reps=(3, 4)),),
            "Rep 2 was your last clean one: keep your sets to 2 reps, or take weight off.",
        ),
    ],
)
def test_the_advice_on_load_is_tied_to_the_reps(
    reps: list[RepAnalysis], set_findings: tuple[Finding, ...], said: str
) -> None:
    assert load_advice(set_verdict(reps, set_findings, SQUAT)) == said


@pytest.mark.parametrize(
    ("reps", "said"),
    [
        (LATE, "Rep 3 was your last clean one: keep your sets to 3 reps."),
        (
            [rep(1), rep(2, "heel_lift"), rep(3), rep(4, "good_morning")],
            f"{HIPS} began in rep 4: keep your sets to 3 reps.",
        ),
        ([rep(1), rep(2, "good_morning"), rep(3, "good_morning")], ""),
        ([rep(n, "shallow_depth") for n in (1, 2, 3)], ""),
    ],
)
def test_who_squats_without_a_bar_has_no_weight_to_take_off(
    reps: list[RepAnalysis], said: str
) -> None:
    assert load_advice(set_verdict(reps, (), replace(SQUAT, variant="bodyweight"))) == said
    barless = [_with_bar(one, NO_BAR_IN_SQUATS) for one in reps]
    assert load_advice(set_verdict(barless, (), UNTOLD)) == said


@pytest.mark.parametrize(
    ("lift", "bar"),
    [
        (UNTOLD, NOT_SEEN),
        (replace(SQUAT, variant="high_bar"), NO_BAR_IN_SQUATS),
        (PULL, NO_BAR),
    ],
)
def test_where_a_bar_was_seen_or_told_there_is_weight_to_take_off(lift: Lift, bar: Reason) -> None:
    said = load_advice(set_verdict([_with_bar(one, bar) for one in LATE], (), lift))
    assert said.endswith("keep your sets to 3 reps, or take weight off.")


def _with_bar(one: RepAnalysis, why: Reason) -> RepAnalysis:
    return replace(one, metrics={**one.metrics, "bar_travel_cm": not_assessed("cm", why)})


def test_a_single_rep_says_nothing_of_how_many() -> None:
    assert load_advice(set_verdict([rep(1, "hips_shoot")], (), PULL)) == ""
