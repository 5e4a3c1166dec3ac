"""Reps that a lifter takes away, puts back, or adds where one was missed."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.jobs.job import Job
from formcheck.lifts import starts_at_top
from formcheck.page import backend, rejudge
from formcheck.report.digest import strip
from formcheck.reps.by_hand import movement_around

CORRECTED_S = "corrected_at_s"
"""A moment of the movement that was corrected last: the page stays with it."""
SAME_TURN_S = 0.5
"""A rep that was added and the same one found turn around no further apart."""


def take_away(job: Job, turn_s: float) -> None:
    """The rep around this turn was none."""
    st.session_state[CORRECTED_S] = turn_s
    rejudge.change(job, lambda kept: kept.without_rep(turn_s))
    if _counted(job, turn_s):  # one that was added by hand and is found by now, too
        rejudge.change(job, lambda kept: kept.without_rep(turn_s))


def _counted(job: Job, turn_s: float) -> bool:
    analysis = backend.runner().store.analysis(job)
    turns_s = [rep.turn_s for rep in analysis.reps if rep.turn_s is not None] if analysis else []
    return any(abs(other_s - turn_s) < SAME_TURN_S for other_s in turns_s)


def count(job: Job, start_s: float, end_s: float) -> None:
    """This movement was a rep."""
    st.session_state[CORRECTED_S] = (start_s + end_s) / 2
    rejudge.change(job, lambda kept: kept.with_rep(start_s, end_s))


def add(job: Job, analysis: Analysis, at_s: float) -> None:
    """A rep was missed around this moment."""
    start_s, end_s = missed_span(analysis, at_s)
    count(job, start_s, end_s)


def missed_span(analysis: Analysis, at_s: float) -> tuple[float, float]:
    """From when to when the movement around a moment goes, between its neighbors on the strip."""
    marks = strip(analysis)
    low_s = max((mark.end_s for mark in marks if mark.end_s <= at_s), default=0.0)
    high_s = min(
        (mark.start_s for mark in marks if mark.start_s >= at_s), default=analysis.clip.duration_s
    )
    down_first = starts_at_top(analysis.lift.name, analysis.lift.variant)
    series = analysis.series
    heights = series.hip_height_torso if down_first else series.chest_height_torso
    return movement_around(
        series.time_s, heights, at_s, between_s=(low_s, high_s), down_first=down_first
    )
