"""Telling the checker it got something wrong: lifter, lift, reps."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job
from formcheck.page import by_hand, corrections_made, lifters, rejudge, states
from formcheck.report import words
from formcheck.report.digest import Mark

LIFT_CHOICES = {
    "Detect from the video": (None, None),
    "Squat": ("squat", None),
    "Squat, high bar": ("squat", "high_bar"),
    "Squat, low bar": ("squat", "low_bar"),
    "Squat, front": ("squat", "front"),
    "Deadlift": ("deadlift", None),
    "Deadlift, conventional": ("deadlift", "conventional"),
    "Deadlift, sumo": ("deadlift", "sumo"),
    "Deadlift, Romanian": ("deadlift", "romanian"),
}


def show(job: Job, analysis: Analysis) -> None:
    """The section for corrections."""
    st.header("Something wrong? Correct it", anchor=states.CORRECTIONS)
    if problem := st.session_state.pop(rejudge.PROBLEM, None):
        st.error(problem, icon=":material/error:")
        st.button(
            "Check this set again",
            icon=":material/refresh:",
            key="check_again",
            on_click=rejudge.look_again,
            args=(job,),
        )
    kept = rejudge.kept(job)
    with st.container():
        corrections_made.show(job, kept)
    asked = any(notice.code.startswith("lift_") for notice in analysis.warnings)
    with st.expander("Wrong lift or style", icon=":material/swap_horiz:", expanded=asked):
        _lift(job, analysis, kept)
    with st.expander("Wrong person", icon=":material/person_search:"):
        lifters.show(job, analysis)


def not_a_rep_button(job: Job, rep: RepAnalysis) -> None:
    """In a rep's panel."""
    if rep.turn_s is None:
        return
    st.button(
        "This was not a rep",
        icon=":material/remove_circle:",
        key=f"not_rep_{rep.number}",
        type="tertiary",
        on_click=by_hand.take_away,
        args=(job, rep.turn_s),
    )


def was_a_rep_button(job: Job, mark: Mark) -> None:
    """In the panel of a movement that was not counted."""
    st.button(
        "This was a rep",
        icon=":material/add_circle:",
        key=f"was_rep_{mark.start_s}",
        on_click=by_hand.count,
        args=(job, mark.start_s, mark.end_s),
    )


def _lift(job: Job, analysis: Analysis, kept: Adjustment) -> None:
    lift = analysis.lift
    seen = f"{words.LIFTS[lift.name]}, {words.VARIANTS.get(lift.variant, 'style unknown')}"
    st.caption(f"Judged as: {seen} ({'your choice' if lift.source == 'told' else 'detected'})")
    names = list(LIFT_CHOICES)
    now = next(
        (name for name, pair in LIFT_CHOICES.items() if pair == (kept.lift, kept.variant)), names[0]
    )
    key = f"lift_choice_{job.id}_{now}_{rejudge.turn()}"
    st.selectbox(
        "Lift and style",
        names,
        index=names.index(now),
        key=key,
        on_change=_change_lift,
        args=(job, key),
    )


def _change_lift(job: Job, key: str) -> None:
    lift, variant = LIFT_CHOICES[st.session_state[key]]
    rejudge.change(job, lambda kept: replace(kept, lift=lift, variant=variant))
