"""Reads what people type."""

from __future__ import annotations

from math import isnan


def number_typed(text: str) -> float:
    """A number as people write it: `7.5`, `7,5`.

    Raises:
        ValueError: It is no number.
    """
    number = float(text.replace(",", "."))
    if isnan(number):
        raise ValueError("no number")
    return number
