"""The analysis document as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from formcheck.analysis import SCHEMA_VERSION, Analysis
from formcheck.errors import InputError, printable
from formcheck.machine.files import read_limited, write_text

MOST_BYTES = 16_000_000
"""Of a document; a set has 0.2 MB, the longest clip that is read 10 MB."""
MOST_NUMBER = 1e9
"""No time, angle, length or share is larger; beyond, sums overflow."""


def write_document(analysis: Analysis, target: Path) -> None:
    """Write the analysis document; the file is whole or not there."""
    write_text(target, analysis.to_json() + "\n")


def read_document(source: Path) -> Analysis:
    """Read an analysis document back.

    Raises:
        InputError: The file cannot be read or is no analysis document of this schema.
    """
    try:
        data = read_limited(source, MOST_BYTES)
        analysis = Analysis.from_json(data)
        _check_values(json.loads(data))
        return analysis
    except OSError as error:
        raise InputError(
            f"{source.name} cannot be read.", "Check the name and that the file may be read."
        ) from error
    except (ValueError, RecursionError) as error:  # pydantic.ValidationError is a ValueError
        raise InputError(
            f"{source.name} is not an analysis document of schema {SCHEMA_VERSION}.",
            "Make it again with `formcheck analyze CLIP --json FILE`.",
        ) from error


def _check_values(document: Any) -> None:
    """Raises `ValueError` for numbers that are none, and for texts that no terminal can show."""
    left = [document]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, str) and printable(value) != value:
            raise ValueError("control characters")
        elif isinstance(value, int | float) and not abs(value) <= MOST_NUMBER:
            raise ValueError(f"a number out of range: {value}")
