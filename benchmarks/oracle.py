"""What an error-free pose model and bar tracker would see of a rendered clip.

The truth names twelve joints. Heels, toes and nose are put where a body has them, elbows halfway
between shoulder and wrist. Of feet formcheck reads the direction a lifter faces, of elbows the
style of a squat and whether arms explain a bar that rises: neither is asked of these clips.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import SLEEVE_M
from formcheck.motion.make import PAIRS
from formcheck.observation.poses import LANDMARKS, PoseTrack
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.tracks import BarTrack

JOINTS = ("hip", "shoulder", "knee", "ankle", "ear", "wrist")
SHOULDER_WIDTH_TORSO = 0.65
FOOT_TORSO, HEEL_BACK_TORSO, SOLE_TORSO = 0.40, 0.10, 0.10
ANKLE_M = 0.09
Array = NDArray[np.float64]


def facing(camera: dict[str, Any]) -> int:
    """+1 when the lifter faces the right edge: seen from the right side; -1 from the left."""
    return 1 if camera["side"] == "right" else -1


def track_from_truth(truth: dict[str, Any]) -> PoseTrack:
    """Pose track of a rendered clip's true joints.

    Args:
        truth: The clip's JSON with `camera` and `per_frame.joints2d_px`.
    """
    frames = truth["per_frame"]
    seen = {name: np.array(xy, float) for name, xy in frames["joints2d_px"].items()}
    return track_from_joints(np.array(frames["time_s"], float), seen, truth["camera"])


def bar_from_heights(truth: dict[str, Any], bar_xz_m: Array, track: PoseTrack) -> BarTrack:
    """The near plate of a rendered clip: beside the lifter as the camera shows it, and as high
    as if it were as far away as they are.

    Args:
        truth: The clip's JSON with `camera`, `lifter`, `plate_radius_m`.
        bar_xz_m: (T, 2) meters forward of and above a fixed point of the floor.
        track: The clip's `track_from_truth`.
    """
    scale = _torso_px(track.image_px.astype(float)) / truth["lifter"]["torso_m"]
    ankle = np.median(track.image_px[:, list(PAIRS["ankle"])], axis=(0, 1))
    camera, forward = truth["camera"], facing(truth["camera"])
    azimuth = np.radians(camera["azimuth_deg"])
    ahead = forward * (np.cos(azimuth) * bar_xz_m[:, 0] - np.sin(azimuth) * SLEEVE_M)
    nearer = camera["distance_m"] / (camera["distance_m"] - np.cos(azimuth) * SLEEVE_M)
    middle = camera["width"] / 2
    along = middle + (ankle[0] + scale * ahead - middle) * nearer
    height = ankle[1] + scale * (ANKLE_M - bar_xz_m[:, 1])
    return BarTrack(
        time_s=track.time_s,
        center_px=np.stack([along, height], axis=1),
        radius_px=float(truth["plate_radius_m"] * scale),
        aspect=float(abs(np.cos(azimuth))),
        confidence=np.ones(len(track.time_s), np.float32),
    )


def track_from_joints(
    time_s: Array, joints_px: dict[str, Array], camera: dict[str, Any]
) -> PoseTrack:
    """Pose track of true joints.

    Args:
        time_s: (T,) seconds.
        joints_px: `hip_l`, `hip_r`, `shoulder_l`, ... → (T, 2) pixels.
        camera: `azimuth_deg`, `side`, `width` and `height` of the rendered clip.
    """
    image = np.zeros((len(time_s), LANDMARKS, 2))
    for name in JOINTS:
        for landmark, side in zip(PAIRS[name], "lr", strict=True):
            image[:, landmark] = joints_px[f"{name}_{side}"]
    forward, azimuth = facing(camera), np.radians(camera["azimuth_deg"])
    torso_px = _torso_px(image)
    ahead = np.array([forward * np.cos(azimuth), 0.0]) * torso_px
    down = np.array([0.0, 1.0]) * torso_px
    for which in (0, 1):
        ankle = image[:, PAIRS["ankle"][which]]
        heel = ankle - HEEL_BACK_TORSO * ahead + SOLE_TORSO * down
        image[:, PAIRS["heel"][which]] = heel
        image[:, PAIRS["foot"][which]] = heel + FOOT_TORSO * ahead
        middle = (image[:, PAIRS["shoulder"][which]] + image[:, PAIRS["wrist"][which]]) / 2
        image[:, PAIRS["elbow"][which]] = middle
    ear = (image[:, Lm.LEFT_EAR] + image[:, Lm.RIGHT_EAR]) / 2
    image[:, Lm.NOSE] = ear + 0.2 * ahead
    return PoseTrack(
        time_s=time_s,
        image_px=image.astype(np.float32),
        depth_px=_depth_px(len(time_s), forward, azimuth, torso_px),
        visibility=np.ones((len(time_s), LANDMARKS), np.float32),
        span=np.zeros(len(time_s), np.int16),
        frame_size_px=(int(camera["width"]), int(camera["height"])),
        chosen_by="told",
    )


def _torso_px(image: Array) -> float:
    shoulder = (image[:, Lm.LEFT_SHOULDER] + image[:, Lm.RIGHT_SHOULDER]) / 2
    hip = (image[:, Lm.LEFT_HIP] + image[:, Lm.RIGHT_HIP]) / 2
    return float(np.percentile(np.linalg.norm(shoulder - hip, axis=1), 90))


def _depth_px(frames: int, forward: int, azimuth: float, torso_px: float) -> NDArray[np.float32]:
    """Near side negative. Facing right, the right side is the near one."""
    half = SHOULDER_WIDTH_TORSO / 2 * torso_px * np.cos(azimuth) * forward
    depth = np.zeros((frames, LANDMARKS), np.float32)
    for left, right in PAIRS.values():
        depth[:, left], depth[:, right] = half, -half
    return depth
