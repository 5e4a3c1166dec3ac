"""From an observation, and what is measured of it, to the analysis document."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import fields, replace

import numpy as np

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
    Notice,
    PersonBox,
    Probabilities,
    RepAnalysis,
    Series,
    SetAnalysis,
    Shot,
    Timing,
    View,
)
from formcheck.arithmetic import Array
from formcheck.findings.caps import RepContext
from formcheck.findings.judging import comparable, judge_rep, judge_set, trends
from formcheck.findings.verdict import BROKEN_OFF, SetVerdict, all_judged, set_verdict, spoken_style
from formcheck.guidance.explanation import cues_for_rep, cues_for_set, guidance_for
from formcheck.guidance.notices import (
    CONTRADICTED,
    NO_REP,
    notices,
    other_exercise,
    without_filming,
)
from formcheck.guidance.set_summary import load_advice, named_first, set_summary
from formcheck.lifts import SURE_FROM, LiftName, Variant
from formcheck.metrics.measurement import Measurement, as_documented, not_assessed, value_of
from formcheck.metrics.torso_lean import measured_curve_deg
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import CameraView, Motion
from formcheck.observation.observation import Observation
from formcheck.observation.people_apart import people_apart
from formcheck.observation.poses import PersonSeen
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import RepReading, SetReading, read_set
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import NAMED_FROM, certain_odds
from formcheck.reps.rep_window import NotRep
from formcheck.thresholds import Thresholds

SERIES_STEP = round(RATE_HZ / 20)
"""Every so many samples of the curves are in the document: twenty a second, for charts."""
DIGITS = 3
"""Decimals of probabilities, seconds and torso lengths."""
HINGES_DEG_PER_TORSO = 70.0
"""Whoever bends over in place of squatting leans so far for each torso length that the hips go
down: in good mornings, the exercise, that were taken for squats 87 and more (medians of 4 sets), in
squats that stop short in every rep 33 to 58 (32 sets of *fit* and *check*)."""
BROKE_OFF = Reason(ReasonCode.CUT_OFF, "the file breaks off before the rep ends")
_UNLIKE = "this does not move like a {lift}, so it could not be read as one"


def judge(
    seen: Observation,
    options: Options,
    *,
    reading: SetReading | None = None,
    begun_s: float | None = None,
) -> Analysis:
    """From what was observed to the analysis document; no pictures are needed.

    Args:
        seen: Poses, bar and heels of a clip.
        options: What the user said: lift, style, limits and corrections.
        reading: What `read_set` gives for this observation and `options.rep_options`, where the
            caller has it already.
        begun_s: `time.perf_counter()` at the start of the whole analysis.
    """
    judge_begun_s = time.perf_counter()
    reading = reading or read_set(seen, options.rep_options)
    reading = _without_reps_of_another_exercise(reading)
    lift_sure = _lift_is_sure(reading)
    lift = _lift(reading)
    style = spoken_style(lift, (rep.metrics for rep in reading.reps))
    reps = tuple(_rep_analyses(reading, options, lift_sure, style))
    shots = tuple(Shot(start_s, end_s) for start_s, end_s in seen.shots)
    together = comparable(reps, shots)
    of_set = judge_set(together, options.thresholds, lift_sure=lift_sure)
    verdict = set_verdict(reps, of_set, lift, shots)
    people = people_apart(seen)
    warnings = _warnings(seen, people, reading, verdict, reps, lift_sure)
    said = frozenset(notice.code for notice in warnings)
    findings = [*of_set, *(finding for rep in reps for finding in rep.findings)]
    whole = Analysis(
        clip=Clip(**{one.name: getattr(seen.info, one.name) for one in fields(Clip)}),
        model=Model(seen.model_name, seen.model_sha256, seen.runtime),
        lift=lift,
        view=_view(reading.view),
        lifter=_lifter(seen, people, reading.motion),
        reps=reps,
        not_counted=_not_counted(reading),
        set=_set_analysis(reading.lift.name, verdict, together, of_set, findings, said),
        guidance=guidance_for(
            [finding.fault for finding in findings],
            lift=reading.lift.name,
            variant=style,
            notices=warnings,
            unseen=[metric for rep in reps for metric in rep.metrics.values()],
        ),
        warnings=warnings,
        thresholds=options.thresholds.model_dump(),
        timing=_timing(seen, judge_begun_s, judge_begun_s if begun_s is None else begun_s),
        formcheck_version=__version__,
        series=_series(reading),
        corrections=CorrectionsMade(
            options.corrections.not_reps, options.corrections.reps, options.lifter
        ),
        shots=shots,
    )
    if BROKEN_OFF in said:
        whole = replace(whole, reps=tuple(map(_broken_off, whole.reps)))
    return _without_next_set(whole) if CONTRADICTED in said else whole


def _without_next_set(analysis: Analysis) -> Analysis:
    """The analysis without cues, load and drills, which would be wrong for another exercise.

    Advice how to film, and that the light was poor, is left out, too: a lunge does not fit a squat
    however it is filmed.
    """
    analysis = without_filming(analysis)
    unlike = _UNLIKE.format(lift=analysis.lift.name)
    return replace(
        analysis,
        reps=tuple(
            replace(rep, cues=(), metrics={n: _moves(m, unlike) for n, m in rep.metrics.items()})
            for rep in analysis.reps
        ),
        set=replace(analysis.set, cues=(), load=""),
        guidance=tuple(replace(g, cues=(), drills=(), recheck="") for g in analysis.guidance),
    )


def _moves(one: Measurement, unlike: str) -> Measurement:
    """Joints that make no body of a lift, in another movement: that it is another one is why."""
    return replace(one, not_assessed=unlike) if one.reason_code is ReasonCode.POOR_FIT else one


def _broken_off(rep: RepAnalysis) -> RepAnalysis:
    """Of a rep that the file breaks off in, that is why what it lacks was not seen."""
    if rep.end_s is not None:
        return rep
    metrics = {
        name: not_assessed(one.unit, BROKE_OFF) if one.reason_code is ReasonCode.HIDDEN else one
        for name, one in rep.metrics.items()
    }
    return replace(rep, metrics=metrics)


def _warnings(
    seen: Observation,
    people: Sequence[PersonSeen],
    reading: SetReading,
    verdict: SetVerdict,
    reps: Sequence[RepAnalysis],
    lift_sure: bool,
) -> tuple[Notice, ...]:
    return notices(
        seen,
        people,
        reading.view,
        reading.lift,
        reading.odds,
        reps,
        told=reading.lift_given,
        sure=lift_sure,
        judged=bool(verdict.faults) or all_judged(verdict.reps) != "not",
        plate=reading.bar is not None,
        struck_out=any(one.reason == "told" for one in reading.not_counted),
        beside=reading.beside,
    )


def _not_counted(reading: SetReading) -> tuple[NotCounted, ...]:
    return tuple(
        NotCounted(n.start_s, n.end_s, n.reason, n.message, round(n.probability, DIGITS))
        for n in reading.not_counted
    )


def _timing(seen: Observation, judge_begun_s: float, begun_s: float) -> Timing:
    now_s = time.perf_counter()
    return Timing(
        decode_s=seen.decode_s,
        pose_s=seen.pose_s,
        analysis_s=now_s - judge_begun_s,
        total_s=now_s - begun_s,
        poses_from_cache=seen.from_cache,
    )


def _set_analysis(
    lift: LiftName,
    verdict: SetVerdict,
    together: Sequence[RepAnalysis],
    of_set: tuple[Finding, ...],
    of_all: Sequence[Finding],
    said: Set[str],
) -> SetAnalysis:
    """What is said of the set, by one verdict; `said` are codes of what the reader is told."""
    load = load_advice(verdict)
    return SetAnalysis(
        findings=of_set,
        first_broken_rep=verdict.broken.rep if verdict.broken else None,
        trends=trends(together),
        summary=set_summary(
            verdict, contradicted=CONTRADICTED in said, broken_off=BROKEN_OFF in said
        ),
        cues=cues_for_set(
            of_all,
            lift=lift,
            variant=verdict.spoken_style,
            load_said=bool(load),
            first=named_first(verdict).fault if verdict.faults else None,
        ),
        load=load,
    )


def _lift_is_sure(reading: SetReading) -> bool:
    """Whether findings may be more than possible, as far as the lift is concerned.

    A lift that the user named is sure unless the video shows another one. Otherwise its probability
    has to reach `SURE_FROM`. Where every rep is short of depth, the trunk has to show that it does
    not bend over: a good morning bends the knees, too, and is taken for a shallow squat. Short is
    meant by the default limit: how deep a user wants to squat says nothing of which lift it is.
    """
    if reading.lift_given:
        return reading.odds.rather_than(reading.lift.name) is None
    depths = [value_of(rep.metrics, "depth_thigh") for rep in reading.reps]
    limit = Thresholds().shallow_depth_thigh
    short = [depth > limit for depth in depths if depth is not None]
    if len(short) > 1 and all(short) and not _stays_upright(reading):
        return False
    return reading.odds.of(reading.lift.name) >= SURE_FROM


def _stays_upright(reading: SetReading) -> bool:
    """Whether trunks that no plate hides lean as little for the hips' way as those of squats."""
    shares = [
        lean_deg / travel
        for rep in reading.reps
        if not rep.hidden
        and (lean_deg := value_of(rep.metrics, "lean_peak_deg")) is not None
        and (travel := value_of(rep.metrics, "hip_travel_torso"))
    ]
    return bool(shares) and float(np.median(shares)) < HINGES_DEG_PER_TORSO


def _rep_analyses(
    reading: SetReading, options: Options, lift_sure: bool, style: Variant
) -> Iterator[RepAnalysis]:
    for number, read in enumerate(reading.reps, start=1):
        window, rep = read.window, read.window.rep
        context = RepContext(
            read.metrics,
            limits=options.thresholds,
            view=window.view.name,
            style_given=options.variant is not None,
            lift_sure=lift_sure,
            whole=rep.complete,
            framed=not window.cropped,
            hidden=read.hidden,
            lift_off_s=None if window.starts_at_top else rep.start_s,
        )
        findings = judge_rep(read.lead, reading.lift.name, reading.variant, context)
        yield RepAnalysis(
            number=number,
            start_s=rep.start_s,
            turn_s=rep.turn_s,
            end_s=rep.end_s,
            complete=rep.complete,
            flagged=bool(findings),
            metrics=as_documented(read.metrics),
            findings=findings,
            cues=cues_for_rep(findings, lift=reading.lift.name, variant=style),
            crosses_cut=window.crosses_cut,
            probability=round(rep.probability, DIGITS),
            compared_from_s=_compared_from_s(read),
        )


def _compared_from_s(read: RepReading) -> float | None:
    """Start of the ascent window, seconds; None where hips and chest are not compared.

    It is that of the joints, which charts show, unless the body that is fitted to them has come to
    the end of its own window by then: then it is the body's.
    """
    window, lead = read.window, read.lead
    if read.metrics["lean_gain_deg"].value is None or isinstance(lead, Reason):
        return None
    from_s = float(window.motion.time_s[window.ascent_window()[0]])
    return from_s if from_s < lead.rise.at_s else lead.rise.start_s


def _without_reps_of_another_exercise(reading: SetReading) -> SetReading:
    """The reading; where it may well be another exercise, its reps are listed as not counted.

    Other movements are then listed without their reason, since set-ups and walkouts belong to a
    squat or a deadlift.
    """
    if not reading.is_other:
        return reading
    said = f"{other_exercise(reading.odds)}."
    moved = tuple(
        NotRep(*rep.span_s, "other_exercise", said, rep.probability)
        for rep in (window.rep for window in reading.windows)
    )
    beside = (
        one if one.reason == "told" else replace(one, reason="other_movement", message=NO_REP)
        for one in reading.not_counted
    )
    others = sorted((*beside, *moved), key=lambda one: one.start_s)
    return replace(
        reading, lift=LiftGuess("unknown", reading.odds.other), variant="unknown", windows=(),
        reps=(), not_counted=tuple(others),
    )  # fmt: skip


def _lift(reading: SetReading) -> Lift:
    odds = certain_odds(reading.lift.name) if reading.lift_given else reading.odds
    named = reading.lift_given or odds.of(reading.lift.name) >= NAMED_FROM
    rounded = [round(p, DIGITS) for p in (odds.squat, odds.deadlift, odds.other)]
    return Lift(
        name=reading.lift.name if named else "unknown",
        variant=reading.variant if named else "unknown",  # type: ignore[arg-type]
        confidence=max(rounded),
        source="told" if reading.lift_given else "detected",
        probability=Probabilities(*rounded),
    )


def _view(view: CameraView) -> View:
    yaw = None if np.isnan(view.yaw_deg) else round(view.yaw_deg, 1)
    return View(view.name, yaw, view.near_side, view.yaw_uncertainty_deg)


def _lifter(seen: Observation, people: Sequence[PersonSeen], motion: Motion) -> Lifter:
    boxes = tuple(PersonBox(p.number, p.at_s, p.box_px) for p in people)
    torso = None if np.isnan(motion.torso_px) else round(motion.torso_px, 1)
    return Lifter(len(boxes), seen.track.chosen_by, torso, boxes)


def _series(reading: SetReading) -> Series:
    motion = reading.motion
    if not motion.seen.any():
        return Series()

    def curve(values: Array, digits: int) -> tuple[float | None, ...]:
        rounded = np.round(values, digits).tolist()
        return tuple(v if math.isfinite(v) else None for v in rounded)

    time_s = motion.time_s[::SERIES_STEP]
    return Series(
        time_s=tuple(np.round(time_s, DIGITS).tolist()),
        lean_deg=curve(_lean_deg(reading, time_s), 2),
        hip_height_torso=curve(motion.height("hip")[::SERIES_STEP], DIGITS),
        chest_height_torso=curve(motion.height("shoulder")[::SERIES_STEP], DIGITS),
    )


def _lean_deg(reading: SetReading, time_s: Array) -> Array:
    """(N,) the lean at these times; NaN outside the reps, and in those without a measured lean."""
    lean_deg = np.full(len(time_s), np.nan)
    for rep in reading.reps:
        first_s, last_s = (rep.window.motion.time_s[place] for place in rep.window.whole)
        here = (time_s >= first_s) & (time_s <= last_s)
        lean_deg[here] = measured_curve_deg(rep.window, rep.lean, rep.metrics, time_s[here])
    return lean_deg
