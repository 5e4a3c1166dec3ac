"""All there is to say about one fault, on demand: drills, why, the lever, muscles, strength."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from formcheck.guidance.explanation import Explanation, explain
from formcheck.page import sayings
from formcheck.page.sayings import cite


def show(fault: str, *, lift: str, variant: str, told: Collection[str] = ()) -> None:
    """Its drills and its longer story, behind a tap each; nothing for a fault nobody knows.

    Args:
        told: What the page says of the next session elsewhere, and does not say twice.
    """
    full = explain(fault, lift=lift, variant=variant)
    if full is None:
        return
    st.markdown("**Drills that help**")
    sayings.how_to(full.drills)
    if full.recheck.text not in told:
        st.markdown(f"**Next session.** {full.recheck.text}")
    with st.expander("More: why, muscles, warm-up", icon=":material/menu_book:"):
        _why(full)
        for title, exercises in (
            ("Before your next heavy set", full.warm_up),
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
        f"**{muscle.name}** ({muscle.where.text.rstrip('.')}): {cite(muscle.role)}"
        for muscle in full.muscles
    )
