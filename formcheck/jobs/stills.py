"""Pictures of single moments, made once and kept with the job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.analysis import Analysis, Finding
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store

if TYPE_CHECKING:
    from formcheck.report.tracks import Tracks

THUMBNAIL_PX = 240
STILL_PX = 720


def finding_still(
    store: Store, job: Job, analysis: Analysis, rep: int | None, finding: Finding
) -> Path:
    """The picture of a finding with what it was measured by.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """

    def make(tracks: Tracks) -> bytes:
        from formcheck.report.still import finding_still as render

        return render(store.clip(job), tracks, analysis, finding, rep, max_side_px=STILL_PX)

    moment = f"{round(finding.at_s * 1000)}-{finding.metric}"
    return _kept(store, job, f"{moment}-{rep or 'set'}-large", make)


def moment_still(store: Store, job: Job, analysis: Analysis, at_s: float) -> Path:
    """The picture of a moment with the lifter's lines, whatever was found there.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """

    def make(tracks: Tracks) -> bytes:
        from formcheck.report.still import render_still

        return render_still(store.clip(job), tracks, analysis, at_s, max_side_px=STILL_PX)

    return _kept(store, job, f"{round(at_s * 1000)}-large", make)


def thumbnail(store: Store, job: Job, analysis: Analysis, at_s: float) -> Path:
    """The picture of a moment, small and without words.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """

    def make(tracks: Tracks) -> bytes:
        from formcheck.report.still import render_still

        clip = store.clip(job)
        return render_still(clip, tracks, analysis, at_s, max_side_px=THUMBNAIL_PX, words=False)

    return _kept(store, job, f"{round(at_s * 1000)}-small", make)


def _kept(store: Store, job: Job, name: str, make: Callable[[Tracks], bytes]) -> Path:
    """The file of a picture of the present verdict, made when it is not there."""
    digest = (store.verdict_digest(job.id) or "")[:12]
    path = store.folder(job.id) / "stills" / f"{digest}-{name}.jpg"
    if not path.exists():
        from formcheck.jobs.files import keep_bytes
        from formcheck.report.tracks import Tracks

        keep_bytes(path, make(Tracks.of(adjustment.remembered(store, job))))
    return path
