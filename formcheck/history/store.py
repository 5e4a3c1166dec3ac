"""The history: sets are added, listed, compared, deleted, exported and imported here."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.compare.differences import SetValue
from formcheck.errors import InputError, OptionError
from formcheck.history import database
from formcheck.history.clips import KeptClips
from formcheck.history.lines import Line, Point, contains
from formcheck.history.record import (
    About,
    Answer,
    Export,
    KeptSet,
    UnreadableSetError,
    document_of,
    kept,
    name_of,
    readable_set,
    set_id,
)  # fmt: skip
from formcheck.machine.files import path_in

Known = Mapping[str, About]
"""What was said of each set that is kept, by its id."""
ENVIRONMENT = "FORMCHECK_HISTORY"
_SWITCH = "keep"
"""Name of the setting that says whether the history is on."""
_LINE = (
    "id, day, athlete, load_kg, set_of_day, effort, note, lift, variant, sets.reps, flagged, "
    "possible, read_by, unjudged, worst"
)
"""Columns of a `Line`, in the order that `_line` expects: id, then the fields of `About`."""
_VIEW = "CASE WHEN json_valid(document) THEN json_extract(document, '$.view.name') END"
"""From where a set was filmed, by its document."""
_FACING = f"coalesce({_VIEW} IN ('front', 'rear'), 0)"
_BACK_UNSEEN = f"({_FACING} OR coalesce(unjudged, 0) >= sets.reps)"
"""Of a set: filmed from the front or behind; of whose back nothing was judged, also for that."""
_NEWEST = "day DESC, coalesce(set_of_day, 1000) DESC, rowid DESC"
_OLDEST = "day, coalesce(set_of_day, 1000), sets.rowid"
"""Orders of sets. Of one day, those without a number come after those with one (at most 100)."""


def history_file() -> Path:
    """Where the history is, or would be."""
    if named := path_in(os.environ, ENVIRONMENT):
        return named
    from platformdirs import user_data_path

    return user_data_path("formcheck", appauthor=False) / "history.sqlite"


class History:
    """The user's history in a file, which is not made before it is switched on.

    All methods raise `InputError` where the file cannot be used, as `database.opened` says.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or history_file()
        self.clips = KeptClips(self.file)

    @property
    def is_there(self) -> bool:
        """Whether there is a file."""
        return self.file.is_file()

    @property
    def is_on(self) -> bool:
        """Whether sets are to be kept: only where the user switched that on."""
        return self._rows("SELECT value FROM settings WHERE name = ?", _SWITCH) == [("on",)]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query; none where there is no file."""
        if not self.is_there:
            return []
        with database.opened(self.file) as db:
            return db.execute(query, values).fetchall()

    def switch(self, *, on: bool) -> None:
        """Switch the history on or off; sets in it stay either way."""
        if not on and not self.is_there:
            return
        with database.opened(self.file) as db:
            db.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SWITCH, "on" if on else "off")
            )

    def add(self, sets: Iterable[KeptSet]) -> int:
        """Add or replace sets, all or none; gives how many, copies of one clip once.

        Raises:
            OptionError: The history is off.
        """
        self.require_on()
        with database.opened(self.file) as db:
            return database.add_sets(db, sets)

    def lines(self, search: str = "", athlete: str | None = None) -> list[Line]:
        """The sets that have each word of a search (`lines.contains`), newest first.

        They are of one lifter, or of all for None. Sets that can no longer be read are left out:
        `unreadable` names them.
        """
        words = search.casefold().split()
        rows = self._rows(f"SELECT {_LINE} FROM sets ORDER BY {_NEWEST}")
        return [
            line
            for line in _readable(rows)
            if (athlete is None or line.about.athlete == athlete)
            and all(contains(line, word) for word in words)
        ]

    def known(self) -> Known:
        """What was said of each set, as far as it can be read."""
        return {line.id: line.about for line in self.lines()}

    def unreadable(self, lines: Iterable[Line]) -> list[str]:
        """The names of the sets that can no longer be read.

        `lines` are all lines: sets that are not among them are the unreadable ones.
        """
        shown = {line.id for line in lines}
        return [name_of(raw) for (raw,) in self._rows("SELECT id FROM sets") if raw not in shown]

    def get(self, set_id: str) -> KeptSet:
        """One set.

        Raises:
            OptionError: There is none of that id.
            UnreadableSetError: It can no longer be read.
        """
        for row in self._rows(f"SELECT {_LINE}, document FROM sets WHERE id = ?", set_id):
            return _kept_set(row)
        raise _unknown(set_id)

    def before(self, this: KeptSet) -> KeptSet | None:
        """The last set of the same lifter and lift before this one that shows what this one shows.

        Between two sets from the side one from the front is passed over, or one of which the back
        was not judged, and the other way round; where there is no other, it is the last of all.
        Sets that can no longer be read are passed over.
        """
        about, facing = this.about, this.document.view.name in ("front", "rear")
        other = f"NOT {_FACING}" if facing else _BACK_UNSEEN
        rows = self._rows(
            "SELECT id FROM sets WHERE athlete = ? AND lift = ? AND id <> ? "
            "AND (day, coalesce(set_of_day, 1000), rowid) < "
            "(?, ?, coalesce((SELECT rowid FROM sets WHERE id = ?), 9e18)) "
            f"ORDER BY {other}, {_NEWEST}",
            *(about.athlete, this.document.lift.name, this.id),
            *(about.day, about.set_of_day or 1000, this.id),
        )
        for (name,) in rows:  # documents are read one by one, as each takes milliseconds
            if name_of(name) == name:
                with suppress(UnreadableSetError):
                    return self.get(name)
        return None

    def measures(self, athlete: str, lift: str) -> set[str]:
        """Names of all that was measured in any of a lifter's sets of one lift."""
        rows = self._rows(
            "SELECT DISTINCT m.name FROM sets JOIN measures m ON m.set_id = sets.id "
            "WHERE athlete = ? AND lift = ?",
            *(athlete, lift),
        )
        return {str(name) for (name,) in rows}

    def points(self, athlete: str, lift: str, measure: str) -> list[Point]:
        """One measure of a lifter's sets of one lift, oldest first."""
        rows = self._rows(
            f"SELECT {_LINE}, {_VIEW}, m.mean, m.half_width, m.unit, m.reps AS read_in "
            "FROM sets JOIN measures m ON m.set_id = sets.id "
            f"WHERE athlete = ? AND lift = ? AND m.name = ? ORDER BY {_OLDEST}",
            *(athlete, lift, measure),
        )
        values = {row[0]: (SetValue(*row[-4:]), row[-5]) for row in rows}
        return [Point(line, *values[line.id]) for line in _readable(rows)]

    def answer(self, answer: Answer) -> None:
        """Write how an upper back felt; it replaces an earlier answer for the same day."""
        self.require_on()
        with database.opened(self.file) as db:
            database.write_answers(db, [answer])

    def answers(self, athlete: str | None = None) -> list[Answer]:
        """How the upper back felt after each day, oldest first; None is of all lifters."""
        rows = self._rows("SELECT athlete, day, felt FROM answers ORDER BY day")
        try:
            return [Answer(*row) for row in rows if athlete is None or row[0] == athlete]
        except ValueError as error:
            raise InputError(
                "How a day felt can no longer be read in the history.",
                "`formcheck history export` the sets, delete --all, and import them again.",
            ) from error

    def delete(self, set_id: str) -> None:
        """Delete one set and its clip, so that nothing of it is left in the file.

        With a lifter's last set of a day goes how that day felt.

        Args:
            set_id: Its id, or the name that `unreadable` gives it.

        Raises:
            OptionError: There is none of that name.
        """
        if not self.is_there:
            raise _unknown(set_id)

        def forget(db: sqlite3.Connection) -> None:
            rows = db.execute("SELECT rowid, id, athlete, day FROM sets").fetchall()
            found = [(row, of) for row, raw, *of in rows if name_of(raw) == set_id]
            if not found:
                raise _unknown(set_id)
            self.clips.drop(set_id)  # before the row, so that no clip is left without a set
            for row, (athlete, day) in found:
                db.execute("DELETE FROM sets WHERE rowid = ?", (row,))
                database.follow(db, (athlete, day), None)

        database.delete_in(self.file, forget)

    def hand_over(self, renamed: Mapping[str, str]) -> None:
        """Let sets kept anew under another name take clip, place and day of the old, by its id."""
        renamed = {old_id: new_id for old_id, new_id in renamed.items() if old_id != new_id}

        def move(db: sqlite3.Connection) -> None:
            for old_id, new_id in renamed.items():
                place = db.execute("SELECT rowid FROM sets WHERE id = ?", (old_id,)).fetchone()
                self.clips.rename(old_id, new_id)
                if place and (old := database.whose(db, old_id)):  # among the sets of its day
                    db.execute("DELETE FROM sets WHERE id = ?", (old_id,))
                    db.execute("UPDATE sets SET rowid = ? WHERE id = ?", (*place, new_id))
                    database.follow(db, old, database.whose(db, new_id))

        if renamed:
            database.delete_in(self.file, move)

    def delete_all(self) -> int:
        """Delete every set, clip and answer, so that nothing of them is left in the file.

        Damaged files that were set aside are deleted as well. The switch stays as it is. Gives how
        many sets there were.
        """
        database.drop_set_aside(self.file)
        if not self.is_there:
            self.clips.drop_all()
            return 0

        def forget(db: sqlite3.Connection) -> int:
            self.clips.drop_all()
            db.execute("DELETE FROM answers")
            return db.execute("DELETE FROM sets").rowcount

        return database.delete_in(self.file, forget)

    def export(self, *, felt: bool = False) -> Export:
        """Every set, oldest first, and how the days felt if `felt` is set."""
        rows = self._rows(f"SELECT {_LINE}, document FROM sets ORDER BY {_OLDEST}")
        return Export(tuple(map(_kept_set, rows)), tuple(self.answers() if felt else ()))

    def bring_in(self, export: Export) -> int:
        """Add all of an export, or nothing; gives how many sets were added or replaced."""
        self.require_on()
        with database.opened(self.file) as db:
            database.write_answers(db, export.answers)
            return database.add_sets(db, export.sets)

    def require_on(self) -> None:
        """Check that the history is on.

        Raises:
            OptionError: The history is off.
        """
        if not self.is_on:
            raise OptionError("The history is off.", "Switch it on with `formcheck history on`.")


def _line(row: tuple[Any, ...]) -> Line:
    """A row that begins with the columns of `_LINE`."""
    name, *about = row[:7]
    with readable_set(name):
        if name_of(name) != name:
            raise ValueError("another program's name of a set")
        if not all(text.isprintable() for text in row[:15] if isinstance(text, str)):
            raise ValueError("letters of another encoding, or none")
        return Line(name, About(*about), *row[7:15])


def _readable(rows: Iterable[tuple[Any, ...]]) -> Iterator[Line]:
    for row in rows:
        with suppress(UnreadableSetError):
            yield _line(row)


def _kept_set(row: tuple[Any, ...]) -> KeptSet:
    with readable_set(row[0]):
        return KeptSet(_line(row).about, document_of(row[-1], row[0]))


def _unknown(set_id: str) -> InputError:
    return OptionError(f"There is no set {set_id} in the history.", "See `formcheck history list`.")


def today() -> str:
    """Today's local date."""
    return date.today().isoformat()


def keep(history: History, analysis: Analysis, about: About | None = None) -> KeptSet | None:
    """Add one set; gives it as it is kept, None for one that is not `worth_keeping`.

    Without `about`, what was said of the set before stays.
    """
    if not worth_keeping(analysis):
        return None
    one = kept(analysis, about or _about(history.known(), analysis, ""))
    history.add([one])
    return one


def keep_for(
    history: History, analysis: Analysis, athlete: str, known: Known | None = None, **said: Any
) -> KeptSet | None:
    """Add one set of a lifter; it replaces the same set that was kept without a name.

    `said` are fields of `About`; what was said of the set before, as in `known`, stays else.
    """
    known = history.known() if known is None else known
    one = keep(history, analysis, replace(_about(known, analysis, athlete), **said))
    unnamed = set_id("", analysis.clip.sha256)
    if one is not None and unnamed in known:
        history.hand_over({unnamed: one.id})
    return one


def keep_all(history: History, analyses: Iterable[Analysis], athlete: str = "") -> int:
    """Add many sets of one lifter, as `keep_for`, all or none; gives how many."""
    known = history.known()
    named = {}

    def sets() -> Iterator[KeptSet]:
        for each in filter(worth_keeping, analyses):
            one = kept(each, _about(known, each, athlete))
            named[set_id("", each.clip.sha256)] = one.id
            yield one

    count = history.add(sets())
    history.hand_over({old: new for old, new in named.items() if old in known})
    return count


def _about(known: Known, analysis: Analysis, athlete: str) -> About:
    """What was said before of the set in a clip: of a lifter, or while nobody was named.

    Where nobody is named now, it is that of whichever lifter.
    """
    names = ["", *(about.athlete for about in known.values())] if not athlete else [athlete, ""]
    ids = (set_id(name, analysis.clip.sha256) for name in dict.fromkeys(names))
    about = next((known[each] for each in ids if each in known), About(today()))
    return replace(about, athlete=athlete or about.athlete)


def known_about(history: History, analysis: Analysis) -> About | None:
    """What was said before of the set in a clip, of whichever lifter."""
    known = history.known()
    about = _about(known, analysis, "")
    return about if set_id(about.athlete, analysis.clip.sha256) in known else None


def worth_keeping(analysis: Analysis) -> bool:
    """Whether the lift is known and has reps."""
    return bool(analysis.reps) and analysis.lift.name != "unknown"
