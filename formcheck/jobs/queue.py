"""Jobs in order, `slots` at a time, each in a worker process of its own; over a server's life."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace

from formcheck.errors import InputError
from formcheck.jobs.job import Job
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.store import Store
from formcheck.machine.lease import Lease
from formcheck.machine.limits import WORK_MINUTES, WorkLimits
from formcheck.machine.worker_process import end_group, start_module
from formcheck.pipeline.outcome import NO_ROOM

POLITE_S = 2.0
NO_ROOM_STATUS = 5
"""What a worker ends with that could not even write what happened."""
TRIM = "Try again; if it happens again, trim the clip to the set itself."
CRASHED = ("The analysis stopped unexpectedly; the rest of the app is fine.", TRIM)
INTERRUPTED = ("The analysis was interrupted twice.", TRIM)
NOT_STARTED = (
    "The analysis could not be started on this computer.",
    "Close other programs or free some disk space, then try again.",
)
SWEEP_EVERY_S = 600.0
RETRY_EVERY_S = 2.0
"""How often what a full disk put off is tried again."""
LEASE_PATIENCE_S = 3.0
"""A server that was just stopped needs a moment to end its workers."""
MOST_ATTEMPTS = 2
ANOTHER = (
    "Another formcheck app is open with the same folder.",
    "Use that one, or close it and reload this page. To run two, give each its own "
    "FORMCHECK_DATA_DIR.",
)


class JobQueue:
    """Jobs on disk, and who works on them.

    It holds the lease of its folder for as long as it is open, so that no job has two owners.
    Whoever uses it holds `_lock` for what must not fall apart.

    Raises:
        InputError: Somebody else has the folder.
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
        self._unsaved: dict[str, Job] = {}  # how jobs ended that a full disk could not be told
        self._closed = threading.Event()
        self._lease = Lease(settings.root / "owner.lock")
        if not self._lease.take(lease_patience_s):
            raise InputError(*ANOTHER)
        self.store.make_private()
        self._recover()
        threading.Thread(target=self._keep_house, daemon=True).start()

    def job(self, job_id: str) -> Job | None:
        """What is known about a job; None when there is none."""
        return self._unsaved.get(job_id) or self.store.load(job_id)

    def place(self, job_id: str) -> int:
        """How many wait before this job is started: 1 is next, 0 means it does not wait."""
        with self._lock:
            return self._queue.index(job_id) + 1 if job_id in self._queue else 0

    def close(self) -> None:
        """Stop the workers and sweep; queued jobs stay on disk and are taken up by the next runner.

        What is younger than `keep_hours` stays too: somebody may come back to it.
        """
        self._closed.set()
        with self._lock:
            running = list(self._running.values())
        for process in running:
            stop_worker(process)
        self._sweep()
        self._lease.give_up()

    # --- the queue

    def _enqueue(self, job: Job, *, anew: bool = False) -> None:
        """Queue a job; what an earlier run of it left goes once the job itself is kept."""
        self._save(job)
        if anew:
            self.store.unshare(job)
        if job.task == "analyze":
            self.store.drop_result(job.id)
        self.store.drop_outcome(job.id)
        self._queue.append(job.id)
        with suppress(InputError):  # the disk is full: the housekeeping starts it
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
        self._save(started)
        root, log = str(self.store.root), self.store.folder(job.id) / "worker.log"
        # poses are kept here, so that deleting everything deletes them too
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
            stop_worker(process)
            self._note_end(started.failed(*NOT_STARTED))

    def _await_end(self, job_id: str, process: subprocess.Popen[bytes]) -> None:
        late = False
        try:
            process.wait(self._limits.work_s)
        except subprocess.TimeoutExpired:
            late = True
            stop_worker(process)
        with self._lock:
            self._running.pop(job_id, None)
            job = self.job(job_id)
            # meanwhile it may have been cancelled
            if job and not job.finished and not self._closed.is_set():
                too_late = job.failed(*too_long(self._limits.work_minutes))
                self._note_end(too_late if late else ended(self.store, job, process.returncode))
            self._go_on()

    def _save(self, job: Job) -> None:
        self.store.save(job)
        self._unsaved.pop(job.id, None)

    def _note_end(self, job: Job) -> None:
        """Keep how a job ended: on disk, or for now in memory when the disk takes nothing."""
        self._unsaved[job.id] = job
        with suppress(InputError):
            self._save(job)

    def _go_on(self) -> None:
        """Keep what a full disk put off, and start what waits."""
        with suppress(InputError):
            for job in list(self._unsaved.values()):
                self._save(job)
        with suppress(InputError):
            self._start_next()

    # --- over the life of the server

    def _recover(self) -> None:
        """Take up what a server that ended left undone."""
        self._sweep()
        for job in self.store.all_jobs():
            if job.finished:
                continue
            if job.state == "running" and self.store.has_outcome(job.id):
                self._note_end(ended(self.store, job, 0))  # only its end was not kept
            elif job.attempts >= MOST_ATTEMPTS:
                self._note_end(job.failed(*INTERRUPTED))
            else:
                self._queue.append(job.id)
        with suppress(InputError):
            self._start_next()

    def _keep_house(self) -> None:
        swept_s = time.monotonic()
        while not self._closed.wait(RETRY_EVERY_S):
            try:
                if time.monotonic() > swept_s + SWEEP_EVERY_S:
                    swept_s = time.monotonic()
                    self._sweep()
                with self._lock:
                    self._go_on()
            except Exception:  # whatever it was, what is old must go all the same
                logging.getLogger(__name__).exception("housekeeping")

    def _sweep(self) -> None:
        with suppress(OSError):  # the next sweep tries again
            self.store.sweep(self.settings.keep_hours)


def too_long(minutes: float) -> tuple[str, str]:
    """The clip took longer than it may."""
    return (
        f"The analysis was stopped after {minutes:g} minutes.",
        f"Trim the clip to the set itself, or raise {WORK_MINUTES}.",
    )


def ended(store: Store, job: Job, status: int) -> Job:
    """The job as its worker left it, which ended with that status."""
    outcome = store.outcome(job.id)
    if outcome is None:
        return job.failed(*(NO_ROOM if status == NO_ROOM_STATUS else CRASHED))
    if outcome.what:
        return job.failed(outcome.what, outcome.hint)
    return replace(job, state="done", what="", hint="")


def stop_worker(process: subprocess.Popen[bytes]) -> None:
    """End a worker and everything it started, kindly first."""
    end_group(process, POLITE_S)
