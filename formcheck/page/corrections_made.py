"""What somebody corrected in this set: said on top, listed with an undo for each."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from formcheck.jobs.adjustment import Adjustment, changes
from formcheck.jobs.job import Job
from formcheck.page import backend, intake, rejudge
from formcheck.page.problem import told_in_one_line
from formcheck.report import words


def on_top(job: Job) -> None:
    """One line under the sentence of the set, when anything was corrected."""
    kept = rejudge.kept(job)
    limits = len(kept.limits)
    others = len(changes(kept, job.question)) - limits + (job.question.lifter is not None)
    said = [words.counted(others, "correction")] if others else []
    said += [words.counted(limits, "changed limit")] if limits else []
    if said:
        told = " and ".join(said)
        st.caption(f":material/edit: Judged with {told} by you, listed below.{_refitted(kept)}")


def _refitted(kept: Adjustment) -> str:
    """Hips and chest are read from all reps at once, so with other reps a word may change."""
    if not kept.reps and not kept.not_reps:
        return ""
    return " Reps are judged against one another, so others may read a little differently now."


def show(job: Job, kept: Adjustment) -> None:
    """Each correction with a button that takes it back."""
    made = changes(kept, job.question)
    lifter = job.question.lifter
    if not made and lifter is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("**What you corrected**")
        if lifter is not None:
            _row(f"Measured: person {lifter}", "undo_lifter", _undo_lifter, job)
        for place, change in enumerate(made):
            _row(change.what, f"undo_{place}", rejudge.undo, job, change.what)
        if len(made) > 1:
            st.button(
                "Undo all corrections",
                icon=":material/undo:",
                key="undo_corrections",
                on_click=rejudge.undo_all,
                args=(job,),
            )


def _row(what: str, key: str, act: object, *args: object) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(what, width="stretch")
        st.button(
            "Undo",
            icon=":material/undo:",
            key=key,
            help=f"Undo: {what}",
            on_click=act,  # type: ignore[arg-type]
            args=args,
        )


@told_in_one_line()
def _undo_lifter(job: Job) -> None:
    backend.require_own(job)
    backend.runner().ask_again(job, replace(job.question, lifter=None))
    intake.forget_choices()
