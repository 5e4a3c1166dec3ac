"""Why it reaches the upper back and what to do; what the camera could not see, and the rest."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.explanation import Explanation, explain
from formcheck.history.lines import rechecks
from formcheck.page import navigation, sayings
from formcheck.page.rep_panel import SURE_ICONS
from formcheck.page.sayings import cite
from formcheck.report import words
from formcheck.report.digest import (
    FaultDigest,
    faults_found,
    faults_title,
    other_warnings,
    unseen,
)


def show(analysis: Analysis) -> None:
    """One card for each fault, worst first."""
    faults = faults_found(analysis)
    if not faults:
        return
    st.header(faults_title(faults))
    for place, fault in enumerate(faults):
        _fault(fault, analysis, opened=place == 0)


def sore_today(analysis: Analysis) -> None:
    """To the questions, which take a set with reps along; a clean one does not make nobody sore."""
    st.page_link(
        navigation.WHY,
        label=f"Sore today? Find out why{', with this set' if analysis.reps else ''}",
        icon=":material/self_improvement:",
    )


def _fault(fault: FaultDigest, analysis: Analysis, *, opened: bool) -> None:
    label = f"**{fault.title}** · {fault.where}" if fault.where else f"**{fault.title}**"
    icon = SURE_ICONS[fault.worst.confidence]
    with st.expander(label, expanded=opened, icon=icon):
        if fault.guidance is None:
            st.markdown(fault.worst.message)
            return
        st.markdown(fault.guidance.explanation)
        if fault.guidance.muscles:
            st.caption(words.muscles(fault.guidance))
        # what the end of the page says of the next session is not said twice
        recheck = "" if fault.guidance.recheck in rechecks(analysis) else fault.guidance.recheck
        if fault.guidance.drills or fault.guidance.recheck:
            style = verdict_of(analysis).spoken_style
            _more(fault.fault, lift=analysis.lift.name, variant=style, recheck=recheck)


def camera(analysis: Analysis, *, guide: bool) -> None:
    """What was not assessed and why, how to film the next set, and what else is worth knowing.

    `guide` is whether the way to film is shown; beside a warning sign it is not.
    """
    _unseen(analysis, guide=guide)
    notices = other_warnings(analysis)
    if notices:
        with st.expander("Worth knowing", icon=":material/info:"):
            sayings.bullets(notice.message for notice in notices)


def _unseen(analysis: Analysis, *, guide: bool) -> None:
    entries = unseen(analysis)
    if not entries:
        return
    with st.expander("What the camera could not see", icon=":material/visibility_off:"):
        for what, why in (entry.line for entry in entries):
            st.markdown(f"- **{what}**{why}")
        if guide:
            st.page_link(
                navigation.FILM,
                label="Where to put the phone next time",
                icon=":material/camera_video:",
            )


def _more(fault: str, *, lift: str, variant: str, recheck: str) -> None:
    """Its drills, what to look at next, and its longer story; nothing for a fault nobody knows."""
    full = explain(fault, lift=lift, variant=variant)
    if full is None:
        return
    st.markdown("**Drills that help**")
    sayings.how_to(full.drills)
    if recheck:
        st.markdown(f"**Next session.** {recheck}")
    with st.expander("More: why, muscles, warm-up", icon=":material/menu_book:"):
        _why(full)
        for title, exercises in (
            ("Before your next session", full.warm_up),
            ("To get stronger", full.strength),
        ):
            st.markdown(f"**{title}**")
            sayings.how_to(exercises)


def _why(full: Explanation) -> None:
    st.markdown("**Why it reaches your upper back**")
    sayings.bullets(cite(sentence) for sentence in (full.short, *full.why))
    if full.lever:
        st.markdown("**The lever**")
        sayings.bullets(map(cite, full.lever))
    st.markdown("**Muscles, and what they do here**")
    sayings.bullets(
        f"**{part.name}** ({part.where.text.rstrip('.')}): {cite(role)}"
        for part, role in full.muscles
    )
