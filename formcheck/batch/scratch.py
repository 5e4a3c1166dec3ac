"""Folders for what a batch needs for a moment only, and what a killed batch left of them."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "formcheck-batch-"
KEPT_S = 24 * 3600.0
"""Clips are fetched and read, and tables written, within the hour."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards; after a kill, with the next batch a day later."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def tidy_scratch(*, now_s: float | None = None) -> None:
    """Remove what killed batches left: clips fetched from a store, unfinished tables."""
    oldest_s = (time.time() if now_s is None else now_s) - KEPT_S
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another batch was quicker
            if folder.stat().st_mtime < oldest_s:
                shutil.rmtree(folder, ignore_errors=True)
