"""Which lift it is, from where the bar is against the shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.motion.motion import CameraView, Motion
from formcheck.observation.poses import Landmark
from formcheck.reps.lift import bar_hangs, hinges
from tests import stick
from tests.observed import analyzed

TORSO, GROUND = 100.0, 500.0


def motion(shoulder: np.ndarray, hip: np.ndarray, bar: np.ndarray) -> Motion:
    """A lifter from the side whose heights are these, torso lengths above the ankles."""

    def at(height: np.ndarray) -> np.ndarray:
        return np.column_stack([np.full(len(height), 200.0), GROUND - TORSO * height])

    joints = {"shoulder": at(shoulder), "hip": at(hip), "ankle": at(0 * hip)}
    return Motion(
        time_s=np.arange(len(hip)) / 60,
        view=CameraView("side", 0.0, 10.0, None, 1.0),
        torso_px=TORSO,
        ground_px=GROUND,
        left=joints,
        right=joints,
        bar_px=at(bar),
        bar_radius_px=40.0,
    )


def up_and_down(low: float, high: float, share_low: float) -> np.ndarray:
    """Two reps; the rest of the time is spent at the lowest point."""
    up = (1 - np.cos(np.linspace(0, 2 * np.pi, 120))) / 2
    rest = np.zeros(round(240 * share_low / (1 - share_low) / 3))
    return low + (high - low) * np.concatenate([rest, up, rest, up, rest])


@pytest.mark.parametrize("share_low", [0.2, 0.8])
@pytest.mark.parametrize("lowest_shoulder", [1.2, 1.5])
def test_a_bar_that_is_held_hangs_however_long_one_bends_over_it(share_low, lowest_shoulder):
    """A camera off the side that looks down sees the bar on the floor too near to the shoulders."""
    bar = up_and_down(0.6, 1.5, share_low)
    shoulder = up_and_down(lowest_shoulder, 2.4, share_low)
    assert bar_hangs(motion(shoulder, up_and_down(0.8, 1.5, share_low), bar)) is True


@pytest.mark.parametrize("share_low", [0.2, 0.8])
@pytest.mark.parametrize("seat", [0.0, 0.2, 0.4])
def test_a_bar_on_the_back_does_not_hang(share_low, seat):
    shoulder = up_and_down(1.4, 2.4, share_low)
    hip = up_and_down(0.7, 1.5, share_low)
    assert bar_hangs(motion(shoulder, hip, shoulder - seat)) is False


@pytest.mark.parametrize(
    ("trunk", "share", "lowest_bar", "hangs"),
    [
        (1.0, 0.2, 1.2, False),
        (1.0, 0.03, 2.3, None),
        (0.2, 0.3, 1.2, None),
        (0.2, 0.6, 1.2, False),
    ],
)
def test_a_bar_is_on_the_back_of_who_stands_under_it_and_goes_along(
    trunk, share, lowest_bar, hangs
):
    """Shoulders that a plate hides, a press, hips thrust up from a bench, hips behind a plate."""
    bar = up_and_down(lowest_bar, lowest_bar + 1.2, 0.1)
    shoulder = up_and_down(2.4 - share * 1.2, 2.4, 0.1)
    shoulder[:5] = 1.9  # bent over the bar before the set
    hip = shoulder - trunk
    hip[:20] = shoulder[:20] - 1.0
    assert bar_hangs(motion(shoulder, hip, bar)) is hangs


def holding(hand: np.ndarray, shoulder: np.ndarray, hip: np.ndarray, yaw_deg: float) -> Motion:
    """A lifter whose bar is not seen, with hands at these heights."""
    body = motion(shoulder, hip, hip)
    wrist, knee = (np.column_stack([np.full(len(hip), 200.0), y]) for y in (hip * 0, hip * 0))
    wrist[:, 1] = GROUND - TORSO * hand
    knee[:, 1] = GROUND - TORSO * 0.7
    joints = {**body.left, "wrist": wrist, "knee": knee}
    view = replace(body.view, yaw_deg=yaw_deg)
    return replace(body, left=joints, right=joints, bar_px=None, view=view)


@pytest.mark.parametrize(
    ("yaw_deg", "ends_low", "pulls"),
    [
        (0.0, False, False),
        (-30.0, False, False),
        (0.0, True, True),
        (-30.0, True, True),
        (45.0, False, True),
        (-85.0, False, True),
    ],
)
def test_an_upright_trunk_over_low_hands_is_a_squat_if_seen_from_the_side_and_stood_up_from(
    yaw_deg, ends_low, pulls
):
    """From far off the side the pose model draws the trunk of everybody who pulls upright."""
    until = None if ends_low else -80  # the top of the second rep
    hand, shoulder, hip = (
        up_and_down(low, high, 0.2)[:until] for low, high in ((0.4, 1.2), (1.5, 2.3), (0.8, 1.5))
    )
    lowest = int(np.argmin(hip))
    body = holding(hand, shoulder, hip, yaw_deg)
    assert hinges(body, [lowest, lowest]) == [pulls, pulls]


@pytest.mark.parametrize(("hips_low", "pulls"), [((0.8, 1.0, 0.8), False), ((1.0, 0.8, 1.0), True)])
def test_a_set_is_a_squat_where_most_lowest_points_sit_down(hips_low, pulls):
    """Of two squats one was read as bent over, and the set, half as far down, as a deadlift."""
    lows = np.array([40, 120, 200])
    time = np.arange(240)
    dips = [np.exp(-(((time - low) / 15) ** 2)) for low in lows]
    hip = 1.5 - sum((1.5 - low) * dip for low, dip in zip(hips_low, dips, strict=True))
    down = sum(dips)
    body = holding(1.2 - 0.8 * down, 2.3 - 0.8 * down, hip, 0.0)
    assert hinges(body, lows.tolist()) == [pulls] * 3


@pytest.mark.parametrize(("top", "pulls"), [(1.5, True), (2.3, False)])
def test_hands_that_hold_a_bar_up_between_reps_do_not_pull_wherever_they_are_drawn_below(
    top, pulls
):
    """A dark or badly compressed picture draws the hands of a low bar at the shins."""
    hip = up_and_down(0.8, 1.5, 0.2)
    body = holding(up_and_down(0.4, top, 0.2), up_and_down(1.2, 2.4, 0.2), hip, 60.0)
    lows = np.flatnonzero(hip == hip.min())
    first, last = int(lows[0]), int(lows[-1])
    between = int(lows[len(lows) // 2])
    assert hinges(body, [first, between, last])[1] is pulls


def test_arms_held_ahead_are_no_front_squat():
    """As they balance a squat without a bar: nothing in a picture tells them from a front rack."""
    track = stick.film(stick.squat(stick.paced(3)))
    image_px = track.image_px.copy()
    for joint, ahead in ((Landmark.RIGHT_ELBOW, 60), (Landmark.RIGHT_WRIST, 50)):
        image_px[:, joint] = image_px[:, Landmark.RIGHT_SHOULDER] + np.float32([ahead, 5])
    assert analyzed(replace(track, image_px=image_px)).lift.variant == "unknown"
