"""Taking a result along. Nothing is made before a button is pressed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.jobs import exports
from formcheck.jobs.job import Job
from formcheck.page import backend, share_moment
from formcheck.page.player import chosen_rep
from formcheck.report import tables


def show(job: Job, analysis: Analysis) -> None:
    """The row of downloads."""
    st.header("Save and share")
    share_moment.show(job, analysis)
    stem = Path(job.clip_name).stem
    store = backend.runner().store
    with st.container(horizontal=True):
        _button(
            "Report",
            ":material/description:",
            f"{stem}.html",
            "text/html",
            lambda: exports.report(store, job, analysis),
        )
        _button("Table", ":material/table:", f"{stem}.csv", "text/csv", lambda: rep_csv(analysis))
        _button(
            "Data (JSON)",
            ":material/data_object:",
            f"{stem}.json",
            "application/json",
            analysis.to_json,
        )
        if store.overlay(job):
            _button(
                "Video",
                ":material/movie:",
                f"{stem}-checked.mp4",
                "video/mp4",
                lambda: exports.video(store, job, analysis).open("rb"),
            )
            _single_rep(job, analysis, stem)
    st.caption("The report is one file that opens offline and prints well.")


def rep_csv(analysis: Analysis) -> str:
    """The table of reps."""
    text = io.StringIO(newline="")
    with tables.csv_table(tables.RepRow, text) as table:
        table.add(tables.rep_rows(analysis))
    return text.getvalue()


def _button(
    label: str, icon: str, name: str, mime: str, make: Callable[[], str | bytes | BinaryIO]
) -> None:
    st.download_button(
        label,
        make,
        name,
        mime,
        icon=icon,
        key=f"get_{name}",
        on_click="ignore",
    )


def _single_rep(job: Job, analysis: Analysis, stem: str) -> None:
    rep = chosen_rep(analysis)
    if rep is None or rep.start_s is None or rep.end_s is None:
        return

    def cut() -> BinaryIO:
        return exports.rep_clip(backend.runner().store, job, analysis, rep).open("rb")

    _button(
        f"Rep {rep.number} as a clip",
        ":material/content_cut:",
        f"{stem}-rep{rep.number}.mp4",
        "video/mp4",
        cut,
    )
