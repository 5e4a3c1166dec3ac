"""The one place where the stages meet: a clip in, an `Analysis` out.

    video → poses → lifter → signals → reps → metrics → findings → guidance → document

`observe` does what needs the pictures and keeps it (poses, bar and heels, never frames); `judge`
does the rest from that in milliseconds, so other limits, another lift or a correction cost nothing.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck import __version__
from formcheck.analysis import (
    Analysis,
    Clip,
    CorrectionsMade,
    Finding,
    Lift,
    Lifter,
    Model,
    NotCounted,
    PersonBox,
    RepAnalysis,
    Series,
    SetAnalysis,
    Timing,
    View,
)
from formcheck.bar_reading.reps_by_bar import read_bar, shrugs, timed_by_bar, ways
from formcheck.bar_reading.view_by_bar import as_bar_shows
from formcheck.body.estimate import estimate_rises
from formcheck.body.rise import Rise
from formcheck.errors import OptionError
from formcheck.findings.of_rep import JudgedRep, Metrics, judge_rep
from formcheck.findings.of_set import judge_set
from formcheck.guidance.cues import cues_for_rep, cues_for_set
from formcheck.guidance.explanation import guidance_for
from formcheck.guidance.load import load_advice
from formcheck.guidance.notices import notices
from formcheck.guidance.set_summary import set_summary
from formcheck.metrics import all_metrics
from formcheck.metrics.torso_lean import lean_curve_deg
from formcheck.observation.observation import Observation
from formcheck.observation.observing import observe
from formcheck.pose.bias import bias_of
from formcheck.pose.track import PoseTrack
from formcheck.reasons import Reason
from formcheck.reps.find import Corrections, corrected, find_reps
from formcheck.reps.lift import LiftGuess, LiftName
from formcheck.reps.rep_window import RepWindow, angle_reason, rep_windows
from formcheck.reps.variant import LIFT_OF, VARIANTS, squat_variant
from formcheck.signals.cleaning import clean
from formcheck.signals.curves import (
    Signals,
    make_signals,
    upright,
    with_back,
    with_bar,
    with_silhouette,
)
from formcheck.signals.view import CameraView, estimate_view
from formcheck.thresholds import Thresholds

READINGS_REMEMBERED = 4
"""As many sets as the page remembers; each holds its observation, so its id stays its own."""
SERIES_STEP = 3
"""Charts get every third sample of the 60 per second."""


@dataclass(frozen=True)
class Options:
    """What a user may say about a clip; None lets formcheck find out.

    Attributes:
        lift: "squat" or "deadlift".
        variant: One of `VARIANTS` of the lift; without a lift it tells that, too.
        model: Another pose landmarker bundle than the shipped one.
        lifter: Number of the person to measure, as listed in the document's `lifter.people`.
        thresholds: The limits to judge by.
        use_cache: Keep poses on disk and use kept ones.
        workers: Processes for the pose model; None takes one per core.
        corrections: Reps a user struck out or added.
    """

    lift: str | None = None
    variant: str | None = None
    model: Path | None = None
    lifter: int | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    use_cache: bool = True
    workers: int | None = None
    corrections: Corrections = field(default_factory=Corrections)

    @property
    def told_lift(self) -> str | None:
        """The lift as told, or as the told variant implies; None where neither is."""
        return self.lift or LIFT_OF.get(self.variant or "")


@dataclass(frozen=True)
class Progress:
    """What is being done, and the share of the whole analysis that is done (0 to 1)."""

    stage: str
    done: float


ProgressCallback = Callable[[Progress], None]


def analyze_video(
    path: str | Path,
    options: Options | None = None,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse one clip.

    Args:
        path: A video of a squat or deadlift set.
        options: What is told instead of found out.
        on_progress: Called with the stage and the share done.
        should_stop: Asked now and then; True stops the work.

    Raises:
        VideoError: The clip cannot be read.
        OptionError: An option does not fit.
        ModelError: The pose model is missing or damaged.
        CancelledError: `should_stop` said so.
    """
    options = options or Options()
    check_options(options)
    begun = time.perf_counter()

    def report(stage: str, share: float) -> None:
        if on_progress is not None:
            on_progress(Progress(stage, 0.97 * share))

    seen = observe(
        Path(path),
        model=options.model,
        lifter=options.lifter,
        use_cache=options.use_cache,
        workers=options.workers,
        on_progress=report,
        should_stop=should_stop,
    )
    analysis = judge(seen, options, begun_s=begun)
    if on_progress is not None:
        on_progress(Progress("Done", 1.0))
    return analysis


def load_observation(path: str | Path, options: Options | None = None) -> Observation:
    """What was seen in a clip, from the cache when it was analysed before."""
    options = options or Options()
    return observe(
        Path(path),
        model=options.model,
        lifter=options.lifter,
        use_cache=options.use_cache,
        workers=options.workers,
    )


def load_poses(path: str | Path, options: Options | None = None) -> PoseTrack:
    """The lifter's poses of a clip, from the cache when it was analysed before."""
    return load_observation(path, options).track


def check_options(options: Options) -> None:
    """Raises `OptionError` when lift or variant is unknown, or they do not go together."""
    if options.lift is not None and options.lift not in VARIANTS:
        raise OptionError(
            f"There is no lift called {options.lift}.", f"Use one of: {', '.join(VARIANTS)}."
        )
    if options.variant is None:
        return
    known = ", ".join(VARIANTS[options.lift] if options.lift else LIFT_OF)
    lift = LIFT_OF.get(options.variant)
    if lift is None:
        raise OptionError(f"There is no variant called {options.variant}.", f"Use one of: {known}.")
    if options.lift is not None and options.lift != lift:
        raise OptionError(
            f"{options.variant} is a style of the {lift}, not of the {options.lift}.",
            f"Use one of: {known}. Or leave out the lift: the variant sets it.",
        )


def judge(seen: Observation, options: Options, *, begun_s: float | None = None) -> Analysis:
    """From what was observed to the analysis document; no pictures are needed.

    Args:
        seen: Poses, bar and heels of a clip.
        options: What is told, limits and corrections.
        begun_s: `time.perf_counter()` at the start of the whole analysis.
    """
    judge_begun = time.perf_counter()
    reading = read_set(seen, options)
    judged = _judged_reps(reading, options)
    verdict = judge_set([r for r in judged if reading.complete(r)], options.thresholds)
    reps = _rep_analyses(reading, judged)
    faults, lift = _faults(reps, verdict.findings), _lift(reading, options)
    broken_rep = verdict.broken.rep if verdict.broken else None
    load = load_advice(reps, verdict.findings, verdict.broken, lift=lift)
    now = time.perf_counter()
    return Analysis(
        clip=_clip(seen),
        model=Model(seen.model_name, seen.model_sha256, seen.runtime),
        lift=lift,
        view=_view(reading.view),
        lifter=_lifter(seen, reading.signals),
        reps=reps,
        not_counted=reading.not_counted,
        set=SetAnalysis(
            findings=verdict.findings,
            first_broken_rep=broken_rep,
            trends=verdict.trends,
            summary=set_summary(reps, verdict.findings, verdict.broken, lift=lift),
            cues=cues_for_set(
                [*verdict.findings, *(f for r in reps for f in r.findings)],
                lift=reading.lift.name,
                variant=reading.variant,
                load_said=bool(load),
            ),
            load=load,
        ),
        guidance=guidance_for(faults, lift=reading.lift.name, variant=reading.variant),
        warnings=notices(seen, reading.view, reading.lift, reps),
        thresholds=options.thresholds.model_dump(),
        timing=Timing(
            decode_s=seen.decode_s,
            pose_s=seen.pose_s,
            analysis_s=now - judge_begun,
            total_s=now - (begun_s if begun_s is not None else judge_begun),
            poses_from_cache=seen.from_cache,
        ),
        formcheck_version=__version__,
        series=_series(reading),
        corrections=CorrectionsMade(
            options.corrections.not_reps, options.corrections.reps, options.lifter
        ),
    )


@dataclass(frozen=True)
class SetReading:
    """A set as read from the curves, before any verdict."""

    signals: Signals
    view: CameraView
    lift: LiftGuess
    variant: str
    windows: tuple[RepWindow, ...]
    rises: tuple[Rise | Reason, ...]
    metrics: tuple[Metrics, ...]
    not_counted: tuple[NotCounted, ...]

    def complete(self, rep: JudgedRep) -> bool:
        """Whether the clip shows the whole rep."""
        return self.windows[rep.number - 1].rep.complete


@dataclass(frozen=True)
class _Question:
    """What a reading depends on: the very observation, and what is told of it."""

    observation: int
    told_lift: str | None
    variant: str | None
    partial_rep_share: float
    corrections: Corrections
    seen: Observation = field(compare=False)


def read_set(seen: Observation, options: Options) -> SetReading:
    """Signals, lift, reps, posterior and metrics of an observed clip.

    The last few are remembered, so that other limits only reread the posterior.
    """
    question = _Question(
        id(seen),
        options.told_lift,
        options.variant,
        options.thresholds.partial_rep_share,
        options.corrections,
        seen,
    )
    return _read_set(question)


@lru_cache(maxsize=READINGS_REMEMBERED)
def _read_set(question: _Question) -> SetReading:
    seen = question.seen
    track = clean(seen.track)
    view = estimate_view(track, upright(track))
    signals = make_signals(track, view, bias_of(seen.runtime))
    signals = with_back(with_bar(signals, seen.bar, seen.track), seen.track)
    signals = with_silhouette(signals, seen.silhouette, seen.track)
    told: LiftName | None = question.told_lift  # type: ignore[assignment]
    lift, found = find_reps(signals, told, question.partial_rep_share, question.variant)
    curve = read_bar(seen.bar, signals, seen.track, seen.camera, lift.name, found.variant)
    if lift.name == "deadlift":
        found = timed_by_bar(found, curve)
    found = corrected(found, question.corrections, signals, lift.name)
    view = as_bar_shows(view, signals, found.reps, seen.track)
    signals = replace(signals, near_side=view.near_side)
    variant = question.variant or found.variant
    if lift.name == "squat" and question.variant is None:
        variant = squat_variant(signals, view)
    windows = rep_windows(signals, view, lift.name, variant, found.reps)
    not_counted = tuple(
        NotCounted(n.start_s, n.end_s, n.reason, n.message) for n in found.not_counted
    )
    shrugged = shrugs(curve, seen.bar, windows)
    rises = tuple(estimate_rises(windows))
    bar_ways = ways(curve, windows)
    metrics = tuple(all_metrics(windows, rises, shrugged, bar_ways, seen.heel_rises))
    return SetReading(signals, view, lift, variant, windows, rises, metrics, not_counted)


def _judged_reps(reading: SetReading, options: Options) -> list[JudgedRep]:
    return [
        JudgedRep(
            number,
            metrics,
            judge_rep(
                metrics,
                rise,
                reading.lift.name,
                reading.variant,
                reading.view,
                options.thresholds,
                style_told=options.variant is not None,
            ),
        )
        for number, (metrics, rise) in enumerate(
            zip(reading.metrics, reading.rises, strict=True), start=1
        )
    ]


def _rep_analyses(reading: SetReading, judged: list[JudgedRep]) -> tuple[RepAnalysis, ...]:
    return tuple(
        RepAnalysis(
            number=rep.number,
            start_s=window.rep.start_s,
            turn_s=window.rep.turn_s,
            end_s=window.rep.end_s,
            complete=window.rep.complete,
            flagged=bool(rep.findings),
            metrics=dict(rep.metrics),
            findings=rep.findings,
            cues=cues_for_rep(rep.findings, lift=reading.lift.name, variant=reading.variant),
        )
        for rep, window in zip(judged, reading.windows, strict=True)
    )


def _faults(reps: tuple[RepAnalysis, ...], of_set: tuple[Finding, ...]) -> list[str]:
    """Fault codes once each: the set's first, then those of most reps."""
    of_reps = [f.fault for r in reps for f in r.findings]
    by_count = sorted(dict.fromkeys(of_reps), key=lambda fault: -of_reps.count(fault))
    return list(dict.fromkeys([*(f.fault for f in of_set), *by_count]))


def _clip(seen: Observation) -> Clip:
    info = seen.info
    return Clip(
        name=info.name,
        sha256=info.sha256,
        width_px=info.width_px,
        height_px=info.height_px,
        duration_s=info.duration_s,
        frames=info.frames,
        mean_fps=info.mean_fps,
        variable_frame_rate=info.variable_frame_rate,
        rotation_deg=info.rotation_deg,
        codec=info.codec,
    )


def _lift(reading: SetReading, options: Options) -> Lift:
    return Lift(
        name=reading.lift.name,
        variant=reading.variant,  # type: ignore[arg-type]
        confidence=round(reading.lift.confidence, 3),
        source="detected" if options.told_lift is None else "told",
    )


def _view(view: CameraView) -> View:
    yaw = None if np.isnan(view.yaw_deg) else round(view.yaw_deg, 1)
    return View(view.name, yaw, view.near_side, view.yaw_uncertainty_deg)


def _lifter(seen: Observation, signals: Signals) -> Lifter:
    people = tuple(PersonBox(p.number, p.at_s, p.box_px) for p in seen.track.people)
    torso = None if np.isnan(signals.torso_px) else round(signals.torso_px, 1)
    return Lifter(len(people), seen.track.chosen_by, torso, people)


def _series(reading: SetReading) -> Series:
    signals = reading.signals
    if not signals.seen.any():
        return Series()

    def curve(values: NDArray[np.float64], digits: int) -> tuple[float | None, ...]:
        thin = np.round(values[::SERIES_STEP], digits).tolist()
        return tuple(v if math.isfinite(v) else None for v in thin)

    lean_deg = lean_curve_deg(signals, reading.view)
    if angle_reason(reading.view, signals) is not None:  # no curve of what no rep is judged by
        lean_deg = np.full_like(lean_deg, np.nan)
    return Series(
        time_s=tuple(np.round(signals.time_s[::SERIES_STEP], 3).tolist()),
        lean_deg=curve(lean_deg, 1),
        hip_height_torso=curve(signals.height("hip"), 3),
        chest_height_torso=curve(signals.height("shoulder"), 3),
    )
