"""What a user corrects after looking at a result; judged again without a new look at the clip."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from formcheck.jobs.files import read_json, write_whole
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.pipeline import Options

FILE = "adjustment.json"
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
    """

    lift: str | None = None
    variant: str | None = None
    limits: dict[str, float] = field(default_factory=dict)
    not_reps: tuple[float, ...] = ()
    reps: tuple[Span, ...] = ()

    def without_rep(self, turn_s: float) -> Adjustment:
        """The rep around this turn was none."""
        return replace(self, not_reps=(*self.not_reps, turn_s))

    def with_rep(self, start_s: float, end_s: float) -> Adjustment:
        """This movement was a rep."""
        return replace(self, reps=(*self.reps, (start_s, end_s)))


def load(store: Store, job: Job) -> Adjustment:
    """The corrections kept with a job."""
    fields = read_json(store.folder(job.id) / FILE)
    if fields is None:
        return Adjustment(lift=job.question.lift, variant=job.question.variant)
    spans = tuple((float(start), float(end)) for start, end in fields["reps"])
    return Adjustment(**{**fields, "not_reps": tuple(fields["not_reps"]), "reps": spans})


def apply(store: Store, job: Job, adjustment: Adjustment) -> Analysis:
    """Judge a set again and keep both the corrections and the verdict.

    Raises:
        FormcheckError: A limit is out of its range, or the clip is gone.
    """
    from formcheck.pipeline import analyze_video

    analysis = analyze_video(store.clip(job), options(job, adjustment))
    write_whole(store.folder(job.id) / FILE, json.dumps(asdict(adjustment)))
    store.save_analysis(job.id, analysis)
    return analysis.renamed(job.clip_name)


def options(job: Job, adjustment: Adjustment) -> Options:
    """The pipeline's options for a job with its corrections."""
    from formcheck.pipeline import Corrections, Options
    from formcheck.thresholds import Thresholds

    return Options(
        lift=adjustment.lift,
        variant=adjustment.variant,
        lifter=job.question.lifter,
        thresholds=Thresholds(**adjustment.limits),
        corrections=Corrections(not_reps=adjustment.not_reps, reps=adjustment.reps),
    )
