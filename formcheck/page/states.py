"""Results that are not the usual one: nobody seen, no reps, which lift, seen from the front."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, Notice
from formcheck.page import places


def plain_summary(analysis: Analysis) -> str:
    """The sentence on top when the analysis carries none."""
    if not analysis.lifter.people_seen:
        return "Nobody was found in this clip."
    if not analysis.reps:
        return "No reps were found in this clip."
    flagged = sum(rep.flagged for rep in analysis.reps)
    return (
        f"{flagged} of {len(analysis.reps)} reps {'is' if flagged == 1 else 'are'} flagged."
        if flagged
        else "No rep is flagged."
    )


CORRECTIONS = "correct-it"
"""Where the page lets somebody correct what was read."""

SPECIAL = {
    "no_person": ":material/person_off:",
    "no_reps": ":material/search_off:",
    "lift_unknown": ":material/help:",
    "lift_unsure": ":material/help:",
    "view_front": ":material/visibility_off:",
    "view_rear": ":material/visibility_off:",
}


def show_if_special(analysis: Analysis) -> None:
    """What is special and what to do next, from the analysis itself."""
    for notice in analysis.warnings:
        if notice.code in SPECIAL:
            _say(notice)


def _say(notice: Notice) -> None:
    with st.container(border=True):
        st.markdown(f"{SPECIAL[notice.code]} {notice.message}")
        if notice.code.startswith("lift_"):
            st.markdown(f":material/swap_horiz: [Choose the lift](#{CORRECTIONS})")
            return
        st.page_link(
            places.FILM,
            label="How to film a set",
            icon=":material/camera_video:",
        )
