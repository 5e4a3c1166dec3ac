"""Clips on their way in: onto the disk at once, and refused at once when they are no videos."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

import streamlit as st

from formcheck.errors import FormcheckError
from formcheck.jobs import readable
from formcheck.jobs.spool import Spooled, shown_name, spool
from formcheck.page import backend
from formcheck.page.text import escaped
from formcheck.video.file import CLIP_SUFFIXES

_REFUSED = "refused_clips"
_SEEN = "seen_files"  # by their ids: the browser goes on naming what it sent before


def uploader(label: str, *, many: bool, help_text: str) -> list[Spooled]:
    """An uploader that puts clips on disk and lets go of their memory at once.

    It stays the same widget from the first clip to the last: a fresh one after each clip would
    lose what is dropped in, or still on its way, while the browser changes one for the other.

    Returns:
        The new clips that can be looked at; `show_refused` says what became of the others.
    """
    files = st.file_uploader(
        label,
        type=sorted(suffix.removeprefix(".") for suffix in CLIP_SUFFIXES),
        accept_multiple_files=many,
        key="clips_in" if many else "clip_in",
        help=help_text,
    )
    found = files if isinstance(files, list) else [files] if files else []
    seen: set[str] = st.session_state.setdefault(_SEEN, set())
    fresh = [file for file in found if file.file_id not in seen]
    if not fresh:
        return []
    folder = backend.runner().store.clips
    try:
        return take((file.name, partial(spool, file, file.name, folder)) for file in fresh)
    finally:
        for file in fresh:
            seen.add(file.file_id)
            _let_go(file.file_id)


def take(clips: Iterable[tuple[str, Callable[[], Spooled]]]) -> list[Spooled]:
    """Store clips of these names, those that are videos; one that is none stops no other."""
    taken, refused = [], []
    for name, store in clips:
        try:
            clip = store()
        except FormcheckError as error:  # it speaks of "this clip", and there may be many
            refused.append(f"{shown_name(name)}: {error}")
            continue
        if why := refusal(clip.sha256, clip.name):
            refused.append(str(why))
            (backend.runner().store.clips / clip.sha256).unlink(missing_ok=True)
        else:
            taken.append(clip)
    st.session_state[_REFUSED] = refused
    return taken


def refusal(clip_sha256: str, name: str) -> FormcheckError | None:
    """Why this clip can never be looked at; None when nothing speaks against it."""
    runner = backend.runner()
    if not runner.settings.reads_clips:
        return None
    return readable.refusal(runner.store, clip_sha256, name)


def show_refused() -> None:
    """Which of the files that were dropped in last are not taken, and why."""
    for text in st.session_state.get(_REFUSED, []):
        st.error(escaped(text), icon=":material/error:")


def forget_refused() -> None:
    """Somebody went on to a set."""
    st.session_state.pop(_REFUSED, None)


def _let_go(file_id: str) -> None:
    """Drop an upload from the server's memory; Streamlit itself keeps it until the session ends."""
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)
