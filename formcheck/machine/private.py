"""Folders and files that nobody but their owner may read: clips of people, and what was seen."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077


def make_files_private() -> None:
    """Let this process, and those it starts, make files for their owner only."""
    if sys.platform != "win32":  # where a user's folders are the user's anyway
        os.umask(_OTHERS)


def close_to_others(folder: Path, ours: Collection[str] = (), *, suffix: str = "") -> None:
    """Make a folder private, with all in it that was made when it was not.

    A folder that holds other things, too, may be anything (a home, /tmp): only what is ours in it
    is closed then.

    Args:
        folder: It may be missing.
        ours: Names in it that are ours, with all below them.
        suffix: Files with this one are ours, too.
    """
    if sys.platform == "win32":
        return
    inside = _entries(folder)
    mine = [path for path in inside if path.name in ours or (suffix and path.suffix == suffix)]
    if len(mine) == len(inside):
        _close(folder)
    for path in mine:
        for each in _below(path):
            _close(each)


def _below(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for inside in _entries(path):
            yield from _below(inside)


def _close(path: Path) -> None:
    if sys.platform == "win32":
        return
    with suppress(OSError):  # gone, or somebody else's
        known = path.lstat()
        if known.st_uid != os.geteuid() or not known.st_mode & _OTHERS:
            return
        if stat.S_ISDIR(known.st_mode):
            path.chmod(FOLDER_MODE)
        elif stat.S_ISREG(known.st_mode):
            path.chmod(FILE_MODE)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
