"""One moment to send: a picture and four seconds of slow motion, made when asked for."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.jobs import exports
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.problem import told_in_one_line
from formcheck.page.share_sheet import Shared, share_sheet

OPEN = "shared_moment"
WIDTH_PX = 480
PLACE = "shared_moment_card"
PICTURE, FILM = "formcheck-moment.jpg", "formcheck-moment.mp4"
SENT = (
    Shared("Send the picture", f".st-key-{PLACE} img", PICTURE, "image/jpeg"),
    Shared("Send the slow motion", f".st-key-{PLACE} video", FILM, "video/mp4"),
)


@st.fragment
@told_in_one_line()
def show(job: Job, analysis: Analysis) -> None:
    """A button, and below it what it made; nothing for a set without a rep."""
    if not analysis.reps:
        return
    if st.session_state.get(OPEN) != job.id:
        if not st.button("Share this moment", icon=":material/ios_share:", key="share_moment"):
            return
        st.session_state[OPEN] = job.id
        st.rerun(scope="fragment")
    with st.spinner("Making the picture and the slow motion"):
        made = exports.shared_moment(backend.runner().store, job, analysis)
    if made is None:
        st.caption("There is no moment of this set to show.")
        return
    picture, clip = made
    # a picture of a set width would be made smaller, and what a phone saves with it
    with st.container(border=True, width=WIDTH_PX, key=PLACE):
        words = "The moment that weighs most, beside the best rep, with the verdict and a cue"
        st.image(str(picture), width="stretch", alt=words)
        st.video(str(clip), loop=True, muted=True)
        share_sheet("send_moment", SENT)
        with st.container(horizontal=True):
            _button("Picture", ":material/image:", PICTURE, "image/jpeg", picture)
            _button("Slow motion", ":material/slow_motion_video:", FILM,
                    "video/mp4", clip)  # fmt: skip
        st.caption(
            "On a phone, press and hold to save or send. Neither says what the clip is called, or "
            "when or where it was filmed; you are seen in it, and whoever stands behind you."
        )


def _button(label: str, icon: str, name: str, mime: str, path: Path) -> None:
    st.download_button(
        label, path.read_bytes(), name, mime, icon=icon, key=f"get_{name}", on_click="ignore"
    )
