"""Verdicts on the whole set: late shrugs, drift, trends, and the first broken rep.

The lifter is compared with their own first reps, within one shot: what another camera shows is
read with errors of its own, and parts from it by more than form does.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Final

import numpy as np

from formcheck.analysis import Fault, Finding, RepAnalysis, Shot, Trend
from formcheck.findings.caps import HowSeen, capped, no_more_than_it_is
from formcheck.findings.fault_table import MODERATE_TIMES, SEVERE_TIMES, breaks_form
from formcheck.findings.of_rep import (
    TOLD_FROM,
    digits_beyond,
    probability_beyond,
    severity_of,
    word_of,
)
from formcheck.metrics.measurement import Measurement, assessed
from formcheck.metrics.table import METRICS
from formcheck.thresholds import Thresholds

LATE_SHRUG: Final = "late_set_shrug"
DRIFT: Final = "drift"
REPS_FOR_A_TREND = 3
REPS_FOR_A_DRIFT = 4
OWN_SHARE = 0.5
"""Of the half-width of a lean: what other reps of the set do not share. Reps are misread together,
and what they share cancels: in 239 sets of *check* growths are off by a third (RMS) of what errors
of their own would make them off by."""
REPS_FOR_A_LATE_SHRUG = 4
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
    if len(known) < REPS_FOR_A_DRIFT:
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
    if len(reps) < REPS_FOR_A_LATE_SHRUG:
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
