"""Drawn clips: a disc on a path known to a hundredth of a pixel, beside hands that hold it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.bar.tracking import find_bar, joined, track_bar
from formcheck.observation.poses import LANDMARKS, Landmark, PoseTrack
from formcheck.observation.tracks import BarTrack, no_bar
from formcheck.video.reading import Frame

Array = NDArray[np.float64]
WIDTH, HEIGHT, TORSO, FPS = 460, 420, 80.0, 30.0
Paint = Callable[[NDArray[np.uint8], int], None]


def in_turn(tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Do tasks one after another."""
    return [task(*given) for task, *given in tasks]


def pull_path(frames: int, reps: int = 3) -> Array:
    """(N, 2) center of a bar that goes up and down, with a rest on the floor between."""
    phase = np.linspace(0, reps, frames) % 1.0
    lift = np.sin(np.pi * np.clip((phase - 0.2) / 0.6, 0, 1)) ** 2
    x = 230 + 4 * np.sin(2 * np.pi * phase)
    return np.stack([x, 330 - 130 * lift], axis=1)


def poses_holding(center: Array, offset: tuple[float, float], wobble_px: float = 0.0) -> PoseTrack:
    """A lifter whose hands are at `center - offset`, hips and shoulders above."""
    frames = len(center)
    rng = np.random.default_rng(3)
    points = np.full((frames, LANDMARKS, 2), np.nan)
    hands = center - offset + rng.normal(0, wobble_px, (frames, 2))
    hips = np.stack([np.full(frames, 230.0), np.full(frames, 200.0)], axis=1)
    hips[:, 1] += 0.3 * (center[:, 1] - 200)
    for landmark in Landmark:
        points[:, landmark] = hips
    for left, right, up in (
        (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER, TORSO),
        (Landmark.LEFT_EAR, Landmark.RIGHT_EAR, 1.45 * TORSO),
    ):
        points[:, left] = points[:, right] = hips - (0, up)
    points[:, Landmark.LEFT_WRIST] = points[:, Landmark.RIGHT_WRIST] = hands
    return PoseTrack(
        time_s=np.arange(frames) / FPS,
        image_px=points.astype(np.float32),
        depth_px=np.zeros((frames, LANDMARKS), np.float32),
        visibility=np.ones((frames, LANDMARKS), np.float32),
        span=np.zeros(frames, np.int16),
        frame_size_px=(WIDTH, HEIGHT),
    )


def room(seed: int = 1) -> NDArray[np.uint8]:
    """A cluttered gray room with round things of its own."""
    rng = np.random.default_rng(seed)
    rough = cv2.resize(rng.uniform(110, 200, (14, 16)).astype(np.float32), (WIDTH, HEIGHT))
    picture = np.repeat(rough[..., None], 3, axis=2).astype(np.uint8)
    for x, y, radius in ((60, 90, 36), (400, 120, 40), (390, 330, 30)):
        cv2.circle(picture, (x, y), radius, (70, 70, 90), -1, cv2.LINE_AA)
    for x in range(20, WIDTH, 90):
        cv2.rectangle(picture, (x, 20), (x + 30, 60), (90, 60, 40), 3)
    return picture


def disc(
    picture: NDArray[np.uint8], center: Sequence[float], radius: float, aspect: float = 1.0
) -> None:
    """Paint a plate with a hub, centered on a fraction of a pixel.

    Edge pixels get the share that is covered, by their distance to the rim: OpenCV's own smooth
    circles are up to a twentieth of a pixel off.
    """
    left, top = (max(0, int(v - radius) - 2) for v in center)
    picture = picture[top : int(center[1] + radius) + 3, left : int(center[0] + radius) + 3]
    ys, xs = np.mgrid[top : top + picture.shape[0], left : left + picture.shape[1]]
    away = np.hypot((xs - center[0]) / aspect, ys - center[1])
    for size, color in ((radius, (40, 40, 45)), (0.3 * radius, (150, 150, 155))):
        covered = np.clip(size - away + 0.5, 0, 1)[..., None]
        picture[:] = np.round(picture * (1 - covered) + np.array(color) * covered)


def clip(
    center: Array | None,
    radius: float,
    *,
    aspect: float = 1.0,
    over: Paint | None = None,
    frames: int = 0,
) -> Iterator[Frame]:
    """Frames of the room with a plate at `center`, and whatever `over` paints on top."""
    still = room()
    for index in range(frames if center is None else len(center)):
        picture = still.copy()
        if center is not None:
            disc(picture, center[index], radius, aspect)
        if over is not None:
            over(picture, index)
        yield Frame(index / FPS, cv2.add(picture, cv2.merge([noise(index)] * 3), dtype=cv2.CV_8U))


@cache
def noise(index: int) -> NDArray[np.int8]:
    """Of each frame of every clip: to draw it takes longer than to follow a plate through it."""
    rng = np.random.default_rng((5, index))
    return np.floor(rng.normal(0, 3, (HEIGHT, WIDTH))).astype(np.int8)


def found_bar_track(frames: Iterable[Frame], poses: PoseTrack) -> BarTrack:
    """Find a plate in some of the frames, then follow it through all, as an analysis does."""
    all_frames = list(frames)
    bar = find_bar(all_frames[:: max(1, len(all_frames) // 64)], poses, in_turn)
    return no_bar(poses.time_s) if bar is None else joined([track_bar(all_frames, bar)], bar)
