"""Words that need a word of explanation, found in whatever is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.guidance.explanation import Statement, statement
from formcheck.knowledge import load_knowledge


@dataclass(frozen=True)
class Word:
    """A word as it is called, and what it means."""

    id: str
    name: str
    meaning: Statement


def words_in(texts: Iterable[str]) -> tuple[Word, ...]:
    """The words of the glossary and of anatomy that occur in the texts, by name."""
    said = " ".join(texts).lower()
    knowledge = load_knowledge()
    known = [(e.id, e.name, e.words, e.meaning) for e in knowledge.glossary]
    known += [(e.id, e.name, e.words, e.where) for e in knowledge.anatomy]
    found = [
        Word(word_id, name, statement(meaning))
        for word_id, name, beginnings, meaning in known
        if any(re.search(rf"\b{re.escape(beginning)}", said) for beginning in beginnings)
    ]
    return tuple(sorted(found, key=lambda word: word.name.lower()))
