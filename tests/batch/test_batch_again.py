"""A batch run again: what is done stays, what changed is looked at, labels are left alone."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from formcheck.analysis import SCHEMA_VERSION
from formcheck.batch import job
from formcheck.batch.run import Result
from formcheck.batch.sources import Source
from formcheck.batch.state import Marker, settings_key
from formcheck.errors import InputError, OptionError
from formcheck.pipeline.options import Options
from formcheck.thresholds import Thresholds
from tests.batch.fakes import TORN, calls, document, make_clips

pytestmark = pytest.mark.long

Run = Callable[..., Result]


def test_a_second_run_looks_at_nothing(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b="broken")
    first = run(clips)
    looked = calls()
    assert run(clips).summary == first.summary
    assert calls() == looked == 2


def test_failed_clips_are_tried_again_only_when_asked(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b="broken")
    run(clips)
    run(clips, retry_failed=True)
    assert (calls("a"), calls("b")) == (1, 2)


def test_a_changed_clip_is_looked_at_again_and_a_touched_one_is_not(
    tmp_path: Path, run: Run
) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b="good 22")
    run(clips)
    (clips / "a.mp4").write_text("bad  1")  # the same size
    (clips / "b.mp4").touch()
    run(clips)
    assert (calls("a"), calls("b")) == (2, 1)
    assert any(rep.flagged for rep in document(tmp_path / "out", "a").reps)


def test_other_settings_make_other_documents(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1")
    run(clips)
    limits = Thresholds(good_morning_gain_deg=7)
    run(clips, options=Options(thresholds=limits))
    assert calls() == 2
    assert document(tmp_path / "out", "a").thresholds["good_morning_gain_deg"] == 7


def test_a_run_that_is_killed_behind_a_document_leaves_no_other_runs_marker(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run's settings, given again, took the document of the second for their own."""
    clips = make_clips(tmp_path / "clips", a="good 1")
    run(clips)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    others = Options(thresholds=Thresholds(good_morning_gain_deg=7))
    with monkeypatch.context() as patched:
        patched.setattr(job, "write_marker", killed)
        with pytest.raises(KeyboardInterrupt):
            run(clips, options=others)
    assert document(tmp_path / "out", "a").thresholds["good_morning_gain_deg"] == 7
    run(clips)
    told = Options().thresholds.good_morning_gain_deg
    assert document(tmp_path / "out", "a").thresholds["good_morning_gain_deg"] == told


def test_a_clip_that_breaks_off_is_told_why_it_shows_nothing(tmp_path: Path, run: Run) -> None:
    """Its line said to film another way, its card that the file breaks off: copy it again."""
    summary = run(make_clips(tmp_path / "clips", a="torn", b="nobody 1")).summary
    torn, nobody = summary.abstentions
    assert torn.reason == f"{nobody.reason} {TORN.message}"


def test_a_lost_document_is_made_again(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b="good 22")
    run(clips)
    (tmp_path / "out" / "a.json").unlink()
    run(clips)
    assert (calls("a"), calls("b")) == (2, 1)


def test_equal_clips_are_looked_at_once_and_each_gets_its_document(
    tmp_path: Path, run: Run
) -> None:
    clips = make_clips(tmp_path / "clips", a="bad 1", x__b="bad 1", y__a="bad 1", c="bad 2")
    result = run(clips)
    assert calls() == 2
    assert result.summary.analyzed == 4
    assert result.summary.duplicates == 2
    # a set that lies there three times was lifted once
    once = run(make_clips(tmp_path / "two", a="bad 1", c="bad 2"), out=tmp_path / "once").summary
    found = [(each.reps, each.flagged_reps, each.possible_reps) for each in (result.summary, once)]
    assert found[0] == found[1]
    out = tmp_path / "out"
    named = {file.stem: document(out, file.stem).clip.name for file in out.glob("[abc]*.json")}
    assert sorted(named.values()) == ["a.mp4", "a.mp4", "b.mp4", "c.mp4"]
    assert {"a", "b", "c"} < set(named)


def test_a_copy_that_comes_later_takes_the_earlier_document(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="bad 1")
    run(clips)
    make_clips(clips, b="bad 1")
    assert run(clips).summary.analyzed == 2
    assert calls() == 1
    assert document(tmp_path / "out", "b").clip.name == "b.mp4"


def test_a_clip_that_went_meanwhile_is_not_taken_for_the_one_that_was_done(tmp_path: Path) -> None:
    done = Source(str(tmp_path / "a.mp4"), "a.mp4", 6, version="then")
    marker = Marker("a", done, "settings", "analyzed", sha256="0" * 64)
    assert marker.describes(done)
    assert not marker.describes(replace(done, version="now"))


def test_another_pose_engine_or_extraction_makes_other_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = settings_key(Options(), "0" * 64, "mediapipe 1")
    assert settings_key(Options(), "0" * 64, "mediapipe 1") == first
    assert settings_key(Options(), "0" * 64, "mediapipe 2") != first
    monkeypatch.setattr(
        "formcheck.observation.observation.Observation.extraction_version", "another"
    )
    assert settings_key(Options(), "0" * 64, "mediapipe 1") != first


def test_parts_of_killed_runs_are_cleared_away_when_old_and_nothing_of_others(
    tmp_path: Path, run: Run
) -> None:
    """Unfinished downloads in the folder for results, and in all folders below it, were removed."""
    import os

    clips = make_clips(tmp_path / "clips", a="good")
    out = tmp_path / "out"
    old = [out / f"{folder}.a.json.{'2' * 12}.part" for folder in ("", ".formcheck/")]
    others = [out / ".film.mp4.part", out / "mail" / f".a.json.{'2' * 12}.part"]
    young = out / f".a.json.{'1' * 12}.part"
    for file in (young, *old, *others):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        if file != young:
            os.utime(file, (time.time() - 7200,) * 2)
    run(clips)
    assert all(file.exists() for file in (young, *others))
    assert not any(file.exists() for file in old)


def test_a_label_beside_its_clip_is_never_written_over(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b="good 22")
    (clips / "b.json").write_text(label := '{"lift": "squat", "reps": []}')
    with pytest.raises(OptionError, match=r"^b\.json in the folder for results is no"):
        run(clips, out=str(clips))
    assert (clips / "b.json").read_text() == label
    assert not (clips / "a.json").exists()
    assert not (clips / ".formcheck").exists()
    assert calls() == 0


def test_damaged_documents_are_all_named_before_any_work(tmp_path: Path, run: Run) -> None:
    """Each was told by a run of its own, when all others were done."""
    clips = make_clips(tmp_path / "clips", a="good 1", b="good 22", c="bad 333")
    run(clips)
    for name in "ab":
        (tmp_path / f"out/{name}.json").write_text("{")
    make_clips(clips, d="good 4444")
    with pytest.raises(OptionError, match=r"^a\.json and b\.json in the .* are not analysis"):
        run(clips)
    assert calls("d") == 0


@pytest.mark.parametrize("again", [{"retry_failed": True}, {"options": Options(lift="squat")}])
@pytest.mark.parametrize("was", ["good 22", "broken"])
def test_a_label_in_place_of_an_earlier_document_is_never_written_over(
    tmp_path: Path, run: Run, was: str, again: dict[str, Any]
) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1", b=was)
    run(clips, out=str(clips))
    (clips / "b.json").write_text(label := '{"lift": "squat", "reps": []}')
    with pytest.raises(
        (OptionError, InputError), match=r"^b\.json in the folder for results is no"
    ):
        run(clips, out=str(clips), **again)
    assert (clips / "b.json").read_text() == label
    assert calls() == 2


def test_documents_of_an_earlier_version_are_no_labels(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1")
    run(clips)
    out = tmp_path / "out/a.json"
    earlier = {**json.loads(out.read_text()), "schema_version": "0", "reps": "as they were then"}
    out.write_text(json.dumps(earlier))
    run(clips, options=Options(lift="squat"))
    assert document(tmp_path / "out", "a").schema_version == SCHEMA_VERSION


def test_a_document_that_a_kill_left_without_its_marker_is_written_anew(
    tmp_path: Path, run: Run
) -> None:
    clips = make_clips(tmp_path / "clips", a="good 1")
    run(clips)
    (tmp_path / "out/.formcheck/a.json").unlink()
    run(clips)
    assert (document(tmp_path / "out", "a").clip.name, calls("a")) == ("a.mp4", 2)
