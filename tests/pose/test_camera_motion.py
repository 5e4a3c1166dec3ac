"""Camera motion on a textured background that is moved by a known amount."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.extraction import camera_motion
from formcheck.extraction.background import BackgroundMotion, TripodEvidence
from formcheck.extraction.camera_motion import background_steps_px, measure_background, moves
from formcheck.extraction.identity import TrackPrior
from formcheck.extraction.people import Person
from formcheck.video.reading import Frame
from tests.pose.people import figure, sighting
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

SIZE = (640, 360)


def sway_px(time_s: float) -> tuple[float, float]:
    return 18 * np.sin(time_s), 9 * np.sin(1.7 * time_s)


def pictures(count: int, moving: bool, person: bool) -> Iterator[NDArray[np.uint8]]:
    noise = np.random.default_rng(1).integers(0, 255, (60, 100, 3), np.uint8)
    room = cv2.resize(noise, (800, 480), interpolation=cv2.INTER_CUBIC)
    for time_s in even_times(count):
        x, y = sway_px(time_s) if moving else (0.0, 0.0)
        shift = np.array([[1, 0, x - 80], [0, 1, y - 60]], np.float32)
        shown = cv2.warpAffine(room, shift, SIZE)
        if person:  # a large body that goes up and down in front of the room
            top = int(80 + 70 * np.sin(3 * time_s))
            shown[top : top + 200, 220:420] = noise.repeat(4, 0)[:200].repeat(2, 1)[:, :200]
        yield shown


def about(person: bool) -> list[TrackPrior]:
    if not person:
        return []
    seen = [sighting(t, figure(320, 340, torso=90)) for t in np.arange(0, 8, 0.5)]
    return [TrackPrior.of(Person(seen))]


@pytest.mark.parametrize("person", [False, True])
def test_sway_is_measured_to_a_pixel(tmp_path: Path, person: bool) -> None:
    clip = write_video(
        tmp_path / "hand.mp4", even_times(120), size=SIZE, pictures=pictures(120, True, person)
    )
    camera = measure_background(clip, about(person))
    time_s, shift_px = camera.time_s, camera.shift_px
    truth = np.array([sway_px(t) for t in time_s]) - np.array(sway_px(0.0))
    assert len(time_s) == 40
    assert np.abs(shift_px - truth).max() < 1.0


def test_a_tripod_gives_zeros(tmp_path: Path) -> None:
    clip = write_video(
        tmp_path / "tripod.mp4", even_times(60), size=SIZE, pictures=pictures(60, False, True)
    )
    assert not measure_background(clip, about(True)).shift_px.any()


def test_before_a_bare_wall_a_plate_that_sticks_out_is_no_background(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 255, (30, 30, 3), np.uint8)
    plate = cv2.resize(noise, (90, 90), interpolation=cv2.INTER_CUBIC)

    def shown() -> Iterator[NDArray[np.uint8]]:
        for time_s in even_times(120):
            wall = np.full((360, 640, 3), 235, np.uint8)
            height = np.sin(2 * time_s)
            if height > 0.4:
                top = int(60 + 120 * height)
                wall[top : top + 90, 40:130] = plate
            yield wall

    clip = write_video(tmp_path / "bare.mp4", even_times(120), size=SIZE, pictures=shown())
    assert not measure_background(clip, about(True)).shift_px.any()


def plates_beside(
    count: int, *, by_hand: bool, logo: tuple[int, int] | None = None
) -> Iterator[NDArray[np.uint8]]:
    """Plates with all the points there are go up and down before a wall with three marks."""
    noise = np.random.default_rng(3).integers(0, 255, (30, 30, 3), np.uint8)
    plate = cv2.resize(noise[:12, :12], (100, 100), interpolation=cv2.INTER_CUBIC)
    for time_s in even_times(count):
        wall = np.full((360, 640, 3), 200, np.uint8)
        for x, y in ((30, 40), (600, 60), (200, 330)):
            wall[y : y + 12, x : x + 12] = 60
        top = int(120 + 90 * np.sin(3 * time_s))
        wall[top : top + 100, 80:180] = wall[top : top + 100, 450:550] = plate
        if by_hand:
            shift = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
            shift[:, 2] = sway_px(time_s)
            wall = cv2.warpAffine(wall, shift, SIZE, borderMode=cv2.BORDER_REPLICATE)
        if logo is not None:
            width, height = logo
            wall[300 : 300 + height, 250 : 250 + width] = noise.repeat(10, 1)[:height, :width]
        yield wall


def test_plates_beside_the_lifter_do_not_move_a_camera_that_stands_still(tmp_path: Path) -> None:
    shown = plates_beside(150, by_hand=False)
    clip = write_video(tmp_path / "plates.mp4", even_times(150), size=SIZE, pictures=shown)
    camera = measure_background(clip, about(True))
    assert not camera.shift_px.any()
    assert 0 < camera.sigma_px.max() < 0.5


@pytest.mark.parametrize(
    ("logo", "bars"), [(None, False), ((60, 20), False), ((300, 10), False), (None, True)]
)
def test_logos_captions_and_black_bars_are_no_tripod(
    logo: tuple[int, int] | None, bars: bool
) -> None:
    tripod: TripodEvidence | None = None
    shown = plates_beside(150, by_hand=True, logo=logo)
    for rgb, time_s in zip(shown, even_times(150), strict=True):
        if bars:  # notched as if by what the background looks like at the edge
            rgb[:, :70] = rgb[:, 560:] = 0
            rgb[::24, 67:70] = rgb[::24, 560:563] = 255
        frame = Frame(time_s, rgb[..., 0], (0.0, 0.0), (1.0, 1.0))
        tripod = tripod or TripodEvidence(frame, np.full(rgb.shape[:2], 255, np.uint8))
        tripod.put(frame)
    assert tripod is not None
    assert not tripod.stands


def test_errors_as_large_as_any_sway_are_not_known(tmp_path: Path) -> None:
    """Another background every ten pictures: errors add up, and soon nothing is known."""
    walls = [np.random.default_rng(n).integers(0, 255, (36, 64, 3), np.uint8) for n in range(12)]
    large = [cv2.resize(wall, (800, 480), interpolation=cv2.INTER_CUBIC) for wall in walls]

    def shown() -> Iterator[NDArray[np.uint8]]:
        for number, time_s in enumerate(even_times(120)):
            x, y = (int(60 + 2 * v) for v in sway_px(time_s))
            yield large[number // 10][y : y + SIZE[1], x : x + SIZE[0]]

    clip = write_video(tmp_path / "walls.mp4", even_times(120), size=SIZE, pictures=shown())
    far = [sighting(t, figure(320, 340, torso=40)) for t in np.arange(0, 8, 0.5)]
    camera = measure_background(clip, [TrackPrior.of(Person(far))])
    assert np.isnan(camera.sigma_px).all()
    assert measure_background(clip, []).measured


def test_a_pan_farther_than_the_picture_is_wide_adds_up(tmp_path: Path) -> None:
    noise = np.random.default_rng(2).integers(0, 255, (60, 400, 3), np.uint8)
    wall = cv2.resize(noise, (3200, 480), interpolation=cv2.INTER_CUBIC)
    shown = (wall[60:420, 10 * n : 10 * n + 640] for n in range(120))
    clip = write_video(tmp_path / "pan.mp4", even_times(120), size=SIZE, pictures=shown)
    camera = measure_background(clip, [])
    time_s, shift_px = camera.time_s, camera.shift_px
    np.testing.assert_allclose(shift_px[:, 0], -300 * time_s, atol=6)
    np.testing.assert_allclose(shift_px[:, 1], 0, atol=3)


class PlainWall:
    """As `Reference` before a plain wall: sure to a pixel, and found again two times in three."""

    draw = np.random.default_rng(5)

    def __init__(self, frame: Frame, _: NDArray[np.uint8]) -> None:
        self.time_s = frame.time_s

    def motion_to(self, frame: Frame) -> BackgroundMotion | None:
        near = frame.time_s - self.time_s < 0.15
        if not near and self.draw.random() < 1 / 3:
            return None
        moved = complex(*sway_px(frame.time_s)) - complex(*sway_px(self.time_s))
        off = complex(*self.draw.normal(0, 1, 2))
        return BackgroundMotion(moved + off, 1 + 0j, 320 + 180j, np.ones(2), 1e-6)


def test_before_a_plain_wall_the_camera_does_not_drift_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_motion, "Reference", PlainWall)
    clip = write_video(
        tmp_path / "wall.mp4", even_times(480), size=SIZE, pictures=pictures(480, False, False)
    )
    monkeypatch.setattr(TripodEvidence, "stands", False)
    camera = measure_background(clip, [])
    truth = np.array([sway_px(t) for t in camera.time_s]) - np.array(sway_px(0.0))
    assert np.abs(camera.shift_px - truth).mean() < 1.5


def test_a_step_now_and_then_is_no_moving_camera() -> None:
    size = (1280, 720)
    assert not moves([], size)
    assert not moves([0.2] * 20 + [30.0] * 3, size)
    assert moves([4.0, 2.5, 6.0, 3.0, 2.2], size)


def steps_px(moving: bool) -> list[float]:
    """Steps between pictures half a second apart, with a large body that goes up and down."""
    shown = list(pictures(120, moving, person=True))[::15]
    frames = [Frame(n / 2, rgb) for n, rgb in enumerate(shown)]
    bodies = [[figure(320, 300, torso=90)] for _ in frames]
    return background_steps_px(frames, bodies)


def test_steps_tell_a_tripod_from_a_hand_though_somebody_moves() -> None:
    on_a_tripod = steps_px(moving=False)
    assert not moves(on_a_tripod, SIZE)
    assert max(on_a_tripod) < 0.2
    swayed = np.array([sway_px(n / 2) for n in range(8)])
    truth = np.linalg.norm(np.diff(swayed, axis=0), axis=1)
    np.testing.assert_allclose(steps_px(moving=True), truth, atol=0.5)


def test_a_background_without_anything_to_hold_on_to_counts_as_moving() -> None:
    blank = [Frame(n, np.full((360, 640, 3), 90, np.uint8)) for n in range(5)]
    assert background_steps_px(blank, [[]] * 5) == [np.inf] * 4
    assert moves([np.inf] * 4, SIZE)


def test_a_clip_without_a_frame_says_nothing_of_the_camera(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "short.mp4", even_times(3), size=SIZE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camera_motion, "FrameReader", lambda *_, **__: iter(()))
        assert not measure_background(clip, []).shift_px.any()
