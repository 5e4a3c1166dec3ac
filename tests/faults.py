"""A disk that is full from the n-th write on, or that takes nothing at all, for tests.

Every file that formcheck keeps goes through `formcheck.machine.files`, which makes sure that what
it wrote is on the disk before it takes its place: there the fault is put in.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from formcheck.machine import files


class FullDisk:
    """Counts what is written, and refuses it from the write of a number on.

    Attributes:
        writes: How many were asked for so far.
        full_at: The first that is refused, counted from 0; None refuses none.
    """

    def __init__(self, full_at: int | None = None) -> None:
        self.writes = 0
        self.full_at = full_at

    def fsync(self, file: int) -> None:
        number, self.writes = self.writes, self.writes + 1
        if self.full_at is not None and number >= self.full_at:
            raise OSError(errno.ENOSPC, "No space left on device")


class _Os:
    """The module `os`, but for what makes sure that a file is on the disk."""

    def __init__(self, disk: FullDisk) -> None:
        self.fsync = disk.fsync

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


@contextmanager
def full_disk(full_at: int | None = None) -> Iterator[FullDisk]:
    """Within this block the disk of this process is full from that write on."""
    disk = FullDisk(full_at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", _Os(disk))
        yield disk
