"""Files a user takes along, made when asked for."""

from __future__ import annotations

from pathlib import Path

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store


def report(store: Store, job: Job, analysis: Analysis) -> str:
    """The self-contained HTML report with the stills that can still be made.

    Raises:
        FormcheckError: The report cannot be made.
    """
    from formcheck.report.html import render_html

    return render_html(analysis)


def rep_clip(store: Store, job: Job, analysis: Analysis, rep: RepAnalysis) -> Path:
    """One rep as a video of its own.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    digest = (store.verdict_digest(job.id) or "")[:12]
    path = store.folder(job.id) / "reps" / f"{digest}-{rep.number}.mp4"
    if not path.exists():
        from formcheck.report.overlay import write_rep_clip

        path.parent.mkdir(exist_ok=True)
        poses = adjustment.remembered(store, job).track
        write_rep_clip(store.clip(job), poses, analysis, rep.number, path)
    return path
