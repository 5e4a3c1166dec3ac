"""Two courtesies around native libraries: modules imported at first use, and a silent stderr."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _LazyModule(ModuleType):
    """Stands in for a module until somebody asks it for something."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def imported_later(*names: str) -> Iterator[None]:
    """Within this block, importing one of the named modules costs nothing.

    Who imported it there gets the real one at first use. `sys.modules` is as before afterwards,
    so everybody else's imports are untouched.

    Args:
        names: Full module names; name a package as well as its modules.
    """
    absent = [name for name in names if name not in sys.modules]
    placeholders = {name: _LazyModule(name) for name in absent}
    for name, placeholder in placeholders.items():
        package, _, leaf = name.rpartition(".")
        if package in placeholders:
            setattr(placeholders[package], leaf, placeholder)
    sys.modules.update(placeholders)
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


@contextmanager
def native_silence() -> Iterator[None]:
    """Drop what native code writes to file descriptor 2 within this block.

    Python's own `sys.stderr` goes there too, so keep the block short. Where there is no such
    descriptor (a windowed program), nothing happens.
    """
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 2)
        os.close(sink)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
