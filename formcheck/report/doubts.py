"""What stands beside the verdict: why it is worth less, and what the estimator would not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Analysis, Notice
from formcheck.findings.verdict import HIPS_AGAINST_CHEST, reach_the_back
from formcheck.guidance.notices import CHANGES_WORTH
from formcheck.reasons import ReasonCode

SHOWN_BY_PICTURE: Final = frozenset(
    {
        ReasonCode.POOR_FIT,
        ReasonCode.HIDDEN,
        ReasonCode.HIDDEN_BY_PLATE,
        ReasonCode.SIDES_DISAGREE,
        ReasonCode.HEIGHTS_DISAGREE,
        ReasonCode.BAR_DISAGREES,
        ReasonCode.OUTLINE_DISAGREES,
        ReasonCode.RESTLESS,
    }
)
"""Why the estimator abstained, where the drawn lines beside the body say why."""


@dataclass(frozen=True)
class Refused:
    """Reps whose hips and chest were not compared: why, which, and the moment that shows it."""

    reason: str
    reps: tuple[int, ...]
    at_s: float


def doubts(analysis: Analysis) -> tuple[Notice, ...]:
    """The warnings that change what the verdict is worth; they stand beside it."""
    return tuple(notice for notice in analysis.warnings if notice.code in CHANGES_WORTH)


def refused(analysis: Analysis) -> Refused | None:
    """The reps in which hips and chest could not be compared, for what a picture shows."""
    without = [
        (rep, found)
        for rep in analysis.reps
        if (found := rep.metrics.get(HIPS_AGAINST_CHEST)) and found.reason_code in SHOWN_BY_PICTURE
        if rep.turn_s is not None
    ]
    if not without or HIPS_AGAINST_CHEST not in reach_the_back(
        analysis.lift.name, analysis.lift.variant
    ):
        return None
    rep, found = without[0]
    alike = [each.number for each, other in without if other.reason_code == found.reason_code]
    return Refused(found.not_assessed or "", tuple(alike), rep.turn_s or 0.0)
