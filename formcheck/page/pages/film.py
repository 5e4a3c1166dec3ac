"""How to film: where to put the phone."""

from __future__ import annotations

import streamlit as st

from formcheck.guidance.notices import FROM_THE_SIDE, PAST_THE_PLATE, STEP_M
from formcheck.page import navigation, sayings

st.title("How to film a set")
st.markdown(
    "One set per clip, from the **side**, with your whole body and the bar in the frame "
    "all the time. With full-size plates, move the phone **a little to the front**, so that "
    "they do not hide you."
)
sayings.where_to_put_the_phone()
left, right = st.columns(2, gap="medium")
with left:
    st.header("For hips, chest, lean and shrug")
    st.markdown(
        f"- Without a bar or with small plates: {FROM_THE_SIDE}, about **3 m** away\n"
        f"- With full-size plates: {PAST_THE_PLATE}. **{STEP_M:g} m** to the front of the bar's "
        "line is enough; further around, less is certain\n"
        "- Portrait or landscape, but never handheld: lean it on a bench or a bottle. From a "
        "phone in your hand, how long you take down and up is read two thirds as well\n"
        "- Pick the side where no rack post is in the way\n"
        "- Start two seconds before you unrack or grip the bar, stop after the last rep"
    )
with right:
    st.header("For knees")
    st.markdown(
        "- Phone straight **in front of you**, same height and distance\n"
        "- Torso lean does not show from there, so film another set from the side\n"
    )
    st.header("Always helps")
    st.markdown(
        "- Light from behind the phone, clothes that stand out from the wall\n"
        "- Nobody walking through the shot. Of two people the one who moves up and down the most "
        "is measured; if that is not you, choose under “Wrong person”, below the result\n"
        "- A hard set: what the weight does to your form does not show in a warm-up\n"
        "- 30 or 60 frames per second is enough"
    )
st.page_link(navigation.CHECK, label="Check a set", icon=":material/videocam:")
