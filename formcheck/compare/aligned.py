"""The lean of every rep of a set, each against its own turnaround or lift-off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.findings.verdict import is_sure
from formcheck.report.two_reps import meeting_s

BEFORE_S: Final = 2.0
AFTER_S: Final = 2.5
"""Around the moment that reps are aligned at: what most of them take."""


@dataclass(frozen=True)
class AlignedRep:
    """One rep's lean: (seconds from the moment, degrees), only where it was seen."""

    number: int
    flagged: bool
    points: tuple[tuple[float, float], ...]


def aligned_reps(analysis: Analysis) -> tuple[AlignedRep, ...]:
    """The reps whose moment and curve are known; none where a document holds no curves."""
    found = ((rep, meeting_s(analysis, rep)) for rep in analysis.reps)
    reps = (_aligned(analysis, rep, at_s) for rep, at_s in found if at_s is not None)
    return tuple(rep for rep in reps if len(rep.points) > 1)


def _aligned(analysis: Analysis, rep: RepAnalysis, at_s: float) -> AlignedRep:
    low = max(at_s - BEFORE_S, at_s - BEFORE_S if rep.start_s is None else rep.start_s)
    high = min(at_s + AFTER_S, at_s + AFTER_S if rep.end_s is None else rep.end_s)
    series = analysis.series
    points = tuple(
        (time_s - at_s, lean_deg)
        for time_s, lean_deg in zip(series.time_s, series.lean_deg, strict=True)
        if lean_deg is not None and low <= time_s <= high
    )
    return AlignedRep(rep.number, any(map(is_sure, rep.findings)), points)
