"""The plate is found and followed to a fraction of a pixel, and never invented."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from formcheck.bar.find import Plate, travel
from formcheck.bar.region import bar_region
from formcheck.bar.rim import Rim, fit_rims
from formcheck.bar.tracking import Chunk, find_bar, joined, track_bar
from formcheck.observation.poses import LANDMARKS, Landmark, PoseTrack
from formcheck.video.reading import Frame
from tests.bar.drawn import (
    HEIGHT,
    TORSO,
    WIDTH,
    clip,
    disc,
    found_bar_track,
    in_turn,
    poses_holding,
    pull_path,
    room,
)

pytestmark = pytest.mark.long

RADIUS = 42.0
OFFSET = (6.0, 30.0)


def test_hands_that_nobody_saw_travel_nowhere_that_is_known():
    """One clip without a wrist must not end the look at it."""
    unseen = np.full((5, 2), np.nan)
    assert np.isnan(travel(unseen))
    seen = np.stack([np.zeros(201), np.arange(201.0)], axis=1)
    assert travel(np.concatenate([unseen, seen])) == pytest.approx(180.0)


def test_a_rim_is_fitted_to_a_fiftieth_of_a_pixel():
    for center in ((200.0, 180.0), (200.37, 180.71), (199.5, 181.25)):
        picture = room()
        disc(picture, center, RADIUS)
        gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        (rim,) = fit_rims([gray], [np.add(center, (2.5, -2.0))], [RADIUS], reach_px=5.0)
        assert np.abs(rim.center - center).max() < 0.02
        assert abs(rim.radius_px - RADIUS) < 0.1
        assert rim.seen > 0.9


def test_a_wall_without_edges_has_no_rim():
    gray = np.full((200, 200), 128, np.uint8)
    (rim,) = fit_rims([gray], [np.array([100.0, 100.0])], [RADIUS], reach_px=5.0)
    assert rim.seen == 0


@pytest.mark.parametrize("aspect", [1.0, 0.87])
def test_a_lifted_plate_is_followed_within_a_fifth_of_a_pixel(aspect):
    path = pull_path(150)
    bar = found_bar_track(
        clip(path, RADIUS, aspect=aspect), poses_holding(path, OFFSET, wobble_px=3)
    )
    assert bar.coverage > 0.98
    assert bar.aspect == aspect
    assert bar.radius_px == pytest.approx(RADIUS, abs=1.0)
    error = np.abs(bar.center_px - path)
    assert np.nanmedian(error) < 0.1
    # the first and last frames and all between: nothing drifts
    assert np.nanmax(error[:, 1]) < 0.5


@pytest.mark.parametrize("light", [0.1, 0.6])
def test_in_a_dark_gym_the_same_plate_is_followed(light):
    """Edges count by gray levels; those of a dark picture are brought up first."""
    path = pull_path(150)
    dark = [
        replace(frame, pixels=(frame.pixels * light).astype(np.uint8))
        for frame in clip(path, RADIUS)
    ]
    bar = found_bar_track(dark, poses_holding(path, OFFSET, wobble_px=3))
    assert bar.coverage > 0.95
    assert bar.radius_px == pytest.approx(RADIUS, abs=1.0)
    assert np.nanmedian(np.abs(bar.center_px - path)) < 0.2


@pytest.mark.parametrize("inner", [0.84, 0.86, 0.88, 0.9])
def test_a_ring_inside_the_rim_is_not_mixed_up_with_it(inner):
    """A circle between the two touches one on each side, and its center jumps."""
    path = pull_path(150)

    def ring(picture, index):
        x, y = (round(float(v) * 256) for v in path[index])
        size = round(inner * RADIUS * 256)
        cv2.circle(picture, (x, y), size, (110, 110, 115), 2, cv2.LINE_AA, shift=8)
        # a wall as dark as the plate hides half of the rim
        cv2.rectangle(picture, (0, 0), (round(path[index, 0]), HEIGHT), (42, 42, 46), -1)
        cv2.ellipse(
            picture, (x, y), (size, size), 0, 90, 270, (110, 110, 115), 2, cv2.LINE_AA, shift=8
        )

    bar = found_bar_track(clip(path, RADIUS, over=ring), poses_holding(path, OFFSET))
    assert bar.coverage > 0.9
    assert np.nanpercentile(np.abs(bar.center_px[:, 1] - path[:, 1]), 95) < 1.0


@pytest.mark.parametrize("jump", [7.0, 9.0, 12.0])
def test_a_rim_that_slipped_to_the_ring_behind_is_found_again_beside(jump):
    """A jerk of the phone throws the circle between the rims of two plates, where half of it fits.

    The larger plate is the one behind, which perspective shows a little to the side.
    """
    path = pull_path(150)
    path[60:, 0] += jump
    path[100:, 1] += jump

    def behind(picture, index):
        larger = picture.copy()
        disc(larger, path[index] + 3.0, 1.15 * RADIUS)
        is_disc = (larger < 60).all(axis=2) & (larger != picture).any(axis=2)
        picture[is_disc] = 95
        disc(picture, path[index], RADIUS)

    bar = found_bar_track(clip(path, RADIUS, over=behind), poses_holding(path, OFFSET))
    assert bar.radius_px == pytest.approx(RADIUS, abs=1.0)
    assert np.nanmax(np.abs(bar.center_px - path)) < 3.0


def test_a_leg_in_front_of_the_plate_does_not_move_it():
    path = pull_path(150)

    def leg(picture, index):
        cv2.rectangle(picture, (205, 150), (232, 400), (160, 120, 100), -1)

    bar = found_bar_track(clip(path, RADIUS, over=leg), poses_holding(path, OFFSET))
    assert bar.coverage > 0.95
    assert np.nanpercentile(np.abs(bar.center_px[:, 1] - path[:, 1]), 95) < 0.5


def test_a_plate_hidden_for_a_second_is_missing_and_then_found_again():
    path = pull_path(180)

    def curtain(picture, index):
        if 80 <= index < 110:
            cv2.rectangle(picture, (120, 100), (340, HEIGHT), (140, 140, 140), -1)

    bar = found_bar_track(clip(path, RADIUS, over=curtain), poses_holding(path, OFFSET))
    assert np.isnan(bar.center_px[82:108, 0]).mean() > 0.9
    after = np.abs(bar.center_px[125:] - path[125:])
    assert np.isfinite(after).all()
    assert after.max() < 0.5


def test_round_things_that_stay_where_they_are_are_no_plate():
    path = pull_path(120)
    bar = found_bar_track(clip(None, RADIUS, frames=120), poses_holding(path, OFFSET))
    assert not bar.found
    assert np.isnan(bar.center_px).all()


def test_a_head_is_no_plate():
    path = pull_path(120)
    poses = poses_holding(path, OFFSET)
    ears = poses.image_px[:, Landmark.LEFT_EAR]

    def head(picture, index):
        disc(picture, ears[index], 0.30 * TORSO)

    assert not found_bar_track(clip(None, RADIUS, frames=120, over=head), poses).found


def test_a_ball_in_the_hands_is_too_small_for_a_plate():
    path = pull_path(120)
    poses = poses_holding(path, (0.0, 0.0))
    assert not found_bar_track(clip(path, 0.2 * TORSO), poses).found


def test_a_clip_without_a_lifter_has_no_bar_but_keeps_its_clock():
    nobody = PoseTrack(
        time_s=np.arange(30) / 30,
        image_px=np.full((30, LANDMARKS, 2), np.nan, np.float32),
        depth_px=np.full((30, LANDMARKS), np.nan, np.float32),
        visibility=np.zeros((30, LANDMARKS), np.float32),
        span=np.full(30, -1, np.int16),
        frame_size_px=(WIDTH, HEIGHT),
    )
    bar = found_bar_track(clip(pull_path(30), RADIUS), nobody)
    assert not bar.found
    assert len(bar.time_s) == 30
    assert bar_region(nobody.time_s, nobody.image_px, (WIDTH, HEIGHT)) is None


def test_a_cropped_and_shrunk_reading_gives_full_frame_pixels():
    path = pull_path(120)
    poses = poses_holding(path, OFFSET)
    left, top, scale = 40, 20, 0.8

    def small():
        for frame in clip(path, RADIUS):
            part = frame.rgb[top:, left:]
            size = (round(part.shape[1] * scale), round(part.shape[0] * scale))
            rgb = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
            yield Frame(frame.time_s, rgb, (left, top), (scale, scale))

    bar = found_bar_track(small(), poses)
    assert bar.found
    assert np.nanmax(np.abs(bar.center_px - path)) < 0.7


def test_a_clip_followed_in_two_stretches_is_followed_as_well_as_in_one():
    path = pull_path(150)
    frames, poses = list(clip(path, RADIUS)), poses_holding(path, OFFSET)
    bar = find_bar(frames[::3], poses, in_turn)
    assert bar is not None
    two = joined([track_bar(frames[:70], bar), track_bar(frames[70:], bar)], bar)
    assert two.coverage > 0.98
    np.testing.assert_array_equal(two.time_s, [frame.time_s for frame in frames])
    assert np.nanmax(np.abs(two.center_px - path)[:, 1]) < 0.5


def test_what_a_slipped_track_showed_is_taken_back_when_the_plate_is_found_again():
    """A second disc, left behind by the first, draws the track away for half a second."""
    path = np.tile([200.0, 200.0], (150, 1))
    chunk = Chunk([], np.zeros((5, 150, 2)), TORSO, Plate(RADIUS, 1.0, 0, np.zeros(2)))
    center = path.copy()
    slipped = slice(60, 75)
    center[slipped] = path[59] + np.linspace(0.3, 1.2, 15)[:, None] * TORSO * [0, 1]
    found = Rim(path[75], RADIUS, 0.6)
    assert chunk._slipped(range(74, 44, -1), center, found) == list(range(74, 59, -1))


def test_a_plate_that_moves_fast_but_steadily_has_not_slipped():
    fall = np.stack([np.zeros(40), np.arange(40) * 0.3 * TORSO], axis=1)
    chunk = Chunk([], np.zeros((5, 40, 2)), TORSO, Plate(RADIUS, 1.0, 0, np.zeros(2)))
    assert chunk._slipped(range(29, -1, -1), fall, Rim(fall[30], RADIUS, 0.6)) == []


def test_a_plate_beside_somebody_else_does_not_take_back_what_was_followed_more_surely():
    """The pose model strays to a person behind the lifter, beside whom something round hangs."""
    path = pull_path(150)
    poses = poses_holding(path, OFFSET)
    image = poses.image_px.copy()
    astray = slice(70, 85)
    image[astray, :, 0] += 2.0 * TORSO

    def behind(picture, index):
        if astray.start <= index < astray.stop:
            cv2.rectangle(picture, (0, 0), (round(path[0, 0] + RADIUS) + 4, HEIGHT), (90,) * 3, -1)
            place = path[index] + (2.0 * TORSO, 0)
            cv2.ellipse(picture, [*map(round, place)], (42, 42), 0, 0, 190, (30, 30, 30), 3)

    bar = found_bar_track(clip(path, RADIUS, over=behind), replace(poses, image_px=image))
    before = np.abs(bar.center_px[40:70] - path[40:70])
    assert np.isfinite(before).all()
    assert before.max() < 1.0
