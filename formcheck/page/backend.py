"""The one job runner of this server, and which sets this browser session has opened."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError, OptionError
from formcheck.extraction import pose_cache
from formcheck.history.store import History
from formcheck.jobs.job import Job, Question
from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import Spooled
from formcheck.machine.files import make_files_private
from formcheck.machine.shipped import sample_hashes
from formcheck.page.gate import App, asking_phone, forged_in_one_line
from formcheck.page.phone import PHONES

JOB_PARAM = "set"
BATCH_PARAM = "clips"
READ = "batch_results"
DAY_S = 24 * 3600.0
MOST_SETS = 12
"""So many sets are offered on the soreness page; nobody trains more in a day."""
SHARED_NAME = "Shared with you"


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
async def served(app: App) -> AsyncIterator[None]:
    """Around the server's life: its files are private, its workers and phones end with it."""
    make_files_private()
    forged_in_one_line()
    PHONES.serve_for(app)
    await PHONES.begin_as_asked(int(st.get_option("server.port")))
    try:
        yield
    finally:
        await PHONES.end_here()
        runner.clear()


def _warm() -> None:
    """Load what the first result needs while nobody waits for it."""
    import cv2  # noqa: F401

    import formcheck.pipeline.run  # noqa: F401
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


def computer() -> str:
    """Where the clip and all that is made of it are, as who looks would call it."""
    return "this computer" if is_owner() else "the computer that formcheck runs on"


def until_words() -> str:
    """When things are deleted, in words: only an app that runs can delete."""
    return f"{keep_words()}, or when the app is next opened after that"


def submit(clip: Spooled, question: Question | None = None) -> Job:
    """Queue a clip and remember it as one of this session's sets."""
    job = runner().submit(clip, question)
    hand_in(job)
    remember(job.id)
    return job


def remember(job_id: str) -> None:
    """Add a set to this session's list, newest first."""
    known = st.session_state.setdefault("set_ids", [])
    if job_id not in known:
        known.insert(0, job_id)


def hand_in(job: Job) -> None:
    """Remember a set as this visitor's own; of a phone also when its window is gone."""
    phone = asking_phone()
    if phone is not None and PHONES.keys:
        PHONES.keys.add(phone, job.id)


def may_see(job_id: str) -> bool:
    """Whether this visitor may see a set: the owner each, a phone its own and shared ones."""
    phone = asking_phone()
    if phone is None:
        return True
    return PHONES.keys is not None and job_id in PHONES.keys.sets(phone)


def owns(job_id: str) -> bool:
    """Whether this visitor may delete or correct a set; one shared with a phone is not its own."""
    phone = asking_phone()
    return phone is None or (PHONES.keys is not None and PHONES.keys.owns(phone, job_id))


def require_own(job: Job) -> None:
    """Before a correction.

    Raises:
        OptionError: The set is the owner's, who shares it with this phone.
    """
    if not owns(job.id):
        raise OptionError("This set is shared with you to look at.", "Correct it at the computer.")


def share_switch(job: Job) -> None:
    """For the owner, while phones are let in: whether they may see this set."""
    if not (is_owner() and PHONES.keys):
        return
    key = f"share_{job.id}"
    st.session_state[key] = PHONES.keys.is_shared(job.id)
    st.toggle("Phones may see this set", key=key, on_change=_share, args=(job.id, key))


def _share(job_id: str, key: str) -> None:
    if PHONES.keys:
        PHONES.keys.share(job_id, wanted=bool(st.session_state[key]))


def visible(job_id: str | None) -> Job | None:
    """The set of an address, if it is kept and this visitor may see it."""
    job = runner().job(job_id) if job_id and may_see(job_id) else None
    return job and as_seen(job)


def as_seen(job: Job) -> Job:
    """A set as this visitor may see it: what its owner calls the clip may be somebody's name."""
    return job if owns(job.id) else replace(job, clip_name=SHARED_NAME)


def session_jobs() -> list[Job]:
    """The sets of this session that are still kept."""
    known = st.session_state.get("set_ids", [])
    phone = asking_phone()
    if phone is not None and PHONES.keys:  # its window may have been closed meanwhile
        known = [*known, *sorted(PHONES.keys.sets(phone) - set(known))]
    found = (visible(job_id) for job_id in known)
    return [job for job in found if job]


def attach(job: Job, analysis: Analysis) -> None:
    """Make a set available to the soreness page."""
    st.session_state.setdefault("analyses", {})[job.id] = analysis


def sets_of_the_day() -> dict[str, Analysis]:
    """By job, the results to weigh when something is sore: of this window, and others of today.

    Those that the owner handed in alone, or a phone's own; a coach's batch is of other people, and
    a clip without a counted rep says nothing of one. One that was handed in twice is one set.
    """
    here: dict[str, Analysis] = st.session_state.get("analyses", {})
    known = {job_id: analysis for job_id, analysis in here.items() if analysis.reps}
    store, since_s = runner().store, time.time() - DAY_S
    seen = {(job.clip_sha256, job.question.lifter) for job in map(store.load, known) if job}
    jobs = store.single_jobs() if is_owner() else session_jobs()
    for job in jobs:
        if len(known) >= MOST_SETS:
            break
        lifted = (job.clip_sha256, job.question.lifter)
        if job.id in here or lifted in seen or job.created_s < since_s or is_sample(job):
            continue
        analysis = store.analysis(job) if job.state == "done" else None
        if analysis is not None and analysis.reps:
            known[job.id] = analysis
            seen.add(lifted)
    return known


def is_sample(job: Job) -> bool:
    """Whether it is one of the samples of the start page: nobody's set."""
    return job.clip_sha256 in sample_hashes()


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
    return asking_phone() is None


def what_goes(job: Job) -> str:
    """What is deleted with a set: not a clip that is here as another set, whoever's that is.

    Of somebody else's set nothing more is said.
    """
    others = runner().store.of_same_clip(job)
    what = "This set is" if others else "The clip and everything made from it are"
    said = f"{what} deleted from {computer()} at once. This cannot be undone."
    mine = any(owns(other.id) for other in others)
    return said + (" The same clip is here as another set, and goes with that one." if mine else "")


def left_words() -> str:
    """What stays when sets are deleted, with a blank before it; empty where nothing is kept."""
    try:
        kept = is_owner() and bool(History().lines())
    except FormcheckError:  # a history that cannot be read keeps nobody from deleting
        kept = History().is_there
    return " What your history keeps stays; delete it on the page “Over time”." if kept else ""


def forget_everything() -> None:
    """Delete what this visitor handed in; for the owner all clips, results, videos and poses."""
    if is_owner():
        runner().delete_everything()
    else:
        batch = runner().store.batch(st.session_state.get("open_batch", ""))
        for job in {job.id: job for job in (*session_jobs(), *batch)}.values():
            if owns(job.id):
                runner().delete(job)
    for key in ("set_ids", "analyses", "open_batch", READ):
        st.session_state.pop(key, None)
