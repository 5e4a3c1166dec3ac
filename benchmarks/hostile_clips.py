"""Clips that nobody films: malformed on purpose, or mutated byte by byte. Used by hostile.py."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SIZE = (128, 96)
FRAMES = 12


def write_clip(
    path: Path,
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    size: tuple[int, int] = SIZE,
    ticks: list[int] | None = None,
    tick: Fraction = Fraction(1, 30),
    rotation_deg: int = 0,
    streams: int = 1,
    options: dict[str, str] | None = None,
) -> Path:
    """A short clip of a moving block, as asked for."""
    with av.open(str(path), "w") as container:
        made: list[av.VideoStream] = []
        for _ in range(streams):
            stream = container.add_stream(codec, rate=30, options=options or {})
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = *size, pixel_format
            stream.codec_context.time_base = tick
            if rotation_deg:
                stream.set_display_rotation(rotation_deg)
            made.append(stream)
        for number, pts in enumerate(ticks or range(FRAMES)):
            rgb = np.full((size[1], size[0], 3), 90, np.uint8)
            rgb[: max(1, size[1] // 2), number % size[0] :] = 220
            for stream in made:
                frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
                frame.pts, frame.time_base = pts, tick
                container.mux(stream.encode(frame))
        for stream in made:
            container.mux(stream.encode(None))
    return path


def malformed(folder: Path) -> list[Path]:
    """One clip of each kind that formats allow and nobody films, as far as PyAV makes them."""
    still = [90_000 * n for n in range(3600)]
    kinds: dict[str, dict[str, object]] = {
        "plain.mp4": {},
        "plain.mkv": {},
        "plain.avi": {"codec": "mpeg4"},
        "plain.webm": {"codec": "libvpx-vp9"},
        "hevc.mov": {"codec": "libx265", "options": {"x265-params": "log-level=none"}},
        "turned45.mp4": {"rotation_deg": 45},
        "turned270.mov": {"rotation_deg": 270},
        "onebyone.mkv": {"codec": "ffv1", "size": (1, 1), "pixel_format": "bgr0"},
        "thin.mkv": {"codec": "ffv1", "size": (4000, 32), "pixel_format": "bgr0"},
        "eightk.mp4": {"size": (7680, 4320), "ticks": [0, 1], "options": {"preset": "ultrafast"}},
        "beyond8k.mp4": {"size": (8000, 5200), "ticks": [0], "options": {"preset": "ultrafast"}},
        "alpha.webm": {"codec": "libvpx-vp9", "pixel_format": "yuva420p"},
        "alpha.mov": {"codec": "qtrle", "pixel_format": "argb"},
        "sixteen.mkv": {"codec": "ffv1", "pixel_format": "gray16le"},
        "rgb48.mov": {"codec": "png", "pixel_format": "rgb48be"},
        "ten.mp4": {"pixel_format": "yuv420p10le"},
        "two.mkv": {"streams": 2},
        "fps10000.mkv": {"tick": Fraction(1, 10_000), "ticks": list(range(600))},
        "hourstill.mp4": {"tick": Fraction(1, 90_000), "ticks": still, "size": (64, 64)},
        "jump10h.mkv": {
            "tick": Fraction(1, 1000),
            "ticks": [33 * n + 36_000_000 * (n > 60) for n in range(130)],
        },
        "slow.mkv": {"tick": Fraction(1, 1), "ticks": [0, 400, 800]},
        "negative.mp4": {"ticks": [n - 8 for n in range(20)]},
        "one.mp4": {"ticks": [0]},
        "odd.mkv": {"size": (161, 97), "pixel_format": "yuv444p", "codec": "ffv1"},
    }
    made = []
    for name, how in kinds.items():
        try:
            made.append(write_clip(folder / name, **how))  # type: ignore[arg-type]
        except (av.error.FFmpegError, ValueError):
            (folder / name).unlink(missing_ok=True)
    made += [_without_key(folder), _of_no_rate(folder), _sound_only(folder)]
    return made


def _without_key(folder: Path) -> Path:
    """The first key frame is gone: nothing to build on."""
    source, target = write_clip(folder / "source.mkv", options={"bf": "0"}), folder / "nokey.mkv"
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for number, packet in enumerate(old.demux(video=0)):
            if packet.size and number:
                packet.stream = stream
                new.mux(packet)
    source.unlink()
    return target


def _of_no_rate(folder: Path) -> Path:
    """An AVI that says 0 frames a second."""
    path = write_clip(folder / "norate.avi", codec="mpeg4")
    data = bytearray(path.read_bytes())
    at = data.find(b"strh") + 8 + 20
    data[at : at + 8] = struct.pack("<II", 1, 0)
    path.write_bytes(data)
    return path


def _sound_only(folder: Path) -> Path:
    with av.open(str(folder / "sound.mp4"), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = 44_100, 0, Fraction(1, 44_100)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return folder / "sound.mp4"


def flipped(data: bytearray, chance: random.Random) -> None:
    """Between one and two hundred bits are turned around."""
    for _ in range(chance.choice((1, 3, 20, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def truncated(data: bytearray, chance: random.Random) -> None:
    """The end is missing."""
    del data[chance.randrange(1, len(data)) :]


def without_middle(data: bytearray, chance: random.Random) -> None:
    """A piece is missing."""
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 100, 2000))]


def zeroed(data: bytearray, chance: random.Random) -> None:
    """A piece is zeros, as a disk that lost a block gives it."""
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((16, 512, 4096)))
    data[start:end] = bytes(end - start)


def doubled(data: bytearray, chance: random.Random) -> None:
    """A piece is there twice."""
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.choice((8, 300, 3000))]


def boxes_swapped(data: bytearray, chance: random.Random) -> None:
    """Two boxes of an MP4 have changed places or names; of another file, two pieces have."""
    places = [
        data.find(kind) for kind in (b"moov", b"trak", b"mdia", b"stbl", b"stts", b"stsz", b"stco")
    ]
    known = [place for place in places if place > 0]
    if len(known) >= 2:
        a, b = chance.sample(known, 2)
        data[a : a + 4], data[b : b + 4] = data[b : b + 4], data[a : a + 4]
    else:
        half = len(data) // 2
        data[:] = data[half:] + data[:half]


def absurd_number(data: bytearray, chance: random.Random) -> None:
    """A number of the file is as large, or as negative, as it can be."""
    kinds = (b"tkhd", b"mdhd", b"mvhd", b"stts", b"stsz", b"stco", b"avc1", b"elst", b"strh")
    known = [place for kind in kinds if (place := data.find(kind)) > 0]
    at = chance.choice(known or [chance.randrange(len(data))]) + 4 + 4 * chance.randrange(12)
    value = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\0"))
    data[at : at + 4] = value


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    flipped,
    truncated,
    without_middle,
    zeroed,
    doubled,
    boxes_swapped,
    absurd_number,
)


def mutated(sources: list[Path], folder: Path, count: int, chance: random.Random) -> list[Path]:
    """Copies of clips, each changed in one to three ways; the name says which."""
    made = []
    for number in range(count):
        source = chance.choice(sources)
        data = bytearray(source.read_bytes())
        ways = chance.sample(MUTATIONS, chance.choice((1, 1, 2, 3)))
        for way in ways:
            if data:
                way(data, chance)
        said = "-".join(way.__name__ for way in ways)
        path = folder / f"{number:04}-{source.stem}-{said}{source.suffix}"
        path.write_bytes(data)
        made.append(path)
    return made
