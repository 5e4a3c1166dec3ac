"""Follow the near plate through a clip: one pass over the pictures, rim by rim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.bar.anchors import Anchors, find_anchors, reachable_box
from formcheck.bar.chunk import Chunk
from formcheck.bar.find import Plate, find_plate
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack, no_bar

# Pictures are kept at this many pixels per torso: a tenth of a pixel is .0015 torso.
BUFFER_TORSO_PX = 64.0
# Chunks bound the memory (about 100 MB) whatever the length of the clip.
CHUNK_FRAMES = 900
# A plate that shows in fewer frames than this was not the lifter's plate.
LEAST_COVERAGE = 0.3
# Gray levels of the brightest hundredth of a well lit gym; more gain than this shows noise.
BRIGHT, MOST_GAIN = 220.0, 2.5


Box = tuple[float, float, float, float]


class FrameLike(Protocol):
    """What is read of a picture; `formcheck.video.reading.Frame` is one."""

    @property
    def time_s(self) -> float:
        """Seconds from the first frame."""

    @property
    def gray(self) -> NDArray[np.uint8]:
        """(H, W) brightness, upright."""

    @property
    def origin_px(self) -> tuple[float, float]:
        """Full-frame place of the picture's upper left corner."""

    @property
    def scale(self) -> tuple[float, float]:
        """Picture pixels per full-frame pixel."""


@dataclass(frozen=True)
class _View:
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
    corner_px: NDArray[np.float64]
    scale: NDArray[np.float64]
    gain: float

    @staticmethod
    def of(frame: FrameLike, region: Region) -> _View:
        """The view of a region for pictures like this one."""
        height, width = frame.gray.shape
        inner, origin = np.asarray(frame.scale), np.asarray(frame.origin_px)
        low = np.floor(np.clip((np.array(region.box_px[:2]) - origin) * inner, 0, None)).astype(int)
        high = np.ceil((np.array(region.box_px[2:]) - origin) * inner).astype(int)
        high = np.maximum(np.minimum(high, (width, height)), low + 2)
        extent_px = (high - low) / inner
        size = np.maximum(2, np.round(extent_px * region.scale)).astype(int)
        return _View(
            rows=slice(low[1], high[1]),
            columns=slice(low[0], high[0]),
            size=(int(size[0]), int(size[1])),
            corner_px=origin + low / inner,
            scale=size / extent_px,
            gain=region.gain,
        )

    def shrink(self, frame: FrameLike) -> NDArray[np.uint8]:
        """Cut the region out of a frame, gray and small."""
        part = frame.gray[self.rows, self.columns]
        small = cv2.resize(part, self.size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.convertScaleAbs(small, alpha=self.gain), dtype=np.uint8)

    def to_view(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Full-frame pixels to pixels of the kept pictures (pixel centers at whole numbers)."""
        return (points_px - self.corner_px + 0.5) * self.scale - 0.5

    def to_full(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of the kept pictures to full-frame pixels."""
        return (points + 0.5) / self.scale - 0.5 + self.corner_px


@dataclass(frozen=True)
class Region:
    """Which part of the picture a bar can be in, and how large it is looked at.

    Attributes:
        box_px: (left, top, right, bottom) in the upright full frame.
        scale: Kept pixels per full-frame pixel.
        longest_px: Longest side of what is kept.
        gain: What its brightness is multiplied by: edges count by gray levels, and a rim in a dark
            gym has as many as in a bright one then.
    """

    box_px: Box
    scale: float
    longest_px: int
    gain: float = 1.0


def bar_region(
    time_s: NDArray[np.float64], image_px: NDArray[np.floating], frame_size_px: tuple[int, int]
) -> Region | None:
    """Where to look for a bar around a lifter's (T, 33, 2) poses; None when hardly seen.

    Reading only that (`read_frames(crop=…, longest_px=…)`) saves most of the time.
    """
    anchors = find_anchors(time_s, image_px)
    return None if anchors is None else _region(anchors, frame_size_px)


def _region(anchors: Anchors, frame_size_px: tuple[int, int]) -> Region:
    box = reachable_box(anchors, frame_size_px)
    scale = min(1.0, BUFFER_TORSO_PX / anchors.torso_px)
    longest = max(box[2] - box[0], box[3] - box[1])
    return Region(box, scale, int(np.ceil(longest * scale)))


@dataclass(frozen=True)
class BarToFollow:
    """A plate that was found, and where the lifter's hands and shoulders carry it.

    Attributes:
        plate: In full-frame pixels.
        anchors: Of the whole clip.
        region: Where to look.
    """

    plate: Plate
    anchors: Anchors
    region: Region


def find_bar(samples: Sequence[FrameLike], poses: PoseTrack) -> BarToFollow | None:
    """Find the near plate beside the lifter's hands or shoulders.

    Args:
        samples: Some pictures from all over the clip.
        poses: The lifter over the same clip.

    Returns:
        None when there is no plate, which is a result and no error.
    """
    anchors = find_anchors(poses.time_s, poses.image_px)
    if anchors is None or not samples:
        return None
    region = _region(anchors, poses.frame_size_px)
    region = replace(region, gain=_gain(samples, region))
    view = _View.of(samples[0], region)
    time_s = np.array([frame.time_s for frame in samples])
    pictures = [view.shrink(frame) for frame in samples]
    plate = find_plate(pictures, view.to_view(anchors.at(time_s)), anchors.torso_px * region.scale)
    if plate is None:
        return None
    return BarToFollow(plate.scaled(1 / view.scale[1]), anchors, region)


def _gain(samples: Sequence[FrameLike], region: Region) -> float:
    """What takes the brightest hundredth of the region to `BRIGHT`, as far as noise allows."""
    view = _View.of(samples[0], region)
    bright = np.percentile([view.shrink(frame) for frame in samples[:: len(samples) // 8 + 1]], 99)
    return float(np.clip(BRIGHT / max(bright, 1.0), 1.0, MOST_GAIN))


def follow_bar(frames: Iterable[FrameLike], bar: BarToFollow) -> BarTrack:
    """Follow a plate's rim through pictures in order of time; about 30 a second are enough."""
    times, centers, seen, radii = [np.zeros(0)], [np.zeros((0, 2))], [np.zeros(0)], [np.zeros(0)]
    for time_s, pictures, view in _chunks(frames, bar.region):
        points = view.to_view(bar.anchors.at(time_s))
        chunk = Chunk(
            pictures, points, bar.anchors.torso_px * view.scale[1], bar.plate.scaled(view.scale[1])
        )
        found = chunk.follow()
        times.append(time_s)
        centers.append(view.to_full(found.center))
        seen.append(found.seen)
        lost = np.isnan(found.center[:, 0])
        radii.append(np.where(lost, np.nan, found.radius / view.scale[1]))
    return BarTrack(
        np.concatenate(times),
        np.concatenate(centers),
        bar.plate.radius,
        bar.plate.aspect,
        np.concatenate(seen).astype(np.float32),
        np.concatenate(radii).astype(np.float32),
    )


def joined(tracks: Sequence[BarTrack]) -> BarTrack:
    """Tracks of one plate in stretches that follow each other, as one; no bar if hardly seen."""
    time_s = np.concatenate([track.time_s for track in tracks])
    center_px = np.concatenate([track.center_px for track in tracks])
    if not len(time_s) or np.isfinite(center_px[:, 0]).mean() < LEAST_COVERAGE:
        return no_bar(time_s)
    confidence = np.concatenate([track.confidence for track in tracks])
    known = [track.rim_radius_px for track in tracks]
    radii = [radius for radius in known if radius is not None]
    return BarTrack(
        time_s,
        center_px,
        tracks[0].radius_px,
        tracks[0].aspect,
        confidence,
        np.concatenate(radii) if len(radii) == len(known) else None,
    )


def _chunks(
    frames: Iterable[FrameLike], region: Region
) -> Iterator[tuple[NDArray[np.float64], list[NDArray[np.uint8]], _View]]:
    times: list[float] = []
    pictures: list[NDArray[np.uint8]] = []
    view: _View | None = None
    for frame in frames:
        view = view or _View.of(frame, region)
        times.append(frame.time_s)
        pictures.append(view.shrink(frame))
        if len(pictures) == CHUNK_FRAMES:
            yield np.array(times), pictures, view
            times, pictures = [], []
    if pictures and view is not None:
        yield np.array(times), pictures, view
