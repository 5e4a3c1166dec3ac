"""A history that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.history.store import History


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(tmp_path / "kept" / "history.sqlite")
    made.switch(on=True)
    return made
