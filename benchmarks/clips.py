"""Clips for benchmarks, made out of the samples: short ones that all differ, and long ones."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from formcheck.video.conversion import Lens
from formcheck.video.reading import FrameReader

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
FPS = 30
TICKS = 90_000
STRIDE = 7919
"""Pictures from one clip's beginning to the next one's; a prime, so that hundreds differ."""
Picture = NDArray[np.uint8]


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
            part = enumerate(shown[begin : begin + int(length_s * FPS)])
            write_video(folder / f"short{number:04}.mp4", ((n / FPS, rgb) for n, rgb in part))
    return folder


def _pictures(clip: Path, lines: int) -> list[Picture]:
    return [frame.rgb for frame in FrameReader(clip, Lens(longest_px=lines * 16 // 9))]


def write_video(
    target: Path,
    frames: Iterable[tuple[float, Picture]],
    *,
    fps: float = FPS,
    lines: int | None = None,
    crf: int = 23,
) -> None:
    """Write pictures with their times (s) as MP4, H.264, no higher than so many lines."""
    with av.open(str(target), "w") as container:
        stream: Any = None
        for time_s, rgb in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), format="rgb24")
            if stream is None:
                shrink = min(1.0, (lines or picture.height) / picture.height)
                stream = container.add_stream("libx264", rate=round(fps))
                stream.width = 2 * round(picture.width * shrink / 2)
                stream.height = 2 * round(picture.height * shrink / 2)
                stream.pix_fmt = "yuv420p"
                stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
                stream.options = {"crf": str(crf), "preset": "veryfast"}
            if (stream.width, stream.height) != (picture.width, picture.height):
                picture = picture.reformat(stream.width, stream.height)
            picture.pts, picture.time_base = round(time_s * TICKS), Fraction(1, TICKS)
            container.mux(stream.encode(picture))
        if stream is not None:
            container.mux(stream.encode())
