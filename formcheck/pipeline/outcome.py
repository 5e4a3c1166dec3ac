"""How work on a clip ended: with its document, or with what happened and what to do about it.

One record for commands, the page's worker and batches, and the one place that says what an error
means to whoever gave the clip.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formcheck.errors import FormcheckError, InputError, printable
from formcheck.machine.files import FULL
from formcheck.machine.limits import NO_MEMORY

if TYPE_CHECKING:
    from formcheck.analysis import Analysis

NO_ROOM = (
    "There is no room on this computer's disk for the result.",
    "Free some disk space, then try again.",
)
READ_ONLY = (
    "The disk for the result is read-only.",
    "Choose another place for it, then try again.",
)
REPORT_IT = "This is a bug in formcheck, please report it."


@dataclass(frozen=True)
class Outcome:
    """How it ended.

    Attributes:
        what: What went wrong, one sentence; empty where nothing did.
        hint: What to do about it.
        exit_status: Of a process that ends so.
        bug: Nobody foresaw it.
        analysis: The document, where one was made and is handed on.
        thumbnail: A JPEG of the clip's worst moment, where one was asked for.
    """

    what: str = ""
    hint: str = ""
    exit_status: int = 0
    bug: bool = False
    analysis: Analysis | None = None
    thumbnail: bytes | None = None


def ended_by(error: Exception) -> Outcome:
    """How work ended that raised this."""
    from formcheck.machine.system_libraries import setup_problem  # only who fails needs it

    known = setup_problem(error) or error
    if isinstance(known, FormcheckError):
        return Outcome(known.what, known.hint, known.exit_status)
    if isinstance(error, MemoryError):
        return Outcome(*NO_MEMORY, InputError.exit_status)
    if isinstance(error, OSError) and error.errno in FULL:
        return Outcome(*NO_ROOM, InputError.exit_status)
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return Outcome(*READ_ONLY, InputError.exit_status)
    first = (str(error).splitlines() or [""])[0]
    what = printable(f"{type(error).__name__}: {first}")
    return Outcome(what, REPORT_IT, FormcheckError.exit_status, bug=True)
