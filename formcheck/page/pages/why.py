"""Why is my upper back sore? A few taps, and what the sets show.

A warning stands below the question that raised it: said above, it would move the answer from under
the finger.
"""

from __future__ import annotations

import streamlit as st

from formcheck.page import why_questions, why_result
from formcheck.soreness.triage import is_emergency, triage

# below an emergency: a page that got short would move the answer from under the finger
ROOM_PX = 700

st.title("Why is my upper back sore?")
st.markdown(
    "Tap what fits and skip what does not. The answer changes as you tap; reloading the page "
    "clears it."
)
left, right = st.columns([5, 6], gap="medium")
with left:
    answers, below = why_questions.ask()
    emergency = is_emergency(answers)
    sets = [] if emergency else why_questions.attached()
    st.button(
        "Start over", icon=":material/restart_alt:", on_click=why_questions.start_over, key="over"
    )
    so_far = st.container(key="so_far")
    if emergency:
        st.container(height=ROOM_PX, border=False)
if (lifts := why_questions.lifts_of(sets)) and why_questions.LIFTS in below:
    below[why_questions.LIFTS].caption(f"By the sets that are ticked: {lifts}.")
result = triage(answers, sets)
if result.red_flags:
    with below[why_questions.raised_at(answers)]:
        why_result.warnings(result)
with so_far:
    why_result.in_short(result)
with right:
    if result.urgency != "now":
        why_result.answer(result)
