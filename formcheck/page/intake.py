"""Choosing a clip: drop one in, try a sample, or go back to a set of this session."""

from __future__ import annotations

import streamlit as st

from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import Spooled, spool_file
from formcheck.machine.shipped import sample_clips
from formcheck.page import backend, places, uploads
from formcheck.page.problem import told_in_one_line
from formcheck.page.styles import ASKED, STYLES
from formcheck.page.text import escaped
from formcheck.report import words

SAMPLE_TITLES = {
    "squat_good_morning": ("Squat, hips rise before the chest in some reps", ":material/flag:"),
    "deadlift_late_shrug": ("Deadlift, shoulders creep up late in the set", ":material/flag:"),
    "squat_clean": ("Squat, nothing wrong", ":material/check_circle:"),
}
LIFTS = {"Detect from the video": None, **{words.LIFTS[lift]: lift for lift in STYLES}}


def open_set(job_id: str) -> None:
    """Show this set, now and after a reload; the address alone is enough to come back."""
    if st.session_state.get("open_set") != job_id:
        forget_choices()
        uploads.forget_refused()
    st.session_state["open_set"] = job_id
    backend.remember(job_id)
    if st.query_params.get(backend.JOB_PARAM) != job_id:
        st.query_params[backend.JOB_PARAM] = job_id


def close_set() -> None:
    """Show the uploader again."""
    st.session_state.pop("open_set", None)
    forget_choices()
    for name in (backend.JOB_PARAM, backend.BATCH_PARAM):
        st.query_params.pop(name, None)


def forget_choices() -> None:
    """Which rep was chosen belongs to one set only."""
    for key in ("selected_mark", "player_command"):
        st.session_state.pop(key, None)


def show() -> None:
    """The page before there is a set."""
    st.title("Check a set")
    st.markdown(
        "See which reps went wrong, when, by how much, and why your **upper back** feels it."
    )
    _uploader()
    st.caption(
        f":material/lock: Your video stays on {backend.computer()} and is deleted after "
        f"{backend.until_words()}. :material/timer: One set per clip works best; trim a clip of "
        f"more than {st.get_option('server.maxUploadSize')} MB to its set on the phone."
    )
    _samples()
    _earlier_sets()
    _elsewhere()


def _elsewhere() -> None:
    """The pages next door: on a phone the menu that leads to them is folded away."""
    with st.container(horizontal=True):
        st.page_link(places.FILM, label="How to film", icon=":material/camera_video:")
        st.page_link(places.COACH, label="Many clips at once", icon=":material/groups:")
        st.page_link(
            places.WHY,
            label="Sore upper back?",
            icon=":material/self_improvement:",
        )


def _uploader() -> None:
    lift = st.segmented_control(
        "Which lift?",
        list(LIFTS),
        default="Detect from the video",
        key="intake_lift",
        help="Choose it if the clip is short or the lift is hard to see.",
    )
    told = LIFTS.get(lift or "")
    style = _style(told) if told else None
    with told_in_one_line():
        arrived = uploads.uploader(
            "Drop in a video of one set",
            Question(lift=told, variant=style),
            many=False,
            help_text="Straight from your phone: MP4, MOV, 3GP, WebM, AVI, MKV and so on.",
        )
        if arrived:
            for job in arrived:  # one, unless a run was broken off before
                backend.remember(job.id)
            open_set(arrived[-1].id)
            arrived.clear()  # only now: an end of this run before leaves it to the next one
            st.rerun()
    uploads.show_refused(many=False)


def _style(lift: str) -> str | None:
    """The style, for who wants to say it; a result that hangs on it asks."""
    chosen = st.pills(f"{ASKED[lift]} You may skip this.", list(STYLES[lift]), key=f"style_{lift}")
    return STYLES[lift].get(chosen or "")


def _samples() -> None:
    paths = sample_clips()
    if not paths:
        return
    st.header("No clip at hand? Try a sample")
    with st.container(horizontal=True):
        for path in paths:
            title, icon = SAMPLE_TITLES.get(
                path.stem, (path.stem.replace("_", " ").capitalize(), ":material/play_circle:")
            )
            if st.button(title, icon=icon, key=f"sample_{path.stem}"):
                _start(spool_file(path, backend.runner().store.clips), Question())


def _earlier_sets() -> None:
    jobs = backend.session_jobs()
    if not jobs:
        return
    st.header("Your sets in this window")
    with st.container(horizontal=True):
        for job in jobs:
            st.button(
                f"{escaped(job.clip_name)} · {state_words(job)}",
                icon=":material/history:",
                key=f"earlier_{job.id}",
                on_click=open_set,
                args=(job.id,),
            )


def state_words(job: Job) -> str:
    """Where a set stands, in a word or two."""
    words = {"queued": "waiting", "running": "working", "done": "ready", "failed": "failed"}
    return words.get(job.state, "stopped")


def _start(clip: Spooled, question: Question) -> None:
    open_set(backend.submit(clip, question).id)
    st.rerun()
