"""Runs pieces of work in processes, in this one, or on whatever executor was given."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from formcheck.errors import CancelledError, VideoError
from formcheck.machine.limits import MEMORY_GB, NO_MEMORY, WORK_MINUTES, WorkLimits, awake_s
from formcheck.machine.worker_process import (
    WorkerProcesses,
    give_memory_back,
    interrupts_blocked,
)

Result = TypeVar("Result")
Task = tuple[Any, ...]  # a function and what it is called with
Progress = Callable[[str, float], None]
"""Told what is being done and the share that is done, 0 to 1."""
POLL_S = 0.1


def part_of(report: Progress, first: float, last: float) -> Progress:
    """A report of the part of the work that is done between these shares of the whole."""
    return lambda what, share: report(what, first + (last - first) * share)


class WorkerPool:
    """Workers for one clip. Use it as a context; leaving it dismisses processes of its own.

    Args:
        workers: How many processes; None is one per core. One means: no other process.
        should_stop: Asked now and then while work is done.
        meanwhile: Done once, while processes have their first tasks and this one waits for them.
    """

    def __init__(
        self,
        workers: int | None = None,
        should_stop: Callable[[], bool] | None = None,
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        self.workers = max(1, workers or cores())
        self._should_stop = should_stop or (lambda: False)
        self._meanwhile = meanwhile
        self._limits = WorkLimits.from_environment()
        self._end_s = awake_s() + self._limits.work_s
        self._executor: WorkerProcesses | None = None
        # a daemon may have no children; it works alone
        if self.workers > 1 and not multiprocessing.current_process().daemon:
            self._executor = WorkerProcesses(self.workers)
        else:
            self.workers = 1

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is None:
            return
        if kind is not None:  # whatever is in work now, nobody waits for it
            self._executor.end()
        # once only: a second time it does not wait for the thread that closes what both write to
        self._executor.shutdown(wait=True, cancel_futures=True)

    def wake(self, module: str) -> None:
        """Start the processes, which import a module while this one has something else to do.

        A module that cannot be imported is an error of whoever needs it.
        """
        if self._executor is not None:
            self._submit([(import_module, module)] * self.workers)

    def run(
        self,
        tasks: Sequence[Task],
        on_done: Callable[[int], None] | None = None,
    ) -> list[Any]:
        """Do tasks and give their results in the same order.

        Args:
            tasks: Functions, importable by name so that a process can find them, and what each
                is called with. The first is begun first.
            on_done: Called with how many tasks are done, whenever one is.

        Raises:
            CancelledError: `should_stop` said so.
            VideoError: It takes longer, or more memory, than one clip may.
        """
        report = on_done or (lambda done: None)
        if self._executor is None:
            return self._run_here(tasks, report)
        futures: list[Future[Any]] = []
        try:
            futures = self._submit(tasks)
            give_memory_back()  # what joining the results of earlier tasks took
            if self._meanwhile is not None:
                self._meanwhile()
                self._meanwhile = None
            self._await(futures, report)
            return [future.result() for future in futures]
        except BrokenProcessPool:
            raise VideoError(
                "A process that worked on the clip died: the clip crashes a decoder, or takes more "
                "memory than it may.",
                f"Export it as H.264 at 1080p or less, or raise {MEMORY_GB}.",
            ) from None
        except MemoryError:
            raise VideoError(*NO_MEMORY) from None
        finally:
            for future in futures:
                future.cancel()

    def _run_here(self, tasks: Sequence[Task], report: Callable[[int], None]) -> list[Any]:
        results = []
        for function, *given in tasks:
            self._check()
            results.append(function(*given))
            report(len(results))
        self._check()
        return results

    def _submit(self, tasks: Sequence[Task]) -> list[Future[Any]]:
        assert self._executor is not None
        with _hidden_main(), interrupts_blocked():
            return [self._executor.submit(done_tidily, *task) for task in tasks]

    def _await(self, futures: Sequence[Future[Any]], report: Callable[[int], None]) -> None:
        waiting = set(futures)
        while waiting:
            self._check()
            done, waiting = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()  # the first error ends the wait
            if done:
                report(len(futures) - len(waiting))

    def _check(self) -> None:
        if awake_s() > self._end_s:
            raise VideoError(
                f"The clip takes longer than {self._limits.work_minutes:g} minutes.",
                f"Trim it to one set, or raise {WORK_MINUTES}.",
            )
        if self._should_stop():
            raise CancelledError("The analysis was stopped.", "Start it again when you like.")


def done_tidily(function: Callable[..., Result], *given: Any) -> Result:
    """Call a function, then give the memory that it needed back to the system."""
    try:
        return function(*given)
    finally:
        give_memory_back()


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _hidden_main() -> Iterator[None]:
    """While processes start, hide the main module's origin from them.

    A spawned process runs the caller's main module first, for functions defined there. Ours need
    none, and without this a plain script that calls formcheck would start itself over and over.
    """
    main: Any = sys.modules["__main__"]
    kept = {name: getattr(main, name, None) for name in ("__file__", "__spec__")}
    try:
        main.__file__ = main.__spec__ = None
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)
        if kept["__file__"] is None:
            del main.__file__
