"""Worker processes: how they are started, what they do first, and how they end.

Workers are not to outlive the process that started them, and Ctrl-C is for that process alone.
"""

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
"""Environment variable with the id of the process that started this one: on Windows the parent may
be a launcher in between."""
POLITE_S = 2.0
"""How long a process may take to end when asked, before it is killed."""
_M_ARENA_MAX = -8  # malloc.h

if sys.platform == "win32":
    _KERNEL = ctypes.WinDLL("kernel32")
    _SYNCHRONIZE = 0x00100000  # winnt.h
    _FOREVER = 0xFFFFFFFF
    _BELOW_NORMAL = 0x00004000  # processthreadsapi.h

    def end_group(process: subprocess.Popen[bytes]) -> None:
        """End it and its children at once: Windows cannot ask a process without a window to end."""
        command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
        process.wait()

    def _end_after(parent: int) -> None:
        """Wait for another process to end, then end this one and all that it started."""
        _KERNEL.OpenProcess.restype = ctypes.c_void_p
        handle = _KERNEL.OpenProcess(_SYNCHRONIZE, False, int(os.environ.get(STARTER) or parent))
        if handle:
            _KERNEL.WaitForSingleObject(ctypes.c_void_p(handle), _FOREVER)
        os._exit(1)  # its own worker processes follow it

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        _KERNEL.SetPriorityClass(ctypes.c_void_p(_KERNEL.GetCurrentProcess()), _BELOW_NORMAL)

else:

    def end_group(process: subprocess.Popen[bytes]) -> None:
        """Ask a process to end that `start_module` started, then kill what is left of its group."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLITE_S)
        # the leader may be gone while its children are not
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def _end_after(parent: int) -> None:
        """Wait for the parent to end, then end this process and all of its group."""
        while os.getppid() == parent:
            time.sleep(1)
        os.killpg(0, signal.SIGKILL)

    def let_others_go_first() -> None:
        """Take a priority below the usual one."""
        os.nice(5)


def start_module(
    module: str, *arguments: str, log: Path, **environment: str
) -> subprocess.Popen[bytes]:
    """Start `python -m module` in a process group of its own, which `end_group` ends.

    `log` is the file for its output, which is for finding defects and never shown to users.
    """
    package_parent = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
    ours = {"PYTHONPATH": path, STARTER: str(os.getpid()), **environment}
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={**os.environ, **ours},
            start_new_session=True,
        )


def end_with_starter() -> None:
    """End this process and its group when the one that started it has ended, even by a kill."""
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


@contextmanager
def interrupts_blocked() -> Iterator[None]:
    """Start worker processes within this block, and they inherit that Ctrl-C is blocked.

    They ignore it themselves once they run `follow_parent`, but a new interpreter takes a while to
    get there, and would answer Ctrl-C with a traceback until then. An interrupt of this process
    waits for the end of the block.
    """
    if sys.platform == "win32":  # there a new process runs `follow_parent` soon enough
        yield
        return
    resource_tracker.ensure_running()  # now: starting it unblocks the signals of this thread
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """Ignore Ctrl-C, which is for the parent, and end when the parent does, even when it is killed.

    Made for `initializer=` of a process pool: otherwise each worker answers Ctrl-C with a
    traceback, and waits forever for work of a parent that is gone. Limits memory, too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    keep_few_heaps()
    limit_memory()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def limit_memory() -> None:
    """Limit the memory of this process, and of each that it starts, as `machine.limits` says.

    A clip that needs more ends its own process instead of the whole machine. Linux only: elsewhere
    the limit would be on address space, of which libraries reserve far more than they use.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource

    most = int(WorkLimits.from_environment().memory_gb * 1e9)
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def give_memory_back() -> None:
    """Return freed memory to the system; call it between two clips.

    Otherwise glibc keeps what the largest clips took, scattered over the heaps of all threads, and
    the process grows for its first hundred clips. Does nothing without glibc.
    """
    trim = _glibc("malloc_trim")
    if trim is not None:
        trim(0)


def keep_few_heaps() -> None:
    """Let all threads share two heaps (glibc): with one each, every thread keeps freed memory.

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
    """A pool of worker processes that `follow_parent`, and can be ended.

    Args:
        count: How many.
        start_method: As in `multiprocessing`. "spawn" starts them fresh; a fork would copy threads
            and the state of native libraries, and is only for a process that has neither.
    """

    def __init__(self, count: int, start_method: str = "spawn") -> None:
        context: Any = _NotedContext(start_method)
        self._noted: _NotedContext = context
        super().__init__(count, mp_context=context, initializer=follow_parent)

    def end(self, patience_s: float = 0.0) -> None:
        """Wait for them to end by themselves, then kill those that have not."""
        end_processes(self._noted.processes, patience_s)


class _NotedContext:
    """A `multiprocessing` context that remembers the processes it made."""

    def __init__(self, start_method: str) -> None:
        self._context: Any = multiprocessing.get_context(start_method)
        self._made: list[BaseProcess] = []

    @property
    def processes(self) -> list[BaseProcess]:
        """Those that were started and may still run."""
        return [each for each in self._made if each.pid is not None]

    def Process(self, *args: Any, **kwargs: Any) -> BaseProcess:  # noqa: N802  (as a context's)
        """Make a process, and remember it."""
        self._made = [each for each in self._made if not _has_ended(each)]
        process: BaseProcess = self._context.Process(*args, **kwargs)
        self._made.append(process)
        return process

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)


def _has_ended(process: BaseProcess) -> bool:
    """Whether it was started and has ended; its exit status is collected then."""
    try:
        return process.pid is not None and not process.is_alive()
    except ValueError:  # closed
        return True


@contextmanager
def ended_by_alarm(after_s: float) -> Iterator[None]:
    """Let the system end this worker process if the block takes longer than `after_s`.

    For native code that hangs, which cannot be asked to stop. Does nothing outside of the main
    thread, in a process that is not a worker, and on Windows, which has no alarms.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if sys.platform == "win32" or multiprocessing.parent_process() is None or not in_main_thread:
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
        with suppress(ValueError):  # closed already
            waiting[process.sentinel] = process
    # by their sentinels, not `join`: the exit status is for whoever started them
    while waiting and (ended := wait(list(waiting), max(0.0, end_s - time.monotonic()))):
        for sentinel in ended:
            del waiting[sentinel]  # type: ignore[arg-type]
    for process in waiting.values():
        with suppress(ValueError):
            process.kill()


def _end_with(sentinel: int) -> None:
    """Wait for the process of this sentinel to end, then end this one."""
    wait([sentinel])
    os._exit(1)
