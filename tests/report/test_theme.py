"""What is drawn beside Streamlit has Streamlit's colors."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from formcheck.report import page

ROOT = Path(__file__).parents[2]
STREAMLIT = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]


@pytest.mark.parametrize(
    ("name", "ours", "accent"),
    [("light", page.LIGHT, "primaryColor"), ("dark", page.DARK, "linkColor")],
)
def test_colors_are_those_of_the_page(name: str, ours: page.Theme, accent: str) -> None:
    page = STREAMLIT[name]
    keys = ("textColor", "grayColor", "borderColor", accent)
    assert [page[key] for key in keys] == [ours.text, ours.muted, ours.line, ours.accent]
