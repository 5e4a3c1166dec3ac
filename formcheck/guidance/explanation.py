"""From findings to words: what a fault means for the upper back and what to do about it.

Everything said here comes from the knowledge files; this module only puts it together. The choice
of cues is made in `cues`, the sentence on top of a set in `set_summary`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.analysis import Guidance, Notice
from formcheck.guidance.cues import MOST_CUES_PER_REP, cues_for_fault
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import drill_alt, drill_svg
from formcheck.knowledge.entries import Exercise, FaultEntry
from formcheck.knowledge.texts import Kind, Text, all_fits


@dataclass(frozen=True)
class Statement:
    """A sentence to show, with the codes of its sources and what kind it is."""

    text: str
    sources: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Muscle:
    """A muscle or structure that a fault loads: where it is and what it does in that lift."""

    id: str
    name: str
    where: Statement
    role: Statement


@dataclass(frozen=True)
class Drill:
    """An exercise with how it is done, where to start, and when to stop."""

    id: str
    name: str
    why: Statement
    steps: tuple[Statement, ...]
    dose: Statement
    stop: Statement

    def drawing(self, *, color: str | None = None) -> str:
        """Its positions as SVG; see `formcheck.knowledge.drawings.drill_svg`."""
        return drill_svg(load_knowledge().exercise(self.id), color=color)

    @property
    def drawn(self) -> str:
        """What the drawing shows, in words."""
        return drill_alt(load_knowledge().exercise(self.id))


@dataclass(frozen=True)
class Explanation:
    """All that formcheck can say about one fault, short parts first."""

    fault: str
    title: str
    short: Statement
    cues: tuple[Statement, ...]
    why: tuple[Statement, ...]
    lever: tuple[Statement, ...]
    muscles: tuple[Muscle, ...]
    drills: tuple[Drill, ...]
    warm_up: tuple[Drill, ...]
    strength: tuple[Drill, ...]
    recheck: Statement
    sources: tuple[str, ...]


def guidance_for(
    faults: Sequence[str], *, lift: str, variant: str, notices: Iterable[Notice] = ()
) -> tuple[Guidance, ...]:
    """The guidance entries of the analysis document, one per known fault, in the files' order.

    Where one of the clip's notices says how else to film, the next set is not of the same place.
    """
    entries = (entry for entry in load_knowledge().faults if entry.code in set(faults))
    place = "" if any(one.advice for one in notices) else load_knowledge().phrases.same_place
    return tuple(_guidance(_explanation(entry, lift, variant), place) for entry in entries)


def explain(fault: str, *, lift: str = "unknown", variant: str = "unknown") -> Explanation | None:
    """Everything about one fault, each sentence with its sources; None for an unknown code."""
    entry = load_knowledge().fault(fault)
    return _explanation(entry, lift, variant) if entry else None


def drills(exercise_ids: Iterable[str], *, lift: str | None = None) -> tuple[Drill, ...]:
    """Exercises by id, ready to show; with a lift, without those that are for another one."""
    knowledge = load_knowledge()
    found = (knowledge.exercise(exercise_id) for exercise_id in exercise_ids)
    return tuple(_drill(e) for e in found if not (lift and e.lifts) or lift in e.lifts)


def _explanation(entry: FaultEntry, lift: str, variant: str) -> Explanation:
    short = statement(entry.short_for(lift, variant))
    cues = cues_for_fault(entry.code, lift=lift, variant=variant)[:MOST_CUES_PER_REP]
    why = tuple(map(statement, all_fits(entry.why, lift, variant)))
    lever = tuple(map(statement, all_fits(entry.lever, lift, variant)))
    muscles = _muscles(entry, lift, variant)
    said = [short, *why, *lever, *(muscle.role for muscle in muscles)]
    return Explanation(
        fault=entry.code,
        title=entry.title,
        short=short,
        cues=tuple(map(statement, cues)),
        why=why,
        lever=lever,
        muscles=muscles,
        drills=drills(entry.drills, lift=lift),
        warm_up=drills(entry.warm_up, lift=lift),
        strength=drills(entry.strength, lift=lift),
        recheck=statement(entry.recheck),
        sources=tuple(sorted({code for sentence in said for code in sentence.sources})),
    )


def _guidance(full: Explanation, place: str) -> Guidance:
    return Guidance(
        fault=full.fault,
        title=full.title,
        explanation=full.short.text,
        muscles=tuple(muscle.name for muscle in full.muscles),
        cues=tuple(cue.text for cue in full.cues),
        drills=tuple(drill.name for drill in full.drills),
        sources=full.sources,
        recheck=f"{place} {full.recheck.text}".strip(),
    )


def _muscles(entry: FaultEntry, lift: str, variant: str) -> tuple[Muscle, ...]:
    knowledge = load_knowledge()
    parts = ((role, knowledge.part(role.id)) for role in entry.muscles_for(lift, variant))
    return tuple(
        Muscle(role.id, part.name, statement(part.where), statement(role)) for role, part in parts
    )


def _drill(exercise: Exercise) -> Drill:
    return Drill(
        id=exercise.id,
        name=exercise.name,
        why=statement(exercise.why),
        steps=tuple(map(statement, exercise.steps)),
        dose=statement(exercise.dose),
        stop=statement(exercise.stop),
    )


def statement(text: Text) -> Statement:
    """A knowledge text as what the shells show."""
    return Statement(text.text, text.sources, text.kind)
