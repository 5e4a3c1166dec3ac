"""What stands beside the verdict: why it is worth less, and results other than the usual kind."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from formcheck.analysis import Analysis, Notice
from formcheck.guidance.notices import CONTRADICTED, IN_PART, OUTSIDE, doubts
from formcheck.jobs.job import Job
from formcheck.page import by_hand, navigation, sayings, video
from formcheck.report import words
from formcheck.report.digest import Refused, refused

SPECIAL = {
    "no_person": ":material/person_off:",
    "no_reps": ":material/search_off:",
    "lift_unknown": ":material/help:",
    "lift_unsure": ":material/help:",
    "lift_both": ":material/splitscreen:",
    "lift_contradicted": ":material/help:",
    "view_front": ":material/visibility_off:",
    "view_rear": ":material/visibility_off:",
}


PICTURE_PX = 220
DOUBTS = {
    "cut": ":material/movie_edit:",
    "out_of_sight": ":material/person_off:",
    "view_oblique": ":material/3d_rotation:",
    "head_hidden": ":material/trip_origin:",
    "handheld": ":material/vibration:",
    "several_people": ":material/group:",
    "truncated": ":material/content_cut:",
    OUTSIDE: ":material/crop:",
    IN_PART: ":material/visibility:",
}
CHOICES = {"several_people": f" [Choose the person](#{by_hand.CORRECTIONS})"}
"""Where a doubt can be settled with a tap."""


def show_doubts(job: Job, analysis: Analysis) -> None:
    """What changes how much the verdict is worth, beside it; with a picture where one says why."""
    lines = [
        f"{DOUBTS[notice.code]} {notice.message}{CHOICES.get(notice.code, '')}"
        for notice in doubts(analysis)
        if notice.code not in SPECIAL  # one with a next step has a box of its own
    ]
    unread = refused(analysis)
    if not lines and unread is None:
        return
    with st.container(border=True, key="doubts", gap="small"):
        sayings.lines(lines)
        if unread is not None:
            _refused(job, analysis, unread)


def _refused(job: Job, analysis: Analysis, unread: Refused) -> None:
    said = f":material/visibility_off: **{unread.what}:** {words.sentence(unread.reason)}"
    path = video.still_of_moment(job, analysis, unread.at_s)
    if not path:
        st.markdown(said)
        return
    picture, text = st.columns([1, 3], gap="medium", vertical_alignment="center")
    picture.image(path, width=PICTURE_PX, alt=f"The lines drawn at {words.clock(unread.at_s)}")
    text.markdown(said)


def show_if_special(job: Job, analysis: Analysis, *, guide: bool) -> None:
    """What is special and what to do next, from the analysis itself.

    `guide` is whether the way to film is shown; beside a warning sign it is not.
    """
    special = [notice for notice in analysis.warnings if notice.code in SPECIAL]
    of_lift = [notice for notice in special if notice.code.startswith("lift_")]
    for notice in special:
        with st.container(border=True):
            st.markdown(f"{SPECIAL[notice.code]} {notice.message}")
            if notice in of_lift:
                if notice is of_lift[-1]:  # once, below all that is said of it
                    _which_lift(job, analysis, of_lift)
            elif guide and notice.advice:
                st.page_link(
                    navigation.FILM, label="How to film a set", icon=":material/camera_video:"
                )


def asks_for_the_lift(analysis: Analysis) -> bool:
    """Whether a notice on top asks which lift it is."""
    return any(notice.code.startswith("lift_") for notice in analysis.warnings)


def _which_lift(job: Job, analysis: Analysis, of_lift: Sequence[Notice]) -> None:
    """One tap tells the lift: either where we do not know, else the one that it is not read as.

    What looks like neither is read as it was told: the other lift would be as wrong.
    """
    if all(one.code == CONTRADICTED and one.looks_like == "unknown" for one in of_lift):
        return
    unsure = any(notice.code == "lift_unsure" for notice in of_lift)
    either = unsure or analysis.lift.name == "unknown"
    with st.container(horizontal=True, wrap=False):
        for lift in words.STYLES:
            if either or lift != analysis.lift.name:
                st.button(
                    words.LIFTS[lift] if either else f"Read it as a {lift}",
                    key=f"lift_is_{lift}",
                    on_click=by_hand.lift_is,
                    args=(job, lift),
                    width="stretch",
                )
