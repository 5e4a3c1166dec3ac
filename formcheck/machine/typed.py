"""Reads what people type."""

from __future__ import annotations


def number_typed(text: str) -> float:
    """A number as people write it: `7.5`, `7,5`.

    Raises:
        ValueError: It is no number.
    """
    return float(text.replace(",", "."))
