"""Reads a clip: what it is (`probe`) and its pictures with their times (`read_frames`).

Time is what the container says, counted from the first picture that is shown; a frame rate is
never trusted. Pictures come upright (rotation metadata applied) with square pixels. Only local
files of known container kinds are opened: a play list could otherwise make the decoder fetch
something from elsewhere.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

if TYPE_CHECKING:
    from formcheck.video_picture import Converter, Crop, Lens, Picture

CONTAINERS = "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mxf,gif"
MOST_SIDE_PX = 8192
LEAST_SIDE_PX = 32
IRREGULAR_GAP = 0.2
IRREGULAR_SHARE = 0.01
MICROSECONDS = 1e6  # per second; the unit of a container's own duration
TICK_S = 0.0015  # some containers round times to milliseconds
ANOTHER_CLIP = "Choose a video file such as .mp4 or .mov."
DAMAGED_CLIP = "Copy the file from the phone again, or export it anew."


@dataclass(frozen=True)
class VideoInfo:
    """What a clip is.

    Attributes:
        name: Base name of the file.
        sha256: Of the file's bytes, in hex.
        width_px: Of the upright picture with square pixels.
        height_px: Of the upright picture with square pixels.
        duration_s: From the first picture shown to the end of the last one.
        frames: Pictures that the container holds.
        mean_fps: Pictures per second over the whole clip; 0 when there is one picture.
        variable_frame_rate: More than 1 % of the gaps differ by over 20 % from the usual one.
        rotation_deg: Clockwise turn that was applied to the stored picture: 0, 90, 180 or 270.
        codec: Name of the video codec, such as `h264` or `hevc`.
        truncated: The container announces noticeably more than it holds.
    """

    name: str
    sha256: str
    width_px: int
    height_px: int
    duration_s: float
    frames: int
    mean_fps: float
    variable_frame_rate: bool
    rotation_deg: int
    codec: str
    truncated: bool = False


@dataclass(frozen=True)
class Frame:
    """One picture.

    Attributes:
        index: Place among the pictures of this reading, pictures left out by thinning included.
        time_s: Seconds from the first picture of the clip.
        pixels: (H, W, 3) uint8, upright; (H, W) when gray pictures were asked for.
        origin_px: Where the picture's upper left corner is in the upright full frame, (x, y).
        scale: Picture pixels per full-frame pixel, (x, y).
    """

    index: int
    time_s: float
    pixels: NDArray[np.uint8]
    origin_px: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """(H, W, 3); of a gray picture all three are the same."""
        if self.pixels.ndim == 3:
            return self.pixels
        return np.repeat(self.pixels[..., np.newaxis], 3, axis=2)

    @property
    def gray(self) -> NDArray[np.uint8]:
        """(H, W) brightness."""
        if self.pixels.ndim == 2:
            return self.pixels
        import cv2

        return np.asarray(cv2.cvtColor(self.pixels, cv2.COLOR_RGB2GRAY), np.uint8)

    def to_full_px(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Turn (..., 2) picture pixels into pixels of the upright full frame."""
        full = points / np.asarray(self.scale) + np.asarray(self.origin_px)
        return np.asarray(full, np.float32)

    def to_picture_px(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Turn (..., 2) pixels of the upright full frame into picture pixels."""
        here = (points - np.asarray(self.origin_px)) * np.asarray(self.scale)
        return np.asarray(here, np.float32)


def fingerprint(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hex.

    Raises:
        VideoError: There is no such file, or it is none.
    """
    try:
        with _checked(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except PermissionError:
        raise VideoError(*_not_to_be_read(Path(path))) from None


def probe(path: str | Path, sha256: str | None = None) -> VideoInfo:
    """Say what a clip is, from its container and its first picture.

    Args:
        path: The clip.
        sha256: Its fingerprint, when somebody has taken it already.

    Raises:
        VideoError: There is no such file, it is no video, or it holds no readable picture.
    """
    from formcheck.video_picture import Picture

    file = _checked(path)
    with _opened(file) as container:
        stream = _video_stream(container, file.name)
        picture = Picture.of(_first_frame(container, stream, file.name), stream)
        _check_size(picture, file.name)
    with _opened(file) as container:
        stream = _video_stream(container, file.name)
        times, packets = _packet_times(container, stream)
        stated, codec = stream.frames, stream.codec_context.codec.canonical_name
        stated_s = (container.duration or 0) / MICROSECONDS
    gaps = np.diff(times)
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    spread = times[-1] - times[0]
    irregular = np.abs(gaps - usual) > max(IRREGULAR_GAP * usual, TICK_S)
    return VideoInfo(
        name=file.name,
        sha256=sha256 or fingerprint(file),
        width_px=picture.width_px,
        height_px=picture.height_px,
        duration_s=float(spread + usual),
        frames=len(times),
        mean_fps=float(len(gaps) / spread) if spread > 0 else 0.0,
        variable_frame_rate=bool(len(gaps) and irregular.mean() > IRREGULAR_SHARE),
        rotation_deg=picture.turn_deg,
        codec=codec,
        truncated=bool(
            packets < 0.98 * stated - 1 or (not stated and spread < 0.95 * stated_s - 1)
        ),
    )


def read_frames(
    path: str | Path,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    min_gap_s: float = 0.0,
    longest_px: int | None = None,
    crop: Crop | None = None,
    gray: bool = False,
    wanted: Callable[[float], bool] | None = None,
    sparse: bool = False,
) -> FrameReader:
    """Read the pictures of a clip one by one, in order of rising time.

    Args:
        path: The clip.
        start_s: First time wanted; None is the beginning.
        end_s: Times from here on are left out; None is the end.
        min_gap_s: Least time between two pictures; what lies between is decoded but neither
            converted nor returned. 0 returns every picture.
        longest_px: Pictures are made smaller until no side is longer; None keeps their size.
        crop: (left, top, right, bottom), the part of the upright full frame that is wanted.
        gray: Brightness alone: cheaper, and `Frame.pixels` is (H, W).
        wanted: Asked with a picture's time whether it is to be returned, on top of `min_gap_s`.
        sparse: Do not even decode pictures that no other picture is built on (about half of what
            an editing program writes, none of what most phones write).

    Raises:
        VideoError: At the first step when the file cannot be read, at the last one when more
            pictures were damaged than readable.
    """
    from formcheck.video_picture import Lens

    return FrameReader(
        _checked(path),
        (0.0 if start_s is None else start_s, np.inf if end_s is None else end_s),
        Lens(crop, longest_px, gray),
        min_gap_s,
        wanted,
        sparse,
    )


class FrameReader(Iterator[Frame]):
    """Iterates over `Frame`s; memory does not grow with the length of the clip.

    Attributes:
        damaged: Pictures so far that could not be decoded or carried no usable time.
        decoded: Pictures so far that could.
    """

    def __init__(
        self,
        file: Path,
        span_s: tuple[float, float],
        lens: Lens,
        min_gap_s: float,
        wanted: Callable[[float], bool] | None,
        sparse: bool,
    ) -> None:
        self.damaged = 0
        self.decoded = 0
        self._file = file
        self._span_s = span_s
        self._min_gap_s = min_gap_s
        self._lens = lens
        self._converters: dict[Lens, Converter] = {}
        self._sources: tuple[Any, Any] | None = None
        self._latest: tuple[int, float, Any] | None = None
        self._wants = wanted
        self._sparse = sparse
        self._frames = self._read()

    def __next__(self) -> Frame:
        return next(self._frames)

    def close(self) -> None:
        """Close the file early."""
        self._frames.close()

    def again(self, lens: Lens) -> Frame:
        """The picture that was given last, through another lens; nothing is decoded for it."""
        assert self._latest is not None, "no picture was given yet"
        index, time_s, frame = self._latest
        pixels, origin_px, scale = self._converter(lens).convert(frame)
        return Frame(index, time_s, pixels, origin_px, scale)

    def _converter(self, lens: Lens) -> Converter:
        from formcheck.video_picture import Converter

        if lens not in self._converters:
            assert self._sources is not None
            self._converters[lens] = Converter(*self._sources, lens)
        return self._converters[lens]

    def _read(self) -> Generator[Frame, None, None]:
        with _opened(self._file) as container:
            stream = _video_stream(container, self._file.name)
            first = _first_frame(container, stream, self._file.name)
            self._sources = first, stream
            converter = self._converter(self._lens)
            _check_size(converter.picture, self._file.name)
            if self._sparse:
                stream.codec_context.skip_frame = "NONREF"
            yield from self._wanted(container, stream, _seconds(first, stream) or 0.0, converter)
        if self.damaged > self.decoded:
            raise VideoError(f"{self._file.name} is mostly unreadable.", DAMAGED_CLIP)

    def _wanted(
        self, container: Any, stream: Any, origin_s: float, converter: Converter
    ) -> Generator[Frame, None, None]:
        start_s, end_s = self._span_s
        _rewind(container, stream, origin_s + start_s if start_s > 0 else None)
        latest_s = taken_s = -np.inf
        for frame, ticks_s in self._decoded(container, stream):
            time_s = latest_s + _usual_gap_s(stream) if ticks_s is None else ticks_s - origin_s
            if time_s <= latest_s or not converter.fits(frame):
                self.damaged += 1
                continue
            latest_s = time_s
            if time_s >= end_s:
                return
            if time_s < start_s:
                continue
            self.decoded += 1
            # half a millisecond of mercy: containers round times to their own ticks
            due = time_s - taken_s >= self._min_gap_s - 5e-4
            if due and (self._wants is None or self._wants(time_s)):
                taken_s = time_s
                self._latest = self.decoded - 1, time_s, frame
                yield self.again(self._lens)

    def _decoded(
        self, container: Any, stream: Any
    ) -> Generator[tuple[Any, float | None], None, None]:
        """Every sound frame in the order of showing, with its time in seconds when it has one."""
        import av.error

        # AVI numbers pictures in the order of storing: there the n-th one shown has the n-th time
        unordered = container.format.name == "avi"
        waiting: list[float] = []
        for packet in container.demux(stream):
            if unordered and packet.size:
                heapq.heappush(waiting, _seconds(packet, stream) or 0.0)
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            for frame in frames:
                time_s = heapq.heappop(waiting) if waiting else _seconds(frame, stream)
                if frame.is_corrupt:
                    self.damaged += 1
                else:
                    yield frame, time_s


def _checked(path: str | Path) -> Path:
    file = Path(path)
    if file.is_dir():
        raise VideoError(f"{file.name} is a folder, not a video.", ANOTHER_CLIP)
    try:
        size = file.stat().st_size
    except OSError:
        raise VideoError(f"There is no file {file.name}.", "Check the name.") from None
    if not file.is_file():
        raise VideoError(f"{file.name} is not a file.", ANOTHER_CLIP)
    if size == 0:
        raise VideoError(f"{file.name} is empty (0 bytes).", DAMAGED_CLIP)
    return file.absolute()  # a bare "concat:…" would be read as an address


def _opened(file: Path) -> Any:
    import av
    import av.error

    only = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    try:
        return av.open(str(file), options=only)
    except PermissionError:
        raise VideoError(*_not_to_be_read(file)) from None
    except (av.error.FFmpegError, ValueError):
        raise VideoError(f"{file.name} is not a video, or it is damaged.", ANOTHER_CLIP) from None


def _not_to_be_read(file: Path) -> tuple[str, str]:
    return f"{file.name} may not be read.", "Check its permissions."


def _video_stream(container: Any, name: str) -> Any:
    for stream in container.streams.video:
        attached = "attached_pic" in str(getattr(stream, "disposition", "")).lower()
        if not attached and stream.codec_context is not None:
            stream.thread_type = "AUTO"
            return stream
    raise VideoError(f"{name} holds no picture, only sound or text.", ANOTHER_CLIP)


def _first_frame(container: Any, stream: Any, name: str) -> Any:
    """The first readable picture; what cannot be decoded before it is passed over."""
    import av.error

    try:
        for packet in container.demux(stream):
            try:
                for frame in packet.decode():
                    return frame
            except av.error.FFmpegError:
                continue
    except av.error.FFmpegError:
        pass
    raise VideoError(f"{name} holds no readable picture.", DAMAGED_CLIP)


def _check_size(picture: Picture, name: str) -> None:
    sides = (picture.width_px, picture.height_px)
    if min(sides) < LEAST_SIDE_PX or max(sides) > MOST_SIDE_PX:
        raise VideoError(
            f"{name} has pictures of {sides[0]} x {sides[1]} pixels.",
            f"Sides from {LEAST_SIDE_PX} to {MOST_SIDE_PX} pixels can be used.",
        )


def _rewind(container: Any, stream: Any, to_s: float | None) -> None:
    """Go to the last key picture before a time, or to the beginning."""
    import av.error

    try:
        ticks = stream.start_time or 0 if to_s is None else int(to_s / stream.time_base)
        container.seek(ticks, stream=stream, backward=True)
    except av.error.FFmpegError:
        container.seek(0)


def _seconds(item: Any, stream: Any) -> float | None:
    """When a frame or packet is shown, by the container's own clock."""
    ticks = item.pts if item.pts is not None else item.dts
    return None if ticks is None else float(ticks * (item.time_base or stream.time_base))


def _usual_gap_s(stream: Any) -> float:
    return float(1 / (stream.average_rate or stream.guessed_rate or 30))


def _packet_times(container: Any, stream: Any) -> tuple[NDArray[np.float64], int]:
    """When each picture is shown, in seconds, sorted, and the number of packets there are.

    Taken from the container; nothing is decoded. Packets before an edit list's start are counted
    but never shown.
    """
    import av.error

    ticks: list[int | None] = []
    packets = 0
    try:
        for packet in container.demux(stream):
            packets += packet.size > 0
            if packet.size and not packet.is_discard:
                ticks.append(packet.pts if packet.pts is not None else packet.dts)
    except av.error.FFmpegError:
        pass  # what came before the break counts
    known = np.unique(np.array([float(t) for t in ticks if t is not None]))
    if len(known) < len(ticks) / 2:
        return np.array([n * _usual_gap_s(stream) for n in range(max(1, len(ticks)))]), packets
    return np.array([t * float(stream.time_base) for t in known]), packets


def key_times(path: str | Path) -> tuple[float, ...]:
    """When key pictures are shown, in seconds from the first one; nothing is decoded."""
    file = _checked(path)
    with _opened(file) as container:
        stream = _video_stream(container, file.name)
        keys = [p.pts for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
        return tuple(float((k - keys[0]) * stream.time_base) for k in sorted(keys))
