"""How to film: where to put the phone."""

from __future__ import annotations

import streamlit as st

from formcheck.page import drawing, places

st.title("How to film a set")
st.markdown(
    "One set per clip, from the **side**, with your whole body and the bar in the frame "
    "all the time."
)
drawing.show()
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("For hips, chest, lean and shrug")
    st.markdown(
        "- Phone to your **side**, about **3 m** away, at **hip height**\n"
        "- Portrait or landscape, but steady: lean it on a bench or a bottle\n"
        "- Pick the side where no rack post is in the way\n"
        "- Start two seconds before you unrack or grip the bar, stop after the last rep"
    )
with right:
    st.subheader("For knees")
    st.markdown(
        "- Phone straight **in front of you**, same height and distance\n"
        "- Torso lean does not show from there, so film another set from the side\n"
    )
    st.subheader("Always helps")
    st.markdown(
        "- Light from behind the phone, clothes that stand out from the wall\n"
        "- Nobody walking through the shot\n"
        "- 30 or 60 frames per second is enough"
    )
st.page_link(places.CHECK, label="Check a set", icon=":material/videocam:")
