"""`formcheck history`, and batches that keep their sets."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.analysis import Analysis
from formcheck.batch.results import summarize
from formcheck.batch.run import Result
from formcheck.commands import batch
from formcheck.errors import InputError
from formcheck.history.record import About, Answer, kept
from formcheck.history.store import ENVIRONMENT, History, today
from formcheck.machine.shipped import sample_clips
from formcheck.video.file import fingerprint
from tests.commands import Ran, run
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    only_perhaps,
)
from tests.history.sets import SHA_OF_CLIP, numbered

pytestmark = pytest.mark.long


def run_cli(history: Path, *arguments: str) -> Ran:
    return run(arguments, cwd=history.parent, env={**os.environ, ENVIRONMENT: str(history)})


def told(result: Ran) -> str:
    assert result.status == 0, result.err
    return result.out


def test_the_command_keeps_lists_takes_out_and_deletes(tmp_path: Path) -> None:
    file, document, out = (tmp_path / name for name in ("h.sqlite", "set.json", "out.json"))
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    refused = run_cli(file, "history", "add", str(document))
    assert refused.status == 2
    assert refused.err.count("\n") == 1
    assert not file.exists()
    told(run_cli(file, "history", "on"))
    told(run_cli(file, "history", "add", str(document), "--load", "80", "--day", "2025-05-01"))
    assert "80 kg" in told(run_cli(file, "history", "list"))
    (clip := tmp_path / "set.mp4").write_bytes(b"another one")
    refused = run_cli(file, "history", "add", str(document), "--clip", str(clip))
    assert "not the clip of this document" in refused.err
    os.mkfifo(pipe := tmp_path / "pipe.mp4")
    piped = run_cli(file, "history", "add", str(document), "--clip", str(pipe))
    assert piped.err.startswith("pipe.mp4 cannot be read.")
    same = replace(clean_squat_set(), clip=replace(clean_squat_set().clip, sha256=SHA_OF_CLIP))
    document.write_text(same.to_json(), encoding="utf-8")
    told(run_cli(file, "history", "add", str(document), "--clip", str(clip)))
    assert "kept" in told(run_cli(file, "history", "list"))
    assert "a little sore" in told(run_cli(file, "history", "felt", "1", "--day", "2025-05-01"))
    told(run_cli(file, "history", "export", str(out)))
    assert '"felt"' not in out.read_text(encoding="utf-8")
    assert run_cli(file, "history", "export", str(out), "--felt").err == f"Wrote {out}\n"
    assert '"felt"' in out.read_text(encoding="utf-8")
    assert "2 sets deleted" in told(run_cli(file, "history", "delete", "--all"))
    assert "2 sets added or replaced." in told(run_cli(file, "history", "import", str(out)))
    for day, why in (("soon", "'soon' is not a date."), ("9999-01-01", "still to come.")):
        for asked in (("add", str(document)), ("felt", "1")):
            bad = run_cli(file, "history", *asked, "--day", day)
            assert bad.status == 2
            assert bad.err.count("\n") == 1
            assert why in bad.err


def test_a_name_that_is_said_later_makes_no_second_set(tmp_path: Path) -> None:
    """What was said of a set read again stays, and whose it is was told as another set."""
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    for said in (["--load", "80"], ["--athlete", "Ana"], ["--effort", "8"]):
        told(run_cli(file, "history", "add", str(document), *said))
        (line,) = History(file).lines()
        assert line.about.load_kg == 80
    assert (line.about.athlete, line.about.effort) == ("Ana", 8)


def test_how_today_felt_the_day_after_is_not_known_yet(tmp_path: Path) -> None:
    """The page asks from the next day on; the command kept an answer about tomorrow."""
    told(run_cli(file := tmp_path / "h.sqlite", "history", "on"))
    refused = run_cli(file, "history", "felt", "1", "--day", today())
    assert (refused.status, History(file).answers()) == (2, [])
    assert "the day after" in refused.err


def test_a_day_on_which_no_set_is_kept_is_refused(tmp_path: Path) -> None:
    """A slip of the day, or of whose it was, was kept and never shown again."""
    file, felt = tmp_path / "h.sqlite", ("history", "felt", "1", "--day")
    assert "The history is off." in run_cli(file, *felt, "2025-05-01").err
    told(run_cli(file, "history", "on"))
    History(file).add([kept(clean_squat_set(), About("2025-05-01", "Ana"))])
    for day, athlete in (("2025-05-02", "Ana"), ("2025-05-01", "Ben"), ("2025-05-01", "")):
        refused = run_cli(file, *felt, day, "--athlete", athlete)
        assert (refused.status, refused.err.count("\n")) == (2, 1)
        assert f"from {day} is kept." in refused.err
        assert History(file).answers() == []
    told(run_cli(file, *felt, "2025-05-01", "--athlete", "Ana"))


def test_nobody_else_may_read_an_export(tmp_path: Path) -> None:
    told(run_cli(tmp_path / "h.sqlite", "history", "on"))
    (out := tmp_path / "out.json").touch(0o644)
    told(run_cli(tmp_path / "h.sqlite", "history", "export", str(out)))
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_the_list_counts_what_perhaps_is_flagged_apart(tmp_path: Path) -> None:
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(only_perhaps(good_morning_squat_set()).to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    told(run_cli(file, "history", "add", str(document), "--load", "80"))
    headings, line = told(run_cli(file, "history", "list")).splitlines()
    assert headings.split()[-6:] == ["flagged", "perhaps", "not", "judged", "clip", "note"]
    assert line.split()[-4:] == ["6", "0", "2", "0"]
    assert "unknown" not in line, "a style that nobody told is left out"


def test_the_list_names_the_worst_fault(tmp_path: Path) -> None:
    """It said in how many reps, and not what."""
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(good_morning_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    told(run_cli(file, "history", "add", str(document)))
    headings, line, *_ = told(run_cli(file, "history", "list")).splitlines()
    assert line[headings.index("worst") :].startswith("hips rose ")


def test_the_list_shows_what_was_told_of_a_set(tmp_path: Path) -> None:
    """How hard it was and which of the day were asked for and shown nowhere."""
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    about = ("--load", "80", "--effort", "7.5", "--set-of-day", "3", "--day", "2026-05-31")
    told(run_cli(file, "history", "add", str(document), *about))
    headings, line = told(run_cli(file, "history", "list")).splitlines()
    assert headings.split()[:7] == ["id", "day", "set", "who", "lift", "load", "effort"]
    assert line.split()[1:3] == ["2026-05-31", "3"]
    wrong = run_cli(file, "history", "add", str(document), "--set-of-day", "0")
    assert wrong.err.startswith("--set-of-day: it must be at least 1.")
    assert re.search(r" 80 kg +7\.5 ", line)


def test_a_list_of_nothing_says_why(tmp_path: Path) -> None:
    """It said "No set in the history" of one that is off, and of one whose sets were not sought."""
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    off = " It is off; `formcheck history on` switches it on."
    assert run_cli(file, "history", "list").err == f"No set in the history.{off}\n"
    told(run_cli(file, "history", "on"))
    assert run_cli(file, "history", "list").err == "No set in the history.\n"
    told(run_cli(file, "history", "add", str(document)))
    assert run_cli(file, "history", "list", "deadlift").err == "No such set in the history.\n"
    other = run_cli(file, "history", "list", "--athlete", "Ana")
    assert other.err == "No such set in the history.\n"


def test_numbers_are_typed_as_on_the_page(tmp_path: Path) -> None:
    """A weight with a comma or in pounds, which the page takes, was no number here."""
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    add = ("history", "add", str(document))
    told(run_cli(file, *add, "--load", "82,5", "--effort", "7,5"))
    (line,) = History(file).lines()
    assert (line.about.load_kg, line.about.effort) == (82.5, 7.5)
    told(run_cli(file, *add, "--load", "180lb"))
    (line,) = History(file).lines()
    assert (line.about.load_kg, line.about.effort) == (81.6, 7.5)
    for name, wrong in (("--load", "heavy"), ("--load", "2000"), ("--effort", "11")):
        refused = run_cli(file, *add, name, wrong)
        assert refused.status == 2
        assert refused.err.startswith(f"{name}: '{wrong}' cannot be read. Write it as ")
        assert refused.err.count("\n") == 1


def test_a_document_that_goes_while_sets_are_kept_is_one_line(tmp_path: Path) -> None:
    """It was a history that "cannot be written here"."""
    history = History(tmp_path / "h.sqlite")
    history.switch(on=True)
    result = Result(str(tmp_path), summarize([], "settings"), (), ("gone",))
    with pytest.raises(InputError, match="A document of this batch has gone"):
        batch._keep(result, history, "Ana")


def test_a_set_read_again_keeps_what_was_said_of_it(tmp_path: Path) -> None:
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    add = ("history", "add", str(document), "--athlete", "Ana")
    told(run_cli(file, *add, "--day", "2025-05-01", "--load", "80", "--note", "belt"))
    told(run_cli(file, *add, "--effort", "8"))
    (line,) = History(file).lines()
    assert line.about == About("2025-05-01", "Ana", 80.0, None, 8.0, "belt")
    told(run_cli(file, *add, "--load", "0", "--day", "20250502"))
    (line,) = History(file).lines()
    assert line.about == About("2025-05-02", "Ana", 0.0, None, 8.0, "belt")
    told(run_cli(file, *add, "--note", ""))
    (line,) = History(file).lines()
    assert line.about == About("2025-05-02", "Ana", 0.0, None, 8.0, "")


@pytest.mark.parametrize("written", ["20250531", "2025-W22-6"])
def test_a_day_is_one_day_however_it_is_written(tmp_path: Path, written: str) -> None:
    """Days are sorted and found by their text."""
    file = tmp_path / "h.sqlite"
    told(run_cli(file, "history", "on"))
    History(file).add([kept(clean_squat_set(), About("2025-05-31"))])
    told(run_cli(file, "history", "felt", "3", "--day", "2025-05-31"))
    assert "After 2025-05-31" in told(run_cli(file, "history", "felt", "1", "--day", written))
    assert History(file).answers() == [Answer("", "2025-05-31", 1)]
    assert About(written).day == "2025-05-31"


def test_blanks_around_a_name_make_no_other_lifter(tmp_path: Path) -> None:
    file, document = tmp_path / "h.sqlite", tmp_path / "set.json"
    document.write_text(clean_squat_set().to_json(), encoding="utf-8")
    told(run_cli(file, "history", "on"))
    for name in ("  Ann ", "Ann"):
        told(run_cli(file, "history", "add", str(document), "--athlete", name))
    (line,) = History(file).lines()
    assert line.about.athlete == "Ann"
    assert line.id in told(run_cli(file, "history", "list", "--athlete", " Ann"))


def test_a_batch_keeps_its_sets_and_again_keeps_none_twice(
    history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, other = clean_squat_set(), late_shrug_deadlift_set()
    sets = {"a": (1, clean_squat_set()), "b": (2, other), "c": (3, no_reps()), "copy": (1, copy)}
    for name, (number, analysis) in sets.items():
        text = numbered(analysis, number).to_json()
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    sample = replace(other, clip=replace(other.clip, sha256=fingerprint(sample_clips()[0])))
    (tmp_path / "sample.json").write_text(sample.to_json(), encoding="utf-8")
    result = Result(str(tmp_path), summarize([], "settings"), (), (*sets, "sample"))
    for _ in range(2):
        batch._keep(result, history, "Ana")
        assert "2 sets kept in your history" in capsys.readouterr().out
    lines = [(line.lift, line.about.athlete) for line in history.lines()]
    assert sorted(lines) == [("deadlift", "Ana"), ("squat", "Ana")]


def no_reps() -> Analysis:
    return replace(clean_squat_set(), reps=())


def test_a_batch_is_refused_before_the_work_where_the_history_is_off(tmp_path: Path) -> None:
    file, out = tmp_path / "h.sqlite", tmp_path / "out"
    refused = run_cli(file, "batch", str(tmp_path), "--out", str(out), "--history")
    assert refused.status == 2
    assert "history on" in refused.err
    assert not out.exists()
    assert not file.exists()


@pytest.mark.parametrize("wrong", ["a\nb", "x" * 501])
def test_a_name_that_cannot_be_kept_is_refused_before_the_work(tmp_path: Path, wrong: str) -> None:
    file, out = tmp_path / "h.sqlite", tmp_path / "out"
    told(run_cli(file, "history", "on"))
    batch = ("batch", str(tmp_path), "--out", str(out), "--athlete")
    for refused in (run_cli(file, *batch, wrong, "--history"), run_cli(file, *batch, "Ana")):
        assert (refused.status, refused.err.count("\n")) == (2, 1)
        assert "--athlete" in refused.err
    assert not out.exists()


def test_a_batch_that_read_nothing_names_no_documents() -> None:
    nothing = Result("out", summarize([], "settings"), ("summary.json",))
    assert batch.summary_text(nothing).endswith("In out: summary.json.\n")
    some = replace(nothing, documents=("a",))
    assert batch.summary_text(some).endswith("and one document per clip.\n")


def test_a_sample_is_nobodys_set_and_is_not_kept(tmp_path: Path) -> None:
    (document := tmp_path / "s.json").write_text(of_sample().to_json(), encoding="utf-8")
    told(run_cli(tmp_path / "h.sqlite", "history", "on"))
    refused = run_cli(tmp_path / "h.sqlite", "history", "add", str(document))
    assert refused.status == 2
    assert "is a sample, nobody's set." in refused.err


def of_sample() -> Analysis:
    clean = clean_squat_set()
    return replace(clean, clip=replace(clean.clip, sha256=fingerprint(sample_clips()[0])))
