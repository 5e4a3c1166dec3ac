"""From measured values to verdicts: the findings of a rep, then those of the whole set.

A value becomes a finding where the probability that the true value is beyond the limit reaches the
least one of its fault (`FaultDefinition.least_probability`). Its severity is given by the size of
the value, its confidence by the probability, which `caps.py` may lower. Values that were not
assessed give no finding.

Findings of the set are a fault that comes late and a value that grows; trends are given besides.
The lifter is compared with their own first reps, within one shot: another camera is read with other
errors, which are larger than changes of form.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot
from statistics import NormalDist

import numpy as np

from formcheck.analysis import Confidence, Fault, Finding, RepAnalysis, Severity, Shot, Trend
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.findings.caps import SURENESS, RepContext, capped, hedged
from formcheck.findings.fault_row import (
    CLEAR_FROM,
    LIKELY_FROM,
    POSSIBLE_FROM,
    Condition,
    FaultDefinition,
    Rule,
)
from formcheck.findings.fault_table import FAULTS, faults_of
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement, Weighed, assessed
from formcheck.metrics.table import METRICS
from formcheck.reasons import Reason
from formcheck.thresholds import Thresholds

SEVERITY: Mapping[Severity, int] = {"mild": 0, "moderate": 1, "severe": 2}
MILD_SHARE, MODERATE_SHARE = 0.8, 0.6
"""A value below a limit (a descent that is too short) is mild above the first share of the limit,
moderate above the second, and severe below it; free fall takes about half of the limit."""


def judge_rep(
    lead: HipLead | Reason, lift: str, variant: str, context: RepContext
) -> tuple[Finding, ...]:
    """Findings of one rep, worst first."""
    rows = [row for row in faults_of(lift) if row.level == "rep"]
    held = (
        _by_posterior(row, rule, lead, context) if row.of_body else _above_limit(row, rule, context)
        for row in rows
        for rule in row.rules_of(variant)
    )
    found = _worst_of_each([finding for finding in held if finding is not None])
    small = (_below_limit(row, one, context) for row in rows for one in row.also if one.message)
    found += [finding for finding in small if finding is not None]
    doubt = None if isinstance(lead, Reason) else lead.rise.doubt
    held_down = capped(found, replace(context, found=found, doubt=doubt))
    return tuple(sorted(held_down, key=lambda f: (-SEVERITY[f.severity], -SURENESS[f.confidence])))


def _worst_of_each(found: Sequence[Finding]) -> list[Finding]:
    """One finding per fault: the severest, and of those the one furthest beyond its limit."""
    worst: dict[Fault, Finding] = {}
    for finding in sorted(found, key=lambda f: (SEVERITY[f.severity], f.measured - f.limit)):
        worst[finding.fault] = finding
    return list(worst.values())


def _below_limit(row: FaultDefinition, held: Condition, context: RepContext) -> Finding | None:
    """The finding of a value that is too small; None where it is not, or not likely enough."""
    measured = context.metrics.get(held.metric)
    limit = held.scaled(float(getattr(context.limits, held.limit)), context.metrics)
    if measured is None or measured.value is None or measured.value >= limit:
        return None
    share = measured.value / limit
    severity: Severity = "mild" if share > MILD_SHARE else "moderate"
    severity = severity if share > MODERATE_SHARE else "severe"
    mirrored = replace(measured, value=2 * limit - measured.value)
    probability = probability_beyond(mirrored, limit)
    return _flagged(row, held, measured, limit, severity, probability, context, digits=1)


def _by_posterior(
    row: FaultDefinition, rule: Rule, lead: HipLead | Reason, context: RepContext
) -> Finding | None:
    """The finding of hips against chest, its probability read off the posterior of the body.

    A good morning is a joint event: the torso tips by the limit of `rule`, and the hips lead by
    that of `row.also`. None where nothing was measured, or it is not likely enough.
    """
    measured, limits = context.metrics.get(rule.metric), context.limits
    if isinstance(lead, Reason) or measured is None or measured.value is None:
        return None
    mild, moderate, severe = rule.steps(limits)
    least = max((float(getattr(limits, one.limit)) for one in row.also), default=-np.inf)
    # the joint event may be likely enough while the median is slightly below the limit
    value = max(measured.value, mild)
    if rule.early and context.lift_off_s is not None and lead.rise.at_s <= context.lift_off_s:
        rule = replace(rule, message=rule.early)
    severity, probability = severity_of(value, moderate, severe), lead.probability(mild, least)
    return _flagged(row, rule, replace(measured, value=value), mild, severity, probability, context)


def _above_limit(row: FaultDefinition, rule: Rule, context: RepContext) -> Finding | None:
    """The finding of a value beyond its limit; None where it is not, or not likely enough."""
    mild, moderate, severe = rule.steps(context.limits)
    measured = context.metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < mild:
        return None
    least = rule.at_least(context.limits)
    if least is not None and measured.value - (measured.uncertainty or 0.0) < least:
        return None
    if measured.value < 0 and rule.below:
        rule = replace(rule, message=rule.below)
    severity = severity_of(measured.value, moderate, severe)
    probability = probability_beyond(measured, mild)
    return _flagged(row, rule, measured, mild, severity, probability, context)


def _flagged(
    row: FaultDefinition,
    held: Rule | Condition,
    measured: Measurement,
    limit: float,
    severity: Severity,
    probability: float,
    context: RepContext,
    *,
    digits: int = 0,
) -> Finding | None:
    """The finding that a value is beyond a limit; None where that is not likely enough.

    `digits` are the decimals that the value has in the message at least.
    """
    if probability < row.least_probability(hidden=context.hidden):
        return None
    value = measured.value or 0.0
    percent, of_limit = (100 * abs(one) for one in (value, limit))
    return Finding(
        fault=row.fault,
        severity=severity,
        confidence=word_of(probability),
        metric=held.metric,
        measured=value,
        limit=limit,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=held.message.format(
            value=f"{value:.{digits_beyond(value, limit, digits)}f}",
            percent=f"{percent:.{digits_beyond(percent, of_limit)}f}",
        ),
        probability=probability,
    )


def severity_of(value: float, moderate: float, severe: float) -> Severity:
    """How severe a value is that is beyond its limit."""
    return "severe" if value >= severe else "moderate" if value >= moderate else "mild"


def digits_beyond(value: float, limit: float, digits: int = 0) -> int:
    """Decimals a value is shown with: up to two more where it would look the same as its limit."""
    tried = range(digits, digits + 3)
    return next((d for d in tried if round(value, d) != round(limit, d)), digits)


def word_of(probability: float) -> Confidence:
    """What a probability of a half and more is called."""
    if probability >= CLEAR_FROM:
        return "clear"
    return "likely" if probability >= LIKELY_FROM else "possible"


def probability_beyond(measured: Measurement, limit: float) -> float:
    """Probability that the true value is above the limit: of the posterior where there is one.

    Otherwise that of a normal with this half-width; a half where there is none, since nothing is
    known of the error then.
    """
    if isinstance(measured, Weighed):
        return measured.posterior.exceedance(limit)
    if measured.value is None or not measured.uncertainty:
        return POSSIBLE_FROM
    sd = measured.uncertainty / NINETY_PERCENT
    return NormalDist().cdf((measured.value - limit) / sd)


UNSURE_LEAN_DEG = 13.0
"""A lean with a larger half-width was hidden behind plates. In full view it is 5 to 12° for a squat
and 4.5 to 9° for a pull."""
MODERATE_TIMES, SEVERE_TIMES = 1.5, 2.0
"""A value that grows is moderate and severe from so many times its limit on; it has no limits of
its own for these."""
REPS_FOR_A_TREND = 3
"""Through two reps there is always a line."""
OWN_SHARE = 0.5
"""Share of a lean's half-width that the reps of a set do not have in common. Reps of a set are
misread alike, and a common error cancels in a growth: in 239 sets of *check* growths are off by a
third (RMS) of what fully independent errors would give."""
REPS_FOR_A_LATE_FAULT = 4
"""Least reps of a set in which a fault may come late: of three, the last two are most of it."""


def comparable(reps: Sequence[RepAnalysis], shots: Sequence[Shot]) -> list[RepAnalysis]:
    """The complete reps of the shot that has most of them, in order; of equal shots the first."""
    by_shot: dict[int, list[RepAnalysis]] = {}
    for rep in reps:
        if rep.complete and not rep.crosses_cut:
            by_shot.setdefault(shot_of(rep, shots), []).append(rep)
    return max(by_shot.values(), key=len, default=[])


def shot_of(rep: RepAnalysis, shots: Sequence[Shot]) -> int:
    """Index of the shot in which a rep turns around, or else starts or ends; 0 without a cut."""
    seen_s = (t for t in (rep.turn_s, rep.start_s, rep.end_s) if t is not None)
    return max(0, bisect([shot.start_s for shot in shots], next(seen_s, 0.0)) - 1)


def judge_set(
    reps: Sequence[RepAnalysis], limits: Thresholds, *, lift_sure: bool = True
) -> tuple[Finding, ...]:
    """Findings of a set's complete reps in one shot, against the lifter's own first ones."""
    found = [
        _grown_beyond(row, reps, limits, lift_sure) if row.grows else _late(row, reps, limits)
        for row in FAULTS
        if row.level == "set"
    ]
    return tuple(finding for finding in found if finding is not None)


def _grown_beyond(
    row: FaultDefinition, reps: Sequence[RepAnalysis], limits: Thresholds, lift_sure: bool
) -> Finding | None:
    """A value that grew from the first two reps to the last two: form that slips."""
    (held,) = row.also
    known = [(r.number, r.metrics[held.metric]) for r in reps if assessed(r.metrics, held.metric)]
    if len(known) < REPS_FOR_A_LATE_FAULT:
        return None
    first, last = [m for _, m in known[:2]], [m for _, m in known[-2:]]
    grown, limit = _grown(first, last), float(getattr(limits, held.limit))
    widest = max(m.uncertainty or 0.0 for m in first + last)
    context = RepContext(limits=limits, lift_sure=lift_sure, hidden=widest > UNSURE_LEAN_DEG)
    severity = severity_of(grown.value or 0.0, MODERATE_TIMES * limit, SEVERE_TIMES * limit)
    probability = probability_beyond(grown, limit)
    finding = _flagged(row, held, grown, limit, severity, probability, context)
    if finding is None:
        return None
    finding = replace(finding, reps=tuple(number for number, _ in known[-2:]))
    return capped([finding], context)[0]


def _grown(first: Sequence[Measurement], last: Sequence[Measurement]) -> Measurement:
    """By how much the smaller of the last values is over the mean of the first ones.

    The smaller one, so that both of the last reps have to show the growth: one may be misread.
    """
    least = min(last, key=lambda m: m.value or 0.0)
    grown = (least.value or 0.0) - float(np.mean([m.value for m in first]))
    halves = [least.uncertainty or 0.0, *((m.uncertainty or 0.0) / len(first) for m in first)]
    return Measurement(grown, least.unit, OWN_SHARE * hypot(*halves), last[-1].at_s)


def _late(row: FaultDefinition, reps: Sequence[RepAnalysis], limits: Thresholds) -> Finding | None:
    """A fault of single reps that none of the first half shows and each of the last two does.

    More than half of the first half has to have been assessed for it: a rep that was not assessed
    does not show that the fault was absent.
    """
    if len(reps) < REPS_FOR_A_LATE_FAULT:
        return None
    (held,) = row.also
    shown = [[f for f in r.findings if f.fault == row.of_reps] for r in reps]
    half = (len(reps) + 1) // 2
    known = [assessed(r.metrics, held.metric) for r in reps[:half]]
    if any(shown[:half]) or not all(shown[-2:]) or sum(known) <= half / 2:
        return None
    late = replace(
        max((f for of_rep in shown for f in of_rep), key=lambda f: f.measured),
        fault=row.fault,
        limit=float(getattr(limits, held.limit)),
        message=held.message.format(
            since="before" if all(known) else "in the first ones we could judge"
        ),
        reps=tuple(r.number for r, found in zip(reps, shown, strict=True) if found),
    )
    return hedged(late)


def trends(reps: Sequence[RepAnalysis]) -> dict[str, Trend]:
    """Slope per rep (least squares) of the metrics that tell fatigue."""
    out = {}
    for name in (name for name, row in METRICS.items() if row.trend):
        points = [(r.number, m.value, m.unit) for r in reps if (m := r.metrics.get(name))]
        known = [(n, v, unit) for n, v, unit in points if v is not None]
        if len(known) >= REPS_FOR_A_TREND:
            numbers, values = (np.array([k[i] for k in known], float) for i in (0, 1))
            out[name] = Trend(float(np.polyfit(numbers, values, 1)[0]), known[0][2])
    return out
