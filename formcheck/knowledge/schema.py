"""All that is known: what the folder of texts holds, look-ups by id, how it is checked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import tomli  # the standard library's parser compiled: a fifth of a second look is this reading
from pydantic import BaseModel

from formcheck.analysis import Confidence, Severity
from formcheck.knowledge import entries, soreness
from formcheck.knowledge.entries import AnswerKey, Entry, Kind, Text

SENTENCE = frozenset({"text", "sources"})


class Kinds(Entry):
    """Which kinds may stand under each urgency, and the kind that a place in the data gives."""

    stands: dict[soreness.Level, tuple[Kind, ...]]
    of: dict[str, Kind]

    def given_to(self, tables: dict[str, Any]) -> dict[str, Any]:
        """Tables of a data file in which each sentence has the kind of its place.

        A sentence that names its own kind keeps it. One whose place has none is left without,
        and the schema refuses it.
        """
        return {name: self._filled(value, name) for name, value in tables.items()}

    def _filled(self, value: Any, place: str) -> Any:
        if isinstance(value, list):
            return [self._filled(part, place) for part in value]
        if not isinstance(value, dict):
            return value
        filled = {name: self._filled(part, f"{place}.{name}") for name, part in value.items()}
        places = [name for name in self.of if f"{place}.".startswith(f"{name}.")]
        if filled.keys() >= SENTENCE and places:
            filled.setdefault("kind", self.of[max(places, key=len)])
        return filled


class States(Entry):
    """What states are called, each in one way everywhere.

    Attributes:
        severity: How large a finding is.
        confidence: How sure it is.
        of: What a rep or a set is.
        middle: What is said beside that of a rep in which the clip begins and ends.
    """

    severity: dict[Severity, str]
    confidence: dict[Confidence, str]
    of: dict[str, str]
    middle: str


class AnswerPhrases(Entry):
    """For the evidence behind a reason; `answer.toml` tells its fields."""

    much: str
    some: str
    little: str
    not_ordinary: tuple[AnswerKey, ...]
    not_ordinary_late: tuple[AnswerKey, ...]
    not_muscle: tuple[AnswerKey, ...]
    seen: str
    seen_set: str
    broke: str
    clean: str
    texts: dict[str, Text]


class Knowledge(Entry):
    """All texts and the weights of the ranking.

    `urgency` is that of a sign by whom to see, `usual` what one of that urgency says that has no
    sentence of its own, and `phrases` what the summary of a set is made of, by name.
    """

    sources: tuple[entries.Source, ...]
    causes: tuple[entries.Cause, ...]
    explanations: tuple[entries.Background, ...]
    anatomy: tuple[entries.Anatomy, ...]
    cues: tuple[entries.Cue, ...]
    exercises: tuple[entries.Exercise, ...]
    faults: tuple[entries.FaultEntry, ...]
    relief: tuple[soreness.Relief, ...]
    patterns: tuple[soreness.Pattern, ...]
    combinations: tuple[soreness.Combination, ...]
    flags: tuple[soreness.Flag, ...]
    usual: dict[soreness.Urgency, str]
    urgency: dict[entries.Slug, soreness.Urgency]
    closing: soreness.Closing
    leave_out: soreness.LeaveOut
    help: soreness.Help
    disclaimer: soreness.Disclaimer
    disagreements: tuple[entries.Disagreement, ...]
    glossary: tuple[entries.Term, ...]
    topics: tuple[entries.Topic, ...]
    diagrams: dict[str, entries.DiagramWords]
    questions: tuple[soreness.Question, ...]
    hours: soreness.HoursQuestion
    reasons: tuple[soreness.Reason, ...]
    phrases: dict[str, str]
    states: States
    answer: AnswerPhrases
    weights: soreness.Weights
    kinds: Kinds
    plan: soreness.PlanRules

    def fault(self, code: str) -> entries.FaultEntry | None:
        """The entry of a fault code, or None when nobody knows the code."""
        return next((entry for entry in self.faults if entry.code == code), None)

    def cue(self, cue_id: str) -> entries.Cue:
        """A cue by its id; those that the files name are checked by tests."""
        return next(cue for cue in self.cues if cue.id == cue_id)

    def exercise(self, exercise_id: str) -> entries.Exercise:
        """An exercise by its id; those that the files name are checked by tests."""
        return next(entry for entry in self.exercises if entry.id == exercise_id)

    def part(self, anatomy_id: str) -> entries.Anatomy:
        """A muscle or structure by its id; those that the files name are checked by tests."""
        return next(entry for entry in self.anatomy if entry.id == anatomy_id)

    def flag(self, flag_id: str) -> soreness.Flag:
        """A warning sign by its id; those that the files name are checked by tests."""
        return next(entry for entry in self.signs if entry.id == flag_id)

    @property
    def signs(self) -> tuple[soreness.Flag, ...]:
        """Every warning sign: those that add up before those of one answer."""
        return (*self.combinations, *self.flags)

    @property
    def lighter(self) -> frozenset[str]:
        """Every sentence on a next session that asks for less weight."""
        said = (*(cue.says for cue in self.cues), *(reason.next for reason in self.reasons))
        return frozenset(text.text for texts in said for text in texts if text.lighter)

    def disagreement(self, disagreement_id: str) -> entries.Disagreement:
        """A disagreement by its id; those that the files name are checked by tests."""
        return next(entry for entry in self.disagreements if entry.id == disagreement_id)

    def question(self, question_id: str) -> soreness.Question | None:
        """A question by its id, or None."""
        return next((entry for entry in self.questions if entry.id == question_id), None)


@cache
def load_knowledge() -> Knowledge:
    """Everything formcheck knows.

    Raises:
        pydantic.ValidationError: A file breaks the schema, or holds a sentence without a kind.
            That every id named in them exists is asked by tests, not of each user's start.
    """
    tables = read_files()
    return Knowledge.model_validate(Kinds.model_validate(tables["kinds"]).given_to(tables))


def read_files() -> dict[str, Any]:
    """The tables of all files, as `Knowledge` has them but for the kinds of sentences."""
    home = Path(__file__).parent
    tables: dict[str, Any] = {
        name: tomli.loads((home / f"{name}.toml").read_text("utf-8"))
        for name in ("weights", "kinds", "plan")
    }
    for file in sorted((home / "en").glob("*.toml")):
        read = tomli.loads(file.read_text(encoding="utf-8"))
        tables.update({name: _listed(name, table) for name, table in read.items()})
    for sign in (*tables["combinations"], *tables["flags"]):
        sign["urgency"] = tables["urgency"][sign["see"]["to"]]
        sign.setdefault("text", tables["usual"][sign["urgency"]])
    return tables


def _listed(name: str, table: dict[str, Any]) -> Any:
    """The entries of a table as a list, each with its name there as its id, or as its code."""
    known = Knowledge.model_fields.get(name)
    if known is None or get_origin(known.annotation) is not tuple:
        return table
    fields = get_args(known.annotation)[0].model_fields
    key = "id" if "id" in fields else "code"
    return [{key: its_name, **entry} for its_name, entry in table.items()]


def texts(entry: BaseModel) -> Iterator[Text]:
    """Every text inside an entry, however deep."""
    if isinstance(entry, Text):
        yield entry
    for name in type(entry).model_fields:
        yield from _texts_in(getattr(entry, name))


def _texts_in(value: object) -> Iterator[Text]:
    if isinstance(value, BaseModel):
        yield from texts(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts_in(part)
    elif isinstance(value, dict):
        yield from _texts_in(tuple(value.values()))
