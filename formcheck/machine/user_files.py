"""Writing where a user says: into files, through links, into devices and pipes.

What is written whole or not at all takes the place of a file, and would as gladly take that of a
device or of a link, which is not what somebody means who names one.
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
from formcheck.machine.files import FULL, write_bytes

STDOUT = "-"
_SAME_AS_STDOUT = frozenset((STDOUT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"))
_OPEN_FILES = ("/dev/fd/", "/proc/self/fd/", "/dev/stderr")
_NO_TARGETS = ((stat.S_ISDIR, "folder"), (stat.S_ISBLK, "disk"), (stat.S_ISSOCK, "socket"))
_MOST_SHOWN = 80


def is_stdout(target: Path | str) -> bool:
    """Whether a name means standard output: `-`, or what the system calls it."""
    return str(target) in _SAME_AS_STDOUT


def check_target(target: Path) -> None:
    """Refuse before the work what would fail after it, or would destroy something.

    Raises:
        OptionError: A folder, a disk or a socket, or something that cannot be written.
    """
    try:
        kind = _kind(target)
        for is_one, name in _NO_TARGETS:
            if kind is not None and is_one(kind):
                raise OptionError(f"{target} is a {name}.", "Name a file to write.")
        if kind is not None and not stat.S_ISREG(kind):
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
    """Refuse a target that is not standard output as `check_target` and `refuse_inputs` do."""
    if not is_stdout(target):
        check_target(target)
        refuse_inputs(target, inputs)


def same_place(one: Path, other: Path) -> bool:
    """Whether two names mean one file, through links, too; what drops everything is no place."""
    try:
        return real(one) == real(other) and str(one) != os.devnull
    except OSError:
        return False


def refuse_inputs(target: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse to write over what is read.

    Raises:
        OptionError: The target is one of them, by whatever name or link.
    """
    for one in inputs:
        if one is not None and target.is_file() and one.exists() and target.samefile(one):
            raise OptionError(f"{target.name} is read, too.", "Name another file to write.")


@contextmanager
def written_to(target: Path) -> Iterator[Path]:
    """Where to write a file that shall become `target`.

    Yields:
        The file that `target` is, or that its links lead to. For a device or a pipe a file
        elsewhere, whose content goes there when the block ends well; so does that of standard
        output.
    """
    kind = _kind(target)
    to_stream = is_stdout(target) or str(target).startswith(_OPEN_FILES)
    if not to_stream and (kind is None or stat.S_ISREG(kind)):
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
            # never made here, never cut: whoever gave it wants what comes after what is there
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_APPEND), "wb") as sink:
                shutil.copyfileobj(source, sink)


def write_text_to(target: Path, text: str, *, mode: int | None = None) -> None:
    """Write a UTF-8 text where the user says, a file with the rights that are asked for.

    Raises:
        OSError: It cannot be written.
    """
    with written_to(target) as place:
        write_bytes(place, text.encode("utf-8"), mode=mode)


def _kind(target: Path) -> int | None:
    """What is there, links followed; None for nothing (yet)."""
    try:
        return target.stat().st_mode
    except FileNotFoundError:
        return None


def real(target: Path) -> Path:
    """What a name means once its links are followed; it need not be there yet.

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
    """Whether a file can be made there, by making one: permissions do not say it of every disk."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno in FULL and folder.is_dir()  # there may be room after the work
