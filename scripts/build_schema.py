"""Writes the JSON Schema of the analysis document: `python scripts/build_schema.py`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from formcheck.analysis import SCHEMA_VERSION, Analysis

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schema"
TARGET = FOLDER / f"analysis-{SCHEMA_VERSION}.json"


def schema() -> dict[str, Any]:
    """The schema; documents of earlier versions, which lack later fields, satisfy it too."""
    made = TypeAdapter(Analysis).json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formcheck:analysis:{SCHEMA_VERSION}",
        **made,
        "title": f"formcheck analysis document, schema version {SCHEMA_VERSION}",
    }


def render() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
