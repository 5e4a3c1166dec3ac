"""Where in the product each item of the inventory is met: docs/knowledge.md is made from this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from formcheck.knowledge.entries import Exercise
from formcheck.knowledge.schema import Knowledge
from formcheck.soreness.background import emitted

NEVER_SHOWN = "kept, but never shown to somebody with a barbell"
Place = tuple[str, str]  # inventory id, where it is met


def where_met(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """For each inventory id the findings, answers and pages that show it, in a fixed order."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for item, place in (
        *_findings(knowledge),
        *_reasons(knowledge),
        *_answers(knowledge),
        *_clock(knowledge),
        *_background(knowledge),
    ):
        places[item][place] = None
    return {item: tuple(places[item]) for item in sorted(places, key=item_order)}


def item_order(item: str) -> tuple[int, int]:
    """Sort key: F, X, C, D, R, S and then by number."""
    return "FXCDRS".index(item[0]), int(item[1:])


def titles(knowledge: Knowledge) -> dict[str, str]:
    """A short title for each inventory id."""
    found: dict[str, list[str]] = defaultdict(list)
    for group in (knowledge.causes, knowledge.explanations, knowledge.patterns):
        for entry in group:
            found[entry.id].append(entry.title)
    for flag in knowledge.flags:
        for item in flag.items:
            found[item].append(flag.title)
    for cue in knowledge.cues:
        withheld = "" if cue.barbell else f" ({NEVER_SHOWN})"
        found[cue.item].append(cue.says[-1].text.rstrip(".") + withheld)
    for exercise in knowledge.exercises:
        for item in exercise.items:
            found[item].append(exercise.name)
    for relief in knowledge.relief:
        found[relief.item].insert(0, relief.title)
    found[knowledge.help.id] = [knowledge.help.title]
    found[knowledge.disclaimer.id] = [knowledge.disclaimer.text.rstrip(".")]
    return {item: "; ".join(dict.fromkeys(names)) for item, names in found.items()}


def item_sources(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """The articles behind each inventory id."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in (knowledge.causes, knowledge.explanations, knowledge.patterns):
        for entry in group:
            found[entry.id] |= set(entry.sources)
    for flag in knowledge.flags:
        for item in flag.items:
            found[item] |= set(flag.sources)
    for cue in knowledge.cues:
        found[cue.item] |= {code for text in cue.says for code in text.sources}
    for exercise in knowledge.exercises:
        for item in exercise.items:
            found[item] |= _exercise_sources(exercise)
    for relief in knowledge.relief:
        found[relief.item] |= {code for text in relief.texts for code in text.sources}
    found[knowledge.help.id] = {code for text in knowledge.help.who for code in text.sources}
    found[knowledge.disclaimer.id] = set(knowledge.disclaimer.sources)
    return {item: tuple(sorted(codes)) for item, codes in found.items()}


def _exercise_sources(exercise: Exercise) -> set[str]:
    said = (exercise.why, *exercise.steps, exercise.dose, exercise.stop)
    return {code for text in said for code in text.sources}


def _findings(knowledge: Knowledge) -> Iterator[Place]:
    for entry in knowledge.faults:
        if entry.code not in emitted():
            continue  # no rule can find it in a clip, so nobody meets it there
        place = f"finding `{entry.code}`"
        yield from _at(place, entry.items)
        yield from _at(place, _cue_items(knowledge, entry.cues))
        exercises = (*entry.drills, *entry.warm_up, *entry.strength)
        yield from _at(place, _exercise_items(knowledge, exercises))


def _reasons(knowledge: Knowledge) -> Iterator[Place]:
    for entry in knowledge.reasons:
        place = f"reason “{entry.title}”"
        yield from _at(place, entry.items)
        yield from _at(place, _cue_items(knowledge, entry.cues))
        exercises = (*entry.warm_up, *entry.strength)
        yield from _at(place, _exercise_items(knowledge, exercises))


def _answers(knowledge: Knowledge) -> Iterator[Place]:
    for pattern in knowledge.patterns:
        yield pattern.id, "how it feels"
    for flag in knowledge.flags:
        yield from _at(f"warning “{flag.title}”", flag.items)
    yield knowledge.help.id, "who can help"
    yield knowledge.disclaimer.id, "end of every result, answer and plan"


def _clock(knowledge: Knowledge) -> Iterator[Place]:
    for entry in knowledge.relief:
        yield entry.item, "the clock"
        yield from _at("the clock", _exercise_items(knowledge, entry.exercises))
    for disagreement in knowledge.disagreements:
        if any(entry.disagreement == disagreement.id for entry in knowledge.relief):
            yield from _at("the clock", disagreement.items)


def _background(knowledge: Knowledge) -> Iterator[Place]:
    for topic in knowledge.topics:
        yield from _at(f"background “{topic.title}”", topic.items)


def _at(place: str, items: Iterable[str]) -> Iterator[Place]:
    yield from ((item, place) for item in items)


def _cue_items(knowledge: Knowledge, cues: Iterable[str]) -> Iterator[str]:
    yield from (knowledge.cue(cue).item for cue in cues)


def _exercise_items(knowledge: Knowledge, exercises: Iterable[str]) -> Iterator[str]:
    for name in exercises:
        yield from knowledge.exercise(name).items
