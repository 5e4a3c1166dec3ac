"""Only what was seen may be called steady."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Lift, RepAnalysis
from formcheck.findings.verdict import Judged, all_judged, judged, reach_the_back, set_verdict
from tests.examples import clean_squat_set

SQUAT = Lift("squat", "unknown", 1.0, "detected")
PULL = Lift("deadlift", "conventional", 1.0, "detected")
ROMANIAN = Lift("deadlift", "romanian", 1.0, "detected")
EVERYTHING = tuple(reach_the_back("squat", "unknown") | reach_the_back("deadlift", "unknown"))


def rep(*seen: str) -> RepAnalysis:
    """A rep of which only these metrics are known, and its tempo."""
    whole = clean_squat_set().reps[0]
    known = whole.metrics["lean_gain_deg"]
    unseen = {
        name: known if name in seen else replace(known, value=None, not_assessed="hidden")
        for name in EVERYTHING
    }
    return replace(whole, metrics=dict(whole.metrics) | unseen)


@pytest.mark.parametrize(
    ("lift", "seen", "how"),
    [
        (SQUAT, EVERYTHING, "whole"),
        (SQUAT, ("lean_gain_deg",), "whole"),
        (SQUAT, ("shrug_torso",), "partly"),
        (SQUAT, ("lean_peak_deg",), "partly"),
        (SQUAT, ("upper_back_bend_deg",), "not"),
        (SQUAT, (), "not"),
        (PULL, ("lean_peak_deg",), "not"),
        (PULL, ("upper_back_bend_deg",), "partly"),
        (PULL, ("lean_gain_deg", "upper_back_curl_deg"), "whole"),
        (PULL, ("shrug_torso", "lean_gain_deg"), "partly"),
        (ROMANIAN, ("lean_gain_deg",), "not"),
        (ROMANIAN, ("lean_gain_deg", "back_rounding_deg"), "whole"),
        (ROMANIAN, ("lean_gain_deg", "shrug_torso"), "partly"),
    ],
)
def test_hips_against_chest_and_of_a_pull_the_back_make_a_rep_whole(
    lift: Lift, seen: tuple[str, ...], how: Judged
) -> None:
    assert judged(rep(*seen), lift) == how


@pytest.mark.parametrize(
    ("reps", "how"),
    [
        ([], "not"),
        ([rep()], "not"),
        ([rep("lean_gain_deg")] * 2, "whole"),
        ([rep("lean_gain_deg"), rep("shrug_torso")], "partly"),
        ([rep("lean_gain_deg"), rep()], "partly"),
        ([rep("shrug_torso"), rep()], "partly"),
    ],
)
def test_a_set_is_whole_when_all_of_its_reps_are(reps: list[RepAnalysis], how: Judged) -> None:
    assert all_judged(set_verdict(reps, (), SQUAT).reps) == how
