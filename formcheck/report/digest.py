"""An analysis arranged for reading: faults with their reps, the worst moment, reasons and doubts.

Nothing is measured or judged here: `findings.verdict` says which reps, how sure and how severe.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from formcheck.analysis import Analysis, Fault, Finding, Guidance, Notice, RepAnalysis
from formcheck.findings.verdict import (
    HIPS_AGAINST_CHEST,
    UNJUDGED,
    FaultVerdict,
    RepState,
    RepVerdict,
    clip_state,
    judged,
    reach_the_back,
    verdict_of,
)
from formcheck.guidance.explanation import cues_for_fault
from formcheck.guidance.notices import CHANGES_WORTH, CONTRADICTED, without_choice
from formcheck.guidance.set_summary import judged_elsewhere
from formcheck.guidance.wording import alike, rep_list
from formcheck.knowledge import load_knowledge
from formcheck.metrics.table import metric_row
from formcheck.reasons import ReasonCode
from formcheck.report import words
from formcheck.report.limits import applies, was_seen
from formcheck.report.shown import MarkKind, doubts_in_rows, rep_shown

THINGS_SHOWN: Final = 2
SHOWN_BY_PICTURE: Final = frozenset((
    ReasonCode.POOR_FIT, ReasonCode.HIDDEN, ReasonCode.HIDDEN_BY_PLATE, ReasonCode.SIDES_DISAGREE,
    ReasonCode.HEIGHTS_DISAGREE, ReasonCode.BAR_DISAGREES, ReasonCode.OUTLINE_DISAGREES,
    ReasonCode.RESTLESS,
))  # fmt: skip
"""Why the estimator abstained, where the drawn lines beside the body say why."""


@dataclass(frozen=True)
class FaultDigest(FaultVerdict):
    """One fault, everywhere it was found in the clip, with the words around it.

    Attributes:
        title: What to call it, capitalized.
        guidance: Why it matters and what to do; None when the document has none for it.
        cues: Those of the set's two cues that answer it more than any other fault.
    """

    title: str
    guidance: Guidance | None
    cues: tuple[str, ...]

    @property
    def where(self) -> str:
        """In which reps, and how sure that is: `reps 3–8, perhaps 1 and 2`; empty for none."""
        return words.where_words(self.sure, self.perhaps)


@dataclass(frozen=True)
class Unseen:
    """What could not be assessed for one reason; `reps` is empty when it holds for every rep.

    `all_of_it` is whether these reps have no other metric, as where a cut goes through one.
    """

    reason: str
    metrics: tuple[str, ...]
    reps: tuple[int, ...]
    all_of_it: bool = False

    @property
    def labels(self) -> str:
        """The metrics as a phrase."""
        if self.all_of_it:
            return "everything"
        return ", ".join(metric_row(name).noun for name in self.metrics)

    @property
    def line(self) -> tuple[str, str]:
        """A line in two parts, of which the first is the labels: `Depth`, ` (rep 2): Why.`."""
        where = f" ({rep_list(self.reps)})" if self.reps else ""
        return self.labels[:1].upper() + self.labels[1:], f"{where}: {words.sentence(self.reason)}"


@dataclass(frozen=True)
class Mark:
    """One stretch of the clip on the strip of reps."""

    kind: MarkKind
    label: str
    start_s: float
    end_s: float
    rep: RepAnalysis | None
    message: str


def all_findings(analysis: Analysis) -> tuple[tuple[int | None, Finding], ...]:
    """(rep number, finding) of every rep, then of the set, in order of the clip."""
    of_reps = tuple((rep.number, finding) for rep in analysis.reps for finding in rep.findings)
    return of_reps + tuple((None, finding) for finding in analysis.set.findings)


def next_set_cues(analysis: Analysis) -> tuple[str, ...]:
    """What to think of in the next set, most useful first; none says what one before it does.

    More than two things nobody keeps in mind, and what to do with the weight is one of them.
    """
    kept: list[str] = []
    for cue in analysis.set.cues:
        if not any(alike(cue, other) for other in kept):
            kept.append(cue)
    return tuple(kept[: THINGS_SHOWN - bool(analysis.set.load)])


def cues_beside(fault: FaultDigest | None, analysis: Analysis) -> tuple[str, ...]:
    """The cues of the next set beside one fault: those that answer it, or all where none does."""
    return (fault.cues if fault else ()) or next_set_cues(analysis)


def next_set_on_card(analysis: Analysis) -> str:
    """What a small card says of the next set: how many reps or how much weight, and one cue."""
    faults = faults_found(analysis)
    cues = cues_beside(faults[0], analysis)[:1] if faults else ()
    return " ".join(map(words.sentence, filter(None, [analysis.set.load, *cues])))


def worst_moment(analysis: Analysis) -> tuple[RepAnalysis, Finding] | None:
    """The rep and finding that weigh most, or None when no rep has any."""
    reps = {rep.number: rep for rep in analysis.reps}
    found = (pair for fault in verdict_of(analysis).faults for pair in fault.findings)
    return next(((reps[number], finding) for number, finding in found if number in reps), None)


def worst_of_reps(analysis: Analysis, most: int) -> dict[int, Finding]:
    """The heaviest finding of each rep by its number, worst first, of at most so many reps."""
    found = [pair for fault in verdict_of(analysis).faults for pair in fault.findings]
    worst: dict[int, Finding] = {}
    for number, finding in found:
        if number is not None:
            worst.setdefault(number, finding)
    return dict(islice(worst.items(), most))


def moment_to_share(analysis: Analysis) -> tuple[RepAnalysis, Finding | None] | None:
    """The moment that weighs most, else a rep's turnaround; None where no rep has one."""
    rep = rep_to_show(analysis)
    return worst_moment(analysis) or ((rep, None) if rep else None)


def rep_to_show(analysis: Analysis) -> RepAnalysis | None:
    """The first rep with a turnaround, of those that are whole and were judged where there are any.

    A cut clip may begin with a rep of which nobody knows anything, and whose lines lie anywhere.
    """
    turned = [rep for rep in analysis.reps if rep.turn_s is not None]

    def lacks(rep: RepAnalysis) -> tuple[bool, bool]:
        return judged(rep, analysis.lift) == "not", not rep.complete

    return min(turned, key=lacks, default=None)


def picture_moment(analysis: Analysis) -> tuple[float, Finding | None] | None:
    """What one small picture of a set shows: the worst moment, else `rep_to_show`'s turn.

    A finding of a rep comes before one of the set, which has no rep to name beside the picture.
    """
    found = [pair for fault in verdict_of(analysis).faults for pair in fault.findings]
    if found:
        _, worst = min(found, key=lambda pair: pair[0] is None)
        return worst.at_s, worst
    rep = rep_to_show(analysis)
    return (rep.turn_s, None) if rep and rep.turn_s is not None else None


def count_of(analysis: Analysis, state: RepState) -> int:
    """How many reps are of one state, as on the page: a possible one is not flagged."""
    return len(verdict_of(analysis).numbers(state))


def faults_found(analysis: Analysis) -> tuple[FaultDigest, ...]:
    """Every fault in the clip, worst first."""
    guidance = {entry.fault: entry for entry in analysis.guidance}
    faults = verdict_of(analysis).faults
    mending = [_mending(one.fault, guidance.get(one.fault), analysis) for one in faults]
    given = {cue: _first_to_list(cue, mending) for cue in next_set_cues(analysis)}
    return tuple(
        FaultDigest(
            **vars(fault),
            title=words.fault_name(fault.fault).capitalize(),
            guidance=guidance.get(fault.fault),
            cues=tuple(cue for cue, place in given.items() if place == number),
        )
        for number, fault in enumerate(faults)
    )


def faults_title(faults: Sequence[FaultDigest]) -> str:
    """What stands above the faults, by what is said of them and whether a back feels a sure one."""
    guidance = [fault.guidance for fault in faults if fault.guidance]
    does = any(one.cues or one.drills for one in guidance)
    entries = (load_knowledge().fault(one.fault) for one in faults if one.guidance and one.is_sure)
    felt = any(entry.makes_sore for entry in entries if entry)
    title = "Why your upper back feels it" if felt else "What was found"
    return f"{title}, and what to do" if does else title


def _mending(fault: Fault, entry: Guidance | None, analysis: Analysis) -> list[str]:
    """The cues that answer a fault, most useful first: those of today, and of the document."""
    style = verdict_of(analysis).spoken_style
    known = cues_for_fault(fault, lift=analysis.lift.name, variant=style)
    return list(dict.fromkeys([*(cue.text for cue in known), *(entry.cues if entry else ())]))


def _first_to_list(cue: str, mending: Sequence[Sequence[str]]) -> int | None:
    """The number of the fault that a cue answers most: it stands highest in that fault's list."""
    places = [(cues.index(cue), number) for number, cues in enumerate(mending) if cue in cues]
    return min(places)[1] if places else None


def summary_alone(analysis: Analysis) -> str:
    """The summary where no notice stands beside it, with what it is worth less for."""
    return " ".join(filter(None, [analysis.set.summary, *doubts_in_rows(analysis)]))


def row_text(analysis: Analysis) -> str:
    """What a row says of a set: how it went, or why nobody knows, and what speaks against it."""
    how = analysis.set.summary if analysis.reps else ""
    return " ".join(
        dict.fromkeys(filter(None, [how, abstention(analysis), *doubts_in_rows(analysis)]))
    )


def unseen(analysis: Analysis) -> tuple[Unseen, ...]:
    """What was not assessed, one entry for each reason and set of reps.

    What belongs to the other lift was not looked for, also where nobody knows which lift it is.
    """
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    looked_for: set[str] = set()
    for rep in analysis.reps:
        for name, value in rep.metrics.items():
            other = value.reason_code is ReasonCode.OTHER_LIFT or not applies(name, analysis.lift)
            if not other:
                looked_for.add(name)
            if value.not_assessed is not None and not other and not was_seen(rep, name):
                where[name, value.not_assessed].append(rep.number)
    every = [rep.number for rep in analysis.reps]
    groups: dict[tuple[str, tuple[int, ...]], set[str]] = defaultdict(set)
    for (name, reason), numbers in where.items():
        groups[reason, () if numbers == every else tuple(numbers)].add(name)
    return tuple(
        Unseen(reason, tuple(words.ordered_metrics(of, analysis.lift)), reps, of == looked_for)
        for (reason, reps), of in groups.items()
    )


def other_warnings(analysis: Analysis) -> tuple[Notice, ...]:
    """The warnings that neither change the verdict nor repeat why something was not assessed."""
    said = {
        value.reason_code
        for rep in analysis.reps
        for name, value in rep.metrics.items()
        if applies(name, analysis.lift)
    }
    return tuple(
        notice
        for notice in analysis.warnings
        if notice.code not in said and notice.code not in CHANGES_WORTH
    )


def strip(analysis: Analysis) -> tuple[Mark, ...]:
    """Counted reps and what was not counted, in order of time."""
    said = {rep.number: rep for rep in verdict_of(analysis).reps}
    marks = []
    for rep in analysis.reps:
        verdict = said[rep.number]
        times = [t for t in (rep.start_s, rep.turn_s, rep.end_s) if t is not None] or [0.0]
        kind = rep_shown(analysis, verdict.state)
        beside = ", ".join(words.beside_findings(rep, verdict)) or words.state(kind)
        message = words.finding_names(verdict.findings) or beside
        marks.append(Mark(kind, str(rep.number), times[0], times[-1], rep, message))
    marks += [
        Mark("not_counted", entry.reason, entry.start_s, entry.end_s, None, entry.message)
        for entry in analysis.not_counted
    ]
    return tuple(sorted(marks, key=lambda mark: mark.start_s))


def rep_verdict(analysis: Analysis, rep: RepAnalysis) -> RepVerdict:
    """What one rep is."""
    return next(one for one in verdict_of(analysis).reps if one.number == rep.number)


def abstention(analysis: Analysis) -> str:
    """Why nothing that reaches the back could be judged in a clip; empty when it could.

    Joints of another movement than the one that was told may fit no body: that it is another one
    is why.
    """
    if clip_state(analysis) not in UNJUDGED:
        return ""
    if not analysis.reps:
        return why_no_reps(analysis)
    if otherwise := contradiction(analysis):
        return otherwise.message
    counts = reach_the_back(analysis.lift.name, analysis.lift.variant)
    reasons = (
        rep.metrics[name].not_assessed
        for rep in analysis.reps
        for name in sorted(counts & rep.metrics.keys())
    )
    found = next(filter(None, reasons), "nothing could be measured in its reps")
    return words.sentence(found[:1].upper() + found[1:])


def unjudged_text(analysis: Analysis) -> str:
    """What a batch says of a clip whose back could not be judged: what could be, and why not all.

    Like `row_text` without the count; empty when the back was judged, or something was found.
    """
    why = abstention(analysis)
    if not why:
        return ""
    counted = analysis.reps and not contradiction(analysis)
    seen = judged_elsewhere(verdict_of(analysis)) if counted else ""
    return " ".join(dict.fromkeys(filter(None, [seen, why, *doubts_in_rows(analysis)])))


def contradiction(analysis: Analysis) -> Notice | None:
    """The notice that a set moves otherwise than the lift that somebody chose; None for none."""
    return next((one for one in analysis.warnings if one.code == CONTRADICTED), None)


def why_no_reps(analysis: Analysis) -> str:
    """Why a clip without reps has none: what was seen of the movement before all else."""
    said = sorted(
        analysis.warnings, key=lambda one: (not one.code.startswith("lift_"), one.code != "no_reps")
    )
    return without_choice(said[0].message) if said else "No reps were found."


@dataclass(frozen=True)
class Refused:
    """Reps whose hips and chest were not compared: why, which, and a moment that shows it."""

    reason: str
    reps: tuple[int, ...]
    at_s: float

    @property
    def what(self) -> str:
        """What could not be done, and where."""
        return f"Hips and chest could not be compared in {rep_list(self.reps)}"


def refused(analysis: Analysis) -> Refused | None:
    """The reps in which hips and chest could not be compared, for what a picture shows.

    None of another movement than the one that was told, which the notice of it says.
    """
    without = [
        (rep, found)
        for rep in analysis.reps
        if (found := rep.metrics.get(HIPS_AGAINST_CHEST)) and found.reason_code in SHOWN_BY_PICTURE
        if rep.turn_s is not None
    ]
    if (
        contradiction(analysis)
        or not without
        or HIPS_AGAINST_CHEST not in reach_the_back(analysis.lift.name, analysis.lift.variant)
    ):
        return None
    reasons = dict.fromkeys(found.not_assessed for _, found in without if found.not_assessed)
    reps, first = tuple(rep.number for rep, _ in without), without[0][0]
    # a pull is compared where it begins; at its turn somebody stands there in full view
    at_s = first.turn_s if analysis.lift.starts_at_top else first.start_s
    said = ". ".join(reason[:1].upper() + reason[1:] for reason in reasons)
    return Refused(said[:1].lower() + said[1:], reps, at_s or first.turn_s or 0.0)
