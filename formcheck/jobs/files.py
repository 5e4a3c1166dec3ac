"""Writes, reads, links and removes files of a job; `InputError` where a disk is full or closed."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, TypeVar

from formcheck.errors import InputError
from formcheck.machine.files import atomic_path, entries, os_errors_as, write_bytes
from formcheck.machine.json_values import adapter

Part = TypeVar("Part")


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object, or None when the file is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_as(path: Path, kind: type[Part]) -> Part | None:
    """A file's JSON object as a dataclass; None when it is missing, damaged or empty."""
    if fields := read_json(path):
        with suppress(ValueError):
            # as JSON: `true` is no 1, and a list still becomes a tuple
            found: Part = adapter(kind).validate_json(  # type: ignore[arg-type]
                json.dumps(fields), strict=True
            )
            return found
    return None


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name; copy it on disks without hard links. Whole or not at all."""
    with as_input_errors(), atomic_path(target) as part:
        try:
            os.link(source, part)
        except OSError:
            shutil.copyfile(source, part)


def keep_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    with as_input_errors():
        write_bytes(path, data)


def keep_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all."""
    keep_bytes(path, text.encode("utf-8"))


def as_input_errors() -> AbstractContextManager[None]:
    """Turn any `OSError` of writing within the block into an `InputError` for the user."""
    hint = "Free some disk space, or check that its folder can be written to, and try again."
    return os_errors_as(InputError, "This could not be kept on this computer.", hint)


def folders(folder: Path) -> list[Path]:
    """The folders in a folder."""
    return [path for path in entries(folder) if path.is_dir()]


def changed_s(path: Path) -> float:
    """When it was last written, in seconds since 1970; infinite where there is no such file."""
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def remove(path: Path) -> None:
    """Remove a file or a folder, as far as that can be done."""
    with suppress(OSError):  # one file that stays must not keep the others
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
