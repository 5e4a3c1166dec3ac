"""On your phone: one switch, and the code to scan."""

from __future__ import annotations

import streamlit as st

from formcheck.errors import OptionError
from formcheck.history.store import History
from formcheck.page import backend, intake, navigation
from formcheck.page.phone import PHONES, plan, qr_svg, words
from formcheck.page.text import escaped

SWITCH = "let_phones_in"


def switch() -> None:
    """Begin or end, as the switch says."""
    st.session_state.pop("phone_problem", None)
    try:
        if st.session_state[SWITCH]:
            PHONES.begin(plan(None, int(st.get_option("server.port"))))
        else:
            PHONES.end()
    except OptionError as error:
        st.session_state["phone_problem"] = str(error)


def handed_in(ids: frozenset[str]) -> None:
    """The sets that phones handed in: the owner's history keeps those that are opened here."""
    found = [job for job in (backend.visible(job_id) for job_id in ids) if job]
    if not found:
        return
    st.header("Sets from phones")
    with st.container(horizontal=True):
        for job in sorted(found, key=lambda job: job.created_s, reverse=True):
            if st.button(
                f"{escaped(job.clip_name)} · {intake.state_words(job)}",
                icon=":material/smartphone:",
                key=f"phones_{job.id}",
            ):
                intake.open_set(job.id)
                st.switch_page(navigation.CHECK)
    if History().is_on:
        st.caption("Open a set here, and its numbers are kept in your history.")


st.title("On your phone")
if not backend.is_owner():
    st.markdown("Phones are let in at the computer that formcheck runs on.")
    st.stop()
st.markdown(
    "Film on the phone and read the result there, between sets. The clip goes over your own Wi-Fi "
    "to this computer, which analyzes it; nothing goes further."
)
st.session_state[SWITCH] = PHONES.are_in
st.toggle("Let phones in", key=SWITCH, on_change=switch)
if problem := st.session_state.get("phone_problem"):
    st.error(problem, icon=":material/wifi_off:")
# another window, or four idle hours, may end it between these lines
wanted, keys = PHONES.plan, PHONES.keys
if wanted and keys:
    address = wanted.url(keys.key)
    st.markdown("Scan this with the phone's camera, in the same Wi-Fi:")
    st.image(qr_svg(address), width=280)
    st.code(address, language=None, wrap_lines=True)
    for line in words(wanted):
        st.caption(line)
    count = keys.count()
    st.markdown(
        "No phone has come in yet."
        if not count
        else f"{count} {'phone has' if count == 1 else 'phones have'} come in. Each sees the sets "
        "it handed in and those you share with it, nothing else. Switching off ends them all."
    )
    handed_in(keys.handed_in())
