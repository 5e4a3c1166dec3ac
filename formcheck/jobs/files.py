"""Small files that are either whole or not there: written aside, then moved into place."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object, or None when the file is missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name; copies where the disk knows no hard links."""
    import shutil

    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
