"""Which rep to hold another one against."""

from __future__ import annotations

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.report.digest import worst_moment
from formcheck.report.doubts import SHOWN_BY_PICTURE


def best_rep(analysis: Analysis, rep: RepAnalysis, metric: str | None = None) -> RepAnalysis | None:
    """The rep to hold another one against: steady, complete, well seen, and least in the metric.

    Without a metric it is the nearest of them in the set. None where there is no other.
    """
    others = [other for other in analysis.reps if other is not rep and other.turn_s is not None]
    if not others:
        return None

    def rank(other: RepAnalysis) -> tuple[bool, bool, int, float, int]:
        found = other.metrics.get(metric) if metric else None
        value = abs(found.value) if found and found.value is not None else float("inf")
        apart = abs(other.number - rep.number)
        of_metric = value if metric else 0.0
        return bool(other.findings), not other.complete, _unseen(other), of_metric, apart

    return min(others, key=rank)


def _unseen(rep: RepAnalysis) -> int:
    """How many measures a picture of the rep would show to be lost: lines beside the body."""
    return sum(found.reason_code in SHOWN_BY_PICTURE for found in rep.metrics.values())


def rep_to_compare(analysis: Analysis, rep: RepAnalysis) -> RepAnalysis | None:
    """Beside a flagged rep the best one; beside a steady rep the worst, where there is one."""
    if rep.turn_s is None:
        return None
    if rep.findings:
        worst = max(rep.findings, key=lambda finding: finding.probability)
        return best_rep(analysis, rep, worst.metric)
    moment = worst_moment(analysis)
    if moment and moment[0].turn_s is not None:
        return moment[0]
    return best_rep(analysis, rep)
