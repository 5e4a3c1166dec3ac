"""Writes H.264 in an MP4 that every browser plays, with the times the pictures are given."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

TICKS_PER_S: Final = 90_000
_KEY_FRAME_EVERY: Final = 30
_ENCODER_OPTIONS: Final = {
    "preset": "veryfast",
    "tune": "fastdecode",
    "crf": "24",
    "bf": "0",  # without B pictures the file needs no edit list and starts at time 0
}


class Mp4Writer:
    """Takes RGB pictures with their times and makes a video of them; use it in a `with` block.

    yuv420p with the index in front (`faststart`), no sound. The file is not atomic by itself: give
    it the path of `formcheck.machine.files.atomic_path`.

    Args:
        target: Where to write; any name, the container is MP4 in each case.
        size_px: (width, height) of the pictures, both even.
        fps: What to announce; the real times are those given to `write`.
        comment: What the container says of itself.
    """

    def __init__(
        self, target: Path, size_px: tuple[int, int], fps: float, comment: str = ""
    ) -> None:
        import av
        from av.video.reformatter import ColorRange, Colorspace

        if size_px[0] % 2 or size_px[1] % 2:
            raise ValueError(f"H.264 in yuv420p wants even sides, not {size_px}")
        self._container = av.open(
            str(target), "w", format="mp4", options={"movflags": "+faststart"}
        )
        if comment:
            self._container.metadata["comment"] = comment
        rate = Fraction(fps or 30).limit_denominator(1001)
        stream: Any = self._container.add_stream("libx264", rate=rate, options=_ENCODER_OPTIONS)
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        stream.codec_context.gop_size = _KEY_FRAME_EVERY
        stream.codec_context.colorspace = Colorspace.ITU601  # what OpenCV converts to
        stream.codec_context.color_range = ColorRange.MPEG
        self._stream = stream
        self._last_tick = -1

    def write(self, rgb: NDArray[np.uint8], time_s: float, *, key: bool = False) -> None:
        """Add a contiguous picture of the announced size; times must rise.

        Players jump at once to one that is made a key picture.
        """
        import av
        import cv2
        from av.video.frame import PictureType

        # OpenCV converts eight times as fast as swscale does here
        planes = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), np.uint8)
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = self._last_tick = max(round(time_s * TICKS_PER_S), self._last_tick + 1)
        frame.time_base = Fraction(1, TICKS_PER_S)
        frame.pict_type = PictureType.I if key else PictureType.NONE
        self._container.mux(self._stream.encode(frame))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self._last_tick >= 0:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()


def frame_steps(path: Path) -> list[tuple[int, int]]:
    """How far apart the pictures of such a file are: (ticks to the next, how many in a row).

    Reads the index alone. A player that steps one picture has to know each time: clips of phones
    have no rate that would tell.

    Raises:
        OSError: The file cannot be read, or is no video.
    """
    import av

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        base = stream.time_base or Fraction(1, TICKS_PER_S)
        ticks = sorted(
            round(packet.pts * base * TICKS_PER_S)
            for packet in container.demux(stream)
            if packet.pts is not None
        )
    steps: list[tuple[int, int]] = []
    for length in (after - before for before, after in pairwise(ticks)):
        if steps and steps[-1][0] == length:
            steps[-1] = (length, steps[-1][1] + 1)
        else:
            steps.append((length, 1))
    return steps
