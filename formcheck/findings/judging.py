"""From measured values to verdicts: the findings of a rep, then those of the whole set.

A finding needs a probability that the true value is beyond its limit (`TOLD_FROM`; hips against
chest: a half); its severity is the size of the value, its confidence the word for the probability,
and never more than `caps.py` allows. Values that were not assessed give no finding.

Of the set, it is late shrugs, drift, trends and the first broken rep. The lifter is compared with
their own first reps, within one shot: what another camera shows is read with errors of its own, and
parts from it by more than form does.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from statistics import NormalDist
from typing import Final

import numpy as np

from formcheck.analysis import Confidence, Fault, Finding, RepAnalysis, Severity, Shot, Trend
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.findings.caps import BY_GAIN, SURENESS, HowSeen, capped, no_more_than_it_is
from formcheck.findings.fault_table import MODERATE_TIMES, SEVERE_TIMES, Rule, breaks_form, rules
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement, assessed, value_of
from formcheck.metrics.table import METRICS
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


LATE_SHRUG: Final = "late_set_shrug"
DRIFT: Final = "drift"
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
    shrug = _late_set_shrug(reps, limits)
    drift = _drift(reps, limits, lift_sure)
    findings = tuple(f for f in (shrug, drift) if f is not None)
    return SetJudgement(findings, _trends(reps))


def _drift(reps: Sequence[RepAnalysis], limits: Thresholds, lift_sure: bool) -> Finding | None:
    """Form that worsens against the lifter's own first reps, read on the peak lean."""
    known = [
        (r.number, r.metrics["lean_peak_deg"]) for r in reps if assessed(r.metrics, "lean_peak_deg")
    ]
    if len(known) < REPS_FOR_A_LATE_FAULT:
        return None
    first, last = [m for _, m in known[:2]], [m for _, m in known[-2:]]
    grown = _grown(first, last)
    if probability_beyond(grown, limits.drift_lean_deg) < TOLD_FROM:
        return None
    numbers = tuple(number for number, _ in known[-2:])
    finding = _drifted(grown, limits.drift_lean_deg, last[-1].at_s or 0.0, numbers)
    widest = max(first + last, key=lambda m: m.uncertainty or 0.0)
    seen = HowSeen({"lean_peak_deg": widest}, limits=limits, lift_sure=lift_sure)
    return capped([finding], seen)[0]


def _drifted(grown: Measurement, limit: float, at_s: float, reps: tuple[int, ...]) -> Finding:
    how_far, probability = grown.value or 0.0, probability_beyond(grown, limit)
    said = f"{how_far:.{digits_beyond(how_far, limit)}f}"
    return Finding(
        fault=DRIFT,
        severity=severity_of(how_far, MODERATE_TIMES * limit, SEVERE_TIMES * limit),
        confidence=word_of(probability),
        metric="lean_peak_deg",
        measured=how_far,
        limit=limit,
        unit="deg",
        at_s=at_s,
        message=f"In your last reps your torso leaned {said}° further than in your first.",
        reps=reps,
        probability=probability,
    )


def _grown(first: Sequence[Measurement], last: Sequence[Measurement]) -> Measurement:
    """By how much the lesser of the last leans is over the mean of the first.

    Both of the last reps have to show a drift: one alone may be misread.
    """
    least = min(last, key=lambda m: m.value or 0.0)
    grown = (least.value or 0.0) - float(np.mean([m.value for m in first]))
    halves = [least.uncertainty or 0.0, *((m.uncertainty or 0.0) / len(first) for m in first)]
    return Measurement(grown, least.unit, OWN_SHARE * hypot(*halves))


def _late_set_shrug(reps: Sequence[RepAnalysis], limits: Thresholds) -> Finding | None:
    """The pattern of a tired grip: no shrug in the first half, one in each of the last two reps.

    A rep whose shrug was not assessed is no rep without one; most of the first half has to be seen.
    """
    if len(reps) < REPS_FOR_A_LATE_FAULT:
        return None
    shrugged = [any(f.fault == "shrug" for f in r.findings) for r in reps]
    half = (len(reps) + 1) // 2
    seen = [assessed(r.metrics, "shrug_torso") for r in reps[:half]]
    if any(shrugged[:half]) or not all(shrugged[-2:]) or sum(seen) <= half / 2:
        return None
    late = [r for r, yes in zip(reps, shrugged, strict=True) if yes]
    worst = max(
        (f for r in late for f in r.findings if f.fault == "shrug"), key=lambda f: f.measured
    )
    late_shrug = replace(
        worst,
        fault=LATE_SHRUG,
        limit=limits.shrug_possible_torso,
        message="Your shoulders crept up toward your ears in the last reps, not "
        + ("before." if all(seen) else "in the first ones we could judge."),
        reps=tuple(r.number for r in late),
    )
    return no_more_than_it_is(late_shrug)


def first_break(reps: Sequence[RepAnalysis]) -> Break | None:
    """The first rep, of those of one shot, with a form fault that the lifter's first do not show.

    A fault of the first rep in which it could be seen is a habit, not a break; one that could not
    be seen in any rep before may have been there all along.
    """
    for place, rep in enumerate(reps):
        for finding in rep.findings:
            if not breaks_form(finding.fault) or finding.confidence == "possible":
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
