"""Realistic `Analysis` objects for tests of everything that shows one.

Each builder gives what the pipeline would give for such a clip: every metric of the contract is
there with a value or a reason, the guidance covers every fault found, the series follow the reps.
Nothing here is random; two calls give equal objects.
"""

from __future__ import annotations

import math
from dataclasses import replace

from formcheck.analysis import (
    Analysis,
    Clip,
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
    Trend,
    View,
)
from formcheck.findings.caps import hedged
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.explanation import cues_for_set, guidance_for
from formcheck.guidance.notices import advised
from formcheck.guidance.set_summary import load_advice, set_summary
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.thresholds import Thresholds
from tests.example_motion import RepShape, deadlift_series, squat_series, times_s
from tests.example_reps import ARM_HIDDEN, FROM_THE_FRONT, UNITS, deadlift_rep, squat_rep

THRESHOLDS = Thresholds().model_dump()
_PROBABLE = {"possible": 0.62, "likely": 0.84, "clear": 0.97}


def clean_squat_set() -> Analysis:
    """Five squats, no finding; a walkout was not counted."""
    shapes = [RepShape(3.0 + 4.2 * i, lean_peak_deg=36.0 + 0.3 * i) for i in range(5)]
    reps = tuple(squat_rep(i + 1, shape) for i, shape in enumerate(shapes))
    return _said(
        replace(
            _squat_base("squat_clean.mp4", 25.2),
            reps=reps,
            not_counted=(
                NotCounted(1.1, 2.2, "walkout", "Steps back from the rack: the feet move."),
            ),
            set=SetAnalysis(
                trends={"lean_peak_deg": Trend(0.3, "deg")},
            ),
            series=squat_series(tuple(shapes), 25.2),
        )
    )


def good_morning_squat_set() -> Analysis:
    """Six squats; reps 3 and 5 are good mornings, 5 leans too far too; the walkout is listed."""
    amounts = {3: (8.6, 0.092, 43.0), 5: (12.4, 0.168, 52.5)}
    shapes = []
    for number in range(1, 7):
        gain, lead, peak = amounts.get(number, (0.5, 0.008, 35.0 + 0.2 * number))
        shapes.append(
            RepShape(
                1.2 + 4.0 * (number - 1),
                lean_gain_deg=gain,
                hip_lead_torso=lead,
                lean_peak_deg=peak,
            )
        )
    reps = [squat_rep(i + 1, shape) for i, shape in enumerate(shapes)]
    reps[2] = _flag(reps[2], (_good_morning(reps[2], "moderate", "likely"),))
    reps[4] = _flag(reps[4], (_good_morning(reps[4], "severe", "clear"), _lean(reps[4])))
    return _said(
        replace(
            _squat_base("squat_good_morning.mp4", 27.4),
            reps=tuple(reps),
            not_counted=(
                NotCounted(0.2, 1.0, "walkout", "Steps back from the rack: the feet move."),
                NotCounted(25.4, 26.2, "partial", "Went down 41 % of the set's usual depth."),
            ),
            set=SetAnalysis(
                trends={"lean_peak_deg": Trend(1.4, "deg"), "lean_gain_deg": Trend(0.9, "deg")},
                cues=_set_cues(reps, "squat", "high_bar"),
            ),
            guidance=guidance_for(
                ["good_morning", "excessive_lean"], lift="squat", variant="high_bar"
            ),
            series=squat_series(tuple(shapes), 27.4),
        )
    )


def late_shrug_deadlift_set() -> Analysis:
    """Eight deadlifts; the shrug grows from rep 6 on, rep 4 could not be judged for it."""
    shapes = [
        RepShape(
            1.6 + 3.6 * i,
            lean_peak_deg=64.0 + 0.2 * i,
            lean_gain_deg=-4.0 + 0.2 * i,
            hip_lead_torso=-0.03,
            shrug_torso=0.004 if i < 5 else 0.03 + 0.02 * (i - 4),
            first_half_s=1.3,
            second_half_s=1.0,
        )
        for i in range(8)
    ]
    reps = [deadlift_rep(i + 1, shape) for i, shape in enumerate(shapes)]
    hidden = dict(reps[3].metrics, shrug_torso=not_assessed("torso", ARM_HIDDEN))
    reps[3] = replace(reps[3], metrics=hidden)
    for index in (5, 6, 7):
        reps[index] = _flag(reps[index], (_shrug(reps[index]),))
    last = replace(reps[7].findings[0], fault="late_set_shrug", reps=(6, 7, 8))
    late = replace(
        last,
        message="Your shoulders crept up in the last third of the set: reps 6, 7 and 8.",
    )
    return _said(
        replace(
            _squat_base("deadlift_late_shrug.mov", 32.0),
            lift=Lift("deadlift", "conventional", 0.98, "detected"),
            view=View("side", 6.0, "right", 4.0),
            reps=tuple(reps),
            not_counted=(
                NotCounted(0.3, 1.2, "setup", "Reaches for the bar and lets go: no rep."),
                NotCounted(30.4, 31.2, "drop", "Lets the bar go after the last rep."),
            ),
            set=SetAnalysis(
                findings=(late,),
                trends={"shrug_torso": Trend(0.013, "torso")},
                cues=_set_cues(reps, "deadlift", "conventional"),
            ),
            guidance=guidance_for(
                ["shrug", "late_set_shrug"], lift="deadlift", variant="conventional"
            ),
            warnings=(
                advised(
                    "view_plate_hides_shoulder",
                    "The plate hides the shoulder in some frames.",
                    "Step a little toward the lifter's front, or raise the phone to chest height.",
                ),
            ),
            series=deadlift_series(tuple(shapes), 32.0),
        )
    )


def front_view_squat_set() -> Analysis:
    """Four squats from the front: counted and timed, but lean, rise and shrug abstain."""
    shapes = [RepShape(2.0 + 4.1 * i) for i in range(4)]
    reps = []
    for i, shape in enumerate(shapes):
        rep = squat_rep(i + 1, shape)
        blind = ("lean_peak_deg", "lean_turn_deg", "lean_gain_deg", "rise_ratio", "hip_lead_torso")
        metrics = dict(rep.metrics)
        for name in (*blind, "shrug_torso", "heel_rise_torso"):
            metrics[name] = not_assessed(UNITS[name], FROM_THE_FRONT)
        metrics["knee_in_hip_width"] = Measurement(0.02, "hip width", 0.05, rep.turn_s)
        reps.append(replace(rep, metrics=metrics))
    series = squat_series(tuple(shapes), 20.0)
    nothing = (None,) * len(series.time_s)
    return _said(
        replace(
            _squat_base("squat_front.mp4", 20.0),
            view=View("front", 88.0, None, 6.0),
            reps=tuple(reps),
            warnings=(
                advised(
                    "view_front",
                    "Torso lean does not show from the front.",
                    "Put the phone to the side, at hip height, about 3 m away.",
                ),
            ),
            series=replace(series, lean_deg=nothing),
        )
    )


def no_reps_found() -> Analysis:
    """Somebody walks through the shot; nothing counts."""
    time_s = times_s(8.0)
    return replace(
        _squat_base("walk.mp4", 8.0),
        lift=Lift("unknown", "unknown", 0.2, "detected"),
        not_counted=(
            NotCounted(2.0, 3.4, "not_a_lift", "Bends down once while walking: the feet move."),
        ),
        set=SetAnalysis(summary="No reps found."),
        warnings=(
            advised(
                "no_reps",
                "Nobody squats or deadlifts in this clip.",
                "Film the whole set from the side, feet and plates in the frame, and let the phone "
                "stand still.",
            ),
        ),
        series=Series(
            time_s=time_s,
            lean_deg=tuple(4.0 + math.sin(3 * t) for t in time_s),
            hip_height_torso=tuple(1.7 + 0.02 * math.sin(6 * t) for t in time_s),
            chest_height_torso=tuple(2.7 + 0.02 * math.sin(6 * t) for t in time_s),
        ),
    )


def no_person_seen() -> Analysis:
    """An empty room."""
    return replace(
        _squat_base("empty_room.mp4", 5.0),
        lift=Lift("unknown", "unknown", 0.0, "detected"),
        view=View("unknown", None, None),
        lifter=Lifter(people_seen=0, chosen_by=None, torso_px=None),
        set=SetAnalysis(summary="No person seen in this clip."),
        warnings=(
            advised(
                "no_person",
                "No person was found.",
                "Check the light, and that the whole body is in the frame.",
            ),
        ),
    )


def only_perhaps(analysis: Analysis) -> Analysis:
    """Nothing that was found in it is more than possible."""
    reps = tuple(
        replace(
            rep, findings=tuple(hedged(replace(f, confidence="possible")) for f in rep.findings)
        )
        for rep in analysis.reps
    )
    findings = tuple(hedged(replace(f, confidence="possible")) for f in analysis.set.findings)
    return replace(analysis, reps=reps, set=replace(analysis.set, findings=findings))


def without_findings(analysis: Analysis) -> Analysis:
    """The same set, and nothing was found in it."""
    reps = tuple(replace(rep, flagged=False, findings=()) for rep in analysis.reps)
    return replace(analysis, reps=reps, set=replace(analysis.set, findings=()))


def seen_in_part(analysis: Analysis) -> Analysis:
    """The same set, but nobody saw whether hips and chest rose together."""
    unseen = not_assessed("deg", FROM_THE_FRONT)
    reps = tuple(
        replace(rep, metrics=dict(rep.metrics) | {"lean_gain_deg": unseen}) for rep in analysis.reps
    )
    return replace(analysis, reps=reps)


def all_examples() -> dict[str, Analysis]:
    """Every example by name."""
    return {
        "clean_squat_set": clean_squat_set(),
        "good_morning_squat_set": good_morning_squat_set(),
        "late_shrug_deadlift_set": late_shrug_deadlift_set(),
        "front_view_squat_set": front_view_squat_set(),
        "no_reps_found": no_reps_found(),
        "no_person_seen": no_person_seen(),
    }


def _squat_base(name: str, duration_s: float) -> Analysis:
    return Analysis(
        clip=Clip(
            name=name,
            sha256=f"{abs(_checksum(name)):064x}",
            width_px=1280,
            height_px=720,
            duration_s=duration_s,
            frames=round(duration_s * 30),
            mean_fps=30.0,
            variable_frame_rate=False,
            rotation_deg=0,
            codec="h264",
        ),
        model=Model("pose_landmarker_full", "5" * 64, "mediapipe 0.10.33"),
        lift=Lift("squat", "high_bar", 0.97, "detected"),
        view=View("side", 9.0, "left", 5.0),
        lifter=Lifter(1, "only_person", 176.0, (PersonBox(1, 1.0, (480.0, 120.0, 760.0, 690.0)),)),
        reps=(),
        not_counted=(),
        set=SetAnalysis(),
        guidance=(),
        warnings=(),
        thresholds=dict(THRESHOLDS),
        timing=Timing(1.1, 9.8, 0.05, 6.2, poses_from_cache=False),
        formcheck_version="0.1.0",
    )


def _said(analysis: Analysis) -> Analysis:
    """With what the pipeline would say of its reps."""
    verdict = verdict_of(analysis)
    of_set = replace(
        analysis.set,
        summary=set_summary(verdict),
        first_broken_rep=verdict.broken.rep if verdict.broken else None,
        load=load_advice(verdict),
    )
    return replace(analysis, set=of_set)


def _checksum(name: str) -> int:
    return sum((i + 1) * ord(letter) for i, letter in enumerate(name))


def _set_cues(reps: list[RepAnalysis], lift: str, variant: str) -> tuple[str, ...]:
    found = [finding for rep in reps for finding in rep.findings]
    return cues_for_set(found, lift=lift, variant=variant, load_said=True)


def _flag(rep: RepAnalysis, findings: tuple[Finding, ...]) -> RepAnalysis:
    guidance = guidance_for(
        [finding.fault for finding in findings], lift="squat", variant="high_bar"
    )
    cues = tuple(dict.fromkeys(entry.cues[0] for entry in guidance))
    return replace(rep, flagged=True, findings=findings, cues=cues)


def _good_morning(rep: RepAnalysis, severity: str, confidence: str) -> Finding:
    gain = rep.metrics["lean_gain_deg"]
    return Finding(
        fault="good_morning",
        severity=severity,  # type: ignore[arg-type]
        confidence=confidence,  # type: ignore[arg-type]
        metric="lean_gain_deg",
        measured=gain.value or 0.0,
        limit=THRESHOLDS["good_morning_gain_deg"],
        unit="deg",
        at_s=gain.at_s or 0.0,
        probability=_PROBABLE[confidence],
        message=(
            f"Your hips rose faster than your chest: your torso tipped forward by "
            f"{gain.value:.0f}° out of the bottom."
        ),
    )


def _lean(rep: RepAnalysis) -> Finding:
    peak = rep.metrics["lean_peak_deg"]
    return Finding(
        fault="excessive_lean",
        severity="mild",
        confidence="likely",
        metric="lean_peak_deg",
        measured=peak.value or 0.0,
        limit=THRESHOLDS["lean_high_bar_deg"],
        unit="deg",
        at_s=peak.at_s or 0.0,
        probability=_PROBABLE["likely"],
        message=f"Your torso leaned {peak.value:.0f}° forward; the limit here is 50°.",
    )


def _shrug(rep: RepAnalysis) -> Finding:
    shrug = rep.metrics["shrug_torso"]
    percent = 100 * (shrug.value or 0.0)
    return Finding(
        fault="shrug",
        severity="moderate" if percent >= 7 else "mild",
        confidence="likely" if percent >= 7 else "possible",
        metric="shrug_torso",
        measured=shrug.value or 0.0,
        limit=THRESHOLDS["shrug_possible_torso"],
        unit="torso",
        at_s=shrug.at_s or 0.0,
        probability=_PROBABLE["likely" if percent >= 7 else "possible"],
        message=f"Your shoulders crept up by {percent:.0f} % of torso length at lockout.",
    )
