"""From measured values to verdicts: the findings of a rep.

A finding needs a probability that the true value is beyond its limit (`TOLD_FROM`; hips against
chest: a half); its severity is the size of the value, its confidence the word for the probability,
and never more than the view or the set allow. Values that were not assessed give no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

import numpy as np

from formcheck.analysis import Confidence, Fault, Finding, Severity, ViewName
from formcheck.body.rise import Rise
from formcheck.findings.fault_table import rules
from formcheck.findings.rules import Rule
from formcheck.metrics.measurement import Measurement
from formcheck.reasons import Reason
from formcheck.thresholds import Thresholds

Metrics = Mapping[str, Measurement]

SURENESS: Mapping[Confidence, int] = {"possible": 0, "likely": 1, "clear": 2}
SEVERITY: Mapping[Severity, int] = {"mild": 0, "moderate": 1, "severe": 2}
POSSIBLE_FROM, LIKELY_FROM, CLEAR_FROM = 0.5, 0.8, 0.95
"""What the words mean: of the findings called likely, four in five or more are right."""
TOLD_FROM = 0.65
"""The least probability with which a rule tells, chosen on *fit* and *check*: reps of a set are
misread together, and of what rules gave from 0.5 to here 3 of 13 were right, of leans 13 of 21.
Hips against chest have a posterior of the whole set and are told from a half: there 31 of 56 are.
"""
_MOST: Mapping[Confidence, float] = {"possible": 0.79, "likely": 0.94}
"""The largest probability of a word, for a finding that the view or the set hold down to it."""
SDS_OF_HALF = 1.645
"""A 90 % interval of a normal reaches so many standard deviations to either side."""
FALL: Final = "uncontrolled_descent"
BY_GAIN: frozenset[Fault] = frozenset({"good_morning", "hips_shoot"})
"""Faults of hips against chest: their probability is read off the posterior of the body."""
BY_LEAN: frozenset[Fault] = frozenset({"excessive_lean"})
UNSURE_LEAN_DEG = 13.0
"""In full view a lean is known to 7 to 12°. Where plates hide most of the set, or head and
shoulders, it is not, and too large a lean is never more than possible."""
UNSURE_ROUNDING_DEG = 15.0
"""Beyond it no rep of the set is flat: a lifter whose flat back bends like others' round ones looks
the same (a set labeled flat reads 28 to 35° in all its reps), so it is never more than possible."""
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
    metrics: Metrics,
    rise: Rise | Reason,
    lift: str,
    variant: str,
    view: ViewName,
    limits: Thresholds,
    *,
    style_told: bool = True,
) -> tuple[Finding, ...]:
    """Findings of one rep, worst first.

    Args:
        metrics: The rep's measurements by name.
        rise: What is known of hips against chest.
        lift: squat or deadlift.
        variant: Style of the lift, which moves some limits.
        view: Caps the confidence: an oblique camera makes nothing "clear".
        limits: The limits to judge by.
        style_told: Whether the lifter said which style it is; else what hangs on it says so.
    """
    held = (
        _of_rise(rule, metrics, rise, limits)
        if rule.fault in BY_GAIN
        else _apply(rule, metrics, view, limits)
        for rule in rules(lift, variant)
    )
    found = _worst_of_each([finding for finding in held if finding is not None])
    fall = _fall(metrics, lift, view, limits)
    found += [fall] if fall is not None else []
    if _back_explains(found, metrics, limits):
        found = [_at_most(f, BY_GAIN, "possible", "back") for f in found]
    if _lean_is_unsure(metrics):
        found = [_at_most(f, BY_LEAN, "possible", "lean") for f in found]
    if _no_flat_rep(metrics):
        found = [_by_shape_alone(f) for f in found]
    if not style_told:
        found = [_hangs_on_style(f, limits) for f in found]
    depth = metrics.get("depth_thigh")
    if depth is not None and (depth.uncertainty or 0.0) > UNSURE_DEPTH_THIGH:
        found = [_at_most(f, BY_DEPTH, "likely", "depth") for f in found]
    worst_first = sorted(found, key=lambda f: (-SEVERITY[f.severity], -SURENESS[f.confidence]))
    return tuple(worst_first)


def capped(found: tuple[Finding, ...], by: tuple[str, ...]) -> tuple[Finding, ...]:
    """Findings no surer than "possible" where something keeps them down; they say what does."""
    if not by:
        return found
    return tuple(
        replace(one, capped_by=(*one.capped_by, *by))
        if one.confidence == "possible"
        else replace(
            one,
            confidence="possible",
            probability=min(one.probability, _MOST["possible"]),
            capped_by=(*one.capped_by, *by),
        )
        for one in found
    )


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


def _no_flat_rep(metrics: Metrics) -> bool:
    rounding = metrics.get("back_rounding_deg")
    return rounding is not None and (rounding.uncertainty or 0.0) > UNSURE_ROUNDING_DEG


def _by_shape_alone(finding: Finding) -> Finding:
    if finding.metric != "back_rounding_deg":
        return finding
    return _at_most(finding, frozenset({finding.fault}), "possible", "flat")


def _hangs_on_style(finding: Finding, limits: Thresholds) -> Finding:
    """A lean that another style of the squat would allow is no more than possible until told."""
    most = max(limits.lean_high_bar_deg, limits.lean_low_bar_deg, limits.lean_front_deg)
    if finding.fault not in BY_LEAN or finding.measured >= most:
        return finding
    return replace(_at_most(finding, BY_LEAN, "possible", "variant"), depends_on=("variant",))


def _seen_from(view: ViewName, found: Finding) -> Finding:
    if view == "side":
        return found
    return _at_most(found, frozenset({found.fault}), "likely", "view")


def _at_most(finding: Finding, faults: frozenset[Fault], most: Confidence, by: str) -> Finding:
    """The finding, no surer than `most` when it is one of the faults; it says what keeps it so."""
    if finding.fault not in faults or SURENESS[finding.confidence] <= SURENESS[most]:
        return finding
    return replace(
        finding,
        confidence=most,
        probability=min(finding.probability, _MOST[most]),
        capped_by=(*finding.capped_by, by),
    )


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


def _fall(metrics: Metrics, lift: str, view: ViewName, limits: Thresholds) -> Finding | None:
    """A squat's descent that is dropped rather than controlled: here less is worse."""
    measured = metrics.get("descent_s")
    limit = descent_limit_s(metrics, limits.uncontrolled_descent_s)
    if lift != "squat" or measured is None or measured.value is None or measured.value >= limit:
        return None
    share = measured.value / limit
    severity: Severity = "mild" if share > MILD_SHARE else "moderate"
    severity = severity if share > MODERATE_SHARE else "severe"
    beyond = replace(measured, value=2 * limit - measured.value)
    probability = _probability(beyond, limit)
    found = Finding(
        fault=FALL,
        severity=severity,
        confidence=word_of(probability),
        metric="descent_s",
        measured=measured.value,
        limit=limit,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=f"Your descent took {measured.value:.1f} s: that is dropping, not lowering.",
        probability=probability,
    )
    return _seen_from(view, found)


def _value(metrics: Metrics, name: str) -> float | None:
    measured = metrics.get(name)
    return None if measured is None else measured.value


def _of_rise(
    rule: Rule, metrics: Metrics, rise: Rise | Reason, limits: Thresholds
) -> Finding | None:
    """A finding of hips against chest, by its probability.

    A good morning is a joint event: the torso tips and the hips lead.
    """
    measured = metrics.get(rule.metric)
    if isinstance(rise, Reason) or measured is None or measured.value is None:
        return None
    mild, moderate, severe = rule.steps(limits)
    lead = limits.good_morning_lead_torso if rule.fault == "good_morning" else -np.inf
    probability = rise.probability(mild, lead)
    if probability < POSSIBLE_FROM:
        return None
    # rarely the joint event is likelier than not while the median is a hair below
    value = max(measured.value, mild)
    found = _finding(rule, measured, value, (mild, moderate, severe), probability)
    return found if rise.firm else _at_most(found, BY_GAIN, "possible", "tip")


def _apply(rule: Rule, metrics: Metrics, view: ViewName, limits: Thresholds) -> Finding | None:
    mild, moderate, severe = rule.steps(limits)
    measured = metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < mild:
        return None
    least = rule.at_least(limits)
    if least is not None and measured.value - (measured.uncertainty or 0.0) < least:
        return None
    probability = _probability(measured, mild)
    if probability < TOLD_FROM:
        return None
    found = _finding(rule, measured, measured.value, (mild, moderate, severe), probability)
    return _seen_from(view, found)


def _finding(
    rule: Rule,
    measured: Measurement,
    value: float,
    steps: tuple[float, float, float],
    probability: float,
) -> Finding:
    mild, moderate, severe = steps
    severity: Severity = "moderate" if value >= moderate else "mild"
    words = rule.below if value < 0 and rule.below else rule.message
    return Finding(
        fault=rule.fault,
        severity="severe" if value >= severe else severity,
        confidence=word_of(probability),
        metric=rule.metric,
        measured=value,
        limit=mild,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=words.format(value=value, percent=100 * abs(value)),
        probability=probability,
    )


def word_of(probability: float) -> Confidence:
    """What a probability of a half and more is called."""
    if probability >= CLEAR_FROM:
        return "clear"
    return "likely" if probability >= LIKELY_FROM else "possible"


def _probability(measured: Measurement, limit: float) -> float:
    """That the true value is beyond the limit, for a normal with this 90 % half width.

    A value without a half width is known to nothing: a half.
    """
    if measured.value is None or not measured.uncertainty:
        return POSSIBLE_FROM
    sd = measured.uncertainty / SDS_OF_HALF
    return NormalDist().cdf((measured.value - limit) / sd)
