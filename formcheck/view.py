"""Where the camera stands: yaw off the exact side view, near side, which way the lifter faces.

Decided once per clip from the median of many pictures, never picture by picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import CleanTrack
from formcheck.pose import Landmark as Lm

ViewName = Literal["side", "oblique", "front", "rear", "unknown"]
Side = Literal["left", "right"]

FRONTAL_SHOULDER_WIDTH_TORSO = 0.65
FRONTAL_HIP_WIDTH_TORSO = 0.40
SAGITTAL_FOOT_LENGTH_TORSO = 0.40
"""What the pose model gives for a person seen squarely (widths) or exactly from the side (heel to
toe), in torso lengths. Read off front and side views of several bodies; people differ by about a
tenth, which is part of `YAW_UNCERTAINTY_DEG`."""
YAW_UNCERTAINTY_DEG = 10.0
SIDE_UP_TO_DEG = 20.0
"""cos(20°) = .94: a 45° lean reads 43°, less than the model's own error."""
FRONT_FROM_DEG = 65.0
"""cos(65°) = .42: a 45° lean reads 23° and noise is multiplied by more than two."""


@dataclass(frozen=True)
class CameraView:
    """Where the camera stands.

    Attributes:
    name: side, oblique, front, rear or unknown.
    yaw_deg: 0 = exact side, 90 = from the front, -90 = from the rear; NaN when unknown.
    yaw_uncertainty_deg: Half width that should hold the truth in 90 % of clips.
    near_side: The lifter's side toward the camera; None from the front or rear.
    forward: +1 when the lifter faces the right edge of the picture, -1 for the left.
    """

    name: ViewName
    yaw_deg: float
    yaw_uncertainty_deg: float
    near_side: Side | None
    forward: float


UNKNOWN = CameraView("unknown", float("nan"), 90.0, None, 1.0)


def estimate_view(track: CleanTrack, use: NDArray[np.bool_]) -> CameraView:
    """Estimate the camera's place from the frames in `use` (N,), best those around the reps.

    A shoulder or hip line of frontal width w shows w·sin(yaw), a foot of length f shows f·cos(yaw):
    yaw = atan2(width share, foot share). Toes turned out shorten both feet alike and keep their
    mean direction, so the mean heel→toe vector is used.
    """
    frames = track.image_px[use & track.seen]
    if len(frames) < 5:
        return UNKNOWN
    torso = _torso_px(frames)
    if not torso > 0:
        return UNKNOWN
    shoulder = np.median(frames[:, Lm.LEFT_SHOULDER, 0] - frames[:, Lm.RIGHT_SHOULDER, 0]) / torso
    hip = np.median(frames[:, Lm.LEFT_HIP, 0] - frames[:, Lm.RIGHT_HIP, 0]) / torso
    width = (shoulder / FRONTAL_SHOULDER_WIDTH_TORSO + hip / FRONTAL_HIP_WIDTH_TORSO) / 2
    foot = np.median(_mean_foot(frames)) / torso / SAGITTAL_FOOT_LENGTH_TORSO
    yaw = float(np.degrees(np.arctan2(width, abs(foot))))
    depth = track.toward_camera_px
    left_is_nearer = depth[Lm.LEFT_HIP] + depth[Lm.LEFT_SHOULDER] < (
        depth[Lm.RIGHT_HIP] + depth[Lm.RIGHT_SHOULDER]
    )
    name = _name(yaw)
    near: Side | None = "left" if left_is_nearer else "right"
    if name in ("front", "rear"):
        near = None
    forward = float(np.sign(foot)) or 1.0
    return CameraView(name, yaw, YAW_UNCERTAINTY_DEG, near, forward)


def _name(yaw_deg: float) -> ViewName:
    if abs(yaw_deg) <= SIDE_UP_TO_DEG:
        return "side"
    if abs(yaw_deg) < FRONT_FROM_DEG:
        return "oblique"
    return "front" if yaw_deg > 0 else "rear"


def _torso_px(frames: NDArray[np.float64]) -> float:
    shoulder = (frames[:, Lm.LEFT_SHOULDER] + frames[:, Lm.RIGHT_SHOULDER]) / 2
    hip = (frames[:, Lm.LEFT_HIP] + frames[:, Lm.RIGHT_HIP]) / 2
    return float(np.median(np.linalg.norm(shoulder - hip, axis=1)))


def _mean_foot(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    left = frames[:, Lm.LEFT_FOOT, 0] - frames[:, Lm.LEFT_HEEL, 0]
    right = frames[:, Lm.RIGHT_FOOT, 0] - frames[:, Lm.RIGHT_HEEL, 0]
    return np.asarray((left + right) / 2)
