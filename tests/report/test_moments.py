"""When the lines of a fault are up in a video."""

from __future__ import annotations

from dataclasses import replace

from formcheck.report.measured.drawing import finding_at, moments
from tests.report.measured_clip import clip_of, finding, set_of


def test_a_video_shows_the_lines_from_their_moment_on() -> None:
    clip = clip_of(set_of(finding("lean_peak_deg", 50.0, "deg")))
    shown = [finding_at(moments(clip.analysis), time_s) for time_s in (5.9, 6.0, 6.1, 7.0)]
    assert [each is not None for each in shown] == [False, True, True, False]


def test_where_two_reps_meet_at_the_bottom_the_lines_of_either_depth_are_up():
    """A depth read just behind the turn: beside the other rep, just before it, a lean was drawn."""
    clip = clip_of(set_of(finding("depth_thigh", 0.3, "thigh")))
    shown = [finding_at(moments(clip.analysis), time_s) for time_s in (5.8, 5.85, 6.0, 6.5)]
    assert [each is not None for each in shown] == [False, True, True, False]


def test_of_lines_that_are_up_those_at_their_moment_are_shown_before_those_ahead_of_theirs() -> (
    None
):
    at_once, ahead = (replace(finding("depth_thigh", 0.3, "thigh"), at_s=s) for s in (6.0, 6.1))
    rep = set_of(at_once).reps[1]
    shown = finding_at([(rep, ahead), (rep, at_once)], 6.0)
    assert shown is not None
    assert shown[1] is at_once
