"""A disk that is full: what is kept is shown, and what is to go goes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.history.store import History, keep, keep_all
from tests.commands import ROOT
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.history.sets import numbered

ON_A_DISK_OF_ITS_OWN = """
mount -t tmpfs -o size=1m none "$1" && exec "$2" -c "$3" "$1"
"""
DELETES = """
import sqlite3
import sys
from pathlib import Path
from formcheck.errors import InputError
from formcheck.history.record import Answer
from formcheck.history.store import History, keep_all
from tests.examples import good_morning_squat_set
from tests.history.sets import numbered

history = History(Path(sys.argv[1], "history.sqlite"))
history.switch(on=True)
keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(3)))
history.answer(Answer("", "2026-05-01", 3))

def fill() -> None:
    try:
        with Path(sys.argv[1], "filled").open("ab", buffering=0) as file:
            while file.write(bytes(512)):
                pass
    except OSError:
        pass

assert b"formcheck_version" in history.file.read_bytes()
fill()
first, *others = history.lines()
try:
    history.answer(Answer("", "2026-05-02", 3))
except InputError as error:
    print(error.what)
history.delete(first.id)
assert history.lines() == others
assert first.id.encode() not in history.file.read_bytes()
fill()
print(history.delete_all(), history.lines(), history.answers(), history.is_on)
assert b"formcheck_version" not in history.file.read_bytes()
Path(sys.argv[1], "filled").unlink()
assert keep_all(history, [good_morning_squat_set()]) == 1
with sqlite3.connect(history.file) as db:
    print(*db.execute("PRAGMA integrity_check").fetchone())
"""


def test_a_full_disk_is_one_line_and_loses_nothing(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(history, clean_squat_set())
    connect = sqlite3.connect

    def small(*args: object, **named: object) -> sqlite3.Connection:
        made = connect(*args, **named)  # type: ignore[call-overload]
        made.execute("PRAGMA max_page_count = 1")  # never below what is in use: full from now on
        return made  # type: ignore[no-any-return]

    many = [numbered(good_morning_squat_set(), number) for number in range(20)]
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", small)
        with pytest.raises(InputError, match="disk is full"):
            keep_all(history, many)
    assert len(history.lines()) == 1


def test_on_a_full_disk_sets_are_listed_and_deleted(tmp_path: Path) -> None:
    """Both were refused, to who wanted to make room: the history "cannot be written here"."""
    alone = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
    trial = [*alone, 'mount -t tmpfs none "$0"', str(tmp_path)]
    if not shutil.which("unshare") or subprocess.run(trial, check=False, stderr=-3).returncode:
        pytest.skip("no disk of its own for a process on this machine")
    ran = subprocess.run(
        [*alone, ON_A_DISK_OF_ITS_OWN, "sh", str(tmp_path), sys.executable, DELETES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [
        "The disk is full: nothing was changed.",
        "2 [] [] True",
        "ok",
    ]
