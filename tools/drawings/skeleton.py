"""Where the joints of a posed body are. Bones keep their lengths because angles place them.

Proportions follow Drillis and Contini 1966 (segment lengths as shares of body height), rounded.
"""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from tools.drawings.data import Limb, Point3, Pose

Vector = NDArray[np.float64]
Joints = dict[str, Vector]
Side = Literal["right", "left"]

BONES: Final[dict[tuple[str, str], float]] = {
    ("hip", "waist"): 9.5,
    ("waist", "ribs"): 10.5,
    ("ribs", "neck"): 11.5,
    ("neck", "skull"): 5.0,
    ("skull", "head"): 6.0,
    ("elbow", "shoulder"): 17.5,
    ("elbow", "hand"): 15.5,
    ("hip_joint", "knee"): 24.5,
    ("ankle", "knee"): 24.5,
    ("heel", "toe"): 15.5,
}
"""Length of each bone in hundredths of body height."""
HEEL_BEHIND_ANKLE: Final = 4.0
ANKLE_HEIGHT: Final = 4.0
SHOULDER_HALF: Final = 9.5
HIP_HALF: Final = 5.0
_SIDES: Final[tuple[tuple[Side, float], ...]] = (("right", -1.0), ("left", 1.0))


class OutOfReachError(ValueError):
    """A hand or a foot was put where the limb does not reach."""


def joints(pose: Pose) -> Joints:
    """The joints of a pose by name, (x, y, z) each.

    Raises:
        OutOfReachError: A limb's end is further from its root than the limb is long.
    """
    at: Joints = {"hip": np.array([pose.hip[0], 0.0, pose.hip[1]])}
    names = ("hip", "waist", "ribs", "neck")
    for lower, upper, lean in zip(names, names[1:], pose.spine, strict=False):
        at[upper] = at[lower] + BONES[lower, upper] * _lean(lean)
    _head(at, pose)
    ahead, across, up = _chest(pose).T
    root = at["neck"] - 2.5 * up + pose.shoulders[0] * up + pose.shoulders[1] * ahead
    for side, sign in _SIDES:
        at[f"hip_{side}"] = at["hip"] + np.array([0.0, sign * HIP_HALF, 0.0])
        _leg(at, pose.limb("leg", side), side, sign)
        at[f"shoulder_{side}"] = root + sign * SHOULDER_HALF * across
        _arm(at, pose, side, sign)
    return {name: _laid(point) for name, point in at.items()} if pose.lying else at


def _head(at: Joints, pose: Pose) -> None:
    lean = pose.spine[2] if pose.head is None else pose.head
    tilt = radians(pose.tilt)
    way = cos(tilt) * _lean(lean) + sin(tilt) * np.array([0.0, 1.0, 0.0])
    nod = _lean(lean + pose.nod)
    nod = cos(tilt) * nod + sin(tilt) * np.array([0.0, 1.0, 0.0])
    at["skull"] = at["neck"] + BONES["neck", "skull"] * way
    at["head"] = at["skull"] + BONES["skull", "head"] * nod
    face = _turned(_lean(lean + pose.nod + 90), nod, pose.turn / 2)
    at["nose"] = at["head"] + 6.2 * face - 0.8 * nod


def _arm(at: Joints, pose: Pose, side: Side, sign: float) -> None:
    limb, root = pose.limb("arm", side), at[f"shoulder_{side}"]
    lengths = BONES["elbow", "shoulder"], BONES["elbow", "hand"]
    if limb.at is not None:
        end, bend = _sided(limb.at, sign), _sided(limb.bend, sign)
        if limb.on_chest:
            frame = _chest(pose)
            end, bend = at["neck"] + frame @ end, frame @ bend
        middle, end = _reach(root, end, bend, lengths, side)
    else:
        middle, end = _hang(root, limb, sign, lengths)
        if pose.turn:
            up = _lean(pose.spine[2])
            middle, end = (root + _turned(p - root, up, pose.turn) for p in (middle, end))
    at[f"elbow_{side}"], at[f"hand_{side}"] = middle, end


def _chest(pose: Pose) -> Vector:
    """The axes of the upper back as columns: ahead, to the left, up."""
    up = _lean(pose.spine[2])
    across = _turned(np.array([0.0, 1.0, 0.0]), up, pose.turn)
    return np.stack([np.cross(across, up), across, up], axis=1)


def _leg(at: Joints, limb: Limb, side: Side, sign: float) -> None:
    root = at[f"hip_{side}"]
    lengths = BONES["hip_joint", "knee"], BONES["ankle", "knee"]
    if limb.at is not None:
        middle, end = _reach(root, _sided(limb.at, sign), _sided(limb.bend, sign), lengths, side)
    else:
        middle, end = _hang(root, limb, sign, lengths)
    at[f"knee_{side}"], at[f"ankle_{side}"] = middle, end
    foot = _direction(limb.foot, limb.toes_out, sign)
    sole = _direction(limb.foot - 90.0, 0.0, sign)  # from the ankle toward the sole
    at[f"heel_{side}"] = end + ANKLE_HEIGHT * sole - HEEL_BEHIND_ANKLE * foot
    at[f"toe_{side}"] = at[f"heel_{side}"] + BONES["heel", "toe"] * foot


def _hang(
    root: Vector, limb: Limb, sign: float, lengths: tuple[float, float]
) -> tuple[Vector, Vector]:
    swing, out, low_swing, low_out = limb.bones or (0.0, 0.0, 0.0, 0.0)
    middle = root + lengths[0] * _direction(swing, out, sign)
    return middle, middle + lengths[1] * _direction(low_swing, low_out, sign)


def _reach(
    root: Vector, end: Vector, bend: Vector, lengths: tuple[float, float], side: Side
) -> tuple[Vector, Vector]:
    """Two bones from a root to an end: the middle joint lies toward `bend` (law of cosines).

    Raises:
        OutOfReachError: The end is out of reach, or `bend` runs along the limb and names no side.
    """
    upper, lower = lengths
    away = end - root
    distance = float(np.linalg.norm(away))
    if not abs(upper - lower) < distance <= upper + lower + 1e-9:
        raise OutOfReachError(f"{side} limb: {distance:.1f} of {upper + lower:.1f}")
    way = away / distance
    along = (upper**2 - lower**2 + distance**2) / (2 * distance)
    beside = bend - (bend @ way) * way
    off = max(0.0, upper**2 - along**2) ** 0.5
    sideways = float(np.linalg.norm(beside))
    if sideways < 1e-9:
        raise OutOfReachError(f"{side} limb: it is to bend along itself")
    return root + along * way + off * beside / sideways, end


def bend_deg(first: Vector, middle: Vector, last: Vector) -> float:
    """The angle at a joint, 180 for a straight limb."""
    a, b = first - middle, last - middle
    cosine = float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    return 90.0 - degrees(asin(max(-1.0, min(1.0, cosine))))


def _lean(deg: float) -> Vector:
    return np.array([sin(radians(deg)), 0.0, cos(radians(deg))])


def _direction(swing: float, out: float, sign: float) -> Vector:
    flat = cos(radians(out))
    return np.array(
        [flat * sin(radians(swing)), sign * sin(radians(out)), -flat * cos(radians(swing))]
    )


def _sided(point: Point3, sign: float) -> Vector:
    return np.array([point[0], sign * point[1], point[2]])


def _turned(vector: Vector, axis: Vector, deg: float) -> Vector:
    """Rotation about an axis (Rodrigues)."""
    angle = radians(deg)
    along = axis * (axis @ vector) * (1 - cos(angle))
    return vector * cos(angle) + np.cross(axis, vector) * sin(angle) + along


def _laid(point: Vector) -> Vector:
    """From upright onto the left side; the head then lies toward y."""
    return np.array([point[0], point[2], SHOULDER_HALF - point[1]])
