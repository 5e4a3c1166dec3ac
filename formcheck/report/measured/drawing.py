"""Which lines belong to a finding, and when they are shown in a video."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.report.best_rep import best_rep
from formcheck.report.digest import weight
from formcheck.report.measured import angles, back, knees, levels
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Drawing
from formcheck.report.meeting import meeting_s

Shown = tuple[RepAnalysis, Finding]
Maker = Callable[[Clip, RepAnalysis | None, Finding, float], Drawing | None]


@dataclass(frozen=True)
class Lines:
    """How a metric is drawn.

    Attributes:
        make: Makes the lines: clip, rep, finding and time of the picture.
        shown_s: How long a video shows them from their moment on. Lines along the body go with it
            and are true for a few frames; level lines stand still.
    """

    make: Maker
    shown_s: float


BRIEF_S: Final = 0.2
ROUNDED_S: Final = 0.001
"""A moment is kept to the millisecond."""
STANDS_S: Final = 0.6
BY_METRIC: Final[Mapping[str, Lines]] = {
    "lean_peak_deg": Lines(angles.lean, BRIEF_S),
    "lean_gain_deg": Lines(angles.tip, BRIEF_S),
    "neck_change_deg": Lines(angles.head, BRIEF_S),
    "shrug_torso": Lines(levels.shrug, STANDS_S),
    "depth_thigh": Lines(levels.depth, 2 * BRIEF_S),
    "heel_rise_torso": Lines(levels.heel, 2 * BRIEF_S),
    "descent_s": Lines(levels.descent, 2 * BRIEF_S),
    "knee_in_hip_width": Lines(knees.knees, BRIEF_S),
    "back_rounding_deg": Lines(back.rounding, BRIEF_S),
    "upper_back_curl_deg": Lines(back.rounding, BRIEF_S),
    "upper_back_bend_deg": Lines(back.rounding, BRIEF_S),
}


def drawing_of(
    clip: Clip, rep: RepAnalysis | None, finding: Finding, picture_s: float
) -> Drawing | None:
    """The lines of a finding on the picture of a time; None where what it takes is not seen."""
    lines = BY_METRIC.get(finding.metric)
    return lines.make(clip, rep, finding, picture_s) if lines else None


def moments(analysis: Analysis) -> tuple[Shown, ...]:
    """Every finding of a rep, and the same moment of the steady rep that is shown beside it."""
    found = [(rep, finding) for rep in analysis.reps for finding in rep.findings]
    beside = (_beside(analysis, *each) for each in found)
    return (*found, *filter(None, beside))


def _beside(analysis: Analysis, rep: RepAnalysis, finding: Finding) -> Shown | None:
    """What was measured in the rep to compare with, at the same time after its turn."""
    best = best_rep(analysis, rep, finding.metric)
    here_s = meeting_s(analysis, rep)
    if best is None or best.findings or here_s is None:
        return None
    there_s, own = meeting_s(analysis, best), best.metrics.get(finding.metric)
    if there_s is None or own is None or own.value is None:
        return None
    return best, replace(finding, measured=own.value, at_s=there_s + finding.at_s - here_s)


def finding_at(found: Iterable[Shown], time_s: float) -> Shown | None:
    """The one whose lines a video shows at a time: the nearest, of equals the worst."""
    best: tuple[tuple[float, tuple[float, ...]], Shown] | None = None
    for rep, finding in found:
        apart_s = time_s - finding.at_s
        lines = BY_METRIC.get(finding.metric)
        if lines is None or not -ROUNDED_S <= apart_s <= lines.shown_s:
            continue
        rank = (round(apart_s, 3), tuple(-part for part in weight(finding)))
        if best is None or rank < best[0]:
            best = (rank, (rep, finding))
    return None if best is None else best[1]
