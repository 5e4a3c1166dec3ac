"""Judging a set again with other corrections, from a widget's callback."""

from __future__ import annotations

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment, Correction, changes
from formcheck.jobs.job import Job
from formcheck.page import backend, intake
from formcheck.page.problem import told_in_one_line

PROBLEM = "correction_problem"


def change(job: Job, correction: Correction) -> None:
    """Judge again; runs before the page does, so the page shows the new verdict.

    What is refused is said, and every choice begins anew at what holds.
    """
    try:
        backend.require_own(job)
        adjustment.correct(backend.runner().store, job, correction)
        st.session_state["verdict_changed"] = True
    except FormcheckError as error:
        st.session_state[PROBLEM] = str(error)
        _begin_anew()


def kept(job: Job) -> Adjustment:
    """The corrections as they are now: a button may be older than the last one."""
    return adjustment.load(backend.runner().store, job)


def undo(job: Job, what: str) -> None:
    """Take back one correction; the limits begin anew where they then stand."""

    def without(now: Adjustment) -> Adjustment:
        made = changes(now, job.question)
        return next((each.without for each in made if each.what == what), now)

    _begin_anew()
    change(job, without)


def undo_all(job: Job) -> None:
    """Back to what was told before the first look."""
    _begin_anew()
    change(job, lambda _: Adjustment(lift=job.question.lift, variant=job.question.variant))


def turn() -> int:
    """For the keys of fields: another one when they begin anew."""
    return int(st.session_state.get("undone", 0))


def _begin_anew() -> None:
    st.session_state["undone"] = turn() + 1


@told_in_one_line()
def look_again(job: Job) -> None:
    """Look at the clip anew; corrections start over."""
    backend.require_own(job)
    backend.runner().ask_again(job, job.question, anew=True)
    intake.forget_choices()
