"""Where a bar could be, by the lifter's hands and shoulders, and the pictures of only that."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import HALF_PX
from formcheck.arithmetic.robust import interpolated, nearest_sample_s
from formcheck.observation.poses import EARS, HIPS, SHOULDERS, Landmark
from formcheck.video.conversion import Crop, Lens, within
from formcheck.video.reading import Frame

SMALLEST_RADIUS_TORSO = 0.30
LARGEST_RADIUS_TORSO = 0.85
"""A full plate is about as wide as a torso is long (`arithmetic.geometry`), and nearer to the
camera than the body by up to 1.5 times; bars with small plates are loaded too. Heads, shoulders,
knees and kettlebells are smaller."""
FARTHEST_FROM_HANDS_TORSO = 1.5
"""The near plate is `SLEEVE_M` from the middle of the bar: from 60 degrees off the side, shown a
quarter larger than the body, 1.5 torsos away."""
LEAST_POSES = 5
"""Fewer say nothing about how far hands and torso reach."""
LONGEST_AWAY_S = 0.25
"""Where hands and shoulders are is known for so long before and after a pose."""
BUFFER_TORSO_PX = 64.0
"""Pictures are kept at this many pixels per torso: a tenth of a pixel is 0.0015 torso."""


@dataclass(frozen=True)
class Anchors:
    """Points the plate could hang on, over the clip.

    Attributes:
        time_s: (T,) rising, when the lifter was seen; T at least 1.
        points_px: (A + 1, T, 2) middle of the hands, left hand, right hand, middle of the
            shoulders, and then the head: middle of the ears; full-frame pixels.
        torso_px: Length from mid-shoulder to mid-hip of the upright lifter.
    """

    time_s: Array
    points_px: Array
    torso_px: float

    def at(self, time_s: Array) -> Array:
        """(A + 1, N, 2) anchors and then the head at other times.

        NaN farther than `LONGEST_AWAY_S` from a seen pose.
        """
        found = np.stack([interpolated(time_s, self.time_s, each) for each in self.points_px])
        found[:, nearest_sample_s(time_s, self.time_s) > LONGEST_AWAY_S] = np.nan
        return found


def find_anchors(
    time_s: Array, image_px: NDArray[np.floating], least_poses: int = LEAST_POSES
) -> Anchors | None:
    """Read the anchors off (T,) times and (T, 33, 2) poses; None when the lifter is hardly seen."""
    seen = np.isfinite(image_px[:, SHOULDERS + HIPS]).all(axis=(1, 2))
    if seen.sum() < least_poses:
        return None
    pixels = image_px[seen].astype(np.float64)
    shoulders, hips, head = (pixels[:, pair].mean(axis=1) for pair in (SHOULDERS, HIPS, EARS))
    left, right = pixels[:, Landmark.LEFT_WRIST], pixels[:, Landmark.RIGHT_WRIST]
    points = np.stack([(left + right) / 2, left, right, shoulders, head])
    torso = np.linalg.norm(shoulders - hips, axis=1)
    return Anchors(time_s[seen], points, float(np.percentile(torso, 80)))


@dataclass(frozen=True)
class View:
    """The region that is kept, and how its pixels map to the full frame.

    Attributes:
        rows, columns: The region in pixels of the pictures that come in.
        size: (width, height) of the kept pictures.
        corner_px: Full-frame place of the region's upper left corner (edge of the pixel).
        scale: (2,) kept pixels per full-frame pixel, exact after rounding to whole pixels.
        gain: See `Region`.
    """

    rows: slice
    columns: slice
    size: tuple[int, int]
    corner_px: Array
    scale: Array
    gain: float

    @staticmethod
    def of(frame: Frame, region: Region) -> View:
        """The view of a region for pictures like this one."""
        height, width = frame.gray.shape
        inner, origin = np.asarray(frame.scale), np.asarray(frame.origin_px)
        low = np.floor(np.clip((np.array(region.box_px[:2]) - origin) * inner, 0, None)).astype(int)
        high = np.ceil((np.array(region.box_px[2:]) - origin) * inner).astype(int)
        high = np.maximum(np.minimum(high, (width, height)), low + 2)
        extent_px = (high - low) / inner
        size = np.maximum(2, np.round(extent_px * region.scale)).astype(int)
        return View(
            rows=slice(low[1], high[1]),
            columns=slice(low[0], high[0]),
            size=(int(size[0]), int(size[1])),
            corner_px=origin + low / inner,
            scale=size / extent_px,
            gain=region.gain,
        )

    def shrink(self, frame: Frame) -> NDArray[np.uint8]:
        """Cut the region out of a frame, gray and small."""
        part = frame.gray[self.rows, self.columns]
        small = cv2.resize(part, self.size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.convertScaleAbs(small, alpha=self.gain), dtype=np.uint8)

    def to_view(self, points_px: Array) -> Array:
        """Full-frame pixels to pixels of the kept pictures (pixel centers at whole numbers)."""
        return (points_px - self.corner_px + HALF_PX) * self.scale - HALF_PX

    def to_full(self, points: Array) -> Array:
        """Pixels of the kept pictures to full-frame pixels."""
        return (points + HALF_PX) / self.scale - HALF_PX + self.corner_px


@dataclass(frozen=True)
class Region:
    """Which part of the picture a bar can be in, and how large it is looked at.

    Attributes:
        box_px: (left, top, right, bottom) in the upright full frame.
        scale: Kept pixels per full-frame pixel.
        gain: What its brightness is multiplied by: edges count by gray levels, and a rim in a dark
            gym has as many as in a bright one then.
    """

    box_px: Crop
    scale: float
    gain: float = 1.0

    @property
    def lens(self) -> Lens:
        """Shows that part alone, gray and as small as it is kept."""
        left, top, right, bottom = self.box_px
        longest_px = int(np.ceil(max(right - left, bottom - top) * self.scale))
        return Lens(self.box_px, longest_px, gray=True)


def bar_region(
    time_s: Array, image_px: NDArray[np.floating], frame_size_px: tuple[int, int]
) -> Region | None:
    """Where to look for a bar around a lifter's (T, 33, 2) poses; None when never seen.

    A single pose will do: from there the bar goes up or down by less than the margin, and the plate
    that a scan of some twenty frames does not see the lifter for is the very one that matters.
    """
    anchors = find_anchors(time_s, image_px, least_poses=1)
    return None if anchors is None else region_around(anchors, frame_size_px)


def region_around(anchors: Anchors, frame_size_px: tuple[int, int]) -> Region:
    """Where the near plate can be, small enough to be looked at quickly."""
    away = np.array([1.0, 0.5]) * FARTHEST_FROM_HANDS_TORSO  # across, and up or down
    reach = (LARGEST_RADIUS_TORSO + away) * anchors.torso_px
    low, high = np.percentile(anchors.points_px[:-1].reshape(-1, 2), (1, 99), axis=0)
    box = within(np.concatenate([low - reach, high + reach]), frame_size_px)
    return Region(box, min(1.0, BUFFER_TORSO_PX / anchors.torso_px))
