"""What takes long is done once in a run, whichever of its workers comes first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from formcheck.machine.files import Lease, write_bytes

T = TypeVar("T")
LONGEST_S = 600.0
"""Longer than any one piece takes: whose worker is still at it then hangs."""


def run_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that all workers of this run have, and no other run."""
    base = factory.getbasetemp()
    # a worker's own folder lies in that of the run
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def once(folder: Path, name: str, make: Callable[[], T]) -> T:
    """What `make` gives, by the worker that comes first; the others wait for it.

    A worker that ends in the midst of it leaves it to the next one.

    Args:
        folder: Of `run_folder`.
        name: What it is called in the folder.
        make: Makes it; what it gives is pickled.
    """
    kept = folder / name
    lease = Lease(kept.with_name(f"{name}.lock"))
    if not kept.exists() and lease.take(LONGEST_S):
        try:
            if not kept.exists():  # the one who had it may have just ended
                write_bytes(kept, pickle.dumps(make()))
        finally:
            lease.give_up()
    made: T = pickle.loads(kept.read_bytes())
    return made
