"""The process that does one job: ``python -m formcheck.jobs.worker ROOT JOB_ID``.

It leads a process group of its own, so that whoever started it can stop it together with everything
it started. At its end it writes `outcome.json`; where that file is missing, it died.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.errors import InputError
from formcheck.jobs import adjustment
from formcheck.jobs.job import DRAWING, Job, Step
from formcheck.jobs.runner import NO_ROOM_STATUS
from formcheck.jobs.store import ANALYSIS, DRAWN, OVERLAY, Store
from formcheck.machine.files import make_files_private
from formcheck.machine.worker_process import end_with_starter, let_others_go_first, limit_memory
from formcheck.pipeline.outcome import Outcome, ended_by

if TYPE_CHECKING:
    from formcheck.observation.observation import Observation
    from formcheck.pipeline.run import Progress

STEP_EVERY_S = 0.5
"""As often as the page looks."""


class Steps:
    """Writes how far a job is, at most twice a second."""

    def __init__(self, store: Store, job_id: str) -> None:
        self._store = store
        self._job_id = job_id
        self._last = Step(done=2.0)

    def report(self, stage: str, done: float) -> None:
        """Write the present step unless one was written a moment ago.

        Where `done` falls, something new has begun, and the time left is estimated from there.
        """
        now_s = time.time()
        last = self._last
        if stage == last.stage and last.done <= done < 1 and abs(now_s - last.at_s) < STEP_EVERY_S:
            return
        since_s = now_s if done < last.done else last.since_s
        self._last = Step(stage=stage, done=done, since_s=since_s, at_s=now_s)
        with suppress(InputError):  # the disk is full; there may be space later, for the result
            self._store.save_step(self._job_id, self._last)


def run(store: Store, job: Job) -> None:
    """Analyze the clip of a job, then draw its video.

    Raises:
        FormcheckError: The clip cannot be analyzed.
    """
    from formcheck.pipeline.run import analyze_observed, observe_video

    steps = Steps(store, job.id)

    def report(progress: Progress) -> None:
        if progress.done < 1:  # the drawing is still to come
            steps.report(progress.stage, progress.done)

    clip, options = store.clip(job), adjustment.options(job, adjustment.load(store, job))
    if job.task == "draw":
        _draw(store, job, observe_video(clip, options, on_progress=report), steps)
        return
    analysis, seen = analyze_observed(clip, options, on_progress=report)
    store.save_analysis(job.id, analysis)
    store.share(job, ANALYSIS)
    _draw(store, job, seen, steps)
    store.share(job, OVERLAY, DRAWN)


def _draw(store: Store, job: Job, seen: Observation, steps: Steps) -> None:
    from formcheck.report.overlay import write_overlay
    from formcheck.report.tracks import Tracks

    steps.report(DRAWING, 0.0)
    # the page may save another verdict while this draws: note which one is drawn
    digest = store.verdict_digest(job.id)
    analysis = store.analysis(job)
    if analysis is None:
        raise InputError("There is no result to draw.", "Check the set again.")
    write_overlay(
        store.clip(job),
        Tracks.of(seen),
        analysis,
        store.folder(job.id) / OVERLAY,
        on_progress=lambda done: steps.report(DRAWING, done),
    )
    store.mark_drawn(job.id, digest)


def work_to_outcome(store: Store, job: Job, work: Callable[[Store, Job], None]) -> int:
    """Do the work, write `outcome.json`, and give the exit status for this process."""
    outcome = Outcome()
    try:
        work(store, job)
    except Exception as error:
        outcome = ended_by(error)
        if outcome.bug:
            raise
        # the clip's file name is its hash, which the user does not know
        outcome = replace(outcome, what=outcome.what.replace(job.clip_sha256, job.clip_name))
    try:
        store.save_outcome(job.id, outcome)
    except InputError:
        return NO_ROOM_STATUS
    return outcome.exit_status


def main(work: Callable[[Store, Job], None] = run) -> None:
    """The entry point of the worker process; ends the process."""
    root, job_id = sys.argv[1:]
    end_with_starter()
    make_files_private()
    limit_memory()
    let_others_go_first()  # pages stay quick while a clip is worked on
    store = Store(Path(root))
    job = store.load(job_id)
    sys.exit(2 if job is None else work_to_outcome(store, job, work))


if __name__ == "__main__":
    main()
