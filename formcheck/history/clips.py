"""The clips that a lifter chose to keep, beside the file of the history.

They are private, whole or not there, and each is deleted together with its set.
"""

from __future__ import annotations

import re
import shutil
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from formcheck.errors import InputError
from formcheck.machine.files import FILE_MODE, FOLDER_MODE, atomic_path, os_errors_as

CLIP = re.compile(r"[0-9a-f]{12}|\..+\.part")
"""Names of clips: by the set's id, and what a killed process left half copied."""


class KeptClips:
    """The clips that a lifter chose to keep, each under its set's id, readable by them only.

    All methods raise `InputError` where one cannot be read, written or deleted.
    """

    def __init__(self, history: Path) -> None:
        self.folder = history.with_name(f"{history.stem}-clips")

    def path(self, set_id: str) -> Path:
        """Where a set's clip is, if it is kept."""
        return self.folder / set_id

    def has(self, set_id: str) -> bool:
        """Whether a set's clip is kept."""
        return self.path(set_id).is_file()

    def keep(self, set_id: str, clip: Path) -> None:
        """Keep a clip, whole or not at all."""
        with _clip_errors_in_one_line():
            self.folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            with atomic_path(self.path(set_id)) as part:
                shutil.copyfile(clip, part)
                part.chmod(FILE_MODE)

    def rename(self, set_id: str, new_id: str) -> None:
        """Move the clip of a set that has another id now."""
        with _clip_errors_in_one_line(), suppress(FileNotFoundError):
            self.path(set_id).replace(self.path(new_id))

    def drop(self, set_id: str) -> None:
        """Delete a set's clip, if there is one."""
        with _clip_errors_in_one_line():
            self.path(set_id).unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Delete all clips, and nothing of the user's own: they chose where the folder is."""
        with _clip_errors_in_one_line(), suppress(FileNotFoundError):
            for path in [path for path in self.folder.iterdir() if CLIP.fullmatch(path.name)]:
                path.unlink()
            with suppress(OSError):  # the user has something of their own in it
                self.folder.rmdir()


def _clip_errors_in_one_line() -> AbstractContextManager[None]:
    return os_errors_as(
        InputError,
        "The clip could not be kept or taken away here.",
        "Check the disk's free space and the folder's permissions; the numbers are as they were.",
    )
