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

from formcheck.arithmetic import Array

SHANK, THIGH, TRUNK = LINKS = range(3)
ANKLE, KNEE, HIP, SHOULDER, BAR = range(5)
"""Places of the chain; all before the bar are joints."""
JOINT_SHAPE = (BAR, 2, 2)
"""Joints by sides by x and y."""
JOINT_OUTPUTS = BAR * 2 * 2
OUTPUTS = JOINT_OUTPUTS + 2 + 2
"""Then x and y of the bar and of the contour."""
# Constants are one vector, as the fit solves for all of them at once: what stands where in it.
LENGTHS = slice(0, len(LINKS))
COS_YAW, SEAT, BAR_SCALE, BAR_X, BAR_Y = range(LENGTHS.stop, LENGTHS.stop + 5)
OFFSETS = slice(BAR_Y + 1, BAR_Y + 1 + JOINT_OUTPUTS)
SLOPES = slice(OFFSETS.stop, OFFSETS.stop + JOINT_OUTPUTS)
CONTOUR_OFFSET = slice(SLOPES.stop, SLOPES.stop + 2)
CONTOUR_SLOPE = slice(CONTOUR_OFFSET.stop, CONTOUR_OFFSET.stop + 2)
CONSTANTS = CONTOUR_SLOPE.stop
POSSIBLE_RAD = np.radians([(-20.0, -20.0, -20.0), (65.0, 125.0, 95.0)])
"""Least and largest angles of shank, thigh and trunk in either lift: no knee is far behind its
ankle, and no trunk hangs. Beside a plate on the floor, where knees and ankles are drawn anywhere,
legs that are bent backward explain near joints as well as those of one who bends over the bar."""
IMPOSSIBLE_SD_RAD = np.radians(5.0)
"""Standard deviation of how far an angle may be beyond them. Chosen."""


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


def outputs(joints: Array, bar: Array, contour: Array) -> Array:
    """(T, 20) of (T, 4, 2, 2) joints, (T, 2) bar and (T, 2) contour."""
    return np.concatenate([joints.reshape(len(joints), JOINT_OUTPUTS), bar, contour], axis=1)


def _parts(of_outputs: Array) -> tuple[Array, Array, Array]:
    """Views of a (T, 20, ...) array: (T, 4, 2, 2, ...) joints, (T, 2, ...) bar and contour."""
    joints, bar, contour = np.split(of_outputs, (JOINT_OUTPUTS, JOINT_OUTPUTS + 2), axis=1)
    return joints.reshape(len(joints), *JOINT_SHAPE, *joints.shape[2:]), bar, contour


def predict(angles: Array, constants: Array, depth: Array, *, on_back: bool) -> Chain:
    """Joints and bar as the camera sees them.

    Args:
        angles: (T, 3) radians.
        constants: (44,) lengths, cos(yaw), bar, offsets, slopes; of the contour the same.
        depth: (T,) what slopes are multiplied with.
        on_back: Whether the bar lies on the back (else it hangs from the arms).
    """
    frames = len(angles)
    place = np.zeros((frames, BAR + 1, 2))
    by_angle = np.zeros((*place.shape, len(LINKS)))
    by_length = np.zeros_like(by_angle)
    for link, along, across in _links(angles):
        above = slice(link + 1, BAR)
        place[:, above] += constants[link] * along[:, None]
        by_angle[:, above, :, link] += constants[link] * across[:, None]
        by_length[:, above, :, link] += along[:, None]
    hangs_on = HIP if on_back else SHOULDER
    for values in (place, by_angle, by_length):
        values[:, BAR] = values[:, hangs_on]
    if on_back:
        by_seat = along
        by_angle[:, BAR, :, TRUNK] += constants[SEAT] * across
    else:
        by_seat = np.broadcast_to((0.0, -1.0), along.shape)
    place[:, BAR] += constants[SEAT] * by_seat
    return _seen(place, by_angle, by_length, by_seat, constants, depth)


def _links(angles: Array) -> Iterator[tuple[int, Array, Array]]:
    """Each link's direction and its derivative by the angle, both (T, 2); the trunk's last."""
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
    frames, scale = len(place), constants[BAR_SCALE]
    squeeze = np.array([constants[COS_YAW], 1.0])
    joints = place[:, :BAR] * squeeze
    offsets, slopes = (constants[part].reshape(JOINT_SHAPE) for part in (OFFSETS, SLOPES))
    shown = outputs(
        joints[:, :, None] + offsets + slopes * depth[:, None, None, None],
        scale * place[:, BAR] * squeeze + constants[[BAR_X, BAR_Y]],
        joints[:, HIP] + constants[CONTOUR_OFFSET] + constants[CONTOUR_SLOPE] * depth[:, None],
    )
    d_angle = np.empty((frames, OUTPUTS, len(LINKS)))
    d_constant = np.zeros((frames, OUTPUTS, CONSTANTS))
    for part, by_place in ((d_angle, by_angle), (d_constant[..., LENGTHS], by_length)):
        of_joints, of_bar, of_contour = _parts(part)
        of_joints[:] = by_place[:, :BAR, None] * squeeze[:, None]
        of_bar[:] = scale * by_place[:, BAR] * squeeze[:, None]
        of_contour[:] = by_place[:, HIP] * squeeze[:, None]
    of_joints, of_bar, of_contour = _parts(d_constant)
    of_joints[..., 0, COS_YAW] = place[:, :BAR, None, 0]
    of_bar[:, 0, COS_YAW] = scale * place[:, BAR, 0]
    of_contour[:, 0, COS_YAW] = place[:, HIP, 0]
    of_bar[..., SEAT] = scale * by_seat * squeeze
    of_bar[..., BAR_SCALE] = place[:, BAR] * squeeze
    of_bar[:, 0, BAR_X] = of_bar[:, 1, BAR_Y] = 1.0
    all_but_bar = np.r_[:JOINT_OUTPUTS, JOINT_OUTPUTS + 2 : OUTPUTS]
    d_constant[:, all_but_bar, np.r_[OFFSETS, CONTOUR_OFFSET]] = 1.0
    d_constant[:, all_but_bar, np.r_[SLOPES, CONTOUR_SLOPE]] = depth[:, None]
    return Chain(shown, d_angle, d_constant)
