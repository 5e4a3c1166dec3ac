"""Jobs, clips and results on disk, and how they leave it again.

root/clips/<sha256>              spooled clips
root/results/<sha256>-<choice>/  what the worker found, shared by equal questions
root/jobs/<id>/                  one job: job.json, step.json, analysis.json, overlay.mp4, ...
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from formcheck import __version__
from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.jobs.files import keep_text, kept_or_told, link_or_copy, read_json
from formcheck.jobs.job import Job, Question, Step
from formcheck.jobs.spool import Spooled
from formcheck.machine.files import write_together

JOB, STEP, OUTCOME = "job.json", "step.json", "outcome.json"
ANALYSIS = "analysis.json"
OVERLAY = "overlay.mp4"
DRAWN = "drawn.json"
SHARED_FILES = (ANALYSIS, OVERLAY, DRAWN)
_ID = re.compile(r"[A-Za-z0-9_-]{32,64}")


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

    # --- jobs

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

    def save(self, job: Job) -> None:
        """Keep what is known about a job."""
        keep_text(self.folder(job.id) / JOB, json.dumps(job.to_dict()))

    def load(self, job_id: str) -> Job | None:
        """The job of that id, None when there is none (deleted, swept, never was)."""
        if not _ID.fullmatch(job_id):
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
        found = (self.load(folder.name) for folder in _folders(self.jobs))
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

    # --- several jobs together

    def save_batch(self, batch_id: str, job_ids: list[str]) -> None:
        """Keep which jobs were handed in together."""
        keep_text(self.batches / f"{batch_id}.json", json.dumps({"jobs": job_ids}))

    def batch(self, batch_id: str) -> list[Job]:
        """The jobs of a batch that are still kept; empty when there is no such batch."""
        if not _ID.fullmatch(batch_id):
            return []
        fields = read_json(self.batches / f"{batch_id}.json") or {}
        found = (self.load(job_id) for job_id in _ids(fields))
        return [job for job in found if job]

    # --- results

    def analysis(self, job: Job) -> Analysis | None:
        """What was found, under the name this user gave the clip; None while there is nothing.

        What cannot be read (damaged, or left by another version) counts as nothing.
        """
        found = _read(self.folder(job.id) / ANALYSIS)
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
        with kept_or_told():
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
        if _read(source / ANALYSIS) is None:
            return None
        staged = self.folder(job.id) / f".staged-{secrets.token_hex(6)}"
        try:
            for name in SHARED_FILES:
                link_or_copy(source / name, staged / name)
        except InputError:
            self.drop_staged(staged)
            raise
        return staged

    def take_staged(self, job_id: str, staged: Path) -> None:
        """Make what was staged the present result."""
        with kept_or_told():
            for name in SHARED_FILES:
                (staged / name).replace(self.folder(job_id) / name)
        self.drop_staged(staged)

    def drop_staged(self, staged: Path) -> None:
        """Let go of what was staged."""
        _remove(staged)

    def unshare(self, job: Job) -> None:
        """Answer the next equal question by looking again."""
        shutil.rmtree(self._result_folder(job), ignore_errors=True)

    def _result_folder(self, job: Job) -> Path:
        from formcheck.extraction.extract import EXTRACTION_VERSION

        # another version may see or judge otherwise, so it is part of the question
        asked = json.dumps([__version__, EXTRACTION_VERSION, asdict(job.question)])
        choice = hashlib.sha256(asked.encode()).hexdigest()[:12]
        return self.results / f"{job.clip_sha256}-{choice}"

    def drop_result(self, job_id: str, but: Path | None = None) -> None:
        """Forget what was found, corrections and pictures included; the job itself stays.

        Args:
            job_id: Which job.
            but: What was staged to take its place.
        """
        for path in _entries(self.folder(job_id)):
            if path.name != JOB and path != but:
                _remove(path)

    def has_outcome(self, job_id: str) -> bool:
        """Whether the worker has said how it ended."""
        return (self.folder(job_id) / OUTCOME).exists()

    def save_outcome(self, job_id: str, outcome: dict[str, str]) -> None:
        """Called by the worker at its end."""
        keep_text(self.folder(job_id) / OUTCOME, json.dumps(outcome))

    def outcome(self, job_id: str) -> dict[str, Any] | None:
        """What the worker said at its end; None when it could not say anything."""
        return read_json(self.folder(job_id) / OUTCOME)

    def drop_outcome(self, job_id: str) -> None:
        """Forget how an earlier run ended and how far it was."""
        for name in (STEP, OUTCOME):
            _remove(self.folder(job_id) / name)

    # --- going away

    def delete(self, job: Job) -> None:
        """Remove a job, and its clip and shared results unless another job needs them."""
        shutil.rmtree(self.folder(job.id), ignore_errors=True)
        if not any(other.clip_sha256 == job.clip_sha256 for other in self.all_jobs()):
            self._forget_clip(job)

    def delete_everything(self) -> None:
        """Remove all clips, jobs and results."""
        for folder in (self.jobs, self.batches, self.results, self.poses, self.clips):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, keep_hours: float, *, now_s: float | None = None) -> int:
        """Remove finished jobs, clips and results older than `keep_hours`; how many jobs went."""
        oldest_s = (time.time() if now_s is None else now_s) - keep_hours * 3600
        old = [job for job in self.all_jobs() if job.finished and job.created_s < oldest_s]
        for job in old:
            self.delete(job)
        needed = {job.clip_sha256 for job in self.all_jobs()}
        unneeded = [
            path
            for path in (*_entries(self.clips), *_entries(self.results))
            if path.name.split("-")[0] not in needed
        ]
        nameless = [path for path in _folders(self.jobs) if self.load(path.name) is None]
        for path in (*unneeded, *nameless, *_entries(self.batches), *_entries(self.poses)):
            if _changed_s(path) < oldest_s:
                _remove(path)
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
        _remove(self.clip(job))
        for path in _entries(self.results):
            if path.name.startswith(job.clip_sha256):
                _remove(path)
        for path in self._pose_entries(job.clip_sha256):
            _remove(path)

    def _pose_entries(self, clip_sha256: str) -> Iterator[Path]:
        """What the pose cache holds of a clip, of whatever model, version and lifter."""
        from formcheck.observation.pose_cache import PoseCache

        yield from PoseCache(self.poses).entries_of(clip_sha256)


def _read(document: Path) -> Analysis | None:
    try:
        return Analysis.from_json(document.read_bytes())
    except (OSError, ValueError):  # pydantic.ValidationError is one
        return None


def _ids(fields: dict[str, Any]) -> list[str]:
    found = fields.get("jobs")
    return [str(job_id) for job_id in found] if isinstance(found, list) else []


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # there is none, or it has just gone
        return []


def _folders(folder: Path) -> list[Path]:
    return [path for path in _entries(folder) if path.is_dir()]


def _changed_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")


def _remove(path: Path) -> None:
    with suppress(OSError):  # one file that stays must not keep the others
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
