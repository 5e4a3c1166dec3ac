"""The reps of the example analyses: every metric of the contract, with a value or a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formcheck.analysis import Finding, RepAnalysis
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from tests.example_motion import RepShape


def judged_rep(
    number: int, metrics: Mapping[str, Measurement], findings: tuple[Finding, ...] = ()
) -> RepAnalysis:
    """A rep of which no more is known than what a set is judged by."""
    return RepAnalysis(
        number, None, 2.0 * number, None, True, bool(findings), dict(metrics), findings
    )


UNITS = {
    "lean_peak_deg": "deg",
    "lean_turn_deg": "deg",
    "lean_gain_deg": "deg",
    "rise_ratio": "ratio",
    "hip_lead_torso": "torso",
    "shrug_torso": "torso",
    "depth_thigh": "thigh",
    "descent_s": "s",
    "ascent_s": "s",
    "hip_travel_torso": "torso",
    "knee_in_hip_width": "hip width",
    "heel_rise_torso": "torso",
    "neck_change_deg": "deg",
    "back_rounding_deg": "deg",
    "upper_back_curl_deg": "deg",
    "upper_back_bend_deg": "deg",
}
UNCERTAINTY = {
    "lean_peak_deg": 3.0,
    "lean_turn_deg": 3.0,
    "lean_gain_deg": 2.1,
    "rise_ratio": 0.12,
    "hip_lead_torso": 0.02,
    "shrug_torso": 0.015,
    "depth_thigh": 0.03,
    "descent_s": 0.07,
    "ascent_s": 0.07,
    "hip_travel_torso": 0.04,
}
FROM_THE_SIDE = Reason(
    ReasonCode.NEEDS_FRONT_VIEW,
    "knees caving in show only from the front, and this clip is from the side",
    "film one set from straight ahead",
)
FROM_THE_FRONT = Reason(
    ReasonCode.VIEW_FRONT,
    "torso lean does not show from the front",
    "put the phone to the side, at hip height, about 3 m away",
)
SQUAT_ONLY = Reason(ReasonCode.OTHER_LIFT, "This is judged in squats only.")
DEADLIFT_ONLY = Reason(ReasonCode.OTHER_LIFT, "This is judged in deadlifts only.")
ARM_HIDDEN = Reason(
    ReasonCode.HIDDEN_BY_PLATE,
    "the plate hides the shoulder at lockout",
    "raise the phone to chest height or step a little toward the lifter's front",
)


def _metrics(shape: RepShape, moments_s: dict[str, float]) -> dict[str, Measurement]:
    values = {
        "lean_peak_deg": shape.lean_peak_deg,
        "lean_turn_deg": shape.lean_peak_deg - max(shape.lean_gain_deg, 0.0),
        "lean_gain_deg": shape.lean_gain_deg,
        "rise_ratio": 1.0 + shape.hip_lead_torso * 3.5,
        "hip_lead_torso": shape.hip_lead_torso,
        "shrug_torso": shape.shrug_torso,
        "depth_thigh": shape.depth_thigh,
        "descent_s": shape.first_half_s,
        "ascent_s": shape.second_half_s,
        "hip_travel_torso": 0.92,
    }
    metrics = {
        name: Measurement(round(value, 3), UNITS[name], UNCERTAINTY[name], moments_s.get(name))
        for name, value in values.items()
    }
    metrics["knee_in_hip_width"] = not_assessed("hip width", FROM_THE_SIDE)
    metrics["heel_rise_torso"] = Measurement(0.01, "torso", 0.014, shape.turn_s)
    metrics["neck_change_deg"] = Measurement(1.5, "deg", 4.0)
    metrics["back_rounding_deg"] = not_assessed("deg", DEADLIFT_ONLY)
    metrics["upper_back_curl_deg"] = not_assessed("deg", DEADLIFT_ONLY)
    metrics["upper_back_bend_deg"] = not_assessed("deg", DEADLIFT_ONLY)
    return metrics


def squat_rep(number: int, shape: RepShape) -> RepAnalysis:
    early_up_s = round(shape.turn_s + 0.35 * shape.second_half_s, 3)
    moments = {
        "lean_peak_deg": early_up_s,
        "lean_turn_deg": shape.turn_s,
        "lean_gain_deg": early_up_s,
        "rise_ratio": early_up_s,
        "hip_lead_torso": early_up_s,
        "shrug_torso": shape.turn_s,
        "depth_thigh": shape.turn_s,
    }
    return RepAnalysis(
        number=number,
        start_s=shape.start_s,
        turn_s=shape.turn_s,
        end_s=shape.end_s,
        complete=True,
        flagged=False,
        metrics=_metrics(shape, moments),
        findings=(),
    )


def deadlift_rep(number: int, shape: RepShape) -> RepAnalysis:
    knee_s = round(shape.start_s + 0.5 * shape.first_half_s, 3)
    moments = {
        "lean_peak_deg": shape.start_s,
        "lean_turn_deg": shape.start_s,
        "lean_gain_deg": knee_s,
        "rise_ratio": knee_s,
        "hip_lead_torso": knee_s,
        "shrug_torso": shape.turn_s,
    }
    metrics = _metrics(shape, moments)
    metrics["depth_thigh"] = not_assessed("thigh", SQUAT_ONLY)
    metrics["knee_in_hip_width"] = not_assessed("hip width", SQUAT_ONLY)
    metrics["heel_rise_torso"] = not_assessed("torso", SQUAT_ONLY)
    metrics["neck_change_deg"] = not_assessed("deg", SQUAT_ONLY)
    metrics["back_rounding_deg"] = Measurement(2.0, "deg", 12.0, shape.start_s)
    metrics["upper_back_curl_deg"] = Measurement(18.0, "deg", 6.0, shape.start_s)
    metrics["upper_back_bend_deg"] = Measurement(-6.0, "deg", 10.0, shape.start_s)
    metrics["descent_s"], metrics["ascent_s"] = (
        replace(metrics["descent_s"], value=shape.second_half_s),
        replace(metrics["ascent_s"], value=shape.first_half_s),
    )
    return replace(squat_rep(number, shape), metrics=metrics)
