"""When and where the feet are worth a look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.feet.dips import find_dips
from tests import stick
from tests.observed import camera_of

REPS = stick.paced(4)


@pytest.mark.parametrize("yaw_deg", [0, 35, -50])
@pytest.mark.parametrize("noise_px", [0.0, 1.5])
def test_every_squat_is_a_dip_at_its_time(yaw_deg, noise_px):
    dips = find_dips(stick.film(stick.squat(REPS), yaw_deg=yaw_deg, noise_px=noise_px))
    assert len(dips) == len(REPS)
    for dip, (start, turn, end) in zip(dips, REPS, strict=True):
        assert dip.why_not is None
        assert dip.turn_s == pytest.approx(turn, abs=0.15)
        assert start - 0.3 < dip.start_s < start + 0.5
        assert end - 0.5 < dip.end_s < end + 0.3


@pytest.mark.parametrize(
    "body",
    [stick.deadlift(REPS), stick.romanian(REPS), stick.standing()],
    ids=["deadlift", "romanian", "standing"],
)
def test_pulls_and_standing_are_none(body):
    assert find_dips(stick.film(body)) == ()


@pytest.mark.parametrize("yaw_deg", [75, 90, -90])
def test_from_front_and_rear_nothing_is_looked_at(yaw_deg):
    assert find_dips(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)) == ()


def test_nobody_seen_is_no_dip():
    track = stick.film(stick.squat(REPS))
    assert find_dips(stick.unseen(track, np.ones(len(track.time_s), bool))) == ()


def test_somebody_who_is_never_on_their_feet_has_no_dip():
    film = stick.film(stick.squat(stick.paced(3)))
    image_px = film.image_px.copy()
    image_px[:, 25:] -= [0, 2 * np.ptp(film.image_px[..., 1])]  # knees and feet above the head
    assert find_dips(replace(film, image_px=image_px)) == ()


def test_half_a_movement_at_the_end_of_a_clip_is_none():
    track = stick.cut(stick.film(stick.squat(REPS)), 0.0, REPS[3][1] + 0.2)
    assert len(find_dips(track)) == 3


def test_every_shot_has_a_camera_of_its_own():
    """A cut to twice the size, from the front, is no part of the first shot's standing posture."""
    first = stick.film(stick.squat(REPS[:2]))
    zoomed = stick.moved(stick.film(stick.squat(REPS[:2])), scale=2.0, by_px=(100, 0))
    front = stick.film(stick.squat(REPS[:2]), yaw_deg=90)
    length_s = first.time_s[-1] + first.time_s[1] - first.time_s[0]
    parts = [first, front, front, zoomed]
    track = stick.joined(parts, [i * length_s for i in range(len(parts))])
    track = replace(track, span=np.repeat(np.arange(len(parts)), len(first.time_s)))
    shots = [(i * length_s, (i + 1) * length_s) for i in range(len(parts))]
    alone = [find_dips(part) for part in parts]
    dips = find_dips(track, shots)
    assert len(dips) == len(alone[0]) + len(alone[3]) == 4
    for dip, other in zip(dips, [*alone[0], *alone[3]], strict=True):
        assert dip.foot.torso_px == pytest.approx(other.foot.torso_px)
        assert dip.foot.yaw_deg == pytest.approx(other.foot.yaw_deg)


def test_the_near_foot_is_taken():
    for facing, side in ((1, "RIGHT"), (-1, "LEFT")):
        track = stick.film(stick.squat(REPS), yaw_deg=30, facing=facing)
        near = {"RIGHT": (28, 30, 32), "LEFT": (27, 29, 31)}[side]
        foot = find_dips(track)[0].foot
        for place, landmark in zip((foot.ankle, foot.heel, foot.toe), near, strict=True):
            np.testing.assert_allclose(place, track.image_px[0, landmark], atol=1)


def test_the_foot_is_where_it_is_in_the_picture_not_where_a_still_phone_had_it():
    track = stick.film(stick.squat(REPS))
    away = np.stack([3 * track.time_s, 0 * track.time_s], 1).astype(np.float32)
    panned = replace(track, image_px=track.image_px + away[:, None])
    found = find_dips(panned, camera=camera_of(panned, away))
    for still, dip in zip(find_dips(track), found, strict=True):
        assert dip.start_s == still.start_s
        assert dip.foot.toe[0] - still.foot.toe[0] == pytest.approx(3 * dip.start_s, abs=0.1)


@settings(max_examples=20, deadline=None)
@given(scale=st.floats(0.5, 1.05), x=st.floats(-200, 200))
def test_size_and_place_change_no_time(scale, x):
    track = stick.film(stick.squat(REPS))
    times = [(d.start_s, d.turn_s, d.end_s) for d in find_dips(track)]
    other = find_dips(stick.moved(track, scale=scale, by_px=(x, 0)))
    np.testing.assert_allclose([(d.start_s, d.turn_s, d.end_s) for d in other], times, atol=0.1)


@pytest.mark.parametrize(
    ("film", "why"),
    [
        ({"torso_px": 80.0}, "too_small"),
        ({"at_px": (1240, 650)}, "out_of_picture"),
        ({"at_px": (640, 700)}, "out_of_picture"),
    ],
)
def test_feet_that_cannot_be_read_are_not_looked_at(film, why):
    dips = find_dips(stick.film(stick.squat(REPS), **film))
    assert {dip.why_not for dip in dips} == {why}


def test_feet_that_the_model_puts_elsewhere_are_not_found():
    track = stick.film(stick.squat(REPS))
    image = track.image_px.copy()
    image[:, [28, 30, 32], 1] -= 0.8 * 200  # the near foot, drawn at knee height
    assert {d.why_not for d in find_dips(replace(track, image_px=image))} <= {"foot_not_found"}
