"""Where commands write: tables to standard output, progress to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

PLAIN_WIDTH = 140


def table_console() -> Console:
    """For tables on standard output: as wide as the terminal, or wide enough when there is none."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    return Console(width=width, markup=False, highlight=False)


def note(text: str) -> None:
    """One line for the reader that is no result."""
    sys.stderr.write(f"{text}\n")
