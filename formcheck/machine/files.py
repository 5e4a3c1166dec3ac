"""Files that are whole or not there, and that only their owner can read; a lock on a folder."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from formcheck.errors import FormcheckError

_PART = re.compile(r"\..+\.[0-9a-f]{12}\.part", re.DOTALL)
"""The name of a temporary file: that of its target, and six random bytes."""
_AT_WORK_S = 60.0
"""Who writes a temporary file without a lock, as an earlier version did, writes more often."""
FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""Error numbers of a full disk."""
OPEN_FILES = ("/dev/fd/", "/proc/self/fd/")
"""How paths begin that name a file which this process has open already."""
NAME_BYTES = 80
"""How much of the target's name is in the name of its temporary file: enough to recognize it."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077
"""Permission bits of everybody but the owner."""
_EVERY_S = 0.1
_TAKEN = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))
"""How often a lock is tried, and what says that another process has it."""


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that becomes `target` when the block ends without an error.

    A killed process leaves at most a hidden file of `parts_in`; `target` is either the
    old file, the whole new one, or not there. When the block raises, the temporary file is removed.
    """
    with _part_of(target) as part:
        yield part
        with part.open("r+b") as written:  # Windows syncs only what it may write
            os.fsync(written.fileno())
        part.replace(target)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`; a file there is removed after the block, unless moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # file systems limit the bytes of a name, and a letter may take four
    name = os.fsencode(target.name)[:NAME_BYTES].decode("utf-8", "ignore")
    part = target.with_name(f".{name}.{secrets.token_hex(6)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def held_atomic_path(target: Path) -> Iterator[Path]:
    """As `atomic_path`, for what takes minutes: what killed processes left there is removed first.

    A lock says that this process is at work, and the system releases it however that ends.
    """
    _sweep(target.parent)
    with atomic_path(target) as part:
        lease = Lease(part)
        if sys.platform != "win32":  # there the lock would keep everybody from writing
            part.touch()
            lease.take()
        try:
            yield part
        finally:
            lease.give_up()


def _sweep(folder: Path) -> None:
    """Remove temporary files that nobody holds and nobody has written to for a minute."""
    oldest_s = time.time() - _AT_WORK_S
    for part in parts_in(folder):
        with suppress(OSError):  # gone by now, or open on Windows
            if part.stat().st_mtime < oldest_s and Lease(part).is_free():
                part.unlink()


def parts_in(folder: Path) -> list[Path]:
    """The temporary files in a folder, of a process at work or a killed one, and no others."""
    return [path for path in entries(folder) if _PART.fullmatch(path.name)]


def named(folder: Path, names: re.Pattern[str]) -> list[Path]:
    """What in a folder has such a name: a user may name one that holds things of their own, too."""
    return [path for path in entries(folder) if names.fullmatch(path.name)]


def write_bytes(target: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file whole or not at all; `mode` is that of `chmod`, None the usual one."""
    with atomic_path(target) as part:
        if mode is not None:
            part.touch(mode)
        part.write_bytes(data)


@contextmanager
def os_errors_as(kind: type[FormcheckError], what: str, hint: str) -> Iterator[None]:
    """Turn any `OSError` within this block into one error for the user: `kind(what, hint)`."""
    try:
        yield
    except OSError as error:
        raise kind(what, hint) from error


def read_limited(path: Path, most_bytes: int) -> bytes:
    """The bytes of a file that may come from a stranger.

    A named pipe or a device is refused, since reading it could wait forever. One that a shell has
    opened already (`<(command)`) is read.

    Raises:
        OSError: It cannot be read, is not a file, or has more than `most_bytes`.
    """
    opened = str(path).startswith((*OPEN_FILES, "/dev/stdin"))
    if not (path.is_file() or (opened and path.exists())):
        raise OSError(errno.EINVAL, "Not a file", path.name)
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError(errno.EFBIG, "File too large", path.name)
    return data


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files so that a full disk leaves all of them as they were.

    All are written to temporary files first, which then replace their targets in this order.
    """
    with ExitStack() as stack:
        parts = [(stack.enter_context(_part_of(target)), target, data) for target, data in files]
        for part, _, data in parts:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for part, target, _ in parts:
            part.replace(target)


def write_text(target: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all, line ends as given."""
    write_bytes(target, text.encode("utf-8"))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_in(environment: Mapping[str, str], name: str) -> Path | None:
    """The path in an environment variable, a leading `~` expanded; None where it is not set."""
    text = environment.get(name)
    # not `Path.expanduser`, which raises where there is no home
    return Path(os.path.expanduser(text)) if text else None  # noqa: PTH111


def entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is no such folder (any more)."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def make_files_private() -> None:
    """Let this process, and those that it starts, make files that only their owner can read."""
    if sys.platform != "win32":  # a user's folders are private there anyway
        os.umask(_OTHERS)


def close_to_others(folder: Path, ours: Collection[str]) -> None:
    """Make a folder private, and everything in it: earlier versions made files for everybody.

    The user may have chosen a folder that holds other things, too, such as their home or /tmp. Then
    the folder itself is left alone, and only what is ours in it is made private, with all below.
    """
    if sys.platform == "win32":
        return
    inside = entries(folder)
    mine = [path for path in inside if path.name in ours]
    if len(mine) == len(inside):
        _close(folder)
    for path in mine:
        for each in _below(path):
            _close(each)


def _below(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for inside in entries(path):
            yield from _below(inside)


def _close(path: Path) -> None:
    """Make one file or folder private where it is the user's own."""
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
