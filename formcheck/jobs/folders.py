"""Clips in a folder of the server, for a coach who has them there already."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import OptionError
from formcheck.video.file import CLIP_SUFFIXES

MOST_CLIPS = 200


def clips_in(folder: str, within: Path | None) -> list[Path]:
    """The clips of a folder by name, folders inside it not looked at.

    Args:
        folder: As the user types it; `~` is the home folder.
        within: Only folders inside this one may be read; None allows any.

    Raises:
        OptionError: There is no such folder, it may not be read, or it holds no or too many clips.
    """
    path = Path(folder.strip() or ".").expanduser().resolve()
    if within is not None and not path.is_relative_to(within.resolve()):
        raise OptionError(
            "That folder cannot be read from here.", "Choose one inside the shared clips folder."
        )
    try:
        found = sorted(
            p for p in path.iterdir() if p.suffix.lower() in CLIP_SUFFIXES and p.is_file()
        )
    except OSError as error:
        raise OptionError("There is no such folder.", "Check how it is spelled.") from error
    if not found:
        raise OptionError("That folder has no clips.", "It needs .mp4, .mov or similar files.")
    if len(found) > MOST_CLIPS:
        raise OptionError(
            f"That folder has {len(found)} clips.", f"Choose one with at most {MOST_CLIPS}."
        )
    return found
