"""Tiny gray pictures of decoded frames, so cheap that every frame can have one."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

THUMB_PX: Final = (16, 16)
"""Columns and rows, whatever the shape of the frame: a cut changes nearly all of them."""
_ENOUGH_PX = 240
"""More rows or columns than this are thinned out first; of a 4K frame that leaves one in nine."""
_BRIGHTNESS_FIRST = ("yuv4", "yuvj4", "nv12", "nv21", "gray")


def luma_thumb(frame: Any) -> NDArray[np.uint8]:
    """(16, 16) brightness of a decoded frame, as it is stored (not turned upright).

    Args:
        frame: An `av.VideoFrame`.
    """
    import cv2

    stored = _stored_luma(frame)
    step = max(1, min(stored.shape) // _ENOUGH_PX)
    thinned = np.ascontiguousarray(stored[::step, ::step])
    return np.asarray(cv2.resize(thinned, THUMB_PX, interpolation=cv2.INTER_AREA), np.uint8)


def _stored_luma(frame: Any) -> NDArray[np.uint8]:
    """(H, W); most files store brightness apart, eight bits each, and then nothing is copied."""
    kind = frame.format
    if kind.name.startswith(_BRIGHTNESS_FIRST) and kind.components[0].bits == 8:
        plane = frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return rows[: frame.height, : frame.width]
    return np.asarray(frame.reformat(width=128, height=128, format="gray").to_ndarray(), np.uint8)


@dataclass(frozen=True)
class Thumbs:
    """Tiny gray pictures of the frames of a stretch.

    Attributes:
        time_s: (T,) float64, rising.
        pixels: (T, 16, 16) uint8.
    """

    time_s: NDArray[np.float64]
    pixels: NDArray[np.uint8]


class ThumbTrack:
    """Collects them, packed: a long clip has tens of thousands."""

    def __init__(self) -> None:
        self._time_s = array("d")
        self._pixels = bytearray()

    def put(self, time_s: float, frame: Any) -> None:
        """Add that of a frame that is later than all before."""
        self._time_s.append(time_s)
        self._pixels += luma_thumb(frame).tobytes()

    def since(self, start_s: float) -> Thumbs:
        """Those from a time on."""
        time_s = np.array(self._time_s, np.float64)
        pixels = np.frombuffer(bytes(self._pixels), np.uint8).reshape(-1, *THUMB_PX)
        return Thumbs(time_s[time_s >= start_s], pixels[time_s >= start_s])
