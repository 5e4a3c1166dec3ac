"""The player: reps to choose, pictures to step through, two reps to compare; all in the browser.

It is told what the pictures show and when: each time, the lifter's part and outlines.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.errors import FormcheckError
from formcheck.findings.verdict import verdict_of
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.page import backend, by_hand
from formcheck.report import words
from formcheck.report.digest import Mark, strip, worst_moment
from formcheck.report.mp4 import TICKS_PER_S, frame_steps
from formcheck.report.tracks import Tracks, lifter_part
from formcheck.report.two_reps import (
    difference,
    ghost,
    meeting_name,
    meeting_s,
    rep_to_compare,
    same_moments_s,
)

VIDEO_KEY = "set_video"
STRIP_KEY = "rep_strip"
MIDDLES_S = "marks_middles_s"
"""When each chip of the page's last run was, by its name."""
SCRIPTS = (
    "dom", "pictures", "film", "twin", "ghost", "lens", "stage", "strip", "chips", "tools",
    "saying", "keys", "player", "entry",
)  # fmt: skip
"""One module to the browser."""
_HERE = Path(__file__).parent / "player_js"
REMEMBERED = 8


def script() -> str:
    """All scripts as the one module that the browser loads: no build step, no request."""
    return "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)


def style() -> str:
    """The style sheet of the player, in the same component."""
    return (_HERE / "player.css").read_text(encoding="utf-8")


_STRIP = st.components.v2.component(
    "formcheck_rep_strip",
    html='<div class="wrap"></div>\n<noscript></noscript>',
    css=style(),
    js=script(),
)


def rep_strip(job: Job, analysis: Analysis) -> None:
    """The player; afterwards `selected_mark` tells which rep is looked at."""
    data = player_data(analysis)
    data |= {
        **framing(job, analysis),
        "selected": st.session_state.get("selected_mark"),
        "command": st.session_state.get("player_command"),
        "may_add": by_hand.may_have_reps(analysis),
        "verdict": analysis.set.summary,
        "undone": by_hand.turn(),
        "corrections": by_hand.CORRECTIONS,
    }
    # two landscape frames side by side are too small to see anything in
    data["beside"] = data["zoom"] is not None or analysis.clip.height_px > analysis.clip.width_px
    _STRIP(
        key=STRIP_KEY,
        data=data,
        on_selected_change=_remember_selected,
        on_add_change=lambda: _add_missed(job, analysis),
    )


def player_data(analysis: Analysis) -> dict[str, Any]:
    """What the player is told of an analysis."""
    marks = strip(analysis)
    ids = {mark.rep.number: mark_id(mark, place) for place, mark in enumerate(marks) if mark.rep}
    opens = _opens(analysis)
    return {
        "video_key": VIDEO_KEY,
        "duration": max(analysis.clip.duration_s, 0.1),
        "marks": [_chip(analysis, mark, place, ids) for place, mark in enumerate(marks)],
        "meets_name": meeting_name(analysis).capitalize(),
        "opens": ids[opens[0].number] if opens else None,
        "opens_at": opens[1] if opens else None,
    }


def _opens(analysis: Analysis) -> tuple[RepAnalysis, float] | None:
    """The moment that weighs most; where nothing was found, the first one two reps are held at.

    A whole rep that was judged, where there is one: a clip may begin within a rep.
    """
    worst = worst_moment(analysis)
    if worst:
        return worst[0], worst[1].at_s
    judged = {rep.number for rep in verdict_of(analysis).reps if rep.judged != "not"}
    met = [(rep, at_s) for rep in analysis.reps if (at_s := meeting_s(analysis, rep)) is not None]
    return min(met, key=lambda m: (m[0].number not in judged, not m[0].complete), default=None)


def mark_id(mark: Mark, place: int) -> str:
    """Names a chip: `rep-3`, or `other-0` for what was not counted."""
    return f"rep-{mark.rep.number}" if mark.rep else f"other-{place}"


def chosen_mark(analysis: Analysis) -> Mark | None:
    """What is looked at: a rep, or a movement that was not counted."""
    wanted = st.session_state.get("selected_mark")
    marks = enumerate(strip(analysis))
    return next((mark for place, mark in marks if mark_id(mark, place) == wanted), None)


def chosen_rep(analysis: Analysis) -> RepAnalysis | None:
    """The rep that is looked at; None where that is a movement that was not counted."""
    mark = chosen_mark(analysis)
    return mark.rep if mark else None


def jump(selected: str, at_s: float) -> None:
    """Let the video stop on the picture of a moment; for widget callbacks."""
    st.session_state["selected_mark"] = selected
    nonce = st.session_state.get("player_nonce", 0) + 1
    st.session_state["player_nonce"] = nonce
    st.session_state["player_command"] = {"nonce": nonce, "at": at_s, "id": selected}


def choose_first_mark(analysis: Analysis) -> None:
    """Open with the worst rep, else the first; a choice that is gone is given up.

    After a correction it is the movement that was corrected, or else the one that was looked at:
    reps are numbered anew, so the moment is kept and not the number. Where no rep was before, as
    when the lift was asked for and told, nobody has chosen any: the worst is opened, too.
    """
    marks = {mark_id(mark, place): mark for place, mark in enumerate(strip(analysis))}
    before, chosen = st.session_state.get(MIDDLES_S, {}), st.session_state.get("selected_mark")
    st.session_state[MIDDLES_S] = {
        name: (mark.start_s + mark.end_s) / 2 for name, mark in marks.items()
    }
    opens = _opens(analysis)
    first_reps = chosen in before and not any(name.startswith("rep-") for name in before)
    if opens and first_reps and by_hand.CORRECTED_S not in st.session_state:
        jump(f"rep-{opens[0].number}", opens[1])
        return
    at_s = st.session_state.pop(by_hand.CORRECTED_S, before.get(chosen))
    for name, mark in marks.items():
        if at_s is not None and mark.start_s <= at_s <= mark.end_s:
            st.session_state["selected_mark"] = name
    if st.session_state.get("selected_mark") in marks:
        return
    first = opens[0] if opens else next(iter(analysis.reps), None)
    st.session_state["selected_mark"] = f"rep-{first.number}" if first else next(iter(marks))


def _remember_selected() -> None:
    chosen = st.session_state[STRIP_KEY].get("selected")
    if chosen:
        st.session_state["selected_mark"] = chosen


def _add_missed(job: Job, analysis: Analysis) -> None:
    at_s = st.session_state[STRIP_KEY].get("add")
    if at_s is not None:
        by_hand.add(job, analysis, float(at_s))


def _chip(analysis: Analysis, mark: Mark, place: int, ids: Mapping[int, str]) -> dict[str, Any]:
    chip: dict[str, Any] = {
        "id": mark_id(mark, place),
        "kind": mark.kind,
        "state": words.state(mark.kind),
        "start": mark.start_s,
        "end": mark.end_s,
    }
    if mark.rep is None:
        times, label = words.span(mark.start_s, mark.end_s), words.reason_name(mark.label)
        return chip | {"label": label, "title": f"Not counted, {times}: {mark.message}"}
    # as its panel has it: of a rep whose start was not seen the chip begins at its turn
    times = words.span(mark.rep.start_s, mark.rep.end_s)
    other = rep_to_compare(analysis, mark.rep)
    differences = {
        ids[each.number]: difference(mark.rep, each)
        for each in analysis.reps
        if each is not mark.rep and each.number in ids
    }
    at_s, same_s = same_moments_s(analysis, mark.rep)
    return chip | {
        "label": mark.label,
        "title": f"Rep {mark.label}, {times}: {mark.message}",
        "number": mark.rep.number,
        "meets": meeting_s(analysis, mark.rep),
        "other": ids.get(other.number) if other else None,
        "against": differences,
        "at": at_s,
        "same": {ids[number]: own_s for number, own_s in same_s.items() if number in ids},
    }


def framing(job: Job, analysis: Analysis) -> dict[str, Any]:
    """`pictures`, `ticks`: the times of the drawn video's pictures; and what `of_tracks` gives."""
    path = backend.runner().store.overlay(job)
    # while there is no video the strip needs some clock
    even = [[TICKS_PER_S // 30, max(1, round(30 * analysis.clip.duration_s))]]
    steps = _steps(path, path.stat().st_mtime_ns) if path else even
    return {"pictures": steps, "ticks": TICKS_PER_S, **_of_lifter(job, analysis)}


@lru_cache(maxsize=REMEMBERED)
def _steps(path: Path, _changed_ns: int) -> list[list[int]]:
    return [list(step) for step in frame_steps(path)]


def of_tracks(tracks: Tracks, analysis: Analysis) -> dict[str, Any]:
    """`zoom`: where to zoom to, as shares of the frame; `ghosts`: outlines by rep number."""
    part = lifter_part(tracks, analysis)
    ghosts = {str(rep.number): ghost(tracks, analysis, rep) for rep in analysis.reps}
    return {"zoom": list(part) if part else None, "ghosts": ghosts}


def _of_lifter(job: Job, analysis: Analysis) -> dict[str, Any]:
    try:
        seen = adjustment.remembered(backend.runner().store, job)
    except FormcheckError:
        return {"zoom": None, "ghosts": {}}  # what was seen is gone; the whole frame is still there
    return of_tracks(Tracks.of(seen), analysis)
