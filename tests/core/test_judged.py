"""Only what was seen may be called steady."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import RepAnalysis
from formcheck.judged import Judged, judged, reach_the_back, set_judged
from tests.examples import clean_squat_set

EVERYTHING = tuple(reach_the_back("squat") | reach_the_back("deadlift"))


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
        ("squat", EVERYTHING, "whole"),
        ("squat", ("lean_gain_deg",), "whole"),
        ("squat", ("shrug_torso",), "partly"),
        ("squat", ("lean_peak_deg",), "partly"),
        ("squat", ("upper_back_bend_deg",), "not"),
        ("squat", (), "not"),
        ("deadlift", ("lean_peak_deg",), "not"),
        ("deadlift", ("upper_back_bend_deg",), "partly"),
        ("deadlift", ("shrug_torso", "lean_gain_deg"), "whole"),
    ],
)
def test_hips_against_chest_make_a_rep_whole(lift: str, seen: tuple[str, ...], how: Judged) -> None:
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
    assert set_judged(reps, "squat") == how
