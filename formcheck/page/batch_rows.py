"""The clips of a batch as rows in the order a coach wants them, and the way along them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.findings.verdict import is_sure
from formcheck.jobs.job import Job
from formcheck.jobs.store import ANALYSIS
from formcheck.page import backend, intake, navigation, why_questions
from formcheck.page.text import escaped
from formcheck.report.digest import faults_found, picture_moment
from formcheck.report.triage_page import order, triage_card
from formcheck.report.words import counted, so_many
from formcheck.soreness.triage import without_advice

_ASKED_FOR = "batch_asked_for"


@dataclass(frozen=True)
class Row:
    """One clip of the batch; `analysis` is None while there is none.

    `worst` is the finding that weighs most, of a rep or of the set; None when it is not flagged.
    `athlete` is whose set it is, where a coach said so. `same_as` is an earlier clip of the batch
    that holds the very same, or empty.
    """

    job: Job
    analysis: Analysis | None
    worst: Finding | None
    athlete: str = ""
    same_as: str = ""

    @property
    def name(self) -> str:
        """What a coach knows the set by."""
        return _called(self.athlete, self.job.clip_name)

    @property
    def named(self) -> Analysis | None:
        """The analysis under that name, for the table and the page to print."""
        if self.analysis is None:
            return None
        return self.analysis.renamed(_called(self.athlete, self.analysis.clip.name))

    @property
    def order(self) -> tuple[Any, ...]:
        """As on the page to print; behind them what waits, as the queue does, and what failed."""
        named = self.named
        if named is not None:
            return 0, *order(triage_card(named))
        return (2, self.name) if self.job.finished else (1, self.job.created_s, self.name)

    @property
    def moment(self) -> tuple[float, Finding | None]:
        """When its picture is taken, and what that shows; None for the first rep."""
        return (self.analysis and picture_moment(self.analysis)) or (0.0, None)

    @property
    def faults(self) -> frozenset[str]:
        """What was found in it."""
        found = faults_found(self.analysis) if self.analysis else ()
        return frozenset(fault.fault for fault in found)


def _called(athlete: str, clip: str) -> str:
    return f"{athlete} · {clip}" if athlete else clip


def athlete_of(job: Job) -> str:
    """Whose set it is, where a coach said so; of one shared with a phone that is not told."""
    return backend.runner().store.athlete(job.id) if backend.owns(job.id) else ""


def called(job: Job) -> str:
    """A set by whose it is and its clip, as its row and its own page have it."""
    return _called(athlete_of(job), job.clip_name)


def ordered(jobs: Sequence[Job]) -> list[Row]:
    """The rows of the table, top to bottom."""
    first: dict[str, Job] = {}
    for job in jobs:
        first.setdefault(job.clip_sha256, job)
    return sorted((_row(job, first[job.clip_sha256]) for job in jobs), key=lambda row: row.order)


def counts(rows: Sequence[Row]) -> str:
    """How many clips there are, how many are ready, flagged, perhaps so, and have no result."""
    ready = sum(row.analysis is not None for row in rows)
    waiting = sum(not row.job.finished for row in rows)
    failed = sum(row.job.finished and row.analysis is None for row in rows)
    same = sum(bool(row.same_as) for row in rows)
    said = [counted(len(rows), "clip") + (f", {counted(same, 'duplicate')}" if same else "")]
    if waiting:
        said.append(f"{ready} ready" if ready else "none ready yet")
    if ready:
        said.append(_found(rows, " so far" if waiting else ""))
    if failed:
        said.append(so_many(failed, "not_analyzed"))
    return " · ".join(said)


def _found(rows: Sequence[Row], so_far: str) -> str:
    """How many sets are flagged; one that came twice counts once, a fault may be but possible."""
    worst: dict[str, Finding] = {}
    for row in rows:  # worst first, and so is the page to print
        if row.worst is not None:
            worst.setdefault(row.job.clip_sha256, row.worst)
    flagged = sum(map(is_sure, worst.values()))
    perhaps = len(worst) - flagged
    said = [f"{flagged} flagged"] if flagged else []
    said += [f"{perhaps} perhaps"] if perhaps else []
    if not said:
        return f"none flagged{so_far}"
    return f"{', '.join(said)}{so_far}, worst first"


def _row(job: Job, first: Job) -> Row:
    # a clip is ready once its job is: the bar above counts jobs
    analysis = _analysis(job) if job.finished else None
    if analysis:
        analysis = without_advice(analysis, why_questions.sign())
    faults = faults_found(analysis) if analysis else ()
    same_as = "" if first.id == job.id else first.clip_name
    return Row(job, analysis, faults[0].worst if faults else None, athlete_of(job), same_as)


def _analysis(job: Job) -> Analysis | None:
    """Read once for each verdict: while clips wait, the table is drawn every other second."""
    store = backend.runner().store
    try:
        stamp_ns = (store.folder(job.id) / ANALYSIS).stat().st_mtime_ns
    except OSError:
        return None
    known: dict[str, tuple[int, Analysis | None]] = st.session_state.setdefault(backend.READ, {})
    if job.id not in known or known[job.id][0] != stamp_ns:
        known[job.id] = stamp_ns, store.analysis(job)
    return known[job.id][1]


def ask_for(batch_id: str, faults: Iterable[str]) -> None:
    """Keep which faults a coach wants to see of a batch, also while one of its sets is open."""
    st.session_state[_ASKED_FOR] = batch_id, frozenset(faults)


def asked_for(batch_id: str) -> frozenset[str]:
    """The faults of `ask_for`; empty where all sets are shown."""
    asked_of, faults = st.session_state.get(_ASKED_FOR, ("", frozenset[str]()))
    return faults if asked_of == batch_id else frozenset()


def open_row(job: Job) -> None:
    """Open a set of the batch that is open; its address leads back to both."""
    intake.open_set(job.id)
    batch_id = st.session_state.get("open_batch", "")
    st.switch_page(
        navigation.CHECK, query_params={backend.JOB_PARAM: job.id, backend.BATCH_PARAM: batch_id}
    )


def steps(job: Job) -> None:
    """Previous, all and next in the order of the table; nothing for a set of no batch.

    Among the sets that the table shows; a set that it does not show is one of all of them.
    """
    batch_id = st.query_params.get(backend.BATCH_PARAM) or ""
    kept = backend.runner().store.batch(batch_id)
    rows = ordered([backend.as_seen(each) for each in kept])
    rows = [row for row in rows if backend.may_see(row.job.id)]
    faults = asked_for(batch_id)
    some = [row for row in rows if faults & row.faults]
    filtered = any(row.job.id == job.id for row in some)
    jobs = [row.job for row in (some if filtered else rows)]
    place = next((place for place, other in enumerate(jobs) if other.id == job.id), None)
    if place is None:
        return
    st.session_state["open_batch"] = batch_id
    with st.container(horizontal=True, vertical_alignment="center", key="batch_steps"):
        _step("Previous", ":material/chevron_left:", jobs[place - 1] if place else None)
        if st.button("All clips", icon=":material/groups:", key="batch_all"):
            st.switch_page(navigation.COACH, query_params={backend.BATCH_PARAM: batch_id})
        _step("Next", ":material/chevron_right:", jobs[place + 1] if jobs[place + 1 :] else None)
        shown = " shown" if filtered else ""
        st.caption(f"{place + 1} of {len(jobs)}{shown}, worst first")


def _step(label: str, icon: str, to: Job | None) -> None:
    st.button(
        label,
        icon=icon,
        key=f"batch_{label.lower()}",
        disabled=to is None,
        help=escaped(called(to)) if to else None,
        on_click=intake.open_set,
        args=(to.id if to else "",),
    )
