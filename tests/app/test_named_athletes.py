"""Whose sets a coach said they are: on the page of each, and in the history, opened or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history.record import About
from formcheck.history.store import History, keep
from formcheck.page import backend
from tests.app.conftest import open_batch

pytestmark = pytest.mark.long


def test_the_page_of_a_set_says_whose_it_is(
    open_example: Callable[[str], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the list did: a coach had five clips open that phones had named alike."""
    app = open_example("clean_squat_set")
    backend.runner().store.keep_athlete(app.session_state["set_ids"][0], "Ana")
    assert app.run().caption[0].value.startswith("Ana · clean")
    monkeypatch.setattr(backend, "owns", lambda job_id: False)
    assert not any("Ana" in caption.value for caption in app.run().caption)


def test_who_is_named_is_in_the_history_though_nobody_opened_the_set(example_app: AppTest) -> None:
    """A coach opens the worst ones: good weeks of all athletes were missing."""
    app = open_batch(example_app, "good_morning_squat_set", "late_shrug_deadlift_set")
    history = History()
    history.switch(on=True)
    name(app, "good_morning", "Ana")
    assert [(line.about.athlete, line.lift) for line in history.lines()] == [("Ana", "squat")]
    history.delete(history.lines()[0].id)
    assert not app.run().exception
    assert history.lines() == []  # it does not come back with the list


def test_a_name_that_is_corrected_leaves_nobody_behind(example_app: AppTest) -> None:
    """The set stayed with the misspelled one, too, and what was said of it with that alone."""
    app = open_batch(example_app, "good_morning_squat_set")
    history = History()
    history.switch(on=True)
    name(app, "good_morning", "Anna")
    one = history.get(history.lines()[0].id)
    keep(history, one.document, replace(one.about, day="2026-05-01", load_kg=82.5))
    name(app, "good_morning", "Ana")
    assert [line.about for line in history.lines()] == [About("2026-05-01", "Ana", 82.5)]


def test_a_name_that_is_taken_away_leaves_the_set_with_nobody(example_app: AppTest) -> None:
    """The set stayed in the trends of whom it is not."""
    app = open_batch(example_app, "good_morning_squat_set")
    history = History()
    history.switch(on=True)
    name(app, "good_morning", "Ben")
    one = history.get(history.lines()[0].id)
    keep(history, one.document, replace(one.about, load_kg=82.5))
    name(app, "good_morning", "")
    assert [(line.about.athlete, line.about.load_kg) for line in history.lines()] == [("", 82.5)]
    name(app, "good_morning", "Ana")
    assert [(line.about.athlete, line.about.load_kg) for line in history.lines()] == [("Ana", 82.5)]


def name(app: AppTest, clip: str, athlete: str) -> None:
    """Type whose set it is."""
    next(field for field in app.text_input if field.label.startswith(clip)).set_value(athlete)
    assert not app.run().exception
