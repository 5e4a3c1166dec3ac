"""The history: what is kept, found again and deleted; nothing that nobody asked for."""

from __future__ import annotations

import stat
import time
from dataclasses import replace
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest

from formcheck.analysis import Analysis
from formcheck.errors import InputError, OptionError
from formcheck.history.database import SIDECARS
from formcheck.history.record import About, Answer, effort, kept, load_kg, set_id
from formcheck.history.store import History, keep, keep_all, keep_for
from formcheck.report.words import flagged_words
from tests.examples import (
    clean_squat_set,
    front_view_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    only_perhaps,
)
from tests.history.sets import numbered


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
    assert line.worst == "good_morning"
    keep(history, only_perhaps(squat))
    (line,) = history.lines()
    assert (line.flagged, line.possible, line.worst) == (0, flagged, None)


def test_reps_that_were_not_judged_are_not_kept_as_clean(history: History) -> None:
    """A set of which nothing of the back was seen read "0 of 3 reps flagged"."""
    front = front_view_squat_set()
    keep(history, front)
    keep(history, clean_squat_set(), About("2026-05-30"))
    found = {line.unjudged: line.judged for line in history.lines()}
    assert found == {len(front.reps): 0, 0: len(clean_squat_set().reps)}
    said = flagged_words(0, 0, 3, 3)
    assert said == "0 of 3 reps flagged, 3 with back not judged"


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


def test_one_clip_is_kept_once_however_it_came_in(history: History) -> None:
    """A batch and `history add` kept a second copy of what the page had kept, and counted both."""
    keep(history, clean_squat_set(), About("2026-05-01", load_kg=80))
    assert keep_all(history, [clean_squat_set()], "Ana") == 1
    assert [line.about for line in history.lines()] == [About("2026-05-01", "Ana", 80)]
    assert keep_all(history, [clean_squat_set()]) == 1
    assert [line.about for line in history.lines()] == [About("2026-05-01", "Ana", 80)]


def test_whose_set_it_is_does_not_move_it_within_its_day(history: History) -> None:
    """Named last, the first set of a day was compared with those that came after it."""
    day = About("2026-05-01")
    first, second = (keep(history, numbered(clean_squat_set(), n), day) for n in (1, 2))
    assert first
    assert second
    for one in (second, first):
        keep_for(history, one.document, "Ana")
    assert [one.document for one in history.export().sets] == [first.document, second.document]


def test_a_trend_has_the_order_of_the_list(history: History) -> None:
    for number, order in enumerate((None, 2, 1)):
        about = About("2026-05-01", set_of_day=order, note=str(order))
        keep(history, numbered(clean_squat_set(), number), about)
    points = history.points("", "squat", "lean_peak_deg")
    assert [point.line.about.note for point in points] == ["1", "2", "None"]
    assert [line.about.note for line in history.lines()] == ["None", "2", "1"]


def test_a_point_of_a_trend_has_its_camera(history: History) -> None:
    side = clean_squat_set()
    turned = replace(side, view=replace(side.view, name="oblique"))
    for number, analysis in enumerate((side, turned)):
        keep(history, numbered(analysis, number), About("2026-05-01", set_of_day=number + 1))
    points = history.points("", "squat", "lean_peak_deg")
    assert [point.view for point in points] == ["side", "oblique"]


def test_a_clip_without_a_lift_is_not_kept(history: History) -> None:
    assert keep(history, replace(clean_squat_set(), reps=())) is None
    assert history.lines() == []


def test_search_finds_sets_with_all_the_words(history: History) -> None:
    keep(history, clean_squat_set(), About("2026-05-01", "Ana", 80, note="new shoes"))
    keep(history, late_shrug_deadlift_set(), About("2026-05-02", "Ben", 120))
    assert [each.lift for each in history.lines("SQUAT shoes")] == ["squat"]
    assert [each.about.athlete for each in history.lines("120 kg")] == ["Ben"]
    assert history.lines("squat 120") == []
    assert history.lines("20 kg") == [], "of 120 kg"
    assert [each.about.load_kg for each in history.lines("80")] == [80]
    for line in history.lines():
        assert history.lines(line.id) == [line] == history.lines(line.id[:6])
        assert line not in history.lines(line.id[3:])
    assert [each.about.athlete for each in history.lines(athlete="Ana")] == ["Ana"]


def test_a_search_takes_what_the_list_says_and_what_was_typed(history: History) -> None:
    """The list says 20 May 2026 and 82.5 kg; who typed that day or 82,5 found no set."""
    keep(history, clean_squat_set(), About("2026-05-20", load_kg=82.5))
    keep(history, late_shrug_deadlift_set(), About("2026-04-02", note="1,5 rests"))
    assert [line.lift for line in history.lines("1,5")] == ["deadlift"]
    for search in ("20 May 2026", "may", "82,5", "82,5 kg", "82.5", "2026-05-20"):
        assert [line.lift for line in history.lines(search)] == ["squat"], search
    assert history.lines("82,50") == history.lines("2,5") == []


def test_a_number_finds_no_set_whose_id_begins_with_it_nor_one_with_a_fraction(
    history: History,
) -> None:
    one = clean_squat_set()
    names = map("".join, product(ascii_lowercase, repeat=3))
    name = next(name for name in names if set_id(name, one.clip.sha256).startswith("80"))
    keep(history, one, About("2026-05-01", name, 182.5))
    (line,) = history.lines()
    for word in ("8", "80", "182", "82", "82.5", "5"):
        assert history.lines(word) == [], word
    for search in ("182.5 kg", line.id[:6], line.id):
        assert history.lines(search) == [line]


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


def test_the_set_before_shows_what_this_one_shows(history: History) -> None:
    """A set from the front between two from the side hid what became of the first one's faults."""
    side, front = good_morning_squat_set(), front_view_squat_set()
    unseen = replace(front, view=side.view)
    for number, (day, each) in enumerate(
        (("01", front), ("02", side), ("03", front), ("04", unseen), ("05", side), ("06", front)), 1
    ):
        keep(history, numbered(each, number), About(f"2026-05-{day}"))

    def day_before(each: Analysis, day: str) -> str:
        found = history.before(kept(numbered(each, 9), About(f"2026-05-{day}")))
        return found.about.day[-2:] if found else ""

    assert [day_before(side, day) for day in ("07", "04", "03")] == ["05", "02", "02"]
    assert [day_before(front, day) for day in ("07", "05", "02")] == ["06", "03", "01"]
    assert day_before(side, "01") == "01"  # there is no other
    assert day_before(unseen, "07") == "05"


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


def test_clips_of_the_users_own_beside_the_history_stay(history: History, tmp_path: Path) -> None:
    """`FORMCHECK_HISTORY=~/squat.sqlite` keeps its clips in ~/squat-clips, which may be there."""
    own = history.clips.folder / "pr.mov"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    one = keep(history, clean_squat_set())
    assert one
    history.clips.keep(one.id, own)
    (own.parent / f".{one.id}.{'0' * 12}.part").touch()
    history.delete_all()
    assert list(own.parent.iterdir()) == [own]


def test_a_clip_that_cannot_be_kept_is_one_line(history: History, tmp_path: Path) -> None:
    one = keep(history, clean_squat_set())
    assert one
    with pytest.raises(InputError, match="clip could not be kept"):
        history.clips.keep(one.id, tmp_path / "gone.mp4")
    assert list(history.clips.folder.iterdir()) == []


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


@pytest.mark.parametrize(
    ("typed", "kg"),
    [
        ("", None),
        ("82.5", 82.5),
        (" 82,5 kg", 82.5),
        ("100.123", 100.123),
        ("180 lb", 81.6),
        ("225LBS", 102.1),
        ("0", 0.0),
    ],
)
def test_a_weight_is_read_as_lifters_write_it(typed: str, kg: float | None) -> None:
    """A field for numbers dropped the comma and the unit: 82,5 was 825, and 225 lb were 225 kg."""
    assert load_kg(typed) == kg


@pytest.mark.parametrize("typed", ["-20", "1e9", "nan", "1,000", "99999", "2 plates", "٣"])
def test_what_is_no_weight_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Write the weight as 82\.5 or 180 lb, at most 1000 kg"):
        load_kg(typed)


@pytest.mark.parametrize(("typed", "hard"), [("", None), ("8", 8.0), ("7.5", 7.5), (" 7,5 ", 7.5)])
def test_how_hard_it_was_is_read_as_lifters_write_it(typed: str, hard: float | None) -> None:
    """A field for numbers dropped the comma: 7,5 was 75, and refused."""
    assert effort(typed) == hard
    assert f"{effort('-0'):g}" == "0"


@pytest.mark.parametrize("typed", ["75", "-1", "nan", "1,000.5", "very"])
def test_what_is_no_effort_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Write how hard it was as 7\.5, from 0 to 10"):
        effort(typed)
