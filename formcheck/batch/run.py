"""Runs a whole batch: finds the clips, does what earlier runs left, tells how long, sums up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, replace
from statistics import fmean

from formcheck.batch import state
from formcheck.batch.cluster import dask_team
from formcheck.batch.job import AnalyzeClip, Job, JobDone, Versions, analyze_clip, local_versions
from formcheck.batch.places import Place, open_place, place_errors, tidy_scratch, without_scheme
from formcheck.batch.pool import LocalTeam, Team, run_jobs
from formcheck.batch.results import Summary, summarize, write_results
from formcheck.batch.sources import find_clips
from formcheck.batch.state import Entry, make_plan, name_documents
from formcheck.extraction.processes import cores
from formcheck.pipeline.options import Options

SHARE_BEFORE, ITS_WEIGHT = 0.5, 0.2
"""Share of a clip's time that is taken to hang on its size before clips tell, and how much that
counts: as much as one clip whose size differs from the mean by 0.45 of it, or five by 0.2. Chosen,
not fitted. Over 42 and 78 clips from anywhere the time left was off by a factor of 1.3 and 1.7 (2.7
and 2.6 by sizes alone), and over clips of one phone by 1.14 (1.11 by sizes alone)."""


@dataclass(frozen=True)
class Batch:
    """What is asked for.

    Attributes:
        sources: Files, folders, patterns, object-store addresses.
        out: Folder or address for results.
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
        if not place.names(state.FOLDER):  # a first run that is refused leaves no lock, either
            state.refuse_to_replace_others(place, (entry.document for entry in entries))
    with state.only_batch_in(batch.out):
        return _run(batch, versions, entries, place, on_step or (lambda _step: None))


def _run(
    batch: Batch,
    versions: Versions,
    entries: tuple[Entry, ...],
    place: Place,
    tell: Callable[[Step], None],
) -> Result:
    settings = state.settings_key(batch.options, versions.model_sha256, versions.runtime)
    tidy_scratch()
    with place_errors(batch.out):
        for folder in ("", state.FOLDER):
            place.tidy(folder)
        markers = state.read_markers(place, (entry.document for entry in entries), settings)
    plan = make_plan(entries, markers, retry_failed=batch.retry_failed)
    failed = {name for name, marker in plan.known.items() if marker.status == "failed"}
    with place_errors(batch.out):
        state.refuse_to_replace_others(
            place, (e.document for e in entries if e.document not in failed)
        )
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


def time_left_s(
    passed_s: float, done: Sequence[tuple[int, float]], left: float, left_bytes: int
) -> float:
    """Seconds until the last clip is done.

    Clips of one phone take as long as they are large; of clips from anywhere a large one may be
    quick. So a clip is taken to last `1 - share + share * size` of the mean, its size as a multiple
    of the mean size, with the share that fits the clips that are done best (least squares).

    Args:
        passed_s: Since the first of them began, by all workers side by side.
        done: Size in bytes and seconds of work of each clip that is done; one at least.
        left: Number of clips still to do; may be a guess, where some are copies.
        left_bytes: Their size, copies left out.
    """
    mean_bytes, mean_s = (fmean(each) or 1.0 for each in zip(*done, strict=True))
    sizes = [size / mean_bytes - 1.0 for size, _ in done]
    times = [seconds / mean_s - 1.0 for _, seconds in done]
    together = sum(size * time for size, time in zip(sizes, times, strict=True))
    apart = sum(size * size for size in sizes)
    share = (together + SHARE_BEFORE * ITS_WEIGHT) / (apart + ITS_WEIGHT)
    share = min(max(share, 0.0), 1.0)
    return passed_s / len(done) * (left + share * (left_bytes / mean_bytes - left))
