"""The file of the history, a SQLite file: private, and consistent after a kill at any moment.

It is opened only for one transaction at a time. How a day felt goes with the sets of its lifter
and day.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from formcheck.errors import InputError
from formcheck.findings.verdict import RepState
from formcheck.history.record import Answer, KeptSet, reps_of_state, worst_fault, worst_in
from formcheck.machine.files import FILE_MODE, FOLDER_MODE, close_to_others, os_errors_as
from formcheck.machine.user_files import real
from formcheck.report.digest import count_of

Done = TypeVar("Done")
_Of = tuple[str, str]
"""A lifter and a day."""
WAIT_S = 10.0
"""How long to wait for another process that writes: another window, a phone's set or a batch."""
SIDECARS = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite writes beside a database."""
_DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
"""Error codes of a damaged file."""
_CHANGED = frozenset((sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH))
"""Error codes of a file that another program changed: a table or column is missing, or a value has
another type."""
_NO_ROOM = frozenset((sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR))
"""Error codes of a full disk."""

_COUNTED: tuple[RepState, ...] = ("flagged", "possible", "unjudged")
"""Columns of `sets` that count reps of a state."""

# settings (PRAGMA) to open the file with
_JOURNALLED = ("journal_mode = WAL",)
"""The usual ones: changes go to a write-ahead log first."""
_ALONE = ("locking_mode = EXCLUSIVE",)
"""For a full disk: without the shared-memory file of the log, for which there may be no space."""
_IN_PLACE = (*_ALONE, "journal_mode = MEMORY")
"""For deleting on a full disk: nothing is written beside the file."""
_UNUSABLE = (
    "The history cannot be written here.",
    "Check the folder's permissions and free space, or name a file with FORMCHECK_HISTORY.",
)
MIGRATIONS = (
    """
    CREATE TABLE sets (
        id TEXT PRIMARY KEY, athlete TEXT NOT NULL, day TEXT NOT NULL, load_kg REAL,
        set_of_day INTEGER, effort REAL, note TEXT NOT NULL, lift TEXT NOT NULL,
        variant TEXT NOT NULL, reps INTEGER NOT NULL, flagged INTEGER NOT NULL,
        read_by TEXT NOT NULL, document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX by_day ON sets (athlete, lift, day);
    CREATE TABLE measures (
        set_id TEXT NOT NULL REFERENCES sets (id) ON DELETE CASCADE, name TEXT NOT NULL,
        mean REAL NOT NULL, half_width REAL NOT NULL, unit TEXT NOT NULL, reps INTEGER NOT NULL,
        PRIMARY KEY (set_id, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE answers (
        athlete TEXT NOT NULL, day TEXT NOT NULL, felt INTEGER NOT NULL,
        PRIMARY KEY (athlete, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE sets ADD COLUMN possible INTEGER;
    UPDATE sets SET possible = reps_of_state(document, 'possible'),
        flagged = coalesce(reps_of_state(document, 'flagged'), flagged);
    """,
    """
    ALTER TABLE sets ADD COLUMN unjudged INTEGER;
    UPDATE sets SET unjudged = reps_of_state(document, 'unjudged');
    """,
    """
    ALTER TABLE sets ADD COLUMN worst TEXT;
    UPDATE sets SET worst = worst_in(document);
    """,
)
"""Scripts that change the tables from one `PRAGMA user_version` to the next. None is changed after
its release."""


class FullError(InputError):
    """The disk is full."""


@contextmanager
def opened(file: Path, *, in_place: bool = False) -> Iterator[sqlite3.Connection]:
    """A transaction on the history, whose file is made where it is missing.

    It can be read on a full disk, too. `in_place` writes nothing beside the file, which may be
    damaged if the process is killed within the transaction.

    Raises:
        InputError: The file is damaged (it is renamed then), of a newer version or of another
            program, or the disk is full or cannot be written.
    """
    with _disk_errors_in_one_line():
        file = real(file)
        _refuse_anothers(file)
        _make_private(file)
    with _sqlite_errors_in_one_line(file):
        try:
            connection = _prepared(file, _IN_PLACE if in_place else _JOURNALLED)
        except UnicodeDecodeError as error:  # the text of an error in sqlite3 is damaged itself
            raise _damaged(file) from error
        with closing(connection), _transaction(connection):
            yield connection


def delete_in(file: Path, work: Callable[[sqlite3.Connection], Done]) -> Done:
    """Delete rows so that nothing of them is left in the file.

    This works on a full disk, too, which has no space for a log: deleting is how a user frees some.
    `work` deletes the rows; it may be called twice.

    Raises:
        InputError: As `opened` and `wipe`.
    """
    try:
        with opened(file) as db:
            done = work(db)
    except FullError:
        with opened(file, in_place=True) as db:
            done = work(db)
    wipe(file)
    return done


def add_sets(db: sqlite3.Connection, sets: Iterable[KeptSet]) -> int:
    """Add or replace sets; gives how many, copies of one clip once."""
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
            "worst": worst_fault(document),
            "document": document.to_json(indent=None),
        }
        old = whose(db, one.id)
        names, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        update = ", ".join(f"{name} = excluded.{name}" for name in row)
        insert = f"INSERT INTO sets ({names}) VALUES ({values})"
        db.execute(f"{insert} ON CONFLICT (id) DO UPDATE SET {update}", row)
        if old:
            follow(db, old, (one.about.athlete, one.about.day))
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


def write_answers(db: sqlite3.Connection, answers: Iterable[Answer]) -> None:
    """Write answers; each replaces an earlier one for the same lifter and day."""
    rows = ((one.athlete, one.day, one.felt) for one in answers)
    db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)


def whose(db: sqlite3.Connection, set_id: str) -> _Of | None:
    """Lifter and day of a set; None where it is not kept."""
    row = db.execute("SELECT athlete, day FROM sets WHERE id = ?", (set_id,)).fetchone()
    return None if row is None else (row[0], row[1])


def follow(db: sqlite3.Connection, old: _Of, new: _Of | None) -> None:
    """Let how a day felt go where its last set went: to another lifter, another day, or away.

    Where somebody else has a set of that day, nobody knows whose answer it was, and it goes.
    """
    if db.execute("SELECT 1 FROM sets WHERE (athlete, day) = (?, ?)", old).fetchone():
        return
    others = "SELECT 1 FROM sets WHERE day = ? AND athlete NOT IN (?, ?)"
    if new and (old[0] == new[0] or not db.execute(others, (old[1], old[0], new[0])).fetchone()):
        move = "UPDATE OR IGNORE answers SET athlete = ?, day = ? WHERE (athlete, day) = (?, ?)"
        db.execute(move, (*new, *old))
    db.execute("DELETE FROM answers WHERE (athlete, day) = (?, ?)", old)


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=WAIT_S, isolation_level=None)


def _prepared(file: Path, modes: Sequence[str]) -> sqlite3.Connection:
    """An open connection with these settings, or with `_ALONE` if the disk is full."""
    connection = _connected(file)
    try:
        _prepare(connection, modes)
    except BaseException as error:
        connection.close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if modes is _JOURNALLED and code in _NO_ROOM:
            return _prepared(file, _ALONE)
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def wipe(file: Path) -> None:
    """Remove deleted rows from the write-ahead log, too.

    Raises:
        InputError: Another process is reading; what was deleted may still be in the log.
    """
    with _sqlite_errors_in_one_line(file), closing(_connected(file)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise InputError(
            "It is deleted, but another program still reads the history.",
            "Close it and delete once more, so that nothing of it is left in the file.",
        )


def drop_set_aside(file: Path) -> None:
    """Delete damaged files that were set aside.

    Raises:
        InputError: One cannot be deleted.
    """
    with _disk_errors_in_one_line():
        file = real(file)
        for aside in file.parent.glob(f"{file.stem}-damaged-*"):
            aside.unlink(missing_ok=True)


def _refuse_anothers(file: Path) -> None:
    """Refuse a database of another program, without changing its permissions or content."""
    names: set[str] = set()
    # errors are ignored here: `opened` reports a file that is missing or damaged
    with (
        suppress(sqlite3.Error, ValueError),
        closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection,
    ):
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if names and "sets" not in names:
        raise InputError(
            "The file that FORMCHECK_HISTORY names is another program's.", "Name another."
        )


def _make_private(file: Path) -> None:
    """Make the file where it is missing, and let only its owner read it and those beside it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    with suppress(FileExistsError):  # SQLite gives its other files the permissions of this one
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    if not file.is_file():  # SQLite would write its journal beside a device, too
        raise InputError(
            f"{file} is not a file that a history can be kept in.",
            "Name another with FORMCHECK_HISTORY.",
        )
    names = [file.name, *(file.name + ending for ending in SIDECARS)]
    close_to_others(file.parent, names)


def _prepare(connection: sqlite3.Connection, modes: Sequence[str]) -> None:
    """Set up a new connection, and bring the tables to the present version."""
    # text that is not UTF-8 makes one set unreadable, and must not make the whole file so
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    for line in (*modes, "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {line}").fetchall()
    if _version(connection) == len(MIGRATIONS):
        return
    with _transaction(connection):  # locks the file: of two processes, one does it
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise InputError(
                "The history was written by a newer formcheck.", "Install that one again."
            )
        connection.create_function("reps_of_state", 2, reps_of_state, deterministic=True)
        connection.create_function("worst_in", 1, worst_in, deterministic=True)
        for script in MIGRATIONS[version:]:
            for statement in filter(str.strip, script.split(";")):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _disk_errors_in_one_line() -> AbstractContextManager[None]:
    return os_errors_as(InputError, *_UNUSABLE)


@contextmanager
def _sqlite_errors_in_one_line(file: Path) -> Iterator[None]:
    """Turn errors of SQLite about the file into an `InputError`; all other errors pass."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):  # a defect of formcheck
        raise
    except sqlite3.Error as error:
        raise _in_one_line(error, file) from error


def _in_one_line(error: sqlite3.Error, file: Path) -> InputError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    if code in _DAMAGED:
        return _damaged(file)
    if code == sqlite3.SQLITE_FULL:
        return FullError("The disk is full: nothing was changed.", "Free space, then try again.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return InputError("Another program holds the history.", "Try again in a moment.")
    if code in _CHANGED:
        return InputError(
            "The history is not as formcheck wrote it: another program changed it, or the disk.",
            f"Move {file.name} away and bring back an export, or a copy of it.",
        )
    return InputError(*_UNUSABLE)


def _damaged(file: Path) -> InputError:
    return InputError(
        f"The history was damaged. It is set aside as {_set_aside(file)}, and nothing is kept for "
        "now.",
        "Switch it on again for a new one, and bring back an export if you have one.",
    )


def _set_aside(file: Path) -> str:
    """Rename a damaged file and those beside it; gives the new name."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    aside = file.with_name(f"{file.stem}-damaged-{stamp}{file.suffix}")
    for ending in ("", *SIDECARS):
        with suppress(FileNotFoundError):  # another process has done it
            Path(f"{file}{ending}").rename(f"{aside}{ending}")
    return aside.name
