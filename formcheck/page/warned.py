"""A warning sign that was tapped on the soreness page, wherever this session shows a set."""

from __future__ import annotations

import streamlit as st

from formcheck.page import navigation, why_questions
from formcheck.soreness.silence import Sign
from formcheck.soreness.triage import sign_of


def sign() -> Sign | None:
    """The most urgent one that this session knows of."""
    return sign_of(why_questions.answered())


def show(sign: Sign | None) -> None:
    """What to do, in the place of advice; nothing where there is no sign."""
    if sign is None:
        return
    with st.container(border=True, key="warned"):
        st.markdown(f":material/emergency_home: **{sign.says}**")
        st.page_link(
            navigation.WHY,
            label="Your warning sign, and what to do",
            icon=":material/self_improvement:",
        )
