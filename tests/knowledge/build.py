"""Small pieces of analyses for the knowledge tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from formcheck.analysis import Analysis, Finding, RepAnalysis, SetAnalysis
from formcheck.findings.fault_table import FAULTS
from formcheck.lifts import BODYWEIGHT, VARIANTS
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.table import metric_row
from formcheck.reasons import Reason, ReasonCode
from tests.examples import clean_squat_set, late_shrug_deadlift_set

JUDGED = {
    "lean_peak_deg": Measurement(30.0, "deg"),
    "lean_gain_deg": Measurement(0.5, "deg"),
    "shrug_torso": Measurement(0.0, "torso"),
    "back_rounding_deg": Measurement(1.0, "deg"),
    "depth_thigh": Measurement(0.0, "thigh"),
}
UNSEEN = {"lean_gain_deg": not_assessed("deg", Reason(ReasonCode.HIDDEN, "hidden"))}


def finding(
    fault: str, severity: str = "moderate", confidence: str = "clear", **more: Any
) -> Finding:
    """A finding in which only fault, severity and confidence matter."""
    values: dict[str, Any] = {"metric": "lean_gain_deg", "measured": 9.0, "limit": 5.0}
    values |= {"unit": "deg", "at_s": 1.0, "message": "x"}
    return Finding(fault, severity, confidence, **(values | more))  # type: ignore[arg-type]


def rep(number: int, *faults: str | Finding, seen: bool = True) -> RepAnalysis:
    """A rep with findings, given as codes or in full."""
    findings = tuple(finding(f) if isinstance(f, str) else f for f in faults)
    metrics = JUDGED if seen else UNSEEN
    return RepAnalysis(number, 1.0, 2.0, 3.0, True, bool(findings), dict(metrics), findings)


def one_set(
    *reps: RepAnalysis,
    lift: str = "squat",
    name: str = "set.mp4",
    broken: int | None = None,
    findings: tuple[Finding, ...] = (),
) -> Analysis:
    """A set of these reps."""
    base = clean_squat_set() if lift == "squat" else late_shrug_deadlift_set()
    return replace(
        base, reps=reps, set=SetAnalysis(findings=findings, first_broken_rep=broken)
    ).renamed(name)


def judged() -> Iterator[tuple[str, str, str]]:
    """Every fault with the lifts and styles in whose words it is told; the lift may be unknown.

    What has no limit without a bar is told in those words all the same where none was only seen.
    """
    for row in FAULTS:
        yield row.fault, "unknown", "unknown"
        metrics = [metric_row(condition.metric) for condition in row.conditions()]
        for lift in row.lifts:
            for style in (*VARIANTS[lift], "unknown"):
                ruled_out = row.by_style.get(style) == () and style != BODYWEIGHT
                if not ruled_out and any(style not in one.unmeasured_styles for one in metrics):
                    yield row.fault, lift, style
