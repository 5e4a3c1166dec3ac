"""The result of one set: the sentence, the video with its reps, the chosen rep, what to do."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.set_summary import set_summary
from formcheck.jobs.job import Job
from formcheck.page import (
    backend,
    by_hand,
    charts,
    corrections,
    downloads,
    history_result,
    limits,
    progress,
    rep_panel,
    states,
    warned,
    why_panel,
)
from formcheck.page import video as video_slot
from formcheck.page.player import choose_first_mark, rep_strip
from formcheck.page.progress import another_button
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.report.digest import next_set_cues
from formcheck.report.words import disclaimer
from formcheck.soreness.silence import Sign, without_advice


def show(job: Job, analysis: Analysis) -> None:
    """The whole page of a result.

    Every section is a container of its own: what a correction adds to one moves none of the
    others, so the video is not loaded anew and a field keeps the keyboard.
    """
    backend.attach(job, analysis)
    st.session_state.pop(by_hand.WHOLE_PAGE, None)
    whole, sign = analysis, warned.sign()
    analysis = without_advice(analysis, sign)
    with st.container():
        kept = history_result.keep_shown(job, whole)
        history_result.last_time(kept, analysis)
        _on_top(job, analysis, sign)
    with st.container():
        if analysis.reps or analysis.not_counted:
            choose_first_mark(analysis)
            _looking(job, analysis)
        else:
            video_slot.show(job, analysis)
    with st.container():
        why_panel.show(analysis)
        if sign is None:
            why_panel.sore_today(analysis)
        why_panel.camera(analysis, guide=sign is None)
    if analysis.lifter.people_seen:
        with st.container():
            corrections.show(job, analysis)
    with st.container():
        downloads.show(job, analysis, sign)
    with st.container():
        history_result.next_time(analysis)
        history_result.about_set(kept, job, whole)
    with st.container():
        if analysis.reps or analysis.not_counted:
            limits.show(job, analysis)
        _last_row(job)


def _on_top(job: Job, analysis: Analysis, sign: Sign | None) -> None:
    """What somebody between two sets wants to know."""
    _heading(job, analysis)
    corrections.on_top(job, analysis)
    states.show_doubts(job, analysis)
    states.show_if_special(job, analysis, guide=sign is None)
    warned.show(sign)
    _next_set(analysis)


def _heading(job: Job, analysis: Analysis) -> None:
    facts = [escaped(job.clip_name), *lift_facts(analysis)]
    st.caption(" · ".join(facts))
    st.title(analysis.set.summary or set_summary(verdict_of(analysis)))


def lift_facts(analysis: Analysis) -> list[str]:
    """Lift, style, view and count, each in a few words."""
    facts = [words.lift_words(analysis)]
    if analysis.view.name != "unknown":
        facts.append(f"filmed {words.VIEWS[analysis.view.name]}")
    facts.append(words.counted(len(analysis.reps), "rep"))
    return facts


@st.fragment
def _looking(job: Job, analysis: Analysis) -> None:
    """What follows a click on a rep, without running the rest of the page again."""
    if st.session_state.pop(by_hand.WHOLE_PAGE, False):
        st.rerun()  # the whole page tells what became of a correction made in here
    left, right = st.columns([3, 2], gap="medium")
    with left:
        video_slot.show(job, analysis)
        rep_strip(job, analysis)
    with right:
        rep_panel.show(job, analysis)
    charts.show(analysis)
    charts.bar_paths(job, analysis)


def _last_row(job: Job) -> None:
    another_button()
    backend.share_switch(job)
    st.caption(f"Deleted from {backend.computer()} after {backend.until_words()}. {disclaimer()}")
    progress.delete_button(job, "Delete this set now")


def _next_set(analysis: Analysis) -> None:
    """What to do with the weight and cues, two in all; nothing where nothing is to change."""
    said = [*filter(None, [analysis.set.load]), *next_set_cues(analysis)]
    if not said:
        return
    with st.container(border=True):
        lines = "\n".join(f"- {line}" for line in said)
        st.markdown(f":material/fitness_center: **Think of this in your next set**\n{lines}")
