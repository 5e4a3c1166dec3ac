"""Cuts, fades and dissolves, and what is none: flashes, swings, captions, a body that moves."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.extraction.shots import Thumbs, luma_thumb, shots
from formcheck.video.reading import FrameReader
from tests.videos import even_times, write_video

FPS, SIDE = 30.0, 16
RNG = np.random.default_rng(3)
COARSE = RNG.integers(20, 230, (2, SIDE // 2, 2 * SIDE)).astype(float)
GYM, HALL = (np.kron(coarse, np.ones((2, 2))) for coarse in COARSE)


def view(scene: np.ndarray, column: float = 0.0) -> np.ndarray:
    """(16, 16) of a wide scene, from a column on."""
    first = int(column)
    share = column - first
    wide = np.roll(scene, -first, axis=1)
    return (1 - share) * wide[:, :SIDE] + share * wide[:, 1 : SIDE + 1]


def seen(pictures: list[np.ndarray]) -> tuple[tuple[float, float], ...]:
    """The shots of pictures that a camera with a little noise takes 30 times a second."""
    noise = np.random.default_rng(0).normal(0, 1.0, (len(pictures), SIDE, SIDE))
    filmed = np.clip(np.array(pictures) + noise, 0, 255).round().astype(np.uint8)
    return shots(np.arange(len(pictures)) / FPS, filmed)


def still(scene: np.ndarray, count: int) -> list[np.ndarray]:
    return [view(scene)] * count


def test_a_clip_that_is_not_cut_is_one_shot():
    assert seen(still(GYM, 60)) == ((0.0, pytest.approx(59 / FPS)),)


def test_a_cut_is_where_the_other_picture_begins():
    (one, two) = seen(still(GYM, 40) + still(HALL, 40))
    assert one == (0.0, pytest.approx(40 / FPS))
    assert two == (pytest.approx(40 / FPS), pytest.approx(79 / FPS))


def test_a_cut_may_follow_on_frames_that_are_missing():
    """A clip of which a phone dropped 0.2 s of frames could not be read at all."""
    pictures = np.array(still(GYM, 40) + still(HALL, 40)).round().astype(np.uint8)
    time_s = np.arange(80) / FPS + np.repeat([0.0, 0.4], 40)
    (one, two) = shots(time_s, pictures)
    assert one == (0.0, time_s[40])
    assert two == (time_s[40], time_s[79])


def test_a_cut_to_a_nearer_view_of_the_same_gym_is_one():
    near = np.kron(view(GYM)[4:12, 4:12], np.ones((2, 2)))
    assert len(seen(still(GYM, 30) + [near] * 30)) == 2


@pytest.mark.parametrize("frames", [1, 3])
def test_a_few_frames_of_another_picture_at_either_end_are_no_shot(frames):
    for pictures in ((GYM, 60, HALL, frames), (HALL, frames, GYM, 60)):
        first, count, last, more = pictures
        (only,) = seen(still(first, count) + still(last, more))
        assert only == (0.0, pytest.approx((59 + frames) / FPS))


def test_a_dissolve_is_cut_about_its_middle():
    mixed = [(1 - s) * view(GYM) + s * view(HALL) for s in np.linspace(0, 1, 16)]
    (one, two) = seen(still(GYM, 40) + mixed + still(HALL, 40))
    assert one[1] == two[0] == pytest.approx(47.5 / FPS, abs=0.1)


def test_black_between_two_shots_belongs_to_none():
    (one, two) = seen(still(GYM, 30) + [np.full((SIDE, SIDE), 3.0)] * 15 + still(GYM, 30))
    assert one[1] == pytest.approx(30 / FPS)
    assert two[0] == pytest.approx(45 / FPS)


def test_a_flash_is_no_cut():
    flash = [np.minimum(255, view(GYM) + 150)] * 2
    assert len(seen(still(GYM, 30) + flash + still(GYM, 30))) == 1


def test_an_exposure_that_adapts_is_no_cut():
    darker = [0.6 * view(GYM)] * 40
    assert len(seen(still(GYM, 40) + darker)) == 1


def test_a_whip_pan_is_no_cut():
    swing = [view(GYM, column) for column in np.linspace(0, 40, 14)]
    assert len(seen(still(GYM, 30) + swing + [view(GYM, 40)] * 30)) == 1


def test_a_hand_that_shakes_while_frames_are_shown_twice_is_no_cut():
    places = np.repeat(np.random.default_rng(1).uniform(0, 6, 30), 3)
    assert len(seen([view(GYM, column) for column in places])) == 1


def test_a_caption_is_no_cut():
    lettered = view(GYM).copy()
    lettered[1:3, 2:14] = 255
    assert len(seen(still(GYM, 30) + [lettered] * 30)) == 1


def test_a_body_that_goes_down_and_up_is_no_cut():
    pictures = []
    for n in range(90):
        body = view(GYM).copy()
        top = round(4 + 5 * np.sin(np.pi * n / 90) ** 2)
        body[top:14, 6:10] = 240
        pictures.append(body)
    assert len(seen(pictures)) == 1


def test_nothing_filmed_has_no_shots():
    assert shots(np.zeros(0), np.zeros((0, SIDE, SIDE), np.uint8)) == ()


def test_every_decoded_frame_has_a_thumb_also_those_that_are_not_returned(tmp_path):
    clip = tmp_path / "clip.mp4"
    write_video(clip, even_times(30))
    thumb_at = {}

    def keep(time_s, frame):
        thumb_at[time_s] = luma_thumb(frame)

    returned = list(FrameReader(clip, min_gap_s=0.5, on_decoded=keep))
    everything = Thumbs.since(0.0, thumb_at)
    assert len(returned) < 5
    np.testing.assert_allclose(everything.time_s, even_times(30), atol=1e-3)
    filmed = returned[0].pixels.mean()
    assert everything.pixels.shape == (30, SIDE, SIDE)
    assert everything.pixels[0].mean() == pytest.approx(filmed, abs=12)
    assert len(Thumbs.since(0.5, thumb_at).time_s) == 15
