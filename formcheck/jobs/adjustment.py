"""What a user corrects after looking at a result; judged again without a new look at the clip.

Also the corrections one by one, each in words and with what is left without it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from formcheck.errors import InputError
from formcheck.jobs.files import read_json
from formcheck.jobs.job import Job, Question
from formcheck.jobs.store import Store
from formcheck.lifts import LIFT_OF, LIFTS
from formcheck.machine.json_values import check_values
from formcheck.report import words
from formcheck.thresholds import Thresholds, fitted, limits_table

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.analysis import Analysis
    from formcheck.observation.observation import Observation
    from formcheck.pipeline.options import Options
    from formcheck.pipeline.reading import SetReading
    from formcheck.reps.set_of_reps import RepOptions

FILE = "adjustment.json"
MOST_REMEMBERED = 4
"""Sets whose poses stay in memory, a few megabytes each, so that another limit answers at once."""

LOOK_AGAIN = (
    "What was read from this clip is gone, or comes from an earlier version.",
    "Check the set again, then correct it.",
)

Correction = Callable[["Adjustment"], "Adjustment"]
"""One correction, whatever else was corrected before it."""
MOST_TRIES = 20
"""Of a correction that meets others; each of those was kept."""
MEANWHILE = (
    "Meanwhile this set was changed in another window.",
    "Look at what it says now, then correct it again.",
)
GONE = ("This set was deleted, or is being checked again.", "Reload the page.")
_KEEPING = threading.Lock()
"""One at a time looks what is kept and keeps something else: all windows are in this process."""

Span = tuple[float, float]


@dataclass(frozen=True)
class Adjustment:
    """Corrections of one job.

    Attributes:
        lift: The lift as the user says, None to tell it from the video.
        variant: The style of it as the user says.
        limits: Limits moved away from their defaults, by name.
        not_reps: Turn times of counted reps that were none, seconds.
        reps: Start and end of movements that were reps after all, seconds.
        revision: How often the corrections of the job had been kept when these were read; None
            stands for "whatever is there". Not compared.
    """

    lift: str | None = None
    variant: str | None = None
    limits: dict[str, float] = field(default_factory=dict)
    not_reps: tuple[float, ...] = ()
    reps: tuple[Span, ...] = ()
    revision: int | None = field(default=None, compare=False)

    def without_rep(self, turn_s: float) -> Adjustment:
        """The rep around this turn was none; one that was told by hand is just not told."""
        others = tuple(span for span in self.reps if not span[0] <= turn_s <= span[1])
        if others != self.reps:
            return replace(self, reps=others)
        return replace(self, not_reps=tuple(dict.fromkeys((*self.not_reps, turn_s))))

    def with_rep(self, start_s: float, end_s: float) -> Adjustment:
        """This movement was a rep; one that was taken away by hand is just not taken away."""
        others = tuple(moment for moment in self.not_reps if not start_s <= moment <= end_s)
        if others != self.not_reps:
            return replace(self, not_reps=others)
        return replace(self, reps=tuple(dict.fromkeys((*self.reps, (start_s, end_s)))))

    def without_limit(self, name: str) -> Adjustment:
        """This limit is at its default."""
        others = {other: value for other, value in self.limits.items() if other != name}
        return replace(self, limits=others)


def load(store: Store, job: Job) -> Adjustment:
    """The corrections kept with a job; what cannot be read counts as none."""
    fields = read_json(store.folder(job.id) / FILE)
    if fields is not None:
        with suppress(KeyError, TypeError, ValueError):
            return _parsed(fields)
    return Adjustment(lift=job.question.lift, variant=job.question.variant, revision=0)


def _parsed(fields: dict[str, Any]) -> Adjustment:
    check_values(fields)
    if fields.get("lift") not in (None, *LIFTS) or fields.get("variant") not in (None, *LIFT_OF):
        raise ValueError("not corrections")
    spans = tuple((float(start), float(end)) for start, end in fields["reps"])
    moments = tuple(float(moment) for moment in fields["not_reps"])
    limits = {str(name): float(value) for name, value in dict(fields["limits"]).items()}
    revision = int(fields.get("revision") or 0)
    read = {"limits": limits, "not_reps": moments, "reps": spans, "revision": revision}
    check_values(read)  # "nan" was a text before
    return Adjustment(**{**fields, **read})


def correct(store: Store, job: Job, correction: Correction) -> Analysis:
    """Add a correction to those that are kept; one that is kept meanwhile costs neither.

    Two taps close together are judged at the same time: whichever is kept second is judged again,
    on top of the first.

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
    """Judge a set again and keep both the corrections and the verdict.

    Raises:
        FormcheckError: What was seen in the clip is gone, or somebody else has corrected, deleted
            or handed in the set again meanwhile.
    """
    analysis = judge_again(store, job, options(job, adjustment))
    with _KEEPING:
        kept = store.load(job.id)
        if kept is None or not store.has_verdict(job.id):
            raise InputError(*GONE)
        revision = load(store, job).revision or 0
        if adjustment.revision not in (None, revision):
            raise MetAnotherError(*MEANWHILE)
        kept_now = replace(adjustment, revision=revision + 1)
        # the corrections before the verdict that rests on them
        store.save_corrected(job.id, FILE, json.dumps(asdict(kept_now)), analysis)
    return analysis.renamed(job.clip_name)


def judge_again(store: Store, job: Job, choices: Options) -> Analysis:
    """Judge what was seen before; its reps are read anew only where what is told of them changed.

    Raises:
        FormcheckError: Nothing is kept of that clip.
    """
    from formcheck.pipeline.document import judge

    seen, clip = remembered(store, job), store.clip(job)
    return judge(seen, choices, reading=_read(clip, job.question.lifter, choices.rep_options))


def options(job: Job, adjustment: Adjustment) -> Options:
    """The pipeline's options for a job with its corrections.

    Raises:
        OptionError: Lift and style do not go together.
    """
    from formcheck.pipeline.options import Options, check_options
    from formcheck.reps.set_of_reps import Corrections

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
    """What was seen before in the clip of a job, never by looking again.

    Raises:
        FormcheckError: Nothing is kept of that clip.
    """
    return _remembered(store.clip(job), job.question.lifter)


@lru_cache(maxsize=MOST_REMEMBERED)
def _remembered(clip: Path, lifter: int | None) -> Observation:
    from formcheck.extraction.cached_observation import observe_or_load
    from formcheck.extraction.pose_cache import PoseCache
    from formcheck.pose.model_store import find_model

    # the page's process must never start a pose model: looking again is a job
    entry = PoseCache().entry(clip.name, find_model().sha256, lifter)
    if not clip.exists():
        raise InputError("This clip is gone.", "Drop it in again.")
    if not entry.exists():
        raise InputError(*LOOK_AGAIN)
    return observe_or_load(clip, lifter=lifter)


@lru_cache(maxsize=MOST_REMEMBERED)
def _read(clip: Path, lifter: int | None, options: RepOptions) -> SetReading:
    """The reps of a clip as read before, so that other limits only reread the posterior."""
    from formcheck.pipeline.reading import read_set

    return read_set(_remembered(clip, lifter), options)


def forget() -> None:
    """Let go of the poses that are kept in memory."""
    _remembered.cache_clear()
    _read.cache_clear()


@dataclass(frozen=True)
class Change:
    """One correction in words, and all the others."""

    what: str
    without: Adjustment


def changes(kept: Adjustment, asked: Question) -> tuple[Change, ...]:
    """What was corrected after the first result, in the order of the page.

    What was `asked` before the clip was looked at is no correction.
    """
    return (*_lift(kept, asked), *_reps(kept), *_limits(kept))


def _lift(kept: Adjustment, asked: Question) -> Iterator[Change]:
    if (kept.lift, kept.variant) != (asked.lift, asked.variant):
        told = words.LIFTS.get(kept.lift or "", "detected from the video")
        variant = words.VARIANTS.get(kept.variant or "")
        what = f"Lift: {told}, {variant}" if variant else f"Lift: {told}"
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
