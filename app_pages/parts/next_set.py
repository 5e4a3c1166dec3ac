"""What to think of in the next set: read between two sets, so it stands on top and is short."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.report.digest import next_set_cues


def show(analysis: Analysis) -> None:
    """At most two cues; nothing when there is nothing to change."""
    cues = next_set_cues(analysis)
    if not cues:
        return
    with st.container(border=True):
        lines = "\n".join(f"- {cue}" for cue in cues)
        st.markdown(f":material/fitness_center: **Think of this in your next set**\n{lines}")
