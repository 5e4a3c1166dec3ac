"""For native libraries: import modules only at first use, and silence what they write to stderr."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _LazyModule(ModuleType):
    """Stands in for a module, and imports it when an attribute is read."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def imported_later(*names: str) -> Iterator[None]:
    """Within this block, importing one of the named modules gives a placeholder, at no cost.

    The placeholder imports the real module at first use. `sys.modules` is as before after the
    block, so that imports elsewhere are not affected. Names are full; name a package as well as its
    modules.
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
    """Drop what is written to file descriptor 2 (stderr) within this block, also by native code.

    Python's `sys.stderr` is dropped, too, so keep the block short. Where there is no such
    descriptor (in a windowed program), nothing happens.
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
