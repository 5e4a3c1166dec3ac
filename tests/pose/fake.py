"""A `PoseEstimator` without a model: it plays back poses that a test has written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.poses import LANDMARKS
from formcheck.pose.estimator import Pose

Script = Callable[[float], Sequence[Pose]]


class FakePoseEstimator:
    """Plays back a script.

    Frames carry no time, so `find_people` reads the time that `track` was given last, or the
    one set in `now_s`. `track` gives the first person that the script names.

    Args:
        script: Takes a time in seconds and gives everybody in the frame then.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.now_s = 0.0
        self.closed = False

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """See `PoseEstimator.find_people`."""
        return list(self.script(self.now_s))[:most]

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """See `PoseEstimator.track`."""
        if self.closed:
            raise RuntimeError("the estimator is closed")
        self.now_s = time_s
        people = self.script(time_s)
        return people[0] if people else None

    def going_back(self, time_s: float) -> AbstractContextManager[None]:
        """See `PoseEstimator.going_back`."""
        return nullcontext()

    def close(self) -> None:
        """See `PoseEstimator.close`."""
        self.closed = True


def pose_of(points: NDArray[np.floating], visibility: float = 1.0) -> Pose:
    """Make a pose of (33, 2) pixel positions, all equally visible and equally deep."""
    return Pose(
        image_px=np.asarray(points, np.float32),
        depth_px=np.zeros(LANDMARKS, np.float32),
        visibility=np.full(LANDMARKS, visibility, np.float32),
    )
