"""Ctrl-C as a question the pipeline can ask, so that it stops between two pictures.

A request to end (SIGTERM) is taken as Ctrl-C is, so that what was started is ended, too, and
nothing is left for a library to complain about.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_asked_to_end = False


def end_as_interrupted() -> None:
    """Let SIGTERM stop this process as Ctrl-C does; `was_asked_to_end` says which it was."""
    signal.signal(signal.SIGTERM, _end)


def was_asked_to_end() -> bool:
    """Whether it was SIGTERM."""
    return _asked_to_end


def _end(_signal: int, frame: FrameType | None) -> None:
    global _asked_to_end
    _asked_to_end = True
    handler = signal.getsignal(signal.SIGINT)
    # a shell starts what it puts in the background deaf to Ctrl-C; it has to end all the same
    (handler if callable(handler) else signal.default_int_handler)(signal.SIGINT, frame)


@contextmanager
def stop_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Within this block the first Ctrl-C is only noted; a second one interrupts at once.

    Yields:
        Whether somebody has asked to stop.
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
