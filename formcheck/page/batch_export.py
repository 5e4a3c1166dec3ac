"""What a coach takes along of a session: a table, and a page to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.jobs import pictures
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.batch_rows import Row, ordered
from formcheck.report.tables import sets_csv
from formcheck.report.triage_page import TriageCard, render_triage, triage_card


def show(jobs: Sequence[Job]) -> None:
    """The downloads, once all clips are done; nothing is made before a button is pressed."""
    rows = ordered(jobs)
    if not all(job.finished for job in jobs) or not any(row.analysis for row in rows):
        return
    with st.container(horizontal=True):
        st.download_button(
            "Table (CSV)",
            lambda: sets_csv([row.named for row in rows if row.named], _failed(rows)),
            "session.csv",
            "text/csv",
            icon=":material/table:",
            on_click="ignore",
            key="session_csv",
        )
        st.download_button(
            "Page to print",
            lambda: render_triage(_cards(rows), failed=_failed(rows)),
            "session.html",
            "text/html",
            icon=":material/print:",
            on_click="ignore",
            key="session_html",
        )


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
                at_s = row.moment_s
                picture = pictures.thumbnail(store, row.job, row.analysis, at_s).read_bytes()
        yield triage_card(row.named, thumbnail=picture)
