"""Figures and tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from formcheck.benchmark.summaries import Share

NONE: Final = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def percent(share: float | None) -> str:
    """A share as people read it."""
    return NONE if share is None else f"{100 * share:.0f} %"


def number(value: float | None, digits: int = 2) -> str:
    """A value, a dash where there is none."""
    return NONE if value is None else f"{value:.{digits}f}"


def counted(share: Share) -> str:
    """So many of so many, as a share with its interval."""
    if not share.of:
        return NONE
    low, high = (100 * end for end in share.interval)
    return f"{share.hits} of {share.of}: {percent(share.share)} ({low:.0f}–{high:.0f} %)"
