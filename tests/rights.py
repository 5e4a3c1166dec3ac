"""What this user may not look into, also where the tests run as root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

NOBODY = 65534


@contextmanager
def closed_folder() -> Iterator[Path]:
    """A folder in one that may be read; root is nobody within this block."""
    with TemporaryDirectory() as name:
        closed = Path(name, "closed")
        closed.mkdir(0o000)
        with _as_nobody(closed):
            yield closed


@contextmanager
def closed_file() -> Iterator[Path]:
    """A file that may not be read, in a folder that may; root is nobody within this block."""
    with TemporaryDirectory() as name:
        closed = Path(name, "closed.file")
        closed.write_text("what only its owner may read")
        closed.chmod(0o000)
        with _as_nobody(closed):
            yield closed


@contextmanager
def _as_nobody(closed: Path) -> Iterator[None]:
    closed.parent.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        closed.chmod(0o700)
