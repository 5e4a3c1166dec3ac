"""Charts of the reports on the page: HTML with SVG in it, which Streamlit takes as a component."""

from __future__ import annotations

import streamlit as st

from formcheck.report.page import TEMPLATES

_STYLE = """
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); }
.charts {
  column-gap: 1rem; color: var(--ink);
  /* those of the page, which turn dark or light while it stands there */
  --ink: var(--st-text-color); --muted: var(--st-gray-text-color); --ok: var(--st-link-color);
  --alert: var(--st-orange-text-color); --second: var(--st-violet-color);
}
.chart { display: grid; grid-row: span 3; grid-template-rows: subgrid; margin-bottom: 1rem; }
.charts .legend { align-content: start; }
.charts h3 { font-size: 1rem; font-weight: 600; margin: 0 0 0.2rem; }
"""
_FILL = """export default function ({ parentElement, data }) {
    parentElement.querySelector(".charts").innerHTML = data;
}
"""
_CHARTS = st.components.v2.component(
    "formcheck_charts",
    html='<div class="charts"></div>\n',
    css=(TEMPLATES / "chart.css").read_text(encoding="utf-8") + _STYLE,
    js=_FILL,
)


def show(figures: str, key: str) -> None:
    """Figures of HTML, as `report.charts` makes them, side by side where there is room."""
    _CHARTS(key=key, data=figures)
