"""The types that the history keeps and exports, and how they are checked when they are read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from formcheck.analysis import Analysis, Lifter, Series
from formcheck.compare.differences import SetValue, set_values
from formcheck.errors import InputError, printable
from formcheck.findings.verdict import RepState, verdict_of
from formcheck.machine.json_values import adapter, items, of_kind
from formcheck.machine.limits import number_typed
from formcheck.report.digest import count_of
from formcheck.report.document import refuse_newer

FORMAT = "formcheck history 1"
_NEWER = re.compile(rb'"format":\s*"formcheck history (?!1")\d+"')
"""In an export it comes last, behind sets that may have been refused for what is new in them."""
_LOAD = re.compile(r"(\d+(?:\.\d*)?|\d+,\d{1,2})\s*(kg|lbs?)?", re.ASCII)
"""A comma is a decimal one: with three digits behind it, it would part thousands."""
KG_PER_LB = 0.45359237
_SET_ID = re.compile("[0-9a-f]{12}")
MOST_LETTERS = 500
"""Longest name or note."""
MOST_LOAD_KG = 1000.0
HARDEST = 10.0
"""The highest effort."""
_NO_LOAD = f"Write the weight as 82.5 or 180 lb, at most {MOST_LOAD_KG:g} kg."
Feeling = Literal[0, 1, 2, 3]
FEELINGS: dict[Feeling, str] = {0: "Fine", 1: "A little sore", 2: "Sore", 3: "Very sore"}
"""How an upper back felt the day after."""


@dataclass(frozen=True)
class About:
    """What a lifter says about a set. All but the day may be left out.

    Attributes:
        day: When it was lifted, ISO date.
        athlete: Whose set it is; empty where there is only one lifter.
        load_kg: Weight on the bar.
        set_of_day: Number of the set on that day, from 1.
        effort: How hard it was, 0 to 10.
    """

    day: str
    athlete: str = ""
    load_kg: float | None = None
    set_of_day: int | None = None
    effort: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", _iso_day(self.day))
        for text in (self.athlete, self.note):
            if len(text) > MOST_LETTERS:
                raise ValueError("The name or the note is too long.")
            if printable(text) != text:
                raise ValueError("The name or the note has signs that cannot be shown.")
        if self.load_kg is not None and not 0 <= self.load_kg <= MOST_LOAD_KG:
            raise ValueError(f"a load from 0 to {MOST_LOAD_KG:g} kg")
        if self.effort is not None and not 0 <= self.effort <= HARDEST:
            raise ValueError(f"an effort from 0 to {HARDEST:g}")
        if self.set_of_day is not None and not 1 <= self.set_of_day <= 100:
            raise ValueError("a set of the day from 1 to 100")


def load_kg(typed: str) -> float | None:
    """The weight on the bar as a lifter writes it: `82.5`, `82,5 kg`, `180 lb`; None when empty.

    Raises:
        ValueError: It is no weight, in a sentence for the user. A field for numbers drops what it
            does not know: 82,5 was 825.
    """
    text = typed.strip().lower()
    if not text:
        return None
    found = _LOAD.fullmatch(text)
    if found is None:
        raise ValueError(_NO_LOAD)
    number = number_typed(found[1])
    kg = round(number * KG_PER_LB, 1) if (found[2] or "").startswith("lb") else number
    if kg > MOST_LOAD_KG:
        raise ValueError(_NO_LOAD)
    return kg


def effort(typed: str) -> float | None:
    """How hard a set was as a lifter writes it: `8`, `7.5`, `7,5`; None when empty.

    Raises:
        ValueError: It is no number from 0 to 10, in a sentence for the user.
    """
    if not typed.strip():
        return None
    with suppress(ValueError):
        if 0 <= (number := number_typed(typed)) <= HARDEST:
            return number + 0.0  # of -0.0 it makes 0.0
    raise ValueError(f"Write how hard it was as 7.5, from 0 to {HARDEST:g}.")


@dataclass(frozen=True)
class KeptSet:
    """One set in the history. `document` is without the clip's name, curves and people (`kept`)."""

    about: About
    document: Analysis

    @property
    def id(self) -> str:
        """Equal for the same clip of the same lifter: analyzed again, a set replaces itself."""
        return set_id(self.about.athlete, self.document.clip.sha256)

    @property
    def values(self) -> dict[str, SetValue]:
        """The measures of the set."""
        return set_values(self.document)

    @property
    def read_by(self) -> str:
        """Versions of formcheck and the pose model: a trend is interrupted where this changes."""
        model = self.document.model
        reader = f"{model.name} {model.sha256[:12]} {model.runtime}"
        return f"formcheck {self.document.formcheck_version}, {reader}"


@dataclass(frozen=True)
class Answer:
    """How an upper back felt the day after a day of lifting."""

    athlete: str
    day: str
    felt: Feeling

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", _iso_day(self.day))
        if len(self.athlete) > MOST_LETTERS or printable(self.athlete) != self.athlete:
            raise ValueError("a name that is too long, or that no screen can show")


@dataclass(frozen=True)
class Export:
    """The whole history as one document."""

    sets: tuple[KeptSet, ...]
    answers: tuple[Answer, ...]
    format: str = FORMAT

    def to_json(self) -> str:
        """As JSON text."""
        return adapter(Export).dump_json(self, indent=1).decode()


def _iso_day(day: str) -> str:
    """A day in one form, so that days can be compared: 20260531 and 2026-W22-7 as 2026-05-31."""
    return date.fromisoformat(day).isoformat()


def set_id(athlete: str, clip_sha256: str) -> str:
    """The id of a set: a hash of twelve letters, which reveals neither lifter nor clip."""
    return hashlib.sha256(f"{athlete}\n{clip_sha256}".encode()).hexdigest()[:12]


def name_of(kept_id: str) -> str:
    """What users call a set by: its id, or a hash of an id that is not of `set_id`.

    Another program may have changed the file, and written an id that nobody can type.
    """
    if _SET_ID.fullmatch(kept_id):
        return kept_id
    return hashlib.sha256(kept_id.encode("utf-8", "surrogateescape")).hexdigest()[:12]


class UnreadableSetError(InputError):
    """A set in the history that can no longer be read, or not by this version."""


@contextmanager
def readable_set(set_id: str) -> Iterator[None]:
    """Turn a `ValueError` within the block into an error that names the set."""
    try:
        yield
    except ValueError as error:  # pydantic.ValidationError is one
        name = name_of(set_id)
        raise UnreadableSetError(
            f"The set {name} in the history can no longer be read.",
            f"Delete it with `formcheck history delete {name}`; the others stay.",
        ) from error


def document_of(text: str, set_id: str) -> Analysis:
    """The document of a kept set.

    Raises:
        ValueError: It is none.
        UnreadableSetError: A newer formcheck wrote it.
    """
    analysis = Analysis.from_json(text)
    try:
        refuse_newer({"schema_version": analysis.schema_version}, f"The set {name_of(set_id)}")
    except InputError as error:
        raise UnreadableSetError(error.what, error.hint) from error
    return analysis


def reps_of_state(document: str, state: RepState) -> int | None:
    """How many reps of a kept document are in a state; None where it cannot be read."""
    try:
        return count_of(Analysis.from_json(document), state)
    except ValueError:  # pydantic.ValidationError is one
        return None


def worst_fault(analysis: Analysis) -> str | None:
    """The worst fault that is more than possible; None where there is none."""
    return next((one.fault for one in verdict_of(analysis).faults if one.is_sure), None)


def worst_in(document: str) -> str | None:
    """That of a kept document; None also where it cannot be read."""
    try:
        return worst_fault(Analysis.from_json(document))
    except ValueError:
        return None


def kept(analysis: Analysis, about: About) -> KeptSet:
    """A set as it is kept: only numbers, without the file's name, curves and boxes of people."""
    bare = replace(
        analysis,
        clip=replace(analysis.clip, name="set"),
        lifter=Lifter(analysis.lifter.people_seen, analysis.lifter.chosen_by, None),
        series=Series(),
    )
    return KeptSet(about, bare)


def read_export(data: bytes) -> Export:
    """Read and check an export.

    Raises:
        InputError: It is not an export, or a document in it is of a newer version.
    """
    sets, answers, known = [], [], False
    try:
        for name, value in items(data):
            if name == "sets":
                document = value.get("document") if isinstance(value, dict) else None
                refuse_newer(document, "The export")
                one = of_kind(KeptSet, value)
                if not re.fullmatch(r"[0-9a-f]{64}", one.document.clip.sha256):
                    raise ValueError("a clip without its digest")
                sets.append(kept(one.document, one.about))  # without what we would not have kept
            elif name == "answers":
                answers.append(of_kind(Answer, value))
            elif (name, value) == ("format", FORMAT):
                known = True
            else:
                raise ValueError(f"not of ours: {name}")
        if not known:
            raise ValueError("no format")
    except (ValueError, RecursionError) as error:  # pydantic.ValidationError is a ValueError
        if _NEWER.search(data):
            raise InputError(
                "The export was written by a newer formcheck.", "Update formcheck."
            ) from error
        raise InputError(
            "This is not an export of a formcheck history.",
            "Make one with `formcheck history export FILE`.",
        ) from error
    return Export(tuple(sets), tuple(answers))
