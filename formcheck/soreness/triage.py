"""Why is my upper back sore? Warning signs first, then the likely reasons, ranked.

Everything is gathered first; then `standing` takes out what may not stand next to the most urgent
warning sign, and nothing is added after that.
"""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.analysis import Analysis
from formcheck.guidance.explanation import Statement, statement
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.care import Flag, Level, Urgency
from formcheck.knowledge.texts import Kind
from formcheck.soreness.answers import Answers, fitting, told
from formcheck.soreness.lifts import lifts_done
from formcheck.soreness.plan import plan_for
from formcheck.soreness.ranking import as_reason, rank
from formcheck.soreness.relief import clock
from formcheck.soreness.set_evidence import SetEvidence, set_evidence
from formcheck.soreness.standing import standing
from formcheck.soreness.triage_result import (
    Clock,
    Evidence,
    Feel,
    Reason,
    RedFlag,
    TriageResult,
)

__all__ = ["Evidence", "Feel", "Reason", "RedFlag", "TriageResult", "triage"]

MOST_FIRST = 3
BUILT_UP, NO_BETTER = "began.weeks", "trend.days_same"
_URGENCY: dict[Urgency, int] = {"now": 0, "today": 1, "soon": 2}


def triage(answers: Answers, analyses: Iterable[Analysis] = ()) -> TriageResult:
    """Answer "why is my upper back sore?".

    Args:
        answers: What the lifter said; every question may be left out. Answers to questions that
            would not have been asked do not count.
        analyses: Any number of analyzed sets of that day.

    Returns:
        Warning signs, reasons with the most points first, relief by the clock; without all that
        may not stand next to the most urgent sign.
    """
    answers = fitting(answers)
    evidence = set_evidence(analyses)
    flags = _red_flags(answers)
    urgency: Level = flags[0].urgency if flags else "none"
    result = _everything(answers, evidence, flags, urgency)
    return standing(result, _kinds(urgency, answers, {flag.id for flag in flags}))


def _everything(
    answers: Answers, evidence: SetEvidence, flags: tuple[RedFlag, ...], urgency: Level
) -> TriageResult:
    knowledge = load_knowledge()
    texts = knowledge.answer.texts
    lifts = lifts_done(answers, evidence)
    reasons = tuple(as_reason(one, answers, lifts) for one in rank(answers, evidence, lifts))
    said = told(answers) or bool(reasons)
    days_old = BUILT_UP in answers.chosen or NO_BETTER in answers.chosen
    timed = clock(answers.hours, days_old=days_old) if said or answers.hours is not None else None
    leave_out = {"today": knowledge.leave_out.today, "soon": knowledge.leave_out.soon}.get(urgency)
    return TriageResult(
        urgency=urgency,
        red_flags=flags,
        leave_out=statement(leave_out) if leave_out else None,
        who_can_help=tuple(map(statement, knowledge.help.who)) if said else (),
        asks=() if reasons else (statement(texts.tell_more if said else texts.ask),),
        first=() if flags else _first(reasons, timed),
        nothing=_nothing(answers) if said and not reasons else (),
        feels=_feels(answers),
        reasons=reasons,
        clock=timed,
        plan=plan_for(reasons, lifts),
        disclaimer=statement(knowledge.disclaimer),
    )


def _kinds(urgency: Level, answers: Answers, raised: set[str]) -> frozenset[Kind]:
    """The kinds of sentence that may stand; nobody is comforted about what is not ordinary."""
    knowledge = load_knowledge()
    kinds = frozenset(knowledge.kinds.stands[urgency])
    kinds -= {kind for flag in knowledge.flags if flag.id in raised for kind in flag.silences}
    ordinary = not answers.chosen & set(knowledge.answer.not_ordinary)
    return kinds if ordinary else kinds - {"comfort"}


def _nothing(answers: Answers) -> tuple[Statement, ...]:
    """That nothing stands out: ordinary, or not."""
    answer = load_knowledge().answer
    if answers.chosen & set(answer.not_ordinary):
        return (statement(answer.texts.unclear),)
    return (statement(answer.texts.nothing),)


def _first(reasons: tuple[Reason, ...], timed: Clock | None) -> tuple[Statement, ...]:
    """What to do first: ease off, then what to change next session for the likeliest reasons."""
    eases = [step.texts[0] for step in timed.now] if timed else []
    changes = [reason.next for reason in reasons if reason.next]
    cues = [cue for reason in reasons for cue in reason.cues]
    best = [*eases[:1], *changes[:2], *cues, *eases[1:]] if reasons else eases
    kept: list[Statement] = []
    for sentence in best:  # the cue of one reason can be the last words of another's change
        if not any(sentence.text in earlier.text for earlier in kept):
            kept.append(sentence)
    return tuple(kept[:MOST_FIRST])


def _red_flags(answers: Answers) -> tuple[RedFlag, ...]:
    """Every warning sign that was given; each answer can only add one.

    Only the most urgent ones say whom to see: "in the next days" does not stand next to "now".
    """
    knowledge = load_knowledge()
    late = answers.hours is not None and answers.hours > knowledge.weights.line_h
    raised = [
        flag
        for flag in knowledge.flags
        if flag.raised_by(answers.chosen) or (flag.past_line and late)
    ]
    ordered = sorted(raised, key=lambda flag: _URGENCY[flag.urgency])
    return tuple(_red_flag(flag, first=flag.urgency == ordered[0].urgency) for flag in ordered)


def _red_flag(flag: Flag, *, first: bool) -> RedFlag:
    return RedFlag(
        id=flag.id,
        items=flag.items,
        title=flag.title,
        text=statement(flag) if first else None,
        urgency=flag.urgency,
        see=statement(flag.see) if first else None,
    )


def _feels(answers: Answers) -> tuple[Feel, ...]:
    return tuple(
        Feel(pattern.id, pattern.title, statement(pattern), pattern.kind)
        for pattern in load_knowledge().patterns
        if pattern.fits(answers.chosen)
    )
