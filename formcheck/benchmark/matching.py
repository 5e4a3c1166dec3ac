"""Which found rep is which true one: greedily, by how much they overlap in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Span = tuple[float | None, float | None]

LEAST_OVERLAP: Final = 0.3
"""Of the time that both together take. Reps follow each other without overlap, so anything that
shares a third with a true rep is that rep."""


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans of time, 0 to 1; 0 where an end is not known."""
    (a0, a1), (b0, b1) = a, b
    if a0 is None or a1 is None or b0 is None or b1 is None:
        return 0.0
    together = max(a1, b1) - min(a0, b0)
    return max(0.0, min(a1, b1) - max(a0, b0)) / together if together > 0 else 0.0


def matched(true: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """(index of the true rep, index of the found one), best overlap first, each rep once."""
    pairs = sorted(
        ((overlap(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found)),
        reverse=True,
    )
    chosen: list[tuple[int, int]] = []
    for share, i, j in pairs:
        taken = any(i == a or j == b for a, b in chosen)
        if share >= LEAST_OVERLAP and not taken:
            chosen.append((i, j))
    return chosen
