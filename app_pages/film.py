"""How to film: where to put the phone."""

from __future__ import annotations

import streamlit as st

from app_pages.parts import drawing

st.title("How to film a set")
st.markdown(
    "One set per clip, from the **side**, the whole body and the bar in the picture all the time."
)
drawing.show()
left, right = st.columns(2, gap="medium")
with left:
    st.subheader("For hips, chest, lean and shrug")
    st.markdown(
        "- Phone to your **side**, about **3 m** away, at **hip height**\n"
        "- Upright or sideways, but still: lean it on a bench or a bottle\n"
        "- Film the side without a rack post in front of you\n"
        "- Start two seconds before you unrack or grip, stop after the last rep"
    )
with right:
    st.subheader("For knees")
    st.markdown(
        "- Phone straight **ahead**, same height and distance\n"
        "- Torso lean does not show from there, so film another set from the side\n"
    )
    st.subheader("Helps every time")
    st.markdown(
        "- Light from behind the phone, clothes that differ from the wall\n"
        "- Nobody walking through the picture\n"
        "- 30 or 60 frames a second is enough"
    )
st.page_link("app_pages/check.py", label="Check a set", icon=":material/videocam:")
