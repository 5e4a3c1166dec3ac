"""From points in space to points on paper: a camera far away, so that lengths stay true."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from tools.drawings.data import View
from tools.drawings.skeleton import Vector
from tools.drawings.strokes import Point


@dataclass(frozen=True)
class Camera:
    """Where one looks from.

    Attributes:
        yaw_deg: 0 from the right of the body, 90 from its front, -90 from behind.
        pitch_deg: How far down the camera looks.
    """

    yaw_deg: float
    pitch_deg: float

    def paper(self, point: Vector) -> Point:
        """(x right, y down) on paper."""
        x, y = self._ground(point)
        pitch = radians(self.pitch_deg)
        return x, -(float(point[2]) * cos(pitch) + y * sin(pitch))

    def depth(self, point: Vector) -> float:
        """How far away; larger is further. Heights matter only to a camera that looks down."""
        if self.pitch_deg < 45.0:
            return self._ground(point)[1]
        pitch = radians(self.pitch_deg)
        return self._ground(point)[1] * cos(pitch) - float(point[2]) * sin(pitch)

    def _ground(self, point: Vector) -> tuple[float, float]:
        yaw = radians(self.yaw_deg)
        x, y = float(point[0]), float(point[1])
        return x * cos(yaw) + y * sin(yaw), y * cos(yaw) - x * sin(yaw)

    def across(self, axis: Vector, along: Vector) -> float:
        """How much of a body axis is seen across a line of the body: 0 to 1 for a unit axis."""
        a, b = (np.array(self.paper(v)) for v in (axis, along))
        length = float(np.linalg.norm(b))
        return abs(float(a[0] * b[1] - a[1] * b[0])) / length if length > 1e-6 else 1.0


CAMERAS: dict[View, Camera] = {
    "side": Camera(0.0, 0.0),
    "front": Camera(90.0, 0.0),
    "back": Camera(-90.0, 0.0),
    "corner": Camera(38.0, 14.0),
    "over": Camera(90.0, 52.0),
    "above": Camera(-90.0, 90.0),
}
