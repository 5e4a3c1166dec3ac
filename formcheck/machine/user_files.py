"""Writes output to wherever the user says: a file, a link, a device, a pipe or standard output.

`files.atomic_path` replaces whatever has the target's name. Of a link or a device that would leave
a plain file, which is not what a user means who names one; so it is used for files only, and links
are followed first.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from formcheck.errors import OptionError
from formcheck.machine.files import FULL, OPEN_FILES, write_bytes

STDOUT = "-"
_SAME_AS_STDOUT = frozenset((STDOUT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"))
_NO_TARGETS = ((stat.S_ISDIR, "folder"), (stat.S_ISBLK, "disk"), (stat.S_ISSOCK, "socket"))
_MOST_SHOWN = 80
"""Letters of a path that are shown in a message."""


def is_stdout(target: Path | str) -> bool:
    """Whether a name means standard output: `-`, or what the system calls it."""
    return str(target) in _SAME_AS_STDOUT


def check_target(target: Path) -> None:
    """Refuse, before the work, a target that could not be written after it or would be destroyed.

    Raises:
        OptionError: It is a folder, a disk or a socket, or cannot be written.
    """
    try:
        mode = _mode(target)
        for is_one, name in _NO_TARGETS:
            if mode is not None and is_one(mode):
                raise OptionError(f"{target} is a {name}.", "Name a file to write.")
        if mode is not None and not stat.S_ISREG(mode):
            if not os.access(target, os.W_OK):
                raise OptionError(f"{target} cannot be written.", "Name another file to write.")
        elif not _takes_files(next(one for one in real(target).parents if one.exists())):
            raise OptionError(f"{target} cannot be written.", "Choose a folder you can write to.")
    except OSError as error:
        raise OptionError(
            f"{_shortened(target)} cannot be written: {error.strerror}.",
            "Name another file to write.",
        ) from error


def check_output(target: Path, inputs: Iterable[Path | None]) -> None:
    """`check_target` and `refuse_inputs`, for any target but standard output."""
    if not is_stdout(target):
        check_target(target)
        refuse_inputs(target, inputs)


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, links followed; never for `os.devnull`."""
    try:
        return real(one) == real(other) and str(one) != os.devnull
    except OSError:
        return False


def refuse_inputs(target: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse to write over one of the files that are read.

    Raises:
        OptionError: The target is one of them, perhaps under another name or through a link.
    """
    for one in inputs:
        if one is not None and target.is_file() and one.exists() and target.samefile(one):
            raise OptionError(f"{target.name} is read, too.", "Name another file to write.")


@contextmanager
def written_to(target: Path) -> Iterator[Path]:
    """The path to write to within this block, so that the output gets to `target`.

    Yields:
        For a file, the file itself or what its links lead to. For a device, a pipe or standard
        output, a temporary file whose content is copied there when the block ends without an error.
    """
    mode = _mode(target)
    to_stream = is_stdout(target) or str(target).startswith((*OPEN_FILES, "/dev/stderr"))
    if not to_stream and (mode is None or stat.S_ISREG(mode)):
        yield real(target)
        return
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        aside = Path(folder) / f"output{target.suffix}"
        yield aside
        with aside.open("rb") as source:
            if is_stdout(target):
                sys.stdout.flush()
                shutil.copyfileobj(source, sys.stdout.buffer)
                return
            # without O_CREAT and O_TRUNC: it is there, and may hold output that is to stay
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND), "wb") as sink:
                shutil.copyfileobj(source, sink)


def write_text_to(target: Path, text: str, *, mode: int | None = None) -> None:
    """Write a UTF-8 text to wherever the user says; `mode` is as in `files.write_bytes`.

    Raises:
        OptionError: It cannot be written.
        OSError: Standard output cannot, or nobody reads it any more.
    """
    try:
        with written_to(target) as place:
            write_bytes(place, text.encode("utf-8"), mode=mode)
    except OSError as error:
        if is_stdout(target) or isinstance(error, BrokenPipeError):
            raise
        raise not_written([target], error) from error


def not_written(targets: Iterable[Path], error: OSError) -> OptionError:
    """The error for the user where outputs could not be written at the end of the work."""
    return OptionError(
        f"{' and '.join(map(str, targets))} cannot be written: {error.strerror or error}.",
        "Free some space or choose another folder.",
    )


def _mode(target: Path) -> int | None:
    """The `st_mode` of what is there, links followed; None where there is nothing (yet)."""
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def real(target: Path) -> Path:
    """The path with all links followed; there need not be a file yet.

    Raises:
        OSError: The links go in a circle.
    """
    try:
        return target.resolve()
    except RuntimeError as circle:  # an OSError from Python 3.13 on
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from circle


def _shortened(target: Path) -> str:
    text = str(target)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN // 2]}…{text[-9:]}"


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made in a folder; tried, since permissions alone do not always tell."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno in FULL and folder.is_dir()  # a full disk may have space after the work
