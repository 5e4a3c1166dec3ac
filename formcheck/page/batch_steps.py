"""From one set of a batch to the next, and back to all of them."""

from __future__ import annotations

import streamlit as st

from formcheck.jobs.job import Job
from formcheck.page import backend, intake, places
from formcheck.page.batch_rows import ordered
from formcheck.page.text import escaped


def go(job: Job) -> None:
    """Open a set of the batch that is open; its address leads back to both."""
    intake.open_set(job.id)
    batch_id = st.session_state.get("open_batch", "")
    st.switch_page(
        places.CHECK, query_params={backend.JOB_PARAM: job.id, backend.BATCH_PARAM: batch_id}
    )


def show(job: Job) -> None:
    """Previous, all and next in the order of the table; nothing for a set of no batch."""
    batch_id = st.query_params.get(backend.BATCH_PARAM)
    kept = backend.runner().store.batch(batch_id or "")
    jobs = [row.job for row in ordered([backend.as_seen(each) for each in kept])]
    jobs = [each for each in jobs if backend.may_see(each.id)]
    place = next((place for place, other in enumerate(jobs) if other.id == job.id), None)
    if place is None:
        return
    st.session_state["open_batch"] = batch_id
    with st.container(horizontal=True, vertical_alignment="center", key="batch_steps"):
        _step("Previous", ":material/chevron_left:", jobs[place - 1] if place else None)
        if st.button("All clips", icon=":material/groups:", key="batch_all"):
            st.switch_page(places.COACH, query_params={backend.BATCH_PARAM: batch_id or ""})
        _step("Next", ":material/chevron_right:", jobs[place + 1] if jobs[place + 1 :] else None)
        st.caption(f"{place + 1} of {len(jobs)}, worst first")


def _step(label: str, icon: str, to: Job | None) -> None:
    st.button(
        label,
        icon=icon,
        key=f"batch_{label.lower()}",
        disabled=to is None,
        help=escaped(to.clip_name) if to else None,
        on_click=intake.open_set,
        args=(to.id if to else "",),
    )
