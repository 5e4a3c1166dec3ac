"""From measured values to verdicts: the findings of a rep.

A finding needs a probability that the true value is beyond its limit (`TOLD_FROM`; hips against
chest: a half); its severity is the size of the value, its confidence the word for the probability,
and never more than `caps.py` allows. Values that were not assessed give no finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import NormalDist
from typing import Final

import numpy as np

from formcheck.analysis import Confidence, Fault, Finding, Severity
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.findings.caps import BY_GAIN, SURENESS, HowSeen, capped
from formcheck.findings.fault_table import Rule, rules
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement, value_of
from formcheck.reasons import Reason
from formcheck.thresholds import Thresholds

Metrics = Mapping[str, Measurement]

SEVERITY: Mapping[Severity, int] = {"mild": 0, "moderate": 1, "severe": 2}
POSSIBLE_FROM, LIKELY_FROM, CLEAR_FROM = 0.5, 0.8, 0.95
"""What the words mean: of the findings called likely, four in five or more are right."""
TOLD_FROM = 0.65
"""The least probability with which a rule tells, chosen on *fit* and *check*: reps of a set are
misread together, and told from a half 8 shrugs and 4 depths more would be false, 4 found.
Hips against chest have a posterior of the whole set and are told from a half: there 31 of 56 are
right. So are leans that are seen: from there to here 13 of 15 are, 11 found more for 2 false. A
lean that plates hide is told where it would be likely, and called possible (`caps.py`): reps of
such a set share an error. Of those told from here 8 were right and 15 not, from there 5 and 5.
"""
FALL: Final = "uncontrolled_descent"
WHOLE_WAY_TORSO = 0.9
"""From standing to parallel the hips go down by a thigh, which is 0.9 torso."""
MILD_SHARE, MODERATE_SHARE = 0.8, 0.6
"""Of the least time for a descent. What falls freely covers it in about half of that time."""


def judge_rep(
    lead: HipLead | Reason, lift: str, variant: str, seen: HowSeen
) -> tuple[Finding, ...]:
    """Findings of one rep, worst first."""
    metrics, limits = seen.metrics, seen.limits
    held = (
        _of_lead(rule, lead, seen)
        if rule.fault in BY_GAIN
        else _apply(rule, metrics, limits, _told_from(rule, seen))
        for rule in rules(lift, variant)
    )
    found = _worst_of_each([finding for finding in held if finding is not None])
    fall = _fall(metrics, lift, limits)
    found += [fall] if fall is not None else []
    seen = replace(seen, found=found, firm=isinstance(lead, Reason) or lead.firm)
    return tuple(
        sorted(capped(found, seen), key=lambda f: (-SEVERITY[f.severity], -SURENESS[f.confidence]))
    )


def _worst_of_each(found: Sequence[Finding]) -> list[Finding]:
    """One finding per fault: the severest, and of those the one furthest beyond its limit."""
    worst: dict[Fault, Finding] = {}
    for finding in sorted(found, key=lambda f: (SEVERITY[f.severity], f.measured - f.limit)):
        worst[finding.fault] = finding
    return list(worst.values())


def descent_limit_s(metrics: Metrics, whole_s: float) -> float:
    """The least time for a descent: `whole_s` for the whole way, half of it for half the way."""
    travel = value_of(metrics, "hip_travel_torso")
    return whole_s if travel is None else whole_s * min(1.0, travel / WHOLE_WAY_TORSO)


def _fall(metrics: Metrics, lift: str, limits: Thresholds) -> Finding | None:
    """A squat's descent that is dropped rather than controlled: here less is worse."""
    measured = metrics.get("descent_s")
    limit = descent_limit_s(metrics, limits.uncontrolled_descent_s)
    if lift != "squat" or measured is None or measured.value is None or measured.value >= limit:
        return None
    share = measured.value / limit
    severity: Severity = "mild" if share > MILD_SHARE else "moderate"
    severity = severity if share > MODERATE_SHARE else "severe"
    beyond = replace(measured, value=2 * limit - measured.value)
    probability = probability_beyond(beyond, limit)
    if probability < TOLD_FROM:
        return None
    return Finding(
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


def _of_lead(rule: Rule, lead: HipLead | Reason, seen: HowSeen) -> Finding | None:
    """A finding of hips against chest, by its probability.

    A good morning is a joint event: the torso tips and the hips lead.
    """
    measured, limits = seen.metrics.get(rule.metric), seen.limits
    if isinstance(lead, Reason) or measured is None or measured.value is None:
        return None
    mild, moderate, severe = rule.steps(limits)
    least = limits.good_morning_lead_torso if rule.fault == "good_morning" else -np.inf
    probability = lead.probability(mild, least)
    if probability < POSSIBLE_FROM:
        return None
    # rarely the joint event is likelier than not while the median is a hair below
    value = max(measured.value, mild)
    if rule.early and seen.lift_off_s is not None and lead.rise.at_s <= seen.lift_off_s:
        rule = replace(rule, message=rule.early)
    return _finding(rule, measured, value, (mild, moderate, severe), probability)


def _told_from(rule: Rule, seen: HowSeen) -> float:
    """The least probability with which a rule tells, of a rep seen so."""
    if rule.fault == "excessive_lean":
        return LIKELY_FROM if seen.hidden else POSSIBLE_FROM
    return TOLD_FROM


def _apply(rule: Rule, metrics: Metrics, limits: Thresholds, told_from: float) -> Finding | None:
    mild, moderate, severe = rule.steps(limits)
    measured = metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < mild:
        return None
    least = rule.at_least(limits)
    if least is not None and measured.value - (measured.uncertainty or 0.0) < least:
        return None
    probability = probability_beyond(measured, mild)
    if probability < told_from:
        return None
    return _finding(rule, measured, measured.value, (mild, moderate, severe), probability)


def _finding(
    rule: Rule,
    measured: Measurement,
    value: float,
    steps: tuple[float, float, float],
    probability: float,
) -> Finding:
    mild, moderate, severe = steps
    words = rule.below if value < 0 and rule.below else rule.message
    percent = 100 * abs(value)
    of_limit = digits_beyond(percent, 100 * abs(mild))
    return Finding(
        fault=rule.fault,
        severity=severity_of(value, moderate, severe),
        confidence=word_of(probability),
        metric=rule.metric,
        measured=value,
        limit=mild,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=words.format(
            value=f"{value:.{digits_beyond(value, mild)}f}", percent=f"{percent:.{of_limit}f}"
        ),
        probability=probability,
    )


def severity_of(value: float, moderate: float, severe: float) -> Severity:
    """How severe a value is that is beyond its limit."""
    return "severe" if value >= severe else "moderate" if value >= moderate else "mild"


def digits_beyond(value: float, limit: float, digits: int = 0) -> int:
    """How many digits a value is told with: one more where it would read like its limit."""
    return digits + (round(value, digits) == round(limit, digits))


def word_of(probability: float) -> Confidence:
    """What a probability of a half and more is called."""
    if probability >= CLEAR_FROM:
        return "clear"
    return "likely" if probability >= LIKELY_FROM else "possible"


def probability_beyond(measured: Measurement, limit: float) -> float:
    """That the true value is beyond the limit, for a normal with this 90 % half-width.

    A value without a half-width is known to nothing: a half.
    """
    if measured.value is None or not measured.uncertainty:
        return POSSIBLE_FROM
    sd = measured.uncertainty / NINETY_PERCENT
    return NormalDist().cdf((measured.value - limit) / sd)
