"""The two passes over a clip that need the pose model: look around coarsely, then look closely.

Each works on one stretch of time and returns plain data, so that it can run in another process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.people import Sighting, body_size_px, center_px, distinct
from formcheck.pose import LANDMARKS, Pose, PoseEstimator
from formcheck.video import Frame, read_frames

EstimatorFactory = Callable[[], PoseEstimator]
Crop = tuple[float, float, float, float]

SCAN_GAP_S = 0.5
SCAN_LONGEST_PX = 960
MOST_PEOPLE = 4
TILE_ASPECT = 1.25  # a picture this much longer than wide is also looked at in squares
CLOSE_GAP_S = 1 / 30
CLOSE_LONGEST_PX = 640


@dataclass(frozen=True)
class Stretch:
    """Part of a clip, in seconds: from `start_s` until just before `end_s`."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Scan:
    """What the coarse look gave.

    Attributes:
        time_s: Of each picture.
        seen: Everybody in each picture.
        decode_s: Time spent on reading pictures.
        pose_s: Time spent on the pose model.
        damaged: Pictures that could not be read.
    """

    time_s: tuple[float, ...]
    seen: tuple[tuple[Sighting, ...], ...]
    decode_s: float
    pose_s: float
    damaged: int


@dataclass(frozen=True)
class CloseLook:
    """What following the lifter gave, before any identity check. Shapes as in `PoseTrack`."""

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    decode_s: float
    pose_s: float
    damaged: int


@dataclass
class Clock:
    """Adds up time spent on reading pictures and on everything else."""

    read_s: float = 0.0
    total_from: float = field(default_factory=time.perf_counter)

    def frames(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        """Pass frames on, timing how long each took to arrive."""
        while True:
            before = time.perf_counter()
            frame = next(frames, None)
            self.read_s += time.perf_counter() - before
            if frame is None:
                return
            yield frame

    @property
    def other_s(self) -> float:
        """Time since the start that was not spent on reading."""
        return time.perf_counter() - self.total_from - self.read_s


def look_around(path: Path, stretch: Stretch, create: EstimatorFactory) -> Scan:
    """Find everybody, in a few pictures per second."""
    reader = read_frames(
        path,
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        min_gap_s=SCAN_GAP_S,
        longest_px=SCAN_LONGEST_PX,
    )
    clock, estimator = Clock(), create()
    times: list[float] = []
    seen: list[tuple[Sighting, ...]] = []
    try:
        for frame in clock.frames(reader):
            times.append(frame.time_s)
            seen.append(tuple(_everybody(frame, estimator)))
    finally:
        estimator.close()
    return Scan(tuple(times), tuple(seen), clock.read_s, clock.other_s, reader.damaged)


def _everybody(frame: Frame, estimator: PoseEstimator) -> list[Sighting]:
    """People in the whole picture and in squares of it: the detector likes people large."""
    poses: list[Pose] = []
    for left, top, right, bottom in _tiles(*frame.rgb.shape[1::-1]):
        found = estimator.find_people(frame.rgb[top:bottom, left:right], MOST_PEOPLE)
        poses += [_moved(pose, left, top) for pose in found]
    return [
        Sighting(frame.time_s, _in_full_frame(pose, frame), _trunk_color(frame.rgb, pose))
        for pose in distinct(poses)
    ]


def _tiles(width: int, height: int) -> list[tuple[int, int, int, int]]:
    tiles = [(0, 0, width, height)]
    side = min(width, height)
    if max(width, height) > TILE_ASPECT * side:
        for offset in np.linspace(0, max(width, height) - side, 3).astype(int):
            left, top = (offset, 0) if width > height else (0, offset)
            tiles.append((left, top, left + side, top + side))
    return tiles


def follow(path: Path, stretch: Stretch, crop: Crop, create: EstimatorFactory) -> CloseLook:
    """Follow the one person in a part of the picture, at full resolution in time."""
    reader = read_frames(
        path,
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        min_gap_s=CLOSE_GAP_S,
        longest_px=CLOSE_LONGEST_PX,
        crop=crop,
    )
    clock, estimator = Clock(), create()
    times: list[float] = []
    poses: list[Pose] = []
    try:
        for frame in clock.frames(reader):
            pose = estimator.follow(frame.rgb, frame.time_s)
            times.append(frame.time_s)
            poses.append(nobody() if pose is None else _in_full_frame(pose, frame))
    finally:
        estimator.close()
    return CloseLook(
        time_s=np.array(times, np.float64),
        image_px=np.array([p.image_px for p in poses], np.float32).reshape(-1, LANDMARKS, 2),
        depth_px=np.array([p.depth_px for p in poses], np.float32).reshape(-1, LANDMARKS),
        visibility=np.array([p.visibility for p in poses], np.float32).reshape(-1, LANDMARKS),
        decode_s=clock.read_s,
        pose_s=clock.other_s,
        damaged=reader.damaged,
    )


def nobody() -> Pose:
    """A pose that says: not seen."""
    return Pose(
        np.full((LANDMARKS, 2), np.nan, np.float32),
        np.full(LANDMARKS, np.nan, np.float32),
        np.zeros(LANDMARKS, np.float32),
    )


def _moved(pose: Pose, left: float, top: float) -> Pose:
    shift = np.array([left, top], np.float32)
    return Pose(pose.image_px + shift, pose.depth_px, pose.visibility)


def _in_full_frame(pose: Pose, frame: Frame) -> Pose:
    depth = pose.depth_px / np.float32(frame.scale[0])
    return Pose(frame.to_full_px(pose.image_px), depth, pose.visibility)


def _trunk_color(rgb: NDArray[np.uint8], pose: Pose) -> NDArray[np.float32]:
    """(3,) mean color of a square around the middle of the trunk."""
    x, y = center_px(pose.image_px)
    half = max(2.0, float(body_size_px(pose.image_px)) / 4)
    height, width = rgb.shape[:2]
    left, right = (int(np.clip(v, 0, width - 1)) for v in (x - half, x + half))
    top, bottom = (int(np.clip(v, 0, height - 1)) for v in (y - half, y + half))
    return np.asarray(rgb[top : bottom + 1, left : right + 1].mean(axis=(0, 1)), np.float32)
