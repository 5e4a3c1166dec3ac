"""The history: nothing lost, nothing half, nothing kept that nobody asked for."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.errors import InputError, OptionError
from formcheck.history.database import MIGRATIONS, SIDECARS
from formcheck.history.record import About, Answer, kept
from formcheck.history.store import History, keep, keep_all, keep_for
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
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


def bytes_of(history: History) -> bytes:
    files = [Path(f"{history.file}{ending}") for ending in ("", *SIDECARS)]
    return b"".join(file.read_bytes() for file in files if file.exists())


def test_nothing_is_made_before_it_is_asked_for(tmp_path: Path) -> None:
    history = History(tmp_path / "kept" / "history.sqlite")
    assert not history.is_on
    assert history.lines() == []
    assert history.measures("", "squat") == set()
    assert history.points("", "squat", "lean_peak_deg") == []
    assert history.answers() == []
    assert history.delete_all() == 0
    assert history.export().sets == ()
    history.switch(on=False)
    with pytest.raises(OptionError, match="off"):
        keep(history, clean_squat_set())
    assert list(tmp_path.iterdir()) == []


def test_a_set_comes_back_with_what_was_said_of_it(history: History) -> None:
    about = About("2026-05-31", "Ana", 82.5, 2, 8.5, "felt quick")
    one = keep(history, good_morning_squat_set(), about)
    assert one
    assert history.get(one.id) == one
    (line,) = history.lines()
    assert line.about == about
    assert (line.lift, line.reps) == ("squat", len(good_morning_squat_set().reps))
    keep(history, good_morning_squat_set())  # judged anew: not a second set
    assert [each.about for each in history.lines()] == [about]


def test_a_set_that_is_perhaps_faulty_is_not_kept_as_flagged(history: History) -> None:
    """The list said "8 of 10 reps flagged" of a set whose page said 4, and perhaps 4 more."""
    squat = good_morning_squat_set()
    keep(history, squat)
    (line,) = history.lines()
    flagged = sum(rep.flagged for rep in squat.reps)
    assert (line.flagged, line.possible) == (flagged, 0)
    assert flagged > 0
    keep(history, only_perhaps(squat))
    (line,) = history.lines()
    assert (line.flagged, line.possible) == (0, flagged)


def test_no_name_of_a_file_no_curve_and_nobodys_place_is_kept(history: History) -> None:
    analysis = good_morning_squat_set().renamed("holiday-with-john.mp4")
    keep(history, analysis)
    assert b"holiday" not in bytes_of(history)
    (one,) = history.export().sets
    assert one.document.series.time_s == ()
    assert one.document.lifter.people == ()


def test_a_set_of_somebody_named_is_theirs_and_nobody_elses(
    history: History, tmp_path: Path
) -> None:
    """What was kept of it before it had a name goes along, with its clip."""
    (clip := tmp_path / "set.mov").write_bytes(b"moving pictures")
    nobodys = keep(history, clean_squat_set(), About("2026-05-01", load_kg=80))
    assert nobodys
    history.clips.keep(nobodys.id, clip)
    anas = keep_for(history, clean_squat_set(), "Ana")
    assert anas
    (line,) = history.lines()
    assert (line.about, line.id) == (About("2026-05-01", "Ana", 80), anas.id)
    assert history.clips.has(anas.id)
    assert not history.clips.has(nobodys.id)
    assert keep_for(history, clean_squat_set(), "Ana") == anas
    keep_for(history, clean_squat_set(), "Ben")  # two who lift in one clip
    assert {line.about.athlete for line in history.lines()} == {"Ana", "Ben"}


def test_a_trend_has_the_order_of_the_list(history: History) -> None:
    for number, order in enumerate((None, 2, 1)):
        about = About("2026-05-01", set_of_day=order, note=str(order))
        keep(history, numbered(clean_squat_set(), number), about)
    points = history.points("", "squat", "lean_peak_deg")
    assert [point.line.about.note for point in points] == ["1", "2", "None"]
    assert [line.about.note for line in history.lines()] == ["None", "2", "1"]


def test_a_clip_without_a_lift_is_not_kept(history: History) -> None:
    assert keep(history, replace(clean_squat_set(), reps=())) is None
    assert history.lines() == []


def test_search_finds_sets_with_all_the_words(history: History) -> None:
    keep(history, clean_squat_set(), About("2026-05-01", "Ana", 80, note="new shoes"))
    keep(history, late_shrug_deadlift_set(), About("2026-05-02", "Ben", 120))
    assert [each.lift for each in history.lines("SQUAT shoes")] == ["squat"]
    assert [each.about.athlete for each in history.lines("120 kg")] == ["Ben"]
    assert history.lines("squat 120") == []
    assert [each.about.athlete for each in history.lines(athlete="Ana")] == ["Ana"]


def test_the_set_before_is_of_the_same_lifter_and_lift(history: History) -> None:
    squat, pull = clean_squat_set(), late_shrug_deadlift_set()
    keep(history, numbered(squat, 1), About("2026-05-08"))
    keep(history, numbered(squat, 2), About("2026-05-01"))  # brought in later, lifted earlier
    keep(history, numbered(pull, 3), About("2026-05-09"))
    keep(history, numbered(squat, 4), About("2026-05-09", "Ben"))
    keep(history, numbered(squat, 5), About("2026-05-08"))
    new = kept(numbered(squat, 6), About("2026-05-10"))
    found = history.before(new)
    assert found
    assert found.document.clip.sha256 == f"{5:064x}"
    again = history.before(found)
    assert again
    assert again.document.clip.sha256 == f"{1:064x}"
    first = history.before(again)
    assert first
    assert first.about.day == "2026-05-01"
    assert history.before(first) is None


def test_deleted_sets_are_gone_from_the_file(history: History) -> None:
    one = keep(history, clean_squat_set(), About("2026-05-01", note="secretword"))
    other = keep(history, late_shrug_deadlift_set(), About("2026-05-02", note="otherword"))
    assert one
    assert other
    history.answer(Answer("wordy", "2026-05-01", 2))
    assert b"secretword" in bytes_of(history)
    history.delete(one.id)
    assert b"secretword" not in bytes_of(history)
    assert b"otherword" in bytes_of(history)
    assert history.delete_all() == 1
    for word in (b"otherword", b"wordy", other.id.encode()):
        assert word not in bytes_of(history)
    assert history.is_on
    with pytest.raises(OptionError, match="no set"):
        history.delete(one.id)


def test_a_ticked_clip_goes_with_its_set_and_no_other(history: History, tmp_path: Path) -> None:
    clip = tmp_path / "set.mov"
    clip.write_bytes(b"moving pictures")
    clip.chmod(0o644)
    one = keep(history, clean_squat_set(), About("2026-05-01"))
    other = keep(history, late_shrug_deadlift_set(), About("2026-05-02"))
    assert one
    assert other
    assert not history.clips.folder.exists()
    for each in (one, other):
        history.clips.keep(each.id, clip)
    kept_clip = history.clips.path(one.id)
    assert kept_clip.read_bytes() == b"moving pictures"
    assert stat.S_IMODE(kept_clip.stat().st_mode) == 0o600
    assert stat.S_IMODE(history.clips.folder.stat().st_mode) == 0o700
    assert b"moving pictures" not in history.export().to_json().encode()
    history.delete(one.id)
    assert not history.clips.has(one.id)
    assert history.clips.has(other.id)
    with pytest.raises(OptionError, match="no set"):
        history.delete("../set.mov")
    assert clip.exists()
    history.delete_all()
    assert not history.clips.folder.exists()


def test_a_clip_that_cannot_be_kept_is_one_line(history: History, tmp_path: Path) -> None:
    one = keep(history, clean_squat_set())
    assert one
    with pytest.raises(InputError, match="clip could not be kept"):
        history.clips.keep(one.id, tmp_path / "gone.mp4")
    assert list(history.clips.folder.iterdir()) == []


def test_nobody_else_may_read_it(history: History) -> None:
    keep(history, clean_squat_set())
    with sqlite3.connect(history.file) as reader:
        reader.execute("SELECT * FROM sets").fetchall()
        for ending in ("", "-wal", "-shm"):
            mode = Path(f"{history.file}{ending}").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
    assert stat.S_IMODE(history.file.parent.stat().st_mode) == 0o700


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


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_every_earlier_version_is_brought_up(tmp_path: Path, version: int) -> None:
    history = History(tmp_path / "history.sqlite")
    with sqlite3.connect(history.file) as db:
        for script in MIGRATIONS[:version]:
            db.executescript(script)
        db.execute(f"PRAGMA user_version = {version}")
    history.switch(on=True)
    assert keep(history, clean_squat_set())


def test_sets_of_the_first_version_are_counted_anew(tmp_path: Path) -> None:
    """Of a document that cannot be read any more nothing is said rather than 0."""
    history = History(tmp_path / "history.sqlite")
    perhaps = kept(only_perhaps(good_morning_squat_set()), About("2026-05-02"))
    documents = {"perhaps": perhaps.document.to_json(indent=None), "unreadable": "{}"}
    with sqlite3.connect(history.file) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")
        for name, document in documents.items():
            said = (name, "", "2026-05-02", None, None, None, "", "squat", "high_bar", 6, 2, "0.1")
            db.execute(f"INSERT INTO sets VALUES ({'?, ' * 12}?)", (*said, document))
    found = {line.id: (line.flagged, line.possible) for line in history.lines()}
    assert found == {"perhaps": (0, 2), "unreadable": (2, None)}
    assert history.get("perhaps").document == perhaps.document
    history.switch(on=True)
    assert keep(history, clean_squat_set())


def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        history = History(Path("/proc/history.sqlite"))  # nothing can be made there, even by root
    else:
        tmp_path.chmod(0o500)
        history = History(tmp_path / "history.sqlite")
    with pytest.raises(InputError, match="cannot be written here"):
        history.switch(on=True)


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


def test_a_thousand_sets_are_read_in_less_than_a_second(history: History) -> None:
    sets = [numbered(good_morning_squat_set(), number) for number in range(1000)]
    assert keep_all(history, sets) == 1000
    began = time.process_time()  # what it costs, however busy the machine is
    assert len(history.lines("squat")) == 1000
    assert "lean_peak_deg" in history.measures("", "squat")
    assert len(history.points("", "squat", "lean_peak_deg")) == 1000
    newest = history.get(history.lines()[0].id)
    assert history.before(newest)
    assert time.process_time() - began < 1.0
