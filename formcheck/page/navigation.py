"""The pages and their order: what ``streamlit run app.py`` and ``formcheck app`` show.

The way between them is a row of links, on a narrow screen folded into one button. Streamlit's own
menu opens as a drawer there, stays open over the page that was chosen, and its opener is 28 px with
a name of the drawer's, not of the menu's.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from formcheck.page.gate import asking_phone
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


_FOR_ALL = (
    (CHECK, "Check a set", ":material/videocam:",
     "Drop in a clip of one set and see each rep, what went wrong and what to do."),
    (COACH, "Coach", ":material/groups:",
     "Many clips at once, worst first. A click opens the set."),
    (WHY, "Sore upper back?", ":material/self_improvement:",
     "A few questions about how it feels, combined with what your sets show."),
    (BACKGROUND, "Background", ":material/menu_book:",
     "Why leg day reaches the upper back: faults, cues, drills, sources."),
    (FILM, "How to film", ":material/camera_video:",
     "Where to put your phone so that everything can be measured."),
)  # fmt: skip
"""Script, title, icon and what it is for."""
_FOR_THE_OWNER = (
    (HISTORY, "Over time", ":material/history:",
     "Keep your numbers on this computer, if you want, and see how they change."),
    (PHONE, "On your phone", ":material/smartphone:",
     "Film, drop in and read your sets on the phone, over your own Wi-Fi."),
)  # fmt: skip
"""What is there at the computer, and on no phone."""
_LAST = (
    PRIVACY, "Privacy", ":material/lock:",
    "What is kept, where, for how long, and one button that deletes it.",
)  # fmt: skip


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
                with st.container(key="this_page"):
                    st.markdown(f"{page.icon} **{page.title}** (this page)")
            else:
                st.page_link(page)


def show() -> None:
    """Set the page up and run the one that was asked for."""
    st.set_page_config(page_icon=str(ICON), layout="wide")
    shown = [*_FOR_ALL, *(_FOR_THE_OWNER if asking_phone() is None else ()), _LAST]
    pages = [
        st.Page(path, title=title, icon=icon, default=path == CHECK, help=about)
        for path, title, icon, about in shown
    ]
    page = st.navigation(pages, position="hidden")
    st.set_page_config(page_title=f"{page.title} · formcheck")
    _menu(pages, page)
    with errors_in_one_line():
        page.run()
