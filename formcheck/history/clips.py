"""Clips beside the history: only those that a lifter ticked, and each goes with its set."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from formcheck.errors import InputError
from formcheck.machine.files import atomic_path
from formcheck.machine.private import FILE_MODE, FOLDER_MODE


class KeptClips:
    """Clips under the names of their sets, for nobody but their owner.

    Args:
        history: The file of the history they belong to.
    """

    def __init__(self, history: Path) -> None:
        self.folder = history.with_name(f"{history.stem}-clips")

    def path(self, set_id: str) -> Path:
        """Where a set's clip is, if it was ticked."""
        return self.folder / set_id

    def has(self, set_id: str) -> bool:
        """Whether a set's clip was ticked."""
        return self.path(set_id).is_file()

    def keep(self, set_id: str, clip: Path) -> None:
        """Keep a clip, whole or not at all.

        Raises:
            InputError: The disk is full, cannot be written, or the clip has gone.
        """
        with _in_one_line():
            self.folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            with atomic_path(self.path(set_id)) as part:
                shutil.copyfile(clip, part)
                part.chmod(FILE_MODE)

    def rename(self, set_id: str, new_id: str) -> None:
        """The set has another name now."""
        with _in_one_line(), suppress(FileNotFoundError):
            self.path(set_id).replace(self.path(new_id))

    def drop(self, set_id: str) -> None:
        """Keep it no more.

        Raises:
            InputError: It cannot be taken away.
        """
        with _in_one_line():
            self.path(set_id).unlink(missing_ok=True)

    def drop_all(self) -> None:
        """Keep none of them."""
        with _in_one_line(), suppress(FileNotFoundError):
            shutil.rmtree(self.folder)


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(
            "The clip could not be kept or taken away here.",
            "Check the room on the disk and the folder's rights; the numbers are as they were.",
        ) from error
