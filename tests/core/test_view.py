"""Where the camera stands, and the curves read from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics import torso_lean
from formcheck.motion.cleaning import CleanTrack, clean
from formcheck.motion.motion import (
    FRONT_FROM_DEG,
    SIDE_UP_TO_DEG,
    CameraView,
    estimate_view,
)
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import standing_torso_px, trunk_px, upright
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from tests import stick
from tests.observed import analyzed, camera_of, observed, read, some_reps

REPS = stick.paced(2)


def torso_px(track: CleanTrack) -> float:
    return standing_torso_px(trunk_px(track.image_px))


def view_of(**film: float) -> CameraView:
    return read(stick.film(stick.squat(REPS), **film)).motion.view


def test_how_far_behind_a_camera_stands():
    yaws_deg = (90, 30, 0, float("nan"), -30, -90, -100)
    behind = [CameraView("oblique", yaw, 10.0, None, 1.0).behind for yaw in yaws_deg]
    assert behind == pytest.approx([0, 0, 0, 0, 0.5, 1, 1])


@pytest.mark.parametrize(("facing", "near_side"), [(1, "right"), (-1, "left")])
@pytest.mark.parametrize(
    ("yaw_deg", "name"),
    [(-88, "rear"), (-60, "oblique"), (-45, "oblique"), (-30, "oblique"), (-12, "side"),
     (0, "side"), (12, "side"), (35, "oblique"), (45, "oblique"), (60, "oblique"), (75, "front"),
     (90, "front")],
)  # fmt: skip
def test_where_the_camera_stands_whichever_way_the_lifter_faces(yaw_deg, name, facing, near_side):
    view = view_of(yaw_deg=yaw_deg, facing=facing)
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=3)
    assert abs(view.yaw_deg - yaw_deg) <= view.yaw_uncertainty_deg
    assert view.name == name
    if name in ("front", "rear"):
        assert view.near_side is None
    else:
        assert (view.near_side, view.forward) == (near_side, facing)


@pytest.mark.parametrize("width", [0.85, 1.15])
def test_other_shoulders_stay_within_the_stated_uncertainty(width):
    """People's widths differ; a tenth and more of it must be part of the yaw's uncertainty."""
    track = stick.film(stick.squat(REPS), yaw_deg=35)
    image = track.image_px.copy()
    for left, right in ((Lm.LEFT_SHOULDER, Lm.RIGHT_SHOULDER), (Lm.LEFT_HIP, Lm.RIGHT_HIP)):
        middle = (image[:, left] + image[:, right]) / 2
        image[:, left] = middle + width * (image[:, left] - middle)
        image[:, right] = middle + width * (image[:, right] - middle)
    view = read(replace(track, image_px=image)).motion.view
    assert abs(view.yaw_deg - 35) <= view.yaw_uncertainty_deg


@pytest.mark.parametrize("yaw_deg", [-35, -18, 18, 35])
def test_toes_turned_out_do_not_turn_the_camera(yaw_deg):
    """Toes at 40° make feet a quarter shorter; taken at their word, 18° would read 23°."""
    track = stick.film(stick.squat(REPS), yaw_deg=yaw_deg)
    image = track.image_px.copy()
    for heel, toe in ((Lm.LEFT_HEEL, Lm.LEFT_FOOT), (Lm.RIGHT_HEEL, Lm.RIGHT_FOOT)):
        image[:, toe, 0] = image[:, heel, 0] + 0.75 * (image[:, toe, 0] - image[:, heel, 0])
    assert read(replace(track, image_px=image)).motion.view.yaw_deg == pytest.approx(
        yaw_deg, abs=2.5
    )


def test_the_names_leave_no_gap():
    assert 0 < SIDE_UP_TO_DEG < FRONT_FROM_DEG < 90


def test_too_few_pictures_say_unknown():
    track = clean(stick.film(stick.standing(0.05)))
    assert estimate_view(track, np.ones(len(track.time_s), bool)).name == "unknown"


def test_heights_are_in_torso_lengths_above_the_ankles():
    body = stick.squat(REPS)
    motion = read(stick.film(body, torso_px=173.0)).motion
    hip = stick.joints(body)["hip"][:, 1]
    tall = np.cos(np.radians(stick.STANDING_LEAN_DEG))
    assert motion.torso_px == pytest.approx(173.0 * tall, rel=0.01)
    measured = np.interp(body.time_s, motion.time_s, motion.height("hip"))
    assert measured == pytest.approx(hip / tall, abs=0.02)


@pytest.mark.parametrize("yaw_deg", [0, 30, 60, 90])
def test_torso_length_does_not_depend_on_the_camera(yaw_deg):
    track = clean(stick.film(stick.squat(REPS), yaw_deg=yaw_deg))
    assert torso_px(track) == pytest.approx(200, rel=0.01)


@pytest.mark.parametrize("rest_s", [7.0, 15.0, 30.0])
def test_torso_length_does_not_depend_on_how_long_the_lifter_rests_bent_over(rest_s):
    body = stick.deadlift(stick.paced(3, rest_s=rest_s))
    assert torso_px(clean(stick.film(body))) == pytest.approx(200, rel=0.03)


@pytest.mark.parametrize("yaw_deg", [-90, 90])
def test_a_trunk_bent_over_a_bar_toward_the_camera_does_not_stand(yaw_deg):
    """Seen from before or behind, its line is vertical at the floor, too."""
    body = stick.deadlift(stick.paced(3, rest_s=15.0), floor_lean_deg=53.0)
    track = clean(stick.film(body, yaw_deg=yaw_deg))
    assert torso_px(track) == pytest.approx(200, rel=0.1)


@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift])
def test_who_fetches_the_phone_is_no_larger(lift):
    track = stick.film(lift(REPS))
    here = read(track).motion.torso_px
    fetching = np.arange(len(track.time_s)) > 0.85 * len(track.time_s)
    image_px = track.image_px.copy()
    foot_px = image_px[:, Lm.LEFT_HEEL, None]
    image_px[fetching] = (foot_px + 1.7 * (image_px - foot_px))[fetching]
    assert read(replace(track, image_px=image_px)).motion.torso_px == pytest.approx(here, rel=0.02)


def test_standing_frames_are_the_upright_ones():
    body = stick.squat(REPS, lean_deg=45)
    track = clean(stick.film(body))
    lean = np.interp(track.time_s, body.time_s, body.trunk_deg)
    standing = upright(trunk_px(track.image_px), torso_px(track))
    assert standing[lean < 10].all()
    assert not standing[lean > 40].any()


def test_near_and_far_are_the_lifters_own_sides():
    motion = read(stick.film(stick.squat(REPS), facing=-1)).motion
    assert np.array_equal(motion.joints("near")["hip"], motion.left["hip"])
    assert np.array_equal(motion.joints("far")["hip"], motion.right["hip"])


@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift])
@pytest.mark.parametrize("joints_deg", [-50, -42, 40, 75])
def test_a_plate_over_the_feet_makes_a_side_view_of_a_hidden_lifter(lift, joints_deg):
    """Behind a plate the joints of somebody filmed from the side read far off it."""
    body = lift(stick.paced(3))
    seen_askew = stick.film(body, yaw_deg=joints_deg)
    assert analyzed(seen_askew).view.name != "side"
    for true_deg in (-10, 0, 10):
        view = analyzed(seen_askew, bar=stick.plate(body, yaw_deg=true_deg)).view
        assert view.name == "side"
        assert view.yaw_deg == pytest.approx(true_deg, abs=10)


@pytest.mark.parametrize("yaw_deg", [-45, -35, -25, -10, 0, 10, 25, 35, 45])
def test_joints_that_agree_with_the_near_or_the_far_plate_are_believed(yaw_deg):
    """However round it looks: a stack of plates does from 35° off the side."""
    body = stick.squat(stick.paced(3))
    track = stick.film(body, yaw_deg=yaw_deg)
    alone = analyzed(track).view
    for near in (True, False):
        bar = stick.plate(body, yaw_deg=yaw_deg, near=near)
        assert analyzed(track, bar=bar).view == alone


@pytest.mark.parametrize("yaw_deg", [-45, -35, -25, 25, 35, 45])
@pytest.mark.parametrize("near", [True, False])
@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift])
def test_from_off_the_side_its_place_tells_the_near_plate_from_the_far_one(lift, yaw_deg, near):
    """A far plate before the feet was a near one of a camera at -19° in 34 sets filmed from 38."""
    body = lift(stick.paced(3))
    track = stick.film(body, yaw_deg=yaw_deg)
    bar = stick.plate_through_lens(body, yaw_deg, near=near)
    motion = read(track, bar=bar).motion
    assert motion.far_plate == (not near)
    assert motion.view.yaw_deg == pytest.approx(yaw_deg, abs=5)


@pytest.mark.parametrize("yaw_deg", [-10, 0, 10])
def test_from_the_side_no_far_plate_is_seen(yaw_deg):
    """The near one is before it."""
    body = stick.squat(stick.paced(3))
    for near in (True, False):
        bar = stick.plate_through_lens(body, yaw_deg, near=near)
        assert not read(stick.film(body, yaw_deg=yaw_deg), bar=bar).motion.far_plate


def test_a_plate_that_goes_further_than_the_shoulders_is_no_far_one():
    """Behind a plate joints may be turned to where the far plate would hang."""
    body = stick.squat(stick.paced(3))
    near = stick.plate_through_lens(body, -18, near=True)
    motion = read(stick.film(body, yaw_deg=20), bar=near).motion
    assert not motion.far_plate


@pytest.mark.parametrize("bar_deg", [-40, 40])
@pytest.mark.parametrize("joints_deg", [-12, 12])
def test_a_plate_far_beside_the_feet_is_no_side_view(joints_deg, bar_deg):
    """A far plate hangs where a near one would from the other side, which the joints tell."""
    body = stick.squat(stick.paced(3))
    track = stick.film(body, yaw_deg=joints_deg)
    view = analyzed(track, bar=stick.plate(body, yaw_deg=bar_deg)).view
    assert view.name == "oblique"
    assert view.yaw_deg == pytest.approx(np.copysign(40, joints_deg), abs=10)


def test_a_plate_that_is_never_seen_beside_the_lifter_says_nothing():
    body = stick.squat(stick.paced(3))
    track = stick.film(body, yaw_deg=45)
    bar = stick.plate(body)
    lost = replace(bar, center_px=np.full_like(bar.center_px, np.nan))
    assert analyzed(track, bar=lost).view.yaw_deg == analyzed(track).view.yaw_deg


@pytest.mark.parametrize(
    ("wait_s", "behind"), [(12.0, 0.6), (12.0, 2.0), (12.0, -1.0), (20.0, 1.5)]
)
def test_waiting_beside_the_bar_turns_no_camera(wait_s, behind):
    """The bar waits in the rack, the lifter steps in late: it tells only while they carry it."""
    body = stick.squat(stick.paced(3, first_s=wait_s + 3))
    steps = 1 - stick.smooth_step((body.time_s - wait_s) / 1.0)
    track = stick.film(replace(body, feet=-behind * steps))
    analysis = analyzed(track, bar=stick.plate(body))
    assert analysis.view == analyzed(track).view
    assert not any(rep.flagged for rep in some_reps(analysis))


@pytest.mark.parametrize("yaw_deg", [0, 35])
@pytest.mark.parametrize("pan_px", [-800, 800])
def test_a_camera_that_follows_the_walk_out_is_not_turned_by_it(pan_px, yaw_deg):
    body = stick.squat(stick.paced(3, first_s=4))
    track = stick.film(body, yaw_deg=yaw_deg)
    pan = pan_px * stick.smooth_step((track.time_s - 1) / 1.5)
    camera = camera_of(track, np.stack([pan, 0 * pan], axis=1))
    view = analyzed(track, bar=stick.plate(body, yaw_deg=yaw_deg), camera=camera).view
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=10)


def test_a_side_view_that_only_the_bar_shows_has_a_near_side():
    """Joints say "front", the bar says "side": one lost shoulder must not read 54° for 40°."""
    body = stick.squat(stick.paced(4), lean_deg=40)
    track = stick.film(body, yaw_deg=70)
    image = track.image_px.copy()
    image[:, Lm.LEFT_SHOULDER, 0] += 60
    analysis = analyzed(replace(track, image_px=image), bar=stick.plate(body))
    assert analysis.view.name == "side"
    assert analysis.view.near_side is not None
    assert not any(f.fault == "excessive_lean" for r in some_reps(analysis) for f in r.findings)


def test_a_pull_that_leans_away_from_the_camera_is_drawn_shorter_still():
    clip = observed(stick.film(stick.deadlift(REPS)), runtime="mediapipe 0")
    window = read_set(clip, Options().rep_options).windows[0]
    curve = np.full(len(window.motion.time_s), 55.0)

    def from_yaw_deg(yaw_deg: float) -> float:
        there = replace(window.motion, view=replace(window.motion.view, yaw_deg=yaw_deg))
        found = torso_lean._measurement(replace(window, motion=there), curve, None)
        return found["lean_peak_deg"].value

    assert from_yaw_deg(30) == from_yaw_deg(0) == pytest.approx(57.0)
    assert from_yaw_deg(-30) == pytest.approx(57.0 + 4.0 / 2)
