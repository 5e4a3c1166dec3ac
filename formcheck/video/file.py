"""Opens clips, and reads what every reader needs: the stream, its first frame, its clock.

Only local files of known container formats are opened: a play list could otherwise make FFmpeg
fetch something over the network. How large and long a clip may be is in `machine.limits`.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Any

from formcheck.errors import VideoError
from formcheck.machine.files import sha256_of
from formcheck.machine.limits import CLIP_FRAMES, CLIP_MINUTES, MEGAPIXELS, S_PER_MINUTE, WorkLimits
from formcheck.video.conversion import FrameGeometry

CLIP_SUFFIXES = frozenset(
    (".mp4", ".mov", ".m4v", ".webm", ".avi", ".mkv", ".3gp", ".mts", ".m2ts")
)
"""Endings of files that are taken for clips where formcheck goes through a folder. A file that the
user names may have any ending."""
CONTAINERS = "mov,matroska,webm,avi,mpegts,mpegvideo,flv,asf,ogg,mxf,gif"
"""FFmpeg's names of the container formats that are opened, whatever the file's ending."""
MOST_SIDE_PX = 8192
LEAST_SIDE_PX = 32
ANOTHER_CLIP = "Choose a video file such as .mp4 or .mov."
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
ADDRESS_NOT_FILE = ("That is an address, not a file.", "Save the clip first, and name that file.")
SAVE_AS_MP4 = "Save it as .mp4 with any video program, and choose that."
DAMAGED_CLIP = "Copy the file from the phone or export it again."
ANSWER_S = 60.0
"""A container that opens, or gives its next packet, later than this is not read further."""
_BOX_HEAD = 8
"""Bytes of the length and the name that each box (part) of an MP4 begins with."""
_MOST_BOXES = 10_000
_PACK_START = b"\x00\x00\x01\xba"
"""How an MPEG program stream begins."""
DRAWN_COMMENT = "Drawn by formcheck"
"""What the container of a video says that formcheck drew on; no clip to be measured."""
MOST_STREAMS = 16
"""Streams of a file to which the limit on pixels is applied when it is opened."""


def is_clip_name(name: str) -> bool:
    """Whether a file's name has the ending of a clip; hidden files, as macOS makes, are none."""
    return not name.startswith(".") and PurePath(name).suffix.lower() in CLIP_SUFFIXES


def fingerprint(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hex.

    Raises:
        VideoError: `checked` refuses it, or it may not be read.
    """
    try:
        return sha256_of(checked(path))
    except PermissionError:
        raise VideoError(*_not_to_be_read(Path(path))) from None


def checked(path: str | Path) -> Path:
    """The absolute path of a clip, after checking that there is a file with content.

    Raises:
        VideoError: It is missing, empty, a folder, or an address.
    """
    file = Path(path)
    if file.is_dir():
        if not os.access(file, os.R_OK | os.X_OK):
            raise VideoError(*_not_to_be_read(file))
        raise VideoError(f"{file.name} is a folder, not a video.", ANOTHER_CLIP)
    try:
        size = file.stat().st_size
    except OSError:
        if _ADDRESS.match(str(path)):
            raise VideoError(*ADDRESS_NOT_FILE) from None
        raise VideoError(f"There is no file {file.name}.", "Check the name.") from None
    if not file.is_file():
        raise VideoError(f"{file.name} is not a file.", ANOTHER_CLIP)
    if size == 0:
        raise VideoError(f"{file.name} is empty (0 bytes).", DAMAGED_CLIP)
    return file.absolute()  # FFmpeg takes a relative name such as "concat:…" for an address


def opened(file: Path) -> Any:
    """Open a clip's container: an `av.container.InputContainer`, to be used with `with`.

    Raises:
        VideoError: It may not be read, or is no video.
    """
    import av
    import av.error

    most_pixels: Any = [_most_pixels()] * MOST_STREAMS
    only = {"protocol_whitelist": "file", "format_whitelist": CONTAINERS}
    try:
        return av.open(
            str(file),
            options=only,
            stream_options=most_pixels,  # opening decodes a little to know the streams
            metadata_errors="replace",  # a title in another encoding is no damage
            timeout=ANSWER_S,
        )
    except PermissionError:
        raise VideoError(*_not_to_be_read(file)) from None
    except (av.error.FFmpegError, ValueError) as error:
        if _is_program_stream(file):
            raise VideoError(f"{file.name} is of a kind that DVDs use.", SAVE_AS_MP4) from None
        if not isinstance(error, av.error.FFmpegError):  # its streams are not known in time
            raise VideoError(
                f"{file.name} is of a kind that cannot be read.", SAVE_AS_MP4
            ) from None
        if breaks_off(file):
            raise VideoError(f"{file.name} breaks off: its end is missing.", DAMAGED_CLIP) from None
        raise VideoError(f"{file.name} is not a video, or it is damaged.", ANOTHER_CLIP) from None


def check_not_drawn(path: str | Path) -> None:
    """Refuse a video with our own lines on it: beside its clip in a folder it is no second set.

    Raises:
        VideoError: formcheck drew it, or it cannot be opened.
    """
    file = checked(path)
    with opened(file) as container:
        if container.metadata.get("comment") == DRAWN_COMMENT:
            raise VideoError(f"formcheck drew on {file.name}.", "Choose the clip it was made from.")


def _is_program_stream(file: Path) -> bool:
    """Whether it is an MPEG program stream, as on DVDs and of older camcorders (`.mpg`).

    These are not opened: FFmpeg knows their streams only after decoding some, so that no limit on
    pixels would hold until then.
    """
    try:
        with file.open("rb") as stream:
            return stream.read(len(_PACK_START)) == _PACK_START
    except OSError:
        return False


def breaks_off(file: Path) -> bool:
    """Whether the end of an MP4 or MOV is missing.

    Either a box announces more bytes than the file has, or there are frames ("mdat") without the
    list of them ("moov"), which phones write last.
    """
    names: list[bytes] = []
    try:
        size, place = file.stat().st_size, 0
        with file.open("rb") as stream:
            while place + _BOX_HEAD <= size and len(names) < _MOST_BOXES:
                stream.seek(place)
                length, name = struct.unpack(">I4s", stream.read(_BOX_HEAD))
                if length == 1:  # the length follows in eight bytes
                    length = struct.unpack(">Q", stream.read(8))[0]
                names.append(name)
                if length < _BOX_HEAD:  # 0: to the end of the file
                    break
                place += length
    except (OSError, struct.error):
        return False
    return names[:1] == [b"ftyp"] and b"mdat" in names and (place > size or b"moov" not in names)


def _not_to_be_read(file: Path) -> tuple[str, str]:
    return f"{file.name} cannot be read.", "Check its permissions."


def video_stream(container: Any, name: str) -> Any:
    """The video stream that players show, and no cover picture, set up for decoding.

    Raises:
        VideoError: There is none, or its frames are too large.
    """
    shown = container.streams.best("video")
    for stream in sorted(container.streams.video, key=lambda each: each != shown):
        attached = "attached_pic" in str(getattr(stream, "disposition", "")).lower()
        if not attached and stream.codec_context is not None:
            context = stream.codec_context
            check_pixels(context.width, context.height, name)
            context.options = {**context.options, **_most_pixels()}  # also when it grows midway
            # several threads lose the last frames of a damaged file, and take a core that the pose
            # model needs
            context.thread_count = 1
            return stream
    raise VideoError(f"{name} has no video, only sound or text.", ANOTHER_CLIP)


def first_frame(container: Any, stream: Any, name: str) -> Any:
    """The first frame that can be decoded."""
    import av.error

    for packet in packets_before_break(container, stream):
        try:
            for frame in packet.decode():
                return frame
        except av.error.FFmpegError:
            continue
    if not stream.codec_context.width:  # FFmpeg forgets a size that is above its limit
        most = WorkLimits.from_environment().megapixels
        raise VideoError(
            f"{name} has no readable frames, or frames of more than {most:g} megapixels.",
            f"Export it at 1080p, or raise {MEGAPIXELS}.",
        )
    raise VideoError(f"{name} has no readable frames.", DAMAGED_CLIP)


def packets_before_break(container: Any, stream: Any) -> Iterator[Any]:
    """Every packet until the end, or until the container is too damaged to go on."""
    import av.error

    with suppress(av.error.FFmpegError):
        yield from container.demux(stream)


def check_pixels(width_px: int, height_px: int, name: str) -> None:
    """Raises `VideoError` for frames that are larger than the limit."""
    most = WorkLimits.from_environment()
    if width_px * height_px > most.pixels:
        raise VideoError(
            f"{name} has frames of {width_px} x {height_px} pixels.",
            f"Frames of up to {most.megapixels:g} megapixels are read: export it at 1080p, or "
            f"raise {MEGAPIXELS}.",
        )


def check_length(seconds: float, frames: int, name: str) -> None:
    """Raises `VideoError` for a clip that is too long, by its clock or by its frames."""
    most = WorkLimits.from_environment()
    if seconds > most.clip_s:
        raise VideoError(
            f"{name} lasts {_duration(seconds)} by its own clock.",
            f"Clips of up to {most.clip_minutes:g} minutes are read: trim it to one set, or raise "
            f"{CLIP_MINUTES}.",
        )
    if frames > most.clip_frames:
        raise VideoError(
            f"{name} has more than {most.clip_frames:,.0f} frames.",
            f"Trim it to one set, or raise {CLIP_FRAMES}.",
        )


def _duration(seconds: float) -> str:
    minutes = seconds / S_PER_MINUTE
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:,.0f} hours"


def _most_pixels() -> dict[str, str]:
    return {"max_pixels": f"{WorkLimits.from_environment().pixels:.0f}"}


def check_size(geometry: FrameGeometry, name: str) -> None:
    """Raises `VideoError` when sides are too small or large to be used."""
    sides = geometry.size_px
    if min(sides) < LEAST_SIDE_PX or max(sides) > MOST_SIDE_PX:
        stored = geometry.stored_px
        shown = "" if sides in (stored, stored[::-1]) else f", shown as {sides[0]} x {sides[1]}"
        raise VideoError(
            f"{name} has frames of {stored[0]} x {stored[1]} pixels{shown}.",
            f"Sides from {LEAST_SIDE_PX} to {MOST_SIDE_PX} pixels can be used.",
        )


def seconds(item: Any, stream: Any) -> float | None:
    """When a frame or packet is shown, by the container's clock; None when it carries no time."""
    ticks = item.pts if item.pts is not None else item.dts
    return None if ticks is None else float(ticks * (item.time_base or stream.time_base))


def stated_gap_s(stream: Any) -> float:
    """Time between two frames by the rate that the container states, for frames without times."""
    return float(1 / (stream.average_rate or stream.guessed_rate or 30))
