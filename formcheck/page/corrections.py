"""Telling the checker it got something wrong: lifter, lift, reps.

What was corrected is said on top, and listed with an undo for each.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, Lift, PersonBox, RepAnalysis
from formcheck.errors import FormcheckError
from formcheck.findings.fault_table import limits_asked
from formcheck.jobs import artifacts
from formcheck.jobs.adjustment import Adjustment, changes
from formcheck.jobs.job import Job
from formcheck.lifts import LIFTS, KnownLift, Style
from formcheck.page import backend, by_hand, intake, states
from formcheck.page.text import errors_in_one_line
from formcheck.report import words
from formcheck.report.digest import Mark
from formcheck.thresholds import Thresholds

LIFT_CHOICES: dict[str, tuple[KnownLift | None, Style | None]] = {
    "Detect from the video": (None, None),
    **{
        ", ".join(filter(None, (words.LIFTS[lift], name))): (lift, style)
        for lift in LIFTS
        for name, style in {"": None, **words.STYLES[lift]}.items()
    },
}


_ONE_SEEN = (
    "We saw one person in this clip. If that was not you, we cannot measure you in it: of two "
    "people, one behind the other, we may see only one."
)


def show(job: Job, analysis: Analysis) -> None:
    """The section for corrections."""
    st.header("Something wrong? Correct it", anchor=by_hand.CORRECTIONS)
    if problem := st.session_state.pop(by_hand.PROBLEM, None):
        st.error(problem, icon=":material/error:")
        st.toast(problem, icon=":material/error:")  # the tap may be screens above
        st.button(
            "Check this set again",
            icon=":material/refresh:",
            key="check_again",
            on_click=by_hand.look_again,
            args=(job,),
        )
    kept = by_hand.kept(job)
    with st.container():
        _made(job, kept)
    asked = states.asks_for_the_lift(analysis)
    with st.expander("Wrong lift or style", icon=":material/swap_horiz:", expanded=asked):
        _lift(job, analysis, kept)
    others = any(notice.code == "several_people" for notice in analysis.warnings)
    with st.expander("Wrong person", icon=":material/person_search:", expanded=others):
        _people(job, analysis)


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
    known = analysis.lift.name != "unknown"
    said = _who_says(analysis.lift, style_given=kept.variant is not None)
    st.caption(f"Read as: {said}" if known else words.lift_words(analysis))
    names = list(LIFT_CHOICES)
    now = next(
        (name for name, pair in LIFT_CHOICES.items() if pair == (kept.lift, kept.variant)), names[0]
    )
    key = f"lift_choice_{job.id}_{now}_{by_hand.turn()}"
    st.selectbox(
        "Lift and style",
        names,
        index=names.index(now),
        key=key,
        on_change=_lift_chosen,
        args=(job, key, now),
    )


def _lift_chosen(job: Job, key: str, shown: str) -> None:
    """Another lift than the one that stood there.

    A browser may still send a field that is gone, which Streamlit takes for a change: the lift that
    a button had just told was taken back.
    """
    if (chosen := st.session_state[key]) != shown:
        by_hand.lift_is(job, *LIFT_CHOICES[chosen])


def _who_says(lift: Lift, *, style_given: bool) -> str:
    """Lift and style, each with who says so: a style that was found is nobody's choice."""
    name, style = words.LIFTS[lift.name], words.VARIANTS.get(lift.variant, "style unknown")
    if lift.source == "detected":
        return f"{name}, {style} (detected)"
    if style_given:
        return f"{name}, {style} (your choice)"
    return f"{name} (your choice), {style}{'' if lift.variant == 'unknown' else ' (detected)'}"


def on_top(job: Job, analysis: Analysis) -> None:
    """One line under the sentence of the set, when anything was corrected."""
    kept = by_hand.kept(job)
    asked = limits_asked(analysis.lift.name, analysis.lift.variant)
    idle = Thresholds.model_fields.keys() - asked  # of another lift or style
    limits = len(kept.limits.keys() - idle)
    others = len(changes(kept, job.question)) - len(kept.limits) + (job.question.lifter is not None)
    said = [words.counted(others, "correction")] if others else []
    said += [f"{words.counted(limits, 'limit')} that you changed"] if limits else []
    if said:
        corrected = f":material/edit: Judged with {' and '.join(said)}, listed below."
        # hips and chest are read from all reps at once, so with other reps a word may change
        if analysis.reps and (kept.reps or kept.not_reps):
            corrected += (
                " Reps are judged against one another, so others may read a little differently now."
            )
        st.caption(corrected)


def _made(job: Job, kept: Adjustment) -> None:
    """Each correction with a button that takes it back."""
    made = changes(kept, job.question)
    lifter = job.question.lifter
    if not made and lifter is None:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown("**What you corrected**")
        if lifter is not None:
            _row(f"Measured: person {lifter}", "undo_lifter", by_hand.undo_lifter, job)
        for place, change in enumerate(made):
            _row(change.what, f"undo_{place}", by_hand.undo, job, change.what)
        if len(made) > 1:
            st.button(
                "Undo all corrections",
                icon=":material/undo:",
                key="undo_corrections",
                on_click=by_hand.undo_all,
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


def _people(job: Job, analysis: Analysis) -> None:
    """A picture and a button for each person."""
    people = analysis.lifter.people
    if len(people) < 2:
        st.caption(_ONE_SEEN if people else "Nobody was found.")
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
        path = artifacts.person(backend.runner().store, job, analysis.clip, person)
        st.image(
            str(path),
            alt=f"Person {person.number}",
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


@errors_in_one_line()
def _choose(job: Job, number: int) -> None:
    runner = backend.runner()
    runner.ask_again(job, replace(job.question, lifter=number))
    intake.forget_choices()
