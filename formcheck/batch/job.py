"""One clip in a worker: fetch it, analyze it, write its document and then its marker.

A job and its outcome are small and can be pickled. The worker itself writes the document to its
place; it is not sent to the process that hands out the jobs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath

from formcheck import __version__
from formcheck.analysis import Analysis
from formcheck.batch.places import Place, of_a_store, open_place, place_errors
from formcheck.batch.sources import fetched
from formcheck.batch.state import Entry, Marker, Work, forget, thumbnail_name, write_marker
from formcheck.errors import ModelError, SetupError, printable
from formcheck.machine.limits import MEMORY_GB, WORK_MINUTES, WorkLimits
from formcheck.machine.worker_process import ended_by_alarm, give_memory_back, keep_few_heaps
from formcheck.pipeline.options import Options
from formcheck.pipeline.outcome import Outcome, ended_by
from formcheck.report.digest import count_of, unjudged_text

DIED = (
    "The process that worked on it died: the clip crashes a decoder, or takes more memory or time "
    "than it may."
)
DIED_HINT = f"Convert the clip to H.264 at 1080p or less, or raise {WORK_MINUTES} or {MEMORY_GB}."
UNREAD_HINT = "Check that the file is there and can be read."
AnalyzeClip = Callable[[Path, Options], Outcome]


@dataclass(frozen=True)
class Versions:
    """What must be equal in all workers, so that documents do not depend on which made them."""

    formcheck: str
    runtime: str
    model_sha256: str


@dataclass(frozen=True)
class Job:
    """What a worker needs to know.

    Attributes:
        work: The clip, and other clips with the same content, which get the same document.
        out: Address of the place for results.
        settings: `settings_key` of the run.
        versions: Those of the process that hands out the jobs.
    """

    work: Work
    out: str
    options: Options
    settings: str
    versions: Versions
    analyze: AnalyzeClip


@dataclass(frozen=True)
class JobDone:
    """What became of a job: a marker for each of its entries, which differ only in names."""

    markers: tuple[Marker, ...]
    size_bytes: int
    seconds: float


def analyze_clip(path: Path, options: Options) -> Outcome:
    """Analyze one clip in this process: the default of `Job.analyze`.

    Raises:
        FormcheckError: The clip, the model or this machine cannot be used.
    """
    from formcheck.pipeline.run import analyze_observed
    from formcheck.report.still import thumbnail
    from formcheck.report.tracks import Tracks

    analysis, seen = analyze_observed(path, replace(options, workers=1))
    return Outcome(analysis=analysis, thumbnail=thumbnail(path, Tracks.of(seen), analysis))


@cache
def local_versions(model: Path | None) -> Versions:
    """The versions of this process.

    Raises:
        ModelError: The model is missing or damaged.
    """
    from formcheck.pose.landmarker import runtime
    from formcheck.pose.model_store import find_model

    return Versions(__version__, runtime(), find_model(model).sha256)


def run_job(job: Job) -> JobDone:
    """Do one job in this process. A clip that fails is an outcome, not an error.

    Raises:
        FormcheckError: This worker cannot do any job (another model, another version), or results
            cannot be written.
    """
    keep_few_heaps()
    check_versions(job.versions, job.options.model)
    try:
        with ended_by_alarm(WorkLimits.from_environment().work_s):
            return _run(job)
    finally:
        give_memory_back()


def _run(job: Job) -> JobDone:
    started_s = time.perf_counter()
    place = open_place(job.out)
    outcome = _outcome(job, place)
    if outcome.analysis is None:
        markers = failed(job, outcome.what, outcome.hint)
    else:
        with place_errors(job.out):
            markers = tuple(
                _write(job, entry, outcome.analysis, outcome.thumbnail, place)
                for entry in job.work.entries
            )
    note_outcome(job, markers)
    return JobDone(markers, job.work.size_bytes, time.perf_counter() - started_s)


def _outcome(job: Job, place: Place) -> Outcome:
    """The analysis, or why this clip failed; raises what would fail for every clip."""
    try:
        return _analyzed(job, place)
    except (ModelError, SetupError):
        raise
    except Exception as error:
        outcome = ended_by(error)
        if outcome.exit_status == SetupError.exit_status:  # no clip can be analyzed here
            raise SetupError(outcome.what, outcome.hint) from error
        if outcome.bug and isinstance(error, OSError):
            reason = printable(f"It cannot be read: {error.strerror or error}.")
            return replace(outcome, what=reason, hint=UNREAD_HINT)
        return replace(outcome, hint=UNREAD_HINT) if of_a_store(error) else outcome


def note_outcome(job: Job, markers: tuple[Marker, ...]) -> None:
    """Write the markers of a job, after its documents.

    Raises:
        InputError: They cannot be written.
    """
    with place_errors(job.out):
        for marker in markers:
            write_marker(open_place(job.out), marker)


def check_versions(wanted: Versions, model: Path | None) -> None:
    """Make sure that this worker gives the same numbers as the others.

    Raises:
        ModelError: It has another pose model.
        SetupError: It has another version of formcheck or of mediapipe.
    """
    have = local_versions(model)
    if have.model_sha256 != wanted.model_sha256:
        raise ModelError(
            "A worker has a different pose model than the machine that started the batch.",
            "Give all of them the same model file.",
        )
    if have != wanted:
        raise SetupError(
            f"A worker has formcheck {have.formcheck} with {have.runtime}; "
            f"{wanted.formcheck} with {wanted.runtime} is wanted.",
            "Install the same requirements.lock everywhere.",
        )


def failed(job: Job, what: str, hint: str) -> tuple[Marker, ...]:
    """Markers that say why a job failed, each with the name of its own clip.

    The message names the clip that was opened. Which one of several copies that is must not show:
    after an interruption it may be another one.
    """
    opened = PurePosixPath(job.work.entries[0].source.name).name
    return tuple(
        Marker(
            entry.document,
            entry.source,
            job.settings,
            "failed",
            what=what.replace(opened, entry.source.name),
            hint=hint,
        )
        for entry in job.work.entries
    )


def _analyzed(job: Job, place: Place) -> Outcome:
    """The analysis of the clip, or the earlier one of the same content."""
    earlier = job.work.copy_of
    if earlier:
        document = Analysis.from_json(next(place.read_many([f"{earlier.document}.json"])))
        picture = [thumbnail_name(earlier.document)] if earlier.thumbnail else []
        return Outcome(analysis=document, thumbnail=next(place.read_many(picture), None))
    with fetched(job.work.entries[0].source) as path:
        return job.analyze(path, job.options)


def _write(
    job: Job, entry: Entry, analysis: Analysis, thumbnail: bytes | None, place: Place
) -> Marker:
    """Write the document and picture of one entry; gives its marker, which is not written yet."""
    analysis = analysis.renamed(PurePosixPath(entry.source.name).name)
    forget(place, entry.document)
    if thumbnail:
        place.write(thumbnail_name(entry.document), thumbnail)
    place.write(f"{entry.document}.json", (analysis.to_json() + "\n").encode())
    return Marker(
        entry.document,
        entry.source,
        job.settings,
        "analyzed",
        sha256=analysis.clip.sha256,
        abstained=unjudged_text(analysis),
        reps=len(analysis.reps),
        flagged=count_of(analysis, "flagged"),
        possible=count_of(analysis, "possible"),
        thumbnail=bool(thumbnail),
    )
