"""Which rep to hold another one against."""

from __future__ import annotations

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.report.digest import worst_moment


def best_rep(analysis: Analysis, rep: RepAnalysis, metric: str | None = None) -> RepAnalysis | None:
    """The rep to hold another one against: steady, complete, and least in the metric.

    Without a metric it is the steady rep nearest in the set. None where there is no other.
    """
    others = [other for other in analysis.reps if other is not rep and other.turn_s is not None]
    if not others:
        return None

    def rank(other: RepAnalysis) -> tuple[bool, bool, float, int]:
        found = other.metrics.get(metric) if metric else None
        value = abs(found.value) if found and found.value is not None else float("inf")
        apart = abs(other.number - rep.number)
        return bool(other.findings), not other.complete, value if metric else 0.0, apart

    return min(others, key=rank)


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
