"""Whether a clip could be judged at all."""

from __future__ import annotations

from formcheck.analysis import Analysis
from formcheck.findings.verdict import clip_state, reach_the_back

UNJUDGED = frozenset(("unjudged", "no_reps", "no_person"))


def abstention(analysis: Analysis) -> str:
    """Why nothing could be judged in a clip; empty when something could, or was found."""
    if clip_state(analysis) not in UNJUDGED:
        return ""
    if not analysis.reps:
        return analysis.warnings[0].message if analysis.warnings else "No reps were found."
    counts = reach_the_back(analysis.lift.name, analysis.lift.variant)
    reasons = (
        rep.metrics[name].not_assessed
        for rep in analysis.reps
        for name in sorted(counts & rep.metrics.keys())
    )
    return next(filter(None, reasons), "Nothing could be measured in its reps.")
