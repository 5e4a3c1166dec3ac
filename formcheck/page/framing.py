"""What of the pictures the player shows and when: the part with the lifter, and every time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.report.framing import lifter_part
from formcheck.report.mp4 import TICKS_PER_S, picture_steps
from formcheck.report.tracks import Tracks

REMEMBERED = 8


def of(job: Job, analysis: Analysis) -> dict[str, Any]:
    """`pictures` and `ticks`: the times of the drawn video's pictures; `zoom`: where to zoom to."""
    path = backend.runner().store.overlay(job)
    steps = _steps(path, path.stat().st_mtime_ns) if path else _even_steps(analysis)
    return {"pictures": steps, "ticks": TICKS_PER_S, "zoom": _zoom(job, analysis)}


def _even_steps(analysis: Analysis) -> list[list[int]]:
    """While there is no video the strip needs some clock."""
    return [[TICKS_PER_S // 30, max(1, round(30 * analysis.clip.duration_s))]]


@lru_cache(maxsize=REMEMBERED)
def _steps(path: Path, _changed_ns: int) -> list[list[int]]:
    return [list(step) for step in picture_steps(path)]


def _zoom(job: Job, analysis: Analysis) -> list[float] | None:
    try:
        seen = adjustment.remembered(backend.runner().store, job)
    except FormcheckError:
        return None  # what was seen is gone; the whole frame is still there
    part = lifter_part(Tracks.of(seen), analysis)
    return list(part) if part else None
