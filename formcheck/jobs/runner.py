"""The queue of jobs, and what the page asks of it: submit, ask again, draw again, cancel, delete.

It starts workers, notes how they ended, and recovers after a restart.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace

from formcheck.errors import InputError
from formcheck.jobs import adjustment
from formcheck.jobs.files import remove
from formcheck.jobs.job import Job, Question
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import Spooled
from formcheck.jobs.store import Store
from formcheck.machine.files import Lease
from formcheck.machine.limits import WORK_MINUTES, WorkLimits
from formcheck.machine.worker_process import end_group, start_module
from formcheck.pipeline.outcome import NO_ROOM

NO_ROOM_STATUS = 5
"""Exit status of a worker that could not write its outcome, since the disk is full."""
TRIM = "Try again; if it happens again, trim the clip to the set itself."
CRASHED = ("The analysis stopped unexpectedly; the rest of the app is fine.", TRIM)
INTERRUPTED = ("The analysis was interrupted twice.", TRIM)
NOT_STARTED = (
    "The analysis could not be started on this computer.",
    "Close other programs or free some disk space, then try again.",
)
SWEEP_EVERY_S = 600.0
"""How often what is older than `keep_hours` is removed."""
RETRY_EVERY_S = 2.0
"""How often what could not be written to a full disk is tried again."""
LEASE_PATIENCE_S = 3.0
"""How long to wait for the folder: a server that was just stopped needs a moment to end its
workers."""
MOST_ATTEMPTS = 2
"""How often a job is started before it is given up as interrupted."""
ANOTHER = (
    "Another formcheck app is open with the same folder.",
    "Use that one, or close it and reload this page. To run two, give each its own "
    "FORMCHECK_DATA_DIR.",
)
DELETED = ("This clip was deleted meanwhile.", "Drop it in again.")


class JobRunner:
    """Jobs on disk, worked on in order, `settings.slots` at a time, by a worker process each.

    It holds a lock on its folder while it is open, so that no job is worked on twice. `_lock` is
    held wherever queue, running workers and the jobs on disk have to agree. What queues a job
    raises `InputError` where its clip was deleted, or the disk is full.

    Raises:
        InputError: Another process has the folder.
    """

    def __init__(
        self, settings: JobSettings, *, lease_patience_s: float = LEASE_PATIENCE_S
    ) -> None:
        self.settings = settings
        self.store = Store(settings.root)
        self._limits = WorkLimits.from_environment()
        self._lock = threading.RLock()
        self._queue: list[str] = []
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._unsaved: dict[str, Job] = {}  # ended jobs that could not be written to a full disk
        self._closed = threading.Event()
        self._lease = Lease(settings.root / "owner.lock")
        if not self._lease.take(lease_patience_s):
            raise InputError(*ANOTHER)
        self.store.make_private()
        self._recover()
        threading.Thread(target=self._housekeeping, daemon=True).start()

    def job(self, job_id: str) -> Job | None:
        """The job in its present state; None when there is none of that id."""
        return self._unsaved.get(job_id) or self.store.load(job_id)

    def place(self, job_id: str) -> int:
        """Place of a job in the queue: 1 is started next, 0 does not wait."""
        with self._lock:
            return self._queue.index(job_id) + 1 if job_id in self._queue else 0

    def close(self) -> None:
        """Stop the workers, remove what is too old, and release the folder.

        Queued jobs stay on disk, and the next server does them.
        """
        self._closed.set()
        with self._lock:
            running = list(self._running.values())
        for process in running:
            end_group(process)
        self._sweep()
        self._lease.give_up()

    # --- what a user can do to a job

    def submit(self, clip: Spooled, question: Question | None = None) -> Job:
        """Make a job for a stored clip and queue it; it is done at once if an equal one was."""
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

        `anew` is to analyze it even where an equal question was answered before. The drawing of
        the earlier answer is stopped.
        """
        self._stop_drawing(job.id)
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
            with adjustment.KEEPING:
                self.store.drop_result(job.id, but=staged)
                self.store.take_staged(job.id, staged)
            return ready

    def redraw(self, job: Job) -> Job:
        """Draw the video again for the present verdict, and stop the drawing of an earlier one."""
        if not self.place(job.id):  # one that waits will be drawn with the present verdict
            self._stop_drawing(job.id)
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
            end_group(process)

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

    def _stop_drawing(self, job_id: str) -> None:
        """Stop a job that is judged already, and shown: only its video is still drawn."""
        while (now := self.job(job_id)) and not now.finished and self.store.has_verdict(job_id):
            self._stop(job_id)

    def _stop(self, job_id: str) -> None:
        """Cancel a job and wait until nobody works on it."""
        self.cancel(job_id)
        while True:
            with self._lock:
                if job_id not in self._running:
                    return
            time.sleep(0.02)

    # --- the queue

    def _enqueue(self, job: Job, *, anew: bool = False) -> None:
        """Queue a job, and remove what an earlier run of it left once the job itself is saved.

        `anew` is to analyze the clip even where an equal question was answered before.
        """
        self._save(job)
        if anew:
            self.store.unshare(job)
        if job.task == "analyze":
            with adjustment.KEEPING:
                self.store.drop_result(job.id)
        self.store.drop_outcome(job.id)
        self._queue.append(job.id)
        self._start_next()

    def _is_busy(self, job_id: str) -> bool:
        return job_id in self._queue or job_id in self._running

    def _start_next(self) -> None:
        with suppress(InputError):  # the disk is full: `_housekeeping` tries again
            while self._queue and len(self._running) < self.settings.slots:
                if self._closed.is_set():
                    return
                job = self.store.load(self._queue[0])
                if job:
                    self._start(job)
                self._queue.pop(0)

    def _start(self, job: Job) -> None:
        started = replace(job, state="running", started_s=time.time(), attempts=job.attempts + 1)
        self._save(started)
        root, log = str(self.store.root), self.store.folder(job.id) / "worker.log"
        # observations are cached in the app's folder, so that deleting everything deletes them too
        poses = str(self.store.poses)
        try:
            process = start_module(
                self.settings.worker, root, job.id, log=log, FORMCHECK_CACHE=poses
            )
        except OSError:
            self._note_end(started.failed(*NOT_STARTED))
            return
        self._running[job.id] = process
        try:
            threading.Thread(target=self._await_end, args=(job.id, process), daemon=True).start()
        except RuntimeError:  # no thread to be had
            del self._running[job.id]
            end_group(process)
            self._note_end(started.failed(*NOT_STARTED))

    def _await_end(self, job_id: str, process: subprocess.Popen[bytes]) -> None:
        """Wait for a worker, or stop it after `work_minutes`; then note its end and go on."""
        late = False
        try:
            process.wait(self._limits.work_s)
        except subprocess.TimeoutExpired:
            late = True
            end_group(process)
        with self._lock:
            self._running.pop(job_id, None)
            job = self.job(job_id)
            # meanwhile it may have been cancelled
            if job and not job.finished and not self._closed.is_set():
                too_late = job.failed(*too_long(self._limits.work_minutes))
                self._note_end(too_late if late else ended(self.store, job, process.returncode))
            self._save_and_start()

    def _save(self, job: Job) -> None:
        self.store.save(job)
        self._unsaved.pop(job.id, None)

    def _note_end(self, job: Job) -> None:
        """Save a job that ended: on disk, or in memory for now when the disk is full."""
        self._unsaved[job.id] = job
        with suppress(InputError):
            self._save(job)

    def _save_and_start(self) -> None:
        """Save what could not be written before, and start what waits."""
        with suppress(InputError):
            for job in list(self._unsaved.values()):
                self._save(job)
        self._start_next()

    # --- over the life of the server

    def _recover(self) -> None:
        """Queue what an earlier server left undone, or give it up after `MOST_ATTEMPTS`."""
        self._sweep()
        for job in self.store.all_jobs():
            if job.finished:
                continue
            if job.state == "running" and self.store.outcome(job.id):
                self._note_end(ended(self.store, job, 0))  # its worker had ended, unnoticed
            elif job.attempts >= MOST_ATTEMPTS:
                self._note_end(job.failed(*INTERRUPTED))
            else:
                self._queue.append(job.id)
        self._start_next()

    def _housekeeping(self) -> None:
        """Until the queue is closed: retry what a full disk prevented, and sweep now and then."""
        swept_s = time.monotonic()
        while not self._closed.wait(RETRY_EVERY_S):
            try:
                if time.monotonic() > swept_s + SWEEP_EVERY_S:
                    swept_s = time.monotonic()
                    self._sweep()
                with self._lock:
                    self._save_and_start()
            except Exception:  # whatever it was, sweeping must go on
                logging.getLogger(__name__).exception("housekeeping")

    def _sweep(self) -> None:
        with self._lock, suppress(OSError):  # the next sweep tries again
            self.store.sweep(self.settings.keep_hours)


def too_long(minutes: float) -> tuple[str, str]:
    """The message and hint for a clip that took longer than it may."""
    return (
        f"The analysis was stopped after {minutes:g} minutes.",
        f"Trim the clip to the set itself, or raise {WORK_MINUTES}.",
    )


def ended(store: Store, job: Job, status: int) -> Job:
    """The job after its worker ended with that exit status: done or failed."""
    outcome = store.outcome(job.id)
    if outcome is None:
        return job.failed(*(NO_ROOM if status == NO_ROOM_STATUS else CRASHED))
    if outcome.what:
        return job.failed(outcome.what, outcome.hint)
    return replace(job, state="done", what="", hint="")
