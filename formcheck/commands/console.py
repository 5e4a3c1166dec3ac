"""Where commands write: tables to standard output, progress to standard error.

Letters that a console may not have, and documents that have to have them: Windows gives a program
whose output is redirected an old code page, and POSIX may give plain ASCII. Text for people is
written with the nearest letters there are, documents always in UTF-8.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import shutil
import sys
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.errors import printable

if TYPE_CHECKING:
    from rich.table import Table

PLAIN_WIDTH = 140
_OURS = re.compile(r"(\n|\x1b\[[0-9;]*m)")
"""What breaks lines and colors them."""
HANDLER = "formcheck-nearest"
NEAREST = {
    "−": "-", "–": "-", "—": "-", "─": "-", "━": "-", "…": "...", "≥": ">=", "≤": "<=", "→": "->",
    "×": "x", "°": " deg", "±": "+-", "·": "-", "•": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip


def at_home(given: Any) -> Any:
    """`callback=` of an option that names files, for `--json=~/set.json` as meant.

    A shell writes the home out only where a word begins with it. Left as it is, it makes a folder
    called `~`, which nobody dares to delete.
    """
    if isinstance(given, list | tuple):
        return [at_home(one) for one in given]
    if given is None or Path(given).parts[:1] != ("~",):
        return given
    return type(given)(os.path.expanduser(given))  # noqa: PTH111  (raises for no home)


def print_table(table: Table) -> None:
    """Write a table to standard output, as wide as the terminal, or wide enough without one."""
    from rich.console import Console

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    target = io.StringIO()  # rich itself would answer a closed pipe with an exit status of its own
    Console(file=target, width=width, markup=False, highlight=False).print(table)
    say("".join(f"{line.rstrip()}\n" for line in target.getvalue().split("\n")[:-1]))


def plain_table(*headings: str) -> Table:
    """A table without lines, whose cells are broken where they are too wide."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def people_width(most: int) -> tuple[int, bool]:
    """Columns for text that people read, and whether in color: as the terminal is, if it is one."""
    terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, most) if terminal else 80
    return width, terminal and not os.environ.get("NO_COLOR")


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


def use_nearest_letters() -> None:
    """Let standard output and error write the nearest letters where theirs lack one."""
    codecs.register_error(HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not so in a windowed program, or in tests
            stream.reconfigure(errors=HANDLER)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(nearest, lacking)), error.end


def nearest(letter: str) -> str:
    """The nearest plain letters: `−` is `-`, `é` is `e`; `?` where there are none."""
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return NEAREST.get(letter) or plain or "?"


def print_document(text: str) -> None:
    """Write a document for programs to standard output, in UTF-8 whatever the console has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
