"""Everything formcheck can refuse, as one tree.

    FormcheckError                exit status 4 unless a subclass says otherwise
    ├── InputError           (2)  the clip, an option or a folder cannot be used
    │   ├── VideoError       (2)  not a readable video
    │   ├── OptionError      (2)  a value out of its range, a name nobody knows
    │   ├── ObservationError (2)  not an observation of this version
    │   └── CancelledError   (2)  somebody asked to stop
    ├── ModelError           (3)  the pose model is missing or damaged
    └── SetupError           (3)  a system library or a package is missing

Packages that read labels, the history or corrections have kinds of `InputError` of their own.
Every error carries what happened and what to do about it; a shell prints both on one line and
no traceback. "No reps found" and "no person seen" are results, not errors.
"""

from __future__ import annotations

import unicodedata

_UNSHOWN = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Kinds of characters that move a cursor, break a line, or are bytes of another encoding."""
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing around: a name could be shown as another one."""


class FormcheckError(Exception):
    """What happened, and what to do.

    Args:
        what: One plain sentence about what happened. Never carries a path of the machine beyond
            the name the user gave.
        hint: One plain sentence about what to do next.
    """

    exit_status: int = 4

    def __init__(self, what: str, hint: str) -> None:
        what, hint = printable(what), printable(hint)
        super().__init__(what, hint)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what} {self.hint}"


def printable(text: str) -> str:
    """A text that a terminal, a page and UTF-8 can take: what they cannot show becomes "\ufffd".

    Names of files are whatever somebody typed, or made up: they may hold escape sequences.
    """
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if unicodedata.category(sign) in _UNSHOWN or sign in _TURNS else sign
        for sign in text
    )


class InputError(FormcheckError):
    """Something the user gave cannot be used."""

    exit_status = 2


class VideoError(InputError):
    """A file that is missing, is no video, holds no picture, or breaks off."""


class OptionError(InputError):
    """An option or a limit outside what is allowed."""


class ObservationError(InputError):
    """A file that is no observation, is damaged, or is of another version of the format."""


class CancelledError(InputError):
    """The analysis was stopped on request; nothing was written."""


class ModelError(FormcheckError):
    """The pose model is missing, damaged or not a pose landmarker bundle."""

    exit_status = 3


class SetupError(FormcheckError):
    """The machine lacks a library that formcheck needs."""

    exit_status = 3
