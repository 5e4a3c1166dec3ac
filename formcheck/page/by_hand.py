"""What a lifter corrects by hand, from a widget's callback: the set is judged again at once.

Reps are taken away, put back, or added where one was missed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment, Correction, changes
from formcheck.jobs.job import Job
from formcheck.lifts import KnownLift, Style
from formcheck.page import backend, intake
from formcheck.page.text import errors_in_one_line
from formcheck.report import words
from formcheck.report.digest import strip
from formcheck.reps.by_hand import movement_around

CORRECTIONS = "correct-it"
"""Where the page lets somebody correct what was read."""
CORRECTED_S = "corrected_at_s"
"""A moment of the movement that was corrected last: the page stays with it."""
SAME_TURN_S = 0.5
"""A rep that was added and the same one found turn around no further apart."""
PROBLEM = "correction_problem"
NOTHING_MOVES = "nothing_moves_at_s"
"""Where a rep was to be added and none can be."""
WHOLE_PAGE = "whole_page_anew"
"""Of a correction, made or refused, all of the page tells; a fragment has to run it again."""


def lift_is(job: Job, lift: KnownLift | None, style: Style | None = None) -> None:
    """It is this lift, of this style; None leaves it to us. Nearly all that is drawn changes."""
    change(job, lambda kept: replace(kept, lift=lift, variant=style))
    if PROBLEM not in st.session_state:
        with suppress(FormcheckError):  # the page says that the video is an earlier one
            backend.runner().redraw(job)


def take_away(job: Job, turn_s: float) -> None:
    """The rep around this turn was none."""
    st.session_state[CORRECTED_S] = turn_s
    change(job, lambda kept: kept.without_rep(turn_s))
    if _counted(job, turn_s):  # one that was added by hand and is found by now, too
        change(job, lambda kept: kept.without_rep(turn_s))


def _counted(job: Job, turn_s: float) -> bool:
    analysis = backend.runner().store.analysis(job)
    turns_s = [rep.turn_s for rep in analysis.reps if rep.turn_s is not None] if analysis else []
    return any(abs(other_s - turn_s) < SAME_TURN_S for other_s in turns_s)


def may_have_reps(analysis: Analysis) -> bool:
    """Whether a rep can be counted by hand: of what is taken for another exercise none is."""
    return bool(analysis.reps) or analysis.lift.name != "unknown"


def count(job: Job, start_s: float, end_s: float) -> None:
    """This movement was a rep."""
    st.session_state[CORRECTED_S] = (start_s + end_s) / 2
    change(job, lambda kept: kept.with_rep(start_s, end_s))


def add(job: Job, analysis: Analysis, at_s: float) -> None:
    """A rep was missed around this moment; where it is seen that nothing moves, none is added."""
    span = missed_span(analysis, at_s)
    if span is None:
        st.session_state[NOTHING_MOVES] = at_s
    else:
        count(job, *span)


def missed_span(analysis: Analysis, at_s: float) -> tuple[float, float] | None:
    """From when to when the movement around a moment goes, between its neighbors on the strip."""
    marks = strip(analysis)
    low_s = max((mark.end_s for mark in marks if mark.end_s <= at_s), default=0.0)
    high_s = min(
        (mark.start_s for mark in marks if mark.start_s >= at_s), default=analysis.clip.duration_s
    )
    down_first = analysis.lift.starts_at_top
    series = analysis.series
    heights = series.hip_height_torso if down_first else series.chest_height_torso
    return movement_around(
        series.time_s, heights, at_s, between_s=(low_s, high_s), down_first=down_first
    )


def say_nothing_moves(analysis: Analysis) -> None:
    """Below the strip that was tapped, once."""
    at_s = st.session_state.pop(NOTHING_MOVES, None)
    if at_s is not None:
        turn = "lowest" if analysis.lift.starts_at_top else "highest"
        st.warning(
            f"Nothing moves like a rep at {words.clock(at_s)}, so none was added. Tap the strip "
            f"where you are {turn} in the rep that we missed.",
            icon=":material/touch_app:",
        )


def change(job: Job, correction: Correction) -> None:
    """Judge again; runs before the page does, so the page shows the new verdict.

    What is refused is said, and every choice begins anew at what holds.
    """
    try:
        backend.require_own(job)
        adjustment.correct(backend.runner().store, job, correction)
    except FormcheckError as error:
        st.session_state[PROBLEM] = str(error)
        begin_anew()
    st.session_state[WHOLE_PAGE] = True


def kept(job: Job) -> Adjustment:
    """The corrections as they are now: a button may be older than the last one."""
    return adjustment.load(backend.runner().store, job)


def undo(job: Job, what: str) -> None:
    """Take back one correction; the limits begin anew where they then stand."""

    def without(now: Adjustment) -> Adjustment:
        made = changes(now, job.question)
        return next((each.without for each in made if each.what == what), now)

    begin_anew()
    change(job, without)


def undo_all(job: Job) -> None:
    """Back to what was told before the first look."""
    begin_anew()
    change(job, lambda _: Adjustment(lift=job.question.lift, variant=job.question.variant))


def turn() -> int:
    """For the keys of fields: another one when they begin anew."""
    return int(st.session_state.get("undone", 0))


def begin_anew() -> None:
    """Let every field be another one, which begins at what holds."""
    st.session_state["undone"] = turn() + 1


@errors_in_one_line()
def look_again(job: Job) -> None:
    """Look at the clip anew; corrections start over."""
    backend.require_own(job)
    backend.runner().ask_again(job, job.question, anew=True)
    intake.forget_choices()


@errors_in_one_line()
def undo_lifter(job: Job) -> None:
    """Back to the person whom nobody had to choose."""
    backend.require_own(job)
    backend.runner().ask_again(job, replace(job.question, lifter=None))
    intake.forget_choices()
