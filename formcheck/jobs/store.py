"""The app's folder: jobs, clips and results on disk, and how they are removed again.

root/clips/<sha256>              clips
root/jobs/<id>/                  one job: its state, how far the worker is, how it ended, its result
root/results/<sha256>-<choice>/  results for other jobs with the same clip and question
root/batches/<id>.json           which jobs were submitted together
root/poses/                      cached observations
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.extraction.pose_cache import PoseCache
from formcheck.jobs import files
from formcheck.jobs.job import Job, Question, Step
from formcheck.jobs.spool import Spooled
from formcheck.machine.files import close_to_others, entries, named, write_together
from formcheck.pipeline.options import deciding_digest
from formcheck.pipeline.outcome import Outcome

JOB, STEP, OUTCOME = "job.json", "step.json", "outcome.json"
ANALYSIS = "analysis.json"
OVERLAY = "overlay.mp4"
DRAWN = "drawn.json"
ID = re.compile(r"[A-Za-z0-9_-]{32,64}")
SHA256 = re.compile(r"[0-9a-f]{64}")
OURS = ("clips", "jobs", "results", "batches", "poses", "owner.lock", "page.lock", "page.txt")
"""Names of everything that the app keeps in its folder."""
KEPT = re.compile(
    r"[0-9a-f]{32,64}(-[0-9a-f]{12,32})?(\.npz)?|[A-Za-z0-9_-]{32}(\.json)?"
    r"|\.incoming-[0-9a-f]{16}|\..+\.[0-9a-f]{12}\.part"
)
"""Names of what it puts there: the user may have chosen a folder that has `clips` of their own."""
ATHLETE = "athlete.json"
SHARED_FILES = (ANALYSIS, OVERLAY, DRAWN)
"""The files of a result."""


def new_id() -> str:
    """192 random bits as text: whoever knows the id of a job or batch may see it."""
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
        """Close existing files to other users: an earlier version left them open."""
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
        """Write a job."""
        files.keep_text(self.folder(job.id) / JOB, json.dumps(asdict(job)))

    def load(self, job_id: str) -> Job | None:
        """The job of that id; None when there is none (any more), or its file is damaged."""
        if not ID.fullmatch(job_id):
            return None
        job = files.read_as(self.folder(job_id) / JOB, Job)
        whole = job is not None and job.id == job_id and SHA256.fullmatch(job.clip_sha256)
        return job if whole else None

    def all_jobs(self) -> Iterator[Job]:
        """Every job on disk, oldest first."""
        found = (self.load(folder.name) for folder in files.folders(self.jobs))
        yield from sorted((job for job in found if job), key=lambda job: job.created_s)

    def folder(self, job_id: str) -> Path:
        """Where a job keeps its files."""
        return self.jobs / job_id

    def clip(self, job: Job) -> Path:
        """The clip of a job."""
        return self.clips / job.clip_sha256

    def step(self, job_id: str) -> Step:
        """How far the worker is."""
        return files.read_as(self.folder(job_id) / STEP, Step) or Step()

    def save_step(self, job_id: str, step: Step) -> None:
        """Called by the worker."""
        files.keep_text(self.folder(job_id) / STEP, json.dumps(asdict(step)))

    # --- what was found

    def analysis(self, job: Job) -> Analysis | None:
        """The analysis of a job, under the user's name for the clip; None while there is none.

        One that cannot be read (damaged, or of another version) counts as none.
        """
        found = read_analysis(self.folder(job.id) / ANALYSIS)
        return found and found.renamed(job.clip_name)

    def save_analysis(self, job_id: str, analysis: Analysis) -> None:
        """Write the analysis of a job."""
        files.keep_text(self.folder(job_id) / ANALYSIS, analysis.to_json())

    def has_verdict(self, job_id: str) -> bool:
        """Whether there is an analysis; while a set is being checked again there is none."""
        return (self.folder(job_id) / ANALYSIS).exists()

    def save_corrected(self, job_id: str, name: str, corrections: str, analysis: Analysis) -> None:
        """Write corrections to a file of that name, together with the analysis that has them."""
        texts = ((name, corrections), (ANALYSIS, analysis.to_json()))
        with files.as_input_errors():
            write_together([(self.folder(job_id) / n, text.encode()) for n, text in texts])

    def overlay(self, job: Job) -> Path | None:
        """The drawn video; None while there is none."""
        path = self.folder(job.id) / OVERLAY
        return path if path.exists() else None

    def verdict_digest(self, job_id: str) -> str | None:
        """Hash of the present analysis, timing apart: equal when the same verdict is reached again.

        None while there is no analysis.
        """
        document = files.read_json(self.folder(job_id) / ANALYSIS)
        if document is None:
            return None
        document.pop("timing", None)
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()

    def mark_drawn(self, job_id: str, digest: str | None) -> None:
        """Remember which verdict the drawn video shows."""
        files.keep_text(self.folder(job_id) / DRAWN, json.dumps({"analysis": digest}))

    def drawn_is_current(self, job: Job) -> bool:
        """Whether the drawn video shows the present verdict."""
        drawn = files.read_json(self.folder(job.id) / DRAWN) or {}
        return drawn.get("analysis") == self.verdict_digest(job.id)

    def drop_result(self, job_id: str, but: Path | None = None) -> None:
        """Remove the result, corrections and pictures; not the job, whose set it is, and `but`."""
        for path in entries(self.folder(job_id)):
            if path.name not in (JOB, ATHLETE) and path != but:
                files.remove(path)

    # --- how the worker ended

    def save_outcome(self, job_id: str, outcome: Outcome) -> None:
        """Called by the worker at its end."""
        fields = {"what": outcome.what, "hint": outcome.hint}
        files.keep_text(self.folder(job_id) / OUTCOME, json.dumps(fields))

    def outcome(self, job_id: str) -> Outcome | None:
        """The outcome that the worker wrote at its end; None when it wrote none."""
        fields = files.read_json(self.folder(job_id) / OUTCOME)
        if fields is None:
            return None
        return Outcome(str(fields.get("what", "")), str(fields.get("hint", "")))

    def drop_outcome(self, job_id: str) -> None:
        """Remove the outcome and the progress of an earlier run."""
        for name in (STEP, OUTCOME):
            files.remove(self.folder(job_id) / name)

    # --- several jobs together

    def save_batch(self, batch_id: str, job_ids: list[str], refused: Sequence[str] = ()) -> None:
        """Write which jobs were submitted together, and why other files of theirs were refused."""
        fields = {"jobs": job_ids, "refused": refused}
        files.keep_text(self.batches / f"{batch_id}.json", json.dumps(fields))

    def refused(self, batch_id: str) -> list[str]:
        """A sentence for each file of a batch that was refused."""
        return self._of_batch(batch_id, "refused")

    def batch(self, batch_id: str) -> list[Job]:
        """The jobs of a batch that are still kept; empty when there is no such batch."""
        found = (self.load(job_id) for job_id in self._of_batch(batch_id, "jobs"))
        return [job for job in found if job]

    def _of_batch(self, batch_id: str, name: str) -> list[str]:
        """A list in the file of a batch: its job ids, or what was said of refused files."""
        if not ID.fullmatch(batch_id):
            return []
        return _texts(self.batches / f"{batch_id}.json", name)

    def single_jobs(self) -> list[Job]:
        """The jobs that were submitted one by one, newest first."""
        together = self.ids_in_batches()
        return [job for job in self.all_jobs() if job.id not in together][::-1]

    def ids_in_batches(self) -> set[str]:
        """The ids of all jobs that were submitted together with others."""
        return {job_id for file in entries(self.batches) for job_id in _texts(file, "jobs")}

    def keep_athlete(self, job_id: str, name: str, *, in_history: bool = True) -> None:
        """Write whose set it is to the job's folder, so that it is deleted with the set.

        `in_history` is False of one that was deleted from the history.
        """
        if self.load(job_id):
            said = {"athlete": name, "in_history": in_history}
            files.keep_text(self.folder(job_id) / ATHLETE, json.dumps(said))

    def athlete(self, job_id: str) -> str:
        """Whose set it is; empty where that is not known."""
        name = (files.read_json(self.folder(job_id) / ATHLETE) or {}).get("athlete")
        return name if isinstance(name, str) else ""

    def is_for_history(self, job_id: str) -> bool:
        """Whether the history may keep the set: it was not deleted from it."""
        return (files.read_json(self.folder(job_id) / ATHLETE) or {}).get("in_history") is not False

    # --- results that equal questions share

    def share(self, job: Job, *names: str) -> None:
        """Make these files of a job available to later jobs with the same clip and question."""
        target = self._result_folder(job)
        for name in names:
            files.link_or_copy(self.folder(job.id) / name, target / name)

    def adopt(self, job: Job) -> bool:
        """Take over the result of an earlier job of the same clip and question; whether one was."""
        staged = self.staged_result(job)
        if staged is None:
            return False
        self.take_staged(job.id, staged)
        return True

    def staged_result(self, job: Job) -> Path | None:
        """Copy the result of an earlier equal job to a new folder within this job's folder.

        The job's present result is not touched before `take_staged`. None without such a result.

        Raises:
            InputError: It cannot be written; nothing has changed then.
        """
        source = self._result_folder(job)
        if not all((source / name).exists() for name in SHARED_FILES):
            return None
        if read_analysis(source / ANALYSIS) is None:
            return None
        staged = self.folder(job.id) / f".staged-{secrets.token_hex(6)}"
        try:
            for name in SHARED_FILES:
                files.link_or_copy(source / name, staged / name)
        except InputError:
            files.remove(staged)
            raise
        return staged

    def take_staged(self, job_id: str, staged: Path) -> None:
        """Make the result in a folder of `staged_result` the job's result."""
        with files.as_input_errors():
            for name in SHARED_FILES:
                (staged / name).replace(self.folder(job_id) / name)
        files.remove(staged)

    def unshare(self, job: Job) -> None:
        """Remove the shared result, so that the next equal question is analyzed again."""
        shutil.rmtree(self._result_folder(job), ignore_errors=True)

    def _result_folder(self, job: Job) -> Path:
        return self.results / f"{job.clip_sha256}-{deciding_digest(asdict(job.question))[:12]}"

    # --- going away

    def delete(self, job: Job) -> None:
        """Remove a job, and its clip and all made of that unless another job needs them."""
        shutil.rmtree(self.folder(job.id), ignore_errors=True)
        if self.of_same_clip(job):
            return
        found = (p for p in entries(self.results) if p.name.startswith(job.clip_sha256))
        for path in (self.clip(job), *found, *PoseCache(self.poses).entries_of(job.clip_sha256)):
            files.remove(path)

    def of_same_clip(self, job: Job) -> list[Job]:
        """The other jobs with the same clip."""
        return [
            other
            for other in self.all_jobs()
            if other.clip_sha256 == job.clip_sha256 and other.id != job.id
        ]

    def delete_everything(self) -> None:
        """Remove all clips, jobs and results."""
        for folder in (self.jobs, self.batches, self.results, self.poses, self.clips):
            for path in named(folder, KEPT):
                files.remove(path)
            with suppress(OSError):  # something of the user's own is in it
                folder.rmdir()

    def sweep(self, keep_hours: float, *, now_s: float | None = None) -> None:
        """Remove jobs that ended, clips and results more than `keep_hours` ago.

        A batch goes when none of its jobs is kept any more.
        """
        now_s = time.time() if now_s is None else now_s
        oldest_s = now_s - keep_hours * 3600
        for job in self.all_jobs():
            # written when it ended: what waits in a long queue is kept as long as the others
            if job.finished and _is_older(self.folder(job.id) / JOB, oldest_s, now_s):
                self.delete(job)
        needed = {job.clip_sha256 for job in self.all_jobs()}
        unneeded = [
            path
            for path in (*named(self.clips, KEPT), *named(self.results, KEPT))
            if path.name.split("-")[0] not in needed
        ]
        nameless = [path for path in named(self.jobs, KEPT) if self.load(path.name) is None]
        empty = [path for path in named(self.batches, KEPT) if not self.batch(path.stem)]
        for path in (*unneeded, *nameless, *empty, *named(self.poses, KEPT)):
            if _is_older(path, oldest_s, now_s):
                files.remove(path)

    def size_bytes(self) -> int:
        """Size of all files in the folder; a file with two names (hard links) counts once."""
        seen: dict[tuple[int, int], int] = {}
        for path in self.root.rglob("*"):
            with suppress(OSError):
                stat = path.stat()
                if path.is_file():
                    seen[(stat.st_dev, stat.st_ino)] = stat.st_size
        return sum(seen.values())


def read_analysis(document: Path) -> Analysis | None:
    """An analysis document; None when it is missing, damaged or of another version."""
    try:
        return Analysis.from_json(document.read_bytes())
    except (OSError, ValueError):  # pydantic.ValidationError is one
        return None


def _is_older(path: Path, oldest_s: float, now_s: float) -> bool:
    """Whether a file was last written before that; a time that is yet to come is set to now."""
    if files.changed_s(path) > now_s:  # the clock was wrong
        with suppress(OSError):
            os.utime(path, (now_s, now_s))
    return files.changed_s(path) < oldest_s


def _texts(file: Path, name: str) -> list[str]:
    found = (files.read_json(file) or {}).get(name)
    return [str(text) for text in found] if isinstance(found, list) else []
