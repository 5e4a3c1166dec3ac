"""The table of a batch: a picture of the worst moment, what was found, a button that opens it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.errors import FormcheckError
from formcheck.jobs import stills
from formcheck.jobs.job import Job
from formcheck.page import backend, intake, places, progress, result
from formcheck.page.problem import told_in_one_line
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.report.digest import clip_state, faults_found, weight

THUMBNAIL_PX = 72


_CALM = {
    "steady": ":green[:material/check: **steady**]",
    "partly": ":gray[:material/check: nothing stood out, partly seen]",
    "unjudged": ":gray[:material/visibility_off: not judged]",
}


@dataclass(frozen=True)
class Row:
    """One clip of the batch; `analysis` is None while there is none.

    `worst` is the finding that weighs most, of a rep or of the set; None when it is not flagged.
    """

    job: Job
    analysis: Analysis | None
    worst: Finding | None

    @property
    def order(self) -> tuple[int, tuple[float, ...]]:
        """Flagged sets first, worst on top; then steady ones; then those without a result."""
        if self.worst:
            return 0, tuple(-part for part in weight(self.worst))
        return (1 if self.analysis else 2), ()


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
    jobs = [job for job_id in job_ids if (job := runner.job(job_id))]
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
    rows = sorted((_row(job) for job in jobs), key=lambda row: row.order)
    st.caption(_counts(rows))
    wanted = _filter(rows)
    shown = [row for row in rows if not wanted or wanted & _faults(row)]
    for row in shown:
        _line(row)
    if not shown:
        st.caption("No clip shows that fault.")


def _counts(rows: list[Row]) -> str:
    """How many clips there are, how many of them are flagged, and how many did not work."""
    flagged = sum(row.worst is not None for row in rows)
    failed = sum(row.job.state == "failed" for row in rows)
    said = [
        "1 clip" if len(rows) == 1 else f"{len(rows)} clips",
        f"{flagged} flagged, worst first" if flagged else "none flagged",
    ]
    if failed:
        said.append(f"{failed} failed")
    return " · ".join(said)


def _row(job: Job) -> Row:
    analysis = backend.runner().store.analysis(job)
    faults = faults_found(analysis) if analysis else ()
    return Row(job, analysis, faults[0].worst if faults else None)


def _faults(row: Row) -> set[str]:
    return {fault.fault for fault in faults_found(row.analysis)} if row.analysis else set()


def _filter(rows: list[Row]) -> set[str]:
    found = sorted(set().union(*(_faults(row) for row in rows)))
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
        border=True, horizontal=True, vertical_alignment="center", gap="small", wrap=False
    ):
        with st.container(width=THUMBNAIL_PX):
            _picture(row)
        with st.container(width="stretch", gap="xxsmall"):
            _facts(row)
        if st.button(
            "Open",
            key=f"open_{row.job.id}",
            width="content",
            help=f"Open {row.job.clip_name}",
        ):
            intake.open_set(row.job.id)
            st.switch_page(places.CHECK, query_params={backend.JOB_PARAM: row.job.id})


def _picture(row: Row) -> None:
    if row.analysis is None or not row.analysis.reps:
        st.markdown(":material/hide_image:")
        return
    rep = row.analysis.reps[0]
    at_s = row.worst.at_s if row.worst else rep.turn_s if rep.turn_s is not None else 0.0
    try:
        path = stills.thumbnail(backend.runner().store, row.job, row.analysis, at_s)
    except FormcheckError:
        st.markdown(":material/hide_image:")
        return
    what = words.fault_name(row.worst.fault) if row.worst else "first rep"
    st.image(
        str(path), width=THUMBNAIL_PX, alt=f"{row.job.clip_name} at {words.clock(at_s)}: {what}"
    )


def _facts(row: Row) -> None:
    st.markdown(f"**{escaped(row.job.clip_name)}**")
    if row.analysis is None:
        st.caption(_state(row.job))
        return
    st.caption(" · ".join(result.lift_facts(row.analysis)))
    st.markdown("  \n".join(_verdicts(row.analysis)))


def _verdicts(analysis: Analysis) -> list[str]:
    """One line for each fault, worst first; plain lines, since badges are cut off on a phone."""
    faults = [
        f":orange[:material/flag: **{words.fault_name(fault.fault)}**] {words.rep_list(fault.reps)}"
        for fault in faults_found(analysis)
    ]
    if faults or not analysis.reps:
        return faults
    return [_CALM[clip_state(analysis)]]


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
