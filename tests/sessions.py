"""What runs in a session of processes, for tests that stop or kill its leader."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence


def alive(session: int) -> list[str]:
    """State and command of every process of a session that has not ended."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-s", str(session)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in listed.stdout.splitlines() if not line.startswith("Z")]


def workers(session: int) -> list[str]:
    """Those of them that are Python's worker processes."""
    return [line for line in alive(session) if "spawn_main" in line]


def none_left(session: int) -> bool:
    """Whether the whole session ends within ten seconds."""
    return within(10, lambda: not alive(session))


def within(seconds: float, so: Callable[[], object]) -> bool:
    """Whether something becomes true in that time."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        if so():
            return True
        time.sleep(0.05)
    return False


def taking_ctrl_c(command: Sequence[str]) -> list[str]:
    """A command that Ctrl-C reaches, as it would from a terminal.

    Where tests run it may be ignored (a shell's background) or blocked, and both are inherited.
    Told before the command begins and not in `preexec_fn=`, which may hang where threads run.
    """
    program = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
        "signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT}); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    return [sys.executable, "-ISc", program, *command]
