"""Plane geometry of the body in a picture, and how much larger than it a plate is shown.

Pure functions, arrays in, arrays out. Pixels are those of the upright picture: x to the right, y
down. Angles are in degrees. NaN in gives NaN out.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A plate is nearer to the camera than the lifter, by `SLEEVE_M`: to a phone 3 to 4 m from the
# lifter it is 1.28 to 1.20 times as large and goes as much further than the body, the far one 0.82
# to 0.86 times. Numbers below are for one purpose each, with what its own evidence gave.
SLEEVE_M: Final = 0.655
"""From the middle of a competition bar to where its sleeves, and so its plates, begin."""
FULL_PLATE_M: Final = 0.45
"""Width of every competition plate from 10 kg up and of all bumper plates."""
TYPICAL_TORSO_M: Final = 0.47
"""Mid-shoulder to mid-hip of adults: 0.43 to 0.51 m, joint centers."""
PLATE_TO_MIDDLE_TORSO: Final = 1.45
"""From the middle of the bar to its sleeve, in trunks as the pose model draws them. `SLEEVE_M` over
`TYPICAL_TORSO_M`, 1.39, does no better: by the plate over the ankles, yaws of 54 oblique clips of
*check* err by 6.7° for 6.5°."""
NEAR_SCALE: Final = 1.2
"""Of the near plate, a phone 3 to 4 m away: places in the picture move apart by as much."""
TYPICAL_SCALE: Final = 1.12
TYPICAL_SCALE_SPREAD: Final = 0.10
"""Of whichever plate is tracked, before it is measured: two thirds of a meter from the middle of
the body, camera 3 to 6 m away."""
SCALE_RANGE: Final = (0.6, 1.6)
"""What a measured one may be."""
SHOULDERS_BY_BAR: Final = 0.82
SHOULDERS_BY_BAR_RANGE: Final = (0.67, 1.25)
"""How far shoulders go for a way of the plate: typically, and what cameras from 2 m on can show."""
BODY_TRAVEL_RATIOS: Final = (0.8, 1.0)
"""The same of a body whose head a plate hides: 0.79 to 0.86 (rendered, 3 to 4 m away); what the
network says of it, 0.7 to 1.04, goes with where it puts the hips, so that the lean comes out better
with some of that."""

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
    Heights are above the floor, torso lengths.
    """
    with np.errstate(invalid="ignore"):
        head_up = shoulder_height > hip_height - MOST_HEAD_DOWN_TORSO
        feet_down = ankle_height < HIGHEST_FEET_TORSO
        return np.asarray((hip_height > LOWEST_HIP_TORSO) & head_up & feet_down)


def distance_px(a_px: Array, b_px: Array) -> Array:
    """Length of the line between two points, pixels."""
    return np.asarray(np.hypot(a_px[..., 0] - b_px[..., 0], a_px[..., 1] - b_px[..., 1]))
