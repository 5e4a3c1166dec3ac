"""Writing files so that a reader never meets half of one."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

PART_SUFFIX = ".part"
FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""How an operating system says that there is no room."""
_OPEN_FILES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
NAME_BYTES = 80
"""Of the target's name, in the name of its temporary file: enough to know it by."""


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that becomes `target` when the block ends well.

    A killed process leaves at most a hidden file ending in `PART_SUFFIX`; `target` is either the
    old file, the whole new one, or not there. When the block raises, the temporary file is removed.

    Args:
        target: Where the finished file shall be; its folder is made when missing.

    Yields:
        The path to write to, in the same folder and so on the same file system.
    """
    with _part_of(target) as part:
        yield part
        with part.open("r+b") as written:  # Windows syncs only what it may write
            os.fsync(written.fileno())
        part.replace(target)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A name beside `target` for a file that is gone afterwards, unless it was moved."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # a file system counts bytes, of which a letter may take four
    name = os.fsencode(target.name)[:NAME_BYTES].decode("utf-8", "ignore")
    part = target.with_name(f".{name}.{secrets.token_hex(6)}{PART_SUFFIX}")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _write_synced(part: Path, data: bytes) -> None:
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_bytes(target: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file at once or not at all, with the rights that are asked for."""
    with atomic_path(target) as part:
        if mode is not None:
            part.touch(mode)
        part.write_bytes(data)


def read_limited(path: Path, most_bytes: int) -> bytes:
    """The bytes of a file that somebody else wrote, unless it is larger than it can be.

    A pipe or a device by its name is none: who waits for one may wait forever. What a shell has
    opened already (`<(command)`) is read.

    Raises:
        OSError: It cannot be read, is no file, or is too large.
    """
    if not (path.is_file() or (path.exists() and str(path).startswith(_OPEN_FILES))):
        raise OSError(errno.EINVAL, "Not a file", path.name)
    with path.open("rb") as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise OSError(errno.EFBIG, "File too large", path.name)
    return data


def write_together(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files so that a full disk leaves all of them as they were.

    Args:
        files: Each target with its content; they take their places in this order, when all of
            them are written.
    """
    with ExitStack() as stack:
        parts = [(stack.enter_context(_part_of(target)), target, data) for target, data in files]
        for part, _, data in parts:
            _write_synced(part, data)
        for part, target, _ in parts:
            part.replace(target)


def write_text(target: Path, text: str) -> None:
    """Write a UTF-8 text file at once or not at all, line ends as given."""
    write_bytes(target, text.encode("utf-8"))
