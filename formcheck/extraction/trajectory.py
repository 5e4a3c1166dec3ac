"""Where somebody was, frame after frame, packed: a long clip has tens of thousands of poses."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.shots import Thumbs, ThumbTrack
from formcheck.observation.poses import LANDMARKS
from formcheck.observation.silhouette import WIDTH, SilhouetteTrack
from formcheck.pose.estimator import Back, Pose
from formcheck.video.reading import Frame

_WIDTHS = (2 * LANDMARKS, LANDMARKS, LANDMARKS, 2)
"""Of a row: x and y, depth, visibility of each landmark; bend and lean of the back."""


@dataclass(frozen=True)
class Poses:
    """Poses in order of time, shapes and units as in `PoseTrack`; NaN where nobody was seen.

    Attributes:
        silhouette: The contours of some of the poses.
    """

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back_deg: NDArray[np.float32]
    silhouette: SilhouetteTrack


@dataclass(frozen=True)
class TrackedStretch(Poses):
    """The lifter's poses in one stretch; times as in `Scan`.

    Attributes:
        for_bar: Some gray frames of where a bar could be.
        thumbs: A tiny gray thumbnail of every frame that was decoded.
    """

    decode_s: float
    pose_s: float
    damaged: int
    for_bar: tuple[Frame, ...] = ()
    thumbs: Thumbs = field(default_factory=lambda: ThumbTrack().since(0.0))

    @property
    def first(self) -> Pose:
        """The earliest pose; nobody when there is none."""
        return self._pose(0)

    @property
    def last(self) -> Pose:
        """The latest pose; nobody when there is none."""
        return self._pose(-1)

    def _pose(self, number: int) -> Pose:
        if not len(self.time_s):
            return nobody()
        return Pose(
            self.image_px[number],
            self.depth_px[number],
            self.visibility[number],
            Back(*self.back_deg[number].tolist()),
        )


def nobody() -> Pose:
    """A pose that says: not seen."""
    return Pose(
        np.full((LANDMARKS, 2), np.nan, np.float32),
        np.full(LANDMARKS, np.nan, np.float32),
        np.zeros(LANDMARKS, np.float32),
    )


class Trajectory:
    """Poses in order of time; as separate objects they would take twice the room."""

    def __init__(self) -> None:
        self._poses = _Rows(sum(_WIDTHS))
        self._silhouettes = _Rows(WIDTH)

    def put(self, time_s: float, pose: Pose) -> None:
        """Add a pose, or replace the one at exactly this time."""
        row = np.concatenate([pose.image_px.ravel(), pose.depth_px, pose.visibility, pose.back])
        self._poses.put(time_s, row.astype(np.float32))
        if pose.silhouette is not None:
            self._silhouettes.put(time_s, pose.silhouette.packed())

    def since(self, start_s: float) -> Poses:
        """Everything from a time on."""
        time_s, rows = self._poses.since(start_s)
        parts = (part.copy() for part in np.split(rows, np.cumsum(_WIDTHS[:-1]), axis=1))
        image_px, depth_px, visibility, back_deg = parts
        silhouette = SilhouetteTrack.of_packed(*self._silhouettes.since(start_s))
        image_px = image_px.reshape(-1, LANDMARKS, 2)
        return Poses(time_s, image_px, depth_px, visibility, back_deg, silhouette)


class _Rows:
    """Rows of so many float32 in order of time, packed."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._time_s = array("d")
        self._values = array("f")

    def put(self, time_s: float, row: NDArray[np.float32]) -> None:
        """Add a row in its place, or replace the one at exactly this time."""
        packed = array("f", row.tobytes())
        if not self._time_s or time_s > self._time_s[-1]:
            self._time_s.append(time_s)
            self._values.extend(packed)
            return
        place = bisect_left(self._time_s, time_s)
        there = self._time_s[place] == time_s
        if not there:
            self._time_s.insert(place, time_s)
        self._values[place * self._width : (place + there) * self._width] = packed

    def since(self, start_s: float) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """(K,) times from a time on and their (K, width) rows."""
        first = bisect_left(self._time_s, start_s)
        rows = np.frombuffer(self._values, np.float32).reshape(-1, self._width)[first:]
        return np.array(self._time_s[first:], np.float64), rows
