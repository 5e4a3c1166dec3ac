"""What the page asks of the job queue: submit, ask again, draw again, cancel, delete."""

from __future__ import annotations

import time
from dataclasses import replace

from formcheck.errors import InputError
from formcheck.jobs import adjustment, queue
from formcheck.jobs.files import remove
from formcheck.jobs.job import Job, Question
from formcheck.jobs.queue import JobQueue
from formcheck.jobs.spool import Spooled

DELETED = ("This clip was deleted meanwhile.", "Drop it in again.")


class JobRunner(JobQueue):
    """The job queue with all that a user can do to a job."""

    def submit(self, clip: Spooled, question: Question | None = None) -> Job:
        """Make a job for a stored clip and queue it; it is done at once if an equal one was.

        Raises:
            InputError: The clip was deleted since it was stored, or the disk is full.
        """
        with self._lock:  # so that nobody deletes the clip before the job that needs it is there
            if not (self.store.clips / clip.sha256).exists():
                raise InputError(*DELETED)
            job = self.store.create(clip, question)
            try:
                if self.store.adopt(job):
                    job = replace(job, state="done")
                    self._save(job)
                else:
                    self._enqueue(job)
            except InputError:  # nobody knows the id of this job yet
                self.store.delete(job)
                raise
            return job

    def ask_again(self, job: Job, question: Question, *, anew: bool = False) -> Job:
        """Analyze the clip of a job again, with another question; corrections are dropped.

        `anew` is to analyze it even where an equal question was answered before.

        Raises:
            InputError: The set was deleted, or the disk is full; nothing has changed then.
        """
        with self._lock:
            self._require(job)
            if self._is_busy(job.id):
                return self.job(job.id) or job
            asked = replace(job, question=question, task="analyze")
            if anew or (staged := self.store.staged_result(asked)) is None:
                return self._again(asked, anew=anew)
            ready = replace(asked, state="done", what="", hint="")
            try:
                self._save(ready)
            except InputError:
                remove(staged)
                raise
            self.store.drop_result(job.id, but=staged)
            self.store.take_staged(job.id, staged)
            return ready

    def redraw(self, job: Job) -> Job:
        """Draw the video again for the present verdict."""
        with self._lock:
            self._require(job)
            return self._again(replace(job, task="draw"))

    def cancel(self, job_id: str) -> None:
        """Stop a job. A result that it had before stays, and the job counts as done then."""
        with self._lock:
            if job_id in self._queue:
                self._queue.remove(job_id)
            process = self._running.get(job_id)
            job = self.job(job_id)
            if job and not job.finished:
                kept = self.store.analysis(job) is not None
                self._note_end(replace(job, state="done" if kept else "cancelled"))
        if process:
            queue.stop_worker(process)

    def delete(self, job: Job) -> None:
        """Stop a job and remove everything that is kept of it."""
        while True:
            with self._lock:
                if not self._is_busy(job.id):
                    self.store.delete(job)
                    self._unsaved.pop(job.id, None)
                    adjustment.forget()
                    return
            self._stop(job.id)

    def delete_everything(self) -> None:
        """Stop all jobs and remove all clips and results."""
        while True:
            with self._lock:
                busy = [*self._queue, *self._running]
                if not busy:
                    self.store.delete_everything()
                    self._unsaved.clear()
                    adjustment.forget()
                    return
            for job_id in busy:
                self._stop(job_id)

    def _require(self, job: Job) -> None:
        if self.job(job.id) is None or not self.store.clip(job).exists():
            raise InputError(*DELETED)

    def _again(self, job: Job, *, anew: bool = False) -> Job:
        """Queue a finished job once more; one that waits or runs already stays as it is."""
        if self._is_busy(job.id):
            return self.job(job.id) or job
        fresh = replace(job, state="queued", attempts=0, started_s=None, what="", hint="")
        self._enqueue(fresh, anew=anew)
        return fresh

    def _stop(self, job_id: str) -> None:
        """Cancel a job and wait until nobody works on it."""
        self.cancel(job_id)
        while True:
            with self._lock:
                if job_id not in self._running:
                    return
            time.sleep(0.02)
