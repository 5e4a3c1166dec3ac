"""Ranks the likely reasons by adding up points from `knowledge/weights.toml`.

A reason gets points, positive or negative, for answers and for what attached sets show: strongest
findings, and faults not found. The order in which answers and sets are given does not matter. Texts
of a reason are worded for a lift that was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from formcheck.analysis import Analysis, Fault, Finding
from formcheck.findings.fault_row import FaultDefinition
from formcheck.findings.fault_table import faults_of
from formcheck.findings.judging import REPS_FOR_A_LATE_FAULT
from formcheck.findings.verdict import SET_NAMES, verdict_of
from formcheck.guidance.explanation import wordings
from formcheck.guidance.wording import says_also
from formcheck.knowledge import load_knowledge, soreness
from formcheck.knowledge.entries import Kind, all_fits, first_fit
from formcheck.knowledge.soreness import LiftDone
from formcheck.lifts import LIFTS, ROMANIAN
from formcheck.metrics.measurement import assessed
from formcheck.metrics.table import metric_row
from formcheck.report.digest import all_findings
from formcheck.report.words import where_words
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage_result import Evidence, Reason, Strength

LEG_LIFTS: dict[LiftDone, str] = {
    "back_squat": "squat",
    "front_squat": "squat",
    "deadlift": "deadlift",
    "sumo": "deadlift",
    "romanian": "deadlift",
}
"""The lifts that a lifter can name in an answer, with the lift of the analysis each belongs to."""
_USUAL = {"squat": "back_squat", "deadlift": "deadlift"}
"""The answer for a set whose style is not known."""
_ANSWER_OF_STYLE = {
    "high_bar": "back_squat",
    "low_bar": "back_squat",
    "front": "front_squat",
    "conventional": "deadlift",
    "sumo": "sumo",
    "romanian": "romanian",
}
"""The answer for a set of that style."""
UPPER = "upper"
"""Wording of texts for a session without squats and deadlifts."""
_STYLES = {"on_bump": "high_bar", "below_bump": "high_bar", "low_bar": "low_bar"}
"""The squat's style by the answer to where the bar lies."""
SURE = ("likely", "clear")
"""Confidences of a finding that puts a reason above those that only answers speak for."""


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
        strongest[finding.fault] = max(known, _finding_weight(finding))
    seen = []
    for fault, strength in strongest.items():
        told = verdicts.get(fault) or verdicts[SET_NAMES[fault]]
        severity, confidence = told.worst.severity, told.worst.confidence
        name = analysis.clip.name
        seen.append(SeenFault(fault, strength, name, told.sure, told.perhaps, severity, confidence))
    return seen


def _finding_weight(finding: Finding) -> float:
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


@dataclass(frozen=True)
class Weighed:
    """A reason of the knowledge files with the evidence for and against it.

    Attributes:
        points: Sum of the evidence's points.
        measured: Whether a set has one of the reason's own faults, more than possible.
    """

    reason: soreness.Reason
    found: tuple[Evidence, ...]
    points: float
    measured: bool


def rank(answers: Answers, evidence: SetEvidence, lifts: frozenset[str]) -> list[Weighed]:
    """The reasons worth showing, in order.

    Those that a set shows (`Weighed.measured`) come before those that answers suggest; within each
    group the ones with most points come first, equal ones in the order of the knowledge files.
    """
    knowledge = load_knowledge()
    show = knowledge.weights.show
    fitting = [reason for reason in knowledge.reasons if is_for(reason, lifts)]
    weighed = [_weigh(reason, answers, evidence, lifts) for reason in fitting]
    shown = [one for one in weighed if one.points >= show.least]
    return sorted(shown, key=lambda one: (not one.measured, -one.points))[: show.most]


def _weigh(
    reason: soreness.Reason, answers: Answers, evidence: SetEvidence, lifts: frozenset[str]
) -> Weighed:
    found = [*_from_answers(reason.id, answers, lifts), *_from_sets(reason.id, evidence)]
    found.sort(key=lambda item: (-abs(item.points), item.text))
    points = round(fsum(item.points for item in found), 3)
    own = load_knowledge().weights.own_faults
    measured = any(
        fault_seen.confidence in SURE and fault in own(reason.id, lift)
        for (lift, fault), fault_seen in evidence.strongest.items()
    )
    return Weighed(reason, tuple(found), points, measured)


def as_reason(
    weighed: Weighed, answers: Answers, lifts: frozenset[str], kinds: frozenset[Kind]
) -> Reason:
    """A weighed reason in words: those for the lifts that were done.

    Texts whose `kinds` may stand beside a warning sign are preferred; `triage_result.standing`
    takes the others out later.
    """
    reason = weighed.reason
    strength = _strength(weighed.points)
    needs = load_knowledge().weights.reasons[reason.id].much_needs
    if strength == "much" and needs and not answers.chosen & set(needs):
        strength = "some"
    lift, variant = words_for(reason, answers, lifts)
    allowed = [text for text in reason.next if text.kind in kinds] or reason.next
    change = first_fit(allowed, lift, variant) or allowed[-1]
    seen = answers.chosen | {item.fault for item in weighed.found if item.fault}
    fit = [c for c in reason.cues if c not in reason.cue_needs or seen & {*reason.cue_needs[c]}]
    cues = () if change.rests else wordings(fit, lift=lift, variant=variant, kinds=kinds)
    return Reason(
        id=reason.id,
        items=reason.items,
        title=reason.title,
        points=weighed.points,
        strength=strength,
        strength_words=getattr(load_knowledge().answer, strength),
        why=all_fits(reason.why, lift, variant),
        because=tuple(item for item in weighed.found if item.points > 0),
        against=tuple(item for item in weighed.found if item.points < 0),
        next=change,
        now=reason.now,
        cues=tuple(cue for cue in cues if not says_also(change.text, cue.text)),
    )


def _strength(points: float) -> Strength:
    show = load_knowledge().weights.show
    if points >= show.much:
        return "much"
    return "some" if points >= show.some else "little"


def _from_answers(reason_id: str, answers: Answers, lifts: frozenset[str]) -> list[Evidence]:
    """Evidence of the answers, without answers that name a lift in which nothing was felt."""
    others = {f"lifts.{lift}" for lift in answers.to("lifts") - lifts}
    weights = load_knowledge().weights.reasons[reason_id].answers
    return [
        Evidence(_said(key), "answer", points)
        for key, points in weights.items()
        if key in answers.chosen - others
    ]


def _said(key: str) -> str:
    """An answer ("question.option") in words for the lifter; a test checks that all keys are."""
    question_id, option_id = key.split(".")
    question = load_knowledge().question(question_id)
    option = question.option(option_id) if question else None
    return option.said if option else key


def _from_sets(reason_id: str, evidence: SetEvidence) -> list[Evidence]:
    """Evidence of the attached sets: faults, a loss of form, or that its faults are not there."""
    knowledge = load_knowledge()
    weights = knowledge.weights.reasons[reason_id]
    from_sets = []
    for fault, points in weights.findings.items():
        counted = [
            s
            for (lift, code), s in evidence.strongest.items()
            if code == fault and weights.counts(lift)
        ]
        if counted:
            strongest = max(counted, key=lambda one: one.strength)
            from_sets.append(
                Evidence(_seen_words(strongest), "finding", points * strongest.strength, fault)
            )
    from_sets = _each_event_once(from_sets)
    if weights.form_broke and evidence.broke:
        clip, rep = evidence.broke
        words = knowledge.answer.broke.format(clip=clip, rep=rep)
        from_sets.append(Evidence(words, "finding", weights.form_broke))
    looked = sorted(
        clip
        for (lift, fault), clip in evidence.looked.items()
        if fault in knowledge.weights.own_faults(reason_id, lift)
    )
    if weights.clean and looked and not from_sets:
        words = knowledge.answer.clean.format(clip=looked[0])
        from_sets.append(Evidence(words, "finding", weights.clean))
    return from_sets


def _each_event_once(found: list[Evidence]) -> list[Evidence]:
    """Of findings about one event, in a rep and in the set, only the one with most points."""
    for faults in load_knowledge().weights.one_event:
        same = [item for item in found if item.fault in faults]
        most = max(same, key=lambda item: item.points, default=None)
        found = [item for item in found if item is most or item not in same]
    return found


def _seen_words(fault_seen: SeenFault) -> str:
    knowledge = load_knowledge()
    phrases = knowledge.answer
    entry = knowledge.fault(fault_seen.fault)
    gaps = {
        "clip": fault_seen.clip,
        "fault": entry.title if entry else fault_seen.fault,
        "severity": knowledge.states.severity[fault_seen.severity],  # type: ignore[index]
        "confidence": knowledge.states.confidence[fault_seen.confidence],  # type: ignore[index]
    }
    where = where_words(fault_seen.sure, fault_seen.perhaps)
    return phrases.seen.format(**gaps, reps=where) if where else phrases.seen_set.format(**gaps)


def lifts_done(answers: Answers, evidence: SetEvidence) -> frozenset[str]:
    """The lift in which it was felt, if that is known; else the lifts of answers and sets together.

    A set of unknown style counts as one of the lifts in the answers, where these have one of its
    kind; else as the usual style.
    """
    styled = {_ANSWER_OF_STYLE[s] for _, s in evidence.lifts if s in _ANSWER_OF_STYLE}
    done = answers.to("lifts") | styled
    families = {LEG_LIFTS[lift] for lift in LEG_LIFTS if lift in done}
    usual = {_USUAL[lift] for lift, _ in evidence.lifts if lift not in families}
    return _felt_in(answers) or frozenset(done | usual)


def sets_that_count(analyses: Iterable[Analysis], answers: Answers) -> list[Analysis]:
    """The sets of the lift in which it was felt, if that is known, and those of unknown lift."""
    felt = _felt_in(answers)
    families = {LEG_LIFTS[lift] for lift in LEG_LIFTS if lift in felt}
    known = set(LEG_LIFTS.values())
    return [a for a in analyses if not felt or a.lift.name in families or a.lift.name not in known]


def _felt_in(answers: Answers) -> frozenset[str]:
    """The lift in which it was felt, of several that were done; empty when not given."""
    return frozenset(answers.to("which") & answers.to("lifts"))


def is_for(reason: soreness.Reason, lifts: frozenset[str]) -> bool:
    """Whether a reason is possible for somebody who did these lifts."""
    if not reason.only_lifts or lifts & set(reason.only_lifts):
        return True
    return not lifts and not reason.lift_known


def words_for(reason: soreness.Reason, answers: Answers, lifts: frozenset[str]) -> tuple[str, str]:
    """The lift and style that a reason's texts are worded for: those of a lift that was done.

    Of several, it is the one that the reason is about.
    """
    did = {family for lift, family in LEG_LIFTS.items() if lift in lifts}
    if lifts and not did:
        return UPPER, "unknown"
    if reason.everyday or not did:
        return "unknown", "unknown"
    about = {family for lift, family in LEG_LIFTS.items() if lift in reason.only_lifts}
    families = did if len(did) == 1 else about
    lift = next(iter(families)) if len(families) == 1 else "unknown"
    if lift == "deadlift":
        alone = ROMANIAN in lifts and not lifts & {"deadlift", "sumo"}
        return lift, ROMANIAN if alone else "unknown"
    if lift != "squat":
        return lift, "unknown"
    if reason.variant:
        return lift, reason.variant
    only_front = lifts & {"back_squat", "front_squat"} == {"front_squat"}
    bar = next(iter(answers.to("bar")), "")
    return lift, "front" if only_front else _STYLES.get(bar, "unknown")
