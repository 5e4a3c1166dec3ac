"""Charts of the reports on the page: HTML with SVG in it, which Streamlit takes as a component."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from formcheck.report.page import TEMPLATES

_HERE = Path(__file__).parent


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


_CHARTS = st.components.v2.component(
    "formcheck_charts",
    html='<div class="charts"></div>\n',
    css=_text(TEMPLATES / "chart.css") + _text(_HERE / "charts.css"),
    js=_text(_HERE / "charts.js"),
)


def show(figures: str, key: str) -> None:
    """Figures of HTML, as `report.charts` makes them, side by side where they fit."""
    _CHARTS(key=key, data=figures)
