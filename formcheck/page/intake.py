"""Choosing clips: drop one in or many, try a sample, or go back to a set of this session.

Clips go onto the disk at once, and are refused at once when they are no videos.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from formcheck import lifts
from formcheck.errors import FormcheckError
from formcheck.jobs import spool
from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import Spooled, clips_in, shown_name, spool_file
from formcheck.jobs.store import new_id
from formcheck.machine.files import path_in
from formcheck.machine.shipped import sample_clips
from formcheck.page import backend, navigation
from formcheck.page.text import errors_in_one_line, escaped
from formcheck.report import words
from formcheck.video.file import CLIP_SUFFIXES, is_clip_name

STYLES = {
    lift: {name.capitalize(): style for name, style in styles.items()}
    for lift, styles in words.STYLES.items()
}
ASKED = {"squat": "Where is the bar?", "deadlift": "Which is it?"}
_STATE = "taken_by_"
MOST_NAMED = 3
"""Of the files that are left out."""
MANY_CLIPS = "Many clips at once"
ONE_CLIP = f"Drop in one clip here. For several, use “{MANY_CLIPS}”."
SAMPLE_TITLES = {
    "squat_good_morning": ("Squat, hips rise before the chest in some reps", ":material/flag:"),
    "deadlift_late_shrug": ("Deadlift, shoulders creep up late in the set", ":material/flag:"),
    "squat_clean": ("Squat, nothing wrong", ":material/check_circle:"),
}
LIFTS: dict[str, lifts.KnownLift | None] = {
    "Detect from the video": None,
    **{words.LIFTS[lift]: lift for lift in lifts.LIFTS},
}


@dataclass(frozen=True)
class Taken:
    """What became of the files that one uploader was given; one object for a whole session.

    Each look into the session's state, and each thing drawn, is a moment at which Streamlit may
    break a run off for the next one. From a file's taking to its place in here nothing of that
    kind happens, so whatever breaks a run off, the next one finds the jobs that are not shown yet.

    Attributes:
        seen: Files by their ids: the browser goes on naming what it sent before.
        jobs: Handed in, and not yet shown. Whoever shows them empties it.
        refused: Which of the files that were dropped in last are not taken, and why.
        there: Which of them are in the open batch already, under the same name.
    """

    seen: set[str] = field(default_factory=set)
    jobs: list[Job] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


def taken(*, many: bool) -> Taken:
    """What became of the files of this session's one uploader, or of the one for many."""
    held: Taken = st.session_state.setdefault(_STATE + _key(many), Taken())
    return held


def uploader(label: str, question: Question, *, many: bool, help_text: str) -> list[Job]:
    """An uploader that puts clips on disk, hands them in and lets go of their memory at once.

    It stays the same widget from the first clip to the last: a fresh one after each clip would
    lose what is dropped in, or still on its way, while the browser changes one for the other.

    Returns:
        `Taken.jobs`, to be emptied; `show_refused` says what became of the others.
    """
    files = st.file_uploader(
        label,
        # of many the browser would leave some out, and say so where the next page hides it
        type=None if many else sorted(suffix.removeprefix(".") for suffix in CLIP_SUFFIXES),
        accept_multiple_files=True,  # where one is asked for, too: it would drop others in silence
        key=_key(many),
        help=help_text,
    )
    held = taken(many=many)
    fresh = [file for file in files if file.file_id not in held.seen]
    if fresh:
        folder = backend.runner().store.clips
        # a browser sends a quote in a name as %22, and nothing else of it changed
        named = [(file.name.replace("%22", '"'), file) for file in fresh]
        clips = (
            (name, partial(spool.spool, file, name, folder))
            for name, file in named
            if not many or is_clip_name(name)
        )
        in_batch = _in_batch() if many else frozenset()
        try:
            if many or len(fresh) == 1:
                take(clips, held, question, in_batch)
            else:
                held.refused[:] = [ONE_CLIP]
            others = [name for name, _ in named if many and not is_clip_name(name)]
            held.refused.extend(_left_out(others))
        finally:
            for file in fresh:
                held.seen.add(file.file_id)
                _let_go(file.file_id)
    return held.jobs


def _left_out(names: Sequence[str]) -> Iterator[str]:
    """One line for all that are no clips by their names: of a whole folder there are many."""
    if names:
        shown = words.first_of([shown_name(name) for name in names], MOST_NAMED)
        yield f"Left out: {shown}. Choose video files such as .mp4 or .mov."


def _in_batch() -> frozenset[tuple[str, str]]:
    """Content and name of each clip in the open batch that is, or will be, looked at."""
    kept = backend.runner().store.batch(st.session_state.get("open_batch") or "")
    stopped = ("failed", "cancelled")
    return frozenset((job.clip_sha256, job.clip_name) for job in kept if job.state not in stopped)


def take(
    clips: Iterable[tuple[str, Callable[[], Spooled]]],
    held: Taken,
    question: Question,
    in_batch: frozenset[tuple[str, str]] = frozenset(),
) -> None:
    """Store clips of these names and hand in those that are videos; no other stops them.

    What is `in_batch` is not handed in again: a coach adds a folder anew once there is more in it.
    """
    runner = backend.runner()
    held.refused.clear()
    held.there.clear()
    for name, store in clips:
        try:
            clip = store()
        except FormcheckError as error:  # it speaks of "this clip", and there may be many
            held.refused.append(f"{shown_name(name)}: {error}")
            continue
        if (clip.sha256, clip.name) in in_batch:
            held.there.append(clip.name)
            continue
        if why := refusal(clip.sha256, clip.name):
            held.refused.append(str(why))
            (runner.store.clips / clip.sha256).unlink(missing_ok=True)
            continue
        job = runner.submit(clip, question)
        held.jobs.append(job)
        backend.hand_in(job)


def refusal(clip_sha256: str, name: str) -> FormcheckError | None:
    """Why this clip can never be looked at; None when nothing speaks against it."""
    runner = backend.runner()
    if not runner.settings.reads_clips:
        return None
    return spool.refusal(runner.store.clips / clip_sha256, name)


def show_refused(*, many: bool) -> None:
    """Which of the files that were dropped in last are not taken, and why."""
    refused = taken(many=many).refused
    for text in refused:
        st.error(escaped(text), icon=":material/error:")
    if ONE_CLIP in refused:
        st.page_link(navigation.COACH, label=MANY_CLIPS, icon=":material/groups:")
    if there := len(taken(many=many).there):
        said = "One clip is" if there == 1 else f"{there} clips are"
        st.info(f"{said} here already.", icon=":material/content_copy:")


def show_refused_before(batch_id: str) -> None:
    """What else was dropped into this batch and refused: the red line goes with the tab."""
    for text in backend.runner().store.refused(batch_id):
        if text not in taken(many=True).refused:
            st.caption(f":material/error: {escaped(text)}")


def _key(many: bool) -> str:
    return "clips_in" if many else "clip_in"


def _let_go(file_id: str) -> None:
    """Drop an upload from the server's memory; Streamlit itself keeps it until the session ends."""
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)


def open_set(job_id: str) -> None:
    """Show this set, now and after a reload; the address alone is enough to come back."""
    if st.session_state.get("open_set") != job_id:
        forget_choices()
        for many in (True, False):  # whoever goes on to a set has read why others were refused
            taken(many=many).refused.clear()
            taken(many=many).there.clear()
    st.session_state["open_set"] = job_id
    backend.remember(job_id)
    if st.query_params.get(backend.JOB_PARAM) != job_id:
        st.query_params[backend.JOB_PARAM] = job_id


def close_set() -> None:
    """Show the uploader again."""
    st.session_state.pop("open_set", None)
    forget_choices()
    for name in (backend.JOB_PARAM, backend.BATCH_PARAM):
        st.query_params.pop(name, None)


def forget_choices() -> None:
    """Which rep was chosen belongs to one set only."""
    for key in ("selected_mark", "player_command"):
        st.session_state.pop(key, None)


def show() -> None:
    """The page before there is a set."""
    st.title("Check a set")
    st.markdown(
        "See which reps went wrong, when, by how much, and why your **upper back** feels it."
    )
    _uploader()
    st.caption(
        f":material/lock: Your video stays on {backend.computer()} and is deleted after "
        f"{backend.until_words()}. :material/timer: One set per clip works best; trim a clip of "
        f"more than {st.get_option('server.maxUploadSize')} MB to its set on the phone."
    )
    _samples()
    _earlier_sets()
    # the other pages: on a phone the menu that leads to them is folded away
    with st.container(horizontal=True):
        st.page_link(navigation.FILM, label="How to film", icon=":material/camera_video:")
        st.page_link(navigation.COACH, label=MANY_CLIPS, icon=":material/groups:")
        st.page_link(
            navigation.WHY,
            label="Sore upper back?",
            icon=":material/self_improvement:",
        )


def _uploader() -> None:
    lift = st.segmented_control(
        "Which lift?",
        list(LIFTS),
        default="Detect from the video",
        key="intake_lift",
        help="Choose it if the clip is short or the lift is hard to see.",
    )
    chosen = LIFTS.get(lift or "")
    style = None
    if chosen:  # for who wants to say it; a result that hangs on it asks
        asked = f"{ASKED[chosen]} You may skip this."
        style = STYLES[chosen].get(
            st.pills(asked, list(STYLES[chosen]), key=f"style_{chosen}") or ""
        )
    with errors_in_one_line():
        arrived = uploader(
            "Drop in a video of one set",
            Question(lift=chosen, variant=style),
            many=False,
            help_text="Straight from your phone: MP4, MOV, 3GP, WebM, AVI, MKV and so on.",
        )
        if arrived:
            for job in arrived:  # one, unless a run was broken off before
                backend.remember(job.id)
            open_set(arrived[-1].id)
            arrived.clear()  # only now: an end of this run before leaves it to the next one
            st.rerun()
    show_refused(many=False)


def _samples() -> None:
    paths = sample_clips()
    if not paths:
        return
    st.header("No clip at hand? Try a sample")
    with st.container(horizontal=True):
        for path in paths:
            title, icon = SAMPLE_TITLES.get(
                path.stem, (path.stem.replace("_", " ").capitalize(), ":material/play_circle:")
            )
            if st.button(title, icon=icon, key=f"sample_{path.stem}"):
                clip = spool_file(path, backend.runner().store.clips)
                open_set(backend.submit(clip).id)
                st.rerun()


def _earlier_sets() -> None:
    jobs = backend.session_jobs()
    if not jobs:
        return
    st.header("Your sets in this window")
    with st.container(horizontal=True):
        for job in jobs:
            st.button(
                f"{escaped(job.clip_name)} · {state_words(job)}",
                icon=":material/history:",
                key=f"earlier_{job.id}",
                on_click=open_set,
                args=(job.id,),
            )


def state_words(job: Job) -> str:
    """Where a set stands, in a word or two."""
    said = {"queued": "waiting", "running": "working", "done": "ready"}
    if backend.runner().store.has_verdict(job.id):
        return said["done"]  # though its video is still being drawn
    if job.state == "failed":
        return words.state("not_analyzed")
    return said.get(job.state, "stopped")


def open_batch(batch_id: str) -> None:
    """Show this batch, now and after a reload."""
    st.session_state["open_batch"] = batch_id
    if st.query_params.get(backend.BATCH_PARAM) != batch_id:
        st.query_params[backend.BATCH_PARAM] = batch_id


def show_for_many() -> None:
    """The uploader and the folder, adding to the batch that is open."""
    with errors_in_one_line():
        arrived = uploader(
            "Drop in clips, one set each",
            Question(),
            many=True,
            help_text="Clips are checked one by one. You can leave this page in the meantime.",
        )
        _add(arrived)
        _folder()


def _folder() -> None:
    if not backend.is_owner():
        return  # the disk is not theirs to look at
    row = st.form("clip_folder", border=False).container(
        horizontal=True, vertical_alignment="bottom"
    )
    with row:
        folder = st.text_input(
            "Or a folder on this computer", placeholder="~/Videos/leg day", key="folder"
        )
        wanted = st.form_submit_button("Add its clips", icon=":material/folder_open:")
    if not wanted:
        return
    with st.spinner("Adding the clips"):
        store, held = backend.runner().store, taken(many=True)
        found = clips_in(folder, path_in(os.environ, "FORMCHECK_CLIPS_DIR"))
        clips = {name: partial(spool_file, path, store.clips, name) for name, path in found.items()}
        take(clips.items(), held, Question(), _in_batch())
    _add(held.jobs)


def _add(arrived: list[Job]) -> None:
    """Add what arrived to the batch that is open, and empty it; what was refused stays told."""
    store, refused = backend.runner().store, taken(many=True).refused
    batch_id = st.session_state.get("open_batch") or new_id()
    kept, told = store.batch(batch_id), store.refused(batch_id)
    told_now = list(dict.fromkeys([*told, *refused]))
    if not arrived and not (kept and told_now != told):
        return
    st.session_state["open_batch"] = batch_id
    # nothing of Streamlit's from here until it is empty: see `Taken`
    store.save_batch(batch_id, [job.id for job in (*kept, *arrived)], told_now)
    arrived.clear()
    open_batch(batch_id)
    st.rerun()
