"""The verdict on a set: which faults, in which reps, how sure, how severe; and what each rep is.

It is one function of the document. The headline, the chips, the cards, the charts, the coach's
rows, the report, the labels in the video and `set.summary` all say this and nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from formcheck.analysis import (
    Analysis,
    Fault,
    Finding,
    Lift,
    RepAnalysis,
    Shot,
)
from formcheck.findings.caps import SURENESS
from formcheck.findings.fault_table import FAULTS, faults_of, row_of
from formcheck.findings.judging import SEVERITY, comparable
from formcheck.lifts import BODYWEIGHT, Variant
from formcheck.metrics.measurement import Metrics, assessed
from formcheck.reasons import ReasonCode

Judged = Literal["whole", "partly", "not"]
RepState = Literal["flagged", "possible", "steady", "partly", "unjudged", "incomplete"]
ClipState = Literal[
    "flagged", "possible", "steady", "partly", "unjudged", "no_reps", "no_person"
]  # fmt: skip
UNJUDGED: Final[frozenset[ClipState]] = frozenset({"unjudged", "no_reps", "no_person"})
"""What a clip is that shows nothing of a back."""
Weight = tuple[int, int, int, float]

HIPS_AGAINST_CHEST: Final = "lean_gain_deg"
"""The metric that a set is foremost looked at for; without it a rep is judged in part, but in a
style that has no limit for it."""
BROKEN_OFF: Final = "truncated"
"""Code of the warning that the file holds less than it announces."""
EDGE_ON: Final = frozenset({ReasonCode.VIEW_FRONT, ReasonCode.VIEW_REAR})
"""Why no lean is read where a plate could not be seen either."""
SET_NAMES: Final[Mapping[Fault, Fault]] = {row.of_reps: row.fault for row in FAULTS if row.of_reps}
"""What the set calls a fault of its reps, where the set has the finding: it is not said twice."""
_UNFLAGGED: Final[Mapping[Judged, Literal["steady", "partly", "unjudged"]]] = {
    "whole": "steady",
    "partly": "partly",
    "not": "unjudged",
}


@dataclass(frozen=True)
class FaultVerdict:
    """One fault, everywhere in the set.

    Attributes:
        fault: Its code.
        reps: Every rep that shows it, in order.
        sure: Those of them in which it is more than possible.
        findings: (rep number, finding), the heaviest first; None is the set as a whole.
    """

    fault: Fault
    reps: tuple[int, ...]
    sure: tuple[int, ...]
    findings: tuple[tuple[int | None, Finding], ...]

    @property
    def worst(self) -> Finding:
        """The finding that weighs most."""
        return self.findings[0][1]

    @property
    def perhaps(self) -> tuple[int, ...]:
        """The reps in which it is no more than possible."""
        return tuple(number for number in self.reps if number not in self.sure)

    @property
    def is_sure(self) -> bool:
        """Whether it is more than possible anywhere."""
        return is_sure(self.worst)


@dataclass(frozen=True)
class RepVerdict:
    """What one rep is.

    Attributes:
        number: Of the rep.
        state: What it is foremost.
        judged: How much of it was.
        findings: Its own, and those of the set that name it; the heaviest first.
        unseen: What its lift is looked at for and nothing was seen of in it.
    """

    number: int
    state: RepState
    judged: Judged
    findings: tuple[Finding, ...]
    unseen: tuple[Fault, ...]


@dataclass(frozen=True)
class Break:
    """Where the form of a set left the lifter's own pattern: the rep, and what came with it."""

    rep: int
    fault: Fault


@dataclass(frozen=True)
class SetVerdict:
    """The verdict.

    Attributes:
        lift: Which lift, and which style of it.
        reps: The counted reps, in order.
        faults: What was found, the heaviest first.
        broken: Where form left the lifter's own pattern, or None.
        elsewhere: Faults that do not reach the back and could be judged in every rep.
        spoken_style: The style in whose words the set is spoken of, see `spoken_style`.
    """

    lift: Lift
    reps: tuple[RepVerdict, ...]
    faults: tuple[FaultVerdict, ...]
    broken: Break | None
    elsewhere: tuple[Fault, ...]
    spoken_style: Variant

    def numbers(self, state: RepState) -> tuple[int, ...]:
        """The reps of one state."""
        return tuple(rep.number for rep in self.reps if rep.state == state)

    def before(self, number: int) -> tuple[RepVerdict, ...]:
        """The reps before one."""
        return tuple(rep for rep in self.reps if rep.number < number)

    def since(self, number: int) -> tuple[RepVerdict, ...]:
        """The reps from one on."""
        return tuple(rep for rep in self.reps if rep.number >= number)


def verdict_of(analysis: Analysis) -> SetVerdict:
    """The verdict of a document."""
    return set_verdict(analysis.reps, analysis.set.findings, analysis.lift, analysis.shots)


def set_verdict(
    reps: Sequence[RepAnalysis],
    of_set: Sequence[Finding],
    lift: Lift,
    shots: Sequence[Shot] = (),
) -> SetVerdict:
    """The verdict on counted reps."""
    faults = sorted(_faults(reps, of_set), key=_heaviest_first)
    return SetVerdict(
        lift,
        tuple(_rep(rep, of_set, lift) for rep in reps),
        tuple(faults),
        first_break(comparable(reps, shots)),
        tuple(
            row.fault
            for row in faults_of(lift.name)
            for rule in row.rules_of(lift.variant)
            if not row.breaks_form and all(assessed(rep.metrics, rule.metric) for rep in reps)
        ),
        spoken_style(lift, (rep.metrics for rep in reps)),
    )


def first_break(reps: Sequence[RepAnalysis]) -> Break | None:
    """The first rep, of those of one shot, with a form fault that the lifter's first do not show.

    A fault that is there in the first rep in which it could be seen is a habit and not a break. Nor
    is one that could not be seen in any rep before: it may have been there all along.
    """
    for place, rep in enumerate(reps):
        for finding in rep.findings:
            if not row_of(finding.fault).breaks_form or finding.confidence == "possible":
                continue
            before = [r for r in reps[:place] if _shows_or_could(r, finding)]
            if before and finding.fault not in {f.fault for f in before[0].findings}:
                return Break(rep.number, finding.fault)
    return None


def _shows_or_could(rep: RepAnalysis, finding: Finding) -> bool:
    """Whether a rep has the finding's fault, by whatever metric, or its metric could be seen."""
    return finding.fault in {f.fault for f in rep.findings} or assessed(rep.metrics, finding.metric)


def spoken_style(lift: Lift, reps: Iterable[Metrics]) -> Variant:
    """The style in whose words a set is spoken of.

    A squat in which nobody saw a bar, or said that there is one, is spoken of as one without: what
    is left unsaid of a bar is true of either. From the front and rear plates show their edge, and
    that none was found says nothing.
    """
    if lift.name != "squat" or lift.variant != "unknown":
        return lift.variant
    reps = list(reps)
    if {rep["lean_peak_deg"].reason_code for rep in reps if "lean_peak_deg" in rep} & EDGE_ON:
        return lift.variant
    found = {rep["bar_travel_cm"].reason_code for rep in reps if "bar_travel_cm" in rep}
    unseen = ReasonCode.NO_BAR in found and found <= {ReasonCode.NO_BAR, ReasonCode.CUT}
    return BODYWEIGHT if unseen else lift.variant


def only_middle_seen(rep: RepAnalysis) -> bool:
    """Whether a rep is seen neither begin nor end: one that goes 60 % of its way counts as whole.

    Nobody is seen at rest before its descent and after its ascent, so that neither has a time.
    """
    phases = [rep.metrics[name] for name in ("descent_s", "ascent_s") if name in rep.metrics]
    cut_off = [phase.reason_code == ReasonCode.CUT_OFF for phase in phases]
    return rep.complete and len(phases) == 2 and all(cut_off)


def judged(rep: RepAnalysis, lift: Lift) -> Judged:
    """How much of a rep was: all it is foremost looked at for, some, or nothing that counts."""
    reaching = reach_the_back(lift.name, lift.variant)
    known = _known(rep) & reaching
    hips_seen = HIPS_AGAINST_CHEST in known or HIPS_AGAINST_CHEST not in reaching
    if known and hips_seen and not any(row_of(fault).foremost for fault in unseen(rep, lift)):
        return "whole"
    return "partly" if known else "not"


def unseen(rep: RepAnalysis, lift: Lift) -> tuple[Fault, ...]:
    """What a rep of the lift is looked at for, foremost first, and this one shows nothing of."""
    known = _known(rep)
    read_off = _looked_for(lift.name, lift.variant)
    return tuple(fault for fault, metrics in read_off.items() if not metrics & known)


def _known(rep: RepAnalysis) -> frozenset[str]:
    return frozenset(name for name, found in rep.metrics.items() if found.value is not None)


@cache
def _looked_for(lift: str, variant: str) -> Mapping[Fault, frozenset[str]]:
    """What each fault that a lift is looked at for is read off, the foremost ones first."""
    looked_at = [row for row in faults_of(lift) if row.foremost or lift in row.missed_in]
    looked_at.sort(key=lambda row: not row.foremost)
    held = {row.fault: row.rules_of(variant) for row in looked_at}
    return {fault: frozenset(rule.metric for rule in of) for fault, of in held.items() if of}


def reach_the_back(lift: str, variant: str) -> frozenset[str]:
    """The metrics whose faults are the upper back's; without any, nothing that counts was judged.

    A pull's lean is measured, too, but there is no limit to hold it against; nor is there one for
    hips against chest where the bar never leaves the floor.
    """
    held = (row for row in faults_of(lift) if row.breaks_form)
    return frozenset(rule.metric for row in held for rule in row.rules_of(variant))


def is_sure(finding: Finding) -> bool:
    """Whether a finding is more than possible."""
    return finding.confidence != "possible"


def weight(finding: Finding) -> Weight:
    """Larger weighs more: sure ones, then by severity, confidence, and how far beyond the limit."""
    return (
        int(is_sure(finding)),
        SEVERITY[finding.severity],
        SURENESS[finding.confidence],
        abs(finding.measured - finding.limit) / (abs(finding.limit) or 1.0),
    )


def clip_state(analysis: Analysis) -> ClipState:
    """What a clip is to somebody who looks through many."""
    verdict = verdict_of(analysis)
    if verdict.faults:
        return "flagged" if any(fault.is_sure for fault in verdict.faults) else "possible"
    if not analysis.lifter.people_seen:
        return "no_person"
    if not analysis.reps:
        return "no_reps"
    how = all_judged(verdict.reps)
    # of a rep that is cut off nobody knows how it went on, nor what a file lost that breaks off
    lost = verdict.numbers("incomplete") or any(w.code == BROKEN_OFF for w in analysis.warnings)
    return "partly" if how == "whole" and lost else _UNFLAGGED[how]


def all_judged(reps: Iterable[RepVerdict]) -> Judged:
    """Of several reps: whole when every one was, not when none was (or there is none)."""
    found = {rep.judged for rep in reps}
    if found == {"whole"}:
        return "whole"
    return "partly" if found - {"not"} else "not"


def _faults(reps: Sequence[RepAnalysis], of_set: Sequence[Finding]) -> list[FaultVerdict]:
    names = {finding.fault for finding in of_set}
    found: dict[Fault, list[tuple[int | None, Finding]]] = {}
    for rep in reps:
        for finding in rep.findings:
            name = SET_NAMES.get(finding.fault, finding.fault)
            name = name if name in names else finding.fault
            found.setdefault(name, []).append((rep.number, finding))
    # what a rep shows says how sure and how severe it is there, whatever the set calls it
    for finding in of_set:
        shown = {number for number, _ in found.get(finding.fault, ())}
        if not shown or set(finding.reps) - shown:
            found.setdefault(finding.fault, []).append((None, finding))
    return [_fault(fault, findings) for fault, findings in found.items()]


def _fault(fault: Fault, findings: list[tuple[int | None, Finding]]) -> FaultVerdict:
    heaviest_first = sorted(findings, key=lambda pair: weight(pair[1]), reverse=True)
    sure = {number: is_sure(finding) for number, finding in findings if number is not None}
    for number, finding in findings:
        if number is None:
            sure = dict.fromkeys(finding.reps, is_sure(finding)) | sure
    return FaultVerdict(
        fault,
        tuple(sorted(sure)),
        tuple(sorted(number for number, yes in sure.items() if yes)),
        tuple(heaviest_first),
    )


def _heaviest_first(fault: FaultVerdict) -> tuple[object, ...]:
    sure, severity, *rest = weight(fault.worst)
    reps = fault.sure if sure else fault.reps
    return -sure, -severity, -len(reps), *(-part for part in rest), fault.fault


def _rep(rep: RepAnalysis, of_set: Sequence[Finding], lift: Lift) -> RepVerdict:
    shown = {SET_NAMES.get(finding.fault, finding.fault) for finding in rep.findings}
    named = [f for f in of_set if rep.number in f.reps and f.fault not in shown]
    findings = tuple(sorted([*rep.findings, *named], key=weight, reverse=True))
    how = judged(rep, lift)
    state: RepState = _UNFLAGGED[how]
    if findings:
        state = "flagged" if is_sure(findings[0]) else "possible"
    elif not rep.complete:
        state = "incomplete"
    return RepVerdict(rep.number, state, how, findings, unseen(rep, lift))
