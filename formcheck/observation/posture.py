"""What a body's landmarks say by themselves: its trunk, and from where the camera sees it.

Vocabulary shared by what reads raw poses (the feet) and what reads clean ones (motion).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.observation.poses import HIPS, SHOULDERS
from formcheck.observation.poses import Landmark as Lm

Array = NDArray[np.float64]

UPRIGHT_SLOPE = 0.36
"""A trunk line within 20° of vertical."""
UPRIGHT_SHARE = 0.65
"""Bent over a bar toward the camera a trunk shows up to six tenths of its height; at 0.7 somebody
who stepped nearer seems to bend where they stood before."""
STANDING_SHARE = 0.9
"""A torso whose vertical extent is over nine tenths of its longest is upright within 25°."""
LYING_SHARE = 0.5
"""A trunk that is never half as high as it is long lies, as on a bench or in push-ups: 0.27 at most
there, 0.66 and more in all sets of both lifts, bent over all the time or not."""
FRONTAL_SHOULDER_WIDTH_TORSO = 0.65
FRONTAL_HIP_WIDTH_TORSO = 0.40
SAGITTAL_FOOT_LENGTH_TORSO = 0.40
"""What the pose model gives for a person seen squarely (widths) or exactly from the side (heel to
toe), in torso lengths. Read off front and side views of several bodies; people differ by about a
tenth, which is part of the uncertainty of a yaw."""


def trunk_px(image_px: Array) -> Array:
    """(N, 2) from mid-hip to mid-shoulder of (N, 33, 2) poses, pixels: to the right, and up."""
    shoulder, hip = image_px[:, SHOULDERS].mean(axis=1), image_px[:, HIPS].mean(axis=1)
    return np.asarray((shoulder - hip) * [1.0, -1.0])


def standing_torso_px(trunk: Array) -> float:
    """Height of the torso while upright, from the (N, 2) trunk; NaN when nobody is seen.

    The median over all upright moments: a lifter may stand for a second between long rests over
    the bar, and may walk up to the camera afterwards, so neither a share of the clip nor its
    tallest frames will do. Upright is a trunk line near vertical (which does not depend on the
    distance to the camera) that is not foreshortened by bending toward the camera.
    """
    seen = np.isfinite(trunk[:, 0])
    if not seen.any():
        return float("nan")
    tall = np.percentile(trunk[seen, 1], 95)
    vertical = np.abs(trunk[:, 0]) < UPRIGHT_SLOPE * trunk[:, 1]
    standing = seen & vertical & (trunk[:, 1] > UPRIGHT_SHARE * tall)
    return median_seen(trunk[standing, 1]) if standing.any() else float(tall)


def lies(trunk: Array) -> bool:
    """Whether the (N, 2) trunk never stands up."""
    length = median_seen(np.linalg.norm(trunk, axis=1))
    return bool(standing_torso_px(trunk) < LYING_SHARE * length)


def upright(trunk: Array) -> NDArray[np.bool_]:
    """(N,) True where the (N, 2) trunk stands near its full height."""
    tall = np.nan_to_num(trunk[:, 1], nan=-1.0)
    return np.asarray(tall > STANDING_SHARE * standing_torso_px(trunk))


def camera_yaw(frames: Array) -> tuple[float, float]:
    """How far off the exact side the camera stands, and which way the lifter faces.

    A shoulder or hip line of frontal width w shows w·sin(yaw), a foot of length f shows f·cos(yaw):
    yaw = atan2(width share, foot share). Toes turned out shorten both feet alike and keep their
    mean direction, so the mean heel→toe vector is used; and nearer to the side than to the front,
    feet too short for the width beside them take the length that fits it.

    Args:
        frames: (N, 33, 2) poses without NaN, best those of an upright lifter.

    Returns:
        Degrees: 0 = exact side, 90 = from the front, -90 = from the rear, NaN when the body has no
        extent; and +1 when the lifter faces the right edge of the picture, -1 for the left.
    """
    torso = float(np.median(np.linalg.norm(trunk_px(frames), axis=1)))
    if not torso > 0:
        return float("nan"), 1.0
    across = frames[..., 0]
    shoulder = np.median(across[:, Lm.LEFT_SHOULDER] - across[:, Lm.RIGHT_SHOULDER]) / torso
    hip = np.median(across[:, Lm.LEFT_HIP] - across[:, Lm.RIGHT_HIP]) / torso
    width = (shoulder / FRONTAL_SHOULDER_WIDTH_TORSO + hip / FRONTAL_HIP_WIDTH_TORSO) / 2
    left = across[:, Lm.LEFT_FOOT] - across[:, Lm.LEFT_HEEL]
    right = across[:, Lm.RIGHT_FOOT] - across[:, Lm.RIGHT_HEEL]
    foot = np.median((left + right) / 2) / torso / SAGITTAL_FOOT_LENGTH_TORSO
    length = abs(foot)
    if length > abs(width):
        length = max(length, np.sqrt(max(0.0, 1 - width**2)))
    return float(np.degrees(np.arctan2(width, length))), float(np.sign(foot)) or 1.0


def left_is_nearer(toward_camera_px: NDArray[np.floating]) -> bool:
    """Whether the left side of the body is the one toward the camera, from (33,) depths."""
    depth = toward_camera_px
    left, right = (
        depth[[hip, shoulder]].sum() for hip, shoulder in zip(HIPS, SHOULDERS, strict=True)
    )
    return bool(left < right)
