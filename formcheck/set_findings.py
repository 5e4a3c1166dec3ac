"""Verdicts on the whole set: late shrugs, drift, trends, and the first broken rep.

The lifter is compared with their own first reps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.analysis import Fault, Finding, Severity, Trend
from formcheck.findings import JudgedRep
from formcheck.thresholds import Thresholds

BREAKS_FORM: frozenset[Fault] = frozenset(
    {"good_morning", "hips_shoot", "excessive_lean", "shrug", "upper_back_rounding"}
)
"""Faults that say "stop or take weight off" when they appear in the course of a set."""
TRENDS = ("lean_peak_deg", "lean_gain_deg", "hip_lead_torso", "shrug_torso", "ascent_s")
REPS_FOR_A_TREND = 3
REPS_FOR_A_DRIFT = 4


@dataclass(frozen=True)
class SetJudgement:
    """What is true of the set."""

    findings: tuple[Finding, ...]
    first_broken_rep: int | None
    trends: dict[str, Trend]


def judge_set(reps: Sequence[JudgedRep], limits: Thresholds) -> SetJudgement:
    """Findings of the whole set, against the lifter's own first reps.

    Args:
        reps: The complete reps in order.
        limits: The limits to judge by.
    """
    shrug = _late_set_shrug(reps, limits)
    drift = _drift(reps, limits)
    findings = tuple(f for f in (shrug, drift) if f is not None)
    return SetJudgement(findings, first_broken_rep(reps), _trends(reps))


def _drift(reps: Sequence[JudgedRep], limits: Thresholds) -> Finding | None:
    """Form that worsens against the lifter's own first reps, read on the peak lean.

    Both of the last two reps have to show it: one alone may be misread.
    """
    leans = [(r, m) for r in reps if (m := r.metrics.get("lean_peak_deg")) is not None]
    known = [(r.number, m.value, m) for r, m in leans if m.value is not None]
    if len(known) < REPS_FOR_A_DRIFT:
        return None
    grown = min(v for _, v, _ in known[-2:]) - float(np.mean([v for _, v, _ in known[:2]]))
    limit = limits.drift_lean_deg
    if grown < limit:
        return None
    severity: Severity = "mild" if grown < 1.5 * limit else "moderate"
    return Finding(
        fault="drift",
        severity="severe" if grown >= 2 * limit else severity,
        confidence="likely",
        metric="lean_peak_deg",
        measured=grown,
        limit=limit,
        unit="deg",
        at_s=known[-1][2].at_s or 0.0,
        message=f"Your last reps leaned {grown:.0f}° further forward than your first.",
        reps=tuple(number for number, _, _ in known[-2:]),
    )


def _late_set_shrug(reps: Sequence[JudgedRep], limits: Thresholds) -> Finding | None:
    """The pattern of a tired grip: no shrug in the first half, one in each of the last two reps."""
    if len(reps) < REPS_FOR_A_TREND:
        return None
    shrugged = [any(f.fault == "shrug" for f in r.findings) for r in reps]
    half = (len(reps) + 1) // 2
    if any(shrugged[:half]) or not all(shrugged[-2:]):
        return None
    late = [r for r, yes in zip(reps, shrugged, strict=True) if yes]
    worst = max(
        (f for r in late for f in r.findings if f.fault == "shrug"), key=lambda f: f.measured
    )
    return Finding(
        fault="late_set_shrug",
        severity=worst.severity,
        confidence=worst.confidence,
        metric="shrug_torso",
        measured=worst.measured,
        limit=limits.shrug_possible_torso,
        unit="torso",
        at_s=worst.at_s,
        message="The shoulders crept up toward the ears in the last reps and not before.",
        reps=tuple(r.number for r in late),
    )


def first_broken_rep(reps: Sequence[JudgedRep]) -> int | None:
    """The first rep with a form fault that the lifter's own first rep did not show.

    A fault on every rep is a habit, not a break; then there is no broken rep.
    """
    if len(reps) < 2:
        return None
    habit = {f.fault for f in reps[0].findings}
    for rep in reps[1:]:
        new = {f.fault for f in rep.findings if f.confidence != "possible"} - habit
        if new & BREAKS_FORM:
            return rep.number
    return None


def _trends(reps: Sequence[JudgedRep]) -> dict[str, Trend]:
    """Slope per rep (least squares) of the metrics that tell fatigue."""
    out = {}
    for name in TRENDS:
        points = [(r.number, m.value, m.unit) for r in reps if (m := r.metrics.get(name))]
        known = [(n, v, unit) for n, v, unit in points if v is not None]
        if len(known) >= REPS_FOR_A_TREND:
            numbers, values = (np.array([k[i] for k in known], float) for i in (0, 1))
            out[name] = Trend(float(np.polyfit(numbers, values, 1)[0]), known[0][2])
    return out
