"""What a user corrects after looking at a result, and the new verdict.

A set is judged again from the stored observation, without reading the clip. `changes` lists the
corrections in words, each with what is left when it is taken back.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.extraction.pose_cache import PoseCache, observe_or_load
from formcheck.jobs.files import read_as
from formcheck.jobs.job import EXACT, Job, Question
from formcheck.jobs.store import Store
from formcheck.lifts import KnownLift, Style
from formcheck.machine.json_values import check_values
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options, check_options
from formcheck.pipeline.reading import SetReading, read_set
from formcheck.pose.model_store import find_model
from formcheck.report import words
from formcheck.reps.corrections import Corrections
from formcheck.reps.set_of_reps import RepOptions
from formcheck.thresholds import Thresholds, fitted, limits_table

FILE = "adjustment.json"
MOST_REMEMBERED = 4
"""Sets whose observation stays in memory, a few megabytes each, so that judging one again with
another limit takes no time."""

LOOK_AGAIN = (
    "What was read from this clip is gone, or comes from an earlier version.",
    "Check the set again, then correct it.",
)

Correction = Callable[["Adjustment"], "Adjustment"]
"""Adds one correction to those that there are."""
MOST_TRIES = 20
"""How often a correction is applied anew because another one was kept meanwhile."""
MEANWHILE = (
    "Meanwhile this set was changed in another window.",
    "Look at what it says now, then correct it again.",
)
GONE = ("This set was deleted, or is being checked again.", "Reload the page.")
KEEPING = threading.Lock()
"""Held while corrections are compared with the kept ones and replace them, and while a set that is
checked again loses them. A lock of threads is enough: one process serves all windows of the app."""

Span = tuple[float, float]


@dataclass(frozen=True)
class Adjustment:
    """Corrections of one job.

    Attributes:
        lift: The lift that the user named; None to detect it.
        variant: Its style, if the user named one.
        limits: Limits that differ from their defaults, by name.
        not_reps: Turn times of counted reps that the user struck out, seconds.
        reps: Start and end of movements that the user added as reps, seconds.
        revision: How often corrections of this job had been kept when these were read; `apply`
            refuses them when others were kept since. None replaces whatever is there. Not part of
            equality.
    """

    __pydantic_config__ = EXACT
    lift: KnownLift | None = None
    variant: Style | None = None
    limits: dict[str, float] = field(default_factory=dict)
    not_reps: tuple[float, ...] = ()
    reps: tuple[Span, ...] = ()
    revision: int | None = field(default=None, compare=False)

    def without_rep(self, turn_s: float) -> Adjustment:
        """Without the rep around this turn: struck out, or no longer added if a user added it."""
        others = tuple(span for span in self.reps if not span[0] <= turn_s <= span[1])
        if others != self.reps:
            return replace(self, reps=others)
        return replace(self, not_reps=tuple(dict.fromkeys((*self.not_reps, turn_s))))

    def with_rep(self, start_s: float, end_s: float) -> Adjustment:
        """With this movement as a rep: added, or no longer struck out if a user did that."""
        others = tuple(moment for moment in self.not_reps if not start_s <= moment <= end_s)
        if others != self.not_reps:
            return replace(self, not_reps=others)
        return replace(self, reps=tuple(dict.fromkeys((*self.reps, (start_s, end_s)))))

    def without_limit(self, name: str) -> Adjustment:
        """With this limit at its default."""
        others = {other: value for other, value in self.limits.items() if other != name}
        return replace(self, limits=others)


def load(store: Store, job: Job) -> Adjustment:
    """The corrections kept with a job; what cannot be read counts as none."""
    kept = read_as(store.folder(job.id) / FILE, Adjustment)
    with suppress(ValueError):
        if kept is not None:
            check_values(asdict(kept))
            return kept
    return Adjustment(lift=job.question.lift, variant=job.question.variant, revision=0)


def correct(store: Store, job: Job, correction: Correction) -> Analysis:
    """Add a correction to those that are kept, and judge the set again.

    Two taps close together are judged at the same time. Whichever comes second to be kept is then
    judged anew on top of the first, so that neither is lost.

    Raises:
        FormcheckError: As `apply`.
    """
    for _ in range(MOST_TRIES):
        kept = load(store, job)
        with suppress(MetAnotherError):
            return apply(store, job, replace(correction(kept), revision=kept.revision or 0))
    raise InputError(*MEANWHILE)


class MetAnotherError(InputError):
    """Another correction was kept since these were read."""


def apply(store: Store, job: Job, adjustment: Adjustment) -> Analysis:
    """Judge a set again, and keep both the corrections and the verdict.

    Raises:
        MetAnotherError: Other corrections were kept since these were read.
        FormcheckError: The observation is gone, or the set was meanwhile deleted or is being
            checked anew.
    """
    analysis = judge_again(store, job, options(job, adjustment))
    with KEEPING:
        kept = store.load(job.id)
        if kept is None or kept.question != job.question or not store.has_verdict(job.id):
            raise InputError(*GONE)
        revision = load(store, job).revision or 0
        if adjustment.revision not in (None, revision):
            raise MetAnotherError(*MEANWHILE)
        kept_now = replace(adjustment, revision=revision + 1)
        # the corrections before the verdict that rests on them
        store.save_corrected(job.id, FILE, json.dumps(asdict(kept_now)), analysis)
    return analysis.renamed(job.clip_name)


def judge_again(store: Store, job: Job, choices: Options) -> Analysis:
    """Judge the stored observation of a job's clip.

    Reps are read again only if options that concern them have changed, not for another limit.

    Raises:
        FormcheckError: No observation of that clip is stored.
    """
    seen, clip = remembered(store, job), store.clip(job)
    return judge(seen, choices, reading=_reading(clip, job.question.lifter, choices.rep_options))


def options(job: Job, adjustment: Adjustment) -> Options:
    """The pipeline's options for a job with its corrections.

    Raises:
        OptionError: Lift and style do not go together.
    """
    choices = Options(
        lift=adjustment.lift,
        variant=adjustment.variant,
        lifter=job.question.lifter,
        thresholds=Thresholds.from_values(fitted(adjustment.limits)),
        corrections=Corrections(not_reps=adjustment.not_reps, reps=adjustment.reps),
    )
    check_options(choices)
    return choices


def remembered(store: Store, job: Job) -> Observation:
    """The stored observation of a job's clip; the clip itself is never read.

    Raises:
        FormcheckError: The clip is gone, or no observation of it is stored.
    """
    return _remembered(store.clip(job), job.question.lifter)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(clip: Path, lifter: int | None) -> Observation:
    # the page's process must never start a pose model: observing a clip is a job
    entry = PoseCache().entry(clip.name, find_model().sha256, lifter)
    if not clip.exists():
        raise InputError("This clip is gone.", "Drop it in again.")
    if not entry.exists():
        raise InputError(*LOOK_AGAIN)
    return observe_or_load(clip, lifter=lifter)


@lru_cache(maxsize=MOST_REMEMBERED)
def _reading(clip: Path, lifter: int | None, options: RepOptions) -> SetReading:
    """The reps and measurements of a clip, kept in memory since they do not depend on limits."""
    return read_set(_remembered(clip, lifter), options)


def forget() -> None:
    """Drop all observations and readings that are kept in memory."""
    _remembered.cache_clear()
    _reading.cache_clear()


@dataclass(frozen=True)
class Change:
    """One correction in words, and the corrections that are left without it."""

    what: str
    without: Adjustment


def changes(kept: Adjustment, asked: Question) -> tuple[Change, ...]:
    """The corrections one by one, in the order of the page.

    A lift that the user named before the first analysis (`asked`) is not a correction.
    """
    return (*_lift(kept, asked), *_reps(kept), *_limits(kept))


def _lift(kept: Adjustment, asked: Question) -> Iterator[Change]:
    if (kept.lift, kept.variant) != (asked.lift, asked.variant):
        lift = words.LIFTS.get(kept.lift or "", "detected from the video")
        variant = words.VARIANTS.get(kept.variant or "")
        what = f"Lift: {lift}, {variant}" if variant else f"Lift: {lift}"
        yield Change(what, replace(kept, lift=asked.lift, variant=asked.variant))


def _reps(kept: Adjustment) -> Iterator[Change]:
    for moment in kept.not_reps:
        others = tuple(other for other in kept.not_reps if other != moment)
        yield Change(f"No rep at {words.clock(moment)}", replace(kept, not_reps=others))
    for span in kept.reps:
        spans = tuple(other for other in kept.reps if other != span)
        yield Change(f"A rep at {words.span(*span)}", replace(kept, reps=spans))


def _limits(kept: Adjustment) -> Iterator[Change]:
    known = {row.name: row for row in limits_table()}
    for name, value in {**kept.limits, **fitted(kept.limits)}.items():
        what = f"A limit from another version: {name} {value:g}"
        if row := known.get(name):  # another version may have had limits that this one has not
            now, default = (words.limit_amount(v, row.about.unit) for v in (value, row.default))
            what = f"{row.about.label} {now} (default {default})"
        yield Change(what, kept.without_limit(name))
