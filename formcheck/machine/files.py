"""Writing files so that a reader never meets half of one, and nobody but their owner reads them."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from formcheck.errors import FormcheckError

PART_SUFFIX = ".part"
FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""How an operating system says that there is no room."""
_OPEN_FILES = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")
NAME_BYTES = 80
"""Of the target's name, in the name of its temporary file: enough to know it by."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary path beside `target` that becomes `target` when the block ends well.

    A killed process leaves at most a hidden file ending in `PART_SUFFIX`; `target` is either the
    old file, the whole new one, or not there. When the block raises, the temporary file is removed.
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


def write_bytes(target: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file at once or not at all, with the rights that are asked for."""
    with atomic_path(target) as part:
        if mode is not None:
            part.touch(mode)
        part.write_bytes(data)


@contextmanager
def told_as(kind: type[FormcheckError], what: str, hint: str) -> Iterator[None]:
    """Within this block whatever the disk says is one sentence for the user."""
    try:
        yield
    except OSError as error:
        raise kind(what, hint) from error


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

    They take their places in this order, when all of them are written.
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
    """Write a UTF-8 text file at once or not at all, line ends as given."""
    write_bytes(target, text.encode("utf-8"))


def path_in(environment: Mapping[str, str], name: str) -> Path | None:
    """The path that a variable names, `~` at its beginning being the user's home."""
    said = environment.get(name)
    return Path(os.path.expanduser(said)) if said else None  # noqa: PTH111  (raises for no home)


def entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none, or it has just gone."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def make_files_private() -> None:
    """Let this process, and those it starts, make files for their owner only."""
    if sys.platform != "win32":  # where a user's folders are the user's anyway
        os.umask(_OTHERS)


def close_to_others(folder: Path, ours: Collection[str] = (), *, suffix: str = "") -> None:
    """Make a folder private, with all in it that was made when it was not.

    A folder that holds other things, too, may be anything (a home, /tmp): only what is ours in it,
    by its name or `suffix`, is closed then, with all below.
    """
    if sys.platform == "win32":
        return
    inside = entries(folder)
    mine = [path for path in inside if path.name in ours or (suffix and path.suffix == suffix)]
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
