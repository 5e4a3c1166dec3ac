"""How a command ends: with an exit status and, for an error, one line on standard error.

Ctrl-C only sets a flag, which the pipeline asks for between two frames. SIGTERM and SIGHUP (the
terminal was closed) are treated like Ctrl-C, so that worker processes are ended, too, libraries do
not complain and no half-drawn video stays.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from types import FrameType

from formcheck.errors import CancelledError, printable
from formcheck.machine.files import FULL
from formcheck.pipeline.outcome import ended_by

_asked_to_end = False
"""Whether SIGTERM or SIGHUP, and not Ctrl-C, stopped this process."""
INTERRUPTED = 130
TERMINATED = 143
PIPE_CLOSED = 141
UNUSABLE = 2
MORE_ROOM = "Free some space, or send it elsewhere."
TOO_LONG = "A name that was given is longer than this system's files can have. Use a shorter one."
CLOSED = "you may not read or write it. Check its permissions, and those of the folder it is in."
DEBUG = "FORMCHECK_DEBUG"
_IN_OUR_WORDS = (
    (r"^Invalid value for '([^']+)': ", r"\1: "),
    (r"Value error, ", ""),
    (r"Input should be greater than or equal to (\S+)", r"it must be at least \1"),
    (r"Input should be less than or equal to (\S+)", r"it must be at most \1"),
    (r"Input should be a valid integer.*", "write a whole number, such as 3"),
    (r"Input should be a valid number.*", "write a number, such as 82.5"),
)
"""(pattern, replacement) for messages of typer and pydantic about a value."""


@contextmanager
def exit_statuses() -> Iterator[None]:
    """Run a command within this block; an error ends the process with its exit status.

    The statuses are listed in `cli`. The traceback is shown only when the environment variable
    `FORMCHECK_DEBUG` is set.

    Raises:
        SystemExit: With the status, after the error was written to standard error in one line.
    """
    try:
        with _flushed():
            yield
    except CancelledError as stopped:
        _leave(f"{stopped.what} {stopped.hint}", _stopped())
    except KeyboardInterrupt:
        _leave("Stopped.", _stopped())
    except BrokenPipeError:
        _give_up_stdout()
        sys.exit(PIPE_CLOSED)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:
            _leave_for_full_disk(error)
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            _leave(TOO_LONG, UNUSABLE)
        if _ends_a_command(error):
            raise
        if isinstance(error, PermissionError):
            _leave(f"{error.filename or 'A file'} cannot be reached: {CLOSED}", UNUSABLE)
        ended = ended_by(error)
        if not ended.bug:
            _leave(f"{ended.what} {ended.hint}", ended.exit_status)
        command = " ".join(["formcheck", *sys.argv[1:2]])
        _leave(
            f"A bug in formcheck, not in your clip ({ended.what}). "
            f"Please report it with the output of: {DEBUG}=1 {command} …",
            ended.exit_status,
        )


@contextmanager
def _flushed() -> Iterator[None]:
    """Flush standard output after the block, so that `exit_statuses` handles a full disk."""
    try:
        yield
    except Exception as error:
        if _ends_a_command(error):
            sys.stdout.flush()
        raise
    sys.stdout.flush()


@contextmanager
def usage_in_one_line() -> Iterator[None]:
    """Turn errors of typer about the command line into one line that names the help.

    Raises:
        SystemExit: With the status `UNUSABLE`.
    """
    try:
        yield
    except Exception as error:
        context = getattr(error, "ctx", None)
        if not _ends_a_command(error) or not hasattr(error, "format_message"):
            raise
        if type(error).__name__.startswith("NoArgsIsHelp"):
            raise
        # an option without its value comes without a context
        named = sys.argv[1 : 3 if sys.argv[1:2] == ["history"] else 2]
        command = context.command_path if context else " ".join(["formcheck", *named])
        if dashed := _file_with_a_dash():
            _leave(f"{dashed} begins with a dash, like an option. Write ./{dashed}", UNUSABLE)
        _leave(f"{_plain(error.format_message())} Try '{command} -h' for help.", UNUSABLE)


def _file_with_a_dash() -> str | None:
    """The first argument that is taken for an option but is the name of a file."""
    given = takewhile(lambda one: one != "--", sys.argv[1:])
    return next((one for one in given if one.startswith("-") and os.path.lexists(one)), None)


def _plain(message: str) -> str:
    """A library's message about the command line as a sentence in our words."""
    for theirs, ours in _IN_OUR_WORDS:
        message = re.sub(theirs, ours, message)
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _stopped() -> int:
    return TERMINATED if _asked_to_end else INTERRUPTED


def _ends_a_command(error: Exception) -> bool:
    """Whether it is an exception with which typer ends a command, or reports a usage error."""
    return type(error).__module__.startswith(("typer", "click"))


def _leave(line: str, status: int) -> None:
    """Write one line to standard error and end the process."""
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exc()
    with suppress(OSError):
        print(printable(" ".join(line.split())), file=sys.stderr)  # noqa: T201  (this is a shell)
    sys.exit(status)


def _leave_for_full_disk(error: OSError) -> None:
    """End after a full disk under standard output: errors of named files are caught elsewhere."""
    with suppress(OSError, ValueError):
        _give_up_stdout()
    _leave(f"The output cannot be written: {error.strerror}. {MORE_ROOM}", UNUSABLE)


def _give_up_stdout() -> None:
    """Point standard output at the null device, so that the last flush of Python cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end_as_interrupted() -> None:
    """Let SIGTERM, and a terminal that is closed, stop this process as Ctrl-C does.

    They have a status of their own. What runs under `nohup` goes on.
    """
    signal.signal(signal.SIGTERM, _end)
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _end)


def _end(_signal: int, frame: FrameType | None) -> None:
    global _asked_to_end
    _asked_to_end = True
    handler = signal.getsignal(signal.SIGINT)
    # a process in the background of a shell ignores SIGINT, but has to end at SIGTERM
    (handler if callable(handler) else signal.default_int_handler)(signal.SIGINT, frame)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Within this block the first Ctrl-C is only noted; a second one interrupts at once.

    Yields:
        A function that tells whether Ctrl-C was pressed.
    """
    asked = False

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
