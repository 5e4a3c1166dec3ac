"""The published schema of the analysis document, for every test that is handed one."""

from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from scripts import build_schema

SCHEMA = json.loads(build_schema.TARGET.read_text(encoding="utf-8"))
_VALIDATOR = Draft202012Validator(SCHEMA)


def wrong(document: str | bytes) -> list[str]:
    """What of a document the schema does not allow."""
    return [error.message for error in _VALIDATOR.iter_errors(json.loads(document))]
