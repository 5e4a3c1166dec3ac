"""People made of points, moving as told: for tests that need no model."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.people import Sighting, center_px
from formcheck.observation.poses import LANDMARKS, Landmark
from formcheck.pose.estimator import Pose
from tests.pose.fake import pose_of

TORSO = 100.0


def figure(x: float, y: float, torso: float = TORSO, crouch: float = 0.0) -> Pose:
    """Somebody whose feet stand at (x, y), seen from the side.

    Args:
        x: Of the feet, pixels.
        y: Of the feet, pixels.
        torso: Length of the trunk, pixels.
        crouch: How far the hips are below standing, in trunk lengths.
    """
    points = np.tile(np.array([x, y], np.float32), (LANDMARKS, 1))
    leg = 1.7 * torso
    hips = y - leg + crouch * torso
    heights = {
        "ANKLE": y,
        "HEEL": y,
        "FOOT": y,
        "KNEE": (y + hips) / 2,
        "HIP": hips,
        "WRIST": hips,
        "ELBOW": hips - 0.5 * torso,
        "SHOULDER": hips - torso,
        "EAR": hips - 1.4 * torso,
    }
    for landmark in Landmark:
        part = landmark.name.split("_")[-1]
        points[landmark, 1] = heights.get(part, hips - 1.4 * torso)
    points[:11, 1] = hips - 1.4 * torso
    points[:, 0] += np.linspace(-0.1, 0.1, LANDMARKS) * torso
    # what lies between the named points is somewhere on the body
    for hand in range(17, 23):
        points[hand] = points[Landmark.LEFT_WRIST]
    return pose_of(points)


class BlobEngine:
    """A pose model that takes bright rectangles for people: it looks at the picture itself.

    Like the real one it follows whoever it found first (the largest) for as long as they are seen.
    """

    def __init__(self) -> None:
        self._latest: NDArray[np.float32] | None = None

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        count, _, boxes, _ = cv2.connectedComponentsWithStats((rgb[..., 0] > 180).astype(np.uint8))
        found = sorted(boxes[1:count], key=lambda box: -box[4])[:most]
        return [_upright(*box[:4]) for box in found if box[4] >= 30]

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        people = self.find_people(rgb, 9)
        if self._latest is not None:
            here = self._latest
            people = [p for p in people if np.abs(center_px(p.image_px) - here).max() < 40]
        self._latest = center_px(people[0].image_px) if people else None
        return people[0] if people else None

    def going_back(self, time_s: float) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        self._latest = None


def _upright(left: float, top: float, width: float, height: float) -> Pose:
    """A body from the top to the bottom of a rectangle."""
    whole = figure(0, 0)
    low, high = whole.image_px.min(axis=0), whole.image_px.max(axis=0)
    share = (whole.image_px - low) / (high - low)
    return pose_of(share * np.array([width, height]) + np.array([left, top]))


def squatting(time_s: float, period_s: float = 4.0, depth: float = 0.8) -> float:
    """Crouch of somebody who squats without a pause."""
    return depth * (1 - np.cos(2 * np.pi * time_s / period_s)) / 2


def sighting(
    time_s: float, pose: Pose, color: tuple[float, float, float] = (90, 90, 90)
) -> Sighting:
    """Somebody seen."""
    return Sighting(time_s, pose, np.array(color, np.float32))


def times(duration_s: float = 24.0, gap_s: float = 0.5) -> NDArray[np.float64]:
    """Times of scanned pictures."""
    return np.arange(0, duration_s, gap_s)
