"""What of the pictures the player shows and when: each time, the lifter's part and outlines."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.report.mp4 import TICKS_PER_S, picture_steps
from formcheck.report.tracks import Tracks, lifter_part
from formcheck.report.two_reps import ghost

REMEMBERED = 8


def of(job: Job, analysis: Analysis) -> dict[str, Any]:
    """`pictures`, `ticks`: the times of the drawn video's pictures; and what `of_tracks` gives."""
    path = backend.runner().store.overlay(job)
    steps = _steps(path, path.stat().st_mtime_ns) if path else _even_steps(analysis)
    return {"pictures": steps, "ticks": TICKS_PER_S, **_of_lifter(job, analysis)}


def _even_steps(analysis: Analysis) -> list[list[int]]:
    """While there is no video the strip needs some clock."""
    return [[TICKS_PER_S // 30, max(1, round(30 * analysis.clip.duration_s))]]


@lru_cache(maxsize=REMEMBERED)
def _steps(path: Path, _changed_ns: int) -> list[list[int]]:
    return [list(step) for step in picture_steps(path)]


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
