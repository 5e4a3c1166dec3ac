"""Taking a result along: nothing is made before a button is pressed.

One moment is made to send, a picture and four seconds of slow motion, with buttons that hand them
to the phone's own share sheet, where it has one.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.jobs import artifacts
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.text import MIME_OF, download, errors_in_one_line, spreadsheet
from formcheck.report.digest import moment_to_share
from formcheck.report.tables import RepRow, csv_text, rep_rows
from formcheck.soreness.triage import Sign

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


SENT = [
    {
        "label": f"Send the {what}",
        "selector": f".st-key-{PLACE} {element}",
        "name": name,
        "mime": MIME_OF[Path(name).suffix],
    }
    for what, element, name in (("picture", "img", PICTURE), ("slow motion", "video", FILM))
]
"""What the page shows and may hand on: the words on the button, where it is shown, and the file."""


def show(job: Job, analysis: Analysis, sign: Sign | None) -> None:
    """The row of downloads; the report says what a warning sign does."""
    st.header("Save and share")
    _moment(job, analysis)
    stem = Path(job.clip_name).stem
    store = backend.runner().store
    with st.container(horizontal=True):
        says = sign.says if sign else ""
        report = partial(artifacts.report, store, job, analysis, sign=says)
        download("Report", "description", f"{stem}.html", report)
        download(
            "Table",
            "table",
            f"{stem}.csv",
            lambda: spreadsheet(csv_text(RepRow, rep_rows(analysis))),
        )
        download("Data (JSON)", "data_object", f"{stem}.json", analysis.to_json)
        if store.overlay(job):
            name = f"{stem}-checked.mp4"
            download(
                "Video", "movie", name, lambda: artifacts.video(store, job, analysis).open("rb")
            )
    st.caption("The report is one file that opens offline and prints well.")


def single_rep(job: Job, analysis: Analysis, rep: RepAnalysis) -> None:
    """In a rep's panel, which follows the rep that is looked at: that rep as a video."""
    store = backend.runner().store
    if rep.start_s is None or rep.end_s is None or not store.overlay(job):
        return
    label, name = f"Rep {rep.number} as a clip", f"{Path(job.clip_name).stem}-rep{rep.number}.mp4"
    clip = partial(artifacts.rep_clip, store, job, analysis, rep)
    download(label, "content_cut", name, lambda: clip().open("rb"))


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
        made = artifacts.shared_moment(backend.runner().store, job, analysis)
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
        _SHEET(key="send_moment", data={"files": SENT})
        with st.container(horizontal=True):
            download("Picture", "image", PICTURE, picture.read_bytes())
            film = clip.read_bytes()
            download("Slow motion", "slow_motion_video", FILM, film)
        st.caption(
            "On a phone, press and hold to save or send. Neither says what the clip is called, or "
            "when or where it was filmed; you can be seen, and so can anyone behind you."
        )
