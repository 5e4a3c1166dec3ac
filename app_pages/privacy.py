"""Privacy: what is kept, where, for how long, and one button that deletes it."""

from __future__ import annotations

import streamlit as st

from app_pages.parts import backend, intake

runner = backend.runner()
megabytes = runner.store.size_bytes() / 1e6

st.title("Privacy")
st.markdown(
    "Your video is looked at **on this computer**. Nothing is sent anywhere, there is no account, "
    "no tracking, and no other computer is asked for anything."
)
st.table(
    [
        {
            "What": "The clip you drop in",
            "Why": "To look at it and to draw the video",
            "How long": backend.keep_words(),
        },
        {
            "What": "The lifter's joints in each picture",
            "Why": "So that corrections take a moment",
            "How long": backend.keep_words(),
        },
        {
            "What": "The result and the drawn video",
            "Why": "So that you can come back to it",
            "How long": backend.keep_words(),
        },
    ],
    alt="What is kept, why and for how long",
)
st.markdown(
    "Only an app that runs can delete: what gets too old while it is closed goes when the app is "
    "next opened."
)
st.markdown(
    f"All of it lies in one folder of the app on this computer, now **{megabytes:.0f} MB**. "
    "Clips are stored under a number, never under their name. A set can be opened only with "
    "its own address, which nobody can guess."
)
st.caption(
    "The time is set with FORMCHECK_KEEP_HOURS, the folder with FORMCHECK_DATA_DIR. "
    "By default the page can only be opened from this computer."
)


@st.dialog("Delete everything?")
def confirm() -> None:
    st.markdown(
        "All clips, results and drawn videos on this computer go, also those opened in other "
        "browser windows. Analyses that are running are stopped."
    )
    if st.button("Delete everything", key="really_delete", icon=":material/delete_forever:"):
        backend.forget_everything()
        intake.close_set()
        st.session_state["just_deleted"] = True
        st.rerun()


if st.session_state.pop("just_deleted", False):
    st.success("Everything is deleted.", icon=":material/check_circle:")
if st.button("Delete everything", icon=":material/delete_forever:", key="delete_everything"):
    confirm()
