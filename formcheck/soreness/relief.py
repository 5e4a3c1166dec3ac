"""The clock: what eases soreness now and next, and the line after which somebody should look."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.guidance.explanation import Drill, Statement, drills, statement
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.care import Relief


@dataclass(frozen=True)
class ReliefStep:
    """One thing that eases soreness; `from_h` is when it begins to suit."""

    id: str
    title: str
    from_h: float
    to_h: float | None
    texts: tuple[Statement, ...]
    exercises: tuple[Drill, ...]


@dataclass(frozen=True)
class OpenQuestion:
    """Where the articles disagree: what each says, and the careful reading."""

    id: str
    title: str
    said: tuple[Statement, ...]
    reading: Statement


@dataclass(frozen=True)
class Clock:
    """What suits at this time after the session.

    Attributes:
        hours: Hours since the session; None when that was not said.
        now: What suits now; without hours, what suits from the start.
        later: What suits later, soonest first.
        line: The 72-hour rule.
        past_line: Whether the session is longer ago than that.
        held: Why relief is held back, or None.
        open_questions: Disagreements of the articles about the steps named here.
    """

    hours: float | None
    now: tuple[ReliefStep, ...]
    later: tuple[ReliefStep, ...]
    line: Statement
    past_line: bool
    held: Statement | None
    open_questions: tuple[OpenQuestion, ...]


def clock(hours: float | None, *, warning: bool = False) -> Clock:
    """What to do now and next for a sore upper back.

    Args:
        hours: Hours since the session, or None.
        warning: A warning sign was given; then nothing is offered but to ease off.
    """
    knowledge = load_knowledge()
    texts = knowledge.answer.texts
    at = hours if hours is not None else 0.0
    offered = () if warning else knowledge.relief
    now = [entry for entry in offered if entry.suits(at)]
    later = sorted((e for e in offered if e.from_h > at), key=lambda entry: entry.from_h)
    return Clock(
        hours=hours,
        now=tuple(map(_step, now)),
        later=tuple(map(_step, later)),
        line=statement(texts.line),
        past_line=hours is not None and hours > knowledge.weights.line_h,
        held=statement(texts.hold_relief) if warning else None,
        open_questions=_open_questions([*now, *later]),
    )


def open_question(disagreement_id: str) -> OpenQuestion:
    """A disagreement of the articles, ready to show."""
    entry = load_knowledge().disagreement(disagreement_id)
    said = tuple(map(statement, entry.said))
    return OpenQuestion(entry.id, entry.title, said, statement(entry.reading))


def _open_questions(entries: list[Relief]) -> tuple[OpenQuestion, ...]:
    names = dict.fromkeys(entry.disagreement for entry in entries if entry.disagreement)
    return tuple(open_question(name) for name in names)


def _step(entry: Relief) -> ReliefStep:
    return ReliefStep(
        id=entry.id,
        title=entry.title,
        from_h=entry.from_h,
        to_h=entry.to_h,
        texts=tuple(map(statement, entry.texts)),
        exercises=drills(entry.exercises),
    )
