"""Where somebody was, picture after picture, packed: a long clip has tens of thousands of poses."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.track import LANDMARKS, Pose

_ROW = 4 * LANDMARKS + 2  # x and y, depth, visibility of each landmark; bend and lean of the back


class Poses(NamedTuple):
    """Poses in order of time, shapes as in `PoseTrack`."""

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back_deg: NDArray[np.float32]


class Trail:
    """Poses in order of time; as separate objects they would take twice the room."""

    def __init__(self) -> None:
        self._time_s = array("d")
        self._values = array("f")

    def put(self, time_s: float, pose: Pose) -> None:
        """Add a later pose, or replace the one at exactly this time."""
        row = np.concatenate([pose.image_px.ravel(), pose.depth_px, pose.visibility, pose.back])
        packed = array("f", row.astype(np.float32).tobytes())
        if not self._time_s or time_s > self._time_s[-1]:
            self._time_s.append(time_s)
            self._values.extend(packed)
            return
        place = bisect_left(self._time_s, time_s)
        assert self._time_s[place] == time_s, "poses come in order of time"
        self._values[place * _ROW : (place + 1) * _ROW] = packed

    def since(self, start_s: float) -> Poses:
        """Everything from a time on."""
        first = bisect_left(self._time_s, start_s)
        time_s = np.array(self._time_s[first:], np.float64)
        rows = np.frombuffer(self._values, np.float32).reshape(-1, _ROW)[first:]
        image_px = rows[:, : 2 * LANDMARKS].reshape(-1, LANDMARKS, 2).copy()
        depth_px = rows[:, 2 * LANDMARKS : 3 * LANDMARKS].copy()
        visibility = rows[:, 3 * LANDMARKS : 4 * LANDMARKS].copy()
        return Poses(time_s, image_px, depth_px, visibility, rows[:, -2:].copy())
