"""Poses by time come back as arrays in order of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.extraction.stretches import Poses
from formcheck.observation.poses import LANDMARKS
from formcheck.pose.estimator import Back, Pose
from tests.pose.test_silhouette import contour_of


def pose(seed: int) -> Pose:
    rng = np.random.default_rng(seed)
    image, depth, seen = (rng.normal(size=(LANDMARKS, n)).astype(np.float32) for n in (2, 1, 1))
    return Pose(image, depth[:, 0], seen[:, 0], back=Back(seed / 4, -seed / 2))


@given(st.integers(0, 12), st.floats(-1, 6))
def test_what_was_put_in_comes_back_in_order_of_time(count, start_s):
    kept = {number / 2: pose(number) for number in range(count)}
    wanted = [at_s for at_s in kept if at_s >= start_s]
    seen = Poses.since(start_s, dict(reversed(kept.items())))
    assert seen.time_s.tolist() == wanted
    assert seen.image_px.shape == (len(wanted), LANDMARKS, 2)
    for place, at_s in enumerate(wanted):
        assert (seen.image_px[place] == kept[at_s].image_px).all()
        assert (seen.depth_px[place] == kept[at_s].depth_px).all()
        assert (seen.visibility[place] == kept[at_s].visibility).all()
        assert tuple(seen.back_deg[place]) == kept[at_s].back


def test_arrays_of_no_poses_have_the_right_shapes():
    nothing = Poses.since(0.0, {})
    assert nothing.time_s.shape == (0,)
    assert nothing.back_deg.shape == (0, 2)
    assert nothing.image_px.shape == (0, LANDMARKS, 2)
    assert nothing.depth_px.shape == nothing.visibility.shape == (0, LANDMARKS)


def with_contour(number: int) -> Pose:
    person = np.zeros((200, 100), np.float32)
    person[10 + number : 150, 30:60] = 1
    return replace(pose(number), silhouette=contour_of(person))


@given(st.permutations(range(6)))
def test_contours_of_some_poses_come_back_in_order_however_they_were_found(order):
    """Those found backward in time come after later ones."""
    poses = {n: with_contour(n) if n % 2 else pose(n) for n in order}
    found = Poses.since(0.5, poses).silhouette
    assert found.time_s.tolist() == [1, 3, 5]
    assert found.extent_px[:, 0].tolist() == [11, 13, 15]
    assert len(Poses.since(6.0, poses).silhouette.time_s) == 0
