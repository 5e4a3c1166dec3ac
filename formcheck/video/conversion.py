"""From a decoded frame to an upright RGB or gray one: crop, shrink, turn, in this order.

The order makes it cheap: cropping only moves pointers, shrinking and color conversion are one pass
of swscale over what is left, and only the small result is turned. A 4K frame costs little more than
a 720p one.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Crop = tuple[float, float, float, float]
"""(left, top, right, bottom), pixels of the upright full frame."""
QUARTER_DEG = 90
SAME_SHAPE = 0.02
"""Largest relative change of width over height within a clip: codecs round sides to even numbers,
so frames of one shape in two sizes differ by a little."""


def within(box_px: Sequence[float] | NDArray[np.floating], frame_size_px: tuple[int, int]) -> Crop:
    """The part of (left, top, right, bottom) that is within a frame of (width, height)."""
    left, top, right, bottom = np.clip(box_px, 0, [*frame_size_px] * 2).tolist()
    return left, top, right, bottom


@dataclass(frozen=True)
class Lens:
    """Which part of a frame is wanted, in which size and colors.

    Attributes:
        crop: None is the whole frame.
        longest_px: Frames are made smaller until no side is longer; None keeps their size.
        gray: Only brightness is wanted; much cheaper than colors, since most files store it apart.
    """

    crop: Crop | None = None
    longest_px: int | None = None
    gray: bool = False


WHOLE = Lens()


@dataclass(frozen=True)
class FrameGeometry:
    """How a stored frame becomes an upright one with square pixels.

    Attributes:
        stored_px: (width, height) as stored.
        pixel_aspect: Width of a stored pixel over its height.
        turn_deg: Clockwise turn that makes it upright: 0, 90, 180 or 270.
        mirrored: Whether left and right of the stored frame change places before the turn.
    """

    stored_px: tuple[int, int]
    pixel_aspect: float
    turn_deg: int
    mirrored: bool = False

    @staticmethod
    def of(frame: Any, stream: Any) -> FrameGeometry:
        """Read it off the first decoded frame."""
        aspect = stream.sample_aspect_ratio
        mirrored = _is_mirrored(frame)
        # of a mirrored frame FFmpeg's angle is that of its first row, which points left then
        turn_deg = (-(frame.rotation or 0) + (180 if mirrored else 0)) / QUARTER_DEG
        return FrameGeometry(
            (frame.width, frame.height),
            float(aspect) if aspect else 1.0,
            round(turn_deg) * QUARTER_DEG % 360,
            mirrored,
        )

    @property
    def lying(self) -> bool:
        """Whether the frame is stored on its side, so that width and height change places."""
        return self._quarters % 2 == 1

    @property
    def _quarters(self) -> int:
        return self.turn_deg // QUARTER_DEG

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height) of the upright frame."""
        width, height = round(self.stored_px[0] * self.pixel_aspect), self.stored_px[1]
        return (height, width) if self.lying else (width, height)

    @property
    def _unturned_width(self) -> int:
        """Width of the stored frame in square pixels."""
        return self.size_px[1 if self.lying else 0]

    def stored_crop(self, crop: Crop) -> tuple[int, int, int, int]:
        """Turn an upright crop into (x, y, width, height) of the stored frame.

        Edges are clamped and moved outward to even pixels, since chroma is stored in pairs.
        """
        left, top, right, bottom = crop
        width, height = self.size_px
        # the same box in the stored frame, by how many quarter turns it is off
        left, top, right, bottom = (
            crop,
            (top, width - right, bottom, width - left),
            (width - right, height - bottom, width - left, height - top),
            (height - bottom, left, height - top, right),
        )[self._quarters]
        if self.mirrored:
            left, right = self._unturned_width - right, self._unturned_width - left
        x0, x1 = _even_span(left / self.pixel_aspect, right / self.pixel_aspect, self.stored_px[0])
        y0, y1 = _even_span(top, bottom, self.stored_px[1])
        return x0, y0, x1 - x0, y1 - y0

    def upright_origin(self, stored: tuple[int, int, int, int]) -> tuple[float, float]:
        """(x, y) in the upright full frame of the upper left corner of the upright crop.

        Args:
            stored: The crop as (x, y, width, height) of the stored frame.
        """
        x, y, w, h = stored
        x, w = x * self.pixel_aspect, w * self.pixel_aspect  # type: ignore[assignment]
        if self.mirrored:
            x = self._unturned_width - x - w
        width, height = self.size_px
        across, down = (
            (x, y),
            (width - y - h, x),
            (width - x - w, height - y - h),
            (y, height - x - w),
        )[self._quarters]
        return float(across), float(down)


class Converter:
    """Converts the frames of one clip as one `Lens` asks.

    Kept for the whole clip, since setting up swscale and the crop filter is slow.
    """

    def __init__(self, first: Any, stream: Any, lens: Lens) -> None:
        from av.video.reformatter import VideoReformatter

        self.geometry = FrameGeometry.of(first, stream)
        whole = (0, 0, *self.geometry.stored_px)
        stored = whole if lens.crop is None else self.geometry.stored_crop(lens.crop)
        square = (stored[2] * self.geometry.pixel_aspect, stored[3])
        shrink = min(1.0, (lens.longest_px or max(square)) / max(square))
        self._size = (max(1, round(square[0] * shrink)), max(1, round(square[1] * shrink)))
        scale = (self._size[0] / square[0], self._size[1] / square[1])
        self._scale = scale[::-1] if self.geometry.lying else scale
        self._origin_px = self.geometry.upright_origin(stored)
        self._format = "gray" if lens.gray else "rgb24"
        # fine edges are read off gray frames, so every pixel counts there
        self._interpolation = "AREA" if lens.gray else "FAST_BILINEAR"
        self._stored_format = _stored_format(first)
        self._adapter = VideoReformatter()
        self._graph = None if stored == whole else _crop_graph(stream, first, stored)
        # not `frame.reformat`: that sets swscale up anew for every frame
        self._reformatter = VideoReformatter()

    def fits(self, frame: Any) -> bool:
        """Whether the frame has the shape of the first one; its size may change midway."""
        width, height, _ = self._stored_format
        return bool(abs(frame.width * height / (frame.height * width) - 1) <= SAME_SHAPE)

    def convert(
        self, frame: Any
    ) -> tuple[NDArray[np.uint8], tuple[float, float], tuple[float, float]]:
        """Give the upright frame, its origin in the full frame and its scale (x, y)."""
        if _stored_format(frame) != self._stored_format:  # size or colors may change midway
            frame = self._adapter.reformat(frame, *self._stored_format)
        if self._graph is not None:
            self._graph.push(frame)
            frame = self._graph.pull()
        width, height = self._size
        small = self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format=self._format,
            interpolation=self._interpolation,
            threads=1,  # for frames this small, waking more threads takes longer than the work
        )
        pixels = np.ascontiguousarray(small.to_ndarray(), np.uint8)
        if self.geometry.mirrored:
            pixels = np.ascontiguousarray(pixels[:, ::-1])
        return turned(pixels, self.geometry.turn_deg), self._origin_px, self._scale


def turned(pixels: NDArray[np.uint8], turn_deg: int) -> NDArray[np.uint8]:
    """A frame turned clockwise by 0, 90, 180 or 270°."""
    import cv2

    turns = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
    turn = turns[turn_deg // QUARTER_DEG]
    # not `np.rot90`: copying its view to contiguous memory takes ten times as long
    return pixels if turn is None else np.asarray(cv2.rotate(pixels, turn), np.uint8)


def _is_mirrored(frame: Any) -> bool:
    """Whether the matrix by which a frame is shown has a negative determinant."""
    for data in frame.side_data:
        if data.type.name == "DISPLAYMATRIX":
            a, b, _, c, d = struct.unpack("=5i", bytes(data)[:20])
            return bool(a * d < b * c)
    return False


def _stored_format(frame: Any) -> tuple[int, int, str]:
    """(width, height, pixel format) of a decoded frame."""
    return frame.width, frame.height, frame.format.name


def _even_span(low: float, high: float, limit: int) -> tuple[int, int]:
    """The interval, made larger to even numbers and clamped to 0 … limit; at least two pixels."""
    start = int(np.clip(low, 0, limit - 2)) // 2 * 2
    end = min(limit, int(np.ceil(np.clip(high, start + 2, limit) / 2)) * 2)
    return start, end


def _crop_graph(stream: Any, first: Any, stored: tuple[int, int, int, int]) -> Any:
    """An FFmpeg filter that crops frames like `first` to (x, y, width, height)."""
    import av.filter

    x, y, width, height = stored
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=first.width, height=first.height, format=first.format, time_base=stream.time_base
    )
    crop = graph.add("crop", f"{width}:{height}:{x}:{y}")
    sink = graph.add("buffersink")
    source.link_to(crop)
    crop.link_to(sink)
    graph.configure()
    return graph
