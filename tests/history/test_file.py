"""The file of a history: nobody else reads it, and nothing is lost when a writing goes wrong."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.history.database import MIGRATIONS
from formcheck.history.record import About, kept, reps_of_state, worst_in
from formcheck.history.store import History, keep
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    only_perhaps,
)
from tests.history.sets import numbered

WRITER = """
import os
import sys
from dataclasses import replace
from pathlib import Path
from formcheck.history.record import About, kept
from formcheck.history.store import History
from tests.examples import clean_squat_set
history, base = History(Path(sys.argv[1])), kept(clean_squat_set(), About("2026-01-05"))
def write(first, last, said):
    for number in range(first, last):
        clip = replace(base.document.clip, sha256=f"{number:064x}")
        history.add([replace(base, document=replace(base.document, clip=clip))])
        os.write(said, b"%d\\n" % number)
for line in sys.stdin:
    first, last = map(int, line.split())
    said = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    writer = os.fork()
    if not writer:
        write(first, last, said)
        os._exit(0)
    os.close(said)
    print(writer, flush=True)
    print(os.waitpid(writer, 0)[1], flush=True)
"""


class Writers:
    """A process that starts another for each writing: those need nothing loaded, and begin at once.

    Args:
        history: Where they write.
        said: The file in which each says what it has kept.
    """

    def __init__(self, history: History, said: Path) -> None:
        said.touch()
        self._said = said
        self._mother = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(history.file), str(said)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, first: int, last: int) -> int:
        """Begin to keep sets of these numbers; the process that does."""
        assert self._mother.stdin
        self._mother.stdin.write(f"{first} {last}\n")
        self._mother.stdin.flush()
        return self._answer()

    def ended(self) -> int:
        """Wait for the writer; how it ended."""
        return self._answer()

    def said(self) -> list[int]:
        """What was kept so far."""
        return [int(line) for line in self._said.read_text().splitlines()]

    def close(self) -> None:
        self._mother.communicate(timeout=120)

    def _answer(self) -> int:
        assert self._mother.stdout
        return int(self._mother.stdout.readline())


def test_nobody_else_may_read_it(history: History) -> None:
    keep(history, clean_squat_set())
    with sqlite3.connect(history.file) as reader:
        reader.execute("SELECT * FROM sets").fetchall()
        for ending in ("", "-wal", "-shm"):
            mode = Path(f"{history.file}{ending}").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(history.file.parent.stat().st_mode) == 0o700


def test_what_a_link_leads_to_is_as_private(tmp_path: Path) -> None:
    (real := tmp_path / "disk").mkdir()
    history = History(tmp_path / "history.sqlite")
    history.file.symlink_to(real / "kept.sqlite")
    (real / "kept.sqlite").touch(0o644)
    history.switch(on=True)
    keep(history, clean_squat_set())
    assert history.file.is_symlink()
    with sqlite3.connect(history.file) as reader:
        reader.execute("SELECT * FROM sets").fetchall()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in real.iterdir()}
    assert modes == dict.fromkeys(("kept.sqlite", "kept.sqlite-wal", "kept.sqlite-shm"), 0o600)


def test_a_link_to_a_damaged_file_stays_and_the_file_is_set_aside(tmp_path: Path) -> None:
    (real := tmp_path / "disk").mkdir()
    history = History(tmp_path / "history.sqlite")
    history.file.symlink_to(real / "kept.sqlite")
    (real / "kept.sqlite").write_bytes(b"no database at all" * 500)
    with pytest.raises(InputError, match="set aside as kept-damaged-"):
        history.lines()
    assert len(list(real.glob("kept-damaged-*"))) == 1
    history.delete_all()
    assert history.file.is_symlink()
    assert not list(real.iterdir())


@pytest.mark.parametrize("name", ["/dev/null", "a folder", "a circle", "a pipe"])
def test_what_is_no_file_is_no_history_and_stays_as_it_is(tmp_path: Path, name: str) -> None:
    place = tmp_path / name  # an absolute name is a place of its own
    if name == "a folder":
        place.mkdir()
    elif name == "a circle":
        place.symlink_to(place)
    elif name == "a pipe":
        os.mkfifo(place)
    history = History(place)
    assert (history.is_on, history.lines(), history.answers()) == (False, [], [])
    with pytest.raises(InputError, match=r"is not a file that|cannot be written here"):
        history.switch(on=True)
    assert not Path("/dev/null-journal").exists()
    assert len(list(tmp_path.iterdir())) == (name != "/dev/null")


@pytest.mark.parametrize("version", [0, 1, 99])
def test_the_database_of_another_program_stays_as_it_is(tmp_path: Path, version: int) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as db:
        db.execute("CREATE TABLE bookmarks (address TEXT)")
        db.execute(f"PRAGMA user_version = {version}")
    (tmp_path / "other.sqlite").chmod(0o664)
    before = (tmp_path / "other.sqlite").read_bytes()
    with pytest.raises(InputError, match="another program's"):
        History(tmp_path / "other.sqlite").switch(on=True)
    assert (tmp_path / "other.sqlite").read_bytes() == before
    assert (tmp_path / "other.sqlite").stat().st_mode & 0o777 == 0o664


def test_a_damaged_file_is_set_aside_and_said(history: History) -> None:
    keep(history, clean_squat_set())
    history.file.write_bytes(b"no database at all" * 500)
    with pytest.raises(InputError, match="set aside as history-damaged-"):
        history.lines()
    aside = [path for path in history.file.parent.iterdir() if "damaged" in path.name]
    assert any(path.read_bytes().startswith(b"no database") for path in aside)
    assert not history.is_on
    history.switch(on=True)
    assert keep(history, clean_squat_set())


def test_delete_all_takes_what_was_damaged_and_its_clips(history: History, tmp_path: Path) -> None:
    (clip := tmp_path / "set.mov").write_bytes(b"moving pictures")
    one = keep(history, clean_squat_set())
    assert one
    history.clips.keep(one.id, clip)
    history.file.write_bytes(b"no database at all" * 500)
    with pytest.raises(InputError, match="Switch it on again"):
        history.lines()
    assert history.delete_all() == 0
    assert list(history.file.parent.iterdir()) == []


def test_a_newer_file_is_left_as_it_is(history: History) -> None:
    with sqlite3.connect(history.file) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = history.file.read_bytes()
    with pytest.raises(InputError, match="newer formcheck"):
        history.lines()
    assert history.file.read_bytes() == before


def test_an_id_of_no_encoding_is_unknown(history: History) -> None:
    with pytest.raises(InputError, match="There is no set"):
        history.delete("\udcff")


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_every_earlier_version_is_brought_up(tmp_path: Path, version: int) -> None:
    history = History(tmp_path / "history.sqlite")
    with sqlite3.connect(history.file) as db:
        db.create_function("reps_of_state", 2, reps_of_state)
        db.create_function("worst_in", 1, worst_in)
        for script in MIGRATIONS[:version]:
            db.executescript(script)
        db.execute(f"PRAGMA user_version = {version}")
    history.switch(on=True)
    assert keep(history, clean_squat_set())


def test_sets_of_the_first_version_are_counted_anew(tmp_path: Path) -> None:
    """Of a document that can no longer be read nothing is said rather than 0."""
    history = History(tmp_path / "history.sqlite")
    perhaps = kept(only_perhaps(good_morning_squat_set()), About("2026-05-02"))
    documents = {"a" * 12: perhaps.document.to_json(indent=None), "b" * 12: "{}"}
    with sqlite3.connect(history.file) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")
        for name, document in documents.items():
            said = (name, "", "2026-05-02", None, None, None, "", "squat", "high_bar", 6, 2, "0.1")
            db.execute(f"INSERT INTO sets VALUES ({'?, ' * 12}?)", (*said, document))
    found = {line.id: (line.flagged, line.possible, line.unjudged) for line in history.lines()}
    assert found == {"a" * 12: (0, 2, 0), "b" * 12: (2, None, None)}
    assert history.get("a" * 12).document == perhaps.document
    history.switch(on=True)
    assert keep(history, clean_squat_set())


def test_sets_of_an_earlier_version_are_told_with_their_worst_fault(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    history.switch(on=True)
    keep(history, good_morning_squat_set())
    with sqlite3.connect(history.file) as db:
        db.execute("ALTER TABLE sets DROP COLUMN worst")
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")
    assert [line.worst for line in history.lines()] == ["good_morning"]


def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        history = History(Path("/proc/history.sqlite"))  # nothing can be made there, even by root
    else:
        tmp_path.chmod(0o500)
        history = History(tmp_path / "history.sqlite")
    with pytest.raises(InputError, match="cannot be written here"):
        history.switch(on=True)


def test_killed_at_any_moment_nothing_is_lost_and_nothing_half(
    history: History, tmp_path: Path
) -> None:
    """What a writer said it had kept is there; of the one it was at, all or nothing."""
    random.seed(32)
    writers = Writers(history, tmp_path / "said.txt")
    for start in range(0, 30_000, 1000):
        writer = writers.start(start, start + 1000)
        while not start and not writers.said():  # a busy machine may keep none at all
            time.sleep(0.001)
        time.sleep(random.uniform(0.0, 0.05))
        os.kill(writer, signal.SIGKILL)
        assert os.WTERMSIG(writers.ended()) == signal.SIGKILL
    writers.close()
    said = writers.said()
    kept_numbers = {int(one.document.clip.sha256, 16) for one in history.export().sets}
    assert set(said) <= kept_numbers
    assert len(kept_numbers - set(said)) <= 30
    with sqlite3.connect(history.file) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        whole = "SELECT count(*) FROM measures GROUP BY set_id"
        assert len(set(db.execute(whole).fetchall())) == 1
        (sets,) = db.execute("SELECT count(DISTINCT set_id) FROM measures").fetchone()
    assert sets == len(kept_numbers)


def test_two_that_write_at_once_lose_nothing(history: History, tmp_path: Path) -> None:
    both = [Writers(history, tmp_path / name) for name in ("one.txt", "other.txt")]
    for number, writers in enumerate(both):
        writers.start(1000 * number, 1000 * number + 40)
    for number in range(2000, 2040):
        keep(history, numbered(clean_squat_set(), number))
    for writers in both:
        assert writers.ended() == 0
        writers.close()
    assert len(history.lines()) == 120
