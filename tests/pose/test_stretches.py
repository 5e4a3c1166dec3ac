"""Where a clip may be cut, and whether the pieces fit together."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.extraction.people import Person
from formcheck.extraction.stretches import (
    SETTLE_S,
    Stretch,
    agree,
    nobody,
    standing_stretches,
    without_cuts,
)
from formcheck.observation.poses import Landmark
from formcheck.pose.estimator import Pose
from tests.pose.people import TORSO, figure, sighting, squatting, times


def lifter(duration_s: float, period_s: float, hidden: tuple[int, ...] = ()) -> Person:
    """Somebody who squats all the time, seen every half second; some joints never."""
    seen = []
    for time_s in times(duration_s):
        pose = figure(300, 400, crouch=squatting(time_s, period_s))
        visibility = pose.visibility.copy()
        visibility[list(hidden)] = 0.1
        seen.append(sighting(float(time_s), Pose(pose.image_px, pose.depth_px, visibility)))
    return Person(seen)


def test_a_set_is_cut_near_its_middle_while_the_lifter_stands():
    first, second = standing_stretches(lifter(28, 4.0), 28.0)
    assert (first.start_s, first.settle_s) == (0.0, 0.0)
    assert first.end_s == second.start_s
    assert abs(second.start_s - 14.0) < 3.0
    begins_s = second.start_s - second.settle_s
    assert squatting(begins_s, 4.0) < 0.2
    assert second.end_s == np.inf


def test_four_stretches_for_a_minute():
    assert len(standing_stretches(lifter(52, 4.0), 52.0)) == 4


def test_a_short_clip_is_not_cut():
    assert len(standing_stretches(lifter(12, 4.0), 12.0)) == 1


def test_no_cut_where_the_lifter_is_never_seen_whole():
    behind_plates = lifter(28, 4.0, (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER))
    assert len(standing_stretches(behind_plates, 28.0)) == 1


def test_the_far_side_may_be_hidden():
    assert len(standing_stretches(lifter(28, 4.0, (Landmark.LEFT_HIP,)), 28.0)) == 2


def test_no_cut_while_the_lifter_stays_down():
    """Bent over the bar from the first half to the last seconds: no place near the middle."""
    person = Person(
        [sighting(float(t), figure(300, 400, crouch=0.8 if 5 < t < 23 else 0.0)) for t in times(28)]
    )
    assert len(standing_stretches(person, 28.0)) == 1


@given(duration_s=st.floats(2, 400), period_s=st.floats(1.5, 10))
def test_stretches_are_the_whole_clip_in_order(duration_s: float, period_s: float):
    stretches = standing_stretches(lifter(max(2.0, duration_s), period_s), duration_s)
    assert stretches[0].start_s == 0.0
    assert stretches[-1].end_s == np.inf
    for before, after in pairwise(stretches):
        assert before.start_s < before.end_s == after.start_s
        assert after.settle_s == SETTLE_S


@pytest.mark.parametrize(("step", "same"), [(0.0, True), (0.1 * TORSO, True), (0.4 * TORSO, False)])
def test_two_looks_agree_on_one_place(step: float, same: bool):
    assert agree(figure(300, 400).image_px, figure(300 + step, 400).image_px) is same


def test_nobody_agrees_with_nobody():
    here_px, nowhere_px = figure(300, 400).image_px, nobody().image_px
    assert not agree(nowhere_px, here_px)
    assert not agree(here_px, nowhere_px)
    assert not agree(nowhere_px, nowhere_px)


@given(st.lists(st.booleans(), max_size=12))
def test_stretches_are_joined_just_where_a_cut_does_not_hold(holds: list[bool]):
    stretches = [Stretch(10.0 * n, 10.0 * (n + 1), 0.6) for n in range(len(holds) + 1)]
    joined = without_cuts(stretches, holds)
    assert joined[0].start_s == 0.0
    assert joined[-1].end_s == stretches[-1].end_s
    assert all(a.end_s == b.start_s for a, b in pairwise(joined))
    assert [one.start_s for one in joined[1:]] == [
        10.0 * (n + 1) for n, fits in enumerate(holds) if fits
    ]
