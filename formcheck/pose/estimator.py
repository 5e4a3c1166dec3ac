"""What every pose model gives: the people in one frame, as landmarks, back and contour."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.tracks import Silhouette


class Back(NamedTuple):
    """Bend and lean of the back's outline, as `mask.read_back` reads them; NaN = not read.

    Attributes:
        bend_deg: By how much the upper back's outline is tipped forward of the lower back's.
        lean_deg: Lean of the whole outline from vertical, in the frame.
    """

    bend_deg: float = float("nan")
    lean_deg: float = float("nan")


UNREAD = Back()


@dataclass(frozen=True)
class Pose:
    """One person in one frame.

    Attributes:
        image_px: (33, 2) float32, pixels of the frame that was given.
        depth_px: (33,) float32, distance toward (negative) or away from (positive) the camera
            relative to the hips, in the same scale as pixels. Rough: use it for orientation only.
        visibility: (33,) float32 from 0 to 1, the pose model's estimate.
        back: The outline of the back.
        silhouette: The contour of the mask, where one was read: at most 15 a second.
    """

    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back: Back = UNREAD
    silhouette: Silhouette | None = None


class PoseEstimator(Protocol):
    """A pose model that finds people in frames. One instance per clip and process: state leaks."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """Up to `most` people in a single frame. Nothing is remembered or smoothed."""

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Track one person through frames of rising time; None where nobody is seen."""

    def going_back(self, time_s: float) -> AbstractContextManager[None]:
        """Within this block `track` is given frames of falling time, from before `time_s`.

        The caller ends the block by showing the frame of `time_s` again, so that the pose model's
        crop is where it was before. Visibility is smoothed in each direction by itself. Which
        contours are read after the block does not depend on it.
        """

    def close(self) -> None:
        """Free the pose model's memory; it may not be used afterwards."""


EstimatorFactory = Callable[[], PoseEstimator]
