"""Brightness and sharpness of where the lifter is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.extraction.stretch_tracking import brightness_and_sharpness, with_light
from formcheck.pose.mask import read_silhouette
from formcheck.video.reading import Frame
from tests.pose.people import figure

BOX = np.array([[60.0, 40.0], [140.0, 180.0]])


def gym(seed: int = 1) -> NDArray[np.uint8]:
    rough = np.random.default_rng(seed).integers(40, 200, (60, 50, 3), np.uint8)
    return np.asarray(cv2.resize(rough, (200, 240), interpolation=cv2.INTER_CUBIC), np.uint8)


def test_a_brighter_frame_has_more_light():
    grays = [
        brightness_and_sharpness((gym() * gain).astype(np.uint8), BOX)[0]
        for gain in (0.2, 0.4, 0.7, 1.0)
    ]
    assert grays == sorted(grays)
    assert grays[3] == pytest.approx(5 * grays[0], rel=0.05)


def test_out_of_focus_and_moved_frames_are_less_sharp():
    still = gym()
    blurred = [still if not px else cv2.GaussianBlur(still, (0, 0), px) for px in (0, 0.5, 1, 2, 4)]
    moved = [cv2.blur(still, (width, 1)) for width in (1, 3, 5, 9, 15)]
    for frames in (blurred, moved):
        sharp = [brightness_and_sharpness(np.asarray(frame), BOX)[1] for frame in frames]
        assert sharp == sorted(sharp, reverse=True)
        assert sharp[0] > 3 * sharp[-1]


def test_only_the_box_counts():
    frame = gym()
    before = brightness_and_sharpness(frame, BOX)
    frame[:, 150:] = 255
    frame[:30] = 0
    assert brightness_and_sharpness(frame, BOX) == before


def test_a_plain_frame_has_its_gray_level_and_no_sharpness():
    gray, sharpness = brightness_and_sharpness(np.full((240, 200), 93, np.uint8), BOX)
    assert (gray, sharpness) == (93.0, 0.0)


@pytest.mark.parametrize("box", [BOX + 500, BOX * np.nan, np.array([[60.0, 40.0], [63.0, 180.0]])])
def test_a_box_that_does_not_show_has_neither(box):
    assert np.isnan(brightness_and_sharpness(gym(), box)).all()


def test_it_is_kept_beside_a_contour_with_the_scale_of_the_frame():
    pose = figure(100, 200, torso=50)
    frame = Frame(0.0, gym(), (10.0, 20.0), (0.5, 0.5))
    assert with_light(pose, frame) is pose  # no contour was read
    pose = replace(pose, silhouette=read_silhouette(np.ones((240, 200), np.float32)))
    pose = replace(pose, image_px=frame.to_full_px(pose.image_px))
    seen = with_light(pose, frame).silhouette
    assert seen is not None
    assert seen.scale == 0.5
    points = frame.to_crop_px(pose.image_px)
    assert (seen.gray, seen.sharpness) == brightness_and_sharpness(frame.pixels, points)
