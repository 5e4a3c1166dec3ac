"""Processes that work for another one: how they are started, and what they do first."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Start processes within this block: they inherit that Ctrl-C is not for them.

    A new interpreter takes a while until it can say so itself, and answers with a traceback until
    then. An interrupt of this process waits for the end of the block.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows: a new process is quick to follow_parent
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it does, even when it was killed.

    Made for `initializer=` of a process pool: its workers would otherwise answer Ctrl-C with a
    traceback each, and wait for ever for the next piece of work of a parent that is gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
