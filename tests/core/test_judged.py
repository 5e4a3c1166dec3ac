"""Only what was seen may be called steady."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import RepAnalysis
from formcheck.judged import REACH_THE_BACK, Judged, judged, set_judged
from tests.examples import clean_squat_set


def rep(*seen: str) -> RepAnalysis:
    """A rep of which only these metrics are known, and its tempo."""
    whole = clean_squat_set().reps[0]
    unseen = {
        name: replace(whole.metrics[name], value=None, not_assessed="hidden")
        for name in REACH_THE_BACK
        if name not in seen
    }
    return replace(whole, metrics=dict(whole.metrics) | unseen)


@pytest.mark.parametrize(
    ("seen", "how"),
    [
        (REACH_THE_BACK, "whole"),
        (("lean_gain_deg",), "whole"),
        (("shrug_torso",), "partly"),
        (("lean_peak_deg", "hip_lead_torso"), "partly"),
        ((), "not"),
    ],
)
def test_hips_against_chest_make_a_rep_whole(seen: tuple[str, ...], how: Judged) -> None:
    assert judged(rep(*seen)) == how


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
    assert set_judged(reps) == how
