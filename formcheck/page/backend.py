"""The one job runner of this server, and which sets this browser session has opened."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.jobs.job import Job, Question
from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import Spooled
from formcheck.machine.private import make_files_private
from formcheck.observation import pose_cache

JOB_PARAM = "set"
BATCH_PARAM = "clips"
READ = "batch_results"


@st.cache_resource(show_spinner=False, on_release=JobRunner.close)
def runner() -> JobRunner:
    """The server's job runner, started with its first page."""
    threading.Thread(target=_warm, daemon=True).start()
    made = JobRunner(JobSettings.from_environment())
    atexit.register(made.close)  # of a page that no server shows
    # corrections are judged in this process, from the poses that the workers kept
    os.environ[pose_cache.ENVIRONMENT] = str(made.store.poses)
    return made


@asynccontextmanager
async def served(_app: object) -> AsyncIterator[None]:
    """Around the server's life: its files are private, its workers end with it."""
    make_files_private()
    try:
        yield
    finally:
        runner.clear()


def _warm() -> None:
    """Load what the first result needs while nobody waits for it."""
    import altair  # noqa: F401
    import cv2  # noqa: F401

    import formcheck.pipeline  # noqa: F401
    from formcheck.guidance.explanation import guidance_for

    guidance_for(["shrug"], lift="deadlift", variant="conventional")


def keep_words() -> str:
    """How long things are kept, in words: `24 hours`, `3 days`."""
    hours = runner().settings.keep_hours
    if hours >= 48 and hours % 24 == 0:
        return f"{hours / 24:.0f} days"
    if hours < 1:
        return f"{hours * 60:.0f} minutes"
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def until_words() -> str:
    """When things are deleted, in words: only an app that runs can delete."""
    return f"{keep_words()}, or when the app is next opened after that"


def submit(clip: Spooled, question: Question | None = None) -> Job:
    """Queue a clip and remember it as one of this session's sets."""
    job = runner().submit(clip, question)
    remember(job.id)
    return job


def remember(job_id: str) -> None:
    """Add a set to this session's list, newest first."""
    known = st.session_state.setdefault("set_ids", [])
    if job_id not in known:
        known.insert(0, job_id)


def session_jobs() -> list[Job]:
    """The sets of this session that are still kept."""
    found = (runner().job(job_id) for job_id in st.session_state.get("set_ids", []))
    return [job for job in found if job]


def attach(job: Job, analysis: Analysis) -> None:
    """Make a set available to the soreness page."""
    st.session_state.setdefault("analyses", {})[job.id] = analysis


def forget(job: Job) -> None:
    """Stop a set and delete what is kept of it."""
    runner().delete(job)
    st.session_state["set_ids"] = [
        job_id for job_id in st.session_state.get("set_ids", []) if job_id != job.id
    ]
    for known in ("analyses", READ):
        st.session_state.get(known, {}).pop(job.id, None)


def is_owner() -> bool:
    """Whether whoever looks sits at this computer, whose app it is."""
    return st.context.ip_address is None


def forget_everything() -> None:
    """Delete what this visitor handed in; for the owner all clips, results, videos and poses."""
    if is_owner():
        runner().delete_everything()
    else:
        batch = runner().store.batch(st.session_state.get("open_batch", ""))
        for job in {job.id: job for job in (*session_jobs(), *batch)}.values():
            runner().delete(job)
    for key in ("set_ids", "analyses", "open_batch", READ):
        st.session_state.pop(key, None)
