"""Deleting one set: asked first, and away from the buttons that lead on."""

from __future__ import annotations

import streamlit as st

from formcheck.jobs.job import Job
from formcheck.page import backend, intake

ASKED = "asked_to_delete"


def button(job: Job, label: str) -> None:
    """A button that asks; the question stays when the page runs again meanwhile."""
    if not backend.owns(job.id):
        return
    if st.button(label, icon=":material/delete:", key="delete_set", type="tertiary"):
        st.session_state[ASKED] = job.id
    if st.session_state.get(ASKED) == job.id:
        _confirm(job)


def _keep() -> None:
    st.session_state.pop(ASKED, None)


@st.dialog("Delete this set?", on_dismiss=_keep)
def _confirm(job: Job) -> None:
    st.markdown(
        f"The clip and everything made from it go from {backend.computer()} at once. "
        "This cannot be taken back."
    )
    with st.container(horizontal=True):
        if st.button("Keep it", key="keep_set"):
            _keep()
            st.rerun()
        if st.button("Delete it", icon=":material/delete_forever:", key="really_delete_set"):
            _keep()
            backend.forget(job)
            intake.close_set()
            st.toast("The clip and everything made from it are deleted.")
            st.rerun()
