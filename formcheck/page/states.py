"""Results that are not the usual one: nobody seen, no reps, which lift, seen from the front."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, Notice
from formcheck.page import places

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
