"""Noise of a frame is measured whatever the frame shows, and a clean frame stays as it is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.extraction.noise import BLUR_PX, CLEAN, NOISY, denoised, noise_of
from formcheck.extraction.scanning import SCAN_LONGEST_PX
from formcheck.pose.landmarker import MediaPipePoseEstimator
from formcheck.pose.model_store import find_model
from formcheck.video.conversion import Lens
from formcheck.video.reading import Frame, FrameReader
from tests.samples import SAMPLES

Picture = NDArray[np.uint8]


def scene(shade: float = 1.0) -> Picture:
    """Surfaces, slopes, edges, a fine grid in a third of it, and parts in black and in white."""
    across, down = np.meshgrid(np.arange(480), np.arange(360))
    level = 60 + 0.25 * across + 0.1 * down
    level[120:200, 60:140] = 200
    cv2.circle(level, (150, 250), 60, 90.0, -1)
    level[:, 300:] += 40 * ((across[:, 300:] // 2 + down[:, 300:] // 2) % 2)
    level[:60], level[330:] = 0, 255
    return np.repeat(np.clip(shade * level, 0, 255)[..., None], 3, axis=2).astype(np.uint8)


def with_noise(picture: Picture, sd: float, seed: int = 0) -> Picture:
    noise = np.random.default_rng(seed).normal(0, sd, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@given(sd=st.floats(2.0, 25.0), seed=st.integers(0, 99), shade=st.floats(0.7, 1.0))
def test_noise_is_read_beside_detail_and_what_is_cut_off(
    sd: float, seed: int, shade: float
) -> None:
    assert noise_of(with_noise(scene(shade), sd, seed)) == pytest.approx(sd, rel=0.2, abs=0.5)


@pytest.mark.parametrize("picture", [scene(), np.zeros((360, 480, 3), np.uint8), scene()[:4, :4]])
def test_a_clean_frame_stays_the_same_object(picture: Picture) -> None:
    frame = Frame(1.0, picture)
    assert noise_of(picture) < CLEAN
    assert denoised(frame) is frame


def test_a_noisy_frame_is_blurred_by_as_much_as_it_is_noisy() -> None:
    """Twice as noisy is no other step: from frame to frame the blur does not flicker."""
    left = []
    for sd in (CLEAN + 1.0, (CLEAN + NOISY) / 2 + 1.0, NOISY + 4.0):
        frame = Frame(2.0, with_noise(scene(), sd), origin_px=(3.0, 4.0), scale=(0.5, 0.5))
        blurred = denoised(frame)
        assert replace(blurred, pixels=frame.pixels) == frame, "only its pixels are others"
        left.append(noise_of(blurred.pixels) / noise_of(frame.pixels))
    assert left[0] > left[1] > left[2]
    # a normal blur of s pixels leaves no less of a fine difference than its frequencies let through
    assert left[2] < np.exp(-(np.pi**2) * BLUR_PX**2 / 4)


@pytest.mark.model
@pytest.mark.slow
def test_people_are_found_in_film_with_grain() -> None:
    estimator = MediaPipePoseEstimator(find_model(None))
    found = np.zeros(2, int)
    grain = np.random.default_rng(1)
    lens = Lens(longest_px=SCAN_LONGEST_PX)
    try:
        for frame in FrameReader(SAMPLES / "deadlift_late_shrug.mp4", lens, min_gap_s=1.0):
            noisy = np.clip(frame.pixels + grain.normal(0, 25, frame.pixels.shape), 0, 255)
            shown = replace(frame, pixels=noisy.astype(np.uint8))
            both = shown.pixels, denoised(shown).pixels
            found += [bool(estimator.find_people(pixels, 2)) for pixels in both]
    finally:
        estimator.close()
    assert found[1] >= found[0] + 3
