"""Whose sets a coach looks at: names that stand in the table, on screen, in print and as CSV."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from formcheck.errors import printable
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.problem import told_in_one_line
from formcheck.page.text import accessible, escaped

MOST_LETTERS = 60


def show(jobs: Sequence[Job]) -> None:
    """A name for each clip; folded, since most coaches know their clips."""
    store = backend.runner().store
    own = [job for job in jobs if backend.owns(job.id)]
    if not own:
        return
    with st.expander("Whose sets are these?", icon=":material/badge:"):
        for job in own:
            st.markdown(escaped(job.clip_name))
            st.text_input(
                accessible(job.clip_name),
                store.athlete(job.id),
                MOST_LETTERS,
                key=_key(job),
                placeholder="Name of the athlete",
                label_visibility="collapsed",  # as Markdown above; read out, it has no backslashes
                on_change=_keep,
                args=(job,),
            )


@told_in_one_line()
def _keep(job: Job) -> None:
    backend.runner().store.keep_athlete(job.id, printable(st.session_state[_key(job)]).strip())


def _key(job: Job) -> str:
    return f"athlete_{job.id}"
