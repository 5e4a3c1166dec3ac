"""The whole app, opened on one of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis

ROOT = Path(__file__).resolve().parents[2]
OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Opens a page of the app, with analyzed sets in the session if wanted."""
    monkeypatch.setenv("FORMCHECK_DATA_DIR", str(tmp_path / "data"))
    st.cache_resource.clear()

    def open_it(page: str, **sets: Analysis) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if sets:
            app.session_state["analyses"] = {a.clip.name: a for a in sets.values()}
        app.run()
        return app.switch_page(f"formcheck/page/pages/{page}.py").run()

    yield open_it
    st.cache_resource.clear()
