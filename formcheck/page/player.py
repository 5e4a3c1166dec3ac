"""The strip of reps that drives the video: jump, loop, half speed, all inside the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.report import words
from formcheck.report.digest import Mark, strip

VIDEO_KEY = "set_video"
STRIP_KEY = "rep_strip"
_HERE = Path(__file__).parent
_STRIP = st.components.v2.component(
    "formcheck_rep_strip",
    html='<div class="wrap"></div>\n<noscript></noscript>',
    css=(_HERE / "player.css").read_text(encoding="utf-8"),
    js=(_HERE / "player.js").read_text(encoding="utf-8"),
)


def rep_strip(analysis: Analysis) -> None:
    """The chips; afterwards `selected_id` tells which one was clicked last."""
    marks = [_chip(mark, place) for place, mark in enumerate(strip(analysis))]
    _STRIP(
        key=STRIP_KEY,
        data={
            "video_key": VIDEO_KEY,
            "duration": max(analysis.clip.duration_s, 0.1),
            "marks": marks,
            "selected": st.session_state.get("selected_mark"),
            "command": st.session_state.get("player_command"),
        },
        on_selected_change=_remember_selected,
    )


def mark_id(mark: Mark, place: int) -> str:
    """Names a chip: `rep-3`, or `other-0` for what was not counted."""
    return f"rep-{mark.rep.number}" if mark.rep else f"other-{place}"


def jump(selected: str, at_s: float, start_s: float, end_s: float) -> None:
    """Let the video go to a moment and loop the stretch around it; for widget callbacks."""
    st.session_state["selected_mark"] = selected
    nonce = st.session_state.get("player_nonce", 0) + 1
    st.session_state["player_nonce"] = nonce
    st.session_state["player_command"] = {
        "nonce": nonce,
        "at": at_s,
        "start": start_s,
        "end": end_s,
    }


def _remember_selected() -> None:
    chosen = st.session_state[STRIP_KEY].get("selected")
    if chosen:
        st.session_state["selected_mark"] = chosen


def _chip(mark: Mark, place: int) -> dict[str, Any]:
    times = words.span(mark.start_s, mark.end_s)
    if mark.rep:
        title = f"Rep {mark.label}, {times}: {mark.message}"
        label = mark.label
    else:
        title = f"Not counted, {times}: {mark.message}"
        label = words.reason_name(mark.label)
    return {
        "id": mark_id(mark, place),
        "kind": mark.kind,
        "label": label,
        "title": title,
        "start": mark.start_s,
        "end": mark.end_s,
    }
