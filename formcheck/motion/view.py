"""Where the camera stands: yaw off the exact side view, near side, which way the lifter faces.

Decided once per clip from the median of many pictures, never picture by picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.lifts import Side, ViewName
from formcheck.motion.cleaning import CleanTrack
from formcheck.observation.poses import camera_yaw, left_is_nearer

YAW_UNCERTAINTY_DEG = 10.0
SIDE_UP_TO_DEG = 20.0
"""cos(20°) = 0.94: a 45° lean reads 43°, less than the model's own error."""
FRONT_FROM_DEG = 65.0
"""cos(65°) = 0.42: a 45° lean reads 23° and noise is multiplied by more than two."""


@dataclass(frozen=True)
class CameraView:
    """Where the camera stands.

    Attributes:
    name: side, oblique, front, rear or unknown.
    yaw_deg: 0 = exact side, 90 = from the front, -90 = from the rear; NaN when unknown.
    yaw_uncertainty_deg: Half-width that should hold the truth in 90 % of clips.
    near_side: The lifter's side toward the camera; None from the front or rear.
    forward: +1 when the lifter faces the right edge of the picture, -1 for the left.
    nearer_side: The side that the joints' depths put nearer, from the front or rear, too.
    """

    name: ViewName
    yaw_deg: float
    yaw_uncertainty_deg: float
    near_side: Side | None
    forward: float
    nearer_side: Side | None = None


UNKNOWN = CameraView("unknown", float("nan"), 90.0, None, 1.0)


def estimate_view(track: CleanTrack, use: NDArray[np.bool_]) -> CameraView:
    """Estimate the camera's place from the frames in `use` (N,), best those around the reps."""
    frames = track.image_px[use & track.seen]
    if len(frames) < 5:
        return UNKNOWN
    yaw, forward = camera_yaw(frames)
    if np.isnan(yaw):
        return UNKNOWN
    name = view_name(yaw)
    nearer: Side = "left" if left_is_nearer(track.toward_camera_px) else "right"
    near = None if name in ("front", "rear") else nearer
    return CameraView(name, yaw, YAW_UNCERTAINTY_DEG, near, forward, nearer)


def view_name(yaw_deg: float) -> ViewName:
    """What a view from there is called."""
    if abs(yaw_deg) <= SIDE_UP_TO_DEG:
        return "side"
    if abs(yaw_deg) < FRONT_FROM_DEG:
        return "oblique"
    return "front" if yaw_deg > 0 else "rear"
