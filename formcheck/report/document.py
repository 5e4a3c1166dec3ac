"""The analysis document as a file."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import SCHEMA_VERSION, Analysis
from formcheck.errors import InputError
from formcheck.machine.files import write_text


def write_document(analysis: Analysis, target: Path) -> None:
    """Write the analysis document; the file is whole or not there."""
    write_text(target, analysis.to_json() + "\n")


def read_document(source: Path) -> Analysis:
    """Read an analysis document back.

    Raises:
        InputError: The file cannot be read or is no analysis document of this schema.
    """
    try:
        return Analysis.from_json(source.read_bytes())
    except OSError as error:
        raise InputError(
            f"{source.name} cannot be read.", "Check the name and that the file may be read."
        ) from error
    except ValueError as error:  # pydantic.ValidationError is one
        raise InputError(
            f"{source.name} is not an analysis document of schema {SCHEMA_VERSION}.",
            "Make it again with `formcheck analyze CLIP --json FILE`.",
        ) from error
