"""Shift, roll and zoom of a background, and whether their errors are what they are said to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.extraction.background import SHARED, BackgroundMotion, fitted_motion
from formcheck.extraction.camera_motion import measure_background, wavering_px
from formcheck.observation.tracks import CameraTrack, still_camera
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

Array = NDArray[np.float64]
SIZE = (640, 360)


def places(count: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).uniform((0, 0), (1280, 720), (count, 2))


def moved(points: Array, shift: complex, roll: float, zoom: float) -> Array:
    """About the middle of the points."""
    z = points @ np.array([1, 1j])
    now = z.mean() + shift + zoom * np.exp(1j * roll) * (z - z.mean())
    return np.stack([now.real, now.imag], axis=1)


def fitted(before: Array, after: Array) -> BackgroundMotion:
    found = fitted_motion(before.astype(np.float32), after.astype(np.float32), 3.0)
    assert found is not None
    return found


@given(
    shift=st.complex_numbers(max_magnitude=200, allow_nan=False),
    roll=st.floats(-0.1, 0.1),
    zoom=st.floats(0.9, 1.1),
)
def test_a_motion_without_noise_is_found_as_it_is(shift, roll, zoom):
    points = places(120)
    found = fitted(points, moved(points, shift, roll, zoom))
    assert found.shift == pytest.approx(shift, abs=0.01)
    assert np.angle(found.spin) == pytest.approx(roll, abs=1e-5)
    assert abs(found.spin) == pytest.approx(zoom, abs=1e-5)
    assert np.sqrt(found.variance).max() < 0.01


def test_what_moves_by_itself_is_left_out():
    points = places(100)
    after = moved(points, 5 + 2j, 0.01, 1.0)
    after[60:] += (40, -25)  # a person who was not known of
    found = fitted(points, after)
    centered = complex(*(after[:60].mean(axis=0) - points[:60].mean(axis=0)))
    assert found.shift == pytest.approx(centered, abs=0.05)
    assert np.angle(found.spin) == pytest.approx(0.01, abs=1e-4)


def test_too_few_points_or_too_few_that_agree_are_no_motion():
    points = places(100)
    assert fitted_motion(points[:11], points[:11], 3.0) is None
    apart = points + np.random.default_rng(1).uniform(-200, 200, points.shape)
    assert fitted_motion(points, apart, 3.0) is None
    assert fitted_motion(np.ones((50, 2), np.float32), np.ones((50, 2), np.float32), 3.0) is None


@pytest.mark.parametrize("noise_px", [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9])
def test_errors_are_as_large_as_they_are_said_to_be(noise_px):
    """Of points whose noise is their own; in pictures they share it, which `SHARED` stands for."""
    rng = np.random.default_rng(3)
    off, said = [], []
    for draw in range(200):
        points = places(80, seed=draw)
        after = moved(points, 6 - 3j, 0.005, 1.002) + rng.normal(0, noise_px, points.shape)
        found = fitted(points, after)
        # read at the middle of those that agree: nearly all
        there = complex(*(moved(points, 6 - 3j, 0.005, 1.002).mean(axis=0)))
        here = complex(*points.mean(axis=0))
        image = here + found.shift + (found.spin - 1) * (here - found.center)
        off.append([(image - there).real, (image - there).imag, np.angle(found.spin) - 0.005])
        said.append([*found.variance, found.spin_variance])
    ratio = np.sqrt(np.mean(said, axis=0) / SHARED) / np.sqrt(np.square(off).mean(axis=0))
    np.testing.assert_allclose(ratio, 1.0, atol=0.2)


def hand(time_s: Array | float) -> tuple[Array, Array, Array]:
    """Shift (complex), roll and zoom of a phone in a hand, about the picture's middle."""
    t = np.asarray(time_s, float)
    shift = 9 * np.sin(2 * t) + 6j * np.sin(3.1 * t)
    return shift, np.radians(0.9) * np.sin(2.6 * t), 1 + 0.008 * np.sin(1.9 * t)


MIDDLE = complex(SIZE[0] / 2, SIZE[1] / 2)


def filmed_by_hand(count: int, noise: float) -> Iterator[NDArray[np.uint8]]:
    rng = np.random.default_rng(1)
    grain = rng.integers(0, 255, (60, 100, 3), np.uint8)
    room = cv2.resize(grain, (800, 480), interpolation=cv2.INTER_CUBIC)
    for time_s in even_times(count):
        shift, roll, zoom = hand(time_s)
        spin = complex(zoom * np.exp(1j * roll))
        # room pixels (x + 80, y + 60) are at picture pixel (x, y) when nothing moves
        offset = MIDDLE + complex(shift) - spin * (MIDDLE + 80 + 60j)
        turn = np.array([[spin.real, -spin.imag, offset.real], [spin.imag, spin.real, offset.imag]])
        shown = cv2.warpAffine(room, turn, SIZE).astype(float)
        noisy = shown + rng.normal(0, noise, (*SIZE[::-1], 1))
        yield np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> CameraTrack:
    clip = write_video(
        tmp_path_factory.mktemp("hand") / "hand.mp4",
        even_times(150),
        size=SIZE,
        pictures=filmed_by_hand(150, noise=4.0),
    )
    return measure_background(clip, [])


def true_shift_px(time_s: Array) -> Array:
    shift = hand(time_s)[0] - hand(0.0)[0]
    return np.stack([shift.real, shift.imag], axis=1)


def test_a_phone_that_rolls_and_breathes_in_the_hand_is_measured(by_hand: CameraTrack) -> None:
    """A mere shift fits no frame of it: most points are out of line then."""
    _, roll, zoom = hand(by_hand.time_s)
    assert by_hand.pivot_px.tolist() == [320, 180]
    off = by_hand.shift_px - true_shift_px(by_hand.time_s)
    assert np.sqrt(np.square(off).mean()) < 0.3
    np.testing.assert_allclose(by_hand.roll_rad, roll, atol=2e-3)
    np.testing.assert_allclose(by_hand.zoom, zoom / hand(0.0)[2], atol=2e-3)


def test_its_errors_are_as_large_as_they_are_said_to_be(by_hand: CameraTrack) -> None:
    off = by_hand.shift_px - true_shift_px(by_hand.time_s)
    said = np.sqrt(np.square(by_hand.sigma_px).mean())
    assert 0.4 < said / np.sqrt(np.square(off).mean()) < 2.5
    roll = by_hand.roll_rad - hand(by_hand.time_s)[1]
    said = np.sqrt(np.square(by_hand.roll_sigma_rad).mean())
    assert 0.4 < said / np.sqrt(np.square(roll).mean()) < 2.5


def test_between_frames_a_straight_line_leaves_out_what_is_said(by_hand: CameraTrack) -> None:
    time_s = np.arange(0.3, 4.5, 0.013)
    off = by_hand.at(time_s) - true_shift_px(time_s)
    said = np.sqrt(np.square(by_hand.sigma_at(time_s)).mean())
    assert 0.5 < said / np.sqrt(np.square(off).mean()) < 2.5


def test_places_of_the_background_stay_where_they_are_once_stilled(by_hand: CameraTrack) -> None:
    room = np.array([100 + 80j, 500 + 60j, 330 + 300j])
    shift, roll, zoom = hand(by_hand.time_s)
    spin = (zoom * np.exp(1j * roll))[:, None]
    now = MIDDLE + shift[:, None] + spin * (room - MIDDLE)
    still = by_hand.stilled(by_hand.time_s, np.stack([now.real, now.imag], axis=-1))
    assert still.shape == (len(now), 3, 2)
    assert np.sqrt(np.square(still - still[0]).mean()) < 0.5


@pytest.mark.parametrize("shape", [(7, 2), (7, 33, 2)])
def test_a_still_camera_changes_nothing(shape) -> None:
    points = np.random.default_rng(1).normal(size=shape)
    camera = still_camera(0.3)
    np.testing.assert_allclose(camera.stilled(np.arange(7.0), points), points)
    assert not camera.measured
    np.testing.assert_array_equal(camera.at(np.arange(3.0)), np.zeros((3, 2)))
    np.testing.assert_array_equal(camera.sigma_at(np.arange(3.0)), np.full((3, 2), 0.3))


def test_on_a_tripod_it_is_known_how_still_the_camera_stands() -> None:
    """Steps between two frames that each waver by `sigma` in both axes."""
    rng = np.random.default_rng(2)
    for sigma in (0.1, 0.5):
        where = rng.normal(0, sigma, (4000, 2))
        steps = np.linalg.norm(np.diff(where, axis=0), axis=1)
        assert wavering_px(steps) == pytest.approx(sigma, rel=0.1)
    assert np.isnan(wavering_px([]))
    assert wavering_px([0.0, 0.0]) > 0


def test_a_background_that_is_not_found_again_is_not_known(tmp_path: Path) -> None:
    """Every frame another room: nothing says whether the camera moved."""
    rooms = (np.random.default_rng(n).integers(0, 255, (36, 64, 3), np.uint8) for n in range(40))
    shown = (cv2.resize(room, SIZE, interpolation=cv2.INTER_CUBIC) for room in rooms)
    clip = write_video(tmp_path / "rooms.mp4", even_times(40), size=SIZE, pictures=shown)
    camera = measure_background(clip, [])
    assert np.isnan(camera.sigma_px).all()
    assert not camera.shift_px.any()


def test_a_moment_without_a_background_makes_all_after_it_less_sure(tmp_path: Path) -> None:
    """A hand before the lens: how far the camera moved meanwhile is not known."""

    def shown() -> Iterator[NDArray[np.uint8]]:
        for number, rgb in enumerate(filmed_by_hand(150, noise=2.0)):
            yield np.full_like(rgb, 60) if 70 <= number < 85 else rgb

    clip = write_video(tmp_path / "hidden.mp4", even_times(150), size=SIZE, pictures=shown())
    camera = measure_background(clip, [])
    before, after = camera.time_s < 70 / 30, camera.time_s > 87 / 30
    assert camera.sigma_px[before].max() < 0.5
    assert camera.sigma_px[after].min() > 1.0
