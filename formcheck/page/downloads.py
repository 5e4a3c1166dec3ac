"""Taking a result along: nothing is made before a button is pressed.

One moment is made to send, a picture and four seconds of slow motion, with buttons that hand them
to the phone's own share sheet, where it has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.jobs import exports
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.text import errors_in_one_line
from formcheck.report.digest import moment_to_share
from formcheck.report.tables import RepRow, csv_text, rep_rows
from formcheck.soreness.silence import Sign

OPEN = "shared_moment"
MOMENT_WIDTH_PX = 480
PLACE = "shared_moment_card"
PICTURE, FILM = "formcheck-moment.jpg", "formcheck-moment.mp4"
_HERE = Path(__file__).parent
_SHEET = st.components.v2.component(
    "formcheck_share_sheet",
    html='<div class="sheet"></div>',
    css=(_HERE / "share_sheet.css").read_text(encoding="utf-8"),
    js=(_HERE / "share_sheet.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Shared:
    """One file that the page shows and may hand on.

    Attributes:
        label: Of the button.
        selector: Finds the `<img>` or `<video>` that shows it, within the page.
        name: Of the file that a friend gets.
        mime: Of the file.
    """

    label: str
    selector: str
    name: str
    mime: str


SENT = (
    Shared("Send the picture", f".st-key-{PLACE} img", PICTURE, "image/jpeg"),
    Shared("Send the slow motion", f".st-key-{PLACE} video", FILM, "video/mp4"),
)


def show(job: Job, analysis: Analysis, sign: Sign | None) -> None:
    """The row of downloads; the report says what a warning sign does."""
    st.header("Save and share")
    _moment(job, analysis)
    stem = Path(job.clip_name).stem
    store = backend.runner().store
    with st.container(horizontal=True):
        _button(
            "Report",
            ":material/description:",
            f"{stem}.html",
            "text/html",
            lambda: exports.report(store, job, analysis, sign=sign.says if sign else ""),
        )
        _button(
            "Table",
            ":material/table:",
            f"{stem}.csv",
            "text/csv",
            lambda: csv_text(RepRow, rep_rows(analysis)),
        )
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
    st.caption("The report is one file that opens offline and prints well.")


def single_rep(job: Job, analysis: Analysis, rep: RepAnalysis) -> None:
    """In a rep's panel, which follows the rep that is looked at: that rep as a video."""
    store = backend.runner().store
    if rep.start_s is None or rep.end_s is None or not store.overlay(job):
        return
    _button(
        f"Rep {rep.number} as a clip",
        ":material/content_cut:",
        f"{Path(job.clip_name).stem}-rep{rep.number}.mp4",
        "video/mp4",
        lambda: exports.rep_clip(store, job, analysis, rep).open("rb"),
    )


def _button(
    label: str, icon: str, name: str, mime: str, file: bytes | Callable[[], str | bytes | BinaryIO]
) -> None:
    """A file that is there, or is made when the button is pressed."""
    st.download_button(label, file, name, mime, icon=icon, key=f"get_{name}", on_click="ignore")


@st.fragment
@errors_in_one_line()
def _moment(job: Job, analysis: Analysis) -> None:
    """A button, and below it what it made; nothing for a set without a moment to show."""
    shown = moment_to_share(analysis)
    if shown is None:
        return
    rep, finding = shown
    which = f"{'the worst' if finding else 'a'} moment (rep {rep.number})"
    if st.session_state.get(OPEN) != job.id:
        if not st.button(f"Share {which}", icon=":material/ios_share:", key="share_moment"):
            return
        st.session_state[OPEN] = job.id
        st.rerun(scope="fragment")
    with st.spinner("Making the picture and the slow motion"):
        made = exports.shared_moment(backend.runner().store, job, analysis)
    if made is None:
        return
    picture, clip = made
    # a picture of a set width would be made smaller, and what a phone saves with it
    with st.container(border=True, width=MOMENT_WIDTH_PX, key=PLACE):
        cue = " and a cue" if analysis.set.cues else ""
        said = f"{which[:1].upper()}{which[1:]}, with the verdict{cue}"
        st.image(str(picture), width="stretch", alt=said)
        st.video(str(clip), loop=True, muted=True)
        # no button where the browser has no share sheet or the line is not secure; what the page
        # shows already is handed over by the browser, nothing is sent anywhere by it
        _SHEET(key="send_moment", data={"files": [asdict(file) for file in SENT]})
        with st.container(horizontal=True):
            _button("Picture", ":material/image:", PICTURE, "image/jpeg", picture.read_bytes())
            film = clip.read_bytes()
            _button("Slow motion", ":material/slow_motion_video:", FILM, "video/mp4", film)
        st.caption(
            "On a phone, press and hold to save or send. Neither says what the clip is called, or "
            "when or where it was filmed; you are seen in it, and whoever stands behind you."
        )
