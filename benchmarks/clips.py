"""Clips for benchmarks, made out of the samples: short ones that all differ, and long ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.video.reading import read_frames

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
FPS = 30
STRIDE = 7919
"""Pictures from one clip's beginning to the next one's; a prime, so that hundreds differ."""
Packets: TypeAlias = "list[av.Packet[av.VideoStream]]"


def samples() -> list[Path]:
    """The sample videos, in order of name."""
    return sorted(SAMPLES.glob("*.mp4"))


def looped(clip: Path, target: Path, length_s: float) -> Path:
    """Write a clip again and again until it is that long; pictures are copied, not coded anew."""
    with av.open(str(clip)) as source, av.open(str(target), "w") as container:
        first = source.streams.video[0]
        stream = container.add_stream_from_template(first)
        assert source.duration is not None
        assert first.time_base is not None
        duration_s = source.duration / av.time_base
        turn = int(duration_s / first.time_base)
        for number in range(int(length_s / duration_s) + 1):
            source.seek(0)
            for packet in source.demux(first):
                if packet.dts is None or packet.pts is None:
                    continue
                packet.pts += number * turn
                packet.dts += number * turn
                if packet.pts * first.time_base >= length_s:
                    continue
                packet.stream = stream
                container.mux(packet)
    return target


def write_short(folder: Path, count: int, length_s: float, lines: int = 360) -> Path:
    """Write clips of different content: each begins a little later in one of the samples.

    Args:
        folder: Where `short0000.mp4` and so on go; made when missing.
        count: How many.
        length_s: Of each.
        lines: Height of their pictures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    many = len(samples())
    for first, clip in enumerate(samples()):
        shown = _pictures(clip, lines)  # of one sample at a time: they are large
        latest = len(shown) - int(length_s * FPS)
        for number in range(first, count, many):
            begin = number * STRIDE % latest
            _write(folder / f"short{number:04}.mp4", shown[begin : begin + int(length_s * FPS)])
    return folder


def _pictures(clip: Path, lines: int) -> list[NDArray[np.uint8]]:
    return [frame.rgb for frame in read_frames(clip, longest_px=lines * 16 // 9)]


def _write(target: Path, pictures: list[NDArray[np.uint8]]) -> None:
    height, width = (side // 2 * 2 for side in pictures[0].shape[:2])
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for packets in _encoded(stream, pictures):
            container.mux(packets)


def _encoded(stream: av.VideoStream, pictures: list[NDArray[np.uint8]]) -> Iterator[Packets]:
    height, width = stream.height, stream.width
    for rgb in pictures:
        cropped = np.ascontiguousarray(rgb[:height, :width])
        yield stream.encode(av.VideoFrame.from_ndarray(cropped, format="rgb24"))
    yield stream.encode(None)
