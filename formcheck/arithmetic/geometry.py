"""Plane geometry of the body in a picture. Pure functions, arrays in, arrays out.

Pixels are those of the upright picture: x to the right, y down. Angles are in degrees. NaN in
gives NaN out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOWEST_HIP_TORSO = 0.25
MOST_HEAD_DOWN_TORSO = 0.3
HIGHEST_FEET_TORSO = 0.75
"""Where knees are: both feet of a lifter are never up there, those of a body upside down are."""


def lean_from_vertical_deg(hip_px: Array, shoulder_px: Array, forward: float) -> Array:
    """Torso lean: the angle of the hip→shoulder line from vertical.

    Args:
        hip_px: (..., 2) pixels.
        shoulder_px: (..., 2) pixels.
        forward: +1 when the lifter faces the right edge of the picture, -1 for the left.

    Returns:
        (...) degrees: 0 upright, 90 horizontal, over 90 with the shoulders below the hips,
        negative when leaning back.
    """
    across = forward * (shoulder_px[..., 0] - hip_px[..., 0])
    upward = hip_px[..., 1] - shoulder_px[..., 1]
    return np.degrees(np.arctan2(across, upward))


def true_lean_deg(apparent_lean_deg: Array, yaw_deg: float) -> Array:
    """Lean in the lifter's own sagittal plane from the lean in the picture.

    A camera that stands `yaw_deg` off the exact side sees the forward part of the trunk
    foreshortened: tan(apparent) = tan(true) · cos(yaw). Vertical parts do not change, so angles
    of 90° and over keep their side.
    """
    rad = np.radians(apparent_lean_deg)
    true = np.arctan2(np.sin(rad) / np.cos(np.radians(yaw_deg)), np.cos(rad))
    return np.asarray(np.degrees(true))


def on_feet(
    hip_height: Array, shoulder_height: Array, ankle_height: Array | float = 0.0
) -> NDArray[np.bool_]:
    """Whether a body in training can take a posture: hips off the floor, head up, feet down.

    Behind a plate a pose model may sit a lifter down on the floor or turn them upside down and
    look sure of it. The deepest squat keeps the hip joint a third of a torso above the ankles.

    Args:
        hip_height: (...) above the floor, torso lengths.
        shoulder_height: (...) above the floor, torso lengths.
        ankle_height: (...) above the floor at this moment, torso lengths.
    """
    with np.errstate(invalid="ignore"):
        head_up = shoulder_height > hip_height - MOST_HEAD_DOWN_TORSO
        feet_down = ankle_height < HIGHEST_FEET_TORSO
        return np.asarray((hip_height > LOWEST_HIP_TORSO) & head_up & feet_down)


def distance_px(a_px: Array, b_px: Array) -> Array:
    """Length of the line between two points, pixels."""
    return np.asarray(np.hypot(a_px[..., 0] - b_px[..., 0], a_px[..., 1] - b_px[..., 1]))
