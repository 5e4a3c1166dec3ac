"""The table of a batch, on screen, as a file and to print, and whose sets these are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError, printable
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.set_summary import unjudged_in
from formcheck.jobs import artifacts
from formcheck.jobs.job import Job
from formcheck.page import backend, batch_rows, history_result, progress, result
from formcheck.page.batch_rows import Row, counts, ordered
from formcheck.page.text import accessible, download, errors_in_one_line, escaped, spreadsheet
from formcheck.report import words
from formcheck.report.digest import (
    FaultDigest,
    faults_found,
    next_set_on_card,
    unjudged_text,
)
from formcheck.report.shown import clip_shown, doubts_in_rows
from formcheck.report.tables import sets_csv
from formcheck.report.triage_page import TriageCard, render_triage, triage_card

THUMBNAIL_PX = 72
_WITHOUT_FINDINGS = {
    "steady": ":green[:material/check: **{}**]",
    "doubted": ":gray[:material/help: {}]",
    "partly": ":gray[:material/check: {}]",
    "unjudged": ":gray[:material/visibility_off: {}]",
    "no_reps": ":gray[:material/remove: {}]",
    "no_person": ":gray[:material/person_off: {}]",
}
MOST_LETTERS = 60


def show(jobs: list[Job]) -> None:
    """The table; it looks after itself while clips are still being looked at."""
    if any(not job.finished for job in jobs):
        _watched([job.id for job in jobs])
    else:
        _table(jobs)


@st.fragment(run_every=2.0)
@errors_in_one_line()
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
    batch_id = st.session_state.get("open_batch", "")
    key = f"batch_faults_{batch_id}"
    if key not in st.session_state:  # Streamlit forgets it while a set is open
        st.session_state[key] = [each for each in found if each in batch_rows.asked_for(batch_id)]
    chosen = st.pills(
        "Show only",
        found,
        selection_mode="multi",
        format_func=lambda fault: words.fault_name(fault).capitalize(),
        key=key,
    )
    batch_rows.ask_for(batch_id, chosen or ())
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
            batch_rows.open_row(row.job)


def _picture(row: Row) -> None:
    store = backend.runner().store
    try:
        if row.analysis is None or not row.analysis.reps:
            path = artifacts.waiting(store, row.job)
            what = "the beginning"
        else:
            at_s, shown = row.moment
            path = artifacts.moment_still(store, row.job, row.analysis, at_s, small=True)
            what = words.fault_name(shown.fault) if shown else "first rep"
            what = f"{words.clock(at_s)}: {what}"
    except FormcheckError:
        st.markdown(":material/hide_image:")
        return
    st.image(str(path), width=THUMBNAIL_PX, alt=f"{row.job.clip_name} at {what}")


def _facts(row: Row) -> None:
    st.markdown(f"**{escaped(row.name)}**")
    if row.same_as:
        st.caption(escaped(f"The same clip as {row.same_as}"))
    if row.analysis is None:
        st.caption(_state(row.job))
        return
    st.caption(" · ".join(result.lift_facts(row.analysis)))
    st.markdown("  \n".join(_verdicts(row.analysis)))
    if next_set := next_set_on_card(row.analysis):
        st.caption(f":material/record_voice_over: {next_set}")


def _verdicts(analysis: Analysis) -> list[str]:
    """One line for each fault, worst first; plain lines, since badges are cut off on a phone."""
    doubts = map(escaped, doubts_in_rows(analysis))
    if faults := faults_found(analysis):
        blind = unjudged_in(verdict_of(analysis), faults[0].fault)
        return [*map(_fault, faults), *map(escaped, blind), *doubts]
    state = clip_shown(analysis)
    said = _WITHOUT_FINDINGS[state].format(words.state(state))
    if why := unjudged_text(analysis):
        return [said, escaped(why)]
    how = analysis.set.summary
    unseen = how.partition(". ")[2] if state == "steady" else ""
    why = how if state in ("partly", "doubted") else unseen
    return list(dict.fromkeys([said, *filter(None, [escaped(why)]), *doubts]))


def _fault(fault: FaultDigest) -> str:
    name = f"{fault.title[:1].lower()}{fault.title[1:]}"
    if fault.is_sure:
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


def to_take_along(jobs: Sequence[Job]) -> None:
    """The downloads, once all clips are done; nothing is made before a button is pressed."""
    rows = ordered(jobs)
    if not all(job.finished for job in jobs) or not any(row.analysis for row in rows):
        return
    with st.container(horizontal=True):
        download("Table (CSV)", "table", "session.csv", partial(_csv, rows), "session_csv")
        download(
            "Page to print",
            "print",
            "session.html",
            lambda: render_triage(_cards(rows), failed=_failed(rows)),
            "session_html",
        )


def _csv(rows: Sequence[Row]) -> str:
    return spreadsheet(sets_csv([row.named for row in rows if row.named], _failed(rows)))


def _failed(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Name and reason of each clip without a result."""
    return [
        (row.name, f"{row.job.what} {row.job.hint}".strip() or "Stopped.")
        for row in rows
        if row.analysis is None
    ]


def _cards(rows: Sequence[Row]) -> Iterator[TriageCard]:
    store = backend.runner().store
    for row in rows:
        if row.analysis is None or row.named is None:
            continue
        picture = None
        if row.analysis.reps:
            with suppress(FormcheckError):  # the clip is gone; the words say the same
                at_s, _ = row.moment
                path = artifacts.moment_still(store, row.job, row.analysis, at_s, small=True)
                picture = path.read_bytes()
        yield triage_card(row.named, thumbnail=picture)


def athletes(jobs: Sequence[Job]) -> None:
    """A name for each clip; folded, since most coaches know their clips."""
    store = backend.runner().store
    own = [job for job in jobs if backend.owns(job.id)]
    if not own:
        return
    with st.expander("Whose sets are these?", icon=":material/badge:"):
        st.caption("If you keep a history, the sets with a name here go into it.")
        history_result.keep_named(own)
        for job in own:
            st.markdown(escaped(job.clip_name))
            st.text_input(
                accessible(job.clip_name),
                store.athlete(job.id),
                MOST_LETTERS,
                key=_key(job),
                placeholder="Name of the athlete",
                label_visibility="collapsed",  # as Markdown above; read out, it has no backslashes
                on_change=_keep,
                args=(job,),
            )


@errors_in_one_line()
def _keep(job: Job) -> None:
    store, name = backend.runner().store, printable(st.session_state[_key(job)]).strip()
    before = store.athlete(job.id)
    store.keep_athlete(job.id, name)
    history_result.rename(job, before, name)


def _key(job: Job) -> str:
    return f"athlete_{job.id}"
