"""Two sets side by side as a page that stands alone, with the lean of all their reps.

Each rep is laid against its own turnaround or lift-off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Analysis
from formcheck.compare.differences import SURE, Comparison
from formcheck.compare.in_words import in_short, rows, same_words, what_it_is
from formcheck.findings.verdict import verdict_of
from formcheck.report.digest import summary_alone
from formcheck.report.page import rendered
from formcheck.report.two_reps import meeting_name, meeting_s

BEFORE_S: Final = 2.0
AFTER_S: Final = 2.5
"""Around the moment that reps are aligned at: what most of them take."""
WIDTH: Final = 480
HEIGHT: Final = 240
_STEP_DEG: Final = 20


@dataclass(frozen=True)
class AlignedRep:
    """One rep's lean: (seconds from the moment, degrees), only where it was seen."""

    number: int
    flagged: bool
    points: tuple[tuple[float, float], ...]


def aligned_reps(analysis: Analysis) -> tuple[AlignedRep, ...]:
    """The reps whose moment and curve are known; none where a document holds no curves."""
    flagged, series = verdict_of(analysis).numbers("flagged"), analysis.series
    aligned = []
    for rep in analysis.reps:
        at_s = meeting_s(analysis, rep)
        if at_s is None:
            continue
        low = max(at_s - BEFORE_S, -math.inf if rep.start_s is None else rep.start_s)
        high = min(at_s + AFTER_S, math.inf if rep.end_s is None else rep.end_s)
        points = tuple(
            (time_s - at_s, lean_deg)
            # not strict: a curve that was not taken is empty
            for time_s, lean_deg in zip(series.time_s, series.lean_deg, strict=False)
            if lean_deg is not None and low <= time_s <= high
        )
        if len(points) > 1:
            aligned.append(AlignedRep(rep.number, rep.number in flagged, points))
    return tuple(aligned)


def render_comparison(before: Analysis, after: Analysis, comparison: Comparison) -> str:
    """The page as one HTML text without anything from outside."""
    reps = aligned_reps(before), aligned_reps(after)
    leans = [lean for side in reps for rep in side for _, lean in rep.points]
    low = _STEP_DEG * (min(leans, default=0.0) // _STEP_DEG)
    high = _STEP_DEG * (max(leans, default=60.0) // _STEP_DEG + 1)
    table = rows(comparison, after)

    def y(lean_deg: float) -> float:
        return HEIGHT * (high - lean_deg) / (high - low)

    def path(rep: AlignedRep) -> str:
        places = (
            f"{WIDTH * (time_s + BEFORE_S) / (BEFORE_S + AFTER_S):.1f} {y(lean):.1f}"
            for time_s, lean in rep.points
        )
        return "M" + "L".join(places)

    return rendered(
        "compare.html.j2",
        heading=in_short(table),
        rows=[row for row in table if not row.alike],
        same=same_words(table),
        warnings=comparison.warnings,
        sides=[
            {
                "title": title,
                "summary": summary_alone(analysis),
                "what": what_it_is(analysis),
                "reps": of,
            }
            for title, analysis, of in zip(("Before", "After"), (before, after), reps, strict=True)
        ],
        path=path,
        drawn=bool(reps[0] and reps[1]),
        ticks=[(f"{tick}°", y(tick)) for tick in range(int(low), int(high), _STEP_DEG)],
        moment=meeting_name(after),
        moment_x=WIDTH * BEFORE_S / (BEFORE_S + AFTER_S),
        width=WIDTH,
        height=HEIGHT,
        sure=round(10 * SURE),
    )
