"""Where somebody was, frame after frame, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.shots import Thumbs
from formcheck.extraction.stretches import Stretch
from formcheck.observation.poses import LANDMARKS
from formcheck.observation.silhouette import SilhouetteTrack
from formcheck.pose.estimator import Pose
from formcheck.video.reading import Frame


@dataclass(frozen=True)
class Poses:
    """Poses in order of time, shapes and units as in `PoseTrack`; NaN where nobody was seen.

    Attributes:
        silhouette: The contours of some of the poses.
    """

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back_deg: NDArray[np.float32]
    silhouette: SilhouetteTrack

    @staticmethod
    def since(start_s: float, pose_at: Mapping[float, Pose]) -> Poses:
        """Those from a time on, of the poses by time, in any order."""
        kept = {time_s: pose_at[time_s] for time_s in sorted(pose_at) if time_s >= start_s}
        poses = kept.values()
        return Poses(
            time_s=np.array(list(kept), np.float64),
            image_px=np.array([p.image_px for p in poses], np.float32).reshape(-1, LANDMARKS, 2),
            depth_px=np.array([p.depth_px for p in poses], np.float32).reshape(-1, LANDMARKS),
            visibility=np.array([p.visibility for p in poses], np.float32).reshape(-1, LANDMARKS),
            back_deg=np.array([p.back for p in poses], np.float32).reshape(-1, 2),
            silhouette=SilhouetteTrack.of(
                {time_s: p.silhouette for time_s, p in kept.items() if p.silhouette is not None}
            ),
        )


@dataclass(frozen=True)
class TrackedStretch(Poses):
    """The lifter's poses in one stretch of the clip; times spent as in `Scan`.

    Attributes:
        for_bar: Some gray frames of where a bar could be.
        thumbs: A tiny gray thumbnail of every frame that was decoded.
    """

    stretch: Stretch
    decode_s: float
    pose_s: float
    damaged: int
    for_bar: tuple[Frame, ...] = ()
    thumbs: Thumbs = field(default_factory=lambda: Thumbs.since(0.0, {}))

    @property
    def ends_px(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(33, 2) landmarks of the earliest and of the latest pose; nobody's when there is none."""
        poses = self.image_px if len(self.time_s) else nobody().image_px[None]
        return poses[0], poses[-1]


def nobody() -> Pose:
    """A pose that says: not seen."""
    return Pose(
        np.full((LANDMARKS, 2), np.nan, np.float32),
        np.full(LANDMARKS, np.nan, np.float32),
        np.zeros(LANDMARKS, np.float32),
    )
