"""Which lines belong to a finding, and when they are shown in a video."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.verdict import weight
from formcheck.metrics.table import metric_row
from formcheck.report.measured import angles, levels
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Drawing
from formcheck.report.scenes import ROUNDED_S
from formcheck.report.two_reps import in_rep, steady_rep

Shown = tuple[RepAnalysis, Finding]
Maker = Callable[[Clip, RepAnalysis | None, Finding, float], Drawing | None]

DRAWN: Final[Mapping[str, Maker]] = {
    "lean": angles.lean,
    "tip": angles.tip,
    "head": angles.head,
    "shrug": levels.shrug,
    "depth": levels.depth,
    "heel": levels.heel,
    "descent": levels.descent,
    "knees": levels.knees,
    "rounding": angles.rounding,
}
"""By its name in the table of metrics: makes lines of clip, rep, finding and picture's time."""

BESIDE_S: Final = 0.25
"""How long before its moment a steady rep shows its lines. Side by side it is at the time after
lift-off at which the flagged rep had its worst, and that was up to 0.21 s early (27 stored pairs):
"+16°" from the start stood beside "62°" from the vertical. A lean says the same either way."""


def drawing_of(
    clip: Clip, rep: RepAnalysis | None, finding: Finding, frame_s: float
) -> Drawing | None:
    """The lines of a finding on the picture of a time; None where what it takes is not seen."""
    make = DRAWN.get(metric_row(finding.metric).drawn)
    return make(clip, rep, finding, frame_s) if make else None


def moments(analysis: Analysis) -> tuple[Shown, ...]:
    """Every finding of a rep, and the same measure of the steady rep that is shown beside it."""
    found = [(rep, finding) for rep in analysis.reps for finding in rep.findings]
    beside = (_in_steady_rep(analysis, *each) for each in found)
    return (*found, *filter(None, beside))


def _in_steady_rep(analysis: Analysis, rep: RepAnalysis, finding: Finding) -> Shown | None:
    """What was measured in the rep to compare with, where it was: there the picture shows it."""
    best = steady_rep(analysis, rep, finding.metric)
    own = in_rep(best, finding) if best else None
    return (best, own) if best and own else None


def finding_at(found: Iterable[Shown], time_s: float) -> Shown | None:
    """The one whose lines a video shows at a time: the nearest, of equals the worst."""
    best: tuple[tuple[float, tuple[float, ...]], Shown] | None = None
    for rep, finding in found:
        apart_s = time_s - finding.at_s
        row = metric_row(finding.metric)
        beside = finding not in rep.findings and row.drawn != "lean"
        ahead_s = max(row.ahead_s, BESIDE_S) if beside else row.ahead_s
        if not row.drawn or not -ROUNDED_S - ahead_s <= apart_s <= row.shown_s:
            continue
        rank = (abs(round(apart_s, 3)), tuple(-part for part in weight(finding)))
        if best is None or rank < best[0]:
            best = (rank, (rep, finding))
    return None if best is None else best[1]
