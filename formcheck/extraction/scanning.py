"""A clip in, the people in some twenty of its frames out, and whether the camera moves.

The frames are searched on all cores. The person detector wants people neither tiny nor filling the
frame and misses somebody whose face is behind a plate. So every frame is searched around what
moves, some also as a whole, and in squares where that finds nobody. What is still missed, tracking
(`stretch_tracking.py`) makes up for.

The detector gives the people it is surest of. Beside a watcher in plain view it does not give a
lifter whose head is behind a plate, nor one whom the watcher half hides; with the watcher gone from
the frame it mostly does. So who is known to stand still is painted over in another scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.camera_motion import background_steps_px
from formcheck.extraction.noise import denoised
from formcheck.extraction.people import (
    Person,
    Sighting,
    body_size_px,
    center_px,
    distinct,
    link_people,
    upside_down,
)
from formcheck.extraction.processes import Progress, WorkerPool
from formcheck.extraction.stretches import Clock, Stretch, cut, even_pieces
from formcheck.observation.observation import VideoInfo
from formcheck.observation.poses import HIPS, SHOULDERS, PoseTrack
from formcheck.pose.estimator import EstimatorFactory, Pose, PoseEstimator
from formcheck.video.conversion import Lens, within
from formcheck.video.info import key_times
from formcheck.video.reading import Frame, FrameReader, refuse_damaged

Box = tuple[int, int, int, int]

SCAN_FRAMES = 20
"""About so many frames are scanned, evenly over the clip."""
SCAN_GAPS_S = (1 / 3, 1.0)
"""Least and most time between two of them."""
SCAN_WHOLE_S, SCAN_STRETCH_S = 4.0, 24.0
"""A clip up to the first length is scanned in one piece, a longer one in pieces of about the
second. """
SCAN_LONGEST_PX = 768
"""Longest side of a scanned frame."""
MOST_PEOPLE = 4
"""That are looked for in one view."""
BLOCK = 24
"""Frames held in memory at a time."""
WHOLE_EVERY = 4
"""In every so many frames the whole frame is searched, and not only the part that moves."""
TILE_ASPECT = 1.25
"""Where nobody is found in a whole frame whose sides have a larger ratio, overlapping squares of it
are searched."""
THUMB_PX = 96
"""Longest side of the thumbnails that motion is found on."""
MOTION_MARGIN = 0.35
"""Margin around what moves, as a share of its longer side."""
MOST_MOTION_SHARE = 0.7
"""Where a larger part of the frame moves, it is the camera, and nothing is singled out."""
TRUNK_IN_FRAME = 3
"""So many of the four shoulders and hips have to be inside the frame: the pose model invents bodies
that are mostly outside."""
INNER_EDGE_POINTS = 0.2
"""Where more of a pose's landmarks are at an inner edge of a view, the edge cuts the person."""
BLANK = 114
"""Gray value of what the pose model is not to see."""
MARGIN_SIZES = 0.15
"""Bystanders are painted over up to this far from the hull of their landmarks, which lie inside the
body. With 0.3 a lifter beside them is painted over, too."""


@dataclass(frozen=True)
class Bystander:
    """Where somebody who stands still is.

    Attributes:
        time_s: (K,) rising, K at least 1.
        image_px: (K, 33, 2) landmarks, full-frame pixels.
    """

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]

    @staticmethod
    def of(track: PoseTrack) -> Bystander:
        """Take it from a track that has somebody in it."""
        return Bystander(track.time_s[track.seen], track.image_px[track.seen])


@dataclass(frozen=True)
class Scan:
    """What the coarse scan over a stretch gave.

    Attributes:
        time_s: Of each frame.
        seen: Everybody in each frame.
        camera_step_px: For each frame but the first of each `BLOCK`, how far the background moved
            since the one before, in full-frame pixels.
        decode_s: Time spent on reading frames.
        pose_s: Time spent on looking at them.
        damaged: Frames that could not be read.
        decoded: All others, looked at or not.
    """

    time_s: tuple[float, ...]
    seen: tuple[tuple[Sighting, ...], ...]
    camera_step_px: tuple[float, ...]
    decode_s: float
    pose_s: float
    damaged: int
    decoded: int


@dataclass(frozen=True)
class CoarseScan:
    """What the coarse scan over a clip gave: its stretches, and everybody linked over time."""

    scans: Sequence[Scan]
    people: Sequence[Person]

    @property
    def frames(self) -> int:
        """How many frames were scanned."""
        return sum(len(scan.time_s) for scan in self.scans)

    @property
    def camera_step_px(self) -> list[float]:
        """How far the background moved between neighboring frames of a stretch."""
        return [step for scan in self.scans for step in scan.camera_step_px]


@dataclass(frozen=True)
class ClipScanning:
    """How to scan a clip; `report` is told what is being done and the share that is, 0 to 1."""

    pool: WorkerPool
    file: Path
    info: VideoInfo
    create_estimator: EstimatorFactory
    report: Progress

    def scan(self, bystanders: Sequence[Bystander] = ()) -> CoarseScan:
        """See who is there, some of them painted over.

        Raises:
            VideoError: As `refuse_damaged`.
        """
        duration_s = self.info.duration_s
        gap_s = float(np.clip(duration_s / SCAN_FRAMES, *SCAN_GAPS_S))
        # cut by its length alone: the same clip must give the same numbers on every machine
        pieces = max(2, even_pieces(duration_s, SCAN_STRETCH_S))
        pieces = 1 if duration_s <= SCAN_WHOLE_S else pieces
        stretches = cut(duration_s, key_times(self.file), pieces)
        scans = self.pool.run(
            [
                (scan_stretch, self.file, stretch, gap_s, self.create_estimator, bystanders)
                for stretch in stretches
            ],
            lambda done: self.report("Looking for the lifter", done / len(stretches)),
        )
        damaged = sum(scan.damaged for scan in scans)
        refuse_damaged(self.file, damaged, sum(scan.decoded for scan in scans))
        return CoarseScan(scans, link_people([seen for scan in scans for seen in scan.seen]))


def scan_stretch(
    path: Path,
    stretch: Stretch,
    gap_s: float,
    create: EstimatorFactory,
    bystanders: Sequence[Bystander],
) -> Scan:
    """Find everybody in a frame every `gap_s` seconds.

    Where bystanders are painted over, every frame is looked at as a whole, too.
    """
    reader = FrameReader(
        path,
        Lens(longest_px=SCAN_LONGEST_PX),
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        min_gap_s=gap_s,
        sparse=True,
    )
    clock, estimator = Clock(), create()
    times: list[float] = []
    seen: list[tuple[Sighting, ...]] = []
    steps: list[float] = []
    try:
        frames = clock.timed(reader)
        while filmed := list(islice(frames, BLOCK)):
            block = [painted_over(denoised(frame), bystanders) for frame in filmed]
            thumbs = np.stack([_thumb(frame.rgb) for frame in block])
            moving = _moving_box(thumbs, block[0].rgb.shape[:2])
            for number, frame in enumerate(block):
                times.append(frame.time_s)
                everywhere = bool(bystanders) or number % WHOLE_EVERY == 0
                seen.append(tuple(_people_in(frame, estimator, moving, everywhere)))
            poses = [[sighting.pose for sighting in those] for those in seen[-len(block) :]]
            steps += background_steps_px(block, poses)
    finally:
        estimator.close()
    return Scan(
        tuple(times),
        tuple(seen),
        tuple(steps),
        clock.read_s,
        clock.other_s,
        reader.damaged,
        reader.decoded,
    )


def _thumb(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A gray thumbnail, (h, w) float32."""
    height, width = rgb.shape[:2]
    shrink = THUMB_PX / max(height, width)
    size = [max(8, round(side * shrink)) for side in (width, height)]
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small.mean(axis=2), np.float32)


def _moving_box(thumbs: NDArray[np.float32], shape: tuple[int, int]) -> Box | None:
    """The part of the frame in which things move; None when nothing or nearly all does."""
    if len(thumbs) < 2:
        return None
    # phones are aimed at the lifter: what moves in the middle counts more
    middle = np.outer(*(np.hanning(side) for side in thumbs.shape[1:]))
    change = np.abs(np.diff(thumbs * middle, axis=0)).mean(axis=0)
    change = np.clip(change - 3 * np.median(change) - 1.0, 0, None)
    if not change.any():
        return None
    height, width = shape
    left, right = (v * width for v in _span_of_most(change.sum(axis=0)))
    top, bottom = (v * height for v in _span_of_most(change.sum(axis=1)))
    half = max(right - left, bottom - top) * (1 + 2 * MOTION_MARGIN) / 2
    x, y = (left + right) / 2, (top + bottom) / 2
    square = within((x - half, y - half, x + half, y + half), (width, height))
    x0, y0, x1, y1 = (int(edge) for edge in square)
    too_much = (x1 - x0) * (y1 - y0) > MOST_MOTION_SHARE * width * height
    return None if too_much else (x0, y0, x1, y1)


def _span_of_most(profile: NDArray[np.floating]) -> tuple[float, float]:
    """Between which shares of its length a profile holds 96 % of its sum."""
    share = np.cumsum(profile) / profile.sum()
    first, last = np.searchsorted(share, [0.02, 0.98])
    return float(first) / len(share), float(last + 1) / len(share)


def _people_in(
    frame: Frame, estimator: PoseEstimator, moving: Box | None, everywhere: bool
) -> list[Sighting]:
    height, width = frame.rgb.shape[:2]
    whole = (0, 0, width, height)
    poses = _people_in_view(frame.rgb, moving, estimator) if moving is not None else []
    if everywhere or not poses:
        poses += _people_in_view(frame.rgb, whole, estimator)
    if everywhere and (moving is None or not poses):
        for square in _squares(width, height):
            poses += _people_in_view(frame.rgb, square, estimator)
    return [
        Sighting(frame.time_s, in_full_frame(pose, frame), _trunk_color(frame.rgb, pose))
        for pose in distinct(poses)
    ]


def _people_in_view(rgb: NDArray[np.uint8], view: Box, estimator: PoseEstimator) -> list[Pose]:
    left, top, right, bottom = view
    corner = np.array([left, top], np.float32)
    found = estimator.find_people(rgb[top:bottom, left:right], MOST_PEOPLE)
    poses = [replace(p, image_px=p.image_px + corner) for p in found]
    shape = rgb.shape[:2]
    return [
        p
        for p in poses
        if _in_frame(p, shape) and not _cut(p, view, shape) and not upside_down(p.image_px)
    ]


def _in_frame(pose: Pose, shape: tuple[int, int]) -> bool:
    """Whether the frame shows enough of the trunk that somebody can have been seen."""
    points = pose.image_px[SHOULDERS + HIPS]
    shown = ((points >= 0) & (points <= shape[::-1])).all(axis=1)
    return bool(shown.sum() >= TRUNK_IN_FRAME)


def _cut(pose: Pose, view: Box, shape: tuple[int, int]) -> bool:
    """Whether an edge of the view that is not the frame's own edge cuts through the person."""
    points, (low, high) = pose.image_px, np.reshape(view, (2, 2))
    out = ((points <= low) & (low > 0)) | ((points >= high) & (high < shape[::-1]))
    return bool(out.any(axis=1).mean() > INNER_EDGE_POINTS)


def _squares(width: int, height: int) -> list[Box]:
    """Overlapping squares that together are the frame; none when it is about square itself."""
    side = min(width, height)
    if max(width, height) <= TILE_ASPECT * side:
        return []
    offsets = np.linspace(0, max(width, height) - side, 3).astype(int).tolist()
    corners = [(offset, 0) if width > height else (0, offset) for offset in offsets]
    return [(left, top, left + side, top + side) for left, top in corners]


def in_full_frame(pose: Pose, frame: Frame) -> Pose:
    """A pose in pixels of the upright full frame instead of those of the crop."""
    depth = pose.depth_px / np.float32(frame.scale[0])
    contour = pose.silhouette
    return replace(
        pose,
        image_px=frame.to_full_px(pose.image_px),
        depth_px=depth,
        silhouette=None if contour is None else contour.placed(frame.origin_px, frame.scale),
    )


def _trunk_color(rgb: NDArray[np.uint8], pose: Pose) -> NDArray[np.float32]:
    """(3,) mean color of a square around the middle of the trunk."""
    x, y = center_px(pose.image_px)
    half = max(2.0, float(body_size_px(pose.image_px)) / 4)
    height, width = rgb.shape[:2]
    square = within((x - half, y - half, x + half, y + half), (width - 1, height - 1))
    left, top, right, bottom = (int(edge) for edge in square)
    return np.asarray(rgb[top : bottom + 1, left : right + 1].mean(axis=(0, 1)), np.float32)


def painted_over(frame: Frame, bystanders: Sequence[Bystander]) -> Frame:
    """The frame without them; itself when there are none."""
    if not bystanders:
        return frame
    pixels = frame.pixels.copy()
    blank = (BLANK,) * 3
    for bystander in bystanders:
        nearest = int(np.argmin(np.abs(bystander.time_s - frame.time_s)))
        points = frame.to_crop_px(bystander.image_px[nearest])
        hull = np.asarray(cv2.convexHull(points)).round().astype(np.int32)
        margin = max(1, round(MARGIN_SIZES * float(body_size_px(points))))
        cv2.fillConvexPoly(pixels, hull, blank)
        cv2.polylines(pixels, [hull], isClosed=True, color=blank, thickness=2 * margin)
    return replace(frame, pixels=pixels)
