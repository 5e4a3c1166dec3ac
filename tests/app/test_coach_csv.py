"""The coach's table as a file: what each row holds, and that a spreadsheet reads it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.page import backend
from formcheck.page.batch_rows import ordered
from formcheck.page.batch_table import _csv
from formcheck.report.digest import (
    faults_found,
    next_set_cues,
)
from formcheck.report.tables import sets_csv
from tests.app.conftest import open_batch
from tests.app.test_coach import WORST_FIRST
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
)

pytestmark = pytest.mark.long


def test_a_spreadsheet_reads_the_letters_of_the_csv(example_app: AppTest) -> None:
    """Excel took it for the letters of its own country: "13°" was "13Â°", "“" was "â€œ"."""
    three_sets = open_batch(example_app, *reversed(WORST_FIRST))
    rows = ordered(backend.runner().store.batch(three_sets.query_params["clips"]))
    text = _csv(rows)
    assert text.startswith("\ufeffclip,")
    assert csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"))).fieldnames[0] == "clip"


def test_the_csv_has_a_row_for_each_fault_and_for_each_steady_or_failed_clip() -> None:
    named = clean_squat_set().renamed("=cmd.mp4")
    text = sets_csv([good_morning_squat_set(), named], [("notes.mp4", "No video.")])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(r["state"], r["fault_reps"], r["severity"]) for r in rows] == [
        ("flagged", "3 5", "large"),
        ("flagged", "5", "small"),
        ("steady", "", ""),
        ("not analyzed", "", ""),
    ]
    assert rows[0]["sure"].startswith("we are "), "as the page that it is saved from says it"
    assert rows[0]["cue"].startswith(good_morning_squat_set().guidance[0].cues[0])
    assert rows[2]["clip"] == "'=cmd.mp4", "no spreadsheet takes it for a formula"
    assert rows[3]["said"] == "No video."


def test_the_csv_says_which_clip_came_twice() -> None:
    """The page counted it once, and who counted the flagged rows of its table got one more."""
    first, clean = good_morning_squat_set().renamed("first.mp4"), clean_squat_set()
    clean = replace(clean, clip=replace(clean.clip, sha256="c" * 64))
    rows = csv.DictReader(io.StringIO(sets_csv([first, clean, first.renamed("copy.mp4")])))
    same_as = {row["clip"]: row["same_as"] for row in rows}
    assert same_as == {"first.mp4": "", clean.clip.name: "", "copy.mp4": "first.mp4"}


def test_the_csv_keeps_reps_that_are_perhaps_at_fault_apart() -> None:
    """The page said "reps 4 and 5, perhaps 1 and 6", its table all four, almost sure."""
    analysis = good_morning_squat_set()
    third, fifth = analysis.reps[2], analysis.reps[4]
    unsure = [replace(one, confidence="possible") for one in third.findings]
    reps = list(analysis.reps)
    reps[2] = replace(third, findings=tuple(unsure))
    told = replace(analysis, reps=tuple(reps))
    (row, *_) = csv.DictReader(io.StringIO(sets_csv([told])))
    assert (row["fault_reps"], row["perhaps_reps"]) == (str(fifth.number), str(third.number))


def test_the_csv_says_beside_each_fault_the_cue_that_stands_on_its_card() -> None:
    analysis = good_morning_squat_set()
    rows = list(csv.DictReader(io.StringIO(sets_csv([analysis]))))
    said = [" / ".join(fault.cues) for fault in faults_found(analysis)]
    assert [row["cue"] for row in rows] == said
    assert sorted(said) == sorted(next_set_cues(analysis))
