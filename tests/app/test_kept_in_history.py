"""Whose a set is that the page keeps, without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history.store import History
from formcheck.page import backend
from formcheck.page.phone import PHONES, PhonePlan
from formcheck.page.phone_keys import PhoneKeys
from tests.app.said import words_of

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
    History().switch(on=True)
    monkeypatch.setattr(backend, "sample_clips", lambda: [Path("clean_squat_set.mp4")])
    app = open_example("clean_squat_set")
    assert not app.exception
    assert History().lines() == []
    assert "Kept in your history" not in [expander.label for expander in app.expander]
