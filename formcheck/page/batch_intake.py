"""Handing in many clips: dropped in, or from a folder of the server."""

from __future__ import annotations

import os
from functools import partial

import streamlit as st

from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import clips_in, spool_file
from formcheck.jobs.store import new_id
from formcheck.machine.files import path_in
from formcheck.page import backend, intake
from formcheck.page.text import errors_in_one_line


def open_batch(batch_id: str) -> None:
    """Show this batch, now and after a reload."""
    st.session_state["open_batch"] = batch_id
    if st.query_params.get(backend.BATCH_PARAM) != batch_id:
        st.query_params[backend.BATCH_PARAM] = batch_id


def show() -> None:
    """The uploader and the folder, adding to the batch that is open."""
    with errors_in_one_line():
        arrived = intake.uploader(
            "Drop in clips, one set each",
            Question(),
            many=True,
            help_text="Clips are checked one by one. You can leave this page in the meantime.",
        )
        _add(arrived)
        _folder()


def _folder() -> None:
    if not backend.is_owner():
        return  # the disk is not theirs to look at
    row = st.form("clip_folder", border=False).container(
        horizontal=True, vertical_alignment="bottom"
    )
    with row:
        folder = st.text_input(
            "Or a folder on this computer", placeholder="~/Videos/leg day", key="folder"
        )
        wanted = st.form_submit_button("Add its clips", icon=":material/folder_open:")
    if not wanted:
        return
    with st.spinner("Adding the clips"):
        store, held = backend.runner().store, intake.taken(many=True)
        found = clips_in(folder, path_in(os.environ, "FORMCHECK_CLIPS_DIR"))
        clips = ((path.name, partial(spool_file, path, store.clips)) for path in found)
        intake.take(clips, held, Question())
    _add(held.jobs)


def _add(arrived: list[Job]) -> None:
    """Add what arrived to the batch that is open, and empty it."""
    if not arrived:
        return
    store = backend.runner().store
    batch_id = st.session_state.get("open_batch") or new_id()
    st.session_state["open_batch"] = batch_id
    # nothing of Streamlit's from here until it is empty: see `intake.Taken`
    kept = store.batch(batch_id)
    store.save_batch(batch_id, [job.id for job in (*kept, *arrived)])
    arrived.clear()
    open_batch(batch_id)
    st.rerun()
