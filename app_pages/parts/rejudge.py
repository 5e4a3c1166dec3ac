"""Judging a set again with other corrections, from a widget's callback."""

from __future__ import annotations

import streamlit as st

from app_pages.parts import backend, intake
from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job

PROBLEM = "correction_problem"


def change(job: Job, wanted: Adjustment) -> None:
    """Judge again; runs before the page does, so the page shows the new verdict."""
    try:
        adjustment.apply(backend.runner().store, job, wanted)
        st.session_state["verdict_changed"] = True
    except FormcheckError as error:
        st.session_state[PROBLEM] = str(error)


def undo(job: Job, wanted: Adjustment) -> None:
    """Go back to these corrections; the sliders begin anew where they then stand."""
    st.session_state["undone"] = st.session_state.get("undone", 0) + 1
    change(job, wanted)


def look_again(job: Job) -> None:
    """Look at the clip anew; corrections start over."""
    backend.runner().ask_again(job, job.question, anew=True)
    intake.forget_choices()
