"""Pictures of single moments, made once and kept with the job."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store


def still(store: Store, job: Job, analysis: Analysis, at_s: float) -> Path:
    """The picture of a moment with the lifter's lines on it.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    digest = (store.verdict_digest(job.id) or "")[:12]
    path = store.folder(job.id) / "stills" / f"{digest}-{round(at_s * 1000)}.jpg"
    if not path.exists():
        from formcheck.pipeline import load_poses
        from formcheck.report.stills import render_still

        choices = adjustment.options(job, adjustment.load(store, job))
        poses = load_poses(store.clip(job), choices)
        picture = render_still(store.clip(job), poses, analysis, at_s)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture)
    return path
