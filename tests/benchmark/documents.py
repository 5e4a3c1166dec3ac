"""Labels and documents made by hand, so that every figure can be worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from formcheck.analysis import Analysis, Fault, Finding, Probabilities, RepAnalysis
from formcheck.benchmark.labels import ClipLabel, parse_label
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from tests.examples import clean_squat_set

HIDDEN = Reason(ReasonCode.HIDDEN, "hidden")


def label(*reps: dict[str, Any], **about: Any) -> ClipLabel:
    """A label of reps that follow each other every ten seconds, each four seconds long."""
    timed = [
        {"start_s": 10.0 * n, "turn_s": 10.0 * n + 2, "end_s": 10.0 * n + 4, **rep}
        for n, rep in enumerate(reps)
    ]
    raw = {"lift": "squat", "synthetic": True, "reps": timed} | about
    return parse_label(raw, "clip")


def gain(value: float | None, half: float = 2.0) -> dict[str, Measurement]:
    """A rep's gain, or none."""
    known = not_assessed("deg", HIDDEN) if value is None else Measurement(value, "deg", half)
    return {"lean_gain_deg": known}


def finding(fault: Fault, confidence: Any = "likely") -> Finding:
    """A finding of a fault; how far beyond its limit does not matter."""
    return Finding(fault, "mild", confidence, "lean_gain_deg", 6.0, 5.0, "deg", 1.0, "…")


def rep(
    number: int,
    *findings: Finding,
    metrics: dict[str, Measurement] | None = None,
    late_s: float = 0.0,
    complete: bool = True,
) -> RepAnalysis:
    """A found rep at the place of the label's rep of that number, from 0."""
    at = 10.0 * number + late_s
    return RepAnalysis(
        number + 1, at, at + 2, at + 4, complete, bool(findings), metrics or {}, findings
    )


def document(*reps: RepAnalysis, set_findings: tuple[Finding, ...] = ()) -> Analysis:
    """A document of a squat set with these reps."""
    base = clean_squat_set()
    return replace(base, reps=reps, set=replace(base.set, findings=set_findings))


def told_neither(analysis: Analysis, chance: float) -> Analysis:
    """The document with this chance of neither lift, the rest shared."""
    rest = (1 - chance) / 2
    return replace(
        analysis, lift=replace(analysis.lift, probability=Probabilities(rest, rest, chance))
    )
