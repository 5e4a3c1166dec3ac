"""The way between the pages: a row of links, on a narrow screen folded into one button.

Streamlit's own menu opens as a drawer there, stays open over the page that was chosen, and its
opener is 28 px with a name of the drawer's, not of the menu's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

STYLE = Path(__file__).parent / "page.css"


def show(pages: Sequence[st.Page], now: st.Page) -> None:
    """The links; the style sheet shows the row or the button, never both."""
    st.html(STYLE)
    with st.container(key="menu_row", horizontal=True, gap="xxsmall"):
        for page in pages:
            st.page_link(page)
    # of another page it is another button: the menu that a choice was made in is gone
    with (
        st.container(key="menu_button"),
        st.popover("Menu", icon=":material/menu:", key=f"menu_{now.url_path or 'check'}"),
    ):
        for page in pages:
            if page == now:
                st.markdown(f"{page.icon} **{page.title}**, this page")
            else:
                st.page_link(page)
