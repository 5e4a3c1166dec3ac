"""How clips come in: stored under the hash of their content, never under their name.

A clip is an upload, or is in a folder of the server where a coach has it already. `refusal` checks
whether one is a video at all, before it is queued and before it is tried again.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from formcheck.errors import FormcheckError, InputError, OptionError
from formcheck.machine.files import os_errors_as
from formcheck.video.file import check_not_drawn, is_clip_name

CHUNK_BYTES = 1 << 20
NAME_LENGTH = 80
MOST_CLIPS = 200


@dataclass(frozen=True)
class Spooled:
    """A clip on disk. `name` is only for showing."""

    sha256: str
    name: str


def spool(source: BinaryIO, name: str, folder: Path) -> Spooled:
    """Copy a clip to `folder/<sha256>`, in pieces; `name` is only for showing.

    Raises:
        InputError: The clip is empty, or the disk is full.
    """
    aside = folder / f".incoming-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sha256 = _copy_hashed(source, aside)
        if aside.stat().st_size == 0:
            raise InputError(
                "This file is empty.", "Export the clip again and drop it in once more."
            )
        aside.replace(folder / sha256)
    except OSError as error:
        raise InputError(
            "The clip could not be stored on this computer.",
            "Free some disk space and drop it in again.",
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return Spooled(sha256, shown_name(name))


def spool_file(path: Path, folder: Path, name: str | None = None) -> Spooled:
    """Like `spool`, for a file on this computer; shown under its own name unless one is given.

    Raises:
        InputError: It cannot be read.
    """
    gone = os_errors_as(
        InputError, f"{path.name} cannot be read.", "Check that the file is still there."
    )
    with gone, path.open("rb") as source:
        return spool(source, name or path.name, folder)


def clips_in(folder: str, within: Path | None) -> dict[str, Path]:
    """The clips in a folder and in those right below it, as of each lifter, by name to show.

    Folders further down are not searched: somebody may name all of a disk. `~` is the home folder.
    `within` is the only folder that may be read, with those below it; None is any.

    Raises:
        OptionError: There is no such folder, it may not be read, or it has no or too many clips.
    """
    try:
        path = Path(folder.strip() or ".").expanduser().resolve()
        if within is not None and not path.is_relative_to(within.resolve()):
            raise OptionError(
                "That folder cannot be read from here.",
                "Choose one inside the shared clips folder.",
            )
        # a folder that is a link may lead out of `within`
        below = [clip for clip in path.glob("[!.]*/*") if not clip.parent.is_symlink()]
        clips = {" · ".join(clip.relative_to(path).parts): clip for clip in sorted(below)}
        clips = {clip.name: clip for clip in sorted(path.iterdir())} | clips
        found = {n: one for n, one in clips.items() if is_clip_name(one.name) and one.is_file()}
    except (OSError, ValueError, RuntimeError) as error:  # also: a NUL in a name, ~ of no user
        raise OptionError("There is no such folder.", "Check how it is spelled.") from error
    if not found:
        raise OptionError("That folder has no clips.", "It needs .mp4, .mov or similar files.")
    if len(found) > MOST_CLIPS:
        raise OptionError(
            f"That folder has {len(found)} clips.", f"Choose one with at most {MOST_CLIPS}."
        )
    return found


def refusal(clip: Path, name: str) -> FormcheckError | None:
    """Why a stored clip cannot be analyzed; None when nothing is wrong with it.

    Only its container and its first frame are read, which takes some hundredths of a second. The
    message calls the clip by `name`, the user's name for it.
    """
    from formcheck.video.info import probe

    try:
        check_not_drawn(clip)
        probe(clip, sha256=clip.name)
    except FormcheckError as error:
        return type(error)(error.what.replace(clip.name, name), error.hint)
    return None


def shown_name(name: str) -> str:
    """The last part of a path without control characters, short enough for a heading."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(clean) > NAME_LENGTH:
        clean = f"{clean[: NAME_LENGTH - 12]}…{clean[-11:]}"
    return clean or "clip"


def _copy_hashed(source: BinaryIO, target: Path) -> str:
    """Copy to a file; gives the SHA-256 in hex."""
    digest = hashlib.sha256()
    with target.open("wb") as sink:
        while piece := source.read(CHUNK_BYTES):
            digest.update(piece)
            sink.write(piece)
        sink.flush()
        os.fsync(sink.fileno())
    return digest.hexdigest()
