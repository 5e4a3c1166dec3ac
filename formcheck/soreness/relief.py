"""The clock: what eases soreness now and next, and the line after which somebody should look."""

from __future__ import annotations

from dataclasses import replace

from formcheck.guidance.explanation import Drill, Statement, drills, statement
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.care import Relief
from formcheck.knowledge.texts import Kind
from formcheck.soreness.triage_result import Clock, OpenQuestion, ReliefStep, Routine


def clock(
    hours: float | None, *, days_old: bool = False, chosen: frozenset[str] = frozenset()
) -> Clock:
    """What to do now and next for a sore upper back.

    Args:
        hours: Hours since the session, or None.
        days_old: It has lasted for days: what is for the first two is over, whenever the last
            session was.
        chosen: The answers; what is not for who gave one of them is left out.
    """
    knowledge = load_knowledge()
    known = [entry for entry in knowledge.relief if not chosen & set(entry.not_for)]
    at = max(hours or 0.0, knowledge.weights.line_h if days_old else 0.0)
    now = [entry for entry in known if entry.suits(at)]
    later = sorted((e for e in known if e.from_h > at), key=lambda entry: entry.from_h)
    return Clock(
        hours=hours,
        now=tuple(_step(entry, chosen) for entry in now),
        later=tuple(_step(entry, chosen) for entry in later),
        line=statement(knowledge.answer.texts.line),
        past_line=hours is not None and hours > knowledge.weights.line_h,
        open_questions=_open_questions([*now, *later]),
    )


def open_question(disagreement_id: str) -> OpenQuestion:
    """A disagreement of the articles, ready to show."""
    entry = load_knowledge().disagreement(disagreement_id)
    said = tuple(map(statement, entry.said))
    return OpenQuestion(entry.id, entry.title, said, statement(entry.reading))


def routine(exercise_ids: tuple[str, ...], kind: Kind) -> Routine:
    """Exercises by id, every sentence of the kind that they are shown as."""
    return Routine(tuple(_as(kind, drill) for drill in drills(exercise_ids)), kind)


def _as(kind: Kind, drill: Drill) -> Drill:
    """A drill as relief or as training: its sentences take the kind of the place it stands in."""
    changed: dict[str, object] = {}
    for name, value in vars(drill).items():
        if isinstance(value, Statement):
            changed[name] = replace(value, kind=kind)
        elif isinstance(value, tuple) and all(isinstance(one, Statement) for one in value):
            changed[name] = tuple(replace(one, kind=kind) for one in value)
    return replace(drill, **changed)  # type: ignore[arg-type]


def _open_questions(entries: list[Relief]) -> tuple[OpenQuestion, ...]:
    names = dict.fromkeys(entry.disagreement for entry in entries if entry.disagreement)
    return tuple(open_question(name) for name in names)


def _step(entry: Relief, chosen: frozenset[str]) -> ReliefStep:
    kind = entry.texts[0].kind
    not_for = load_knowledge().plan.not_for
    fit = tuple(name for name in entry.exercises if not chosen & set(not_for.get(name, ())))
    return ReliefStep(
        id=entry.id,
        title=entry.title,
        from_h=entry.from_h,
        to_h=entry.to_h,
        texts=tuple(map(statement, entry.texts)),
        exercises=routine(fit, kind),
        kind=kind,
    )
