"""The analysis document as a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from formcheck.analysis import SCHEMA_VERSION, Analysis
from formcheck.errors import InputError
from formcheck.machine.files import os_errors_as, read_limited, write_text
from formcheck.machine.json_values import checked_json

MOST_BYTES = 16_000_000
"""Of a document; a set has 0.2 MB, the longest clip that is read 10 MB."""
_VERSION = re.compile(r"(\d{1,9})(\.\d{1,9})*")


def write_document(analysis: Analysis, target: Path) -> None:
    """Write the analysis document; the file is whole or not there."""
    write_text(target, analysis.to_json() + "\n")


def read_document(source: Path) -> Analysis:
    """Read an analysis document back.

    Raises:
        InputError: The file cannot be read or is no analysis document of this schema.
    """
    hint = "Check the name and that the file may be read."
    with os_errors_as(InputError, f"{source.name or source} cannot be read.", hint):
        data = read_limited(source, MOST_BYTES)
    return parse_document(data, source.name)


def parse_document(data: bytes, name: str) -> Analysis:
    """An analysis document that somebody gave.

    Raises:
        InputError: It is none of this schema, or of a newer one.
    """
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("larger than a document")
        # first: what it refuses takes gigabytes to be told wrong
        refuse_newer(checked_json(data), name)
        return Analysis.from_json(data)
    except (ValueError, RecursionError) as error:  # pydantic.ValidationError is a ValueError
        raise InputError(
            f"{name} is not an analysis document.",
            "Save one from a set's page, “Data (JSON)”, or with "
            "`formcheck analyze CLIP --json FILE`.",
        ) from error


def refuse_newer(document: Any, name: str) -> None:
    """Refuse a document whose values may mean something else by now; an earlier one is read.

    Raises:
        InputError: Its schema has a higher first number than ours.
        ValueError: Its schema has no number.
    """
    said = document.get("schema_version") if isinstance(document, dict) else None
    if not isinstance(said, str):
        return
    number = _VERSION.fullmatch(said)
    if number is None:
        raise ValueError("a schema without a number")
    if int(number[1]) > int(SCHEMA_VERSION.split(".")[0]):
        raise InputError(
            f"{name} was written by a newer formcheck (schema {said}; this one reads "
            f"{SCHEMA_VERSION}).",
            "Update formcheck, or make it again here from the clip.",
        )
