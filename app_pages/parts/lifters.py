"""Choosing who lifts, from thumbnails of everybody seen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app_pages.parts import backend, intake
from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.jobs import thumbnails
from formcheck.jobs.job import Job


def show(job: Job, analysis: Analysis) -> None:
    """A picture and a button for each person."""
    people = analysis.lifter.people
    if len(people) < 2:
        st.caption("Only one person was seen in this clip." if people else "Nobody was seen.")
        return
    store = backend.runner().store
    with st.grid(4, min_column_width=120):
        for person in people:
            with st.container(border=True):
                try:
                    path = thumbnails.person(store, job, person)
                    st.image(str(path), alt=f"Person {person.number} of {len(people)}")
                except FormcheckError:
                    st.caption("No picture")
                st.button(
                    f"Person {person.number}",
                    key=f"person_{person.number}",
                    disabled=person.number == _measured(job, analysis),
                    on_click=_choose,
                    args=(job, person.number),
                    width="stretch",
                )
    st.caption("The clip is looked at again for the person you choose; this takes a while.")


def _measured(job: Job, analysis: Analysis) -> int:
    return job.question.lifter or analysis.lifter.people[0].number


def _choose(job: Job, number: int) -> None:
    runner = backend.runner()
    runner.ask_again(job, replace(job.question, lifter=number))
    intake.forget_choices()
