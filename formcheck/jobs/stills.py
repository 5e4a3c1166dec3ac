"""Pictures of single moments, made once and kept with the job."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store

THUMBNAIL_PX = 240
STILL_PX = 720


def still(store: Store, job: Job, analysis: Analysis, at_s: float) -> Path:
    """The picture of a moment with the lifter's lines on it.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    return _kept(store, job, analysis, at_s, small=False)


def thumbnail(store: Store, job: Job, analysis: Analysis, at_s: float) -> Path:
    """The same, small and without words.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    return _kept(store, job, analysis, at_s, small=True)


def _kept(store: Store, job: Job, analysis: Analysis, at_s: float, *, small: bool) -> Path:
    digest = (store.verdict_digest(job.id) or "")[:12]
    size = "small" if small else "large"
    path = store.folder(job.id) / "stills" / f"{digest}-{round(at_s * 1000)}-{size}.jpg"
    if not path.exists():
        from formcheck.jobs.files import keep_bytes
        from formcheck.report.still import render_still

        poses = adjustment.remembered(store, job).track
        side_px = THUMBNAIL_PX if small else STILL_PX
        picture = render_still(
            store.clip(job), poses, analysis, at_s, max_side_px=side_px, words=not small
        )
        keep_bytes(path, picture)
    return path
