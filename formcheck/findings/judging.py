"""From measured values to verdicts: the findings of a rep, then those of the whole set.

A finding needs the probability of its fault's row that the true value is beyond the limit; its
severity is the size of the value, its confidence the word for the probability, and never more than
`caps.py` allows. Values that were not assessed give no finding.

Of the set, it is what comes late, what grows, trends and the first broken rep. The lifter is
compared with their own first reps, within one shot: what another camera shows is read with errors
of its own, and parts from it by more than form does.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from statistics import NormalDist

import numpy as np

from formcheck.analysis import Confidence, Fault, Finding, RepAnalysis, Severity, Shot, Trend
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.findings.caps import SURENESS, HowSeen, capped, no_more_than_it_is
from formcheck.findings.fault_row import (
    CLEAR_FROM,
    LIKELY_FROM,
    POSSIBLE_FROM,
    Condition,
    FaultDefinition,
    Rule,
)
from formcheck.findings.fault_table import FAULTS, faults_of, row_of
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement, assessed
from formcheck.metrics.table import METRICS
from formcheck.reasons import Reason
from formcheck.thresholds import Thresholds

SEVERITY: Mapping[Severity, int] = {"mild": 0, "moderate": 1, "severe": 2}
MILD_SHARE, MODERATE_SHARE = 0.8, 0.6
"""Of the least time for a descent. What falls freely covers it in about half of that time."""


def judge_rep(
    lead: HipLead | Reason, lift: str, variant: str, seen: HowSeen
) -> tuple[Finding, ...]:
    """Findings of one rep, worst first."""
    rows = [row for row in faults_of(lift) if row.level == "rep"]
    held = (
        _of_body(row, rule, lead, seen) if row.of_body else _beyond(row, rule, seen)
        for row in rows
        for rule in row.rules_of(variant)
    )
    found = _worst_of_each([finding for finding in held if finding is not None])
    short = (_short(row, one, seen) for row in rows for one in row.also if one.message)
    found += [finding for finding in short if finding is not None]
    seen = replace(seen, found=found, doubt=None if isinstance(lead, Reason) else lead.rise.doubt)
    return tuple(
        sorted(capped(found, seen), key=lambda f: (-SEVERITY[f.severity], -SURENESS[f.confidence]))
    )


def _worst_of_each(found: Sequence[Finding]) -> list[Finding]:
    """One finding per fault: the severest, and of those the one furthest beyond its limit."""
    worst: dict[Fault, Finding] = {}
    for finding in sorted(found, key=lambda f: (SEVERITY[f.severity], f.measured - f.limit)):
        worst[finding.fault] = finding
    return list(worst.values())


def _short(row: FaultDefinition, condition: Condition, seen: HowSeen) -> Finding | None:
    """Of a value that is too small."""
    measured = seen.metrics.get(condition.metric)
    limit = condition.scaled(float(getattr(seen.limits, condition.limit)), seen.metrics)
    if measured is None or measured.value is None or measured.value >= limit:
        return None
    share = measured.value / limit
    severity: Severity = "mild" if share > MILD_SHARE else "moderate"
    severity = severity if share > MODERATE_SHARE else "severe"
    beyond = replace(measured, value=2 * limit - measured.value)
    probability = probability_beyond(beyond, limit)
    if probability < row.least_probability(hidden=seen.hidden):
        return None
    return Finding(
        fault=row.fault,
        severity=severity,
        confidence=word_of(probability),
        metric=condition.metric,
        measured=measured.value,
        limit=limit,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=condition.message.format(value=f"{measured.value:.1f}"),
        probability=probability,
    )


def _of_body(
    row: FaultDefinition, rule: Rule, lead: HipLead | Reason, seen: HowSeen
) -> Finding | None:
    """A finding of hips against chest, by its probability.

    A good morning is a joint event: the torso tips and the hips lead.
    """
    measured, limits = seen.metrics.get(rule.metric), seen.limits
    if isinstance(lead, Reason) or measured is None or measured.value is None:
        return None
    mild, moderate, severe = rule.steps(limits)
    least = max((float(getattr(limits, one.limit)) for one in row.also), default=-np.inf)
    probability = lead.probability(mild, least)
    if probability < row.least_probability(hidden=seen.hidden):
        return None
    # rarely the joint event is likelier than not while the median is a hair below
    value = max(measured.value, mild)
    if rule.early and seen.lift_off_s is not None and lead.rise.at_s <= seen.lift_off_s:
        rule = replace(rule, message=rule.early)
    return _finding(row, rule, measured, value, (mild, moderate, severe), probability)


def _beyond(row: FaultDefinition, rule: Rule, seen: HowSeen) -> Finding | None:
    """Of a value beyond its limit."""
    mild, moderate, severe = rule.steps(seen.limits)
    measured = seen.metrics.get(rule.metric)
    if measured is None or measured.value is None or measured.value < mild:
        return None
    least = rule.at_least(seen.limits)
    if least is not None and measured.value - (measured.uncertainty or 0.0) < least:
        return None
    probability = probability_beyond(measured, mild)
    if probability < row.least_probability(hidden=seen.hidden):
        return None
    return _finding(row, rule, measured, measured.value, (mild, moderate, severe), probability)


def _finding(
    row: FaultDefinition,
    rule: Rule,
    measured: Measurement,
    value: float,
    steps: tuple[float, float, float],
    probability: float,
) -> Finding:
    mild, moderate, severe = steps
    words = rule.below if value < 0 and rule.below else rule.message
    percent, of_limit = (100 * abs(one) for one in (value, mild))
    digits = digits_beyond(percent, of_limit)
    return Finding(
        fault=row.fault,
        severity=severity_of(value, moderate, severe),
        confidence=word_of(probability),
        metric=rule.metric,
        measured=value,
        limit=mild,
        unit=measured.unit,
        at_s=measured.at_s or 0.0,
        message=words.format(
            value=f"{value:.{digits_beyond(value, mild)}f}", percent=f"{percent:.{digits}f}"
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


UNSURE_LEAN_DEG = 13.0
"""Half-width of a lean: in full view 5 to 12° of a squat, 4.5 to 9 of a pull; more where
plates hide most of a squat."""
MODERATE_TIMES, SEVERE_TIMES = 1.5, 2.0
"""The limit of what grows, which has no limits of its own for them."""
REPS_FOR_A_TREND = 3
OWN_SHARE = 0.5
"""Of the half-width of a lean: what other reps of the set do not share. Reps are misread together,
and what they share cancels: in 239 sets of *check* growths are off by a third (RMS) of what errors
of their own would make them off by."""
REPS_FOR_A_LATE_FAULT = 4
"""Of three, the last two are most of the set."""


@dataclass(frozen=True)
class Break:
    """Where the form of a set left the lifter's own pattern: the rep, and what came with it."""

    rep: int
    fault: Fault


@dataclass(frozen=True)
class SetJudgement:
    """What is true of the set."""

    findings: tuple[Finding, ...]
    trends: dict[str, Trend]


def comparable(reps: Sequence[RepAnalysis], shots: Sequence[Shot]) -> list[RepAnalysis]:
    """The complete reps of the shot that has most of them, in order; of two alike the first."""
    by_shot: dict[int, list[RepAnalysis]] = {}
    for rep in reps:
        if rep.complete and not rep.crosses_cut:
            by_shot.setdefault(shot_of(rep, shots), []).append(rep)
    return max(by_shot.values(), key=len, default=[])


def shot_of(rep: RepAnalysis, shots: Sequence[Shot]) -> int:
    """Index of the shot a rep turns around in, or what is seen of it lies in; 0 without a cut."""
    seen_s = (t for t in (rep.turn_s, rep.start_s, rep.end_s) if t is not None)
    return max(0, bisect([shot.start_s for shot in shots], next(seen_s, 0.0)) - 1)


def judge_set(
    reps: Sequence[RepAnalysis], limits: Thresholds, *, lift_sure: bool = True
) -> SetJudgement:
    """Findings of a set's complete reps in one shot, against the lifter's own first ones."""
    found = [
        _grown_beyond(row, reps, limits, lift_sure) if row.grows else _late(row, reps, limits)
        for row in FAULTS
        if row.level == "set"
    ]
    return SetJudgement(tuple(f for f in found if f is not None), _trends(reps))


def _grown_beyond(
    row: FaultDefinition, reps: Sequence[RepAnalysis], limits: Thresholds, lift_sure: bool
) -> Finding | None:
    """Form that worsens against the lifter's own first reps."""
    (held,) = row.also
    known = [(r.number, r.metrics[held.metric]) for r in reps if assessed(r.metrics, held.metric)]
    if len(known) < REPS_FOR_A_LATE_FAULT:
        return None
    first, last = [m for _, m in known[:2]], [m for _, m in known[-2:]]
    grown, limit = _grown(first, last), float(getattr(limits, held.limit))
    how_far, probability = grown.value or 0.0, probability_beyond(grown, limit)
    if probability < row.told_from:
        return None
    finding = Finding(
        fault=row.fault,
        severity=severity_of(how_far, MODERATE_TIMES * limit, SEVERE_TIMES * limit),
        confidence=word_of(probability),
        metric=held.metric,
        measured=how_far,
        limit=limit,
        unit=grown.unit,
        at_s=last[-1].at_s or 0.0,
        message=held.message.format(value=f"{how_far:.{digits_beyond(how_far, limit)}f}"),
        reps=tuple(number for number, _ in known[-2:]),
        probability=probability,
    )
    widest = max(m.uncertainty or 0.0 for m in first + last)
    seen = HowSeen(limits=limits, lift_sure=lift_sure, hidden=widest > UNSURE_LEAN_DEG)
    return capped([finding], seen)[0]


def _grown(first: Sequence[Measurement], last: Sequence[Measurement]) -> Measurement:
    """By how much the lesser of the last leans is over the mean of the first.

    Both of the last reps have to show a drift: one alone may be misread.
    """
    least = min(last, key=lambda m: m.value or 0.0)
    grown = (least.value or 0.0) - float(np.mean([m.value for m in first]))
    halves = [least.uncertainty or 0.0, *((m.uncertainty or 0.0) / len(first) for m in first)]
    return Measurement(grown, least.unit, OWN_SHARE * hypot(*halves))


def _late(row: FaultDefinition, reps: Sequence[RepAnalysis], limits: Thresholds) -> Finding | None:
    """A fault of reps, in none of the first half and in each of the last two: a tired grip.

    A rep that was not assessed is no rep without it; most of the first half has to be seen.
    """
    if len(reps) < REPS_FOR_A_LATE_FAULT:
        return None
    (held,) = row.also
    shown = [[f for f in r.findings if f.fault == row.of_reps] for r in reps]
    half = (len(reps) + 1) // 2
    seen = [assessed(r.metrics, held.metric) for r in reps[:half]]
    if any(shown[:half]) or not all(shown[-2:]) or sum(seen) <= half / 2:
        return None
    late = replace(
        max((f for of_rep in shown for f in of_rep), key=lambda f: f.measured),
        fault=row.fault,
        limit=float(getattr(limits, held.limit)),
        message=held.message.format(
            since="before" if all(seen) else "in the first ones we could judge"
        ),
        reps=tuple(r.number for r, found in zip(reps, shown, strict=True) if found),
    )
    return no_more_than_it_is(late)


def first_break(reps: Sequence[RepAnalysis]) -> Break | None:
    """The first rep, of those of one shot, with a form fault that the lifter's first do not show.

    A fault of the first rep in which it could be seen is a habit, not a break; one that could not
    be seen in any rep before may have been there all along.
    """
    for place, rep in enumerate(reps):
        for finding in rep.findings:
            if not row_of(finding.fault).breaks_form or finding.confidence == "possible":
                continue
            seen = [r for r in reps[:place] if _shows_or_could(r, finding)]
            if seen and finding.fault not in {f.fault for f in seen[0].findings}:
                return Break(rep.number, finding.fault)
    return None


def _shows_or_could(rep: RepAnalysis, finding: Finding) -> bool:
    """Whether a rep has the finding's fault, by whatever metric, or its metric could be seen."""
    return finding.fault in {f.fault for f in rep.findings} or assessed(rep.metrics, finding.metric)


def _trends(reps: Sequence[RepAnalysis]) -> dict[str, Trend]:
    """Slope per rep (least squares) of the metrics that tell fatigue."""
    out = {}
    for name in (name for name, row in METRICS.items() if row.trend):
        points = [(r.number, m.value, m.unit) for r in reps if (m := r.metrics.get(name))]
        known = [(n, v, unit) for n, v, unit in points if v is not None]
        if len(known) >= REPS_FOR_A_TREND:
            numbers, values = (np.array([k[i] for k in known], float) for i in (0, 1))
            out[name] = Trend(float(np.polyfit(numbers, values, 1)[0]), known[0][2])
    return out
