"""A planar body: foot on the floor, shank, thigh, trunk, a bar; what a camera sees of it.

Angles are from vertical, radians: a shank that leans forward, a thigh that reaches back, and a
trunk that leans forward are positive. In the lifter's own plane, x forward and y up, torso lengths:

    knee     = ankle + L_shank (sin s, cos s)
    hip      = knee + L_thigh (-sin h, cos h)
    shoulder = hip + L_trunk (sin t, cos t)
    bar      = hip + seat (sin t, cos t)        on the back
    bar      = shoulder - arm (0, 1)            in straight arms
    contour  = hip                              the rear edge of the silhouette

The camera sees x foreshortened by cos(yaw), and each joint where the pose model puts it: with an
offset of this clip and a slope over depth for every joint, side and axis, and for the
contour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHANK, THIGH, TRUNK = 0, 1, 2
ANGLES = 3
LENGTHS = slice(0, 3)
COS_YAW = 3
SEAT, BAR_SCALE, BAR_X, BAR_Y = 4, 5, 6, 7
OFFSETS = slice(8, 24)
SLOPES = slice(24, 40)
CONTOUR_OFFSET, CONTOUR_SLOPE = slice(40, 42), slice(42, 44)
CONSTANTS = 44
OUTPUTS = 20
"""Four joints by two sides by x and y, then x and y of the bar and of the contour."""
HIP = 2


@dataclass(frozen=True)
class Chain:
    """What one body with these angles and constants shows.

    Attributes:
        shown: (T, 20) predicted measurements.
        by_angle: (T, 20, 3) derivatives by the angles.
        by_constant: (T, 20, 44) derivatives by the constants.
    """

    shown: Array
    by_angle: Array
    by_constant: Array


def predict(angles: Array, constants: Array, depth: Array, *, on_back: bool) -> Chain:
    """Joints and bar as the camera sees them.

    Args:
        angles: (T, 3) radians.
        constants: (44,) lengths, cos(yaw), bar, offsets, slopes; of the contour the same.
        depth: (T,) what slopes are multiplied with.
        on_back: Whether the bar lies on the back (else it hangs from the arms).
    """
    frames = len(angles)
    place = np.zeros((frames, 5, 2))
    by_angle = np.zeros((frames, 5, 2, ANGLES))
    by_length = np.zeros((frames, 5, 2, 3))
    for link, along, across in _links(angles):
        above = link + 1
        place[:, above:4] += constants[link] * along[:, None]
        by_angle[:, above:4, :, link] += constants[link] * across[:, None]
        by_length[:, above:4, :, link] += along[:, None]
        if link == TRUNK:
            trunk, trunk_by_angle = along, across
    by_seat = np.zeros((frames, 2))
    if on_back:
        place[:, 4] = place[:, 2] + constants[SEAT] * trunk
        by_angle[:, 4] = by_angle[:, 2]
        by_angle[:, 4, :, TRUNK] += constants[SEAT] * trunk_by_angle
        by_length[:, 4] = by_length[:, 2]
        by_seat = trunk
    else:
        place[:, 4] = place[:, 3]
        place[:, 4, 1] -= constants[SEAT]
        by_angle[:, 4] = by_angle[:, 3]
        by_length[:, 4] = by_length[:, 3]
        by_seat[:, 1] = -1.0
    return _seen(place, by_angle, by_length, by_seat, constants, depth)


def _links(angles: Array) -> Iterator[tuple[int, Array, Array]]:
    """Each link's direction and its derivative by the angle, both (T, 2)."""
    for link, sign in ((SHANK, 1.0), (THIGH, -1.0), (TRUNK, 1.0)):
        sine, cosine = np.sin(angles[:, link]), np.cos(angles[:, link])
        yield (
            link,
            np.stack([sign * sine, cosine], axis=1),
            np.stack([sign * cosine, -sine], axis=1),
        )


def _seen(
    place: Array, by_angle: Array, by_length: Array, by_seat: Array, constants: Array, depth: Array
) -> Chain:
    frames = len(place)
    squeeze = np.array([constants[COS_YAW], 1.0])
    joints = place[:, :4] * squeeze
    offsets = constants[OFFSETS].reshape(4, 2, 2)
    slopes = constants[SLOPES].reshape(4, 2, 2)
    shown = joints[:, :, None] + offsets + slopes * depth[:, None, None, None]
    scale = constants[BAR_SCALE]
    bar = scale * place[:, 4] * squeeze + constants[[BAR_X, BAR_Y]]
    contour = joints[:, HIP] + constants[CONTOUR_OFFSET] + constants[CONTOUR_SLOPE] * depth[:, None]

    twice = np.repeat(by_angle[:, :4] * squeeze[:, None], 2, axis=1)
    d_angle = np.concatenate(
        [
            twice.reshape(frames, 16, ANGLES),
            scale * by_angle[:, 4] * squeeze[:, None],
            by_angle[:, HIP] * squeeze[:, None],
        ],
        axis=1,
    )
    d_constant = np.zeros((frames, OUTPUTS, CONSTANTS))
    lengths = np.repeat(by_length[:, :4] * squeeze[:, None], 2, axis=1)
    d_constant[:, :16, LENGTHS] = lengths.reshape(frames, 16, 3)
    d_constant[:, 16:18, LENGTHS] = scale * by_length[:, 4] * squeeze[:, None]
    d_constant[:, 18:, LENGTHS] = by_length[:, HIP] * squeeze[:, None]
    yaw = np.zeros((frames, 4, 2, 2))
    yaw[..., 0] = place[:, :4, None, 0]
    d_constant[:, :16, COS_YAW] = yaw.reshape(frames, 16)
    d_constant[:, 16, COS_YAW] = scale * place[:, 4, 0]
    d_constant[:, 18, COS_YAW] = place[:, HIP, 0]
    d_constant[:, 16:18, SEAT] = scale * by_seat * squeeze
    d_constant[:, 16:18, BAR_SCALE] = place[:, 4] * squeeze
    d_constant[:, 16, BAR_X] = d_constant[:, 17, BAR_Y] = 1.0
    each = np.arange(16)
    d_constant[:, each, OFFSETS.start + each] = 1.0
    d_constant[:, each, SLOPES.start + each] = depth[:, None]
    for axis in range(2):
        d_constant[:, 18 + axis, CONTOUR_OFFSET.start + axis] = 1.0
        d_constant[:, 18 + axis, CONTOUR_SLOPE.start + axis] = depth
    outputs = np.concatenate([shown.reshape(frames, 16), bar, contour], axis=1)
    return Chain(outputs, d_angle, d_constant)
