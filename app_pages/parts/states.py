"""Results that are not the usual one: nobody seen, no reps, seen from the front."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis


def plain_summary(analysis: Analysis) -> str:
    """The sentence on top when the analysis carries none."""
    if not analysis.lifter.people_seen:
        return "Nobody was seen in this clip."
    if not analysis.reps:
        return "No reps were found in this clip."
    flagged = sum(rep.flagged for rep in analysis.reps)
    return f"{flagged} of {len(analysis.reps)} reps are flagged." if flagged else "No rep is flagged."


def show_if_special(analysis: Analysis) -> None:
    """Say what is special and what to do next; nothing for the usual result."""
    if not analysis.lifter.people_seen:
        _say(
            ":material/person_off:",
            "No person was found in the pictures.",
            "The whole body must be in the frame, with enough light, for the whole set.",
        )
    elif not analysis.reps:
        _say(
            ":material/search_off:",
            "No movement looked like a squat or deadlift rep.",
            "Trim the clip to one set with at least one full rep. If the wrong person or lift "
            "was looked at, correct it below.",
        )
    elif analysis.view.name in ("front", "rear"):
        side = "the front" if analysis.view.name == "front" else "behind"
        _say(
            ":material/visibility_off:",
            f"This clip is filmed from {side}, so torso lean was not assessed.",
            "What shows from here was checked. For lean and hips against chest, put the phone "
            "to your side at hip height.",
        )


def _say(icon: str, what: str, hint: str) -> None:
    with st.container(border=True):
        st.markdown(f"{icon} **{what}** {hint}")
        st.page_link("app_pages/film.py", label="How to film a set", icon=":material/camera_video:")
