"""Follow the near plate through a clip: one pass over the pictures, rim by rim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.bar.anchors import bar_region, find_anchors
from formcheck.bar.bar_track import BarTrack, no_bar
from formcheck.bar.find import Plate, find_plate, search_rim
from formcheck.bar.rim import Rim, fit_rim
from formcheck.pose import PoseTrack

# Pictures are kept at this many pixels per torso: a tenth of a pixel is .0015 torso.
BUFFER_TORSO_PX = 64.0
SHORTEST_GAP_S = 1 / 32
# Chunks bound the memory (about 100 MB) whatever the length of the clip.
CHUNK_FRAMES = 900
FOLLOW_REACH_PX = 5.0
LEAST_SEEN = 0.36
# A rim that is found again after a loss must be surer than one that was never lost.
SURE_SEEN = 0.45
# A plate that shows in fewer frames than this was not the lifter's plate.
LEAST_COVERAGE = 0.3


Box = tuple[float, float, float, float]


class FrameLike(Protocol):
    """What `track_bar` reads of a picture; `formcheck.video.Frame` is one."""

    @property
    def time_s(self) -> float:
        """Seconds from the first frame."""

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3), upright."""

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
    """

    rows: slice
    columns: slice
    size: tuple[int, int]
    corner_px: NDArray[np.float64]
    scale: NDArray[np.float64]

    @staticmethod
    def of(frame: FrameLike, box_px: tuple[float, ...], scale: float) -> _View:
        """The view of a region for pictures like this one."""
        height, width = frame.rgb.shape[:2]
        inner, origin = np.asarray(frame.scale), np.asarray(frame.origin_px)
        low = np.floor(np.clip((np.array(box_px[:2]) - origin) * inner, 0, None)).astype(int)
        high = np.ceil((np.array(box_px[2:]) - origin) * inner).astype(int)
        high = np.maximum(np.minimum(high, (width, height)), low + 2)
        extent_px = (high - low) / inner
        size = np.maximum(2, np.round(extent_px * scale)).astype(int)
        return _View(
            rows=slice(low[1], high[1]),
            columns=slice(low[0], high[0]),
            size=(int(size[0]), int(size[1])),
            corner_px=origin + low / inner,
            scale=size / extent_px,
        )

    def shrink(self, frame: FrameLike) -> NDArray[np.uint8]:
        """Cut the region out of a frame, gray and small."""
        part = cv2.cvtColor(frame.rgb[self.rows, self.columns], cv2.COLOR_RGB2GRAY)
        small = cv2.resize(part, self.size, interpolation=cv2.INTER_AREA)
        return np.asarray(small, dtype=np.uint8)

    def to_view(self, points_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """Full-frame pixels to pixels of the kept pictures (pixel centers at whole numbers)."""
        return (points_px - self.corner_px + 0.5) * self.scale - 0.5

    def to_full(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of the kept pictures to full-frame pixels."""
        return (points + 0.5) / self.scale - 0.5 + self.corner_px


def track_bar(frames: Iterable[FrameLike], poses: PoseTrack) -> BarTrack:
    """Find the near plate beside the lifter's hands or shoulders and follow its rim.

    Args:
        frames: The clip's pictures in order of time; more than about 30 a second are thinned.
            `wanted_region` says which part of the picture is enough.
        poses: The lifter over the same clip.

    Returns:
        The track; `found` is False when no plate was found, which is a result and no error.
    """
    anchors = find_anchors(poses)
    if anchors is None:
        return no_bar(np.array([frame.time_s for frame in frames]))
    box = bar_region(anchors, poses.frame_size_px)
    scale = min(1.0, BUFFER_TORSO_PX / anchors.torso_px)
    plate: Plate | None = None
    radius_px = aspect = 1.0
    times, centers, seen = [np.zeros(0)], [np.zeros((0, 2))], [np.zeros(0)]
    for time_s, pictures, view in _chunks(frames, box, scale):
        points = view.to_view(anchors.at(time_s))
        chunk = _Chunk(pictures, points, anchors.torso_px * scale)
        plate, center, share = chunk.follow(plate)
        if plate is not None:
            radius_px = plate.radius / view.scale[1]
            aspect = plate.aspect
        times.append(time_s)
        centers.append(view.to_full(center))
        seen.append(share)
    time_s, center_px, share = (np.concatenate(part) for part in (times, centers, seen))
    if plate is None or np.isfinite(center_px[:, 0]).mean() < LEAST_COVERAGE:
        return no_bar(time_s)
    return BarTrack(time_s, center_px, float(radius_px), aspect, share.astype(np.float32))


def wanted_region(poses: PoseTrack) -> tuple[Box, int] | None:
    """Which part of the picture `track_bar` looks at, and its longest side in pixels it keeps.

    Reading only that (`read_frames(crop=…, longest_px=…)`) saves most of the time. None when the
    lifter is hardly seen.
    """
    anchors = find_anchors(poses)
    if anchors is None:
        return None
    box = bar_region(anchors, poses.frame_size_px)
    longest = max(box[2] - box[0], box[3] - box[1])
    return box, int(np.ceil(longest * min(1.0, BUFFER_TORSO_PX / anchors.torso_px)))


def _chunks(
    frames: Iterable[FrameLike], box_px: tuple[float, ...], scale: float
) -> Iterator[tuple[NDArray[np.float64], list[NDArray[np.uint8]], _View]]:
    times: list[float] = []
    pictures: list[NDArray[np.uint8]] = []
    view: _View | None = None
    latest_s = -np.inf
    for frame in frames:
        if frame.time_s - latest_s < SHORTEST_GAP_S:
            continue
        latest_s = frame.time_s
        view = view or _View.of(frame, box_px, scale)
        times.append(frame.time_s)
        pictures.append(view.shrink(frame))
        if len(pictures) == CHUNK_FRAMES:
            yield np.array(times), pictures, view
            times, pictures = [], []
    if pictures and view is not None:
        yield np.array(times), pictures, view


@dataclass(frozen=True)
class _Chunk:
    """Some hundred pictures and the anchors in them, in pixels of these pictures."""

    pictures: Sequence[NDArray[np.uint8]]
    anchors: NDArray[np.float64]
    torso: float

    def follow(
        self, known: Plate | None
    ) -> tuple[Plate | None, NDArray[np.float64], NDArray[np.float64]]:
        """Center (N, 2) and share of the rim seen (N,) of the known plate, or of a new one."""
        nothing = np.full((len(self.pictures), 2), np.nan), np.zeros(len(self.pictures))
        if known is not None:
            plate, start = known, self._best_place(known)
        else:
            found = find_plate(self.pictures, self.anchors, self.torso)
            if found is None:
                return None, *nothing
            plate, rims = found
            start = max(rims, key=lambda index: rims[index].seen)
        if start is None:
            return plate, *nothing
        center, seen = nothing
        self._run(plate, range(start, len(self.pictures)), center, seen)
        self._run(plate, range(start, -1, -1), center, seen)
        return plate, center, seen

    def _best_place(self, plate: Plate) -> int | None:
        """Where the known plate shows best, of a few pictures."""
        tried = range(0, len(self.pictures), max(1, len(self.pictures) // 12))
        seen = {index: self._reacquire(plate, index).seen for index in tried}
        best = max(seen, key=lambda index: seen[index])
        return best if seen[best] >= LEAST_SEEN else None

    def _run(
        self,
        plate: Plate,
        order: range,
        center: NDArray[np.float64],
        seen: NDArray[np.float64],
    ) -> None:
        """Follow the rim picture by picture in one direction of time, writing what is found."""
        past: list[NDArray[np.float64]] = []
        lost = 1
        for index in order:
            rim = self._predicted(plate, index, past) if past else None
            if rim is None or rim.seen < LEAST_SEEN:
                # looking everywhere is dear: once at once, then every fourth picture
                rim = self._reacquire(plate, index) if lost % 4 == 1 else None
                past = []
            if rim is not None and rim.seen >= (LEAST_SEEN if past else SURE_SEEN):
                center[index], seen[index] = rim.center, rim.seen
                past = [*past[-1:], rim.center]
                lost = 1
            else:
                lost += 1

    def _predicted(self, plate: Plate, index: int, past: list[NDArray[np.float64]]) -> Rim:
        ahead = past[-1] + (past[-1] - past[-2] if len(past) > 1 else 0.0)
        rim = fit_rim(
            self.pictures[index], ahead, plate.radius, reach_px=FOLLOW_REACH_PX, aspect=plate.aspect
        )
        if rim.seen >= LEAST_SEEN:
            return rim
        return search_rim(
            self.pictures[index], ahead, plate.radius, reach=12.0, slack=1.0, aspect=plate.aspect
        )

    def _reacquire(self, plate: Plate, index: int) -> Rim:
        near = self.anchors[plate.anchor, index] + plate.offset
        if not np.isfinite(near).all():
            return Rim(np.zeros(2), plate.radius, 0.0)
        return search_rim(
            self.pictures[index],
            near,
            plate.radius,
            reach=0.5 * self.torso,
            slack=1.0,
            aspect=plate.aspect,
        )
