"""What to think of in the next set: read between two sets, so it stands on top and is short."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.report.digest import next_set_cues


def show(analysis: Analysis) -> None:
    """What to do with the weight and at most two cues; nothing when there is nothing to change."""
    said = [*filter(None, [analysis.set.load]), *next_set_cues(analysis)]
    if not said:
        return
    with st.container(border=True):
        lines = "\n".join(f"- {line}" for line in said)
        st.markdown(f":material/fitness_center: **Think of this in your next set**\n{lines}")
