"""Why is my upper back sore? Warning signs first, then the likely reasons, ranked.

The ranking adds up the documented points of `knowledge/weights.toml`: for answers, for findings
of attached sets, and against. The same answers and sets always give the same list, in whatever
order they come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from formcheck.analysis import Analysis
from formcheck.guidance.cues import wordings
from formcheck.guidance.explanation import drills, statement
from formcheck.knowledge import asking, load_knowledge
from formcheck.knowledge.care import Flag, Urgency
from formcheck.report.words import rep_list
from formcheck.soreness.answers import Answers
from formcheck.soreness.relief import clock
from formcheck.soreness.set_evidence import SeenFault, SetEvidence, set_evidence
from formcheck.soreness.triage_result import Evidence, Feel, Reason, RedFlag, Strength, TriageResult

__all__ = ["Evidence", "Feel", "Reason", "RedFlag", "TriageResult", "triage"]

TOO_LONG = "too_long"  # the flag that the clock raises by itself
_URGENCY: dict[Urgency, int] = {"now": 0, "today": 1, "soon": 2}


def triage(answers: Answers, analyses: Iterable[Analysis] = ()) -> TriageResult:
    """Answer "why is my upper back sore?".

    Args:
        answers: What the lifter said; every question may be left out.
        analyses: Any number of analyzed sets of that day.

    Returns:
        Warning signs, reasons with the most points first, relief by the clock.
    """
    knowledge = load_knowledge()
    texts = knowledge.answer.texts
    flags = _red_flags(answers)
    evidence = set_evidence(analyses)
    ranked = _rank(answers, evidence)
    reasons = tuple(_reason(ranked_one, answers, evidence) for ranked_one in ranked)
    return TriageResult(
        red_flags=flags,
        hold=statement(texts.hold) if flags else None,
        who_can_help=tuple(map(statement, knowledge.help.who)),
        reasons=reasons,
        nothing=() if reasons else (statement(texts.nothing), statement(texts.tell_more)),
        feels=_feels(answers),
        clock=clock(answers.hours, warning=bool(flags)),
        disclaimer=statement(knowledge.disclaimer),
    )


def _red_flags(answers: Answers) -> tuple[RedFlag, ...]:
    """Every warning sign that was given; each answer can only add one."""
    knowledge = load_knowledge()
    options = (
        (f"{question.id}.{option.id}", option)
        for question in knowledge.questions
        for option in question.options
    )
    raised = {option.flag for key, option in options if option.flag and key in answers.chosen}
    if answers.hours is not None and answers.hours > knowledge.weights.line_h:
        raised.add(TOO_LONG)
    flags = [flag for flag in knowledge.flags if flag.id in raised]
    return tuple(map(_red_flag, sorted(flags, key=lambda flag: _URGENCY[flag.urgency])))


def _red_flag(flag: Flag) -> RedFlag:
    return RedFlag(
        id=flag.id,
        items=flag.items,
        title=flag.title,
        text=statement(flag),
        urgency=flag.urgency,
        see=statement(flag.see),
    )


def _feels(answers: Answers) -> tuple[Feel, ...]:
    return tuple(
        Feel(pattern.id, pattern.title, statement(pattern))
        for pattern in load_knowledge().patterns
        if len(answers.chosen & set(pattern.answers)) >= pattern.least
    )


@dataclass(frozen=True)
class _Weighed:
    """A reason of the knowledge files with what speaks for and against it here."""

    reason: asking.Reason
    found: tuple[Evidence, ...]
    points: float


def _rank(answers: Answers, evidence: SetEvidence) -> list[_Weighed]:
    """The reasons worth showing, most points first; equal ones in the order of the files."""
    knowledge = load_knowledge()
    show = knowledge.weights.show
    weighed = [_weigh(reason, answers, evidence) for reason in knowledge.reasons]
    shown = [one for one in weighed if one.points >= show.least]
    return sorted(shown, key=lambda one: -one.points)[: show.most]


def _weigh(reason: asking.Reason, answers: Answers, evidence: SetEvidence) -> _Weighed:
    found = [*_from_answers(reason.id, answers), *_from_sets(reason.id, evidence)]
    found.sort(key=lambda item: (-abs(item.points), item.text))
    points = round(fsum(item.points for item in found), 3)
    return _Weighed(reason, tuple(found), points)


def _reason(weighed: _Weighed, answers: Answers, evidence: SetEvidence) -> Reason:
    reason = weighed.reason
    strength = _strength(weighed.points)
    lift, variant = _context(reason, answers, evidence)
    return Reason(
        id=reason.id,
        items=reason.items,
        title=reason.title,
        points=weighed.points,
        strength=strength,
        strength_words=getattr(load_knowledge().answer, strength),
        why=tuple(map(statement, reason.why)),
        because=tuple(item for item in weighed.found if item.points > 0),
        against=tuple(item for item in weighed.found if item.points < 0),
        next=statement(reason.next),
        cues=tuple(map(statement, wordings(reason.cues, lift=lift, variant=variant))),
        warm_up=drills(reason.warm_up),
        accessories=drills(reason.strength),
    )


def _strength(points: float) -> Strength:
    show = load_knowledge().weights.show
    if points >= show.much:
        return "much"
    return "some" if points >= show.some else "little"


def _from_answers(reason_id: str, answers: Answers) -> list[Evidence]:
    weights = load_knowledge().weights.reasons[reason_id].answers
    return [
        Evidence(_said(key), "answer", points)
        for key, points in weights.items()
        if key in answers.chosen
    ]


def _said(key: str) -> str:
    """An answer as it is told back; keys are checked when the files are read."""
    question_id, option_id = key.split(".")
    question = load_knowledge().question(question_id)
    option = question.option(option_id) if question else None
    return option.said if option else key


def _from_sets(reason_id: str, evidence: SetEvidence) -> list[Evidence]:
    knowledge = load_knowledge()
    weights = knowledge.weights.reasons[reason_id]
    found = [
        Evidence(_seen_words(seen), "finding", points * seen.strength, fault)
        for fault, points in weights.findings.items()
        if (seen := evidence.seen.get(fault))
    ]
    if weights.form_broke and evidence.broke:
        clip, rep = evidence.broke
        words = knowledge.answer.broke.format(clip=clip, rep=rep)
        found.append(Evidence(words, "finding", weights.form_broke))
    looked = sorted(knowledge.weights.own_faults(reason_id) & set(evidence.looked))
    if weights.clean and looked and not found:
        words = knowledge.answer.clean.format(clip=evidence.looked[looked[0]])
        found.append(Evidence(words, "finding", weights.clean))
    return found


def _seen_words(seen: SeenFault) -> str:
    knowledge = load_knowledge()
    phrases = knowledge.answer
    entry = knowledge.fault(seen.fault)
    gaps = {
        "clip": seen.clip,
        "fault": entry.title if entry else seen.fault,
        "severity": phrases.severity[seen.severity],  # type: ignore[index]
        "confidence": phrases.confidence[seen.confidence],  # type: ignore[index]
    }
    if not seen.reps:
        return phrases.seen_set.format(**gaps)
    return phrases.seen.format(**gaps, reps=rep_list(seen.reps))


def _context(reason: asking.Reason, answers: Answers, evidence: SetEvidence) -> tuple[str, str]:
    """In whose words the cues are said: the lift and the style that the answers tell."""
    told = answers.to("lifts")
    lifts = set(evidence.lifts)
    lifts |= {"squat"} if told & {"back_squat", "front_squat"} else set()
    lifts |= {"deadlift"} if "deadlift" in told else set()
    lift = next(iter(lifts)) if len(lifts) == 1 else reason.lift or "unknown"
    if lift != "squat":
        return lift, "unknown"
    styles = {"on_bump": "high_bar", "below_bump": "high_bar", "low_bar": "low_bar"}
    bar = next(iter(answers.to("bar")), "")
    only_front = told & {"back_squat", "front_squat"} == {"front_squat"}
    style = styles.get(bar) or ("front" if only_front else "unknown")
    return lift, reason.variant or style
