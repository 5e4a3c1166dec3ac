"""What to do about a sore upper back: relief by time, and a short plan, also for printing.

`clock` gives what eases soreness now and later, and the time after which a professional should have
a look. `plan_for` is a plan for the next leg day, for the one or two likeliest reasons. Exercises
that load the upper back while it rounds or shrugs are for later in the plan, since whoever asks is
sore now. Where no article gives sets and repetitions, the starting dose is marked as formcheck's
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from formcheck.knowledge import load_knowledge, soreness
from formcheck.knowledge.entries import Exercise, Kind, Source, Text
from formcheck.knowledge.soreness import Relief
from formcheck.report.page import rendered
from formcheck.soreness.ranking import LEG_LIFTS
from formcheck.soreness.triage_result import (
    MOST_REASONS,
    Clock,
    OpenQuestion,
    Plan,
    Reason,
    ReliefStep,
    Routine,
)

Part = TypeVar("Part")
MOST_CUES = 2
MOST_WARM_UP = 5
MOST_ACCESSORIES = 4
_ORDER = ("warm_up", "relief", "mobility", "bracing", "activation", "strength", "cool_down")
"""Of a warm-up by kind: general movement, mobility, then what wakes the muscles up."""
AFTERWARD = "static_stretch"
NEEDS_ADAPTING = "new_load"


def clock(
    hours: float | None, *, days_old: bool = False, chosen: frozenset[str] = frozenset()
) -> Clock:
    """What eases a sore upper back so many hours after the session, and later.

    Of soreness that is `days_old` what is for the first days is left out, whenever the session was,
    and always what is not for somebody with one of the `chosen` answers.
    """
    knowledge = load_knowledge()
    known = [entry for entry in knowledge.relief if not chosen & set(entry.not_for)]
    age_h = max(hours or 0.0, knowledge.weights.line_h if days_old else 0.0)
    now = [entry for entry in known if entry.suits(age_h)]
    later = sorted((e for e in known if e.from_h > age_h), key=lambda entry: entry.from_h)
    return Clock(
        hours=hours,
        now=tuple(_step(entry, chosen) for entry in now),
        later=tuple(_step(entry, chosen) for entry in later),
        line=knowledge.answer.texts["line"],
        past_line=hours is not None and hours > knowledge.weights.line_h,
        open_questions=tuple(_open_questions(age_h)),
    ).with_its_questions()


def _open_questions(age_h: float) -> Iterator[OpenQuestion]:
    """The disagreements about what eases soreness at this age or later, whomever it is for."""
    about: dict[str, list[str]] = {}
    for entry in load_knowledge().relief:
        if entry.disagreement and (entry.suits(age_h) or entry.from_h > age_h):
            about.setdefault(entry.disagreement, []).append(entry.id)
    for name, steps in about.items():
        yield replace(open_question(name), steps=tuple(steps))


def open_question(disagreement_id: str) -> OpenQuestion:
    """A disagreement of the articles, ready to show."""
    entry = load_knowledge().disagreement(disagreement_id)
    return OpenQuestion(entry.id, entry.title, entry.said, entry.reading)


def routine(exercise_ids: Iterable[str], kind: Kind) -> Routine:
    """Exercises by id, all of whose sentences have that kind."""
    known = map(load_knowledge().exercise, exercise_ids)
    return Routine(tuple(_as(kind, exercise) for exercise in known), kind)


def _as(kind: Kind, exercise: Exercise) -> Exercise:
    """An exercise whose sentences are all of one kind.

    It may be shown as relief and in a plan; which of the two may stand beside a warning sign
    differs.
    """

    def of_kind(text: Text) -> Text:
        return text.model_copy(update={"kind": kind})

    said = {name: of_kind(getattr(exercise, name)) for name in ("why", "dose", "stop")}
    return exercise.model_copy(update={**said, "steps": tuple(map(of_kind, exercise.steps))})


def _step(entry: Relief, chosen: frozenset[str]) -> ReliefStep:
    kind = entry.texts[0].kind
    not_for = load_knowledge().plan.not_for
    fit = tuple(name for name in entry.exercises if not chosen & set(not_for.get(name, ())))
    return ReliefStep(
        id=entry.id,
        title=entry.title,
        from_h=entry.from_h,
        to_h=entry.to_h,
        texts=entry.texts,
        exercises=routine(fit, kind),
        kind=kind,
    )


def plan_for(
    reasons: Sequence[Reason],
    lifts: frozenset[str],
    cautions: Sequence[Text] = (),
    *,
    muscle: bool,
    chosen: frozenset[str],
) -> Plan | None:
    """The plan for the likeliest of the reasons, which are in that order; None without one.

    Exercises are left out that are for other lifts than those that were done, for `muscle` soreness
    where it does not feel like that, or not for somebody with one of the `chosen` answers.
    `cautions` are said above the plan, since it may be read without the answer.
    """
    if not reasons:
        return None
    knowledge = load_knowledge()
    texts = knowledge.answer.texts
    top = reasons[:MOST_REASONS]
    entries = [next(e for e in knowledge.reasons if e.id == reason.id) for reason in top]
    ruled_out = _ruled_out(chosen, muscle=muscle)
    before = [[x for x in fitting_drills(e.warm_up, lifts) if x not in ruled_out] for e in entries]
    picked = _in_turn(before, MOST_WARM_UP)
    warm_up = sorted(picked, key=lambda x: _ORDER.index(knowledge.exercise(x).kind))
    taken = {*warm_up, *ruled_out}
    besides = [[x for x in fitting_drills(e.strength, lifts) if x not in taken] for e in entries]
    ready = [[x for x in each if not is_for_later(x)] for each in besides]
    waiting = [[x for x in each if is_for_later(x)] for each in besides]
    later = _in_turn(waiting, MOST_ACCESSORIES)
    adapt = [texts["adapt"]] if any(reason.id == NEEDS_ADAPTING for reason in top) else []
    return Plan(
        reasons=tuple(reason.title for reason in top),
        cautions=tuple(cautions),
        next_session=tuple(reason.next for reason in top if reason.next),
        cues=_each_cue_once([reason.cues for reason in top])[:MOST_CUES],
        warm_up=routine(warm_up, "plan"),
        accessories=routine(_in_turn(ready, MOST_ACCESSORIES), "plan"),
        afterward=routine((AFTERWARD,), "plan"),
        later=routine(later, "plan"),
        later_when=texts["later"] if later else None,
        progress=(texts["progress"], *adapt),
        note=texts["no_numbers"],
        disclaimer=knowledge.disclaimer,
    )


def _ruled_out(chosen: frozenset[str], *, muscle: bool) -> set[str]:
    """Exercises that are not for somebody who gave these answers."""
    rules = load_knowledge().plan
    found = {name for name, answers in rules.not_for.items() if chosen & set(answers)}
    return found if muscle else found.union(rules.if_muscle)


def is_for_later(exercise_id: str) -> bool:
    """Whether an exercise loads the upper back in a way that should wait until it is not sore."""
    knowledge = load_knowledge()
    waiting = knowledge.exercise(exercise_id).loaded_flexion_or_shrug
    return waiting or exercise_id in knowledge.plan.later


def fitting_drills(exercise_ids: Iterable[str], lifts: frozenset[str]) -> list[str]:
    """Those of the exercises that are for everybody, or for one of these lifts."""
    knowledge = load_knowledge()
    only_for: dict[str, tuple[soreness.LiftDone, ...]] = knowledge.plan.only_for
    families = {family for lift, family in LEG_LIFTS.items() if lift in lifts}
    return [
        name
        for name in exercise_ids
        if (name not in only_for or lifts & set(only_for[name]))
        and (not (practices := knowledge.exercise(name).lifts) or families & set(practices))
    ]


def _in_turn(lists: Sequence[Sequence[Part]], most: int) -> tuple[Part, ...]:
    """The first of each list, then the second of each, and so on; none twice, at most `most`."""
    longest = max(map(len, lists), default=0)
    rows = [parts[row] for row in range(longest) for parts in lists if row < len(parts)]
    return tuple(dict.fromkeys(rows))[:most]


def _each_cue_once(lists: Sequence[Sequence[Text]]) -> tuple[Text, ...]:
    """The cues in turn, without those that are another wording of one before."""
    said = {text.text: cue.id for cue in load_knowledge().cues for text in cue.says}
    first: dict[str, Text] = {}
    for cue in _in_turn(lists, len(said)):
        first.setdefault(said[cue.text], cue)
    return tuple(first.values())


def plan_markdown(plan: Plan) -> str:
    """The plan as Markdown text."""
    return rendered("plan.md.j2", plan=plan, sources=_cited(plan))


def plan_html(plan: Plan) -> str:
    """The plan as one HTML page without anything to load, made for paper."""
    return rendered("plan.html.j2", plan=plan, sources=_cited(plan))


def _cited(plan: Plan) -> tuple[Source, ...]:
    """The sources that the plan names: a plan to lift by has no business with the others."""
    said = [
        *plan.cautions,
        *plan.next_session,
        *plan.cues,
        *plan.progress,
        plan.note,
        plan.disclaimer,
    ]
    said += [plan.later_when] if plan.later_when else []
    for _, routine in plan.routines:
        for drill in routine.drills:
            said += (drill.why, *drill.steps, drill.dose, drill.stop)
    codes = {code for sentence in said for code in sentence.sources}
    return tuple(source for source in load_knowledge().sources if source.code in codes)
