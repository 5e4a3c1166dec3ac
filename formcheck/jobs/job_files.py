"""The files of one job: what is known about it, how far it is, how it ended, what was found."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from formcheck.analysis import Analysis
from formcheck.jobs.files import as_input_errors, entries, folders, keep_text, read_json, remove
from formcheck.jobs.job import Job, Step
from formcheck.machine.files import write_together

JOB, STEP, OUTCOME = "job.json", "step.json", "outcome.json"
ANALYSIS = "analysis.json"
OVERLAY = "overlay.mp4"
DRAWN = "drawn.json"
ID = re.compile(r"[A-Za-z0-9_-]{32,64}")


class JobFiles:
    """Keeps a folder for each job, and the clips that they are about.

    Args:
        root: Of all of it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clips = root / "clips"
        self.jobs = root / "jobs"

    def save(self, job: Job) -> None:
        """Keep what is known about a job."""
        keep_text(self.folder(job.id) / JOB, json.dumps(job.to_dict()))

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
        """Forget what was found, corrections and pictures included; the job itself stays.

        Args:
            job_id: Which job.
            but: What was staged to take its place.
        """
        for path in entries(self.folder(job_id)):
            if path.name != JOB and path != but:
                remove(path)

    # --- how the worker ended

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
            remove(self.folder(job_id) / name)


def read_analysis(document: Path) -> Analysis | None:
    """A document, or None when it is missing, damaged or left by another version."""
    try:
        return Analysis.from_json(document.read_bytes())
    except (OSError, ValueError):  # pydantic.ValidationError is one
        return None
