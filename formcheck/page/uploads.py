"""Clips on their way in: onto the disk at once, and refused at once when they are no videos."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.jobs import spool
from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import Spooled, shown_name
from formcheck.page import backend
from formcheck.page.text import escaped
from formcheck.video.file import CLIP_SUFFIXES

_STATE = "taken_by_"


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
    """

    seen: set[str] = field(default_factory=set)
    jobs: list[Job] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


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
        type=sorted(suffix.removeprefix(".") for suffix in CLIP_SUFFIXES),
        accept_multiple_files=many,
        key=_key(many),
        help=help_text,
    )
    found = files if isinstance(files, list) else [files] if files else []
    held = taken(many=many)
    fresh = [file for file in found if file.file_id not in held.seen]
    if fresh:
        folder = backend.runner().store.clips
        clips = ((file.name, partial(spool.spool, file, file.name, folder)) for file in fresh)
        try:
            take(clips, held, question)
        finally:
            for file in fresh:
                held.seen.add(file.file_id)
                _let_go(file.file_id)
    return held.jobs


def take(
    clips: Iterable[tuple[str, Callable[[], Spooled]]], held: Taken, question: Question
) -> None:
    """Store clips of these names and hand in those that are videos; no other stops them."""
    runner = backend.runner()
    held.refused.clear()
    for name, store in clips:
        try:
            clip = store()
        except FormcheckError as error:  # it speaks of "this clip", and there may be many
            held.refused.append(f"{shown_name(name)}: {error}")
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
    for text in taken(many=many).refused:
        st.error(escaped(text), icon=":material/error:")


def forget_refused() -> None:
    """Somebody went on to a set."""
    for many in (True, False):
        taken(many=many).refused.clear()


def _key(many: bool) -> str:
    return "clips_in" if many else "clip_in"


def _let_go(file_id: str) -> None:
    """Drop an upload from the server's memory; Streamlit itself keeps it until the session ends."""
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)
