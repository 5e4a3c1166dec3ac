"""Why is my upper back sore? A few taps, and what the sets show; warning signs first."""

from __future__ import annotations

import streamlit as st

from formcheck.page import why_questions, why_result
from formcheck.soreness.triage import triage

st.title("Why is my upper back sore?")
st.markdown("Tap what fits and skip what does not. The answer changes as you tap.")
top = st.container()
left, right = st.columns([5, 6], gap="medium")
with left:
    answers = why_questions.ask()
    sets = why_questions.attached()
    st.button(
        "Start over", icon=":material/restart_alt:", on_click=why_questions.start_over, key="over"
    )
result = triage(answers, sets)
with top:
    why_result.warnings(result)
    why_result.in_short(result)
with right:
    if result.urgency != "now":
        why_result.answer(result)
