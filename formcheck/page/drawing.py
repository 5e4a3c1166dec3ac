"""The drawings of where to put the phone."""

from __future__ import annotations

import streamlit as st

from formcheck.report.page import DARK, LIGHT, Theme


def theme() -> Theme:
    """The colors that whoever looks sees the page in."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def show() -> None:
    """From above, from in front of the lifter, and what the phone then shows."""
    from formcheck.report.page import camera_drawings

    with st.grid(3, min_column_width=260):
        for drawing in camera_drawings(ink=theme().text, accent=theme().accent):
            with st.container(border=True):
                st.image(drawing.svg, alt=drawing.title, width="stretch")
                st.caption(drawing.title)
