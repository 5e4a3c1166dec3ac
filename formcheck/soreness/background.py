"""The entries of a background topic, and explanations of the words in a text.

Whether a cause can be measured in a video is not taken from the knowledge files alone: a rule must
exist that finds one of its faults in a clip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from formcheck.analysis import Fault
from formcheck.findings.fault_table import FAULTS
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Background, Cause, Exercise, Text, Topic
from formcheck.knowledge.soreness import Pattern

Claim = Literal["measured", "hint", "asked", "background"]


@cache
def emitted(lift: str | None = None) -> frozenset[Fault]:
    """Every fault that can be found in a clip, of one lift or of any."""
    return frozenset(row.fault for row in FAULTS if lift in (None, *row.lifts))


def claims(cause: Cause) -> tuple[Claim, ...]:
    """How formcheck can notice this cause; only "background" when it cannot."""
    found: list[Claim] = []
    if emitted() & set(cause.measured_by):
        found.append("measured")
    elif emitted() & set(cause.hinted_by):
        found.append("hint")
    if cause.asked_by:
        found.append("asked")
    return tuple(found) or ("background",)


CUES_TITLE = "Think of"
SEEN_BY: dict[Claim, str] = {
    "measured": "measured in the video",
    "hint": "a hint from the video",
    "asked": "we ask you",
    "background": "good to know",
}


@dataclass(frozen=True)
class Entry:
    """One entry of a topic: a cause, an explanation, cues, an exercise, relief or a symptom.

    Attributes:
        items: Its ids in the inventory of the knowledge files.
        seen_by: How formcheck can notice a cause, in words; empty in other entries.
    """

    items: tuple[str, ...]
    title: str
    sentences: tuple[Text, ...]
    exercises: tuple[Exercise, ...] = ()
    seen_by: str = ""


def topic_entries(topic: Topic) -> tuple[Entry, ...]:
    """Everything a topic shows, in the order of its items."""
    return tuple(entry for item in topic.items for entry in item_entries(item))


def item_entries(item: str) -> Iterator[Entry]:
    """The entries of one inventory id, whose first letter is its kind; it may have several.

    Cues have their general wording, without those that are not for a barbell.
    """
    kind, knowledge = item[0], load_knowledge()
    for cause in knowledge.causes:
        if cause.id == item:
            seen_by = ", ".join(SEEN_BY[how] for how in claims(cause))
            yield Entry((item,), cause.title, (cause,), seen_by=seen_by)
    titled: tuple[Background | Pattern, ...] = (*knowledge.explanations, *knowledge.patterns)
    for text in titled:
        if text.id == item:
            yield Entry((item,), text.title, (text,))
    cues = [cue for cue in knowledge.cues if cue.item == item and cue.barbell]
    if cues:
        yield Entry((item,), CUES_TITLE, tuple(cue.says[-1] for cue in cues))
    for exercise in knowledge.exercises:
        if kind == "D" and item in exercise.items:  # an exercise is of relief, too
            yield Entry((item,), exercise.name, (exercise.why,), (exercise,))
    for relief in knowledge.relief:
        if kind == "R" and relief.item == item:
            exercises = tuple(map(knowledge.exercise, relief.exercises))
            yield Entry((item,), relief.title, relief.texts, exercises)
    for flag in knowledge.flags:
        if item in flag.items:
            yield Entry(flag.items, flag.title, (flag, flag.see))
    if item == knowledge.help.id:
        yield Entry((item,), knowledge.help.title, knowledge.help.who)


@dataclass(frozen=True)
class Word:
    """A term and what it means."""

    id: str
    name: str
    meaning: Text


def words_in(texts: Iterable[str]) -> tuple[Word, ...]:
    """The terms of the glossary and of anatomy that occur in the texts, sorted by name."""
    text = " ".join(texts).lower()
    knowledge = load_knowledge()
    known = [(e.id, e.name, e.words, e.meaning) for e in knowledge.glossary]
    known += [(e.id, e.name, e.words, e.where) for e in knowledge.anatomy]
    found = [
        Word(word_id, name, meaning)
        for word_id, name, beginnings, meaning in known
        if any(re.search(rf"\b{re.escape(beginning)}", text) for beginning in beginnings)
    ]
    return tuple(sorted(found, key=lambda word: word.name.lower()))
