"""What attached sets show that matters for soreness: strongest findings, and faults not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.analysis import Analysis, Fault, Finding
from formcheck.findings.fault_row import FaultDefinition
from formcheck.findings.fault_table import faults_of
from formcheck.findings.judging import REPS_FOR_A_LATE_FAULT
from formcheck.findings.verdict import SET_NAMES, verdict_of
from formcheck.knowledge import load_knowledge
from formcheck.lifts import LIFTS
from formcheck.metrics.measurement import assessed
from formcheck.metrics.table import metric_row
from formcheck.report.digest import all_findings


@dataclass(frozen=True)
class SeenFault:
    """The strongest finding of one fault in all attached sets.

    Attributes:
        strength: Weight of the strongest finding's severity times that of its confidence
            (weights.toml).
        clip: Name of the clip.
        sure, perhaps: The reps in which it is more than possible, and those in which it is only
            possible.
        severity, confidence: Those of the finding that weighs most, which may be another one: so a
            fault that is likely in one rep is never told as possible.
    """

    fault: str
    strength: float
    clip: str
    sure: tuple[int, ...]
    perhaps: tuple[int, ...]
    severity: str
    confidence: str


@dataclass(frozen=True)
class SetEvidence:
    """Everything the ranking takes from attached sets.

    Attributes:
        strongest: The strongest finding of each fault in sets of each lift, by (lift, fault).
        looked: For each (lift, fault) that could be judged in some set, the first such clip.
        broke: The clip and rep of the earliest loss of form, or None.
        lifts: Lift and style of the sets whose lift is known.
    """

    strongest: dict[tuple[str, str], SeenFault]
    looked: dict[tuple[str, str], str]
    broke: tuple[str, int] | None
    lifts: frozenset[tuple[str, str]]


def set_evidence(analyses: Iterable[Analysis]) -> SetEvidence:
    """Gather the evidence of any number of sets; their order does not matter."""
    sets = sorted(analyses, key=lambda analysis: (analysis.clip.name, analysis.clip.sha256))
    strongest: dict[tuple[str, str], SeenFault] = {}
    looked: dict[tuple[str, str], str] = {}
    for analysis in sets:
        lift = analysis.lift.name
        for fault in _seen(analysis):
            key = (lift, fault.fault)
            if key not in strongest or fault.strength > strongest[key].strength:
                strongest[key] = fault
        wanted = load_knowledge().weights.looked_for
        for row in faults_of(lift):
            if row.fault in wanted and _judged(analysis, row):
                looked.setdefault((lift, row.fault), analysis.clip.name)
    broke = [
        (a.set.first_broken_rep, a.clip.name) for a in sets if a.set.first_broken_rep is not None
    ]
    first = min(broke, default=None)
    return SetEvidence(
        strongest=strongest,
        looked=looked,
        broke=(first[1], first[0]) if first else None,
        lifts=frozenset((a.lift.name, a.lift.variant) for a in sets if a.lift.name in LIFTS),
    )


def _seen(analysis: Analysis) -> list[SeenFault]:
    """One entry for each fault of a set: its strongest finding, and what the page says of it."""
    verdicts = {verdict.fault: verdict for verdict in verdict_of(analysis).faults}
    strongest: dict[Fault, float] = {}
    for _, finding in all_findings(analysis):
        known = strongest.get(finding.fault, 0.0)
        strongest[finding.fault] = max(known, _strength(finding))
    seen = []
    for fault, strength in strongest.items():
        told = verdicts.get(fault) or verdicts[SET_NAMES[fault]]
        severity, confidence = told.worst.severity, told.worst.confidence
        name = analysis.clip.name
        seen.append(SeenFault(fault, strength, name, told.sure, told.perhaps, severity, confidence))
    return seen


def _strength(finding: Finding) -> float:
    weights = load_knowledge().weights
    return weights.severity[finding.severity] * weights.confidence[finding.confidence]


def _judged(analysis: Analysis, row: FaultDefinition) -> bool:
    """Whether a metric of the fault was assessed in enough complete reps of the set."""
    rules = row.rules_of(analysis.lift.variant)
    if row.level == "rep" and not rules:
        return False
    wanted = {rule.metric for rule in rules} | {one.metric for one in row.also}
    shown = [name for name in wanted if metric_row(name).shows_from(analysis.view.name)]
    reps = [rep for rep in analysis.reps if rep.complete]
    judged = [rep for rep in reps if any(assessed(rep.metrics, name) for name in shown)]
    share = load_knowledge().weights.judged_share
    fewest = REPS_FOR_A_LATE_FAULT if row.of_reps else 1
    return len(judged) >= max(fewest, share * len(reps))
