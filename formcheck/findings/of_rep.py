"""From measured values to verdicts: the findings of a rep.

A finding needs a value beyond its limit; its severity is the size of the value, its confidence
how far beyond the limit it is in units of its own uncertainty, and never more than the view
allows. Values that were not assessed give no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from formcheck.analysis import Confidence, Fault, Finding, Severity
from formcheck.findings.rules import Rule, against_own, rules
from formcheck.metrics.measurement import Measurement
from formcheck.signals.view import CameraView
from formcheck.thresholds import Thresholds

Metrics = Mapping[str, Measurement]

SURENESS: Mapping[Confidence, int] = {"possible": 0, "likely": 1, "clear": 2}
SEVERITY: Mapping[Severity, int] = {"mild": 0, "moderate": 1, "severe": 2}
CLEAR_MARGIN = 1.0
"""Beyond the limit by its whole 90 % half width: fewer than one in twenty such values is really
below the limit."""
LIKELY_MARGIN = 0.3
FALL: Final = "uncontrolled_descent"
BY_GAIN: frozenset[Fault] = frozenset({"good_morning", "hips_shoot"})
"""Faults read from a change of lean. Joints lost behind a plate change by 20°, too, and only other
reps of the set can tell: without two more to compare with, such a fault is never more than possible
(single squats of strangers, followed a second time with a little more light, read 0 to 22°)."""
BY_LEAN: frozenset[Fault] = frozenset({"excessive_lean"})
UNSURE_LEAN_DEG = 13.0
"""In full view a lean is known to 7 to 12°. Where plates hide most of the set, or head and
shoulders, it is not, and too large a lean is never more than possible."""
BY_DEPTH: frozenset[Fault] = frozenset({"shallow_depth"})
UNSURE_DEPTH_THIGH = 0.15
"""Behind plates all reps of a set may share an error, which no half width shows: a squat is never
clearly shallow there."""
SURE_ROUNDING_DEG, TIPS_SHARE = 10.0, 0.5
"""Straight reps repeat within 10° (`thresholds.py`); what a back rounds by tips the line from hip
to shoulder by about half."""
WHOLE_WAY_TORSO = 0.9
"""From standing to parallel the hips go down by a thigh, which is .9 torso."""
MILD_SHARE, MODERATE_SHARE = 0.8, 0.6
"""Of the least time for a way down. What falls freely covers it in about half of that time."""


@dataclass(frozen=True)
class JudgedRep:
    """A rep's number, values and findings."""

    number: int
    metrics: Metrics
    findings: tuple[Finding, ...]


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
    held = (_apply(rule, metrics, view, limits) for rule in rules(lift, variant))
    found = _worst_of_each([finding for finding in held if finding is not None])
    fall = _fall(metrics, lift, view, limits)
    found += [fall] if fall is not None else []
    if not _hips_lead(metrics, limits):
        found = [f for f in found if f.fault != "good_morning"]
    over_own = against_own(lift, variant)
    if over_own is not None and not any(f.fault == over_own.fault for f in found):
        shoots = _hips_shoot_against_own(over_own, found, metrics, view, limits)
        found += [shoots] if shoots is not None else []
    if _value(metrics, "lean_gain_over_own_deg") is None or _back_explains(found, metrics, limits):
        found = [_at_most(f, BY_GAIN, "possible") for f in found]
    if _lean_is_unsure(metrics):
        found = [_at_most(f, BY_LEAN, "possible") for f in found]
    depth = metrics.get("depth_thigh")
    if depth is not None and (depth.uncertainty or 0.0) > UNSURE_DEPTH_THIGH:
        found = [_at_most(f, BY_DEPTH, "likely") for f in found]
    worst_first = sorted(found, key=lambda f: (-SEVERITY[f.severity], -SURENESS[f.confidence]))
    return tuple(worst_first)


def _back_explains(found: Sequence[Finding], metrics: Metrics, limits: Thresholds) -> bool:
    """Whether a gain may be that of a rounding back.

    It tips the line from hip to shoulder by half of what it rounds by.
    """
    if _rounds(found):
        return True
    gain, rounding = (_value(metrics, name) for name in ("lean_gain_deg", "back_rounding_deg"))
    if gain is None or rounding is None or rounding <= SURE_ROUNDING_DEG:
        return False
    return gain - TIPS_SHARE * rounding < limits.hips_shoot_gain_deg


def _rounds(found: Sequence[Finding]) -> bool:
    return any(f.fault == "upper_back_rounding" for f in found)


def _lean_is_unsure(metrics: Metrics) -> bool:
    lean = metrics.get("lean_peak_deg")
    return lean is not None and (lean.uncertainty or 0.0) > UNSURE_LEAN_DEG


def _at_most(finding: Finding, faults: frozenset[Fault], most: Confidence) -> Finding:
    """The finding, no surer than `most` when it is one of the faults."""
    if finding.fault not in faults or SURENESS[finding.confidence] <= SURENESS[most]:
        return finding
    return replace(finding, confidence=most)


def _worst_of_each(found: Sequence[Finding]) -> list[Finding]:
    """One finding per fault: the severest, and of those the one furthest beyond its limit."""
    worst: dict[Fault, Finding] = {}
    for finding in sorted(found, key=lambda f: (SEVERITY[f.severity], f.measured - f.limit)):
        worst[finding.fault] = finding
    return list(worst.values())


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
    severity: Severity = "mild" if share > MILD_SHARE else "moderate"
    severity = severity if share > MODERATE_SHARE else "severe"
    beyond = replace(measured, value=2 * limit - measured.value)
    return Finding(
        fault=FALL,
        severity=severity,
        confidence=_confidence(beyond, limit, view),
        metric="descent_s",
        measured=measured.value,
        limit=limit,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=f"Your descent took {measured.value:.1f} s: that is dropping, not lowering.",
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
    rule: Rule, found: Sequence[Finding], metrics: Metrics, view: CameraView, limits: Thresholds
) -> Finding | None:
    """Hips that shoot up clearly further than in the lifter's calmest rep.

    This overrules a gain that is itself within its limit, so the excess must be most of that limit
    at the low end of its uncertainty, the trunk must tip forward by as much, and a back that rounds
    (which tips the trunk line, too) must not explain it.
    """
    gain = _value(metrics, "lean_gain_deg")
    least = rule.at_least(limits)
    if _rounds(found) or gain is None or (least is not None and gain < least):
        return None
    return _apply(rule, metrics, view, limits)


def _apply(rule: Rule, metrics: Metrics, view: CameraView, limits: Thresholds) -> Finding | None:
    mild, moderate, severe = rule.steps(limits)
    measured = metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < mild:
        return None
    least = rule.at_least(limits)
    if least is not None and measured.value - (measured.uncertainty or 0.0) < least:
        return None
    severity: Severity = "moderate" if measured.value >= moderate else "mild"
    words = rule.below if measured.value < 0 and rule.below else rule.message
    return Finding(
        fault=rule.fault,
        severity="severe" if measured.value >= severe else severity,
        confidence=_confidence(measured, mild, view),
        metric=rule.metric,
        measured=measured.value,
        limit=mild,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=words.format(value=measured.value, percent=100 * abs(measured.value)),
    )


def _confidence(measured: Measurement, limit: float, view: CameraView) -> Confidence:
    if measured.value is None or not measured.uncertainty:
        return "possible"
    margin = (measured.value - limit) / measured.uncertainty
    if margin >= CLEAR_MARGIN and view.name == "side":
        return "clear"
    return "likely" if margin >= LIKELY_MARGIN else "possible"
