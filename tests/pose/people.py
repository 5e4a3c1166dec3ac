"""People made of points, moving as told: for tests that need no model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.people import Sighting
from formcheck.pose import LANDMARKS, Landmark, Pose
from formcheck.pose_fake import pose_of

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
