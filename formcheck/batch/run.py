"""Runs a whole batch: finds the clips, does what earlier runs left, sums up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace

from formcheck.batch.cluster import dask_team
from formcheck.batch.job import AnalyzeClip, Job, JobDone, Versions, analyze_clip, local_versions
from formcheck.batch.places import Place, open_place, place_errors, tidy_scratch, without_scheme
from formcheck.batch.plan import Entry, make_plan, name_documents
from formcheck.batch.pool import LocalTeam, Team, run_jobs
from formcheck.batch.results import Summary, summarize, write_results
from formcheck.batch.sources import find_clips
from formcheck.batch.state import (
    FOLDER,
    only_batch_in,
    read_markers,
    refuse_to_replace_others,
    settings_key,
)
from formcheck.extraction.processes import cores
from formcheck.pipeline.options import Options


@dataclass(frozen=True)
class Batch:
    """What is asked for.

    Attributes:
        sources: Files, folders, patterns, object-store addresses.
        out: Folder or address for results.
        options: How to analyze each clip.
        workers: Clips at a time; one per core when None.
        retry_failed: Do clips again that failed in an earlier run.
        cluster: Address of a Dask scheduler, or `local`; None uses processes of this machine.
        analyze: The function that analyzes a clip; workers import it by its name.
        team: Workers to use instead; `ExecutorTeam` makes them of any executor.
    """

    sources: Sequence[str]
    out: str
    options: Options
    workers: int | None = None
    retry_failed: bool = False
    cluster: str | None = None
    analyze: AnalyzeClip = analyze_clip
    team: Team | None = None


@dataclass(frozen=True)
class Step:
    """How far a batch is, after each outcome.

    Attributes:
        clips: Number of all clips of the run.
        done: Number of those with a result.
        skipped: Number of those that an earlier run did.
        left_bytes: Size of the clips still to do.
        outcome: What has just been done; None in the first step.
    """

    clips: int
    done: int
    skipped: int
    left_bytes: int
    outcome: JobDone | None = None


@dataclass(frozen=True)
class Result:
    """What a batch made: where, its summary, and the names of the files beside the documents."""

    out: str
    summary: Summary
    files: tuple[str, ...]
    documents: tuple[str, ...] = ()


def run_batch(batch: Batch, *, on_step: Callable[[Step], None] | None = None) -> Result:
    """Analyze every clip once and write documents, tables and summary.

    Safe to kill at any moment: started again, it goes on with what is not done. An interrupt
    (Ctrl-C) stops the workers at once and is passed on. `on_step` is called in this process at the
    beginning and after each outcome.

    Raises:
        FormcheckError: Sources, results' place, model or machine cannot be used.
        KeyboardInterrupt: Somebody asked to stop.
    """
    sources = [without_scheme(source) for source in batch.sources]
    batch = replace(batch, sources=sources, out=without_scheme(batch.out))
    versions = local_versions(batch.options.model)
    entries = name_documents(find_clips(batch.sources))
    place = open_place(batch.out)
    with place_errors(batch.out):
        if not place.names(FOLDER):  # a first run that is refused leaves no lock, either
            refuse_to_replace_others(place, (entry.document for entry in entries))
    with only_batch_in(batch.out):
        return _run(batch, versions, entries, place, on_step or (lambda _step: None))


def _run(
    batch: Batch,
    versions: Versions,
    entries: tuple[Entry, ...],
    place: Place,
    tell: Callable[[Step], None],
) -> Result:
    settings = settings_key(batch.options, versions.model_sha256, versions.runtime)
    tidy_scratch()
    with place_errors(batch.out):
        for folder in ("", FOLDER):
            place.tidy(folder)
        markers = read_markers(place, (entry.document for entry in entries), settings)
    plan = make_plan(entries, markers, retry_failed=batch.retry_failed)
    failed = {name for name, marker in plan.known.items() if marker.status == "failed"}
    with place_errors(batch.out):
        refuse_to_replace_others(place, (e.document for e in entries if e.document not in failed))
    outcomes = dict(plan.known)
    left_bytes = sum(work.size_bytes for work in plan.works)
    tell(Step(len(entries), len(outcomes), len(plan.known), left_bytes))
    if plan.works:
        jobs = (
            Job(work, batch.out, batch.options, settings, versions, batch.analyze)
            for work in plan.works
        )
        hired: AbstractContextManager[Team] = (
            dask_team(batch.cluster, batch.workers)
            if batch.cluster
            else nullcontext(batch.team or LocalTeam(batch.workers or cores()))
        )
        with hired as team, closing(run_jobs(jobs, team)) as done:
            for outcome in done:
                outcomes.update((marker.document, marker) for marker in outcome.markers)
                left_bytes -= outcome.size_bytes
                tell(Step(len(entries), len(outcomes), len(plan.known), left_bytes, outcome))
    in_order = [outcomes[entry.document] for entry in entries]
    summary = summarize(in_order, settings)
    analyzed = [marker for marker in in_order if marker.status == "analyzed"]
    with place_errors(batch.out):
        files = write_results(place, analyzed, summary)
    return Result(batch.out, summary, files, tuple(marker.document for marker in analyzed))
