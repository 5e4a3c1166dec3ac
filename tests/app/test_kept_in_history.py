"""Whose a set is that the page keeps, without a browser."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.compare.differences import SetValue
from formcheck.history import store
from formcheck.history.record import About, Answer
from formcheck.history.store import History, keep_all
from formcheck.machine.shipped import sample_clips
from formcheck.page import backend
from formcheck.page.history_page import line_words, lines_in_words
from formcheck.page.history_trends import days, trend
from formcheck.page.phone import PHONES, PhonePlan
from formcheck.page.phone_keys import PhoneKeys
from formcheck.report.trends import trend_html
from tests.app.answered import answered
from tests.app.said import words_of
from tests.examples import all_examples, good_morning_squat_set, only_perhaps
from tests.history.sets import numbered

pytestmark = pytest.mark.long

Opens = Callable[[str], AppTest]


def test_a_set_is_that_of_whom_a_coach_named(open_example: Opens) -> None:
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
    assert [line.about.athlete for line in history.lines()] == [""]
    backend.runner().store.keep_athlete(app.session_state["set_ids"][0], "Ana")
    app.run()
    assert not app.exception
    assert [line.about.athlete for line in history.lines()] == ["Ana"]
    assert typed(app, "Whose set") == "Ana"


def test_a_set_of_a_batch_is_kept_once_somebody_is_named(open_example: Opens) -> None:
    """Clips of several lifters became one lifter's, each compared with another person's.

    Here it is opened as one of "Your sets in this window", whose address says nothing of a batch.
    """
    app = open_example("clean_squat_set")
    job_id, store = app.session_state["set_ids"][0], backend.runner().store
    history = History()
    history.switch(on=True)
    store.save_batch("b" * 32, [job_id])
    app.run()
    assert not app.exception
    assert history.lines() == []
    store.keep_athlete(job_id, "Ana")
    app.run()
    assert [line.about.athlete for line in history.lines()] == ["Ana"]


def test_a_set_that_has_no_rep_any_more_is_told_where_it_is_kept(open_example: Opens) -> None:
    """Struck out or of another person, it stood in the history as before, and nobody said so."""
    history = History()
    history.switch(on=True)
    still = "Your history keeps this set as it was read before."
    app = open_example("no_reps_found")
    assert not any(still in caption.value for caption in app.caption)
    before, now = good_morning_squat_set(), all_examples()["no_reps_found"]
    keep_all(history, [replace(before, clip=replace(before.clip, sha256=now.clip.sha256))])
    app.run()
    assert any(still in caption.value for caption in app.caption)


def test_sets_of_one_day_are_told_apart(open_example: Opens) -> None:
    """The date of today stood beside today's set, and two lines of the list were alike."""
    history = History()
    history.switch(on=True)
    open_example("clean_squat_set")
    app = open_example("good_morning_squat_set")
    assert not app.exception
    labels = [expander.label for expander in app.expander]
    assert "Compared with your previous set" in labels
    about = replace(history.lines()[0].about, set_of_day=2)
    assert " · set 2 · " in line_words(replace(history.lines()[0], about=about))
    about = replace(about, effort=7.5)
    assert " · effort 7.5 of 10 · " in line_words(replace(history.lines()[0], about=about))
    another = replace(history.lines()[0], lift="[press](x)")  # written by a newer program
    assert "[press](x)" not in line_words(another)


def test_what_is_said_of_a_set_is_not_that_of_the_one_before(open_example: Opens) -> None:
    """Steps from set to set left the fields as they were."""
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
    note = next(field for field in app.text_input if field.label == "Note")
    note.set_value("new shoes")
    next(button for button in app.button if button.label == "Save").click().run()
    assert [line.about.note for line in history.lines()] == ["new shoes"]
    assert typed(app, "Note") == "new shoes"
    assert typed(open_example("late_shrug_deadlift_set"), "Note") == ""


def test_a_weight_that_is_none_is_refused_and_nothing_is_kept_of_it(open_example: Opens) -> None:
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
    load = "Weight on the bar, kg"
    for said, kept_kg in (("a lot", None), ("180 lb", 81.6), ("1200", 81.6), ("", None)):
        next(field for field in app.text_input if field.label == load).set_value(said)
        next(button for button in app.button if button.label == "Save").click().run()
        assert [line.about.load_kg for line in history.lines()] == [kept_kg]
        refused = any("Nothing was saved." in error.value for error in app.error)
        assert refused == (said in ("a lot", "1200"))


def test_how_hard_it_was_may_have_a_decimal_comma(open_example: Opens) -> None:
    """7,5 was read as 75 and refused without a word."""
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
    hard = "How hard it was, 0 to 10"
    for said, kept_as in (("7,5", 7.5), ("75", 7.5)):
        next(field for field in app.text_input if field.label == hard).set_value(said)
        next(button for button in app.button if button.label == "Save").click().run()
        assert [line.about.effort for line in history.lines()] == [kept_as]
        assert any("as 7.5, from 0 to 10" in error.value for error in app.error) == (said == "75")


def test_a_name_that_cannot_be_shown_is_refused_as_one(open_example: Opens) -> None:
    """It was the note's fault, which was empty."""
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
    whose = next(field for field in app.text_input if field.label.startswith("Whose set"))
    whose.set_value("An\u202ea")
    next(button for button in app.button if button.label == "Save").click().run()
    (error,) = app.error
    assert error.value == "Nothing was saved. The name or the note has signs that cannot be shown."
    assert [line.about.athlete for line in history.lines()] == [""]


def test_a_set_that_a_phone_handed_in_is_opened_and_kept_at_the_computer(
    open_example: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = PhoneKeys()
    monkeypatch.setattr(PHONES, "plan", PhonePlan("127.0.0.2", "127.0.0.2", (), 8501))
    monkeypatch.setattr(PHONES, "keys", keys)
    phone = keys.exchange(keys.key)
    assert phone
    app = open_example("clean_squat_set")
    keys.add(phone.name, app.session_state["set_ids"][0])
    history = History()
    history.switch(on=True)
    app.switch_page("formcheck/page/pages/phone.py").run()
    assert "Open a set here, and its numbers are kept in your history." in words_of(app)
    assert history.lines() == []
    next(button for button in app.button if "clean" in button.label).click().run()
    assert not app.exception
    assert typed(app, "Note") == ""
    assert len(history.lines()) == 1


def typed(app: AppTest, label: str) -> str | None:
    return next(field.value for field in app.text_input if field.label.startswith(label))


def test_a_sample_is_nobodys_set(open_example: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is known by its content: a file of one's own that is called the same is one's own."""
    History().switch(on=True)
    content = hashlib.sha256(b"example:clean_squat_set").hexdigest()
    monkeypatch.setattr(backend, "sample_hashes", lambda: {content})
    app = open_example("clean_squat_set")
    assert not app.exception
    assert History().lines() == []
    assert "Kept in your history" not in [expander.label for expander in app.expander]


def test_a_clip_that_is_called_like_a_sample_is_ones_own(example_app: AppTest) -> None:
    store = backend.runner().store
    job = answered(store, "clean_squat_set", sample_clips()[0].name)
    assert not backend.is_sample(job)


def test_a_full_day_is_offered_without_reading_all_of_it(
    example_app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of a whole gym is one day: each document costs milliseconds, each time."""
    history = of_many_sets(30)
    read = count_calls(monkeypatch, History, "get")
    app = example_app.switch_page("formcheck/page/pages/why.py").run()
    assert not app.exception
    (offered,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    assert len(offered.proto.options) == backend.MOST_SETS
    assert len(read) == backend.MOST_SETS
    assert len(history.lines()) == 30


def test_the_page_over_time_reads_one_measure(
    example_app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All thirteen measures of each set were read for the one that is drawn."""
    of_many_sets(30)
    read = count_calls(monkeypatch, store, "_line")
    app = example_app.switch_page("formcheck/page/pages/history.py").run()
    assert not app.exception
    assert len(read) == 2 * 30  # for the list and for the trend
    # it began with the lean, which has no limit in a pull whose hips shot up
    assert app.selectbox(key="trend_measure").value == "lean_gain_deg"


def test_to_delete_a_kept_set_is_asked_first(example_app: AppTest) -> None:
    """One tap beside the wrong line took a set away for good."""
    history = of_many_sets(2)
    first, second = history.lines()
    app = example_app.switch_page("formcheck/page/pages/history.py").run()
    app.button(key=f"delete_{second.id}").click().run()
    assert not app.exception
    assert history.lines() == [first, second]
    app.button(key="really_delete_kept").click().run()
    assert not app.exception
    assert history.lines() == [first]


def test_a_set_that_cannot_be_read_closes_no_page_and_can_go(example_app: AppTest) -> None:
    """One broken set took the whole page "Over time", its list and its charts."""
    history = of_many_sets(2)
    first, second = history.lines()
    with sqlite3.connect(history.file) as db:
        db.execute("UPDATE sets SET day = 'yesterday' WHERE id = ?", (second.id,))
    app = example_app.switch_page("formcheck/page/pages/history.py").run()
    assert not app.exception
    assert not app.error
    assert f"The set {second.id} can no longer be read" in words_of(app)
    assert app.button(key=f"delete_{first.id}")
    app.button(key=f"delete_{second.id}").click().run()
    app.button(key="really_delete_kept").click().run()
    assert not app.exception
    assert "can no longer be read" not in words_of(app)
    assert history.lines() == [first]


def test_a_trend_costs_little_more_where_it_is_long() -> None:
    """Every value was checked and copied for each layer: 0.6 s of a thousand sets."""
    calls_of_a_trend(1)  # the first one reads its template
    few, many = (calls_of_a_trend(count) for count in (100, 1000))
    assert (many - few) / 900 < 60  # all of it is drawn here, and nothing in the browser


@pytest.mark.parametrize(
    ("name", "unit", "shown", "said"),
    [
        ("descent_s", "s", 1.5, "seconds, set by set, oldest first"),
        ("shrug_torso", "torso", 150.0, "% of torso length, set by set, oldest first"),
    ],
)
def test_a_trend_says_its_unit(name: str, unit: str, shown: float, said: str) -> None:
    line = store.Line("", About("2026-05-01"), "squat", "", 5, 1, 0, "0.2")
    drawn = trend(name, [store.Point(line, SetValue(1.5, 0.1, unit, 5))])
    assert (drawn.about, drawn.sets[0].mean) == (said, shown)


def test_sets_of_a_trend_stand_over_their_days() -> None:
    """They stood over 1, 2, 3, and two of one day over the same: which was worse nobody saw."""
    abouts = [About("2026-05-01"), About("2026-05-08"), About("2026-05-08", set_of_day=3)]
    lines = [store.Line("", about, "squat", "", 5, 1, 0, "") for about in abouts]
    points = [store.Point(line, SetValue(41.0, 5.0, "deg", 5)) for line in lines]
    drawn = trend("lean_peak_deg", points)
    named = ["2026-05-01", "2026-05-08, set 1", "2026-05-08, set 3"]
    assert [day.day for day in drawn.named] == [one.day for one in drawn.sets] == named
    assert [day.left for day in drawn.named] == [16.67, 50.0, 83.33]
    assert [dot.x for dot in drawn.dots] == [166.7, 500.0, 833.3]
    many = trend("lean_peak_deg", points * 30)
    assert [day.left for day in many.named] == [0.56, 49.44, 99.44]


def test_a_trend_breaks_where_the_camera_stood_elsewhere() -> None:
    """One line joined sets from the side and at an angle, and its jump was the camera's."""
    line = store.Line("", About("2026-05-01"), "squat", "", 5, 1, 0, "0.2")
    value = SetValue(41.0, 5.0, "deg", 5)
    views = ["side", "side", "oblique", "oblique", "side"]
    drawn = trend("lean_peak_deg", [store.Point(line, value, one) for one in views])
    assert [one.stretch for one in drawn.sets] == [0, 0, 1, 1, 2]


def test_a_trend_breaks_where_another_version_read_the_sets() -> None:
    read_by = ["0.2", "0.2", "0.3", "0.3", "0.2"]
    lines = [store.Line("", About("2026-05-01"), "squat", "", 5, 1, 0, each) for each in read_by]
    points = [store.Point(line, SetValue(41.0, 5.0, "deg", 5)) for line in lines]
    drawn = trend("lean_peak_deg", points)
    assert [one.stretch for one in drawn.sets] == [0, 0, 1, 1, 2]
    # ends of 36 and 46 with a margin of 0.8: 41 is the middle, 46 near the top
    assert list(drawn.lines()) == [
        ("M100.0 100.0L300.0 100.0", "M100.0 13.8L300.0 13.8L300.0 186.2L100.0 186.2Z"),
        ("M500.0 100.0L700.0 100.0", "M500.0 13.8L700.0 13.8L700.0 186.2L500.0 186.2Z"),
        ("M900.0 100.0", "M900.0 13.8L900.0 186.2Z"),
    ]


def test_a_day_shows_what_is_flagged_and_on_it_what_perhaps_is() -> None:
    """Days whose reps were all perhaps faulty stood there as days without any."""
    told = [("2026-05-01", 1, 2), ("2026-05-02", 0, 0), ("2026-05-03", 0, None)]
    lines = [store.Line("", About(day), "squat", "", 5, *both, "") for day, *both in told]
    elsewhere = Answer("", "2026-04-01", 3)  # another lift's day, which has no bar here
    drawn = days(lines[::-1], [Answer("", "2026-05-01", 2), elsewhere])
    assert drawn.summary == "Flagged reps on 3 days; 1 day followed by soreness."
    assert [(one.day, one.flagged, one.perhaps, one.felt) for one in drawn.days] == [
        ("2026-05-01", 20, 40, "2"),
        ("2026-05-02", 0, 0, ""),
        ("2026-05-03", 0, 0, ""),
    ]
    assert drawn.days[0].reps == "1 of 5 reps flagged, 2 perhaps"
    assert drawn.days[2].reps == "0 of 5 reps flagged"
    bars = fromstring(trend_html(drawn)).findall(".//span[@title]")
    assert [(bar.get("class"), bar.get("style")) for bar in bars] == [
        ("share flagged", "left:16.67%;width:5.0%;bottom:0%;height:20.0%"),
        ("share perhaps", "left:16.67%;width:5.0%;bottom:20.0%;height:40.0%"),
    ]


def test_the_page_says_what_an_outlined_bar_is_where_there_is_one(example_app: AppTest) -> None:
    history = of_many_sets(1)
    outlined = "Outlined: perhaps flagged."
    page = "formcheck/page/pages/history.py"
    assert outlined not in words_of(example_app.switch_page(page).run())
    keep_all(history, [numbered(only_perhaps(good_morning_squat_set()), 7)])
    assert outlined in words_of(example_app.run())


def test_the_list_and_the_trend_say_how_many_perhaps_are() -> None:
    line = store.Line("", About("2026-05-01"), "squat", "", 5, 0, 2, "")
    assert line_words(line) == "**1 May 2026** · Squat · 0 of 5 reps flagged, 2 perhaps"
    assert line_words(replace(line, possible=None)).endswith("0 of 5 reps flagged")
    found = replace(line, flagged=3, worst="good_morning")
    worst = "worst: hips rose before the chest"
    assert line_words(found).endswith(f"3 of 5 reps flagged, 2 perhaps · {worst}")
    # two sets of one day with the same counts were one line twice, and which one "Delete" deleted
    # was not to be seen; behind the name of a fault "(2 of 2)" was taken for reps
    after = replace(line, about=About("2026-05-02"))
    newest_first = [
        replace(one, id=name) for one, name in zip((after, found, line), "cba", strict=True)
    ]
    said = lines_in_words(newest_first)
    assert said == {
        "a": f"{line_words(line)} (set 1 of 2)",
        "b": f"{line_words(found)} (set 2 of 2)",
        "c": line_words(after),
    }
    point = store.Point(line, SetValue(41.0, 5.0, "deg", 5))
    assert trend("lean_peak_deg", [point]).sets[0].reps == "0 of 5 reps flagged, 2 perhaps"


def of_many_sets(count: int) -> History:
    """A history with so many sets of today."""
    history = History()
    history.switch(on=True)
    keep_all(history, (numbered(good_morning_squat_set(), number) for number in range(count)))
    return history


def count_calls(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[str]:
    """One entry for each call from now on."""
    calls: list[str] = []
    function = getattr(owner, name)

    def counted(*given: object) -> object:
        calls.append(name)
        return function(*given)

    monkeypatch.setattr(owner, name, counted)
    return calls


def calls_of_a_trend(count: int) -> int:
    """Functions that run for a trend of so many sets, drawn: the same on every machine."""
    line = store.Line("", About("2026-05-01"), "squat", "", 5, 1, 0, "")
    point = store.Point(line, SetValue(41.0, 5.0, "deg", 5))
    points = [replace(point, value=replace(point.value, mean=40.0 + n % 7)) for n in range(count)]
    calls = 0

    def count_one(frame: object, event: str, what: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count_one)
    try:
        trend_html(trend("lean_peak_deg", points))
    finally:
        sys.setprofile(None)
    return calls
