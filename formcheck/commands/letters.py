"""Letters that a console may not have, and documents that have to have them.

Windows gives a program whose output is redirected an old code page, and POSIX may give plain
ASCII: text for people is written with the nearest letters there are, documents always in UTF-8.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

HANDLER = "formcheck-nearest"
NEAREST = {
    "−": "-",
    "–": "-",
    "—": "-",
    "─": "-",
    "━": "-",
    "…": "...",
    "≥": ">=",
    "≤": "<=",
    "→": "->",
    "×": "x",
    "°": " deg",
    "±": "+-",
    "·": "-",
    "•": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}


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
