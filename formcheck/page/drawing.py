"""The drawings of where to put the phone."""

from __future__ import annotations

import streamlit as st

INK = {"light": "#0d1514", "dark": "#e8efed"}
ACCENT = {"light": "#0b7268", "dark": "#5fd0c1"}


def show() -> None:
    """From above, from in front of the lifter, and what the phone then shows."""
    from formcheck.report.page import camera_drawings

    theme = st.context.theme.type or "light"
    with st.grid(3, min_column_width=260):
        for drawing in camera_drawings(ink=INK[theme], accent=ACCENT[theme]):
            with st.container(border=True):
                st.image(drawing.svg, alt=drawing.title, width="stretch")
                st.caption(drawing.title)
