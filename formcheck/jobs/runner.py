"""The queue: which jobs run now, which wait, and what becomes of them."""

from __future__ import annotations

import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace

from formcheck.errors import InputError
from formcheck.jobs import adjustment, processes
from formcheck.jobs.files import read_json
from formcheck.jobs.job import Job, Question
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import Spooled
from formcheck.jobs.store import Store

SWEEP_EVERY_S = 600.0
MOST_ATTEMPTS = 2
CRASHED = (
    "The analysis stopped unexpectedly; the rest of the app is fine.",
    "Try again; if it happens again, trim the clip to the set itself.",
)
INTERRUPTED = (
    "The analysis was interrupted twice.",
    "Try again; if it happens again, trim the clip to the set itself.",
)


class JobRunner:
    """Runs jobs in worker processes, `settings.slots` at a time, the others in order."""

    def __init__(self, settings: JobSettings) -> None:
        self.settings = settings
        self.store = Store(settings.root)
        self._lock = threading.RLock()
        self._queue: list[str] = []
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._to_keep: set[str] = set()
        self._closed = threading.Event()
        self._recover()
        threading.Thread(target=self._sweep_forever, daemon=True).start()

    # --- what pages ask for

    def submit(self, clip: Spooled, question: Question | None = None) -> Job:
        """Queue a clip; an equal earlier question is answered at once."""
        job = self.store.create(clip, question)
        if self.store.adopt(job):
            job = replace(job, state="done")
            self.store.save(job)
            return job
        self._enqueue(job)
        return job

    def ask_again(self, job: Job, question: Question, *, anew: bool = False) -> Job:
        """Answer for the clip of a job again; corrections are dropped.

        Args:
            job: The set.
            question: Perhaps with other choices than before.
            anew: Look at the clip even when an equal question was answered before.
        """
        with self._lock:
            if self._is_busy(job.id):
                return self.store.load(job.id) or job
            self.store.drop_result(job.id)
            asked = replace(job, question=question, task="analyze")
            if anew:
                self.store.unshare(asked)
            if not self.store.adopt(asked):
                return self._again(asked)
            ready = replace(asked, state="done", what="", hint="")
            self.store.save(ready)
            return ready

    def redraw(self, job: Job) -> Job:
        """Draw the video again for the present verdict."""
        return self._again(replace(job, task="draw"))

    def job(self, job_id: str) -> Job | None:
        """What is known about a job; None when there is none."""
        return self.store.load(job_id)

    def place(self, job_id: str) -> int:
        """How many wait before this job is started: 1 is next, 0 means it does not wait."""
        with self._lock:
            return self._queue.index(job_id) + 1 if job_id in self._queue else 0

    def cancel(self, job_id: str) -> None:
        """Stop a job. What it found before stays."""
        with self._lock:
            if job_id in self._queue:
                self._queue.remove(job_id)
            process = self._running.get(job_id)
            job = self.store.load(job_id)
            if job and not job.finished:
                kept = self.store.analysis(job) is not None
                self.store.save(replace(job, state="done" if kept else "cancelled"))
        if process:
            processes.stop(process)

    def delete(self, job: Job) -> None:
        """Stop a job and remove everything it kept."""
        self.cancel(job.id)
        self._wait_until_stopped(job.id)
        self.store.delete(job)
        adjustment.forget()

    def delete_everything(self) -> None:
        """Stop all jobs and remove all clips and results."""
        with self._lock:
            known = [*self._queue, *self._running]
        for job_id in known:
            self.cancel(job_id)
            self._wait_until_stopped(job_id)
        self.store.delete_everything()
        adjustment.forget()

    def close(self) -> None:
        """Stop the workers and sweep; queued jobs stay on disk and are taken up by the next runner.

        What is younger than `keep_hours` stays too: somebody may come back to it.
        """
        self._closed.set()
        with self._lock:
            running = list(self._running.values())
        for process in running:
            processes.stop(process)
        self._sweep()

    # --- the queue

    def _again(self, job: Job) -> Job:
        with self._lock:
            if self._is_busy(job.id):
                return self.store.load(job.id) or job
            fresh = replace(job, state="queued", attempts=0, started_s=None, what="", hint="")
            self._enqueue(fresh)
            return fresh

    def _enqueue(self, job: Job) -> None:
        with self._lock:
            for name in ("step.json", "outcome.json"):
                (self.store.folder(job.id) / name).unlink(missing_ok=True)
            self.store.save(job)
            self._queue.append(job.id)
            self._start_next()

    def _is_busy(self, job_id: str) -> bool:
        return job_id in self._queue or job_id in self._running

    def _start_next(self) -> None:
        while self._queue and len(self._running) < self.settings.slots:
            if self._closed.is_set():
                return
            job = self.store.load(self._queue[0])
            if job:
                self._start(job)
            self._queue.pop(0)

    def _start(self, job: Job) -> None:
        started = replace(job, state="running", started_s=time.time(), attempts=job.attempts + 1)
        self.store.save(started)
        log = self.store.folder(job.id) / "worker.log"
        process = processes.start(
            self.settings.worker, self.store.root, job.id, log, self.store.poses
        )
        self._running[job.id] = process
        threading.Thread(target=self._await_end, args=(job.id, process), daemon=True).start()

    def _await_end(self, job_id: str, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        with self._lock:
            self._running.pop(job_id, None)
            self._to_keep.add(job_id)
            self._go_on()

    def _go_on(self) -> None:
        """Keep how jobs ended, and start the next one; a full disk puts both off."""
        with suppress(InputError):
            for job_id in [] if self._closed.is_set() else list(self._to_keep):
                job = self.store.load(job_id)
                # meanwhile it may have been asked for again
                if job and not job.finished and not self._is_busy(job_id):
                    self.store.save(self._ended(job))
                self._to_keep.discard(job_id)
        with suppress(InputError):
            self._start_next()

    def _ended(self, job: Job) -> Job:
        outcome = read_json(self.store.folder(job.id) / "outcome.json")
        if outcome is None:
            return job.failed(*CRASHED)
        if "what" in outcome:
            return job.failed(outcome["what"], outcome["hint"])
        return replace(job, state="done")

    def _wait_until_stopped(self, job_id: str) -> None:
        while True:
            with self._lock:
                if job_id not in self._running:
                    return
            time.sleep(0.02)

    # --- over the life of the server

    def _recover(self) -> None:
        """Take up what a server that ended left undone."""
        self._sweep()
        for job in self.store.all_jobs():
            if job.finished:
                continue
            if job.attempts >= MOST_ATTEMPTS:
                self.store.save(job.failed(*INTERRUPTED))
            else:
                self._enqueue(job)

    def _sweep_forever(self) -> None:
        while not self._closed.wait(SWEEP_EVERY_S):
            self._sweep()
            with self._lock:
                self._go_on()

    def _sweep(self) -> None:
        with suppress(OSError):  # the next sweep tries again
            self.store.sweep(self.settings.keep_hours)
