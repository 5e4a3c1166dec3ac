"""Privacy: what is kept, where, for how long, and one button that deletes it."""

from __future__ import annotations

import streamlit as st

from formcheck.history.store import History
from formcheck.page import backend, intake, why_questions
from formcheck.page.text import file_size

runner = backend.runner()
held = f", now **{file_size(runner.store.size_bytes())}**" if backend.is_owner() else ""

st.title("Privacy")
st.markdown(
    f"Your video is analyzed **on {backend.computer()}**. Nothing is sent anywhere. There is no "
    "account, no tracking, and no other computer is asked for anything."
)
KEPT = (
    ("The clip you drop in", "To analyze it and to draw the video"),
    ("The lifter's joints in each frame", "So that corrections take a moment"),
    ("The result and the drawn video", "So that you can come back to it"),
)
st.table(
    [{"What": what, "Why": why, "How long": backend.keep_words()} for what, why in KEPT],
    alt="What is kept, why and for how long",
)
st.markdown(
    "The app can delete only while it is running: what gets too old while it is closed goes when "
    "it is next opened."
)
st.markdown(
    f"It is all in one folder on {backend.computer()}{held}. "
    "Its other users cannot look into that folder. "
    "Clips are stored under a number, never under their name. A set can be opened only with "
    "its own address, which nobody can guess."
)
if backend.is_owner() and History().is_there:
    st.markdown(
        "The numbers of your history, and clips that you ticked, stay until you delete them, on "
        "the page **Over time**; the button below leaves them."
    )
st.caption(
    "The time and the folder can be changed: whoever starts the app sets them first "
    "(FORMCHECK_KEEP_HOURS, in hours, and FORMCHECK_DATA_DIR). "
    "The page can only be opened from this computer, and from phones while you let them in."
)


@st.dialog("Delete everything?")
def confirm() -> None:
    """Ask, say what goes, and delete it."""
    st.markdown(
        "All clips, results and drawn videos on this computer are deleted. That includes those "
        f"open in other windows. Running analyses are stopped.{backend.left_words()}"
        if backend.is_owner()
        else "The clips that you dropped in here are deleted, with everything made from them. "
        "Other people's stay."
    )
    st.markdown("What you answered in this window about a sore back is forgotten, too.")
    if st.button("Delete everything", key="really_delete", icon=":material/delete_forever:"):
        backend.forget_everything()
        intake.close_set()
        why_questions.start_over()
        st.session_state["just_deleted"] = "Everything" if backend.is_owner() else "All of yours"
        st.rerun()


if deleted := st.session_state.pop("just_deleted", ""):
    st.success(f"{deleted} is deleted.", icon=":material/check_circle:")
if st.button("Delete everything", icon=":material/delete_forever:", key="delete_everything"):
    confirm()
