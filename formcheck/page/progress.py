"""A set that is waiting, being looked at, stopped or given up; and the ways on from a set.

Deleting one is asked first, and stands away from the buttons that lead on.
"""

from __future__ import annotations

import time

import streamlit as st

from formcheck.jobs.job import Job
from formcheck.page import backend, by_hand, intake, navigation
from formcheck.page.text import escaped

POLL_S = 0.5
ASKED = "asked_to_delete"


def show(job: Job) -> None:
    """The page of a set without a result yet."""
    st.title(escaped(job.clip_name))
    if job.state == "failed":
        _failed(job)
    elif job.state == "cancelled":
        st.info("Stopped. Only the clip was kept.", icon=":material/stop_circle:")
        _again(job)
    elif job.state == "done":
        st.info(
            "The result of this set can no longer be read. Try again: the clip is still here.",
            icon=":material/inventory_2:",
        )
        _again(job)
    else:
        _watch(job.id)
        # not the result's button: while that page comes, a tap on this one would be lost
        st.button(
            "Drop in the next clip",
            icon=":material/add:",
            key="next_clip",
            on_click=intake.close_set,
        )


def time_left_words(seconds: float | None) -> str:
    """`about 20 s left`, coarse on purpose; empty while nothing can be said, or once it is over."""
    if not seconds:
        return ""
    if seconds < 3:
        return "almost there"
    if seconds < 90:
        return f"about {max(5, 5 * round(seconds / 5))} s left"
    return f"about {round(seconds / 60)} min left"


def queue_words(place: int) -> str:
    """Where a set stands in the queue."""
    return f"number {place} in the queue{', next to start' if place == 1 else ''}"


@st.fragment(run_every=POLL_S)
def _watch(job_id: str) -> None:
    runner = backend.runner()
    job = runner.job(job_id)
    if job is None or job.finished or runner.store.analysis(job) is not None:
        st.rerun()
    place = runner.place(job.id)
    if place:
        st.progress(0.0, text=f"Waiting: {queue_words(place)}")
    else:
        step = runner.store.step(job.id)
        words = [step.stage or "Starting", time_left_words(step.seconds_left(time.time()))]
        st.progress(min(1.0, step.done), text=" · ".join(filter(None, words)))
    st.caption(
        "You can leave this page or reload it; the analysis goes on. "
        "The address of this page brings you back."
    )
    if backend.owns(job.id) and st.button("Cancel", icon=":material/close:", key="cancel_job"):
        runner.cancel(job.id)
        st.rerun()


def _failed(job: Job) -> None:
    st.error(f"**{escaped(job.what)}** {job.hint}", icon=":material/error:")
    _again(job)
    st.page_link(navigation.FILM, label="How to film a set", icon=":material/camera_video:")


def _again(job: Job) -> None:
    with st.container(horizontal=True):
        # a file that is no video is none the next time either
        helps = intake.refusal(job.clip_sha256, job.clip_name) is None
        if helps and st.button("Try again", icon=":material/refresh:", key="try_again"):
            backend.runner().ask_again(job, job.question)
            st.rerun()
        if job.question.lifter is not None:
            st.button(
                "Back to the person we chose",
                icon=":material/undo:",
                key="undo_lifter",
                on_click=by_hand.undo_lifter,
                args=(job,),
            )
        another_button()
    delete_button(job, "Delete this clip now")


def another_button() -> None:
    """Back to the uploader."""
    st.button("Check another clip", icon=":material/add:", key="another", on_click=intake.close_set)


def delete_button(job: Job, label: str) -> None:
    """A button that asks; the question stays when the page runs again meanwhile."""
    if not backend.owns(job.id):
        return
    if st.button(label, icon=":material/delete:", key="delete_set", type="tertiary"):
        st.session_state[ASKED] = job.id
    if st.session_state.get(ASKED) == job.id:
        _confirm(job)


def _keep() -> None:
    st.session_state.pop(ASKED, None)


@st.dialog("Delete this set?", on_dismiss=_keep)
def _confirm(job: Job) -> None:
    st.markdown(f"{backend.what_goes(job)}{backend.left_words()}")
    with st.container(horizontal=True):
        if st.button("Keep it", key="keep_set"):
            _keep()
            st.rerun()
        if st.button("Delete it", icon=":material/delete_forever:", key="really_delete_set"):
            _keep()
            backend.forget(job)
            batch_id = st.query_params.get(backend.BATCH_PARAM)
            intake.close_set()
            st.toast("This set is deleted.")
            if batch_id:  # a coach goes on with the others
                st.switch_page(navigation.COACH, query_params={backend.BATCH_PARAM: batch_id})
            st.rerun()
