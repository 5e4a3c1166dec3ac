"""Handing in many clips: dropped in, or from a folder of the server."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import streamlit as st

from formcheck.jobs.folders import clips_in
from formcheck.jobs.job import Job
from formcheck.jobs.spool import Spooled, spool_file
from formcheck.jobs.store import new_id
from formcheck.page import backend, uploads
from formcheck.page.problem import told_in_one_line


def open_batch(batch_id: str) -> None:
    """Show this batch, now and after a reload."""
    st.session_state["open_batch"] = batch_id
    if st.query_params.get(backend.BATCH_PARAM) != batch_id:
        st.query_params[backend.BATCH_PARAM] = batch_id


def show(jobs: list[Job]) -> None:
    """The uploader and the folder, adding to these jobs."""
    with told_in_one_line():
        clips = uploads.uploader(
            "Drop in clips, one set each",
            many=True,
            help_text="Clips are checked one by one. You can leave this page in the meantime.",
        )
        _submit(jobs, clips)
        _folder(jobs)


def _folder(jobs: list[Job]) -> None:
    within = _allowed_folder()
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
        store = backend.runner().store
        found = clips_in(folder, within)
        clips = uploads.take((path.name, partial(spool_file, path, store.clips)) for path in found)
    _submit(jobs, clips)


def _allowed_folder() -> Path | None:
    text = os.environ.get("FORMCHECK_CLIPS_DIR")
    return Path(text) if text else None


def _submit(jobs: list[Job], clips: list[Spooled]) -> None:
    if not clips:
        return
    runner = backend.runner()
    fresh = [runner.submit(clip) for clip in clips]
    for job in fresh:
        backend.hand_in(job)
    batch_id = st.session_state.get("open_batch") or new_id()
    runner.store.save_batch(batch_id, [job.id for job in (*jobs, *fresh)])
    open_batch(batch_id)
    st.rerun()
