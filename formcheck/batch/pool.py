"""Keeps an executor busy, and goes on when a worker process dies.

When one process of a pool dies, every job in flight is lost with it and nobody says whose fault it
was. Those jobs are then done one by one in a process of their own: the one that dies again is the
culprit and costs only itself, the others get their result.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from itertools import islice
from typing import Protocol

from formcheck.batch.job import DIED, DIED_HINT, Job, Outcome, failed, run_job
from formcheck.batch.places import open_place
from formcheck.batch.state import write_marker
from formcheck.worker_process import follow_parent, interrupts_blocked


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

    def executor(self, *, alone: bool = False) -> Executor:
        """A new executor; `alone` is one that will get a single job."""

    def abandon(self, executor: Executor) -> None:
        """Stop what is in work without waiting for it."""


class LocalTeam:
    """Processes of this machine, started fresh: a fork would copy threads and native state.

    Args:
        workers: How many; each does one clip at a time.
    """

    deaths: tuple[type[Exception], ...] = (BrokenExecutor,)
    breaks = True

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._before = set(multiprocessing.active_children())

    @property
    def most_in_flight(self) -> int:
        """One more than the workers, so that none waits for its next job."""
        return self._workers + 1

    def executor(self, *, alone: bool = False) -> Executor:
        """A new pool of processes."""
        return ProcessPoolExecutor(
            1 if alone else self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=follow_parent,
        )

    def abandon(self, executor: Executor) -> None:
        """Kill the processes; what they were writing is whole or not there."""
        executor.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - self._before:
            process.kill()


def run_jobs(jobs: Iterable[Job], team: Team) -> Generator[Outcome, None, None]:
    """Do every job and give outcomes as they come.

    Jobs are taken only when there is room for them, so that a million need no more memory than
    ten. Closing the iterator, or an error, abandons what is in work.

    Raises:
        FormcheckError: No worker can do any job.
        OSError: The place for results takes nothing.
    """
    left = iter(jobs)
    while True:
        suspects: list[Job] = []
        with _stopped(team, team.executor()) as executor:
            yield from _many(left, executor, team, suspects)
        if not suspects:
            return
        for job in suspects:
            yield _alone(job, team)


def _many(
    left: Iterator[Job], executor: Executor, team: Team, suspects: list[Job]
) -> Iterator[Outcome]:
    """Hand jobs out until there are none or the executor breaks; fill `suspects` with the lost."""
    flying: dict[Future[Outcome], Job] = {}
    while True:
        broken = bool(suspects) and team.breaks
        room = 0 if broken else max(1, team.most_in_flight) - len(flying)
        for job in islice(left, room):
            try:
                with interrupts_blocked():
                    flying[executor.submit(run_job, job)] = job
            except team.deaths:  # it broke between two looks
                suspects.append(job)
        if not flying:
            return
        for future in wait(flying, return_when=FIRST_COMPLETED).done:
            job = flying.pop(future)
            try:
                yield future.result()
            except team.deaths:
                suspects.append(job)


def _alone(job: Job, team: Team) -> Outcome:
    """Do a job that was in flight when a worker died; when one dies again, it is the culprit."""
    with _stopped(team, team.executor(alone=True)) as executor:
        try:
            with interrupts_blocked():
                future = executor.submit(run_job, job)
            return future.result()
        except team.deaths:
            markers = failed(job, DIED, DIED_HINT)
    for marker in markers:
        write_marker(open_place(job.out), marker)
    return Outcome(markers, job.work.size_bytes, 0.0)


@contextmanager
def _stopped(team: Team, executor: Executor) -> Iterator[Executor]:
    """End an executor: in peace when all went well, at once when not."""
    try:
        yield executor
    except BaseException:
        team.abandon(executor)
        raise
    executor.shutdown()
