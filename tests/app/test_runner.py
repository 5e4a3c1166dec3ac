"""The queue with real processes: order, bounds, stopping, crashes, restarts."""

from __future__ import annotations

import errno
import io
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.jobs import adjustment, files
from formcheck.jobs.job import Job, Question
from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import Spooled, spool
from formcheck.jobs.store import OVERLAY
from tests.app.answered import done_job
from tests.examples import good_morning_squat_set

pytestmark = pytest.mark.long

MakeRunner = Callable[..., JobRunner]
PATIENCE_S = 60.0
"""Of a busy machine; what is right costs no waiting, and what hangs sleeps for ten minutes."""


@contextmanager
def runners(data: Path, **how: float) -> Iterator[MakeRunner]:
    """Makes runners of workers that behave in some way, and closes them in the end."""
    made: list[JobRunner] = []

    def make(behavior: str = "finish", *, slots: int = 1) -> JobRunner:
        worker = f"tests.app.workers.{behavior}"
        made.append(JobRunner(JobSettings(data, slots=slots, worker=worker), **how))
        return made[-1]

    yield make
    for runner in made:
        runner.close()


@pytest.fixture
def make_runner(tmp_path: Path) -> Iterator[MakeRunner]:
    with runners(tmp_path / "data") as make:
        yield make


def clip(runner: JobRunner, content: bytes = b"a", name: str = "set.mp4") -> Spooled:
    return spool(io.BytesIO(content), name, runner.store.clips)


def wait(runner: JobRunner, job: Job, until: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        now = runner.job(job.id)
        if now and until(now):
            return now
        time.sleep(0.02)
    raise AssertionError(f"still {runner.job(job.id)}")


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def finished(job: Job) -> bool:
    return job.finished


def alive(pid: int) -> bool:
    """Whether a process still runs (a zombie that nobody has collected does not)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rsplit(")", 1)[1].split()[0] != "Z"


def all_end(pids: list[int]) -> bool:
    """Whether all of them go; a killed process takes a moment, one that is left sleeps for long."""
    end = time.monotonic() + PATIENCE_S
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


def pids_of(runner: JobRunner, job: Job) -> list[int]:
    path = runner.store.root / f"pids-{job.id}.json"
    end = time.monotonic() + PATIENCE_S
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return list(json.loads(path.read_text()))


def test_a_job_gives_its_analysis_under_the_users_name(make_runner: MakeRunner) -> None:
    runner = make_runner("finish")
    job = wait(runner, runner.submit(clip(runner, name="leg day.mov")), finished)
    analysis = runner.store.analysis(job)
    assert job.state == "done"
    assert analysis is not None
    assert analysis.clip.name == "leg day.mov"
    assert runner.store.drawn_is_current(job)


def test_the_same_clip_again_is_answered_without_a_process(make_runner: MakeRunner) -> None:
    runner = make_runner("finish")
    first = done_job(runner.store)
    second = runner.submit(clip(runner, name="b.mp4"))
    assert second.state == "done"  # with the answer to the question, not some time after it
    assert second.id != first.id
    analysis = runner.store.analysis(second)
    assert analysis is not None
    assert analysis.clip.name == "b.mp4"
    assert not (runner.store.folder(second.id) / "worker.log").exists()


def test_another_question_about_the_same_clip_is_asked(make_runner: MakeRunner) -> None:
    runner = make_runner("finish")
    done_job(runner.store)
    other = runner.submit(clip(runner), Question(lift="deadlift"))
    assert other.state != "done"
    wait(runner, other, finished)


def test_a_refused_clip_tells_its_name_and_no_path(make_runner: MakeRunner) -> None:
    runner = make_runner("refuse")
    job = wait(runner, runner.submit(clip(runner, name="notes.mp4")), finished)
    assert (job.state, job.what, job.hint) == (
        "failed",
        "notes.mp4 is no video.",
        "Choose another file.",
    )


def test_a_crash_of_the_worker_is_a_message_and_the_next_job_runs(make_runner: MakeRunner) -> None:
    runner = make_runner("crash")
    jobs = [runner.submit(clip(runner, content)) for content in (b"a", b"b")]
    for job in jobs:
        ended = wait(runner, job, finished)
        assert ended.state == "failed"
        assert "stopped unexpectedly" in ended.what
        assert str(runner.store.root) not in ended.what + ended.hint


def test_a_full_disk_puts_off_what_a_job_came_to_and_the_next_one(
    make_runner: MakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = make_runner("finish")
    room, kept = threading.Event(), files.write_bytes
    room.set()

    def write(path: Path, data: bytes) -> None:
        if not room.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        kept(path, data)

    monkeypatch.setattr(files, "write_bytes", write)
    first, second = (runner.submit(clip(runner, content)) for content in (b"a", b"b"))
    room.clear()
    wait_until(lambda: not runner._running)
    assert [runner.store.load(job.id).state for job in (first, second)] == ["running", "queued"]
    room.set()
    with runner._lock:
        runner._save_and_start()
    for job in (first, second):
        assert wait(runner, job, finished).state == "done"


def test_no_more_jobs_run_than_there_are_slots_and_they_keep_their_order(
    make_runner: MakeRunner,
) -> None:
    runner = make_runner("slow", slots=2)
    times, hold = runner.store.root / "times.txt", runner.store.root / "hold"
    hold.touch()  # until both slots are at work, however long a process takes to start
    jobs = [runner.submit(clip(runner, bytes([n]), name=str(n))) for n in range(5)]
    wait_until(lambda: times.exists() and times.read_text().count("begin") >= 2)
    assert [runner.place(job.id) for job in jobs] == [0, 0, 1, 2, 3]
    hold.unlink()
    for job in jobs:
        wait(runner, job, finished)
    running, most, begun = 0, 0, []
    for line in times.read_text().splitlines():
        what, name = line.split()
        running += 1 if what == "begin" else -1
        most = max(most, running)
        begun += [name] if what == "begin" else []
    assert most == 2
    assert sorted(begun[:2]) == ["0", "1"]
    assert sorted(begun[2:]) == ["2", "3", "4"]


@pytest.mark.parametrize("behavior", ["hang", "stubborn"])
def test_cancel_ends_the_process_and_its_children(make_runner: MakeRunner, behavior: str) -> None:
    runner = make_runner(behavior)
    job = runner.submit(clip(runner))
    pids = pids_of(runner, job)
    assert all(alive(pid) for pid in pids)
    runner.cancel(job.id)
    assert all_end(pids)
    assert wait(runner, job, finished).state == "cancelled"


def test_cancel_of_a_waiting_job_lets_the_next_move_up(make_runner: MakeRunner) -> None:
    runner = make_runner("hang")
    jobs = [runner.submit(clip(runner, content)) for content in (b"a", b"b", b"c")]
    runner.cancel(jobs[1].id)
    assert runner.place(jobs[2].id) == 1
    ended = runner.job(jobs[1].id)
    assert ended is not None
    assert ended.state == "cancelled"


def test_a_server_that_ended_is_taken_up_by_the_next(make_runner: MakeRunner) -> None:
    first = make_runner("hang")
    running, waiting = (first.submit(clip(first, content)) for content in (b"a", b"b"))
    pids = pids_of(first, running)
    first.close()
    assert all_end(pids)
    second = make_runner("finish")
    assert wait(second, running, finished).state == "done"
    assert wait(second, waiting, finished).state == "done"


def test_closing_sweeps_what_is_old_and_keeps_what_somebody_may_come_back_to(
    make_runner: MakeRunner,
) -> None:
    runner = make_runner("finish")
    old, new = done_job(runner.store, b"a", age_hours=25), done_job(runner.store, b"b")
    runner.close()
    assert runner.store.load(old.id) is None
    assert not runner.store.clip(old).exists()
    assert runner.store.clip(new).exists()
    assert make_runner("finish").store.analysis(new) is not None


def test_nothing_changes_while_it_sweeps_or_a_set_loses_its_corrections(
    make_runner: MakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clip that had just come in was swept, and old corrections came back to a set anew."""
    runner, held = make_runner("finish"), []
    job = done_job(runner.store)

    def sweep(_hours: float) -> None:
        with ThreadPoolExecutor(1) as another:
            held.append(not another.submit(runner._lock.acquire, blocking=False).result())

    def drop_result(job_id: str, but: Path | None = None) -> None:
        held.append(adjustment.KEEPING.locked())

    monkeypatch.setattr(runner.store, "sweep", sweep)
    monkeypatch.setattr(runner.store, "drop_result", drop_result)
    runner.ask_again(job, Question())  # answered before
    wait(runner, runner.ask_again(job, Question(), anew=True), finished)
    runner.close()
    assert held == [True, True, True]


def test_a_job_that_was_interrupted_twice_is_given_up(make_runner: MakeRunner) -> None:
    runner = make_runner("finish")
    job = runner.store.create(clip(runner))
    runner.store.save(replace(job, state="running", attempts=2))
    runner.close()
    again = make_runner("finish").job(job.id)
    assert again is not None
    assert again.state == "failed"
    assert "interrupted" in again.what


def test_delete_stops_the_job_and_leaves_nothing(make_runner: MakeRunner) -> None:
    runner = make_runner("hang")
    job = runner.submit(clip(runner))
    pids = pids_of(runner, job)
    runner.delete(job)
    assert all_end(pids)
    assert runner.job(job.id) is None
    assert not runner.store.clip(job).exists()


def test_a_worker_ends_with_the_server_that_started_it(tmp_path: Path) -> None:
    """A killed server leaves no process behind."""
    import subprocess

    script = (
        "import os, subprocess, sys, time\n"
        "code = 'import os, time; from formcheck.machine.worker_process import end_with_starter;"
        "end_with_starter(); print(os.getpid(), flush=True); time.sleep(600)'\n"
        "p = subprocess.Popen([sys.executable, '-c', code], start_new_session=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        server.kill()
    assert all_end([worker])


def test_looking_again_drops_the_old_result(make_runner: MakeRunner) -> None:
    runner = make_runner("finish")
    job = done_job(runner.store)
    (runner.store.folder(job.id) / "adjustment.json").write_text("{}")
    again = runner.ask_again(job, Question(lifter=2))
    assert not (runner.store.folder(job.id) / "adjustment.json").exists()
    ended = wait(runner, again, finished)
    assert ended.question.lifter == 2
    assert runner.store.overlay(ended) == runner.store.folder(job.id) / OVERLAY


@pytest.mark.parametrize("drawn", ["for the first time", "again", "later"])
def test_another_person_is_chosen_while_the_video_is_drawn(
    make_runner: MakeRunner, drawn: str
) -> None:
    """The choice was dropped without a word, and the first person was shown on."""
    runner = make_runner("hang")
    if drawn == "for the first time":  # the page shows the set from its verdict on
        job = runner.submit(clip(runner))
        runner.store.save_analysis(job.id, good_morning_squat_set())
    else:
        job = done_job(runner.store)
        if drawn == "later":
            wait(runner, runner.submit(clip(runner, b"b")), lambda one: one.state == "running")
        runner.redraw(job)
    wait(runner, job, lambda one: one.state == ("queued" if drawn == "later" else "running"))
    asked = runner.ask_again(job, Question(lifter=2))
    assert (asked.task, asked.question.lifter) == ("analyze", 2)
    kept = runner.job(job.id)
    assert kept is not None
    assert (kept.task, kept.question.lifter, kept.finished) == ("analyze", 2, False)


def test_a_video_asked_for_while_an_earlier_verdict_is_drawn_is_drawn(
    make_runner: MakeRunner,
) -> None:
    """The tap was dropped; the page said "being drawn again", and then showed the earlier one."""
    runner = make_runner("hang")
    job = done_job(runner.store)
    pids = runner.store.root / f"pids-{job.id}.json"
    runner.redraw(job)
    (first, *_) = pids_of(runner, job)
    pids.unlink()
    runner.redraw(job)
    assert all_end([first])
    (second, *_) = pids_of(runner, job)
    assert alive(second)
    # one that waits draws what holds when it begins: it keeps its place
    waits = [done_job(runner.store, content) for content in (b"b", b"c")]
    for each in (*waits, waits[0]):
        runner.redraw(each)
    assert [runner.place(each.id) for each in waits] == [1, 2]


def test_a_set_can_be_looked_at_anew_although_its_answer_is_known(make_runner: MakeRunner) -> None:
    runner = make_runner("slow")
    job = done_job(runner.store)
    assert runner.ask_again(job, Question()).state == "done"
    again = runner.ask_again(job, Question(), anew=True)
    assert again.state != "done"
    assert wait(runner, again, finished).state == "done"
    assert (runner.store.root / "times.txt").read_text().count("begin") == 1
