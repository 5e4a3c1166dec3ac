"""A set as a line of a list, as a point of a trend, and what became of it in the next set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from formcheck.analysis import Analysis, Fault
from formcheck.compare.differences import SetValue, Share, fault_change, share_of, told_by
from formcheck.compare.in_words import share_change_words, share_words
from formcheck.findings.verdict import SET_NAMES, is_sure, verdict_of
from formcheck.history.record import About, KeptSet
from formcheck.report.limits import limits_differ
from formcheck.report.words import fault_name, things

MOST_FAULTS: Final = 2
"""Faults with a sentence, the worst first: as many as a set has cues."""
_REP_NAMES: Final = {of_set: of_rep for of_rep, of_set in SET_NAMES.items()}
"""The fault of single reps for a fault of the whole set."""
LEAST_ID_LETTERS = 6
"""A shorter word of a search is not compared with ids: it is a load or another word."""
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}", re.ASCII)


def became_of(before: KeptSet, now: Analysis) -> tuple[str, ...]:
    """For each of the worst faults of the set before, a sentence on whether this set has it.

    Empty where no finding of the set before is more than possible.
    """
    said = []
    compared: list[Fault] = []
    for fault, first in _of_reps(before.document)[:MOST_FAULTS]:
        second = share_of(now, fault)
        name = fault_name(fault)
        reps = things(first.of, "rep")
        then = share_words(first, f"{reps} then")
        head = f"{name[:1].upper()}{name[1:]}: {then}"
        if not second.of:
            looked = told_by(fault, now)
            unseen = "could not be seen this time" if looked else "is not looked for in this style"
            said.append(f"{head}; it {unseen}.")
            continue
        compared.append(fault)
        change = share_change_words(fault_change(fault, first, second))
        said.append(f"{head}, {share_words(second, 'now')}: {change}.")
    if compared and len({before.document.view.name, now.view.name} - {"unknown"}) > 1:
        said.append("The camera stood elsewhere; that alone may explain it.")
    if any(told_by(fault, before.document) != told_by(fault, now) for fault in compared):
        said.append("The style differs or is not known; that alone may explain it.")
    if compared and limits_differ(before.document, now):
        said.append("The limits were different then; that alone may explain it.")
    return tuple(said)


def _of_reps(analysis: Analysis) -> list[tuple[Fault, Share]]:
    """Faults that are more than possible, with their share of reps, the worst first.

    A fault of the whole set goes by its name in single reps. Faults that only the set can have are
    left out, as no share of reps has them.
    """
    sure = [fault.fault for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    named = [_REP_NAMES.get(fault, fault) for fault in sure]
    shares = [(fault, share_of(analysis, fault)) for fault in named]
    return [one for one in shares if one[1].found]


def day_words(day: str) -> str:
    """An ISO date for people: `31 May 2026`."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def rechecks(analysis: Analysis) -> tuple[str, ...]:
    """What to look at in the next clip, for the worst faults that are more than possible."""
    sure = [fault.fault for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    texts = {each.fault: each.recheck for each in analysis.guidance if each.recheck}
    return tuple(texts[fault] for fault in sure if fault in texts)[:MOST_FAULTS]


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
