"""Where commands write: tables to standard output, progress to standard error."""

from __future__ import annotations

import io
import re
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from formcheck.errors import printable

if TYPE_CHECKING:
    from rich.table import Table

PLAIN_WIDTH = 140
_OURS = re.compile(r"(\n|\x1b\[[0-9;]*m)")
"""What breaks lines and colors them."""


def print_table(table: Table) -> None:
    """Write a table to standard output, as wide as the terminal, or wide enough without one."""
    from rich.console import Console

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    target = io.StringIO()  # rich itself would answer a closed pipe with an exit status of its own
    Console(file=target, width=width, markup=False, highlight=False).print(table)
    say("".join(f"{line.rstrip()}\n" for line in target.getvalue().split("\n")[:-1]))


def say(text: str) -> None:
    """Write lines for people to standard output: no more than letters and our own colors."""
    sys.stdout.write(shown(text))


def shown(text: str) -> str:
    """What a terminal may get: escape sequences in a name or a file become "\ufffd"."""
    parts = _OURS.split(text)
    return "".join(part if place % 2 else printable(part) for place, part in enumerate(parts))


def note(text: str) -> None:
    """One line for the reader that is no result."""
    with suppress(OSError):  # nobody hears it: no reason to fail
        sys.stderr.write(f"{printable(text)}\n")
