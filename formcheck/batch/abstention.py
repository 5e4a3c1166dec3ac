"""Whether a clip could be judged at all."""

from __future__ import annotations

from formcheck.analysis import Analysis

NOT_FORM = frozenset(("descent_s", "ascent_s", "hip_travel_torso"))
"""Measures that say how a rep went by, not how well it was done."""


def abstention(analysis: Analysis) -> str:
    """Why nothing could be judged in a clip; empty when something could."""
    measures = [
        value
        for rep in analysis.reps
        for name, value in rep.metrics.items()
        if name not in NOT_FORM
    ]
    if any(value.value is not None for value in measures):
        return ""
    if not analysis.reps:
        return analysis.warnings[0].message if analysis.warnings else "No reps were found."
    reasons = dict.fromkeys(value.not_assessed for value in measures if value.not_assessed)
    return next(iter(reasons), "Nothing could be measured in its reps.")
