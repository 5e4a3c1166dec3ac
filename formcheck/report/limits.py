"""Which limit a value was held against, and whether it is beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from formcheck.analysis import Analysis, Lift, RepAnalysis
from formcheck.findings.fault_table import (
    condition_below,
    faults_of,
    limit_name,
    limits_asked,
    row_of,
)
from formcheck.findings.verdict import is_sure
from formcheck.guidance.wording import in_a_row, rep_list
from formcheck.lifts import BODYWEIGHT
from formcheck.metrics.measurement import value_of
from formcheck.metrics.table import metric_row
from formcheck.report.words import SEEN
from formcheck.thresholds import changed

TOO_CLOSE: Final = "Too close to a limit to call it a fault: {nouns}."
"""True of a set that is steady, or in which nothing stood out: the sentence on top of it says so.
Of 1,129 stored sets none has such a value further beyond its limit than half its ±."""


def applies(metric: str, lift: Lift) -> bool:
    """Whether a metric is about this lift at all, and about a bar only where there is one."""
    row = metric_row(metric)
    if lift.variant == BODYWEIGHT and row.read_off == "bar":
        return False
    return lift.name == "unknown" or lift.name in row.lifts


def was_seen(rep: RepAnalysis, metric: str) -> bool:
    """Whether what a metric without a value is about was seen all the same.

    A chest that hardly rose was: only a ratio to it says nothing. So was a back that another
    measure of it found to round: "could not see" beside its fault is told of nobody.
    """
    held = (one for f in rep.findings for one in row_of(f.fault).conditions())
    return rep.metrics[metric].reason_code in SEEN or any(one.metric == metric for one in held)


def limits_changed(analysis: Analysis) -> int:
    """How many of the limits that this lift asks for are not those of this version.

    A larger one that only follows a smaller one counts with it.
    """
    asked = limits_asked(analysis.lift.name, analysis.lift.variant)
    return len(changed(analysis.thresholds).intersection(asked))


def limits_differ(one: Analysis, other: Analysis) -> bool:
    """Whether two sets were held against other limits, so that counts cannot compare.

    One that only one of two styles asks for counts where that set was judged by another than usual.
    """
    first, second = (limits_asked(each.lift.name, each.lift.variant) for each in (one, other))
    shared = any(one.thresholds.get(n) != other.thresholds.get(n) for n in first & second)
    if shared or one.lift.name != other.lift.name:
        return shared
    return not (
        changed(one.thresholds).isdisjoint(first - second)
        and changed(other.thresholds).isdisjoint(second - first)
    )


def limit_of(analysis: Analysis, rep: RepAnalysis, metric: str) -> float | None:
    """The limit a value was held against: the finding's own, else the one of the document."""
    for finding in rep.findings:
        if finding.metric == metric:
            return finding.limit
    name = limit_name(analysis.lift.name, analysis.lift.variant, metric)
    limit = analysis.thresholds.get(name) if name else None
    short = condition_below(metric)
    return limit if short is None or limit is None else short.scaled(limit, rep.metrics)


def beyond_limit(
    rep: RepAnalysis, metric: str, limit: float | None
) -> Literal["", "fault", "perhaps"]:
    """Whether a value is on the wrong side of a limit of a fault that was found: of which kind.

    Others are marked nowhere: of two conditions that make a fault together, one may hold, and
    `beyond_words` names what is beyond a limit unsurely.
    """
    value = rep.metrics[metric].value
    if value is None or limit is None:
        return ""
    if not (value < limit if condition_below(metric) else value > limit):
        return ""
    own = [
        finding
        for finding in rep.findings
        if any(held.metric == metric for held in row_of(finding.fault).conditions())
    ]
    if not own:
        return ""
    return "fault" if any(map(is_sure, own)) else "perhaps"


def beyond_unsurely(analysis: Analysis, rep: RepAnalysis) -> tuple[str, ...]:
    """Metrics beyond a limit that alone makes a fault, which their ± does not clear.

    Of a whole rep, and of faults that are not flagged in it by another metric either.
    """
    flagged = {finding.fault for finding in rep.findings}
    alone = [
        rule.metric
        for row in faults_of(analysis.lift.name)
        if not row.also and row.fault not in flagged and rep.complete
        for rule in row.rules_of(analysis.lift.variant)
    ]
    found = []
    for metric in dict.fromkeys(alone):
        value, limit = value_of(rep.metrics, metric), limit_of(analysis, rep, metric)
        if value is not None and limit is not None and value > limit:
            found.append(metric)
    return tuple(found)


def beyond_words(analysis: Analysis, reps: Sequence[RepAnalysis]) -> str:
    """What is beyond its limit in these reps and called no fault; empty where nothing is.

    Of a set it says in which reps: `depth (reps 1 and 3) and forward lean (rep 2)`.
    """
    where: dict[str, list[int]] = {}
    for rep in reps:
        for metric in beyond_unsurely(analysis, rep):
            where.setdefault(metric, []).append(rep.number)
    named = [
        metric_row(metric).noun + (f" ({rep_list(numbers)})" if len(reps) > 1 else "")
        for metric, numbers in where.items()
    ]
    return TOO_CLOSE.format(nouns=in_a_row(named)) if named else ""
