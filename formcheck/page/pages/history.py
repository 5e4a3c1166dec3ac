"""Over time: a lifter's own numbers, if they want them kept."""

from __future__ import annotations

import streamlit as st

from formcheck.history.store import History
from formcheck.page import backend, history_page, history_trends

st.title("Your sets over time")
if not backend.is_owner():
    st.markdown("The history is for the computer that formcheck runs on.")
    st.stop()
history = History()
on = history_page.switch(history)
if said := st.session_state.pop("history_said", ""):
    st.success(said, icon=":material/check_circle:")
st.caption(
    "The numbers of each set that you check are kept from then on: day, lift, reps, measures and "
    "what was found. No picture, no name of a file, and no clip unless you tick it for that set. "
    "Phones never see them."
)
lines = history.lines()
unreadable = history.unreadable(lines)
history_page.unreadable(history, unreadable)
if lines:
    athletes = sorted({line.about.athlete for line in lines})
    athlete = athletes[0]
    if len(athletes) > 1:
        athlete = st.selectbox(
            "Whose", athletes, format_func=lambda name: name or "No name", key="history_who"
        )
    lines = [line for line in lines if line.about.athlete == athlete]
    if on:
        history_page.the_day_after(history, lines, athlete)
    history_trends.show(history, lines, athlete)
    history_page.listed(history, lines)
elif on and not unreadable:
    st.markdown("Check a set, and it appears here.")
if on or lines or unreadable:
    history_page.take_along(history, any_sets=bool(lines))
