"""Choosing who lifts, from thumbnails of everybody seen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, PersonBox
from formcheck.errors import FormcheckError
from formcheck.jobs import pictures
from formcheck.jobs.job import Job
from formcheck.page import backend, intake
from formcheck.page.problem import told_in_one_line


def show(job: Job, analysis: Analysis) -> None:
    """A picture and a button for each person."""
    people = analysis.lifter.people
    if len(people) < 2:
        st.caption("There is only one person in this clip." if people else "Nobody was found.")
        return
    with st.grid(4, min_column_width=120):
        for person in sorted(people, key=lambda person: person.number):
            with st.container(gap="xsmall"):
                _person(job, analysis, person)
    st.caption(
        "The clip is looked at again for the person you choose, which takes as long as the first "
        "time. Corrections of reps and limits start over."
    )


def _person(job: Job, analysis: Analysis, person: PersonBox) -> None:
    try:
        path = pictures.person(backend.runner().store, job, analysis.clip, person)
        st.image(
            str(path),
            alt=f"Person {person.number} of {len(analysis.lifter.people)}",
            width="stretch",
        )
    except FormcheckError:
        st.caption("No picture")
    if person.number == (job.question.lifter or analysis.lifter.people[0].number):
        st.markdown(
            f":material/check_circle: **Person {person.number}**, measured",
            text_alignment="center",
        )
        return
    st.button(
        f"Person {person.number}",
        key=f"person_{person.number}",
        on_click=_choose,
        args=(job, person.number),
        width="stretch",
    )


@told_in_one_line()
def _choose(job: Job, number: int) -> None:
    runner = backend.runner()
    runner.ask_again(job, replace(job.question, lifter=number))
    intake.forget_choices()
