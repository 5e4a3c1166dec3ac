"""The result of one set: the sentence, the video with its reps, the chosen rep, what to do."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.findings.verdict import verdict_of, weight
from formcheck.guidance.set_summary import set_summary
from formcheck.jobs import artifacts
from formcheck.jobs.job import Job
from formcheck.page import (
    backend,
    batch_rows,
    by_hand,
    corrections,
    downloads,
    history_result,
    limits,
    progress,
    rep_panel,
    sayings,
    states,
    why_panel,
    why_questions,
)
from formcheck.page import charts as charts_slot
from formcheck.page import video as video_slot
from formcheck.page.player import choose_first_mark, chosen_rep, rep_strip
from formcheck.page.progress import another_button
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.report.bar_path import bar_paths_svg, described, words_below
from formcheck.report.charts import charts, charts_html
from formcheck.report.digest import contradiction, next_set_cues
from formcheck.report.panels import panels
from formcheck.report.words import disclaimer
from formcheck.soreness.triage import Sign, without_advice

AROUND_S = 0.6
SPANS = ("This rep", "All reps")


def show(job: Job, analysis: Analysis) -> None:
    """The whole page of a result.

    Every section is a container of its own: what a correction adds to one moves none of the
    others, so the video is not loaded anew and a field keeps the keyboard.
    """
    backend.attach(job, analysis)
    corrected = st.session_state.pop(by_hand.WHOLE_PAGE, False)
    if corrected and by_hand.PROBLEM not in st.session_state:
        st.toast(_verdict(analysis))  # the headline is screens above the tap
    whole, sign = analysis, why_questions.sign()
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
        # another movement than the told one is filmed otherwise, if at all
        why_panel.camera(analysis, guide=sign is None and contradiction(analysis) is None)
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
    st.caption(" · ".join([escaped(batch_rows.called(job)), *lift_facts(analysis)]))
    st.title(_verdict(analysis))
    corrections.on_top(job, analysis)
    states.show_if_special(job, analysis, guide=sign is None)
    states.show_doubts(job, analysis)
    why_questions.show_sign(sign)
    _next_set(analysis)


def _verdict(analysis: Analysis) -> str:
    return analysis.set.summary or set_summary(verdict_of(analysis))


def lift_facts(analysis: Analysis) -> list[str]:
    """Lift, style, view and count, each in a few words."""
    lift, count = words.lift_words(analysis), words.counted(len(analysis.reps), "rep")
    return list(filter(None, (lift, words.filmed(analysis.view), count)))


@st.fragment
def _looking(job: Job, analysis: Analysis) -> None:
    """What follows a click on a rep, without running the rest of the page again."""
    if by_hand.WHOLE_PAGE in st.session_state:
        st.rerun()  # the whole page tells what became of a correction made in here
    if backend.runner().job(job.id) is None:
        st.rerun()  # deleted from another tab, or by now too old: the whole page says so
    left, right = st.columns([3, 2], gap="medium")
    with left:
        video_slot.show(job, analysis)
        rep_strip(job, analysis)
        by_hand.say_nothing_moves(analysis)
    with right:
        rep_panel.show(job, analysis)
    _charts(analysis)
    _bar_paths(job, analysis)


def _charts(analysis: Analysis) -> None:
    """Hips and chest, lean and shrug against time, those that have something to show."""
    rep = chosen_rep(analysis)
    if not panels(analysis):
        return
    span: str | None = SPANS[1]
    if rep is not None:  # beside what is no rep there is nothing to choose: all reps are shown
        span = st.segmented_control(
            "Charts show", SPANS, default=SPANS[0], key="chart_span", label_visibility="collapsed"
        )
    zoomed = rep if span == SPANS[0] else None
    shown = charts(
        analysis,
        around=_around(analysis, zoomed),
        at_s=max(rep.findings, key=weight).at_s if rep and rep.findings else None,
    )
    charts_slot.show(charts_html(shown), "set_charts")


def _around(analysis: Analysis, rep: RepAnalysis | None) -> tuple[float, float] | None:
    """The rep with a margin; None, the whole clip, where its ends are not known."""
    if rep is None or rep.start_s is None or rep.end_s is None:
        return None
    return max(0.0, rep.start_s - AROUND_S), min(analysis.clip.duration_s, rep.end_s + AROUND_S)


def _bar_paths(job: Job, analysis: Analysis) -> None:
    """One small picture for each rep, the chosen one framed; nothing where no plate was seen."""
    found = artifacts.bar_paths(backend.runner().store, job, analysis)
    if not found:
        return
    chosen = chosen_rep(analysis)
    picture = bar_paths_svg(
        analysis,
        found,
        chosen=chosen.number if chosen else None,
        ink=sayings.theme(),
    )
    st.markdown("**The bar's path**, rep by rep")
    st.image(picture, alt=described(found))
    st.caption(words_below(analysis, found))


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
