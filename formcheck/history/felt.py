"""How days felt, in the file: an answer goes with the sets of its lifter and day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from formcheck.history.record import Answer

_Of = tuple[str, str]
"""A lifter and a day."""


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
