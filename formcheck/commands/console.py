"""How commands write: text and documents to standard output, everything else to standard error.

A console may lack letters: Windows gives a program whose output is redirected an old code page, and
POSIX may give plain ASCII. Text for people is then written with the nearest letters that there are.
Documents are always in UTF-8.
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
from typing import TYPE_CHECKING

from formcheck.errors import OptionError, printable

if TYPE_CHECKING:
    from rich.table import Table

PLAIN_WIDTH = 140
"""Columns of a table where standard output is not a terminal."""
_OURS = re.compile(r"(\n|\x1b\[[0-9;]*m)")
"""The only control characters in text of ours: line ends and colors."""
HANDLER = "formcheck-nearest"
"""Name of the error handler of encodings that writes the nearest letters."""
NEAREST = {
    "−": "-", "–": "-", "—": "-", "─": "-", "━": "-", "…": "...", "≥": ">=", "≤": "<=", "→": "->",
    "×": "x", "°": " deg", "±": "+-", "·": "-", "•": "-", "‘": "'", "’": "'", "“": '"', "”": '"',
}  # fmt: skip


def at_home(given: str | None) -> str | None:
    """Expand a leading `~`; the `callback=` of options that name a file, or else `-` or an address.

    A shell expands it only at the beginning of a word, and so not in `--json=~/set.json`, which
    would make a folder called `~`.

    Raises:
        OptionError: The name is empty, as of a shell variable that is not set.
    """
    if given == "":
        raise OptionError("A name is empty.", "Name a file or a folder.")
    if given is None or Path(given).parts[:1] != ("~",):
        return given
    return os.path.expanduser(given)  # noqa: PTH111  (raises for no home)


def path(given: str) -> Path:
    """The `parser=` of options and arguments that are files: `at_home` as a path.

    Typer's own type takes "" for the current folder, and tells in its words, not ours, of a file
    that may not be read.
    """
    return Path(at_home(given) or "")


def print_table(table: Table) -> None:
    """Write a table to standard output, as wide as the terminal, or `PLAIN_WIDTH` without one."""
    from rich.console import Console

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else PLAIN_WIDTH
    target = io.StringIO()  # writing itself, rich would end a closed pipe with a status of its own
    Console(file=target, width=width, markup=False, highlight=False).print(table)
    say("".join(f"{line.rstrip()}\n" for line in target.getvalue().split("\n")[:-1]))


def plain_table(*headings: str) -> Table:
    """A table without lines, whose cells wrap where they are too wide."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def people_width(most: int) -> tuple[int, bool]:
    """How many columns text for people has, at most `most`, and whether it is in color."""
    terminal = sys.stdout.isatty()
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    width = min(shutil.get_terminal_size().columns, most) if terminal else 80
    return width, terminal and not plain


def say(text: str) -> None:
    """Write text for people to standard output, made safe for a terminal."""
    sys.stdout.write(shown(text))


def shown(text: str) -> str:
    """Text with only our own line ends and colors; all other control characters are "\ufffd".

    Names and files could have escape sequences that change what a terminal shows.
    """
    parts = _OURS.split(text)
    return "".join(part if place % 2 else printable(part) for place, part in enumerate(parts))


def note(text: str) -> None:
    """Write one line that is not a result to standard error."""
    with suppress(OSError):  # it is closed, which is no reason to fail
        sys.stderr.write(f"{printable(text)}\n")


def open_missing_streams() -> None:
    """Let the null device stand for standard streams that whoever started this closed (`>&-`)."""
    # in this order: each takes the lowest number that is free, so no file of ours takes theirs
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def use_nearest_letters() -> None:
    """Let standard output and error write the nearest letters where their encoding lacks one."""
    codecs.register_error(HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # not so in a windowed program, or in tests
            stream.reconfigure(errors=HANDLER)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(map(nearest, missing)), error.end


def nearest(letter: str) -> str:
    """The nearest plain letters: `−` is `-`, `é` is `e`; `?` where there are none."""
    plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return NEAREST.get(letter) or plain or "?"


def print_document(text: str) -> None:
    """Write a document for programs to standard output, in UTF-8 whatever the console has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
