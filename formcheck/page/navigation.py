"""The pages and their order: what ``streamlit run app.py`` and ``formcheck app`` show.

The way between them is a row of links, on a narrow screen folded into one button. Streamlit's own
menu opens as a drawer there, stays open over the page that was chosen, and its opener is 28 px with
a name of the drawer's, not of the menu's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.page.gate import visitor
from formcheck.page.text import errors_in_one_line

_PAGES = Path(__file__).parent / "pages"
CHECK = str(_PAGES / "check.py")
COACH = str(_PAGES / "coach.py")
WHY = str(_PAGES / "why.py")
BACKGROUND = str(_PAGES / "background.py")
FILM = str(_PAGES / "film.py")
HISTORY = str(_PAGES / "history.py")
PHONE = str(_PAGES / "phone.py")
PRIVACY = str(_PAGES / "privacy.py")
STYLE = Path(__file__).parent / "page.css"
# a picture of our own: Streamlit would fetch a named icon for the tab from the web
ICON = Path(__file__).parent / "icon.png"


def _menu(pages: Sequence[st.Page], now: st.Page) -> None:
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


def show() -> None:
    """Set the page up and run the one that was asked for."""
    st.set_page_config(page_title="formcheck", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(
            CHECK,
            title="Check a set",
            icon=":material/videocam:",
            default=True,
            help="Drop in a clip of one set and see each rep, what went wrong and what to do.",
        ),
        st.Page(
            COACH,
            title="Coach",
            icon=":material/groups:",
            help="Many clips at once, worst first. A click opens the set.",
        ),
        st.Page(
            WHY,
            title="Sore upper back?",
            icon=":material/self_improvement:",
            help="A few questions about how it feels, combined with what your sets show.",
        ),
        st.Page(
            BACKGROUND,
            title="Background",
            icon=":material/menu_book:",
            help="Why leg day reaches the upper back: faults, cues, drills, sources.",
        ),
        st.Page(
            FILM,
            title="How to film",
            icon=":material/camera_video:",
            help="Where to put your phone so that everything can be measured.",
        ),
        *_for_the_owner(),
        st.Page(
            PRIVACY,
            title="Privacy",
            icon=":material/lock:",
            help="What is kept, where, for how long, and one button that deletes it.",
        ),
    ]
    page = st.navigation(pages, position="hidden")
    _menu(pages, page)
    with errors_in_one_line():
        page.run()


def _for_the_owner() -> list[StreamlitPage]:
    """What is there at the computer, and on no phone."""
    if not visitor().is_owner:
        return []
    return [
        st.Page(
            HISTORY,
            title="Over time",
            icon=":material/history:",
            help="Keep your numbers on this computer, if you want, and see how they change.",
        ),
        st.Page(
            PHONE,
            title="On your phone",
            icon=":material/smartphone:",
            help="Film, drop in and read your sets on the phone, over your own Wi-Fi.",
        ),
    ]
