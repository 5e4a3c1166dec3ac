"""Keeps an executor busy, and goes on when a worker process dies.

When one process of a pool dies, every job in flight is lost, and nothing tells which one killed it.
These jobs (`suspects`) are then done one at a time, each in a new process: the one whose process
dies again fails, and all others get their result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, Protocol
from weakref import WeakSet

from formcheck.batch.job import DIED, DIED_HINT, Job, JobDone, failed, note_outcome, run_job
from formcheck.machine.worker_process import WorkerProcesses, interrupts_blocked

_CHECK_AFTER_S = 15
"""When no job was done for so long, `Team.check` is called."""
_PATIENCE_S = 20
"""How long processes without work may take to end by themselves; usually far less than a second."""


class Team(Protocol):
    """The workers of a batch, on this machine or elsewhere.

    Attributes:
        deaths: The errors of a future that mean "a worker died with this job in flight".
        breaks: Whether the executor cannot be used any more after such a death.
    """

    deaths: tuple[type[Exception], ...]
    breaks: bool

    @property
    def most_in_flight(self) -> int:
        """How many jobs may be handed out at a time; it may change while jobs are done."""

    def executor(self, *, single_job: bool = False) -> Executor:
        """A new executor; `single_job` is whether it will get only one job."""

    def check(self) -> None:
        """Called now and then while jobs are in flight and none gets done.

        Raises:
            FormcheckError: There are no workers any more.
        """

    def finish(self, executor: Executor) -> None:
        """End an executor whose jobs are all done, in bounded time."""

    def abandon(self, executor: Executor) -> None:
        """Stop the jobs in flight without waiting for their results."""


class LocalTeam:
    """Processes of this machine."""

    deaths: tuple[type[Exception], ...] = (BrokenExecutor,)
    breaks = True

    def __init__(self, workers: int) -> None:
        self._workers = workers

    @property
    def most_in_flight(self) -> int:
        """One more than the workers, so that each has its next job at once."""
        return self._workers + 1

    def executor(self, *, single_job: bool = False) -> Executor:
        """A new pool of processes."""
        return WorkerProcesses(1 if single_job else self._workers)

    def check(self) -> None:
        """Nothing to do: a pool notices by itself when one of its processes dies."""

    def finish(self, executor: Executor) -> None:
        """Let the processes end; one that hangs on its way out is killed."""
        assert isinstance(executor, WorkerProcesses)
        executor.shutdown(wait=False)
        executor.end(_PATIENCE_S)

    def abandon(self, executor: Executor) -> None:
        """Kill the processes; no file of theirs is left half written."""
        assert isinstance(executor, WorkerProcesses)
        executor.end()
        executor.shutdown(wait=True, cancel_futures=True)


class ExecutorTeam:
    """Any executor; whoever made it ends it.

    Args:
        executor: Its workers must be able to import formcheck.
        most_in_flight: How many jobs may be handed out at a time; best one more than it has
            workers.
    """

    deaths: tuple[type[Exception], ...] = ()  # there is no other executor to go on with
    breaks = False

    def __init__(self, executor: Executor, most_in_flight: int) -> None:
        self._executor = executor
        self.most_in_flight = most_in_flight

    def executor(self, *, single_job: bool = False) -> Executor:
        """The one that was given, safe from being shut down."""
        return _Borrowed(self._executor)

    def check(self) -> None:
        """Nothing to do: what could be checked depends on the executor."""

    def finish(self, executor: Executor) -> None:
        """Leave it running."""

    def abandon(self, executor: Executor) -> None:
        """Cancel the jobs that have not begun."""
        executor.shutdown(wait=False, cancel_futures=True)


class _Borrowed(Executor):
    """Passes jobs on to another executor; `shutdown` cancels only these jobs."""

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
    """Do every job and yield outcomes as they come.

    The next job is taken from `jobs` only when it can be handed out, so that memory does not grow
    with their number. Closing the iterator, or an error, abandons the jobs in flight.

    Raises:
        FormcheckError: No worker can do any job, or results cannot be written.
    """
    left = iter(jobs)
    while True:
        suspects: list[Job] = []
        with _ended(team, team.executor()) as executor:
            yield from _run_many(left, executor, team, suspects)
        if not suspects:
            return
        for job in suspects:
            yield _run_alone(job, team)


def _run_many(
    left: Iterator[Job], executor: Executor, team: Team, suspects: list[Job]
) -> Iterator[JobDone]:
    """Hand jobs out until there are none left or the executor breaks.

    Jobs that were in flight when a worker died are added to `suspects`.
    """
    in_flight: dict[Future[JobDone], Job] = {}
    while True:
        broken = bool(suspects) and team.breaks
        free = 0 if broken else max(1, team.most_in_flight) - len(in_flight)
        for job in islice(left, max(0, free)):  # below 0 where workers have gone
            try:
                with interrupts_blocked():
                    in_flight[executor.submit(run_job, job)] = job
            except team.deaths:  # a worker died since the last result
                suspects.append(job)
        if not in_flight:
            return
        for future in _wait_for_any(in_flight, team):
            job = in_flight.pop(future)
            try:
                yield future.result()
            except team.deaths:
                suspects.append(job)


def _wait_for_any(in_flight: Collection[Future[JobDone]], team: Team) -> set[Future[JobDone]]:
    """Wait until at least one job is done; raises what `Team.check` raises."""
    while not (done := wait(in_flight, timeout=_CHECK_AFTER_S, return_when=FIRST_COMPLETED).done):
        team.check()
    return done


def _run_alone(job: Job, team: Team) -> JobDone:
    """Do a job that was in flight when a worker died. If its worker dies again, the job failed."""
    with _ended(team, team.executor(single_job=True)) as executor:
        try:
            with interrupts_blocked():
                future = executor.submit(run_job, job)
            return _wait_for_any([future], team).pop().result()
        except team.deaths:
            markers = failed(job, DIED, DIED_HINT)
    note_outcome(job, markers)
    return JobDone(markers, job.work.size_bytes, 0.0)


@contextmanager
def _ended(team: Team, executor: Executor) -> Iterator[Executor]:
    """End the executor after the block: `finish` it, or `abandon` it after an error."""
    try:
        yield executor
    except BaseException:
        team.abandon(executor)
        raise
    team.finish(executor)
