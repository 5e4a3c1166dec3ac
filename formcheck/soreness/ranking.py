"""Ranks the likely reasons: adds up the documented points of `knowledge/weights.toml`.

Points are given for answers, for findings of attached sets, and against. The same answers and sets
always give the same list, in whatever order they come. A reason speaks in the words of a lift that
was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from formcheck.analysis import Analysis
from formcheck.guidance.explanation import says_also, statement, wordings
from formcheck.knowledge import asking, load_knowledge
from formcheck.knowledge.asking import LiftDone
from formcheck.knowledge.entries import Kind, all_fits, first_fit
from formcheck.report.words import where_words
from formcheck.soreness.answers import Answers
from formcheck.soreness.set_evidence import SeenFault, SetEvidence
from formcheck.soreness.triage_result import Evidence, Reason, Strength

LEG_LIFTS: dict[LiftDone, str] = {
    "back_squat": "squat",
    "front_squat": "squat",
    "deadlift": "deadlift",
    "sumo": "deadlift",
    "romanian": "deadlift",
}
_USUAL = {"squat": "back_squat", "deadlift": "deadlift"}
_CALLED = {
    "high_bar": "back_squat",
    "low_bar": "back_squat",
    "front": "front_squat",
    "conventional": "deadlift",
    "sumo": "sumo",
    "romanian": "romanian",
}
"""What a lifter calls a set, by its lift and by its style."""
UPPER = "upper"
_STYLES = {"on_bump": "high_bar", "below_bump": "high_bar", "low_bar": "low_bar"}
SURE = ("likely", "clear")
"""A fault that is only possible weighs as much as an answer does."""


@dataclass(frozen=True)
class Weighed:
    """A reason of the knowledge files with what speaks for and against it here.

    Attributes:
        measured: Whether a set shows its own fault, and surely so.
    """

    reason: asking.Reason
    found: tuple[Evidence, ...]
    points: float
    measured: bool


def rank(answers: Answers, evidence: SetEvidence, lifts: frozenset[str]) -> list[Weighed]:
    """The reasons worth showing: what a set surely shows stands above what answers suggest.

    Among both the ones with most points first; equal ones in the order of the files.
    """
    knowledge = load_knowledge()
    show = knowledge.weights.show
    fitting = [reason for reason in knowledge.reasons if is_for(reason, lifts)]
    weighed = [_weigh(reason, answers, evidence, lifts) for reason in fitting]
    shown = [one for one in weighed if one.points >= show.least]
    return sorted(shown, key=lambda one: (not one.measured, -one.points))[: show.most]


def _weigh(
    reason: asking.Reason, answers: Answers, evidence: SetEvidence, lifts: frozenset[str]
) -> Weighed:
    found = [*_from_answers(reason.id, answers, lifts), *_from_sets(reason.id, evidence)]
    found.sort(key=lambda item: (-abs(item.points), item.text))
    points = round(fsum(item.points for item in found), 3)
    return Weighed(reason, tuple(found), points, _measured(reason.id, evidence))


def _measured(reason_id: str, evidence: SetEvidence) -> bool:
    own = load_knowledge().weights.own_faults
    return any(
        seen.confidence in SURE and fault in own(reason_id, lift)
        for (lift, fault), seen in evidence.seen.items()
    )


def as_reason(
    weighed: Weighed, answers: Answers, lifts: frozenset[str], kinds: frozenset[Kind]
) -> Reason:
    """A weighed reason in words for somebody who did these lifts, of the kinds that may stand."""
    reason = weighed.reason
    strength = _strength(weighed.points)
    lift, variant = words_for(reason, answers, lifts)
    may_stand = [text for text in reason.next if text.kind in kinds] or reason.next
    change = first_fit(may_stand, lift, variant) or may_stand[-1]
    cues = wordings(reason.cues, lift=lift, variant=variant, kinds=kinds)
    return Reason(
        id=reason.id,
        items=reason.items,
        title=reason.title,
        points=weighed.points,
        strength=strength,
        strength_words=getattr(load_knowledge().answer, strength),
        why=tuple(map(statement, all_fits(reason.why, lift, variant))),
        because=tuple(item for item in weighed.found if item.points > 0),
        against=tuple(item for item in weighed.found if item.points < 0),
        next=statement(change),
        cues=tuple(statement(cue) for cue in cues if not says_also(change.text, cue.text)),
    )


def _strength(points: float) -> Strength:
    show = load_knowledge().weights.show
    if points >= show.much:
        return "much"
    return "some" if points >= show.some else "little"


def _from_answers(reason_id: str, answers: Answers, lifts: frozenset[str]) -> list[Evidence]:
    """What the answers say; a lift in which it was not felt says nothing."""
    others = {f"lifts.{lift}" for lift in answers.to("lifts") - lifts}
    weights = load_knowledge().weights.reasons[reason_id].answers
    return [
        Evidence(_said(key), "answer", points)
        for key, points in weights.items()
        if key in answers.chosen - others
    ]


def _said(key: str) -> str:
    """An answer as it is told back; tests ask that each key is one."""
    question_id, option_id = key.split(".")
    question = load_knowledge().question(question_id)
    option = question.option(option_id) if question else None
    return option.said if option else key


def _from_sets(reason_id: str, evidence: SetEvidence) -> list[Evidence]:
    knowledge = load_knowledge()
    weights = knowledge.weights.reasons[reason_id]
    found = []
    for fault, points in weights.findings.items():
        counted = [
            s for (lift, code), s in evidence.seen.items() if code == fault and weights.counts(lift)
        ]
        if counted:
            seen = max(counted, key=lambda one: one.strength)
            found.append(Evidence(_seen_words(seen), "finding", points * seen.strength, fault))
    found = _each_event_once(found)
    if weights.form_broke and evidence.broke:
        clip, rep = evidence.broke
        words = knowledge.answer.broke.format(clip=clip, rep=rep)
        found.append(Evidence(words, "finding", weights.form_broke))
    looked = sorted(
        clip
        for (lift, fault), clip in evidence.looked.items()
        if fault in knowledge.weights.own_faults(reason_id, lift)
    )
    if weights.clean and looked and not found:
        words = knowledge.answer.clean.format(clip=looked[0])
        found.append(Evidence(words, "finding", weights.clean))
    return found


def _each_event_once(found: list[Evidence]) -> list[Evidence]:
    """Without the weaker ones of findings that tell one event of the rep and of the set."""
    for faults in load_knowledge().weights.one_event:
        same = [item for item in found if item.fault in faults]
        most = max(same, key=lambda item: item.points, default=None)
        found = [item for item in found if item is most or item not in same]
    return found


def _seen_words(seen: SeenFault) -> str:
    knowledge = load_knowledge()
    phrases = knowledge.answer
    entry = knowledge.fault(seen.fault)
    gaps = {
        "clip": seen.clip,
        "fault": entry.title if entry else seen.fault,
        "severity": knowledge.states.severity[seen.severity],  # type: ignore[index]
        "confidence": knowledge.states.confidence[seen.confidence],  # type: ignore[index]
    }
    where = where_words(seen.sure, seen.perhaps)
    return phrases.seen.format(**gaps, reps=where) if where else phrases.seen_set.format(**gaps)


def lifts_done(answers: Answers, evidence: SetEvidence) -> frozenset[str]:
    """The lifts that were told or shown, or the one that hurt; none when nobody said.

    A set whose style nobody told is one of the told lifts, where it can be.
    """
    styled = {_CALLED[style] for _, style in evidence.lifts if style in _CALLED}
    done = answers.to("lifts") | styled
    families = {LEG_LIFTS[lift] for lift in LEG_LIFTS if lift in done}
    usual = {_USUAL[lift] for lift, _ in evidence.lifts if lift not in families}
    return _felt_in(answers) or frozenset(done | usual)


def sets_that_count(analyses: Iterable[Analysis], answers: Answers) -> list[Analysis]:
    """The sets without those of another lift than the one in which it was felt."""
    felt = _felt_in(answers)
    families = {LEG_LIFTS[lift] for lift in LEG_LIFTS if lift in felt}
    known = set(LEG_LIFTS.values())
    return [a for a in analyses if not felt or a.lift.name in families or a.lift.name not in known]


def _felt_in(answers: Answers) -> frozenset[str]:
    """The one of several lifts that was told; none when nobody said."""
    return frozenset(answers.to("which") & answers.to("lifts"))


def is_for(reason: asking.Reason, lifts: frozenset[str]) -> bool:
    """Whether a reason can be one for somebody who did these lifts."""
    if not reason.only_lifts or lifts & set(reason.only_lifts):
        return True
    return not lifts and not reason.lift_known


def words_for(reason: asking.Reason, answers: Answers, lifts: frozenset[str]) -> tuple[str, str]:
    """The lift and the style in whose words a reason speaks: those of a lift that was done."""
    did = {family for lift, family in LEG_LIFTS.items() if lift in lifts}
    if lifts and not did:
        return UPPER, "unknown"
    if reason.everyday or not did:
        return "unknown", "unknown"
    lift = next(iter(did)) if len(did) == 1 else reason.lift or "unknown"
    if lift != "squat":
        return lift, "unknown"
    if reason.variant:
        return lift, reason.variant
    only_front = lifts & {"back_squat", "front_squat"} == {"front_squat"}
    bar = next(iter(answers.to("bar")), "")
    return lift, "front" if only_front else _STYLES.get(bar, "unknown")
