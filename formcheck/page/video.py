"""The drawn video, or how far the drawing is; and single moments as pictures."""

from __future__ import annotations

import time
from typing import Literal

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.errors import FormcheckError
from formcheck.findings.verdict import verdict_of
from formcheck.jobs import artifacts
from formcheck.jobs.job import DRAWING, Job
from formcheck.page import backend
from formcheck.page.player import VIDEO_KEY
from formcheck.page.progress import time_left_words
from formcheck.page.text import errors_in_one_line, escaped
from formcheck.report import words
from formcheck.report.words import where_words

UPRIGHT_WIDTH_PX = 320  # the reps below stay in sight of a clip that was filmed upright
STILL_WIDTH_PX = 420


def show(job: Job, analysis: Analysis) -> None:
    """The video of a set in a place the rep strip knows."""
    store = backend.runner().store
    path = store.overlay(job)
    with st.container(key=VIDEO_KEY):
        if path:
            upright = analysis.clip.height_px > analysis.clip.width_px
            width: int | Literal["stretch"] = UPRIGHT_WIDTH_PX if upright else "stretch"
            st.video(
                str(path),
                muted=True,
                alt=alt_text(analysis),
                width=width,
            )
        elif job.finished:
            why = escaped(f"{job.what} {job.hint}".strip())
            said = ("The video could not be drawn.", why, "The numbers below do not need it.")
            st.info(" ".join(filter(None, said)), icon=":material/videocam_off:")
            _draw_again_button(job)
        else:
            _drawing(job.id)
    if path and not store.drawn_is_current(job):
        _outdated(job)


def alt_text(analysis: Analysis) -> str:
    """The video for somebody who cannot see it."""
    verdict = verdict_of(analysis)
    where = where_words(verdict.numbers("flagged"), verdict.numbers("possible"))
    flags = f"flags appear in {where}" if where else "no flags"
    return f"{analysis.clip.name} with the lifter's skeleton and torso line drawn on it; {flags}"


@st.fragment(run_every=1.0)
def _drawing(job_id: str) -> None:
    runner = backend.runner()
    job = runner.job(job_id)
    if job is None or job.finished or runner.store.overlay(job):
        st.rerun()
    step = runner.store.step(job_id)
    drawing = step.stage == DRAWING
    left = time_left_words(step.seconds_left(time.time())) if drawing else ""
    text = " · ".join(filter(None, [DRAWING if drawing else "The video will be drawn soon", left]))
    st.skeleton(height=240)
    st.progress(min(1.0, step.done) if drawing else 0.0, text=text)


def _outdated(job: Job) -> None:
    if not job.finished:
        _drawing_again(job.id)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("The video still shows an earlier verdict.")
        _draw_again_button(job)


@st.fragment(run_every=1.0)
def _drawing_again(job_id: str) -> None:
    job = backend.runner().job(job_id)
    if job is None or job.finished:
        st.rerun()
    st.caption(":material/hourglass_top: The video is being drawn again.")


@errors_in_one_line()
def _draw_again_button(job: Job) -> None:
    if backend.owns(job.id) and st.button("Draw it again", icon=":material/brush:", key="redraw"):
        backend.runner().redraw(job)
        st.rerun()


def still_of_moment(job: Job, analysis: Analysis, at_s: float) -> str:
    """The file of the picture of a moment; empty when the clip is gone."""
    try:
        return str(artifacts.moment_still(backend.runner().store, job, analysis, at_s))
    except FormcheckError:
        return ""


def still(job: Job, analysis: Analysis, rep: int, finding: Finding) -> None:
    """The picture, made when first asked for."""
    try:
        path = artifacts.finding_still(backend.runner().store, job, analysis, rep, finding)
    except FormcheckError:
        return  # the clip is gone; the numbers say the same
    fault = words.fault_name(finding.fault)
    st.image(
        str(path),
        width=STILL_WIDTH_PX,
        alt=f"The lifter at {words.clock(finding.at_s)} with what was measured drawn: {fault}",
    )
