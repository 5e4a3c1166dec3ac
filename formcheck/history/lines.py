"""A set as a line of a list, with the search in it, and as a point of a trend."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formcheck.compare.differences import SetValue
from formcheck.history.loop import day_words
from formcheck.history.record import About

LEAST_ID_LETTERS = 6
"""A shorter word of a search is not compared with ids: it is a load or another word."""


DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One set in a list: what lists and trends need, without reading its document.

    Attributes:
        id: As `record.set_id`.
        about: What the lifter said of it.
        flagged: Number of reps with a finding that is more than possible.
        possible, unjudged: Number of reps with only possible findings, and of those whose back
            could not be judged. None for a set that was kept before this was counted and whose
            document could not be read again.
        read_by: As `KeptSet.read_by`.
        worst: Code of the worst fault that is more than possible; None where there is none.
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
    worst: str | None = None

    @property
    def judged(self) -> int:
        """Number of reps whose back was judged, as far as is known."""
        return self.reps - (self.unjudged or 0)


@dataclass(frozen=True)
class Point:
    """One measure of one set, for a trend; `view` is from where it was filmed, if that is known."""

    line: Line
    value: SetValue
    view: str | None = None


def contains(line: Line, word: str) -> bool:
    """Whether a word is in the text of a line, or its id begins with it.

    A number must be a whole number of the text: 80 does not find 180 kg or 80.5 kg. It may have a
    decimal comma, as where a load is typed.
    """
    if DECIMAL_COMMA.fullmatch(word) and contains(line, word.replace(",", ".")):
        return True
    before = r"(?<![\d.])" if word[0].isdecimal() else ""
    behind = r"(?!\.?\d)" if word.isdecimal() else ""
    found = re.search(f"{before}{re.escape(word)}{behind}", _text(line))
    return found is not None or (len(word) >= LEAST_ID_LETTERS and line.id.startswith(word))


def _text(line: Line) -> str:
    """What a search looks through, in lower case."""
    about = line.about
    variant = line.variant.replace("_", " ")
    load = "" if about.load_kg is None else f"{about.load_kg:g} kg"
    days = f"{about.day} {day_words(about.day)}"
    parts = (days, about.athlete, about.note, line.lift, variant, load)
    return " ".join(parts).casefold()
