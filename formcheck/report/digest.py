"""An analysis arranged for reading: faults with their reps, reasons once, the worst moment.

Nothing is measured or judged here; this only groups, orders and counts what the analysis says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal

from formcheck.analysis import Analysis, Finding, Guidance, Lift, Notice, RepAnalysis
from formcheck.findings import fault_table
from formcheck.findings.judged import Judged, judged, set_judged
from formcheck.findings.of_rep import descent_limit_s
from formcheck.report.words import fault_name, metric_words, ordered_metrics

SEVERITIES: Final = ("mild", "moderate", "severe")
CONFIDENCES: Final = ("possible", "likely", "clear")
CUES_SHOWN: Final = 2

MarkKind = Literal["steady", "partly", "flagged", "unjudged", "incomplete", "not_counted"]
ClipState = Literal["flagged", "steady", "partly", "unjudged", "no_reps", "no_person"]

_CALM: Final[dict[Judged, tuple[Literal["steady", "partly", "unjudged"], str]]] = {
    "whole": ("steady", "steady"),
    "partly": ("partly", "nothing stood out, but hips and chest not compared"),
    "not": ("unjudged", "counted, not judged"),
}
"""What a rep without findings is, and how that is said."""
_OTHER_LIFT_ONLY: Final = {
    "squat": frozenset({"back_rounding_deg", "upper_back_curl_deg", "upper_back_bend_deg"}),
    "deadlift": frozenset(
        {
            "depth_thigh",
            "knee_in_hip_width",
            "heel_rise_torso",
            "neck_change_deg",
        }
    ),
}


@dataclass(frozen=True)
class FaultDigest:
    """One fault, everywhere it was found in the clip.

    Attributes:
        fault: The fault's code.
        title: What to call it, capitalized.
        guidance: Why it matters and what to do; None when the document has none for it.
        findings: (rep number, finding), worst first; None is the set as a whole.
        reps: The reps it was found in, in order.
    """

    fault: str
    title: str
    guidance: Guidance | None
    findings: tuple[tuple[int | None, Finding], ...]
    reps: tuple[int, ...]

    @property
    def worst(self) -> Finding:
        """The finding that weighs most."""
        return self.findings[0][1]

    @property
    def cues(self) -> tuple[str, ...]:
        """At most two cues, most useful first."""
        return self.guidance.cues[:CUES_SHOWN] if self.guidance else ()


@dataclass(frozen=True)
class Unseen:
    """What could not be assessed for one reason; `reps` is empty when it holds for every rep."""

    reason: str
    metrics: tuple[str, ...]
    reps: tuple[int, ...]


@dataclass(frozen=True)
class Mark:
    """One stretch of the clip on the strip of reps."""

    kind: MarkKind
    label: str
    start_s: float
    end_s: float
    rep: RepAnalysis | None
    message: str


def weight(finding: Finding) -> tuple[int, int, float]:
    """Larger is worse: severity, then confidence, then how far beyond the limit."""
    scale = abs(finding.limit) or 1.0
    return (
        SEVERITIES.index(finding.severity),
        CONFIDENCES.index(finding.confidence),
        abs(finding.measured - finding.limit) / scale,
    )


def all_findings(analysis: Analysis) -> tuple[tuple[int | None, Finding], ...]:
    """(rep number, finding) of every rep, then of the set, in order of the clip."""
    of_reps = tuple((rep.number, finding) for rep in analysis.reps for finding in rep.findings)
    return of_reps + tuple((None, finding) for finding in analysis.set.findings)


def next_set_cues(analysis: Analysis) -> tuple[str, ...]:
    """What to think of in the next set, most useful first: more than two nobody keeps in mind."""
    return analysis.set.cues[:CUES_SHOWN]


def worst_moment(analysis: Analysis) -> tuple[RepAnalysis, Finding] | None:
    """The rep and finding that weigh most, or None when no rep is flagged."""
    pairs = [(rep, finding) for rep in analysis.reps for finding in rep.findings]
    return max(pairs, key=lambda pair: weight(pair[1])) if pairs else None


def faults_found(analysis: Analysis) -> tuple[FaultDigest, ...]:
    """Every fault in the clip, worst first."""
    guidance = {entry.fault: entry for entry in analysis.guidance}
    found: dict[str, list[tuple[int | None, Finding]]] = defaultdict(list)
    for number, finding in all_findings(analysis):
        found[finding.fault].append((number, finding))
    digests = []
    for fault, findings in found.items():
        findings.sort(key=lambda pair: weight(pair[1]), reverse=True)
        reps = {number for number, _ in findings if number is not None}
        reps.update(rep for _, finding in findings for rep in finding.reps)
        entry = guidance.get(fault)
        title = entry.title if entry else fault_name(fault).capitalize()
        digests.append(FaultDigest(fault, title, entry, tuple(findings), tuple(sorted(reps))))
    return tuple(sorted(digests, key=lambda digest: weight(digest.worst), reverse=True))


def unseen(analysis: Analysis) -> tuple[Unseen, ...]:
    """What was not assessed, one entry for each reason and set of reps."""
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    for rep in analysis.reps:
        for name, value in rep.metrics.items():
            if value.not_assessed is not None and applies(name, analysis.lift.name):
                where[name, value.not_assessed].append(rep.number)
    every = [rep.number for rep in analysis.reps]
    groups: dict[tuple[str, tuple[int, ...]], set[str]] = defaultdict(set)
    for (name, reason), numbers in where.items():
        groups[reason, () if numbers == every else tuple(numbers)].add(name)
    return tuple(
        Unseen(reason, tuple(ordered_metrics(names)), reps)
        for (reason, reps), names in groups.items()
    )


def other_warnings(analysis: Analysis) -> tuple[Notice, ...]:
    """The warnings that do not repeat why something was not assessed."""
    said = {
        value.reason_code
        for rep in analysis.reps
        for name, value in rep.metrics.items()
        if applies(name, analysis.lift.name)
    }
    return tuple(notice for notice in analysis.warnings if notice.code not in said)


def unseen_labels(entry: Unseen) -> str:
    """The metrics of an entry as a phrase."""
    return ", ".join(metric_words(name).noun for name in entry.metrics)


def applies(metric: str, lift: str) -> bool:
    """Whether a metric is about this lift at all."""
    return metric not in _OTHER_LIFT_ONLY.get(lift, ())


def limit_of(analysis: Analysis, rep: RepAnalysis, metric: str) -> float | None:
    """The limit a value was held against: the finding's own, else the one of the document."""
    for finding in rep.findings:
        if finding.metric == metric:
            return finding.limit
    name = limit_name(analysis, metric)
    limit = analysis.thresholds.get(name) if name else None
    if metric == "descent_s" and limit is not None:
        return descent_limit_s(rep.metrics, limit)
    return limit


def limit_name(analysis: Analysis, metric: str) -> str | None:
    """Which entry of `thresholds` a metric is held against in this lift; None for none."""
    return fault_table.limit_name(analysis.lift.name, analysis.lift.variant, metric)


def clip_state(analysis: Analysis) -> ClipState:
    """What a clip is to somebody who looks through many."""
    if all_findings(analysis):
        return "flagged"
    if analysis.lifter.people_seen == 0:
        return "no_person"
    if not analysis.reps:
        return "no_reps"
    return _CALM[set_judged(analysis.reps, analysis.lift)][0]


def strip(analysis: Analysis) -> tuple[Mark, ...]:
    """Counted reps and what was not counted, in order of time."""
    marks = [_rep_mark(rep, analysis.lift) for rep in analysis.reps]
    marks += [
        Mark("not_counted", entry.reason, entry.start_s, entry.end_s, None, entry.message)
        for entry in analysis.not_counted
    ]
    return tuple(sorted(marks, key=lambda mark: mark.start_s))


def _rep_mark(rep: RepAnalysis, lift: Lift) -> Mark:
    times = [t for t in (rep.start_s, rep.turn_s, rep.end_s) if t is not None]
    kind, message = _rep_state(rep, lift)
    start_s, end_s = (times[0], times[-1]) if times else (0.0, 0.0)
    return Mark(kind, str(rep.number), start_s, end_s, rep, message)


def _rep_state(rep: RepAnalysis, lift: Lift) -> tuple[MarkKind, str]:
    if rep.flagged or rep.findings:
        names = dict.fromkeys(fault_name(finding.fault) for finding in rep.findings)
        return "flagged", ", ".join(names) or "flagged"
    if not rep.complete:
        return "incomplete", "part of this rep was out of view"
    return _CALM[judged(rep, lift)]
