"""From measured values to verdicts: the findings of a rep.

A finding needs a value beyond its limit; its severity is the size of the value, its confidence
how far beyond the limit it is in units of its own uncertainty, and never more than the view
allows. Values that were not assessed give no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formcheck.analysis import Confidence, Fault, Finding, Severity
from formcheck.metrics.measurement import Measurement
from formcheck.thresholds import Thresholds
from formcheck.view import CameraView

Metrics = Mapping[str, Measurement]

SURENESS: Mapping[Confidence, int] = {"possible": 0, "likely": 1, "clear": 2}
CLEAR_MARGIN = 1.0
"""Beyond the limit by its whole 90 % half width: fewer than one in twenty such values is really
below the limit."""
LIKELY_MARGIN = 0.3
BY_GAIN: frozenset[Fault] = frozenset({"good_morning", "hips_shoot"})
"""Faults read from a change of lean. Joints lost behind a plate change by 20°, too, and only other
reps of the set can tell: without two more to compare with, such a fault is never more than possible
(single squats of strangers, followed a second time with a little more light, read 0 to 22°)."""
MOST_OF_THE_LIMIT = 0.7
LEAN_MAY_BE_LESS_DEG = 15.0
"""Half widths of a lean are 7 to 12°; only where a rep stands alone can it be this far below."""
BY_LEAN: frozenset[Fault] = frozenset({"excessive_lean"})
UNSURE_LEAN_DEG = 13.0
"""In full view a lean is known to 7 to 12°. Where plates hide most of the set, or head and
shoulders, it is not, and too large a lean is never more than possible."""
DEPTH_MAY_BE_LESS_THIGH = 0.17
"""The half width of a depth is .12; only behind plates, and where a lean far beyond that of other
reps is taken off, can it be this far below."""
BY_DEPTH: frozenset[Fault] = frozenset({"shallow_depth"})
UNSURE_DEPTH_THIGH = 0.15
"""Behind plates all reps of a set may share an error, which no half width shows: a squat is never
clearly shallow there."""
WHOLE_WAY_TORSO = 0.9
"""From standing to parallel the hips go down by a thigh, which is .9 torso."""


@dataclass(frozen=True)
class JudgedRep:
    """A rep's number, values and findings."""

    number: int
    metrics: Metrics
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Rule:
    """How one metric becomes one fault: limits from mild to severe, and the words.

    Attributes:
        surely: What the value less its uncertainty has to reach, too; None asks for nothing.
    """

    fault: Fault
    metric: str
    mild: float
    moderate: float
    severe: float
    message: str
    surely: float | None = None


def judge_rep(
    metrics: Metrics, lift: str, variant: str, view: CameraView, limits: Thresholds
) -> tuple[Finding, ...]:
    """Findings of one rep, worst first.

    Args:
        metrics: The rep's measurements by name.
        lift: squat or deadlift.
        variant: Style of the lift, which moves some limits.
        view: Caps the confidence: an oblique camera makes nothing "clear".
        limits: The limits to judge by.
    """
    rules = _squat_rules(variant, limits) if lift == "squat" else _deadlift_rules(limits)
    found = _worst_of_each([f for r in rules if (f := _apply(r, metrics, view)) is not None])
    fall = _fall(metrics, lift, view, limits)
    found += [fall] if fall is not None else []
    if not _hips_lead(metrics, limits):
        found = [f for f in found if f.fault != "good_morning"]
    if lift == "deadlift" and not any(f.fault == "hips_shoot" for f in found):
        against_own = _hips_shoot_against_own(found, metrics, view, limits)
        found += [against_own] if against_own is not None else []
    if _value(metrics, "lean_gain_over_own_deg") is None:
        found = [_at_most(f, BY_GAIN, "possible") for f in found]
    if _lean_is_unsure(metrics):
        found = [_at_most(f, BY_LEAN, "possible") for f in found]
    depth = metrics.get("depth_thigh")
    if depth is not None and (depth.uncertainty or 0.0) > UNSURE_DEPTH_THIGH:
        found = [_at_most(f, BY_DEPTH, "likely") for f in found]
    order: dict[Severity, int] = {"severe": 0, "moderate": 1, "mild": 2}
    return tuple(sorted(found, key=lambda f: order[f.severity]))


def _lean_is_unsure(metrics: Metrics) -> bool:
    lean = metrics.get("lean_peak_deg")
    return lean is not None and (lean.uncertainty or 0.0) > UNSURE_LEAN_DEG


def _at_most(finding: Finding, faults: frozenset[Fault], most: Confidence) -> Finding:
    """The finding, no surer than `most` when it is one of the faults."""
    if finding.fault not in faults or SURENESS[finding.confidence] <= SURENESS[most]:
        return finding
    return replace(finding, confidence=most)


def _worst_of_each(found: Sequence[Finding]) -> list[Finding]:
    """One finding per fault: the one furthest beyond its limit."""
    worst: dict[Fault, Finding] = {}
    for finding in sorted(found, key=lambda f: f.measured / f.limit):
        worst[finding.fault] = finding
    return list(worst.values())


def _squat_rules(variant: str, limits: Thresholds) -> tuple[_Rule, ...]:
    lean = {"low_bar": limits.lean_low_bar_deg, "front": limits.lean_front_deg}.get(
        variant, limits.lean_high_bar_deg
    )
    over = limits.lean_severe_over_deg
    return (
        _Rule(
            "good_morning",
            "lean_gain_deg",
            limits.good_morning_gain_deg,
            limits.good_morning_moderate_deg,
            limits.good_morning_severe_deg,
            "Hips rose faster than the chest: the torso tipped {value:.0f}° further forward "
            "out of the bottom.",
        ),
        _Rule(
            "excessive_lean",
            "lean_peak_deg",
            lean,
            lean + over / 2,
            lean + over,
            "The torso leaned {value:.0f}° from upright at its furthest.",
            surely=lean - LEAN_MAY_BE_LESS_DEG,
        ),
        _shrug_rule(limits),
        _Rule(
            "shallow_depth",
            "depth_thigh",
            limits.shallow_depth_thigh,
            limits.shallow_moderate_thigh,
            limits.shallow_severe_thigh,
            "The hips stayed above the knees by {percent:.0f} % of the thigh.",
            surely=limits.shallow_depth_thigh - DEPTH_MAY_BE_LESS_THIGH,
        ),
        _Rule(
            "knees_in",
            "knee_in_hip_width",
            limits.knees_in_hip_width,
            limits.knees_in_moderate_hip_width,
            limits.knees_in_severe_hip_width,
            "The knees moved inward by {percent:.0f} % of the hips' width each.",
        ),
        _Rule(
            "heel_lift",
            "heel_rise_torso",
            limits.heel_lift_torso,
            limits.heel_lift_moderate_torso,
            limits.heel_lift_severe_torso,
            "The heel came off the floor by {percent:.0f} % of the torso's length.",
            surely=limits.heel_lift_surely_torso,
        ),
        _Rule(
            "neck_posture",
            "neck_change_deg",
            limits.neck_change_deg,
            limits.neck_moderate_deg,
            limits.neck_severe_deg,
            "The head was held {value:.0f}° differently from your other reps.",
        ),
    )


def _deadlift_rules(limits: Thresholds) -> tuple[_Rule, ...]:
    return (
        _Rule(
            "hips_shoot",
            "lean_gain_deg",
            limits.hips_shoot_gain_deg,
            limits.hips_shoot_moderate_deg,
            limits.hips_shoot_severe_deg,
            "Hips shot up off the floor: the torso tipped {value:.0f}° further forward before "
            "the bar reached the knees.",
        ),
        _shrug_rule(limits),
        _Rule(
            "upper_back_rounding",
            "back_rounding_deg",
            limits.back_rounding_deg,
            limits.back_rounding_moderate_deg,
            limits.back_rounding_severe_deg,
            "The upper back rounded off the floor, about {value:.0f}° more than in your straighter "
            "reps.",
        ),
        _Rule(
            "upper_back_rounding",
            "upper_back_curl_deg",
            limits.upper_back_curl_deg,
            limits.upper_back_curl_moderate_deg,
            limits.upper_back_curl_severe_deg,
            "The upper back rounded off the floor: head and shoulders curled {value:.0f}° forward "
            "of the trunk.",
        ),
        _Rule(
            "upper_back_rounding",
            "upper_back_bend_deg",
            limits.upper_back_bend_deg,
            limits.upper_back_bend_moderate_deg,
            limits.upper_back_bend_severe_deg,
            "The upper back rounded off the floor: its outline bends by {value:.0f}°; straight "
            "backs stay below 15°.",
        ),
    )


def _shrug_rule(limits: Thresholds) -> _Rule:
    return _Rule(
        "shrug",
        "shrug_torso",
        limits.shrug_possible_torso,
        limits.shrug_likely_torso,
        limits.shrug_severe_torso,
        "The shoulders rose toward the ears by {percent:.0f} % of the torso's length.",
    )


def descent_limit_s(metrics: Metrics, whole_s: float) -> float:
    """The least time for a way down: `whole_s` for the whole way, half of it for half the way."""
    travel = _value(metrics, "hip_travel_torso")
    return whole_s if travel is None else whole_s * min(1.0, travel / WHOLE_WAY_TORSO)


def _fall(metrics: Metrics, lift: str, view: CameraView, limits: Thresholds) -> Finding | None:
    """A squat's descent that is dropped rather than controlled: here less is worse."""
    measured = metrics.get("descent_s")
    limit = descent_limit_s(metrics, limits.uncontrolled_descent_s)
    if lift != "squat" or measured is None or measured.value is None or measured.value >= limit:
        return None
    share = measured.value / limit
    severity: Severity = "mild" if share > 0.8 else "moderate" if share > 0.6 else "severe"
    beyond = replace(measured, value=2 * limit - measured.value)
    return Finding(
        fault="uncontrolled_descent",
        severity=severity,
        confidence=_confidence(beyond, limit, view),
        metric="descent_s",
        measured=measured.value,
        limit=limit,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=f"The way down took {measured.value:.1f} s: that is dropping, not lowering.",
    )


def _hips_lead(metrics: Metrics, limits: Thresholds) -> bool:
    """The second witness of a good morning, and the third where there is a bar."""
    lead = _value(metrics, "hip_lead_torso")
    lag = _value(metrics, "bar_lag_torso")
    if lead is None or lead < limits.good_morning_lead_torso:
        return False
    return lag is None or lag >= limits.good_morning_bar_lag_torso


def _value(metrics: Metrics, name: str) -> float | None:
    measured = metrics.get(name)
    return None if measured is None else measured.value


def _hips_shoot_against_own(
    found: Sequence[Finding], metrics: Metrics, view: CameraView, limits: Thresholds
) -> Finding | None:
    """Hips that shoot up clearly further than in the lifter's calmest rep.

    This overrules a gain that is itself within its limit, so the excess must be most of that limit
    at the low end of its uncertainty, the trunk must tip forward by as much, and a back that rounds
    (which tips the trunk line, too) must not explain it.
    """
    over = metrics.get("lean_gain_over_own_deg")
    gain = _value(metrics, "lean_gain_deg")
    if over is None or over.value is None or gain is None:
        return None
    rounds = any(f.fault == "upper_back_rounding" for f in found)
    most = MOST_OF_THE_LIMIT * limits.hips_shoot_gain_deg
    if rounds or gain < most:
        return None
    least = limits.hips_shoot_over_own_deg
    rule = _Rule(
        "hips_shoot",
        "lean_gain_over_own_deg",
        least,
        1.5 * least,
        2 * least,
        "Hips shot up off the floor: the torso tipped {value:.0f}° further than in your calmest "
        "rep.",
        surely=most,
    )
    return _apply(rule, metrics, view)


def _apply(rule: _Rule, metrics: Metrics, view: CameraView) -> Finding | None:
    measured = metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < rule.mild:
        return None
    at_least = measured.value - (measured.uncertainty or 0.0)
    if rule.surely is not None and at_least < rule.surely:
        return None
    severity: Severity = "mild"
    if measured.value >= rule.severe:
        severity = "severe"
    elif measured.value >= rule.moderate:
        severity = "moderate"
    return Finding(
        fault=rule.fault,
        severity=severity,
        confidence=_confidence(measured, rule.mild, view),
        metric=rule.metric,
        measured=measured.value,
        limit=rule.mild,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=rule.message.format(value=measured.value, percent=100 * measured.value),
    )


def _confidence(measured: Measurement, limit: float, view: CameraView) -> Confidence:
    if measured.value is None or not measured.uncertainty:
        return "possible"
    margin = (measured.value - limit) / measured.uncertainty
    if margin >= CLEAR_MARGIN and view.name == "side":
        return "clear"
    return "likely" if margin >= LIKELY_MARGIN else "possible"
