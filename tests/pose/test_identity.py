"""Spans of one identity, and poses that are somebody else's."""

from __future__ import annotations

import numpy as np

from formcheck.extraction.identity import TrackPrior, in_place, jumped, resembles, spans
from formcheck.extraction.people import Person, upside_down
from tests.pose.people import TORSO, figure, sighting, squatting, times

RATE = 30.0


def clip(frames: int = 150) -> tuple[np.ndarray, np.ndarray]:
    time_s = np.arange(frames) / RATE
    poses = [figure(600, 650, crouch=squatting(t, 1.5, 1.0)).image_px for t in time_s]
    return time_s, np.array(poses, np.float32)


def test_a_fast_deep_set_is_one_span() -> None:
    assert set(spans(*clip())) == {0}


def test_unseen_is_minus_one_and_short_gaps_keep_the_span() -> None:
    time_s, poses = clip()
    poses[40:46] = np.nan
    span = spans(time_s, poses)
    assert set(span[40:46]) == {-1}
    assert set(np.delete(span, np.s_[40:46])) == {0}


def test_a_long_loss_starts_a_new_span() -> None:
    time_s, poses = clip()
    poses[40:60] = np.nan
    span = spans(time_s, poses)
    assert span[39] == 0
    assert span[60] == 1


def test_a_jump_of_place_or_size_starts_a_new_span() -> None:
    time_s, poses = clip()
    moved = poses.copy()
    moved[70:] += np.array([2 * TORSO, 0], np.float32)
    assert spans(time_s, moved)[[69, 70]].tolist() == [0, 1]
    grown = poses.copy()
    grown[70:] = 600 + (grown[70:] - 600) * 1.8
    assert spans(time_s, grown)[[69, 70]].tolist() == [0, 1]


def test_nobody_at_all() -> None:
    time_s, poses = clip(5)
    assert set(spans(time_s, np.full_like(poses, np.nan))) == {-1}


def lifter() -> TrackPrior:
    return TrackPrior.of(
        Person([sighting(t, figure(600, 650, crouch=squatting(t))) for t in times()])
    )


def test_a_pose_on_the_spotter_is_not_the_lifters() -> None:
    spotter = TrackPrior.of(Person([sighting(t, figure(760, 650)) for t in times()]))
    own = figure(605, 650, crouch=0.3).image_px
    theirs = figure(750, 650).image_px
    assert resembles(own, 5.2, lifter(), [spotter])
    assert not resembles(theirs, 5.2, lifter(), [spotter])


def test_a_child_or_a_poster_is_not_the_lifter() -> None:
    assert not resembles(figure(600, 650, torso=TORSO / 2.5).image_px, 3.0, lifter())
    assert not resembles(figure(600, 650, torso=TORSO * 2.5).image_px, 3.0, lifter())


def test_who_stands_on_their_head_was_read_into_a_plate() -> None:
    standing = figure(600, 650).image_px
    turned = standing * np.array([1, -1], np.float32) + np.array([0, 1300], np.float32)
    assert resembles(standing, 3.0, lifter())
    assert upside_down(turned)
    assert not resembles(turned, 3.0, lifter())
    for crouch in (0.0, 0.5, 1.0):
        assert not upside_down(figure(600, 650, crouch=crouch).image_px)


def test_place_is_judged_only_where_it_is_known() -> None:
    far = figure(1000, 650).image_px
    assert not in_place(far, 3.0, lifter())
    assert in_place(far, 300.0, lifter())
    assert in_place(figure(620, 650, crouch=0.8).image_px, 3.0, lifter())


def test_the_longer_the_gap_the_farther_a_step_may_be() -> None:
    here, there = figure(600, 650).image_px, figure(710, 650).image_px
    assert jumped(here, there, 1 / 30)
    assert not jumped(here, there, 0.3)
    assert jumped(here, here, 0.6)
