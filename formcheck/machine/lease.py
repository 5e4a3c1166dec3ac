"""A folder that one process works in: whoever comes second is told."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

_EVERY_S = 0.1
_TAKEN = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))


class Lease:
    """A lock on a file. The system lets go of it when its holder ends, however it ends.

    Args:
        path: Of the file; it is made, holds nothing and stays.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, patience_s: float = 0.0) -> bool:
        """Take it, waiting for a while; False when somebody else has it.

        Where the disk knows no locks, or is too full for an empty file, nobody can tell: True.
        """
        end_s = time.monotonic() + patience_s
        while not self._taken():
            if time.monotonic() >= end_s:
                return False
            time.sleep(_EVERY_S)
        return True

    def give_up(self) -> None:
        """Let the next one have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _taken(self) -> bool:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        try:
            _lock(file)
        except OSError as error:
            os.close(file)
            return error.errno not in _TAKEN
        self._file = file
        return True


def _lock(file: int) -> None:
    """Lock an open file, or raise `OSError` at once."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
