"""Where a bar could be, told by the lifter's hands and shoulders. Numpy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.poses import Landmark

# A plate of .45 m beside a torso of about .46 m, nearer to the camera than the body by up to 1.5
# times; bars with small plates are loaded too. Heads, shoulders, knees and kettlebells are smaller.
SMALLEST_RADIUS_TORSO = 0.30
LARGEST_RADIUS_TORSO = 0.85
# The near end of the bar is .7 m from its middle: 1.5 torsos away when seen from 60 degrees.
FARTHEST_FROM_HANDS_TORSO = 1.5
# Fewer say nothing about how far hands and torso reach.
LEAST_POSES = 5

_HAND_PAIR = (Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST)
_SHOULDER_PAIR = (Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER)
_EAR_PAIR = (Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
_HIP_PAIR = (Landmark.LEFT_HIP, Landmark.RIGHT_HIP)


@dataclass(frozen=True)
class Anchors:
    """Points the plate could hang on, over the clip.

    Attributes:
        time_s: (T,) as in the pose track.
        points_px: (A, T, 2) middle of the hands, left hand, right hand, middle of the shoulders;
            full-frame pixels, NaN = lifter not seen.
        head_px: (T, 2) middle of the ears, NaN = not seen.
        torso_px: Length from mid-shoulder to mid-hip of the upright lifter.
    """

    time_s: NDArray[np.float64]
    points_px: NDArray[np.float64]
    head_px: NDArray[np.float64]
    torso_px: float

    def at(self, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """(A + 1, N, 2) anchors and then the head at other times.

        NaN farther than .25 s from a seen pose.
        """
        all_points = [*self.points_px, self.head_px]
        out = np.full((len(all_points), len(time_s), 2), np.nan)
        for points, found in zip(all_points, out, strict=True):
            seen = np.isfinite(points[:, 0])
            if not seen.any():
                continue
            known = self.time_s[seen]
            for axis in (0, 1):
                found[:, axis] = np.interp(time_s, known, points[seen, axis])
            right = np.clip(np.searchsorted(known, time_s), 0, len(known) - 1)
            gap = np.minimum(
                np.abs(known[right] - time_s), np.abs(known[np.maximum(right - 1, 0)] - time_s)
            )
            found[gap > 0.25] = np.nan
        return out


def find_anchors(time_s: NDArray[np.float64], image_px: NDArray[np.floating]) -> Anchors | None:
    """Read the anchors off (T,) times and (T, 33, 2) poses; None when the lifter is hardly seen."""
    pixels = image_px.astype(np.float64)
    shoulders = pixels[:, _SHOULDER_PAIR].mean(axis=1)
    hips = pixels[:, _HIP_PAIR].mean(axis=1)
    torso = np.linalg.norm(shoulders - hips, axis=1)
    if np.isfinite(torso).sum() < LEAST_POSES:
        return None
    left, right = pixels[:, _HAND_PAIR[0]], pixels[:, _HAND_PAIR[1]]
    points = np.stack([(left + right) / 2, left, right, shoulders])
    head = pixels[:, _EAR_PAIR].mean(axis=1)
    return Anchors(time_s, points, head, float(np.nanpercentile(torso, 80)))


def reachable_box(
    anchors: Anchors, frame_size_px: tuple[int, int]
) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the part of the picture the near plate can be in."""
    reach = (LARGEST_RADIUS_TORSO + 0.5 * FARTHEST_FROM_HANDS_TORSO) * anchors.torso_px
    aside = (LARGEST_RADIUS_TORSO + FARTHEST_FROM_HANDS_TORSO) * anchors.torso_px
    points = anchors.points_px.reshape(-1, 2)
    points = points[np.isfinite(points[:, 0])]
    low, high = np.percentile(points, 1, axis=0), np.percentile(points, 99, axis=0)
    width, height = frame_size_px
    return (
        max(0.0, low[0] - aside),
        max(0.0, low[1] - reach),
        min(float(width), high[0] + aside),
        min(float(height), high[1] + reach),
    )
