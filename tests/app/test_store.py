"""What is kept, for how long, and that it is gone afterwards."""

from __future__ import annotations

import io
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.batch.sources import find_clips
from formcheck.errors import InputError, OptionError
from formcheck.jobs.job import Step
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import clips_in, spool
from formcheck.jobs.store import ANALYSIS, Store
from formcheck.page.progress import time_left_words
from formcheck.video.file import CLIP_SUFFIXES
from tests.app.answered import done_job
from tests.examples import good_morning_squat_set


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def files(store: Store) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("job_id", ["", "..", "../../etc", "a" * 31, "x/../" * 8, "é" * 40])
def test_no_id_reaches_outside_the_folder(store: Store, job_id: str) -> None:
    done_job(store)
    assert store.load(job_id) is None
    assert store.batch(job_id) == []


def test_ids_cannot_be_guessed(store: Store) -> None:
    ids = {done_job(store).id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(job_id) >= 32 for job_id in ids)


def test_the_sweep_takes_what_is_old_and_leaves_what_is_not(store: Store) -> None:
    old = done_job(store, b"old", age_hours=25)
    new = done_job(store, b"new", age_hours=23)
    store.sweep(24)
    assert store.load(old.id) is None
    assert not store.clip(old).exists()
    assert store.load(new.id) == new
    assert store.clip(new).exists()


def test_what_was_kept_under_a_clock_that_was_ahead_goes_a_day_after_it_was_set_right(
    store: Store,
) -> None:
    """A set from 2030 stayed until 2030."""
    job = done_job(store, age_hours=-24 * 365)
    (poses := store.poses / f"{'0' * 32}-{'0' * 32}.npz").parent.mkdir(parents=True, exist_ok=True)
    poses.touch()
    os.utime(poses, (job.created_s, job.created_s))
    now_s = time.time()
    store.sweep(24, now_s=now_s)
    assert store.load(job.id) is not None
    store.sweep(24, now_s=now_s + 25 * 3600)
    assert not store.clip(job).exists()
    assert not poses.exists()


def test_a_job_is_kept_from_its_end_on_and_its_batch_as_long_as_any_of_its_jobs(
    store: Store,
) -> None:
    """What had waited for a day was deleted when it was done, and a batch while it was at work."""
    waited, waiting = done_job(store, b"waited", age_hours=25), done_job(store, age_hours=25)
    store.save(waited)
    store.save(replace(waiting, state="queued"))
    batch_id = "x" * 32
    store.save_batch(batch_id, [waited.id, waiting.id])
    file = store.batches / f"{batch_id}.json"
    os.utime(file, (waited.created_s, waited.created_s))
    store.sweep(24)
    assert store.batch(batch_id) == [waited, replace(waiting, state="queued")]
    for job in (waited, waiting):
        store.delete(job)
    store.sweep(24)
    assert not file.exists()


def test_whose_set_it_is_stays_when_it_is_checked_again(store: Store) -> None:
    job = done_job(store)
    store.keep_athlete(job.id, "Ana")
    store.drop_result(job.id)
    assert not store.has_verdict(job.id)
    assert store.athlete(job.id) == "Ana"


def test_the_sweep_leaves_a_job_that_is_still_being_worked_on(store: Store) -> None:
    job = done_job(store, age_hours=48)
    store.save(replace(job, state="running"))
    store.sweep(24)
    assert store.clip(job).exists()


def test_a_clip_without_a_job_is_swept_by_its_own_age(store: Store) -> None:
    spool(io.BytesIO(b"left behind"), "set.mp4", store.clips)
    store.sweep(24)
    assert len(files(store)) == 1
    store.sweep(24, now_s=time.time() + 25 * 3600)
    assert files(store) == []


def test_deleting_one_of_two_jobs_keeps_the_clip_for_the_other(store: Store) -> None:
    first, second = done_job(store), done_job(store)
    store.delete(first)
    assert store.clip(second).exists()
    assert store.analysis(second) is not None
    store.delete(second)
    assert files(store) == []


def test_deleting_everything_leaves_no_file(store: Store) -> None:
    done_job(store, b"a")
    job = done_job(store, b"b")
    store.save_batch("x" * 32, [job.id])
    store.delete_everything()
    assert files(store) == []


def test_a_folder_that_has_clips_of_the_users_own_keeps_them(store: Store) -> None:
    """`FORMCHECK_DATA_DIR=~/lifting` lost all of ~/lifting/clips and jobs a day later."""
    own = [store.clips / "may/pr.mp4", store.clips / "pr.mp4", store.poses / "mine.npz"]
    own += [folder / "kept/a.txt" for folder in (store.jobs, store.results, store.batches)]
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("the user's")
        os.utime(path, (0, 0))
        os.utime(path.parent, (0, 0))
    cut_off = store.clips / f".incoming-{'0' * 16}"
    cut_off.touch()
    done_job(store, age_hours=25)
    store.sweep(24, now_s=time.time() + 25 * 3600)
    assert not cut_off.exists()
    assert sorted(files(store)) == sorted(own)
    done_job(store)
    store.delete_everything()
    assert sorted(files(store)) == sorted(own)


def test_another_verdict_makes_the_drawn_video_outdated(store: Store) -> None:
    job = done_job(store)
    assert store.drawn_is_current(job)
    analysis = store.analysis(job)
    assert analysis is not None
    store.save_analysis(job.id, replace(analysis, reps=()))
    assert not store.drawn_is_current(job)
    same = good_morning_squat_set()
    slower = replace(same.timing, analysis_s=same.timing.analysis_s + 1)
    store.save_analysis(job.id, replace(same, timing=slower))
    assert store.drawn_is_current(job)  # corrected and undone: the same verdict again


def test_a_correction_of_one_user_never_reaches_another(store: Store) -> None:
    mine, yours = done_job(store), done_job(store)
    analysis = store.analysis(mine)
    assert analysis is not None
    store.save_analysis(mine.id, replace(analysis, reps=()))
    unchanged = store.analysis(yours)
    assert unchanged is not None
    assert len(unchanged.reps) == len(analysis.reps) > 0
    third = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    assert store.adopt(third)
    adopted = store.analysis(third)
    assert adopted is not None
    assert len(adopted.reps) == len(analysis.reps)


def test_size_counts_a_shared_file_once(store: Store) -> None:
    done_job(store)
    before = store.size_bytes()
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    assert store.adopt(job)
    assert store.size_bytes() - before < 1000  # job.json only


def test_damaged_job_files_count_as_missing(store: Store) -> None:
    job = done_job(store)
    file = store.folder(job.id) / "job.json"
    whole = json.loads(file.read_text())
    for other in ({"attempts": True}, {"created_s": "7"}, {"question": {"lifter": True}}):
        file.write_text(json.dumps(whole | other))
        assert store.load(job.id) is None, other
    for text in ("", "[]", "{}", '{"id": 1}', "{"):
        file.write_text(text)
        assert store.load(job.id) is None


def test_time_left_follows_the_pace() -> None:
    step = Step(stage="x", done=0.25, since_s=100.0, at_s=110.0)
    assert step.seconds_left(110.0) == pytest.approx(30.0)
    assert step.seconds_left(120.0) == pytest.approx(20.0)
    assert step.seconds_left(900.0) == 0.0
    assert step.seconds_left(-1e6) == pytest.approx(30.0), "the clock was set back"
    assert Step(done=0.01, since_s=0.0, at_s=50.0).seconds_left(50.0) is None


def test_no_time_left_is_told_where_it_has_run_out() -> None:
    """A 4K clip was "almost there" for 20 s, while its bar was followed."""
    step = Step(stage="x", done=0.9, since_s=100.0, at_s=145.0)
    told = [time_left_words(step.seconds_left(now_s)) for now_s in (145.0, 148.0, 150.0, 170.0)]
    assert told == ["about 5 s left", "almost there", "", ""]


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    env = {"FORMCHECK_DATA_DIR": str(tmp_path), "FORMCHECK_KEEP_HOURS": "2", "FORMCHECK_SLOTS": "1"}
    assert JobSettings.from_environment(env) == JobSettings(tmp_path, 2.0, 1)
    for value in ("soon", "-1", "0", "nan"):
        with pytest.raises(OptionError, match="FORMCHECK_KEEP_HOURS"):
            JobSettings.from_environment({"FORMCHECK_KEEP_HOURS": value})


@pytest.mark.parametrize("text", ["", "{}", "{", '{"schema_version": "0.9", "reps": 3}'])
def test_a_result_that_cannot_be_read_counts_as_none_and_is_not_passed_on(
    store: Store, text: str
) -> None:
    """As after an update: what another version wrote."""
    job = done_job(store)
    (store.folder(job.id) / ANALYSIS).write_text(text)
    assert store.analysis(job) is None
    (shared,) = store.results.glob(f"*/{ANALYSIS}")
    shared.unlink()
    shared.write_text(text)
    again = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    assert not store.adopt(again)
    assert not (store.folder(again.id) / ANALYSIS).exists()


def test_a_write_that_fails_leaves_nothing_beside(store: Store) -> None:
    job = done_job(store)
    before = sorted(files(store))
    in_the_way = store.folder(job.id) / "step.json"
    in_the_way.mkdir()
    with pytest.raises(InputError, match="Free some disk space"):
        store.save_step(job.id, Step())
    assert sorted(files(store)) == before


def test_the_sweep_goes_on_where_something_cannot_be_removed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for content in (b"a", b"b", b"c"):
        spool(io.BytesIO(content), "set.mp4", store.clips)
    stuck = min(store.clips.iterdir())
    unlink = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path == stuck:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)
    store.sweep(24, now_s=time.time() + 25 * 3600)
    assert files(store) == [stuck]


@pytest.mark.parametrize("ending", sorted(CLIP_SUFFIXES))
def test_every_ending_of_a_clip_is_one_for_the_page_and_the_command_line(
    tmp_path: Path, ending: str
) -> None:
    clip = tmp_path / f"IMG_0001{ending.upper()}"
    clip.write_bytes(b"x")
    assert clips_in(str(tmp_path), None) == {clip.name: clip}
    assert [found.address for found in find_clips([str(tmp_path)])] == [str(clip)]


def test_clips_of_a_folder_and_nothing_else(tmp_path: Path) -> None:
    inside = tmp_path / "clips"
    inside.mkdir()
    for name in ("b.MOV", "a.mp4", "notes.txt", "._b.MOV", "Ana/._set.mov", "Ana/set.mov"):
        (inside / name).parent.mkdir(exist_ok=True)
        (inside / name).write_bytes(b"x")
    assert list(clips_in(str(inside), tmp_path)) == ["a.mp4", "b.MOV", "Ana · set.mov"]
    with pytest.raises(OptionError, match="cannot be read"):
        clips_in(str(inside / ".." / ".."), tmp_path)
    with pytest.raises(OptionError, match="no such folder"):
        clips_in(str(tmp_path / "gone"), None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(OptionError, match="has no clips"):
        clips_in(str(tmp_path / "empty"), None)


def test_clips_of_a_folder_for_each_lifter_are_called_by_it(tmp_path: Path) -> None:
    """A coach's folder gave the two clips that lay in no lifter's, and not a word of the others."""
    for name in ("z.mp4", "Anna/set 1.mp4", "Jörg/set 1.mp4", "Jörg/old/x.mp4", ".trash/y.mp4"):
        clip = tmp_path / "clips" / name
        clip.parent.mkdir(parents=True, exist_ok=True)
        clip.write_bytes(b"x")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "secret.mp4").write_bytes(b"x")
    (tmp_path / "clips" / "link").symlink_to(tmp_path / "others")
    found = clips_in(str(tmp_path / "clips"), tmp_path / "clips")
    assert list(found) == ["z.mp4", "Anna · set 1.mp4", "Jörg · set 1.mp4"]
    assert found["Anna · set 1.mp4"] == tmp_path / "clips" / "Anna" / "set 1.mp4"


@pytest.mark.parametrize("typed", ["~nobody-of-that-name/x", "a\0b", "\ud800", "x" * 5000])
def test_a_folder_that_cannot_even_be_named_is_not_there(typed: str) -> None:
    """The page broke."""
    with pytest.raises(OptionError, match="no such folder"):
        clips_in(typed, None)


@pytest.mark.parametrize(
    "version",
    [
        "formcheck.observation.observation.Observation.extraction_version",
        "formcheck.pipeline.options.SCHEMA_VERSION",
    ],
)
def test_a_result_of_another_version_is_shared_with_nobody(
    store: Store, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    first = done_job(store)
    again = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips), first.question)
    monkeypatch.setattr(version, "another")
    assert not store.adopt(again)
    monkeypatch.undo()
    assert store.adopt(again)
