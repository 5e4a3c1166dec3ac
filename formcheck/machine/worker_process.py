"""Processes that work for another one: how they are started, what they do first, how they end."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from formcheck.machine.limits import WorkLimits

STARTER = "FORMCHECK_STARTER"
"""Environment variable: who started this process. On Windows a launcher may come in between."""
_M_ARENA_MAX = -8  # malloc.h

if sys.platform == "win32":
    _KERNEL = ctypes.WinDLL("kernel32")
    _SYNCHRONIZE = 0x00100000  # winnt.h
    _FOREVER = 0xFFFFFFFF
    _BELOW_NORMAL = 0x00004000  # processthreadsapi.h

    def end_group(process: subprocess.Popen[bytes], patience_s: float) -> None:
        """End it at once: there is no kind way to end a process that has no window."""
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
        process.wait()

    def _end_after(parent: int) -> None:
        _KERNEL.OpenProcess.restype = ctypes.c_void_p
        handle = _KERNEL.OpenProcess(_SYNCHRONIZE, False, int(os.environ.get(STARTER) or parent))
        if handle:
            _KERNEL.WaitForSingleObject(ctypes.c_void_p(handle), _FOREVER)
        os._exit(1)  # its own worker processes follow it

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        _KERNEL.SetPriorityClass(ctypes.c_void_p(_KERNEL.GetCurrentProcess()), _BELOW_NORMAL)

else:

    def end_group(process: subprocess.Popen[bytes], patience_s: float) -> None:
        """Ask it to end, then end what is left of its group.

        Args:
            process: Started with ``start_new_session=True``.
            patience_s: How long it may take to end by itself.
        """
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
        # the leader may be gone while its children are not
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _end_after(parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(0, signal.SIGKILL)

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        os.nice(5)


def start_module(
    module: str, *given: str, log: Path, **environment: str
) -> subprocess.Popen[bytes]:
    """Start a module of ours in a process group of its own; `end_group` ends it.

    `log` takes what it says: for finding defects, never shown.
    """
    package_parent = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
    ours = {"PYTHONPATH": path, STARTER: str(os.getpid()), **environment}
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", module, *given],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**os.environ, **ours},
            start_new_session=True,
        )


def end_with_starter() -> None:
    """End this process and its group when the one that started it is gone, however it went."""
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Start processes within this block: they inherit that Ctrl-C is not for them.

    A new interpreter takes a while until it can say so itself, and answers with a traceback until
    then. An interrupt of this process waits for the end of the block.
    """
    if sys.platform == "win32":  #: a new process is quick to follow_parent
        yield
        return
    resource_tracker.ensure_running()  # whichever thread starts it is left with signals unblocked
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
    keep_few_heaps()
    limit_memory()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def limit_memory() -> None:
    """Let this process and those it starts take so much memory each as `machine.limits` allow.

    A clip that asks for more ends its own process instead of the machine. Only Linux counts what a
    process really holds, so only there a limit leaves the large address space of libraries alone.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    most = int(WorkLimits.from_environment().memory_gb * 1e9)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def give_memory_back() -> None:
    """Return what was freed to the system; call it between two pieces of work.

    Without that a process keeps what its largest pieces took, scattered over the heaps of all
    threads, and grows for its first hundred clips. Only glibc needs it, and only glibc has it.
    """
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def keep_few_heaps() -> None:
    """Let threads share two heaps; with one for each, every thread keeps leftovers of its own.

    Call it early: threads that run already keep theirs.
    """
    tune = _glibc("mallopt")
    if tune is not None:
        tune(_M_ARENA_MAX, 2)


@cache
def _glibc(name: str) -> Any:
    """A function of the C library; None where it is not glibc."""
    try:
        return getattr(ctypes.CDLL("libc.so.6"), name)
    except (OSError, AttributeError):
        return None


class WorkerProcesses(ProcessPoolExecutor):
    """A pool of processes, started fresh: a fork would copy threads and native state.

    They follow this process. What its user ends are these and no others.

    Args:
        count: How many.
        start_method: Another than fresh is for a process that has neither threads nor such state.
    """

    def __init__(self, count: int, start_method: str = "spawn") -> None:
        context: Any = _NotedContext(start_method)
        self._noted: _NotedContext = context
        super().__init__(count, mp_context=context, initializer=follow_parent)

    def end(self, patience_s: float = 0.0) -> None:
        """Wait for them to end by themselves, then kill those that have not."""
        end_processes(self._noted.processes, patience_s)


class _NotedContext:
    """A way to start processes, which remembers those that were started through it."""

    def __init__(self, start_method: str) -> None:
        self._context: Any = multiprocessing.get_context(start_method)
        self._made: list[BaseProcess] = []

    @property
    def processes(self) -> list[BaseProcess]:
        """Those that were started and may still be there."""
        return [each for each in self._made if each.pid is not None]

    def Process(self, *args: Any, **kwargs: Any) -> BaseProcess:  # noqa: N802  (as a context's)
        """Make a process, and remember it."""
        self._made = [each for each in self._made if not _collected(each)]
        process: BaseProcess = self._context.Process(*args, **kwargs)
        self._made.append(process)
        return process

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)


def _collected(process: BaseProcess) -> bool:
    try:
        return process.pid is not None and not process.is_alive()
    except ValueError:  # closed
        return True


@contextmanager
def ended_by_alarm(after_s: float) -> Iterator[None]:
    """Within this block a worker process may work for so long; then the system ends it.

    For what cannot be asked to stop: native code that hangs. Only the main thread of a process
    that works for another one is limited, and only where there are alarms (not on Windows).
    """
    mine = threading.current_thread() is threading.main_thread()
    if sys.platform == "win32" or multiprocessing.parent_process() is None or not mine:
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, after_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def end_processes(processes: Collection[BaseProcess], patience_s: float = 0.0) -> None:
    """Wait for children of this process to end by themselves, then kill those that have not."""
    end_s = time.monotonic() + patience_s
    waiting: dict[int, BaseProcess] = {}
    for process in processes:
        with suppress(ValueError):  # somebody has put it away already
            waiting[process.sentinel] = process
    # by their sentinels: whoever started them must find their exit status
    while waiting and (ended := wait(list(waiting), max(0.0, end_s - time.monotonic()))):
        for sentinel in ended:
            del waiting[sentinel]  # type: ignore[arg-type]
    for process in waiting.values():
        with suppress(ValueError):
            process.kill()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
