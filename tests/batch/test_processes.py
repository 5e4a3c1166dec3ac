"""Processes: a batch and a clip end theirs and nobody else's, and none works for ever."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from formcheck.batch.pool import LocalTeam
from formcheck.batch.run import Result
from formcheck.errors import VideoError
from formcheck.extraction.processes import WorkerPool
from formcheck.machine.limits import MEMORY_GB, WORK_MINUTES
from formcheck.machine.worker_process import ended_by_alarm
from tests.batch.fakes import make_clips

pytestmark = pytest.mark.long


@pytest.fixture
def somebody_elses() -> Iterator[BaseProcess]:
    """A child of this process that another part of the program started."""
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    yield process
    if process.pid is not None:
        process.kill()
        process.join()


def test_a_team_ends_its_own_processes_only(somebody_elses: BaseProcess) -> None:
    team = LocalTeam(1)
    first, second = team.executor(), team.executor(single_job=True)
    ours = [executor.submit(os.getpid) for executor in (first, second)]
    somebody_elses.start()  # after the team was made
    pids = [future.result() for future in ours]
    team.abandon(first)
    team.finish(second)
    time.sleep(0.2)
    alive = {child.pid for child in multiprocessing.active_children()}
    assert not alive & set(pids)
    assert somebody_elses.pid in alive


def test_a_clip_that_hangs_its_process_fails_alone(
    tmp_path: Path, run: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WORK_MINUTES, "0.05")
    clips = make_clips(tmp_path / "clips", stuck="stuck", fine="good")
    result: Result = run(clips, workers=1)  # type: ignore[operator]
    assert (result.summary.analyzed, result.summary.failed) == (1, 1)
    assert "time" in result.summary.failures[0].reason
    assert WORK_MINUTES in result.summary.failures[0].hint


def eats_memory(_: int) -> int:
    return len(bytearray(3_000_000_000))


def test_a_clip_that_takes_too_long_or_too_much_is_an_error_of_the_clip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(MEMORY_GB, "1")
    with pytest.raises(VideoError, match="more memory"), WorkerPool(2) as pool:
        pool.run([(eats_memory, 1)])
    monkeypatch.setenv(WORK_MINUTES, "0.02")
    begun_s = time.monotonic()
    with pytest.raises(VideoError, match="longer than"), WorkerPool(2) as pool:
        pool.run([(time.sleep, 600)])
    assert time.monotonic() - begun_s < 60  # and nobody waits for what hangs


def test_processes_that_died_before_they_are_asked_are_no_bug() -> None:
    """With too little memory they die while they start; then the pool takes no task at all."""
    with WorkerPool(2) as pool:
        for _ in range(2):
            with pytest.raises(VideoError, match="died"):
                pool.run([(os._exit, 1)])


def test_a_clip_that_is_refused_leaves_no_thread_behind() -> None:
    """It closed what Python's own end still wrote to, and a traceback stood below the sentence."""
    before = set(threading.enumerate())
    with suppress(VideoError), WorkerPool(2) as pool:
        pool.wake("json")
        raise VideoError("This is no video.", "Choose another.")
    assert set(threading.enumerate()) <= before


def test_what_can_be_done_meanwhile_is_done_once_while_the_first_tasks_run() -> None:
    begun: list[str] = []
    with WorkerPool(2, meanwhile=lambda: begun.append("meanwhile")) as pool:
        for _ in range(2):
            assert pool.run([(abs, -1), (abs, -2)], lambda done: begun.append("done")) == [1, 2]
    assert begun.count("meanwhile") == 1
    assert begun[0] == "meanwhile"


def test_an_alarm_never_ends_a_process_that_works_for_nobody() -> None:
    with ended_by_alarm(0.01):
        time.sleep(0.1)
