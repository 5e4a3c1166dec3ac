"""What is said over the video at each moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Analysis, NotCounted, RepAnalysis
from formcheck.report.digest import strip
from formcheck.report.overlay import rep_span_s
from formcheck.report.scenes import Scenes, rep_bounds_s
from tests.examples import clean_squat_set, good_morning_squat_set

Times = tuple[float | None, float, float | None]


def set_of(*times: Times, not_counted: tuple[NotCounted, ...] = ()) -> Analysis:
    """A clip of 16 s with reps of these (start, turn, end), None where that was not seen."""
    clean = clean_squat_set()
    reps = tuple(
        replace(
            clean.reps[0],
            number=number,
            start_s=start_s,
            turn_s=turn_s,
            end_s=end_s,
            complete=start_s is not None and end_s is not None,
        )
        for number, (start_s, turn_s, end_s) in enumerate(times, start=1)
    )
    clip = replace(clean.clip, duration_s=16.0)
    return replace(clean, clip=clip, reps=reps, not_counted=not_counted)


def reps_at(analysis: Analysis, *times_s: float) -> list[int | None]:
    scenes = Scenes(analysis)
    return [scenes.at(time_s).rep for time_s in times_s]


LOST = set_of((1, 2, 3), (4, 5, None), (8, 9, 10), (None, 12, 13))


def test_a_rep_without_an_end_goes_on_until_the_next_one_at_most() -> None:
    assert reps_at(LOST, 0.5, 2, 3.5, 5, 7.9, 9, 11, 12, 14) == [
        *(None, 1, None, 2, 2, 3, 4, 4, None)
    ]


def test_two_reps_that_meet_unseen_share_what_is_between_them() -> None:
    analysis = set_of((1, 2, None), (None, 6, 7))
    assert reps_at(analysis, 0.5, 3.9, 4.1, 7.5) == [None, 1, 2, None]


def test_the_clip_itself_may_cut_the_first_and_the_last_rep() -> None:
    analysis = set_of((None, 1, 2), (14, 15, None))
    assert reps_at(analysis, 0, 3, 13, 15.9) == [1, None, None, 2]


def test_what_was_not_counted_is_no_part_of_a_rep_beside_it() -> None:
    walk = NotCounted(5, 7, "walkout", "Steps back.")
    analysis = set_of((1, 2, None), (None, 10, 11), not_counted=(walk,))
    assert reps_at(analysis, 4.9, 6, 7.1) == [1, None, 2]


@pytest.mark.parametrize("rep", LOST.reps, ids=lambda rep: f"rep {rep.number}")
def test_a_rep_as_a_clip_shows_no_other_rep_whole(rep: RepAnalysis) -> None:
    start_s, end_s = rep_span_s(LOST, rep.number)
    bounds_s = rep_bounds_s(LOST, rep)
    assert start_s == pytest.approx(bounds_s[0] - 0.5 * (rep.start_s is not None))
    assert end_s == pytest.approx(bounds_s[1] + 0.5 * (rep.end_s is not None))
    others = [other for other in LOST.reps if other is not rep]
    assert not any(start_s < (other.turn_s or 0.0) < end_s for other in others)


def test_a_rep_that_was_struck_out_is_said_to_be() -> None:
    struck = NotCounted(5, 7, "told", "You said this was not a rep.")
    analysis = set_of((1, 2, 3), not_counted=(struck,))
    scene = Scenes(analysis).at(6.0)
    assert scene.caption == "not counted: removed by you"


def test_a_finding_is_said_on_its_own_picture_though_documents_round() -> None:
    """The deadlift sample opened on a picture whose caption did not say why."""
    analysis = good_morning_squat_set()
    at_s = analysis.reps[2].findings[0].at_s
    scenes = Scenes(analysis)
    assert scenes.at(at_s - 3e-7).flags
    assert not scenes.at(at_s - 0.02).flags


def test_a_rep_in_the_middle_of_a_clip_is_not_said_to_be_cut_by_it() -> None:
    assert [mark.message for mark in strip(LOST) if mark.kind == "incomplete"] == ["cut short"] * 2
