"""The table of a batch: a picture of the worst moment, what was found, a button that opens it."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.findings.verdict import clip_state
from formcheck.jobs import pictures
from formcheck.jobs.job import Job
from formcheck.page import backend, batch_steps, progress, result
from formcheck.page.batch_rows import Row, counts, ordered
from formcheck.page.problem import told_in_one_line
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.report.digest import FaultDigest, faults_found, next_set_cues

THUMBNAIL_PX = 72


_WITHOUT_FINDINGS = {
    "steady": ":green[:material/check: **{}**]",
    "partly": ":gray[:material/check: {}]",
    "unjudged": ":gray[:material/visibility_off: {}]",
    "no_reps": ":gray[:material/remove: {}]",
    "no_person": ":gray[:material/person_off: {}]",
}


def show(jobs: list[Job]) -> None:
    """The table; it looks after itself while clips are still being looked at."""
    if any(not job.finished for job in jobs):
        _watched([job.id for job in jobs])
    else:
        _table(jobs)


@st.fragment(run_every=2.0)
@told_in_one_line()
def _watched(job_ids: list[str]) -> None:
    runner = backend.runner()
    jobs = [job for job_id in job_ids if (job := backend.visible(job_id))]
    left = sum(not job.finished for job in jobs)
    if not left:
        st.rerun()
    done = len(jobs) - left
    st.progress(done / len(jobs), text=f"{done} of {len(jobs)} clips are ready")
    if st.button("Stop the rest", icon=":material/stop_circle:", key="stop_batch"):
        for job in jobs:
            runner.cancel(job.id)
        st.rerun()
    _table(jobs)


def _table(jobs: list[Job]) -> None:
    rows = ordered(jobs)
    st.caption(counts(rows))
    wanted = _filter(rows)
    shown = [row for row in rows if not wanted or wanted & row.faults]
    for row in shown:
        _line(row)
    if not shown:
        st.caption("No clip shows that fault.")


def _filter(rows: list[Row]) -> set[str]:
    found = sorted(set().union(*(row.faults for row in rows)))
    if len(found) < 2:
        return set()
    chosen = st.pills(
        "Show only",
        found,
        selection_mode="multi",
        format_func=lambda fault: words.fault_name(fault).capitalize(),
        key="batch_faults",
    )
    return set(chosen or ())


def _line(row: Row) -> None:
    """Low enough that a coach sees several sets at once, on a phone as well."""
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        wrap=False,
        key=f"row_{row.job.id}",
    ):
        with st.container(width=THUMBNAIL_PX):
            _picture(row)
        with st.container(width="stretch", gap="xxsmall"):
            _facts(row)
        # which one it opens, the eye sees beside it; page.css hides the name from nobody else
        name = f"Open **{escaped(row.name)}**"
        if st.button(name, key=f"open_{row.job.id}", width="content"):
            batch_steps.go(row.job)


def _picture(row: Row) -> None:
    store = backend.runner().store
    try:
        if row.analysis is None or not row.analysis.reps:
            path = pictures.waiting(store, row.job)
            what = "the beginning"
        else:
            at_s = row.moment_s
            path = pictures.thumbnail(store, row.job, row.analysis, at_s)
            what = words.fault_name(row.worst.fault) if row.worst else "first rep"
            what = f"{words.clock(at_s)}: {what}"
    except FormcheckError:
        st.markdown(":material/hide_image:")
        return
    st.image(str(path), width=THUMBNAIL_PX, alt=f"{row.job.clip_name} at {what}")


def _facts(row: Row) -> None:
    st.markdown(f"**{escaped(row.name)}**")
    if row.analysis is None:
        st.caption(_state(row.job))
        return
    st.caption(" · ".join(result.lift_facts(row.analysis)))
    st.markdown("  \n".join(_verdicts(row.analysis)))
    if row.worst and (cues := next_set_cues(row.analysis)):
        st.caption(f":material/record_voice_over: {cues[0]}")


def _verdicts(analysis: Analysis) -> list[str]:
    """One line for each fault, worst first; plain lines, since badges are cut off on a phone."""
    if faults := faults_found(analysis):
        return [_fault(fault) for fault in faults]
    state = clip_state(analysis)
    return [_WITHOUT_FINDINGS[state].format(words.state(state))]


def _fault(fault: FaultDigest) -> str:
    name = f"{fault.title[:1].lower()}{fault.title[1:]}"
    if fault.verdict.is_sure:
        return f":orange[:material/flag: **{name}**] {fault.where} · {words.size(fault.worst)}"
    return f":gray[:material/question_mark:] {name}: {fault.where} · {words.size(fault.worst)}"


def _state(job: Job) -> str:
    runner = backend.runner()
    if job.state == "failed":
        return escaped(f"{job.what} {job.hint}")
    place = runner.place(job.id)
    if place:
        return progress.queue_words(place).capitalize()
    if job.state == "running":
        return runner.store.step(job.id).stage or "Starting"
    if job.state == "done":
        return "Its result can no longer be read. Open it to check it again."
    return "Stopped"
