"""What is deleted from the history does not come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from formcheck.commands.history import app as history_commands
from formcheck.history.store import History
from formcheck.page import backend
from formcheck.page.deleted import stay_deleted

pytestmark = pytest.mark.long


@pytest.fixture
def kept(open_example: Callable[[str], AppTest]) -> tuple[History, AppTest]:
    """A history that is on, and the result of a set that it keeps."""
    history = History()
    history.switch(on=True)
    return history, open_example("clean_squat_set")


def test_a_deleted_set_does_not_come_back_when_it_is_opened(kept: tuple[History, AppTest]) -> None:
    """It was there again as soon as somebody looked at its result."""
    history, app = kept
    (line,) = history.lines()
    app.switch_page("formcheck/page/pages/history.py").run()
    app.button(key=f"delete_{line.id}").click().run()
    app.button(key="really_delete_kept").click().run()
    app.switch_page("formcheck/page/pages/check.py").run()
    assert not app.exception
    assert any("You deleted this set" in caption.value for caption in app.caption)
    assert history.lines() == []
    app.button(key="keep_again").click().run()
    assert not app.exception
    assert [one.id for one in history.lines()] == [line.id]


def test_what_the_terminal_deletes_stays_deleted_on_the_page(kept: tuple[History, AppTest]) -> None:
    """Its result, opened within the day, kept it once more, or was shown as kept."""
    history, app = kept
    (line,) = history.lines()
    assert CliRunner().invoke(history_commands, ["delete", line.id]).exit_code == 0
    app.run()
    assert any("You deleted this set" in caption.value for caption in app.caption)
    assert history.lines() == []
    app.button(key="keep_again").click().run()
    assert [one.id for one in history.lines()] == [line.id]
    assert CliRunner().invoke(history_commands, ["delete", "--all"]).exit_code == 0
    app.run()
    assert not app.exception
    assert history.lines() == []


def test_a_set_that_was_brought_back_is_not_called_deleted(kept: tuple[History, AppTest]) -> None:
    history, app = kept
    export = history.export()
    stay_deleted(backend.runner().store, [one.id for one in export.sets])
    history.bring_in(export)
    said = [caption.value for caption in app.run().caption]
    assert not any("You deleted this set" in one for one in said)
    assert any("Your history keeps this set" in one for one in said)
