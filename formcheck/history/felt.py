"""How days felt, in the file: an answer goes with the sets of its lifter and day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final

from formcheck.history.record import Answer

_OF_NEW: Final = "(SELECT athlete FROM sets WHERE id = :new)"


def write_answers(db: sqlite3.Connection, answers: Iterable[Answer]) -> None:
    """Write answers; each replaces an earlier one for the same lifter and day."""
    rows = ((one.athlete, one.day, one.felt) for one in answers)
    db.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", rows)


def drop_answer(db: sqlite3.Connection, row: int) -> None:
    """Delete the answer of a set's day if it is its lifter's last one: nothing would show it."""
    db.execute(
        "DELETE FROM answers WHERE (athlete, day) = "
        "(SELECT athlete, day FROM sets WHERE rowid = :row) AND NOT EXISTS (SELECT 1 FROM sets "
        "WHERE athlete = answers.athlete AND day = answers.day AND rowid <> :row)",
        {"row": row},
    )


def hand_over_answer(db: sqlite3.Connection, old_id: str, new_id: str) -> None:
    """Let the answer of a set's day go with it to another lifter, who has all sets of the day.

    Where somebody else has one of them, too, nobody knows whose answer it was, and it stays.
    """
    db.execute(
        f"UPDATE OR IGNORE answers SET athlete = {_OF_NEW} WHERE (athlete, day) = "
        "(SELECT athlete, day FROM sets WHERE id = :old) AND NOT EXISTS (SELECT 1 FROM sets "
        f"WHERE day = answers.day AND id <> :old AND athlete <> {_OF_NEW})",
        {"old": old_id, "new": new_id},
    )
