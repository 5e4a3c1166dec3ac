"""Clips for the browser: cut from the rendered samples, as phones would store them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.video.conversion import Lens
from formcheck.video.reading import FrameReader
from tests.videos import write_video

SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"


def phone_hevc(target: Path, *, end_s: float) -> Path:
    """An upright HEVC clip, stored lying down with a turn of 90 degrees, as phones do."""
    times, pictures = _read(SAMPLES / "squat_clean.mp4", end_s)
    middle = pictures[0].shape[1] // 2
    half = pictures[0].shape[0] * 3 // 8 // 2 * 2
    lying = [np.ascontiguousarray(np.rot90(p[:, middle - half : middle + half])) for p in pictures]
    return _write(target, times, lying, codec="libx265", rotation_deg=90)


def short_h264(target: Path, sample: str, *, end_s: float) -> Path:
    """The beginning of a sample as H.264."""
    times, pictures = _read(SAMPLES / f"{sample}.mp4", end_s)
    return _write(target, times, pictures, codec="libx264", rotation_deg=0)


def two_lifters(target: Path, left: str, right: str, *, end_s: float) -> Path:
    """Two samples side by side, the middle of each, as if both lifted side by side in one place.

    Of every second picture: the pose model takes half as long.
    """
    halves = [_every_second(SAMPLES / f"{sample}.mp4", end_s) for sample in (left, right)]
    times = min((times for times, _ in halves), key=len)
    pictures = [
        np.ascontiguousarray(np.hstack([_middle(one), _middle(other)]))
        for one, other in zip(halves[0][1], halves[1][1], strict=False)
    ]
    return _write(target, times, pictures, codec="libx264", rotation_deg=0)


def _middle(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As wide as it is high."""
    height, width = rgb.shape[:2]
    begin = (width - height) // 2
    return rgb[:, begin : begin + height]


def _read(clip: Path, end_s: float) -> tuple[list[float], list[NDArray[np.uint8]]]:
    frames = list(FrameReader(clip, Lens(longest_px=960), end_s=end_s))
    return [frame.time_s for frame in frames], [_even(frame.rgb) for frame in frames]


def _every_second(clip: Path, end_s: float) -> tuple[list[float], list[NDArray[np.uint8]]]:
    times, pictures = _read(clip, end_s)
    return times[::2], pictures[::2]


def _even(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = (side // 2 * 2 for side in rgb.shape[:2])
    return np.asarray(cv2.resize(rgb, (width, height)), np.uint8)


def _write(
    target: Path,
    times: list[float],
    pictures: list[NDArray[np.uint8]],
    *,
    codec: str,
    rotation_deg: int,
) -> Path:
    height, width = pictures[0].shape[:2]
    return write_video(
        target,
        times,
        codec=codec,
        size=(width, height),
        rotation_deg=rotation_deg,
        pictures=pictures,
        options={"preset": "ultrafast"},
    )
