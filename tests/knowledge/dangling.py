"""Ids in the data files that are given twice or name nothing, and the ids that there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formcheck.knowledge import Knowledge
from formcheck.knowledge.schema import texts


def problems(knowledge: Knowledge) -> list[str]:
    """One line for each id that is given twice or names nothing; empty when all is well."""
    return [
        *_twice(knowledge),
        *_sources(knowledge),
        *_unknown("item", _item_uses(knowledge), item_ids(knowledge)),
        *_unknown("cue", _cue_uses(knowledge), {cue.id for cue in knowledge.cues}),
        *_unknown("exercise", _exercise_uses(knowledge), {e.id for e in knowledge.exercises}),
        *_unknown("anatomy", _anatomy_uses(knowledge), {part.id for part in knowledge.anatomy}),
        *_unknown("disagreement", _disagreement_uses(knowledge), _ids(knowledge.disagreements)),
        *_unknown("answer", _answer_uses(knowledge), answer_keys(knowledge)),
        *_unknown("reason", set(knowledge.weights.reasons), _ids(knowledge.reasons)),
        *_unknown("weights of reason", _ids(knowledge.reasons), set(knowledge.weights.reasons)),
    ]


def item_ids(knowledge: Knowledge) -> set[str]:
    """Every inventory id that has an entry of its own."""
    owned = {cue.item for cue in knowledge.cues} | {entry.item for entry in knowledge.relief}
    owned |= {item for exercise in knowledge.exercises for item in exercise.items}
    owned |= {item for flag in knowledge.flags for item in flag.items}
    for group in (knowledge.causes, knowledge.explanations, knowledge.patterns):
        owned |= {entry.id for entry in group}
    return owned | {knowledge.help.id, knowledge.disclaimer.id}


def answer_keys(knowledge: Knowledge) -> set[str]:
    """Every answer as `question.option`."""
    return {f"{q.id}.{option.id}" for q in knowledge.questions for option in q.options}


def _ids(entries: Iterable[object]) -> set[str]:
    return {str(getattr(entry, "id")) for entry in entries}  # noqa: B009 (types differ)


def _twice(knowledge: Knowledge) -> Iterator[str]:
    for name in type(knowledge).model_fields:
        group = getattr(knowledge, name)
        if isinstance(group, tuple):
            ids = [getattr(e, "id", getattr(e, "code", None)) for e in group]
            yield from (f"{name}: '{i}' is given twice" for i in set(ids) if ids.count(i) > 1)


def _sources(knowledge: Knowledge) -> Iterator[str]:
    known = {source.code for source in knowledge.sources}
    for text in texts(knowledge):
        for code in set(text.sources) - known:
            yield f"source '{code}' of '{text.text[:30]}' is not known"


def _unknown(kind: str, used: set[str], known: set[str]) -> Iterator[str]:
    yield from (f"{kind} '{name}' is not known" for name in sorted(used - known))


def _item_uses(knowledge: Knowledge) -> set[str]:
    groups = (knowledge.faults, knowledge.reasons, knowledge.topics, knowledge.disagreements)
    return {item for group in groups for entry in group for item in entry.items}


def _cue_uses(knowledge: Knowledge) -> set[str]:
    return {cue for group in (knowledge.faults, knowledge.reasons) for e in group for cue in e.cues}


def _exercise_uses(knowledge: Knowledge) -> set[str]:
    used = {name for entry in knowledge.faults for name in entry.drills}
    used |= {name for entry in knowledge.relief for name in entry.exercises}
    plan = knowledge.plan
    used |= {*plan.only_for, *plan.not_for, *plan.if_muscle, *plan.later}
    for group in (knowledge.faults, knowledge.reasons):
        used |= {name for entry in group for name in (*entry.warm_up, *entry.strength)}
    return used


def _anatomy_uses(knowledge: Knowledge) -> set[str]:
    used = {role.id for entry in knowledge.faults for role in entry.muscles}
    return used | {name for topic in knowledge.topics for name in topic.anatomy}


def _disagreement_uses(knowledge: Knowledge) -> set[str]:
    used = {entry.disagreement for entry in knowledge.relief if entry.disagreement}
    return used | {name for topic in knowledge.topics for name in topic.disagreements}


def _answer_uses(knowledge: Knowledge) -> set[str]:
    used = {key for weights in knowledge.weights.reasons.values() for key in weights.answers}
    used |= {key for pattern in knowledge.patterns for key in pattern.answers}
    used |= {key for flag in knowledge.signs for group in flag.when for key in group}
    used |= {key for entry in knowledge.relief for key in entry.not_for}
    used |= {key for keys in knowledge.plan.not_for.values() for key in keys}
    used |= {key for cause in knowledge.causes for key in cause.asked_by}
    used |= {*knowledge.answer.not_ordinary, *knowledge.answer.not_muscle}
    for question in knowledge.questions:
        used |= {f"{name}.{o}" for name, options in question.only_if.items() for o in options}
    return used
