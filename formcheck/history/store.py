"""The history: what is kept, found, deleted, taken out and brought in; and sets as they come."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.compare.differences import SetValue
from formcheck.errors import InputError, OptionError
from formcheck.findings.verdict import RepState
from formcheck.history.database import KeptClips, delete_in, drop_set_aside, opened
from formcheck.history.lines import Line, Point, contains
from formcheck.history.record import About, Answer, Export, KeptSet, kept, name_of, set_id
from formcheck.machine.files import path_in
from formcheck.report.digest import count_of

ENVIRONMENT = "FORMCHECK_HISTORY"
_SWITCH = "keep"
_COUNTED: tuple[RepState, ...] = ("flagged", "possible", "unjudged")
_LINE = (
    "id, day, athlete, load_kg, set_of_day, effort, note, lift, variant, sets.reps, flagged, "
    "possible, read_by, unjudged"
)
_NEWEST = "day DESC, coalesce(set_of_day, 1000) DESC, rowid DESC"
_OLDEST = "day, coalesce(set_of_day, 1000), sets.rowid"


class UnreadableSetError(InputError):
    """One set of a history that was kept and can no longer be read."""


def history_file() -> Path:
    """Where the history is, or would be."""
    if named := path_in(os.environ, ENVIRONMENT):
        return named
    from platformdirs import user_data_path

    return user_data_path("formcheck", appauthor=False) / "history.sqlite"


class History:
    """The history in a file, the user's own, which is made when it is switched on, not before."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or history_file()
        self.clips = KeptClips(self.file)

    @property
    def is_there(self) -> bool:
        """Whether there is anything to read."""
        return self.file.is_file()

    @property
    def is_on(self) -> bool:
        """Whether sets are to be kept: only where somebody asked for it."""
        return self._rows("SELECT value FROM settings WHERE name = ?", _SWITCH) == [("on",)]

    def _rows(self, question: str, *about: object) -> list[tuple[Any, ...]]:
        """What the file answers; nothing where there is none."""
        if not self.is_there:
            return []
        with opened(self.file) as db:
            return db.execute(question, about).fetchall()

    def switch(self, *, on: bool) -> None:
        """Keep sets from now on, or no more; what is kept stays either way."""
        if not on and not self.is_there:
            return
        with opened(self.file) as db:
            db.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SWITCH, "on" if on else "off")
            )

    def add(self, sets: Iterable[KeptSet]) -> int:
        """Keep sets, all or none; one that is there already is replaced.

        Returns:
            How many; copies of one clip are one set.

        Raises:
            OptionError: The history is off.
        """
        self.require_on()
        with opened(self.file) as db:
            return _add(db, sets)

    def lines(self, search: str = "", athlete: str | None = None) -> list[Line]:
        """The sets, newest first, those with every word of a search in what is said of them.

        One that can no longer be read closes no list: `unreadable` names it.
        """
        words = search.casefold().split()
        rows = self._rows(f"SELECT {_LINE} FROM sets ORDER BY {_NEWEST}")
        return [
            line
            for line in _readable(rows)
            if (athlete is None or line.about.athlete == athlete)
            and all(contains(line, word) for word in words)
        ]

    def unreadable(self, lines: Iterable[Line]) -> list[str]:
        """The names of the sets that are missing among all `lines`: they can no longer be read."""
        shown = {line.id for line in lines}
        return [name_of(raw) for (raw,) in self._rows("SELECT id FROM sets") if raw not in shown]

    def get(self, set_id: str) -> KeptSet:
        """One set.

        Raises:
            OptionError: There is none of that name.
        """
        for row in self._rows(f"SELECT {_LINE}, document FROM sets WHERE id = ?", set_id):
            return _kept_set(row)
        raise _unknown(set_id)

    def before(self, this: KeptSet) -> KeptSet | None:
        """The set of the same lifter and lift that was lifted last before this one.

        One that can no longer be read is passed over: what is compared is worth more than it.
        """
        about = this.about
        rows = self._rows(
            "SELECT id FROM sets WHERE athlete = ? AND lift = ? AND id <> ? "
            "AND (day, coalesce(set_of_day, 1000), rowid) < "
            "(?, ?, coalesce((SELECT rowid FROM sets WHERE id = ?), 9e18)) "
            f"ORDER BY {_NEWEST}",
            *(about.athlete, this.document.lift.name, this.id),
            *(about.day, about.set_of_day or 1000, this.id),
        )
        for (name,) in rows:  # a document takes milliseconds to read: no more than are wanted
            if name_of(name) == name:
                with suppress(UnreadableSetError):
                    return self.get(name)
        return None

    def measures(self, athlete: str, lift: str) -> set[str]:
        """What was measured in any of a lifter's sets of one lift."""
        rows = self._rows(
            "SELECT DISTINCT m.name FROM sets JOIN measures m ON m.set_id = sets.id "
            "WHERE athlete = ? AND lift = ?",
            *(athlete, lift),
        )
        return {str(name) for (name,) in rows}

    def points(self, athlete: str, lift: str, measure: str) -> list[Point]:
        """One measure of a lifter's sets of one lift, oldest first."""
        rows = self._rows(
            f"SELECT {_LINE}, m.mean, m.half_width, m.unit, m.reps AS read_in "
            "FROM sets JOIN measures m ON m.set_id = sets.id "
            f"WHERE athlete = ? AND lift = ? AND m.name = ? ORDER BY {_OLDEST}",
            *(athlete, lift, measure),
        )
        values = {row[0]: SetValue(*row[-4:]) for row in rows}
        return [Point(line, values[line.id]) for line in _readable(rows)]

    def answer(self, answer: Answer) -> None:
        """Keep how an upper back felt; asked again, the last word counts."""
        self.require_on()
        with opened(self.file) as db:
            _answer(db, answer)

    def answers(self, athlete: str | None = None) -> list[Answer]:
        """How the days felt, oldest first."""
        rows = self._rows("SELECT athlete, day, felt FROM answers ORDER BY day")
        try:
            return [Answer(*row) for row in rows if athlete is None or row[0] == athlete]
        except ValueError as error:
            raise InputError(
                "How a day felt can no longer be read in the history.",
                "`formcheck history export` the sets, delete --all, and import them again.",
            ) from error

    def delete(self, set_id: str) -> None:
        """Forget one set, in the file, too, and its clip.

        Args:
            set_id: Or what `unreadable` calls it.

        Raises:
            OptionError: There is none of that name.
        """
        if not self.is_there:
            raise _unknown(set_id)

        def forget(db: sqlite3.Connection) -> None:
            rows = db.execute("SELECT rowid, id FROM sets").fetchall()
            found = [(row,) for row, raw in rows if name_of(raw) == set_id]
            if not found:
                raise _unknown(set_id)
            self.clips.drop(set_id)  # before the row has gone for good: no clip without a set
            db.executemany("DELETE FROM sets WHERE rowid = ?", found)

        delete_in(self.file, forget)

    def delete_all(self) -> int:
        """Forget every set, clip and answer, in the file, too; the switch stays as it is.

        Damaged files that were set aside go, too: they hold the same sets.

        Returns:
            How many sets there were.
        """
        drop_set_aside(self.file)
        if not self.is_there:
            self.clips.drop_all()
            return 0

        def forget(db: sqlite3.Connection) -> int:
            self.clips.drop_all()
            db.execute("DELETE FROM answers")
            return db.execute("DELETE FROM sets").rowcount

        return delete_in(self.file, forget)

    def export(self, *, felt: bool = False) -> Export:
        """Every set, oldest first; with how the days felt only where somebody ticked that."""
        rows = self._rows(f"SELECT {_LINE}, document FROM sets ORDER BY {_OLDEST}")
        return Export(tuple(map(_kept_set, rows)), tuple(self.answers() if felt else ()))

    def bring_in(self, export: Export) -> int:
        """Add what an export holds, all or none.

        Returns:
            How many sets.
        """
        self.require_on()
        with opened(self.file) as db:
            for answer in export.answers:
                _answer(db, answer)
            return _add(db, export.sets)

    def require_on(self) -> None:
        """Refuse to keep what nobody asked to keep.

        Raises:
            OptionError: The history is off.
        """
        if not self.is_on:
            raise OptionError("The history is off.", "Switch it on with `formcheck history on`.")


def _line(row: tuple[Any, ...]) -> Line:
    name, *about = row[:7]
    with _unreadable(name):
        if name_of(name) != name:
            raise ValueError("another program's name of a set")
        if not all(text.isprintable() for text in row[:14] if isinstance(text, str)):
            raise ValueError("letters of another encoding, or none")
        return Line(name, About(*about), *row[7:14])


def _readable(rows: Iterable[tuple[Any, ...]]) -> Iterator[Line]:
    for row in rows:
        with suppress(UnreadableSetError):
            yield _line(row)


def _kept_set(row: tuple[Any, ...]) -> KeptSet:
    with _unreadable(row[0]):
        return KeptSet(_line(row).about, Analysis.from_json(row[-1]))


@contextmanager
def _unreadable(name: str) -> Iterator[None]:
    """Say which set can no longer be read: none is left out of a list or an export unsaid."""
    try:
        yield
    except ValueError as error:  # pydantic.ValidationError is one
        raise UnreadableSetError(
            f"The set {name_of(name)} in the history can no longer be read.",
            f"Delete it with `formcheck history delete {name_of(name)}`; the others stay.",
        ) from error


def _add(db: sqlite3.Connection, sets: Iterable[KeptSet]) -> int:
    added = set()
    for one in sets:
        document = one.document
        row: dict[str, object] = {
            **vars(one.about),
            "id": one.id,
            "lift": document.lift.name,
            "variant": document.lift.variant,
            "reps": len(document.reps),
            **{state: count_of(document, state) for state in _COUNTED},
            "read_by": one.read_by,
            "document": document.to_json(indent=None),
        }
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        anew = ", ".join(f"{name} = excluded.{name}" for name in row)
        db.execute(
            f"INSERT INTO sets ({names}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {anew}",
            row,
        )
        db.execute("DELETE FROM measures WHERE set_id = ?", (one.id,))
        db.executemany(
            "INSERT INTO measures VALUES (?, ?, ?, ?, ?, ?)",
            [
                (one.id, name, value.mean, value.half_width, value.unit, value.reps)
                for name, value in one.values.items()
            ],
        )
        added.add(one.id)
    return len(added)


def _answer(db: sqlite3.Connection, answer: Answer) -> None:
    db.execute(
        "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (answer.athlete, answer.day, answer.felt)
    )


def _unknown(set_id: str) -> InputError:
    return OptionError(f"There is no set {set_id} in the history.", "See `formcheck history list`.")


def today() -> str:
    """The day it is, where the lifter is."""
    return date.today().isoformat()


def keep(history: History, analysis: Analysis, about: About | None = None) -> KeptSet | None:
    """Keep one set; what was said of it before stays where nothing new is said.

    Returns:
        What is kept; None for a clip in which no lift was counted.
    """
    if not worth_keeping(analysis):
        return None
    one = kept(analysis, about or known_about(history, analysis) or About(today()))
    history.add([one])
    return one


def keep_for(history: History, analysis: Analysis, athlete: str) -> KeptSet | None:
    """Keep one set of somebody named; what was kept of it without a name becomes theirs."""
    said = {line.id: line.about for line in history.lines()}
    theirs, nobodys = (set_id(name, analysis.clip.sha256) for name in (athlete, ""))
    about = said.get(theirs) or said.get(nobodys) or About(today())
    one = keep(history, analysis, replace(about, athlete=athlete))
    if one is not None and nobodys in said:
        hand_over(history, nobodys, one)
    return one


def hand_over(history: History, old_id: str, one: KeptSet) -> None:
    """The set is kept under its lifter's name now, and its clip with it; no more as it was."""
    if old_id != one.id:
        history.clips.rename(old_id, one.id)
        history.delete(old_id)


def keep_all(history: History, analyses: Iterable[Analysis], athlete: str = "") -> int:
    """Keep many sets of one lifter, all or none; returns how many.

    A set that is there already keeps what was said of it.
    """
    known = {line.id: line.about for line in history.lines()}
    fresh = About(today(), athlete)
    worth = (each for each in analyses if worth_keeping(each))
    return history.add(
        kept(each, known.get(set_id(athlete, each.clip.sha256), fresh)) for each in worth
    )


def known_about(history: History, analysis: Analysis) -> About | None:
    """What was said of a clip's set before, by whomever."""
    for line in history.lines():
        if line.id == set_id(line.about.athlete, analysis.clip.sha256):
            return line.about
    return None


def worth_keeping(analysis: Analysis) -> bool:
    """Whether there is a lift with reps."""
    return bool(analysis.reps) and analysis.lift.name != "unknown"
