"""A small clip of a stick figure with the poses and the analysis that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.observation.poses import LANDMARKS, Landmark, PoseTrack
from tests.videos import write_video

SIZE = (320, 240)
BACKGROUND = 96
TORSO_PX = 60.0
FLOOR_PX = 220.0


def poses_of(analysis: Analysis, size: tuple[int, int] = SIZE) -> PoseTrack:
    """Poses that move as the analysis' series say: every landmark lies on a straight body line."""
    series = analysis.series
    time_s = np.asarray(series.time_s, np.float64)
    lean = np.radians([0.0 if v is None else v for v in series.lean_deg])
    hip_y = FLOOR_PX - TORSO_PX * np.asarray(series.hip_height_torso, np.float64)
    hip = np.stack([np.full(len(time_s), size[0] / 2), hip_y], axis=1)
    shoulder = hip + TORSO_PX * np.stack([-np.sin(lean), -np.cos(lean)], axis=1)
    ankle = np.stack([hip[:, 0], np.full(len(time_s), FLOOR_PX)], axis=1)
    image_px = np.repeat(hip[:, None, :], LANDMARKS, axis=1)
    for landmark in Landmark:
        if landmark <= Landmark.RIGHT_WRIST:
            image_px[:, landmark] = shoulder
        elif landmark >= Landmark.LEFT_ANKLE:
            image_px[:, landmark] = ankle
        elif landmark in (Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE):
            image_px[:, landmark] = (hip + ankle) / 2
    frames = len(time_s)
    return PoseTrack(
        time_s=time_s,
        image_px=image_px.astype(np.float32),
        depth_px=np.zeros((frames, LANDMARKS), np.float32),
        visibility=np.ones((frames, LANDMARKS), np.float32),
        span=np.zeros(frames, np.int16),
        frame_size_px=size,
        chosen_by="only_person",
    )


def plain_clip(
    path: Path,
    times_s: Sequence[float],
    size: tuple[int, int] = SIZE,
    codec: str = "libx264",
    rotation_deg: int = 0,
) -> Path:
    """A gray clip with pictures at the given times."""
    gray: NDArray[np.uint8] = np.full((size[1], size[0], 3), BACKGROUND, np.uint8)
    return write_video(
        path,
        times_s,
        size=size,
        codec=codec,
        rotation_deg=rotation_deg,
        pictures=(gray for _ in times_s),
    )
