"""Jobs, clips and results on disk, what several jobs share, and how all of it goes again.

root/clips/<sha256>              spooled clips
root/results/<sha256>-<choice>/  what the worker found, shared by equal questions
root/jobs/<id>/                  one job: what is known, how far it is, its end, what was found
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.jobs.files import (
    as_input_errors,
    changed_s,
    folders,
    keep_text,
    link_or_copy,
    read_json,
    remove,
)
from formcheck.jobs.job import Job, Question, Step
from formcheck.jobs.spool import Spooled
from formcheck.machine.files import close_to_others, entries, write_together
from formcheck.pipeline.outcome import Outcome

JOB, STEP, OUTCOME = "job.json", "step.json", "outcome.json"
ANALYSIS = "analysis.json"
OVERLAY = "overlay.mp4"
DRAWN = "drawn.json"
ID = re.compile(r"[A-Za-z0-9_-]{32,64}")
OURS = ("clips", "jobs", "results", "batches", "poses", "owner.lock", "page.lock", "page.txt")
"""All that lies in the app's folder."""
ATHLETE = "athlete.json"
SHARED_FILES = (ANALYSIS, OVERLAY, DRAWN)


def new_id() -> str:
    """A name of 192 random bits: whoever knows it may see what it stands for."""
    return secrets.token_urlsafe(24)


class Store:
    """The app's folder. Several processes may use it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clips = root / "clips"
        self.jobs = root / "jobs"
        self.results = root / "results"
        self.batches = root / "batches"
        self.poses = root / "poses"

    def make_private(self) -> None:
        """Close what is there already to other users; an earlier version left it open."""
        self.root.mkdir(parents=True, exist_ok=True)
        close_to_others(self.root, OURS)

    def create(self, clip: Spooled, question: Question | None = None) -> Job:
        """A new job for a spooled clip."""
        job = Job(
            id=new_id(),
            clip_sha256=clip.sha256,
            clip_name=clip.name,
            question=question or Question(),
            created_s=time.time(),
        )
        self.save(job)
        return job

    # --- one job

    def save(self, job: Job) -> None:
        """Keep what is known about a job."""
        keep_text(self.folder(job.id) / JOB, json.dumps(asdict(job)))

    def load(self, job_id: str) -> Job | None:
        """The job of that id, None when there is none (deleted, swept, never was)."""
        if not ID.fullmatch(job_id):
            return None
        fields = read_json(self.folder(job_id) / JOB)
        if fields is None:
            return None
        with suppress(TypeError, KeyError, ValueError):
            job = Job.from_dict(fields)
            return job if job.id == job_id else None
        return None

    def all_jobs(self) -> Iterator[Job]:
        """Every job on disk, oldest first."""
        found = (self.load(folder.name) for folder in folders(self.jobs))
        yield from sorted((job for job in found if job), key=lambda job: job.created_s)

    def folder(self, job_id: str) -> Path:
        """Where a job keeps its files."""
        return self.jobs / job_id

    def clip(self, job: Job) -> Path:
        """The spooled clip of a job."""
        return self.clips / job.clip_sha256

    def step(self, job_id: str) -> Step:
        """How far the worker is."""
        fields = read_json(self.folder(job_id) / STEP) or {}
        with suppress(TypeError, ValueError):
            return Step.from_dict(fields)
        return Step()

    def save_step(self, job_id: str, step: Step) -> None:
        """Called by the worker."""
        keep_text(self.folder(job_id) / STEP, json.dumps(asdict(step)))

    # --- what was found

    def analysis(self, job: Job) -> Analysis | None:
        """What was found, under the name this user gave the clip; None while there is nothing.

        What cannot be read (damaged, or left by another version) counts as nothing.
        """
        found = read_analysis(self.folder(job.id) / ANALYSIS)
        return found and found.renamed(job.clip_name)

    def save_analysis(self, job_id: str, analysis: Analysis) -> None:
        """Keep the present verdict of a job."""
        keep_text(self.folder(job_id) / ANALYSIS, analysis.to_json())

    def has_verdict(self, job_id: str) -> bool:
        """Whether something was found already; a set that is checked again has nothing."""
        return (self.folder(job_id) / ANALYSIS).exists()

    def save_corrected(self, job_id: str, name: str, corrections: str, analysis: Analysis) -> None:
        """Keep corrections in a file of that name, and the verdict that rests on them."""
        files = ((name, corrections), (ANALYSIS, analysis.to_json()))
        with as_input_errors():
            write_together([(self.folder(job_id) / n, text.encode()) for n, text in files])

    def overlay(self, job: Job) -> Path | None:
        """The drawn video, None while there is none."""
        path = self.folder(job.id) / OVERLAY
        return path if path.exists() else None

    def verdict_digest(self, job_id: str) -> str | None:
        """Stands for the present verdict; the same verdict reached again has the same one."""
        document = read_json(self.folder(job_id) / ANALYSIS)
        if document is None:
            return None
        document.pop("timing", None)  # how long it took says nothing of what was found
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

    def mark_drawn(self, job_id: str, digest: str | None) -> None:
        """Remember which verdict the drawn video shows."""
        keep_text(self.folder(job_id) / DRAWN, json.dumps({"analysis": digest}))

    def drawn_is_current(self, job: Job) -> bool:
        """Whether the drawn video shows the present verdict."""
        drawn = read_json(self.folder(job.id) / DRAWN) or {}
        return drawn.get("analysis") == self.verdict_digest(job.id)

    def drop_result(self, job_id: str, but: Path | None = None) -> None:
        """Forget what was found, and corrections and pictures, but not what was staged."""
        for path in entries(self.folder(job_id)):
            if path.name != JOB and path != but:
                remove(path)

    # --- how the worker ended

    def has_outcome(self, job_id: str) -> bool:
        """Whether the worker has said how it ended."""
        return (self.folder(job_id) / OUTCOME).exists()

    def save_outcome(self, job_id: str, outcome: Outcome) -> None:
        """Called by the worker at its end."""
        said = {"what": outcome.what, "hint": outcome.hint}
        keep_text(self.folder(job_id) / OUTCOME, json.dumps(said))

    def outcome(self, job_id: str) -> Outcome | None:
        """What the worker said at its end; None when it could not say anything."""
        said = read_json(self.folder(job_id) / OUTCOME)
        if said is None:
            return None
        return Outcome(str(said.get("what", "")), str(said.get("hint", "")))

    def drop_outcome(self, job_id: str) -> None:
        """Forget how an earlier run ended and how far it was."""
        for name in (STEP, OUTCOME):
            remove(self.folder(job_id) / name)

    # --- several jobs together

    def save_batch(self, batch_id: str, job_ids: list[str]) -> None:
        """Keep which jobs were handed in together."""
        keep_text(self.batches / f"{batch_id}.json", json.dumps({"jobs": job_ids}))

    def batch(self, batch_id: str) -> list[Job]:
        """The jobs of a batch that are still kept; empty when there is no such batch."""
        if not ID.fullmatch(batch_id):
            return []
        fields = read_json(self.batches / f"{batch_id}.json") or {}
        found = (self.load(job_id) for job_id in _ids(fields))
        return [job for job in found if job]

    def single_jobs(self) -> list[Job]:
        """The jobs that were handed in one by one, newest first."""
        fields = (read_json(file) or {} for file in entries(self.batches))
        together = {job_id for known in fields for job_id in _ids(known)}
        return [job for job in self.all_jobs() if job.id not in together][::-1]

    def keep_athlete(self, job_id: str, name: str) -> None:
        """Keep whose set it is, in the job's own folder: it goes with the set."""
        if self.load(job_id):
            keep_text(self.folder(job_id) / ATHLETE, json.dumps({"athlete": name}))

    def athlete(self, job_id: str) -> str:
        """Whose set it is; empty where nobody said."""
        said = (read_json(self.folder(job_id) / ATHLETE) or {}).get("athlete")
        return said if isinstance(said, str) else ""

    # --- results that equal questions share

    def share(self, job: Job, *names: str) -> None:
        """Let the next job with the same clip and question have these files at once."""
        target = self._result_folder(job)
        for name in names:
            link_or_copy(self.folder(job.id) / name, target / name)

    def adopt(self, job: Job) -> bool:
        """Take over the result of an earlier equal job; False when there is none."""
        staged = self.staged_result(job)
        if staged is None:
            return False
        self.take_staged(job.id, staged)
        return True

    def staged_result(self, job: Job) -> Path | None:
        """The result of an earlier equal job in a folder beside the present one; None: no such.

        Raises:
            InputError: It cannot be kept; then nothing has changed.
        """
        source = self._result_folder(job)
        if not all((source / name).exists() for name in SHARED_FILES):
            return None
        if read_analysis(source / ANALYSIS) is None:
            return None
        staged = self.folder(job.id) / f".staged-{secrets.token_hex(6)}"
        try:
            for name in SHARED_FILES:
                link_or_copy(source / name, staged / name)
        except InputError:
            remove(staged)
            raise
        return staged

    def take_staged(self, job_id: str, staged: Path) -> None:
        """Make what was staged the present result."""
        with as_input_errors():
            for name in SHARED_FILES:
                (staged / name).replace(self.folder(job_id) / name)
        remove(staged)

    def unshare(self, job: Job) -> None:
        """Answer the next equal question by looking again."""
        shutil.rmtree(self._result_folder(job), ignore_errors=True)

    def _result_folder(self, job: Job) -> Path:
        from formcheck.pipeline.options import deciding_digest

        return self.results / f"{job.clip_sha256}-{deciding_digest(asdict(job.question))[:12]}"

    # --- going away

    def delete(self, job: Job) -> None:
        """Remove a job, and its clip and shared results unless another job needs them."""
        shutil.rmtree(self.folder(job.id), ignore_errors=True)
        if not self.of_same_clip(job):
            self._forget_clip(job)

    def of_same_clip(self, job: Job) -> list[Job]:
        """The other jobs that need its clip."""
        return [
            other
            for other in self.all_jobs()
            if other.clip_sha256 == job.clip_sha256 and other.id != job.id
        ]

    def delete_everything(self) -> None:
        """Remove all clips, jobs and results."""
        for folder in (self.jobs, self.batches, self.results, self.poses, self.clips):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, keep_hours: float, *, now_s: float | None = None) -> int:
        """Remove finished jobs, clips and results older than `keep_hours`; how many jobs went.

        What is from the future was kept under a wrong clock, and begins its time now.
        """
        now_s = time.time() if now_s is None else now_s
        oldest_s = now_s - keep_hours * 3600
        for job in self.all_jobs():
            if job.finished and job.created_s > now_s:
                with suppress(InputError):  # the disk is full: the next sweep tries again
                    self.save(replace(job, created_s=now_s))
        old = [job for job in self.all_jobs() if job.finished and job.created_s < oldest_s]
        for job in old:
            self.delete(job)
        needed = {job.clip_sha256 for job in self.all_jobs()}
        unneeded = [
            path
            for path in (*entries(self.clips), *entries(self.results))
            if path.name.split("-")[0] not in needed
        ]
        nameless = [path for path in folders(self.jobs) if self.load(path.name) is None]
        for path in (*unneeded, *nameless, *entries(self.batches), *entries(self.poses)):
            if changed_s(path) < oldest_s:
                remove(path)
            elif changed_s(path) > now_s:
                with suppress(OSError):
                    os.utime(path, (now_s, now_s))
        return len(old)

    def size_bytes(self) -> int:
        """What all of it takes on disk; a file with two names counts once."""
        seen: dict[tuple[int, int], int] = {}
        for path in self.root.rglob("*"):
            with suppress(OSError):
                stat = path.stat()
                if path.is_file():
                    seen[(stat.st_dev, stat.st_ino)] = stat.st_size
        return sum(seen.values())

    def _forget_clip(self, job: Job) -> None:
        from formcheck.extraction.pose_cache import PoseCache

        found = (p for p in entries(self.results) if p.name.startswith(job.clip_sha256))
        for path in (self.clip(job), *found, *PoseCache(self.poses).entries_of(job.clip_sha256)):
            remove(path)


def read_analysis(document: Path) -> Analysis | None:
    """A document, or None when it is missing, damaged or left by another version."""
    try:
        return Analysis.from_json(document.read_bytes())
    except (OSError, ValueError):  # pydantic.ValidationError is one
        return None


def _ids(fields: dict[str, Any]) -> list[str]:
    found = fields.get("jobs")
    return [str(job_id) for job_id in found] if isinstance(found, list) else []
