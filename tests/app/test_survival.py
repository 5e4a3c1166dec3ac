"""Two servers, full disks, workers that do not start: no job is lost, done twice, or hangs."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from formcheck.errors import InputError
from formcheck.extraction.pose_cache import PoseCache
from formcheck.jobs import runner as jobs_runner
from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import Spooled, spool
from formcheck.jobs.store import Store
from formcheck.jobs.worker import Steps, work_to_outcome
from formcheck.machine.files import Lease
from formcheck.machine.limits import WORK_MINUTES
from tests.app.answered import done_job
from tests.app.test_runner import (
    MakeRunner,
    all_end,
    clip,
    finished,
    pids_of,
    runners,
    wait,
    wait_until,
)
from tests.app.workers.behaviors import finish
from tests.faults import full_disk

pytestmark = pytest.mark.long


@pytest.fixture
def make_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeRunner]:
    monkeypatch.setattr(jobs_runner, "RETRY_EVERY_S", 0.1)
    with runners(tmp_path / "data", lease_patience_s=0.0) as make:
        yield make


# --- one owner


def test_a_second_server_is_told_and_touches_nothing(make_runner: MakeRunner) -> None:
    first = make_runner("hang")
    job = first.submit(clip(first))
    pids = pids_of(first, job)
    for _ in range(2):
        with pytest.raises(InputError, match="Another formcheck app is open") as caught:
            make_runner()
        assert "FORMCHECK_DATA_DIR" in caught.value.hint
    still = first.job(job.id)
    assert still is not None
    assert (still.state, still.attempts) == ("running", 1)
    first.close()
    assert all_end(pids)
    assert wait(make_runner(), job, finished).state == "done"


def test_a_server_that_was_killed_leaves_no_lease(tmp_path: Path) -> None:
    path = tmp_path / "owner.lock"
    code = (
        "import sys, time; from pathlib import Path; from formcheck.machine.files import Lease;"
        "lease = Lease(Path(sys.argv[1])); print(lease.take(), flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        mine = Lease(path)
        assert not mine.take()
        threading.Timer(0.3, holder.kill).start()
        assert mine.take(patience_s=20)  # it waits for one that is on its way out
    mine.give_up()


def test_a_folder_that_takes_no_lock_file_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "owner.lock").mkdir()
    assert Lease(tmp_path / "owner.lock").take()


def test_a_job_that_ended_while_nobody_could_say_so_is_done(make_runner: MakeRunner) -> None:
    first = make_runner()
    job = wait(first, first.submit(clip(first)), finished)
    first.close()
    first.store.save(replace(job, state="running", attempts=2))  # its end was never kept
    again = make_runner().job(job.id)
    assert again is not None
    assert (again.state, again.what) == ("done", "")


# --- a disk that fills


def test_a_job_that_ends_on_a_full_disk_is_told_at_once_and_kept_later(
    make_runner: MakeRunner,
) -> None:
    runner = make_runner("slow")
    job = runner.submit(clip(runner))
    with full_disk(0):
        ended = wait(runner, job, finished)
        assert ended.state == "done"
        on_disk = runner.store.load(job.id)
        assert on_disk is not None
        assert on_disk.state == "running"
    wait_until(lambda: (runner.store.load(job.id) or job).state == "done", 20)


@pytest.mark.parametrize("full_at", range(6))
def test_a_submission_that_cannot_be_kept_leaves_nothing(
    make_runner: MakeRunner, full_at: int
) -> None:
    runner = make_runner()
    done_job(runner.store, b"known")
    for content in (b"known", b"new"):
        spooled = clip(runner, content)
        jobs = len(list(runner.store.all_jobs()))
        with full_disk(full_at) as disk:
            try:
                job = runner.submit(spooled)
            except InputError:
                assert len(list(runner.store.all_jobs())) == jobs
                continue
        assert disk.writes >= 1
        assert wait(runner, job, finished).state == "done"


@pytest.mark.parametrize("adopted", [False, True])
@pytest.mark.parametrize("full_at", range(5))
def test_asking_again_on_a_full_disk_keeps_the_earlier_result(
    make_runner: MakeRunner, full_at: int, adopted: bool
) -> None:
    runner = make_runner()
    job, other = done_job(runner.store), Question(lift="deadlift")
    if adopted:
        done_job(runner.store, question=other)
    (runner.store.folder(job.id) / "adjustment.json").write_text("{}")
    before = files_of(runner.store, job)
    with full_disk(full_at):
        try:
            runner.ask_again(job, other)
        except InputError:
            assert runner.job(job.id) == job
            assert files_of(runner.store, job) == before
            return
    ended = wait(runner, job, finished)
    assert (ended.state, ended.question) == ("done", other)
    assert not (runner.store.folder(job.id) / "adjustment.json").exists()


def files_of(store: Store, job: Job) -> dict[str, bytes]:
    folder = store.folder(job.id)
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_worker_that_cannot_say_how_far_it_is_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with full_disk(0):
        Steps(store, "x" * 32).report("Looking for the lifter", 0.5)


def test_a_clock_that_is_set_back_does_not_stop_the_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    steps = Steps(store, job.id)
    for now_s, done in ((1e9, 0.2), (1e9 - 3600, 0.4)):
        monkeypatch.setattr(time, "time", lambda now_s=now_s: now_s)
        steps.report("Looking for the lifter", done)
    assert store.step(job.id).done == 0.4


def test_a_worker_that_can_keep_nothing_says_so_by_its_status(tmp_path: Path) -> None:
    store = Store(tmp_path)
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    with full_disk(0):
        assert work_to_outcome(store, job, finish) == jobs_runner.NO_ROOM_STATUS
    ended = jobs_runner.ended(store, job, jobs_runner.NO_ROOM_STATUS)
    assert (ended.state, ended.what) == ("failed", jobs_runner.NO_ROOM[0])

    def runs_out(store: Store, job: Job) -> None:
        raise OSError(28, "No space left on device")

    status = work_to_outcome(store, job, runs_out)
    assert status == InputError.exit_status
    assert jobs_runner.ended(store, job, status).what == jobs_runner.NO_ROOM[0]


def test_the_app_opens_on_a_full_disk(make_runner: MakeRunner) -> None:
    runner = make_runner("hang")
    jobs = [runner.submit(clip(runner, content)) for content in (b"a", b"b")]
    runner.store.save(replace(jobs[1], state="running", attempts=2))
    runner.close()
    with full_disk(0):
        again = make_runner()
        given_up = again.job(jobs[1].id)
        assert given_up is not None
        assert given_up.state == "failed"
    assert wait(again, jobs[0], finished).state == "done"  # as soon as there is room


def test_cancel_works_on_a_full_disk(make_runner: MakeRunner) -> None:
    runner = make_runner("hang")
    job = runner.submit(clip(runner))
    pids = pids_of(runner, job)
    with full_disk(0):
        runner.cancel(job.id)
        assert all_end(pids)
        assert wait(runner, job, finished).state == "cancelled"


# --- workers that do not start or do not end


def test_a_worker_that_cannot_be_started_costs_one_job_and_no_thread(
    make_runner: MakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = make_runner("slow")
    kept = jobs_runner.start_module
    refused: list[str] = []

    def start(module: str, root: str, job_id: str, **rest: Any) -> subprocess.Popen[bytes]:
        if len(refused) < 1 and runner._running == {} and job_id == second.id:
            refused.append(job_id)
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return kept(module, root, job_id, **rest)

    jobs = [runner.submit(clip(runner, b"a"))]
    second = runner.submit(clip(runner, b"b"))
    third = runner.submit(clip(runner, b"c"))
    # the thread that waits for the first starts it
    monkeypatch.setattr(jobs_runner, "start_module", start)
    assert wait(runner, jobs[0], finished).state == "done"
    failed = wait(runner, second, finished)
    assert (failed.state, failed.what) == ("failed", jobs_runner.NOT_STARTED[0])
    assert wait(runner, third, finished).state == "done"


def test_housekeeping_goes_on_after_an_error(
    make_runner: MakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_runner, "SWEEP_EVERY_S", 0.0)
    runner = make_runner()
    swept: list[int] = []

    def sweep(_hours: float) -> int:
        swept.append(1)
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(runner.store, "sweep", sweep)
    wait_until(lambda: len(swept) >= 3)
    monkeypatch.undo()


def test_a_job_that_takes_too_long_is_stopped(
    make_runner: MakeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WORK_MINUTES, "0.02")
    runner = make_runner("hang")
    job = runner.submit(clip(runner))
    ended = wait(runner, job, finished)
    assert ended.state == "failed"
    assert ended.what == "The analysis was stopped after 0.02 minutes."
    assert WORK_MINUTES in ended.hint


# --- deleting


def test_deleting_while_submitting_is_told(make_runner: MakeRunner) -> None:
    runner = make_runner()
    first = done_job(runner.store)
    handed_in: Spooled = clip(runner)  # another window has just stored the same clip …
    runner.delete(first)
    with pytest.raises(InputError, match="deleted meanwhile"):
        runner.submit(handed_in)  # … and hands it in now
    for again in (lambda: runner.ask_again(first, Question()), lambda: runner.redraw(first)):
        with pytest.raises(InputError, match="deleted meanwhile"):
            again()
    assert [p.name for p in runner.store.root.rglob("*") if p.is_file()] == ["owner.lock"]


def test_deleting_a_set_deletes_its_poses_of_every_model_and_lifter(tmp_path: Path) -> None:
    store = Store(tmp_path)
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    store.poses.mkdir()
    cache = PoseCache(store.poses)
    entries = [
        cache.entry(job.clip_sha256, model, lifter)
        for model in ("a" * 64, "b" * 64)
        for lifter in (None, 1, 21, 300)
    ]
    other = cache.entry("c" * 64, "a" * 64, None)
    for path in (*entries, other):
        path.write_bytes(b"poses")
    assert len({*entries, other}) == 9
    store.delete(job)
    assert list(store.poses.iterdir()) == [other]


@pytest.mark.parametrize(
    "change",
    [
        {"created_s": "yesterday"},
        {"created_s": float("nan")},
        {"state": "resting"},
        {"clip_sha256": "../../etc/passwd"},
        {"attempts": None},
        {"question": []},
        {"question": {"lift": ["squat"]}},
        {"question": {"variant": "curl"}},
        {"question": {"lifter": "one"}},
        {"clip_name": 3},
        {"id": "x" * 32},
    ],
)
def test_a_damaged_job_is_none_and_the_app_opens(
    make_runner: MakeRunner, change: dict[str, object]
) -> None:
    runner = make_runner()
    job = done_job(runner.store)
    runner.close()
    file = runner.store.folder(job.id) / "job.json"
    file.write_text(json.dumps({**asdict(job), **change}))
    (runner.store.folder(job.id) / "step.json").write_text('{"done": "half"}')
    again = make_runner()
    assert again.job(job.id) is None
    assert again.store.step(job.id).done == 0.0
    file.write_text("[" * 100_000)
    assert again.job(job.id) is None


def test_a_server_has_the_lease_only_while_it_is_open(make_runner: MakeRunner) -> None:
    for _ in range(3):
        make_runner().close()
    make_runner()  # which would wait for nothing: a lease that is not free is an error at once
