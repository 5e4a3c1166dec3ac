"""How often the lifter is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S
from formcheck.extraction.pace import Pace
from formcheck.observation.poses import Landmark
from formcheck.pose.estimator import Pose
from tests.pose.people import TORSO, figure, squatting


def looked_at(
    crouch_at: Callable[[float], float],
    duration_s: float = 4.0,
    fps: float = 60.0,
    hidden: tuple[int, ...] = (),
) -> np.ndarray:
    pace, looks = Pace(), []
    for n in range(int(duration_s * fps)):
        t = n / fps
        if pace.wants(t):
            looks.append(t)
            pose = figure(600, 650, crouch=crouch_at(t))
            visibility = pose.visibility.copy()
            visibility[list(hidden)] = 0.4
            pace.saw(t, Pose(pose.image_px, pose.depth_px, visibility), TORSO)
    return np.array(looks)


def test_a_copy_has_the_same_rules_and_no_past() -> None:
    """Each stretch of a clip is looked at for itself."""
    used = Pace(0.1, 0.5, 0.2)
    for time_s in (0.0, 0.1):
        used.saw(time_s, figure(600, 650), TORSO)
    assert not used.wants(0.15)
    assert replace(used).wants(0.15)
    assert vars(replace(used)) == vars(Pace(0.1, 0.5, 0.2))


def test_standing_still_is_looked_at_seldom_but_steadily() -> None:
    gaps = np.diff(looked_at(lambda t: 0.0))[3:]
    np.testing.assert_allclose(gaps, Pace().longest_gap_s, atol=1e-6)


@pytest.mark.parametrize("fps", [5, 6, 7.5, 8, 9, 9.5, 10, 12, 15, 24, 30])
def test_who_stands_still_is_not_lost_between_frames_that_are_far_apart(fps: float) -> None:
    """A longer gap is not filled, and the lifter would count as not seen while they rest."""
    gaps = np.diff(looked_at(lambda t: 0.0, fps=fps))
    assert gaps.max() <= LONGEST_FILLED_GAP_S


def test_somebody_half_hidden_is_looked_at_more_often() -> None:
    hips = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)
    gaps = np.diff(looked_at(lambda t: 0.0, hidden=hips))[3:]
    np.testing.assert_allclose(gaps, Pace().hidden_gap_s, atol=1e-6)
    one_side = np.diff(looked_at(lambda t: 0.0, hidden=hips[:1]))[3:]
    np.testing.assert_allclose(one_side, Pace().longest_gap_s, atol=1e-6)


def test_a_squat_is_looked_at_often() -> None:
    looks = looked_at(lambda t: squatting(t, 2.0))
    fast = looks[(looks > 0.3) & (looks < 0.7)]
    assert np.diff(fast).max() <= 1 / 15 + 1e-6
    assert np.diff(looks).min() >= Pace().shortest_gap_s - 1e-3


def test_movement_after_stillness_is_noticed_at_once() -> None:
    looks = looked_at(lambda t: 0.0 if t < 2 else min(1.0, 1.2 * (t - 2)))
    after = looks[looks > 2]
    assert after[0] - 2 <= Pace().longest_gap_s
    assert np.diff(after[1:8]).max() <= 1 / 15 + 1e-6


def test_a_lost_lifter_is_sought_in_every_picture_then_seldom() -> None:
    pace, looks = Pace(), []
    for n in range(90):
        t = n / 30
        if pace.wants(t):
            looks.append(t)
            pace.saw(t, None, TORSO)
    gaps = np.diff(looks)
    np.testing.assert_allclose(gaps[:14], Pace().shortest_gap_s, atol=1e-6)
    np.testing.assert_allclose(gaps[17:], Pace().hidden_gap_s, atol=1e-6)
