"""The drawing of where to put the phone."""

from __future__ import annotations


def show() -> None:
    """Seen from above: lifter, bar, phone and the distance between them."""
