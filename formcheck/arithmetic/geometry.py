"""Plane geometry of the body in a frame, and how large a plate appears beside the body.

Pure functions, arrays in, arrays out. Pixels are those of the upright frame: x to the right, y
down. Angles are in degrees. NaN in gives NaN out.
"""

from __future__ import annotations

from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array

# Perspective scale: the near plate is nearer to a camera at the side than the lifter is, by
# `SLEEVE_M`. A phone 3 to 4 m from the lifter shows its size and its displacement 1.28 to 1.20
# times as large as those of the body; those of the far plate 0.82 to 0.86 times. The scales below
# differ since each is used for one purpose, and was chosen by the evidence for that purpose.
SLEEVE_M: Final = 0.655
"""From the middle of a competition bar to the inner end of a sleeve, where the plates begin."""
FULL_PLATE_M: Final = 0.45
"""Width of every competition plate from 10 kg up and of all bumper plates."""
TYPICAL_TORSO_M: Final = 0.47
"""Mid-shoulder to mid-hip of adults: 0.43 to 0.51 m, joint centers."""
_GRAVITY_M_S2: Final = 9.81
PLATE_TO_MIDDLE_TORSO: Final = 1.45
"""From the middle of the bar to its sleeve, in torso lengths as the pose model draws them. With
`SLEEVE_M` / `TYPICAL_TORSO_M`, which is 1.39, the yaws that are read off the plate's place over the
ankles are no better: in 54 oblique clips of *check* they err by 6.7° instead of 6.5°."""
NEAR_SCALE: Final = 1.2
"""Perspective scale of the near plate for a phone 3 to 4 m away."""
TYPICAL_SCALE: Final = 1.12
TYPICAL_SCALE_SPREAD: Final = 0.10
"""Prior of the perspective scale of the plate that is tracked, which may be the near or the far
one: two thirds of a meter from the middle of the body, camera 3 to 6 m away."""
SCALE_RANGE: Final = (0.6, 1.6)
"""A measured perspective scale is clipped to this."""
SHOULDERS_BY_BAR: Final = 0.82
SHOULDERS_BY_BAR_RANGE: Final = (0.67, 1.25)
"""Displacement of the shoulders over that of the plate: the typical ratio, and the range that
cameras from 2 m on can show."""

HALF_PX: Final = 0.5
"""From the edge of a pixel to its center: some count pixels from edges, others from centers."""
CM_PER_M: Final = 100

LOWEST_HIP_TORSO = 0.25
"""Least height of the hips above the ankles: the deepest squat keeps the hip joint a third of a
torso length above them."""
MOST_HEAD_DOWN_TORSO = 0.3
"""How far the shoulders may be below the hips."""
HIGHEST_FEET_TORSO = 0.75
"""The height of the knees. No lifter has both feet up there; a body drawn upside down has."""


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


def middle_by_plate(yaw_deg: float, *, far: bool) -> float:
    """Displacement of the middle of a bar over that of one of its plates, in the picture.

    The plates are as far before and behind the middle as the sine of the angle between bar and
    picture, the cosine of the yaw, says; a yaw that is not known counts as the exact side.
    """
    aside = (1.0 - 1.0 / NEAR_SCALE) * float(np.cos(np.radians(np.nan_to_num(yaw_deg))))
    return 1.0 + aside if far else 1.0 - aside


FAR_SCALE: Final = 1 / middle_by_plate(0.0, far=True)
"""Perspective scale of the far plate for the phone of `NEAR_SCALE`, 0.86."""


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
    """Whether a posture is possible for a lifter: hips off the floor, head up, feet down.

    Where a plate hides the lifter, the pose model may draw them sitting on the floor or upside
    down, with high visibilities. Heights are above the floor, in torso lengths; arrays of any one
    shape, which the result has as well.
    """
    with np.errstate(invalid="ignore"):
        head_up = shoulder_height > hip_height - MOST_HEAD_DOWN_TORSO
        feet_down = ankle_height < HIGHEST_FEET_TORSO
        return np.asarray((hip_height > LOWEST_HIP_TORSO) & head_up & feet_down)


def free_fall_s(torso: float) -> float:
    """How long a free fall by so many torso lengths of an adult takes; 0 for none."""
    return sqrt(2 * max(0.0, torso) * TYPICAL_TORSO_M / _GRAVITY_M_S2)


def moved_inside(center: float, length: float, limit: float) -> tuple[float, float]:
    """A stretch around `center`, moved into 0..limit and cut when it is longer than that."""
    length = min(float(length), float(limit))
    start = min(max(float(center) - length / 2, 0.0), limit - length)
    return start, start + length


def as_complex(points: NDArray[np.floating]) -> NDArray[np.complex128]:
    """(...,) places x + iy of (..., 2) points: multiplying by one turns and scales."""
    return np.asarray(points[..., 0] + 1j * points[..., 1], np.complex128)


def as_points(places: NDArray[np.complexfloating]) -> Array:
    """(..., 2) points of complex places."""
    return np.stack([places.real, places.imag], axis=-1)


def distance_px(a_px: Array, b_px: Array) -> Array:
    """Length of the line between two points, pixels."""
    return np.asarray(np.hypot(a_px[..., 0] - b_px[..., 0], a_px[..., 1] - b_px[..., 1]))
