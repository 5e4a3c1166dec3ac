"""What another program, or the disk, did to a history: one line each, and the rest goes on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.analysis import SCHEMA_VERSION, Analysis
from formcheck.errors import InputError
from formcheck.history.database import opened, wipe
from formcheck.history.record import Answer
from formcheck.history.store import History, keep, keep_all
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.history.sets import numbered


@pytest.mark.parametrize("wrong", ["day = 'yesterday'", "note = char(27)", "document = '{}'"])
def test_a_set_that_cannot_be_read_is_named_and_can_be_deleted(
    history: History, wrong: str
) -> None:
    one = keep(history, good_morning_squat_set())
    assert one is not None
    with sqlite3.connect(history.file) as db:
        db.execute(f"UPDATE sets SET {wrong}")
    with pytest.raises(InputError, match=f"The set {one.id} .* can no longer be read"):
        history.export()
    history.delete(one.id)
    assert not history.export().sets


def test_a_set_of_a_newer_schema_is_not_read_as_if_it_meant_the_same(history: History) -> None:
    keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(2)))
    last, newer = history.lines()
    with sqlite3.connect(history.file) as db:
        was = f'"schema_version":"{SCHEMA_VERSION}"'
        db.execute(
            "UPDATE sets SET document = replace(document, ?, ?) WHERE id = ?",
            (was, '"schema_version":"2.0"', newer.id),
        )
    with pytest.raises(InputError, match=f"The set {newer.id} .*a newer formcheck.*Update"):
        history.get(newer.id)
    assert history.before(history.get(last.id)) is None


@pytest.mark.parametrize(
    "wrong", ["char(27)", "CAST(x'FF' AS TEXT)", "'../../set.mov'", "'a' || char(0)", "''", "'Ω'"]
)
def test_a_set_whose_name_is_none_of_ours_can_be_deleted_alone(
    history: History, tmp_path: Path, wrong: str
) -> None:
    """It was named as nobody can type it, and only "delete --all" took it away."""
    keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(2)))
    good, broken = history.lines()
    history.clips.folder.mkdir()
    (elsewhere := tmp_path / "set.mov").write_bytes(b"nothing of the history's")
    with sqlite3.connect(history.file) as db:
        db.execute(f"UPDATE sets SET id = {wrong} WHERE id = ?", (broken.id,))
    assert history.lines() == [good]
    assert history.before(history.get(good.id)) is None
    (name,) = history.unreadable([good])
    assert re.fullmatch("[0-9a-f]{12}", name)
    with pytest.raises(InputError, match=f"The set {name} .*`formcheck history delete {name}`"):
        history.export()
    history.delete(name)
    assert [one.id for one in history.export().sets] == [good.id]
    assert elsewhere.exists()


@pytest.mark.parametrize("wrong", ["day = 'yesterday'", "athlete = char(27)"])
def test_a_day_that_cannot_be_read_is_one_line_and_the_sets_go_on(
    history: History, wrong: str
) -> None:
    keep(history, clean_squat_set())
    history.answer(Answer("", "2026-05-01", 3))
    with sqlite3.connect(history.file) as db:
        db.execute(f"UPDATE answers SET {wrong}")
    with pytest.raises(InputError, match="How a day felt can no longer be read"):
        history.answers()
    assert len(history.export().sets) == 1


def test_what_another_program_changed_is_told_as_that(history: History) -> None:
    """It was a history that "cannot be written here"."""
    keep(history, clean_squat_set())
    with sqlite3.connect(history.file) as db:
        db.execute("DROP TABLE measures")
    with pytest.raises(InputError, match="not as formcheck wrote it"):
        [history.lines(), history.measures("", "squat")]
    assert history.file.exists()


def test_damage_that_sqlite_cannot_name_is_damage(history: History) -> None:
    """A byte that is no text, in the schema: sqlite3 cannot decode its own complaint."""
    wipe(history.file)
    data = history.file.read_bytes()
    damaged = data.replace(b"CREATE TABLE sets (", b"CREATE TABLE sets \xce")
    assert damaged != data
    history.file.write_bytes(damaged)
    with pytest.raises(InputError, match="set aside as history-damaged-"):
        history.lines()


@pytest.mark.parametrize(
    "error", [UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no letter"), FileNotFoundError("a.json")]
)
def test_what_fails_while_sets_come_is_no_failure_of_the_history(
    history: History, error: Exception
) -> None:
    """A batch reads its documents while they are kept: the history was set aside as damaged."""
    keep(history, good_morning_squat_set())

    def documents() -> Iterator[Analysis]:
        yield clean_squat_set()
        raise error

    with pytest.raises(type(error)):
        keep_all(history, documents())
    assert len(history.lines()) == 1


def test_a_bug_of_ours_is_told_as_one(history: History) -> None:
    """Too few values for a statement: "another program changed it, or the disk"."""
    with pytest.raises(sqlite3.ProgrammingError), opened(history.file) as db:
        db.execute("SELECT * FROM sets WHERE id = ?")


@pytest.mark.parametrize(
    "wrong", ["day = 'yesterday'", "note = CAST(x'C3' AS TEXT)", "variant = CAST(x'C3' AS TEXT)"]
)
def test_one_set_that_cannot_be_read_closes_no_list(history: History, wrong: str) -> None:
    """The list and the whole page ended; letters of another encoding were blamed on the folder."""
    keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(3)))
    *good, broken = history.lines()
    with sqlite3.connect(history.file) as db:
        db.execute(f"UPDATE sets SET {wrong} WHERE id = ?", (broken.id,))
    assert history.lines() == good
    assert history.unreadable(good) == [broken.id]
    name = "lean_gain_deg"
    assert [point.line for point in history.points("", "squat", name)] == good[::-1]
    with pytest.raises(InputError, match=f"The set {broken.id} .* can no longer be read"):
        history.export()


def test_the_set_before_is_one_that_can_be_read(history: History) -> None:
    """A document that was damaged took the page of the next set with it."""
    keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(3)))
    newest, middle, oldest = history.lines()
    with sqlite3.connect(history.file) as db:
        db.execute("UPDATE sets SET document = '{}' WHERE id = ?", (middle.id,))
    before = history.before(history.get(newest.id))
    assert before is not None
    assert before.id == oldest.id
