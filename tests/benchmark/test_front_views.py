"""From the front or rear nothing is told of hips, chest, lean or backs: stored observations."""

from __future__ import annotations

import pytest

from benchmarks.store import clips
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.report.text import render_text
from tests.observed import some_reps

UNSEEN_THERE = {
    "lean_gain_deg",
    "hip_lead_torso",
    "rise_ratio",
    "lean_peak_deg",
    "lean_turn_deg",
    "back_rounding_deg",
    "upper_back_curl_deg",
    "upper_back_bend_deg",
    "neck_change_deg",
}
TOLD_BY_THEM = {"good_morning", "hips_shoot", "excessive_lean", "upper_back_rounding", "drift"}
CLIPS = 4


@pytest.fixture(scope="module")
def analyses():
    """Of the first clips of *check* whose camera stands before or behind the lifter."""
    found = []
    for label, seen in clips("check"):
        if label.camera.view in ("front", "rear") and label.count:
            analysis = judge(seen, Options())
            if analysis.view.name in ("front", "rear") and analysis.reps:
                found.append(analysis)
        if len(found) == CLIPS:
            break
    return found


def test_there_are_such_clips(analyses):
    assert len(analyses) == CLIPS


def test_no_figure_is_given(analyses):
    for analysis in analyses:
        for rep in some_reps(analysis):
            measured = {name for name, one in rep.metrics.items() if one.value is not None}
            assert not measured & UNSEEN_THERE


def test_no_fault_is_told_not_even_perhaps(analyses):
    for analysis in analyses:
        found = [*analysis.set.findings, *(f for r in analysis.reps for f in r.findings)]
        assert not {f.fault for f in found} & TOLD_BY_THEM


def test_nothing_is_called_steady_that_was_not_seen(analyses):
    for analysis in analyses:
        assert "steady" not in analysis.set.summary
        assert "steady" not in render_text(analysis).lower()
