"""What is deleted from the history does not come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history.store import History

pytestmark = pytest.mark.long


def test_a_deleted_set_does_not_come_back_when_it_is_opened(
    open_example: Callable[[str], AppTest],
) -> None:
    """It was there again as soon as somebody looked at its result."""
    history = History()
    history.switch(on=True)
    app = open_example("clean_squat_set")
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
