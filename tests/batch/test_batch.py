"""Whole batches: what is written, what a dying worker costs."""

import base64
import csv
import json
import multiprocessing
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from formcheck.analysis import Analysis
from formcheck.batch import results
from formcheck.batch.pool import ExecutorTeam
from formcheck.batch.run import Result, Step
from formcheck.errors import InputError, ModelError, OptionError
from formcheck.findings.verdict import clip_state
from formcheck.report.digest import abstention, count_of
from tests.batch.fakes import calls, document, make_clips
from tests.examples import all_examples, without_findings
from tests.sessions import within

pytestmark = pytest.mark.long

Run = Callable[..., Result]


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def test_one_document_per_clip_and_what_belongs_to_them(tmp_path: Path, run: Run) -> None:
    clips = make_clips(
        tmp_path / "clips", a="good 1", b="bad 22", c="nobody 333", d="broken", e="defect"
    )
    result = run(clips, workers=2)
    out = tmp_path / "out"
    assert {name for name in ("a", "b", "c") if document(out, name).clip.name == f"{name}.mp4"}
    summary = json.loads((out / "summary.json").read_text())
    counted = {k: summary[k] for k in ("clips", "analyzed", "failed", "abstained", "duplicates")}
    assert counted == {"clips": 5, "analyzed": 3, "failed": 2, "abstained": 1, "duplicates": 0}
    assert [(each["clip"], each["reason"]) for each in summary["failures"]] == [
        ("d.mp4", "d.mp4 is no video."),
        ("e.mp4", "ZeroDivisionError: division by zero"),
    ]
    assert summary["abstentions"][0]["reason"].startswith("No person was found.")
    assert not (out / "d.json").exists()
    assert result.summary.flagged_reps == count_of(document(out, "b"), "flagged")
    assert result.summary.possible_reps == count_of(document(out, "b"), "possible")


def test_clips_of_one_name_are_told_by_their_folders(tmp_path: Path, run: Run) -> None:
    """A coach with a folder for each lifter saw "set.mp4" twice, in tables, page and summary."""
    clips = tmp_path / "clips"
    make_clips(clips, anna__set="bad", ben__set="good", ben__mon__rest="broken", other="good 2")
    make_clips(clips, carl__mon__rest="broken 2")
    out = tmp_path / "out"
    for _ in range(2):  # and where all was done in an earlier run
        run(clips)
        with (out / "reps.csv").open() as table:
            assert {row["clip"] for row in csv.DictReader(table)} == {
                "anna/set.mp4",
                "ben/set.mp4",
                "other.mp4",
            }
        assert "<h2>anna/set.mp4</h2>" in (out / "index.html").read_text()
        failures = json.loads((out / "summary.json").read_text())["failures"]
        assert [(each["clip"], each["reason"]) for each in failures] == [
            (name, f"{name} is no video.") for name in ("ben/mon/rest.mp4", "carl/mon/rest.mp4")
        ]
    assert document(out, "set").clip.name == "set.mp4"


def test_a_clip_in_a_folder_of_its_lifter_is_called_by_it(tmp_path: Path, run: Run) -> None:
    """Of Anna's four clips "anna" found the one whose name a clip of somebody else had, too."""
    clips = make_clips(tmp_path / "clips", anna__monday="good", ben__friday="good 2", other="bad")
    run(clips)
    with (tmp_path / "out" / "reps.csv").open() as table:
        named = {row["clip"] for row in csv.DictReader(table)}
    assert named == {"anna/monday.mp4", "ben/friday.mp4", "other.mp4"}
    assert document(tmp_path / "out", "monday").clip.name == "monday.mp4"


def test_copies_of_a_broken_clip_fail_each_by_its_own_name(tmp_path: Path, run: Run) -> None:
    """Also after a kill between the two: the one that is left is then opened itself."""
    clips = make_clips(tmp_path / "clips", a="broken", b="broken")
    run(clips)
    before = (tmp_path / "out/summary.json").read_bytes()
    assert [each["reason"] for each in json.loads(before)["failures"]] == [
        "a.mp4 is no video.",
        "b.mp4 is no video.",
    ]
    (tmp_path / "out/.formcheck/b.json").unlink()
    run(clips)
    assert (tmp_path / "out/summary.json").read_bytes() == before


@pytest.mark.parametrize("by_address", [False, True])
def test_a_second_batch_in_the_same_folder_is_refused_while_the_first_works(
    tmp_path: Path, run: Run, by_address: bool
) -> None:
    """The tables of one told the limits of the other."""
    clips = make_clips(tmp_path / "clips", a="good 1", b="bad 22")
    again_in = f"file://{tmp_path / 'out'}" if by_address else str(tmp_path / "out")
    refused: list[str] = []

    def again(step: Step) -> None:
        if not step.done:
            with pytest.raises(OptionError) as caught:
                run(clips, out=again_in)
            refused.append(caught.value.what)

    run(clips, on_step=again)
    assert refused == [f"Another batch is at work in {tmp_path / 'out'}."]
    assert run(clips).summary.analyzed == 2, "once it has ended"


def test_tables_hold_what_the_documents_say(tmp_path: Path, run: Run) -> None:
    run(make_clips(tmp_path / "clips", a="good 1", b="bad 22"))
    out = tmp_path / "out"
    found = [
        (name, rep.number, metric)
        for name in ("a", "b")
        for rep in document(out, name).reps
        for metric in rep.metrics
    ]
    table = rows(out / "reps.csv")
    assert [(r["clip"][0], int(r["rep"]), r["metric"]) for r in table] == found
    for kind in ("reps", "findings"):
        columns = pq.read_table(out / f"{kind}.parquet").to_pylist()
        assert [str(row["clip"]) for row in columns] == [
            r["clip"] for r in rows(out / f"{kind}.csv")
        ]
    assert {row["fault"] for row in rows(out / "findings.csv")} >= {"good_morning"}


def test_every_document_is_read_once_for_all_tables_and_the_page(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(document: bytes) -> Analysis:
        analysis = Analysis.from_json(document)
        read.append(analysis.clip.name)
        return analysis

    monkeypatch.setattr(
        results,
        "read_analyses",
        lambda place, analyzed: map(
            counted, place.read_many(f"{each.document}.json" for each in analyzed)
        ),
    )
    run(make_clips(tmp_path / "clips", a="good 1", b="bad 22"))
    assert sorted(read) == ["a.mp4", "b.mp4"]
    assert len(rows(tmp_path / "out" / "reps.csv")) > 2


def test_the_page_shows_flagged_clips_first_with_their_pictures(tmp_path: Path, run: Run) -> None:
    run(make_clips(tmp_path / "clips", a="good 1", b="bad 22", c="broken", d="bad 22"))
    page = (tmp_path / "out" / "index.html").read_text()
    assert page.count(base64.b64encode(b"a picture").decode()) == 2  # a duplicate has one too
    assert page.index("b.mp4") < page.index("a.mp4")
    assert "<b>c.mp4</b> is no video. Choose another." in page, "and what to do about it"
    linked = re.findall(r'href="([^"]+)\.json"', page)
    assert len(linked) == 3
    assert document(tmp_path / "out", linked[0]).clip.name == "b.mp4"


def test_a_huge_batch_has_a_page_of_the_worst(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.results.MOST_CARDS", 2)
    run(make_clips(tmp_path / "clips", a="good 1", b="bad 22", c="bad 333", d="bad 4444"))
    page = (tmp_path / "out" / "index.html").read_text()
    assert "The 2 sets to look at first, of 4" in page
    assert "a.mp4" not in page


def test_longest_first(tmp_path: Path, run: Run) -> None:
    steps: list[Step] = []
    clips = make_clips(tmp_path / "clips", a="good", b="good" + " " * 999, c="good" + " " * 99)
    run(clips, on_step=steps.append)
    done = [step.outcome.markers[0].document for step in steps if step.outcome]
    assert done == ["b", "c", "a"]
    assert [step.left_bytes for step in steps][-1] == 0


def test_a_clip_that_kills_its_worker_costs_only_itself(tmp_path: Path, run: Run) -> None:
    texts = {f"clip{n}": f"slow {'x' * n}" for n in range(6)}
    clips = make_clips(tmp_path / "clips", **texts, killer="die " + "x" * 50)
    result = run(clips, workers=2)
    assert [each.clip for each in result.summary.failures] == ["killer.mp4"]
    assert "died" in result.summary.failures[0].reason
    assert result.summary.analyzed == 6
    looked = calls()
    assert run(clips).summary == result.summary  # and it is not tried again unasked
    assert calls() == looked


def test_a_clip_that_dies_by_accident_gets_a_second_chance(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="die_once", b="good 1")
    assert run(clips, workers=1).summary.failed == 0


def test_a_worker_that_cannot_end_is_ended(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.pool._PATIENCE_S", 1)
    before = set(multiprocessing.active_children())
    run(make_clips(tmp_path / "clips", a="lingers"), workers=1)
    assert within(10, lambda: set(multiprocessing.active_children()) <= before)


def test_workers_that_go_leave_less_work_in_flight(
    tmp_path: Path, run: Run, here: ExecutorTeam
) -> None:
    clips = make_clips(tmp_path / "clips", **{f"clip{n}": f"good {'x' * n}" for n in range(6)})
    here.most_in_flight = 4

    def shrink(step: Step) -> None:
        here.most_in_flight = 1 if step.done else 4

    assert run(clips, on_step=shrink).summary.analyzed == 6


def test_a_worker_with_another_model_stops_the_batch(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from formcheck.batch import run as module
    from formcheck.batch.job import Versions, local_versions

    mine = local_versions(None)
    other = Versions(mine.formcheck, mine.runtime, "0" * 64)
    monkeypatch.setattr(module, "local_versions", lambda _model: other)
    with pytest.raises(ModelError, match="different pose model"):
        run(make_clips(tmp_path / "clips", a="good"))


def test_results_that_cannot_be_written_stop_the_batch(tmp_path: Path, run: Run) -> None:
    clips = make_clips(tmp_path / "clips", a="good")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be made"):
        run(clips, out=tmp_path / "file" / "out")


@pytest.mark.parametrize("workers", [None, 1], ids=["here", "in a process"])
def test_a_disk_that_takes_nothing_more_is_no_defect_and_costs_nothing_that_is_done(
    tmp_path: Path, run: Run, workers: int | None
) -> None:
    how = {} if workers is None else {"workers": workers}
    clips = make_clips(tmp_path / "clips", a="good 1", b="good 22", c="bad 333")
    run(clips / "a.mp4", **how)
    in_the_way = tmp_path / "out" / "b.json"
    in_the_way.mkdir()  # stands for a full disk: the write fails, whoever writes
    with pytest.raises(InputError, match=r"Results cannot be kept in .*out: ") as refused:
        run(clips, **how)
    assert refused.value.exit_status == 2
    assert ".part" not in str(refused.value)
    assert document(tmp_path / "out", "a").clip.name == "a.mp4"
    in_the_way.rmdir()
    assert run(clips, **how).summary.analyzed == 3
    assert calls("a") == 1


@pytest.mark.parametrize("name", ["index.html", "reps.csv", "summary.json", ".formcheck/a.json"])
def test_whatever_cannot_be_written_is_one_plain_sentence(
    tmp_path: Path, run: Run, name: str
) -> None:
    clips = make_clips(tmp_path / "clips", a="good")
    (tmp_path / "out" / name).mkdir(parents=True)
    named = Path(name).name
    with pytest.raises(InputError, match=rf"kept in .*out: {named}: Is a dir.*Move {named} els"):
        run(clips)


def test_a_file_where_a_later_run_looks_is_named(tmp_path: Path, run: Run) -> None:
    """It said to free some space."""
    clips = make_clips(tmp_path / "clips", a="good")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.formcheck").touch()
    with pytest.raises(InputError, match=r"out: \.formcheck: Not a directory\. Move \.formcheck"):
        run(clips)


@pytest.mark.parametrize("name", list(all_examples()))
def test_a_clip_has_no_verdict_where_no_page_gives_one(name: str) -> None:
    analysis = all_examples()[name]
    unjudged = clip_state(analysis) in ("unjudged", "no_reps", "no_person")
    assert bool(abstention(analysis)) == unjudged


def test_a_set_whose_back_was_not_seen_has_no_verdict_unless_something_was_found() -> None:
    """Knees that were seen are no verdict on what reaches the upper back."""
    unflagged = without_findings(all_examples()["front_view_squat_set"])
    assert any(rep.metrics["knee_in_hip_width"].value is not None for rep in unflagged.reps)
    assert "front" in abstention(unflagged)
    assert abstention(unflagged)[0].isupper()
    finding = all_examples()["good_morning_squat_set"].reps[4].findings[0]
    found = replace(unflagged, set=replace(unflagged.set, findings=(finding,)))
    assert abstention(found) == ""
