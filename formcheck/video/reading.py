"""Reads the frames of a clip with their times.

Times are those in the container, counted from the first frame that is shown; the frame rate is used
only for frames that carry no time. Frames come upright (rotation metadata applied) with square
pixels.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError
from formcheck.machine.limits import WorkLimits
from formcheck.video.conversion import WHOLE, Converter, Lens
from formcheck.video.file import (
    DAMAGED_CLIP,
    check_size,
    checked,
    first_frame,
    opened,
    packets_before_break,
    seconds,
    stated_gap_s,
    video_stream,
)

WHOLE_SPAN_S = (0.0, np.inf)
WANTED = 255
"""Value of a mask's pixels that are used."""
CLOCK_TOLERANCE_S = 5e-4  # containers round times
_WITHOUT_INDEX = frozenset(("mpegts",))
"""Container formats that keep no list of their key frames."""
_NUMBERED = "avi"
"""The container format that numbers frames as they are stored, not as they are shown."""
_BEFORE_ALL_S = 10.0
"""A seek to this long before the first frame of a stream is sure to end at the beginning."""
_BACK_S = (0.0, 1.0, 4.0, 16.0, 64.0)
"""How long before a time a seek is tried until it ends at a key frame that is shown by then."""


@dataclass(frozen=True)
class Frame:
    """One frame.

    Attributes:
        time_s: Seconds from the first frame of the clip.
        pixels: (H, W, 3) uint8, upright; (H, W) when gray frames were asked for.
        origin_px: Where the frame's upper left corner is in the upright full frame, (x, y).
        scale: Pixels of this frame per full-frame pixel, (x, y).
    """

    time_s: float
    pixels: NDArray[np.uint8]
    origin_px: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3) of a frame in colors."""
        return self.pixels

    @property
    def gray(self) -> NDArray[np.uint8]:
        """(H, W) brightness."""
        if self.pixels.ndim == 2:
            return self.pixels
        import cv2

        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), np.uint8)

    def to_full_px(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Turn (..., 2) pixels of this frame into pixels of the upright full frame."""
        full = points / np.asarray(self.scale) + np.asarray(self.origin_px)
        return np.asarray(full, np.float32)

    def to_crop_px(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Turn (..., 2) pixels of the upright full frame into pixels of this one."""
        here = (points - np.asarray(self.origin_px)) * np.asarray(self.scale)
        return np.asarray(here, np.float32)

    def part(self, box_px: NDArray[np.floating]) -> tuple[slice, slice]:
        """Rows and columns of this frame that a box of the upright full frame covers.

        Args:
            box_px: (left, top, right, bottom) as (4,) or (2, 2). It is clipped at 0; slices may
                reach beyond the right and bottom edge.
        """
        corners = self.to_crop_px(box_px.reshape(2, 2)).round().astype(int)
        (left, top), (right, bottom) = np.maximum(corners, 0)
        return slice(top, bottom), slice(left, right)


class FrameReader(Iterator[Frame]):
    """Reads the frames of a clip one by one, in order of rising time.

    Memory does not grow with the length of the clip.

    Args:
        path: The clip.
        lens: What is wanted of each frame; all of it, in colors, by default.
        start_s: First time wanted.
        end_s: Frames from this time on are left out.
        min_gap_s: Least time between two frames that are returned; what lies between is decoded but
            not converted. 0 returns every frame.
        wanted: Called with a frame's time: whether it is to be returned, on top of `min_gap_s`.
        sparse: Do not even decode frames that no other frame is built on (about half of what
            an editing program writes, none of what most phones write).
        on_decoded: Called with the time and the `av.VideoFrame` of every frame that is decoded
            within the span, also of those that are not returned.

    Attributes:
        damaged: Number of frames so far, within the span, that could not be decoded, carried no
            usable time or have another shape than the first.
        misshapen: Number of those with another shape, such as wide instead of high.
        decoded: Number of all other frames so far within the span.

    Raises:
        VideoError: By the constructor when the file is missing or empty, or is a folder; by the
            first step when it cannot be read; by the last one as `refuse_damaged`, where the
            whole clip was read: behind a damaged span there may be a good set.
    """

    def __init__(
        self,
        path: str | Path,
        lens: Lens = WHOLE,
        *,
        start_s: float = WHOLE_SPAN_S[0],
        end_s: float = WHOLE_SPAN_S[1],
        min_gap_s: float = 0.0,
        wanted: Callable[[float], bool] | None = None,
        sparse: bool = False,
        on_decoded: Callable[[float, Any], None] | None = None,
    ) -> None:
        self.damaged = 0
        self.misshapen = 0
        self.decoded = 0
        self._file = checked(path)
        self._span_s = start_s, end_s
        self._min_gap_s = min_gap_s
        self._lens = lens
        self._converters: dict[Lens, Converter] = {}
        self._sources: tuple[Any, Any] | None = None
        self._latest: tuple[float, Any] | None = None
        self._wants = wanted
        self._sparse = sparse
        self._on_decoded = on_decoded
        self._frames = self._read()

    def __next__(self) -> Frame:
        return next(self._frames)

    def close(self) -> None:
        """Close the file early."""
        self._frames.close()

    def again(self, lens: Lens) -> Frame:
        """The frame that was returned last, through another lens; nothing is decoded for it."""
        assert self._latest is not None, "no frame was returned yet"
        time_s, frame = self._latest
        return Frame(time_s, *self._converter(lens).convert(frame))

    def _converter(self, lens: Lens) -> Converter:
        if lens not in self._converters:
            assert self._sources is not None
            self._converters[lens] = Converter(*self._sources, lens)
        return self._converters[lens]

    def _read(self) -> Generator[Frame, None, None]:
        with opened(self._file) as container:
            stream = video_stream(container, self._file.name)
            first = first_frame(container, stream, self._file.name)
            self._sources = first, stream
            converter = self._converter(self._lens)
            check_size(converter.geometry, self._file.name)
            first_s = _origin_s(container, first, stream)
            if first_s is not None:
                yield from self._wanted(container, stream, first_s, converter)
            else:
                with opened(self._file) as anew:
                    stream = video_stream(anew, self._file.name)
                    yield from self._wanted(anew, stream, None, converter)
        if self.misshapen > self.decoded:
            raise VideoError(
                f"{self._file.name} changes the shape of its frames midway.",
                "Export it again in one size, or trim it to the part with the set.",
            )
        if self._span_s == WHOLE_SPAN_S:
            refuse_damaged(self._file, self.damaged, self.decoded)

    def _wanted(
        self, container: Any, stream: Any, origin_s: float | None, converter: Converter
    ) -> Generator[Frame, None, None]:
        """The frames to return; counts `damaged`, `misshapen` and `decoded` ones.

        `origin_s` is when the first frame is shown, by the container's clock; None where it has no
        time: frames before the first with one are not shown, and the container is at its beginning.
        """
        reordered = origin_s is None
        # where the n-th frame shown has the n-th time, none can be left out
        if self._sparse and not (reordered and container.format.name == _NUMBERED):
            stream.codec_context.skip_frame = "NONREF"
        start_s, end_s = self._span_s
        from_key_s = -np.inf
        if origin_s is not None:
            to_s = origin_s + start_s if start_s > 0 else None
            from_key_s = _rewind(container, stream, to_s, self._file.name)
        latest_s = taken_s = -np.inf
        most_s = WorkLimits.from_environment().clip_s
        for frame, ticks_s in self._decoded(container, stream, from_key_s, reordered):
            if frame is None:
                if origin_s is None or ticks_s is None or start_s <= ticks_s - origin_s < end_s:
                    self.damaged += 1
                continue
            if origin_s is None:
                if ticks_s is None:
                    self.damaged += 1
                    continue
                origin_s, self.damaged = ticks_s, 0
            time_s = latest_s + stated_gap_s(stream) if ticks_s is None else ticks_s - origin_s
            if not latest_s < time_s <= most_s:
                self.damaged += 1
                continue
            latest_s = time_s
            if time_s >= end_s:
                return
            if time_s < start_s:
                self.damaged = 0  # what was damaged so far is not of the span
                continue
            if not converter.fits(frame):
                self.damaged += 1
                self.misshapen += 1
                continue
            self.decoded += 1
            if self._on_decoded is not None:
                self._on_decoded(time_s, frame)
            due = time_s - taken_s >= self._min_gap_s - CLOCK_TOLERANCE_S
            if due and (self._wants is None or self._wants(time_s)):
                taken_s = time_s
                self._latest = time_s, frame
                yield self.again(self._lens)

    def _decoded(
        self, container: Any, stream: Any, from_key_s: float, reordered: bool
    ) -> Generator[tuple[Any, float | None], None, None]:
        """Every frame in the order of showing, with its time by the container's clock.

        The time is None where there is none, and so is a frame that is damaged. What is stored
        before the key frame that is shown at `from_key_s` is not decoded.
        """
        import av.error

        # AVI numbers frames as they are stored: the n-th frame shown has the n-th smallest time
        numbered = container.format.name == _NUMBERED
        waiting: list[float] = []
        most_waiting = np.inf
        for packet in _from_key(self._packets(container, stream), stream, from_key_s):
            held = len(waiting)
            if numbered and reordered and packet.size:
                heapq.heappush(waiting, float((packet.dts or 0) * stream.time_base))
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                yield None, seconds(packet, stream)
                # as many as the decoder holds back; what waits beyond that never comes
                most_waiting = min(most_waiting, max(held, stream.codec_context.has_b_frames))
                frames = []
            for frame in frames:
                if numbered and not reordered:
                    time_s = None if frame.dts is None else float(frame.dts * stream.time_base)
                else:
                    time_s = heapq.heappop(waiting) if waiting else seconds(frame, stream)
                yield None if frame.is_corrupt else frame, time_s
            while len(waiting) > most_waiting:
                heapq.heappop(waiting)

    def _packets(self, container: Any, stream: Any) -> Generator[Any, None, None]:
        """As `file.packets_before_break`, and a break counts as a damaged frame."""
        import av.error

        try:
            yield from container.demux(stream)
        except av.error.FFmpegError:
            self.damaged += 1


def refuse_damaged(file: Path, damaged: int, decoded: int) -> None:
    """Refuse a clip of which more frames were damaged than readable.

    Raises:
        VideoError: There were more.
    """
    if damaged > decoded:
        raise VideoError(f"{file.name} is mostly unreadable.", DAMAGED_CLIP)


def _origin_s(container: Any, first: Any, stream: Any) -> float | None:
    """When the first frame is shown, by the container's clock.

    None where only reading from the beginning tells times: frames may have none, as Matroska's
    before its zero, or be shown in another order than they are numbered in.
    """
    if container.format.name != _NUMBERED:
        return seconds(first, stream)
    reordered = stream.codec_context.has_b_frames or first.dts is None
    return None if reordered else float(first.dts * stream.time_base)


def _from_key(packets: Iterable[Any], stream: Any, key_s: float) -> Iterator[Any]:
    """The packets from the first key frame on that is shown at `key_s` or later."""
    if not np.isfinite(key_s):
        return iter(packets)
    return dropwhile(
        lambda packet: not packet.is_keyframe or (seconds(packet, stream) or 0.0) < key_s, packets
    )


def _rewind(container: Any, stream: Any, to_s: float | None, name: str) -> float:
    """Go to the last key frame up to a time, or to the beginning.

    A file of `_WITHOUT_INDEX`, as camcorders write, cannot be sought by time: that lands behind the
    key frame that is needed, and frames up to the next one are lost. There the key frame is found
    by reading all packets up to the time, and the container goes back to its beginning.

    `to_s` is by the container's clock; None is the beginning.

    Returns:
        When the key frame to start decoding at is shown, by the container's clock; minus infinity
        where the container is at it already.

    Raises:
        VideoError: The file's index is too damaged to go anywhere.
    """
    if container.format.name not in _WITHOUT_INDEX:
        if to_s is None or not _seek_shown(container, stream, to_s, name):
            _seek(container, stream, stream.start_time or 0, name)
        return -np.inf
    key_s = -np.inf if to_s is None else _last_key_s(container, stream, to_s, name)
    _seek_beginning(container, stream, name)
    return key_s


def _seek_shown(container: Any, stream: Any, to_s: float, name: str) -> bool:
    """Go to a key frame that is shown up to a time; whether there is one not long before it.

    An index may be in the order of storing: phones and cameras store a key frame before some that
    are shown earlier, and a seek to one of these ends there, too late for it.
    """
    for back_s in _BACK_S:
        ticks = int((to_s - back_s) / stream.time_base)
        _seek(container, stream, ticks, name)
        packet = next(packets_before_break(container, stream), None)
        if packet is not None and (seconds(packet, stream) or 0.0) <= to_s:
            _seek(container, stream, ticks, name)
            return True
    return False


def _last_key_s(container: Any, stream: Any, to_s: float, name: str) -> float:
    """When the last key frame up to a time is shown; minus infinity where there is none."""
    import av.error

    key_s = -np.inf
    _seek_beginning(container, stream, name)
    with suppress(av.error.FFmpegError):
        for packet in container.demux(stream):
            shown_s = seconds(packet, stream) if packet.is_keyframe else None
            if shown_s is not None and shown_s > to_s:
                break
            key_s = key_s if shown_s is None else shown_s
    return key_s


def _seek_beginning(container: Any, stream: Any, name: str) -> None:
    before_all = int(_BEFORE_ALL_S / stream.time_base)
    _seek(container, stream, (stream.start_time or 0) - before_all, name)


def _seek(container: Any, stream: Any, ticks: int, name: str) -> None:
    """Go to the last key frame up to a time in the stream's ticks, or else to the beginning."""
    import av.error

    try:
        container.seek(ticks, stream=stream, backward=True)
    except (av.error.FFmpegError, OverflowError):
        try:
            container.seek(0)
        except av.error.FFmpegError:
            raise VideoError(f"{name} has a damaged index.", DAMAGED_CLIP) from None
