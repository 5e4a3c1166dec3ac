"""Keeps an executor busy, and goes on when a worker process dies.

When one process of a pool dies, every job in flight is lost with it and nobody says whose fault it
was. Those jobs are then done one by one in a process of their own: the one that dies again is the
culprit and costs only itself, the others get their result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    wait,
)
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol
from weakref import WeakSet

from formcheck.batch.job import DIED, DIED_HINT, Job, JobDone, failed, note_outcome, run_job
from formcheck.machine.worker_process import WorkerProcesses, interrupts_blocked

_LOOK_S = 15
"""When nothing was done for so long, the team is asked whether it is still there."""
_PATIENCE_S = 20
"""For processes without work to end by themselves; usually far less than a second."""


class Team(Protocol):
    """Where jobs are done.

    Attributes:
        deaths: The errors that mean "a worker died with this job in flight".
        breaks: Whether such a death takes the whole executor along.
    """

    deaths: tuple[type[Exception], ...]
    breaks: bool

    @property
    def most_in_flight(self) -> int:
        """How many jobs may be handed out at a time; it may change while jobs are done."""

    def executor(self, *, single_job: bool = False) -> Executor:
        """A new executor; with `single_job` one that will get no other."""

    def check(self) -> None:
        """Asked now and then while jobs are in flight and none is done.

        Raises:
            FormcheckError: Nobody is there any more to do them.
        """

    def finish(self, executor: Executor) -> None:
        """End an executor whose jobs are all done, in bounded time."""

    def abandon(self, executor: Executor) -> None:
        """Stop what is in work without waiting for it."""


class LocalTeam:
    """Processes of this machine."""

    deaths: tuple[type[Exception], ...] = (BrokenExecutor,)
    breaks = True

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def most_in_flight(self) -> int:
        """One more than the workers, so that none waits for its next job."""
        return self._workers + 1

    def executor(self, *, single_job: bool = False) -> Executor:
        """A new pool of processes."""
        return WorkerProcesses(1 if single_job else self._workers)

    def check(self) -> None:
        """Nothing to ask: a pool notices by itself when one of its processes dies."""

    def finish(self, executor: Executor) -> None:
        """Let the processes end; one that hangs on its way out is killed."""
        assert isinstance(executor, WorkerProcesses)
        executor.shutdown(wait=False)
        executor.end(_PATIENCE_S)

    def abandon(self, executor: Executor) -> None:
        """Kill the processes; what they were writing is whole or not there."""
        assert isinstance(executor, WorkerProcesses)
        executor.end()
        executor.shutdown(wait=True, cancel_futures=True)


class ExecutorTeam:
    """Any executor that somebody else made and ends; it is only used.

    Args:
        executor: Whose workers can import formcheck.
        most_in_flight: How many jobs may be handed out at a time; one more than it has workers.
    """

    deaths: tuple[type[Exception], ...] = ()  # there is no other executor to go on with
    breaks = False

    def __init__(self, executor: Executor, most_in_flight: int) -> None:
        self._executor = executor
        self.most_in_flight = most_in_flight

    def executor(self, *, single_job: bool = False) -> Executor:
        """The one that was given."""
        return _Borrowed(self._executor)

    def check(self) -> None:
        """Nothing is known about it."""

    def finish(self, executor: Executor) -> None:
        """Leave it running."""

    def abandon(self, executor: Executor) -> None:
        """Take back what has not begun."""
        executor.shutdown(wait=False, cancel_futures=True)


class _Borrowed(Executor):
    """Passes work on to an executor, which outlives it."""

    def __init__(self, lender: Executor) -> None:
        self._lender = lender
        self._futures: WeakSet[Future[Any]] = WeakSet()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = self._lender.submit(fn, *args, **kwargs)
        self._futures.add(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for future in self._futures if cancel_futures else ():
            future.cancel()


def run_jobs(jobs: Iterable[Job], team: Team) -> Generator[JobDone, None, None]:
    """Do every job and give outcomes as they come.

    Jobs are taken only when there is room for them, so that a million need no more memory than
    ten. Closing the iterator, or an error, abandons what is in work.

    Raises:
        FormcheckError: No worker can do any job, or the place for results takes nothing.
    """
    left = iter(jobs)
    while True:
        suspects: list[Job] = []
        with _stopped(team, team.executor()) as executor:
            yield from _many(left, executor, team, suspects)
        if not suspects:
            return
        for job in suspects:
            yield _outcome_by_itself(job, team)


def _many(
    left: Iterator[Job], executor: Executor, team: Team, suspects: list[Job]
) -> Iterator[JobDone]:
    """Hand jobs out until there are none or the executor breaks; fill `suspects` with the lost."""
    flying: dict[Future[JobDone], Job] = {}
    while True:
        broken = bool(suspects) and team.breaks
        room = 0 if broken else max(1, team.most_in_flight) - len(flying)
        for job in islice(left, max(0, room)):  # workers may have gone
            try:
                with interrupts_blocked():
                    flying[executor.submit(run_job, job)] = job
            except team.deaths:  # it broke between two looks
                suspects.append(job)
        if not flying:
            return
        for future in _done(flying, team):
            job = flying.pop(future)
            try:
                yield future.result()
            except team.deaths:
                suspects.append(job)


def _done(flying: Collection[Future[JobDone]], team: Team) -> set[Future[JobDone]]:
    """Wait until at least one job is done, and for as long as there is somebody to do it."""
    while not (done := wait(flying, timeout=_LOOK_S, return_when=FIRST_COMPLETED).done):
        team.check()
    return done


def _outcome_by_itself(job: Job, team: Team) -> JobDone:
    """Do a job that was in flight when a worker died; when one dies again, it is the culprit."""
    with _stopped(team, team.executor(single_job=True)) as executor:
        try:
            with interrupts_blocked():
                future = executor.submit(run_job, job)
            return _done([future], team).pop().result()
        except team.deaths:
            markers = failed(job, DIED, DIED_HINT)
    note_outcome(job, markers)
    return JobDone(markers, job.work.size_bytes, 0.0)


@contextmanager
def _stopped(team: Team, executor: Executor) -> Iterator[Executor]:
    """End an executor: in peace when all went well, at once when not."""
    try:
        yield executor
    except BaseException:
        team.abandon(executor)
        raise
    team.finish(executor)
