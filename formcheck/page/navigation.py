"""The pages and their order: what ``streamlit run app.py`` and ``formcheck app`` show."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from formcheck.page import menu, places
from formcheck.page.problem import told_in_one_line
from formcheck.page.visitor import visitor

# a picture of our own: Streamlit would fetch a named icon for the tab from the web
ICON = Path(__file__).parent / "icon.png"


def show() -> None:
    """Set the page up and run the one that was asked for."""
    st.set_page_config(page_title="formcheck", page_icon=str(ICON), layout="wide")
    pages = [
        st.Page(
            places.CHECK,
            title="Check a set",
            icon=":material/videocam:",
            default=True,
            help="Drop in a clip of one set and see each rep, what went wrong and what to do.",
        ),
        st.Page(
            places.COACH,
            title="Coach",
            icon=":material/groups:",
            help="Many clips at once, worst first. A click opens the set.",
        ),
        st.Page(
            places.WHY,
            title="Sore upper back?",
            icon=":material/self_improvement:",
            help="A few questions about how it feels, combined with what your sets show.",
        ),
        st.Page(
            places.BACKGROUND,
            title="Background",
            icon=":material/menu_book:",
            help="Why leg day reaches the upper back: faults, cues, drills, sources.",
        ),
        st.Page(
            places.FILM,
            title="How to film",
            icon=":material/camera_video:",
            help="Where to put your phone so that everything can be measured.",
        ),
        *_for_the_owner(),
        st.Page(
            places.PRIVACY,
            title="Privacy",
            icon=":material/lock:",
            help="What is kept, where, for how long, and one button that deletes it.",
        ),
    ]
    page = st.navigation(pages, position="hidden")
    menu.show(pages, page)
    with told_in_one_line():
        page.run()


def _for_the_owner() -> list[StreamlitPage]:
    """What is there at the computer, and on no phone."""
    if not visitor().is_owner:
        return []
    return [
        st.Page(
            places.HISTORY,
            title="Over time",
            icon=":material/history:",
            help="Keep your numbers on this computer, if you want, and see how they change.",
        ),
        st.Page(
            places.PHONE,
            title="On your phone",
            icon=":material/smartphone:",
            help="Film, drop in and read your sets on the phone, over your own Wi-Fi.",
        ),
    ]
