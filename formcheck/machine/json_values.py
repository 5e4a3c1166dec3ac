"""What a JSON document of somebody else may hold before anybody computes with it or shows it."""

from __future__ import annotations

from typing import Any

from formcheck.errors import printable

MOST_NUMBER = 1e9
"""No time, length, angle or share is larger; beyond, sums overflow."""


def check_values(document: Any) -> None:
    """Look at every name, text and number of a document that was read.

    Raises:
        ValueError: A number is none or out of range, or a terminal cannot show a text.
    """
    left = [document]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list | tuple):
            left += value
        elif isinstance(value, str) and printable(value) != value:
            raise ValueError("control characters")
        elif isinstance(value, int | float) and not abs(value) <= MOST_NUMBER:
            raise ValueError(f"a number out of range: {value}")
