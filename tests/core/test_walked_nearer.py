"""A hand that walks nearer or turns the phone films the same lift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.motion.make import motion_of, stilled
from formcheck.observation.observation import Observation
from formcheck.observation.poses import HIPS, SHOULDERS
from formcheck.observation.tracks import CameraTrack
from tests import stick
from tests.observed import analyzed, complete, faults, observed

BODY = stick.squat(stick.paced(4))
STILL, PLATE = stick.film(BODY), stick.plate(BODY)


def by(zoom_by: float, roll_by_deg: float, sigma: float = 1e-4) -> CameraTrack:
    """A camera that goes evenly from one zoom and roll to another; the first frame has neither."""
    time_s = STILL.time_s.astype(np.float64)
    share = (time_s - time_s[0]) / (time_s[-1] - time_s[0])
    count = len(time_s)
    return CameraTrack(
        time_s=time_s,
        shift_px=np.stack([30.0 * share, 8.0 * share], axis=1),
        sigma_px=np.full((count, 2), 0.1),
        roll_rad=np.radians(roll_by_deg) * share,
        zoom=1.0 + zoom_by * share,
        roll_sigma_rad=np.full(count, sigma),
        pivot_px=np.array([600.0, 400.0]),
    )


def filmed(camera: CameraTrack) -> Observation:
    """The set as such a camera shows it."""
    spin = camera.zoom * np.exp(1j * camera.roll_rad)

    def moved(points_px: np.ndarray) -> np.ndarray:
        away = (points_px - camera.pivot_px) @ np.array([1, 1j])
        now = away * spin.reshape(-1, *[1] * (away.ndim - 1))
        shift_px = camera.shift_px.reshape(len(spin), *[1] * (away.ndim - 1), 2)
        return np.stack([now.real, now.imag], axis=-1) + camera.pivot_px + shift_px

    track = replace(
        STILL,
        image_px=moved(STILL.image_px.astype(np.float64)).astype(np.float32),
    )
    return observed(track, bar=replace(PLATE, center_px=moved(PLATE.center_px)), camera=camera)


@pytest.mark.parametrize(("zoom_by", "roll_by_deg"), [(0.25, 0.0), (0.0, 6.0), (-0.15, -4.0)])
def test_the_lifter_moves_as_before_a_camera_that_stands(zoom_by: float, roll_by_deg: float):
    camera = by(zoom_by, roll_by_deg)
    seen = motion_of(filmed(camera))
    # shown as its middle shows it: so much larger, and turned by so much
    size, turn = 1.0 + zoom_by / 2, np.radians(roll_by_deg) / 2
    true = motion_of(observed(STILL, bar=PLATE))
    for joint in ("hip", "shoulder", "knee"):
        here, there = ((m.mid(joint) - m.mid("ankle")) @ np.array([1, 1j]) for m in (seen, true))
        assert np.nanmax(np.abs(here - there * size * np.exp(1j * turn))) < 1.0
    assert seen.bar_px is not None
    assert true.bar_px is not None
    here = (seen.bar_px - seen.mid("ankle")) @ np.array([1, 1j])
    there = (true.bar_px - true.mid("ankle")) @ np.array([1, 1j])
    assert np.nanmax(np.abs(here - there * size * np.exp(1j * turn))) < 1.0


@pytest.mark.parametrize("shift", [1.0, 0.0])
@pytest.mark.parametrize("zoom_by", [-0.2, 0.2])
def test_nobody_shrugs_since_the_camera_came_nearer(zoom_by: float, shift: float):
    camera = by(zoom_by, 0.0)
    seen = filmed(replace(camera, shift_px=shift * camera.shift_px))
    reps = complete(analyzed(seen.track, bar=seen.bar, camera=seen.camera))
    assert len(reps) == 4
    assert not set().union(*map(faults, reps))


@pytest.mark.parametrize("facing", [1.0, -1.0])
def test_the_outline_of_the_back_leans_as_before_a_level_camera(facing: float):
    camera = by(0.0, 6.0)
    roll_deg = np.degrees(camera.roll_rad)
    image_px = STILL.image_px.copy()
    image_px[:, SHOULDERS, 0] = image_px[:, HIPS, 0] + 80.0 * facing
    back_deg = np.stack([np.full(len(roll_deg), 12.0), 40.0 + facing * roll_deg], axis=1)
    track = replace(STILL, image_px=image_px, back_deg=back_deg.astype(np.float32))
    taken = stilled(observed(track, camera=camera)).track.back_deg
    assert taken is not None
    assert taken[:, 0] == pytest.approx(12.0)
    assert taken[:, 1] == pytest.approx(40.0 + facing * 3.0, abs=0.05)  # the usual roll


def test_a_roll_that_is_as_unsure_as_large_is_left_in():
    camera = by(0.0, 2.0, sigma=0.05)
    taken = stilled(filmed(camera)).camera
    assert taken.shift_px == pytest.approx(camera.shift_px)
    assert not taken.roll_rad.any()
    assert taken.zoom == pytest.approx(1.0)


def test_the_roll_is_drawn_in_by_what_is_not_known_of_it():
    camera = by(0.0, 6.0, sigma=0.015)
    sure = camera.roll_rad - np.median(camera.roll_rad)
    taken = camera.about_usual().roll_rad
    share = 1 - 0.015**2 / (np.mean(sure**2) / 2)
    assert 0.3 < share < 0.8
    assert taken == pytest.approx(share * sure)


def test_each_shot_has_a_usual_roll_of_its_own():
    camera = by(0.0, 6.0)
    middle_s = float(np.median(camera.time_s))
    shots = ((0.0, middle_s), (middle_s, float(camera.time_s[-1])))
    taken = camera.about_usual(shots)
    for start_s, end_s in shots:
        inside = (camera.time_s > start_s) & (camera.time_s < end_s)
        assert np.median(taken.roll_rad[inside]) == pytest.approx(0.0, abs=2e-3)


def test_the_first_frame_of_a_shot_is_no_part_of_the_one_before():
    camera = by(0.0, 0.0)
    half = len(camera.time_s) // 2
    rolls = np.where(np.arange(len(camera.time_s)) < half, 0.05, 0.3)
    camera = replace(camera, roll_rad=rolls)
    cut_s, ends_s = float(camera.time_s[half]), float(camera.time_s[-1])
    assert camera.about_usual(((0.0, cut_s), (cut_s, ends_s))).roll_rad == pytest.approx(0.0)
