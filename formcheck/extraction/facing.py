"""Every lifter is shown to the engine facing the right edge of the picture.

The pose model is not symmetric: the same squat, mirrored, read .08 thigh deeper, and lean was off
by half as much more on rendered lifters facing left. What it adds to the truth (`motion/motion.py`)
can only be taken off when it always adds the same. So pictures of a lifter who faces left are
mirrored before the engine sees them, and its poses back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.people import Person, body_size_px
from formcheck.extraction.scanning import EstimatorFactory
from formcheck.observation.poses import EARS, HEELS, LANDMARKS, TOES, Landmark
from formcheck.pose.engine import Pose


def faces_left(lifter: Person) -> bool:
    """Whether the lifter faces the left edge of the picture, as far as they face either.

    Feet and face point there, both by about a fifth of a trunk. From the front both show nothing
    and the answer means little, but either will do then.
    """
    points = lifter.image_px
    toes, heels, ears = (points[:, pair, 0].mean(axis=1) for pair in (TOES, HEELS, EARS))
    ahead_px = (toes - heels) + (points[:, Landmark.NOSE, 0] - ears)
    return bool(np.median(ahead_px / np.maximum(body_size_px(points), 1.0)) < 0)


class MirroredEstimator:
    """A `PoseEstimator` that shows an engine every picture mirrored, and its poses mirrored back.

    Args:
        create: Makes the engine.
    """

    def __init__(self, create: EstimatorFactory) -> None:
        self._engine = create()

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """See `PoseEstimator.find_people`."""
        return [_mirrored(p, rgb) for p in self._engine.find_people(_flipped(rgb), most)]

    def follow(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """See `PoseEstimator.follow`."""
        pose = self._engine.follow(_flipped(rgb), time_s)
        return None if pose is None else _mirrored(pose, rgb)

    def close(self) -> None:
        """See `PoseEstimator.close`."""
        self._engine.close()


def _flipped(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    # numpy copies backward rows byte by byte: forty times as slow
    return np.asarray(cv2.flip(rgb, 1), np.uint8)


def _mirrored(pose: Pose, rgb: NDArray[np.uint8]) -> Pose:
    """What was the left side is the right one, at the mirrored place."""
    width = np.float32(rgb.shape[1])
    image_px = pose.image_px[OTHER_SIDE]
    image_px[:, 0] = width - image_px[:, 0]
    depth_px, visibility = pose.depth_px[OTHER_SIDE], pose.visibility[OTHER_SIDE]
    contour = pose.silhouette
    silhouette = None if contour is None else contour.mirrored(rgb.shape[1])
    return Pose(image_px, depth_px, visibility, pose.back, silhouette)


def _other_side() -> NDArray[np.intp]:
    """(33,) for each landmark the one of the other side; see `Landmark` for the numbering."""
    order = np.arange(LANDMARKS)
    order[1:7] = [4, 5, 6, 1, 2, 3]  # eyes
    pairs = np.arange(7, LANDMARKS).reshape(-1, 2)  # left, right, left, right …
    order[7:] = pairs[:, ::-1].ravel()
    return order


OTHER_SIDE = _other_side()
