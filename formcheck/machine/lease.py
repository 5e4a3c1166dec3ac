"""A lock on a folder, so that only one process works in it."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path

_EVERY_S = 0.1
_TAKEN = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))


class Lease:
    """A lock on a file. The system releases it when its holder ends, however it ends.

    Args:
        path: Of the lock file. It is made where there is none, is empty, and is never removed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self, patience_s: float = 0.0) -> bool:
        """Take the lock, waiting up to `patience_s`; False when another process still has it.

        True as well where locking is impossible: on a disk that knows no locks, or is too full for
        an empty file.
        """
        end_s = time.monotonic() + patience_s
        while not self._try_to_take():
            if time.monotonic() >= end_s:
                return False
            time.sleep(_EVERY_S)
        return True

    def is_free(self) -> bool:
        """Whether nobody has the lock, for sure: not where locking is impossible."""
        free = self._try_to_take() and self._file is not None
        self.give_up()
        return free

    def give_up(self) -> None:
        """Release the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _try_to_take(self) -> bool:
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
    """Lock an open file; raises `OSError` at once where that is not possible."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
