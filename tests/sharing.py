"""What takes long is done once in a run, whichever of its workers comes first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import pytest

from formcheck.machine.files import write_bytes
from formcheck.machine.lease import Lease

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
    """
    (made,) = each_once(folder, [(name, make)])
    return made


def each_once(folder: Path, pieces: Iterable[tuple[str, Callable[[], T]]]) -> list[T]:
    """What each piece gives; workers who come at the same time divide them.

    Args:
        folder: Of `run_folder`.
        pieces: The name of each in the folder, and how it is made.
    """
    pieces = list(pieces)
    for patience_s in (0.0, LONGEST_S):  # first what nobody else is at
        for name, make in pieces:
            _make(folder / name, make, patience_s)
    return [pickle.loads((folder / name).read_bytes()) for name, _ in pieces]


def _make(kept: Path, make: Callable[[], object], patience_s: float) -> None:
    if kept.exists():
        return
    lease = Lease(kept.with_name(f"{kept.name}.lock"))
    if not lease.take(patience_s):
        return
    try:
        if not kept.exists():  # the one who had it may have just ended
            write_bytes(kept, pickle.dumps(make()))
    finally:
        lease.give_up()
