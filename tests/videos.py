"""Awkward videos, made on the spot with PyAV. Every picture says its own number.

The picture of number n is gray with a bright block whose place encodes n (`block_box`), and a
dark mark in the upper left corner, so that order, turning and cropping can be told from pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

BLOCK = 16
WIDTH, HEIGHT = 160, 96
TICKS = 90_000
DISTINCT = (WIDTH // BLOCK - 1) * (HEIGHT // BLOCK - 1)


def block_box(number: int, width: int = WIDTH, height: int = HEIGHT) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) of the bright block in picture `number`."""
    columns = max(1, width // BLOCK - 1)
    rows = max(1, height // BLOCK - 1)
    left = BLOCK * (1 + number % columns)
    top = BLOCK * (1 + number // columns % rows)
    return left, top, left + BLOCK, top + BLOCK


def picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """(height, width, 3) uint8, the picture of that number."""
    rgb = np.full((height, width, 3), 100, np.uint8)
    rgb[:BLOCK, :BLOCK] = 10
    left, top, right, bottom = block_box(number, width, height)
    rgb[top:bottom, left:right] = 240
    return rgb


def number_in(rgb: NDArray[np.uint8]) -> int:
    """Which picture this is, of a clip of usual size; numbers repeat after `DISTINCT`."""
    light = []
    for number in range(DISTINCT):
        left, top, right, bottom = block_box(number)
        light.append(rgb[top:bottom, left:right].mean())
    return int(np.argmax(light))


def even_times(count: int, fps: float = 30.0) -> list[float]:
    """Times of pictures at a constant rate."""
    return [n / fps for n in range(count)]


def write_video(
    path: Path,
    times_s: Sequence[float],
    *,
    codec: str = "libx264",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rotation_deg: int = 0,
    pixel_format: str = "yuv420p",
    pictures: Iterable[NDArray[np.uint8]] | None = None,
    options: dict[str, str] | None = None,
    sound: bool = False,
    muxer: dict[str, str] | None = None,
) -> Path:
    """Write a video whose pictures are shown at the given times.

    Args:
        path: Its ending names the container.
        times_s: Rising; may be irregular, may begin anywhere.
        codec: Of the encoder.
        size: (width, height) as stored.
        rotation_deg: Clockwise turn that a player is told to make.
        pixel_format: Stored pixel format.
        pictures: Other pictures than the numbered ones.
        options: For the encoder.
        sound: Add a silent sound track.
        muxer: Options for the container.
    """
    with av.open(str(path), "w", options=muxer or {}) as container:
        track = _sound_stream(container) if sound else None
        stream = container.add_stream(codec, rate=_rate(times_s), options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pixel_format
        # AVI has no times, only a rate
        tick = 1 / _rate(times_s) if path.suffix == ".avi" else Fraction(1, TICKS)
        stream.codec_context.time_base = tick
        if rotation_deg:
            if not hasattr(stream, "set_display_rotation"):
                pytest.skip("an older PyAV reads turned clips, and cannot make them")
            stream.set_display_rotation(-rotation_deg)
        shown = pictures or (picture(n, *size) for n in range(len(times_s)))
        for time_s, rgb in zip(times_s, shown, strict=False):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts, frame.time_base = round(time_s / tick), tick
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if track is not None:
            _write_silence(container, track)
    return path


def write_sound(path: Path) -> Path:
    """A file with sound only."""
    with av.open(str(path), "w") as container:
        _write_silence(container, _sound_stream(container))
    return path


def beginning(clip: Path, target: Path, end_s: float) -> Path:
    """The first seconds of a clip; pictures are copied, not coded anew."""
    with av.open(str(clip)) as source, av.open(str(target), "w") as sink:
        stream = source.streams.video[0]
        copy = sink.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.dts is not None and packet.dts * stream.time_base < end_s:
                packet.stream = copy
                sink.mux(packet)
    return target


def cut_short(path: Path, share: float) -> Path:
    """Keep only the first part of a file's bytes."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def scribble(path: Path, start_share: float, end_share: float) -> Path:
    """Overwrite a part of a file's bytes with noise."""
    data = bytearray(path.read_bytes())
    start, end = int(len(data) * start_share), int(len(data) * end_share)
    data[start:end] = np.random.default_rng(0).bytes(end - start)
    path.write_bytes(bytes(data))
    return path


def _sound_stream(container: Any) -> Any:
    stream = container.add_stream("aac", rate=44_100)
    stream.layout = "mono"
    return stream


def _write_silence(container: Any, stream: Any) -> None:
    for n in range(20):
        silence = np.zeros((1, 1024), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 44_100, n * 1024, Fraction(1, 44_100)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _rate(times_s: Sequence[float]) -> Fraction:
    if len(times_s) < 2:
        return Fraction(30)
    return Fraction(1 / float(np.median(np.diff(times_s)))).limit_denominator(1001)
