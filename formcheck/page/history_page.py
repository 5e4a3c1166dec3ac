"""The parts of the page "Over time": the switch, the day's question, the list, taking along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.history.lines import Line, day_words
from formcheck.history.record import FEELINGS, About, Answer, read_export
from formcheck.history.store import History
from formcheck.jobs.spool import spool_file
from formcheck.page import backend, intake, navigation
from formcheck.page.deleted import stay_deleted
from formcheck.page.text import download, errors_in_one_line, escaped
from formcheck.report import words

SWITCH = "keep_my_numbers"
MOST_LISTED = 25
_ASKED = "asked_to_delete_kept"


def switch(history: History) -> bool:
    """The one switch; nothing is on this computer before it was set."""
    st.session_state[SWITCH] = history.is_on
    return st.toggle(
        "Keep my numbers on this computer", key=SWITCH, on_change=_switched, args=(history,)
    )


@errors_in_one_line()
def _switched(history: History) -> None:
    history.switch(on=bool(st.session_state[SWITCH]))


def the_day_after(history: History, lines: list[Line], athlete: str) -> None:
    """How did your upper back feel? Asked from the next day on, about the last day of lifting."""
    today = date.today().isoformat()
    past = [line.about.day for line in lines if line.about.day < today]
    if not past:
        return
    day = max(past)
    known = {answer.day: answer.felt for answer in history.answers(athlete)}
    key = f"felt_{athlete}_{day}"
    st.session_state[key] = known.get(day)
    st.pills(
        f"How did your upper back feel the day after {day_words(day)}?",
        list(FEELINGS),
        format_func=FEELINGS.__getitem__,
        key=key,
        on_change=_answered,
        args=(history, athlete, day, key),
    )


@errors_in_one_line()
def _answered(history: History, athlete: str, day: str, key: str) -> None:
    felt = st.session_state[key]
    if felt is not None:
        history.answer(Answer(athlete, day, felt))


def listed(history: History, lines: list[Line]) -> None:
    """The sets, newest first; search, and delete one."""
    st.header("Your sets")
    search = st.text_input(
        "Search", key="history_search", placeholder="a day, a lift, a weight, a word of your note"
    )
    wanted = {line.id for line in history.lines(search)} if search else None
    found = [line for line in lines if wanted is None or line.id in wanted]
    said = lines_in_words(lines)
    for line in found[:MOST_LISTED]:
        # beside one another on a phone, too: a button under each line doubles the way to scroll
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.markdown(said[line.id], width="stretch")
            if history.clips.has(line.id) and st.button(
                "Watch", key=f"watch_{line.id}", type="tertiary", icon=":material/play_arrow:"
            ):
                _watch(history, line, said[line.id])
            _delete_button(history, line.id, said[line.id])
    if len(found) > MOST_LISTED:
        st.caption(f"{len(found) - MOST_LISTED} more: search for them.")
    if not found:
        st.caption("No set matches.")


def unreadable(history: History, names: Sequence[str]) -> None:
    """Sets of which nothing can be shown any more: they are named, and can go."""
    for name in names:
        said = f"The set {escaped(name)} can no longer be read. The others are as they were."
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.markdown(f":material/warning: {said}", width="stretch")
            _delete_button(history, name, said)


def lines_in_words(lines: Sequence[Line]) -> dict[str, str]:
    """Each set in one line, by its id; those alike but for their verdict are numbered as they came.

    `lines` are all sets of the page, newest first.
    """
    said = {line.id: line_words(line) for line in lines}
    alike: dict[tuple[str, About], list[str]] = {}
    for line in reversed(lines):
        alike.setdefault((line.lift, line.about), []).append(line.id)
    for ids in alike.values():
        said |= {
            set_id: f"{said[set_id]} (set {number} of {len(ids)})"
            for number, set_id in enumerate(ids, start=1)
            if len(ids) > 1
        }
    return said


def line_words(line: Line) -> str:
    """One set in one line."""
    about = line.about
    facts = [f"**{day_words(about.day)}**", escaped(words.LIFTS.get(line.lift, line.lift))]
    if about.set_of_day is not None:
        facts.append(f"set {about.set_of_day}")
    if about.load_kg is not None:
        facts.append(f"{about.load_kg:g} kg")
    if about.effort is not None:
        facts.append(f"effort {about.effort:g} of 10")
    facts.append(words.flagged_words(line.flagged, line.possible, line.reps, line.unjudged))
    if line.worst:
        facts.append(f"worst: {escaped(words.fault_name(line.worst))}")
    facts += [escaped(text) for text in (about.athlete, about.note) if text]
    return " · ".join(facts)


@st.dialog("The clip you kept", width="large")
def _watch(history: History, line: Line, said: str) -> None:
    clip = history.clips.path(line.id)
    st.markdown(said)
    st.video(clip)
    st.caption("If nothing plays, your browser does not know its format: check it again instead.")
    if st.button("Check it again", key="check_again", icon=":material/replay:"):
        with errors_in_one_line():
            spooled = spool_file(clip, backend.runner().store.clips, f"Set of {line.about.day}")
            intake.open_set(backend.submit(spooled).id)
            st.switch_page(navigation.CHECK)


def _delete_button(history: History, set_id: str, said: str) -> None:
    """It asks: in a list on a phone the wrong one is soon tapped."""
    if st.button("Delete", key=f"delete_{set_id}", type="tertiary", icon=":material/delete:"):
        st.session_state[_ASKED] = set_id
    if st.session_state.get(_ASKED) == set_id:
        _confirm_one(history, set_id, said)


def _keep() -> None:
    st.session_state.pop(_ASKED, None)


@st.dialog("Delete this set?", on_dismiss=_keep)
def _confirm_one(history: History, set_id: str, said: str) -> None:
    st.markdown(said)
    st.markdown(
        "Its numbers, and its clip if you kept it, will be gone. If it is the day's last set, so "
        "is how your back felt after that day. This cannot be undone."
    )
    if st.button("Delete it", key="really_delete_kept", icon=":material/delete_forever:"):
        _keep()
        with errors_in_one_line():
            history.delete(set_id)
            stay_deleted(backend.runner().store, [set_id])
            st.rerun()


def take_along(history: History, *, any_sets: bool) -> None:
    """Export, import, and delete all."""
    with st.expander("Export, import, delete all", icon=":material/folder_open:"):
        if any_sets:
            felt = bool(history.answers()) and st.checkbox(
                "With how your upper back felt", key="export_felt"
            )
            download(
                "Export",
                "download",
                "formcheck-history.json",
                lambda: history.export(felt=felt).to_json(),
            )
        brought = st.file_uploader("Import an export", type="json", key="history_import")
        if brought is not None and st.button("Add its sets", icon=":material/upload:"):
            try:
                count = history.bring_in(read_export(brought.getvalue()))
            except FormcheckError as error:
                st.error(escaped(str(error)))
            else:
                st.session_state["history_said"] = (
                    f"{words.counted(count, 'set')} added or replaced."
                )
                st.rerun()
        if st.button("Delete my whole history", icon=":material/delete_forever:"):
            _confirm(history)


@st.dialog("Delete your whole history?")
def _confirm(history: History) -> None:
    st.markdown(
        "Every set, kept clip and answer is deleted from this computer. This cannot be undone."
    )
    if st.button("Delete it all", key="really_delete_history", icon=":material/delete_forever:"):
        with errors_in_one_line():
            deleted = [line.id for line in history.lines()]
            count = history.delete_all()
            stay_deleted(backend.runner().store, deleted)
            st.session_state["history_said"] = f"{words.counted(count, 'set')} deleted."
            st.rerun()
