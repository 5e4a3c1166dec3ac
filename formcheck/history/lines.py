"""One set in a list, as search finds it, and one in a trend."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formcheck.compare.differences import SetValue
from formcheck.history.record import About

LEAST_ID_LETTERS = 6
"""What is shorter is a load or a word, not the beginning of an id."""


@dataclass(frozen=True)
class Line:
    """One set in a list: what is asked of many sets at once, without their documents.

    `possible` counts the reps that have no more than a possible fault: they are not flagged, and
    `unjudged` those whose back was not judged: they are not clean. None is a set of an earlier
    version whose document could not be read again.
    """

    id: str
    about: About
    lift: str
    variant: str
    reps: int
    flagged: int
    possible: int | None
    read_by: str
    unjudged: int | None = None

    @property
    def judged(self) -> int:
        """How many reps were, as far as is known."""
        return self.reps - (self.unjudged or 0)


@dataclass(frozen=True)
class Point:
    """One measure of one set, for a trend."""

    line: Line
    value: SetValue


def contains(line: Line, word: str) -> bool:
    """Whether a word is in what is said of a set, or begins its id; 80 is not in 180 or 80.5 kg."""
    before = r"(?<![\d.])" if word[0].isdecimal() else ""
    behind = r"(?!\.?\d)" if word.isdecimal() else ""
    found = re.search(f"{before}{re.escape(word)}{behind}", _text(line))
    return found is not None or (len(word) >= LEAST_ID_LETTERS and line.id.startswith(word))


def _text(line: Line) -> str:
    about = line.about
    variant = line.variant.replace("_", " ")
    load = "" if about.load_kg is None else f"{about.load_kg:g} kg"
    parts = (about.day, about.athlete, about.note, line.lift, variant, load)
    return " ".join(parts).casefold()
