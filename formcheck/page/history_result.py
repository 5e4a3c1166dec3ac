"""The history beside one set: what became of last time, what to look at next, what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.compare.differences import SURE, compare
from formcheck.compare.in_words import in_short, rows, same_words
from formcheck.errors import FormcheckError
from formcheck.history.lines import became_of, day_words, rechecks
from formcheck.history.record import (
    MOST_LETTERS,
    About,
    KeptSet,
    effort,
    kept,
    load_kg,
    set_id,
)
from formcheck.history.store import History, keep, keep_for, known_about
from formcheck.jobs.job import Job
from formcheck.knowledge import load_knowledge
from formcheck.page import backend
from formcheck.page.text import errors_in_one_line, escaped, file_size

_KEPT = "kept_in_history"
_SAVED = "saved_in_history"
_NAMED = "named_in_history"


def keep_shown(job: Job, analysis: Analysis) -> KeptSet | None:
    """Keep the set that is shown, where the owner wants a history; else None, and no file.

    A sample is nobody's set. One that came in on the page "Coach" is that of whom a coach named:
    until then it may be anybody's, and is compared with nobody's. One that was deleted stays so.
    """
    store = backend.runner().store
    if not backend.is_owner() or backend.is_sample(job) or not store.is_for_history(job.id):
        return None
    history = History()
    try:
        if not history.is_on:
            return None
        named = store.athlete(job.id)
        if not named and job.id in store.ids_in_batches():
            return None
        known = st.session_state.get(_KEPT)
        if (
            isinstance(known, KeptSet)
            and named in ("", known.about.athlete)
            and kept(analysis, known.about) == known
        ):
            return known
        one = keep_for(history, analysis, named)
    except FormcheckError as error:  # the result is worth more than its place in the history
        st.warning(escaped(str(error)), icon=":material/history:")
        return None
    st.session_state[_KEPT] = one
    return one


@errors_in_one_line()
def keep_named(jobs: Iterable[Job]) -> None:
    """Keep the sets of whom a coach named, opened or not; each once in a window."""
    store, done = backend.runner().store, st.session_state.setdefault(_NAMED, set())
    named = [(job, store.athlete(job.id)) for job in jobs if job.state == "done"]
    new = [(job, name) for job, name in named if name and (job.id, name) not in done]
    history = History()
    if not new or not backend.is_owner() or not history.is_on:
        return
    known = history.known()  # once: it may hold a thousand sets
    for job, name in new:
        asked = store.is_for_history(job.id) and not backend.is_sample(job)
        analysis = store.analysis(job) if asked else None
        if analysis is not None:
            keep_for(history, analysis, name, known)
        done.add((job.id, name))


def rename(job: Job, before: str, name: str) -> None:
    """Let a set that is kept go to whom it is said to be now, or to nobody; the rest stays."""
    history, analysis = History(), backend.runner().store.analysis(job)
    asked = before and name != before and backend.is_owner()
    if not asked or analysis is None or not history.is_on:
        return
    old_id = set_id(before, analysis.clip.sha256)
    about = history.known().get(old_id)
    new = about and keep(history, analysis, replace(about, athlete=name))
    if new:
        history.hand_over({old_id: new.id})


def _day(one: KeptSet) -> str:
    return day_words(one.about.day)


def last_time(one: KeptSet | None, analysis: Analysis) -> None:
    """What became of what was found in the set before; nothing where nothing was."""
    before = History().before(one) if one else None
    said = became_of(before, analysis) if before else ()
    if not before or not said:
        return
    again = one is not None and before.about.day == one.about.day
    when = "Your previous set," if again else f"Last time, {_day(before)},"
    lines = "\n".join(f"- {line}" for line in said)
    with st.container(border=True, key="last_time"):
        st.markdown(f":material/history: **{when} and now**\n{lines}")


def next_time(analysis: Analysis) -> None:
    """The end of a flagged set: what to look at in the next clip."""
    said = rechecks(analysis)
    if said:
        st.header("Look at this next time")
        place = load_knowledge().phrases["same_place"]  # said once, of the first
        lines = [said[0], *(line.removeprefix(place).strip() for line in said[1:])]
        st.markdown("\n".join(f"- {line}" for line in lines))


def about_set(one: KeptSet | None, job: Job, analysis: Analysis) -> None:
    """What differs from the set before, and what a lifter wants to say of this one."""
    if one is None:
        _still_kept(job, analysis)
        return
    before = History().before(one)
    if before is not None:
        again = before.about.day == one.about.day
        when = "your previous set" if again else _day(before)
        with st.expander(f"Compared with {when}", icon=":material/compare_arrows:"):
            _differences(before, one, analysis)
    with st.expander("Kept in your history", icon=":material/history:"):
        _form(one, job, analysis)
    if st.session_state.pop(_SAVED, False):
        st.toast("Saved in your history.", icon=":material/check_circle:")


def _still_kept(job: Job, analysis: Analysis) -> None:
    """Say that the history keeps a set as it was read before, such as one without a rep by now.

    And of one that was deleted, that it is not kept any more.
    """
    if not backend.is_owner() or backend.is_sample(job):
        return
    store, history = backend.runner().store, History()
    with suppress(FormcheckError):
        if known_about(history, analysis) is not None:
            st.caption(
                ":material/history: Your history keeps this set as it was read before. You can "
                "delete it on “Over time”."
            )
        elif history.is_on and not store.is_for_history(job.id):
            st.caption(":material/history: You deleted this set from your history.")
            if st.button("Keep it again", key="keep_again"):
                st.session_state.pop(_KEPT, None)  # it may have been deleted in the terminal
                store.keep_athlete(job.id, store.athlete(job.id))
                st.rerun()


def _differences(before: KeptSet, one: KeptSet, analysis: Analysis) -> None:
    loads = before.about.load_kg, one.about.load_kg
    comparison = compare(before.document, analysis, loads_kg=loads)
    for warning in comparison.warnings:
        st.caption(f":material/warning: {warning}")
    table = rows(comparison, analysis)
    if not table:
        st.caption(in_short(table))
        return
    shown = [
        {"What": row.label, "Then": row.before, "Now": row.after, "Change": row.change}
        for row in table
        if not row.alike
    ]
    if shown:
        st.table(shown, alt="What differs from the set before")
    if same := same_words(table):
        st.markdown(same)
    sure = round(10 * SURE)
    st.caption(f"Only what is real with a probability of {sure} in 10 is called a change.")


def _form(one: KeptSet, job: Job, analysis: Analysis) -> None:
    about = one.about
    clip = backend.runner().store.clip(job)
    has_clip = History().clips.has(one.id)
    with st.form("about_set", border=False):  # of this set: what was typed stays with a key
        lifted = date.fromisoformat(about.day)
        last = max(lifted, date.today())
        day = st.date_input(
            "Day", lifted, max_value=last, key=f"about_day_{one.id}", format="YYYY-MM-DD"
        )
        load = st.text_input(
            "Weight on the bar, kg",
            "" if about.load_kg is None else f"{about.load_kg:g}",
            20,
            placeholder="82.5, or 180 lb",
            key=f"about_load_{one.id}",
        )
        order = st.number_input(
            "Set of the day", 1, 100, about.set_of_day, key=f"about_order_{one.id}"
        )
        hard = st.text_input(
            "How hard it was, 0 to 10",
            "" if about.effort is None else f"{about.effort:g}",
            20,
            key=f"about_effort_{one.id}",
        )
        who = st.text_input(
            "Whose set, if not yours", about.athlete, MOST_LETTERS, key=f"about_who_{one.id}"
        )
        note = st.text_input("Note", about.note, MOST_LETTERS, key=f"about_note_{one.id}")
        ticked = st.checkbox(
            f"Keep the clip, too{_size_words(clip)}", has_clip, key=f"about_clip_{one.id}"
        )
        if st.form_submit_button("Save", icon=":material/save:") and isinstance(day, date):
            try:
                kg, how_hard = load_kg(load), effort(hard)
                new = About(day.isoformat(), who.strip(), kg, order, how_hard, note.strip())
            except ValueError as error:
                st.error(f"Nothing was saved. {error}")
                return
            _save(job, one, analysis, new, clip if ticked else None)
    st.caption("On this computer, and no clip unless you tick it; all of it may be left empty.")


def _size_words(clip: Path) -> str:
    try:
        return f" ({file_size(clip.stat().st_size)})"
    except OSError:
        return ""


@errors_in_one_line()
def _save(job: Job, one: KeptSet, analysis: Analysis, about: About, clip: Path | None) -> None:
    history = History()
    backend.runner().store.keep_athlete(job.id, about.athlete)
    new = keep(history, analysis, about)
    if new is not None:
        history.hand_over({one.id: new.id})
    if new is not None and clip is None:
        history.clips.drop(new.id)
    elif new is not None and clip is not None and not history.clips.has(new.id):
        history.clips.keep(new.id, clip)
    st.session_state[_KEPT] = new
    st.session_state[_SAVED] = True
    st.rerun()
