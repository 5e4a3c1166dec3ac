"""Everything in one language folder, with look-ups by id."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from formcheck.knowledge.asking import HoursQuestion, PlanRules, Question, Reason, Weights
from formcheck.knowledge.care import (
    Closing,
    Combination,
    Disclaimer,
    Flag,
    Help,
    LeaveOut,
    Pattern,
    Relief,
)
from formcheck.knowledge.checks import problems
from formcheck.knowledge.entries import (
    Anatomy,
    Background,
    Cause,
    Cue,
    DiagramWords,
    Disagreement,
    Exercise,
    FaultEntry,
    Source,
    Term,
    Topic,
)
from formcheck.knowledge.kinds import Kinds
from formcheck.knowledge.phrases import AnswerPhrases, Phrases, States
from formcheck.knowledge.texts import Entry


class Knowledge(Entry):
    """All texts of one language and the weights of the ranking."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    sources: tuple[Source, ...]
    causes: tuple[Cause, ...]
    explanations: tuple[Background, ...]
    anatomy: tuple[Anatomy, ...]
    cues: tuple[Cue, ...]
    exercises: tuple[Exercise, ...]
    faults: tuple[FaultEntry, ...]
    relief: tuple[Relief, ...]
    patterns: tuple[Pattern, ...]
    combinations: tuple[Combination, ...]
    flags: tuple[Flag, ...]
    closing: Closing
    leave_out: LeaveOut
    help: Help
    disclaimer: Disclaimer
    disagreements: tuple[Disagreement, ...]
    glossary: tuple[Term, ...]
    topics: tuple[Topic, ...]
    diagrams: dict[str, DiagramWords]
    questions: tuple[Question, ...]
    hours: HoursQuestion
    reasons: tuple[Reason, ...]
    phrases: Phrases
    states: States
    answer: AnswerPhrases
    weights: Weights
    kinds: Kinds
    plan: PlanRules

    @model_validator(mode="after")
    def _nothing_dangles(self) -> Knowledge:
        found = problems(self)
        if found:
            raise ValueError("; ".join(found))
        return self

    def fault(self, code: str) -> FaultEntry | None:
        """The entry of a fault code, or None when nobody knows the code."""
        return next((entry for entry in self.faults if entry.code == code), None)

    def cue(self, cue_id: str) -> Cue:
        """A cue by its id; ids are checked when the files are read."""
        return next(cue for cue in self.cues if cue.id == cue_id)

    def exercise(self, exercise_id: str) -> Exercise:
        """An exercise by its id; ids are checked when the files are read."""
        return next(entry for entry in self.exercises if entry.id == exercise_id)

    def part(self, anatomy_id: str) -> Anatomy:
        """A muscle or structure by its id; ids are checked when the files are read."""
        return next(entry for entry in self.anatomy if entry.id == anatomy_id)

    def flag(self, flag_id: str) -> Flag:
        """A warning sign by its id; ids are checked when the files are read."""
        return next(entry for entry in self.signs if entry.id == flag_id)

    @property
    def signs(self) -> tuple[Flag, ...]:
        """Every warning sign: those that add up before those of one answer."""
        return (*self.combinations, *self.flags)

    def disagreement(self, disagreement_id: str) -> Disagreement:
        """A disagreement by its id; ids are checked when the files are read."""
        return next(entry for entry in self.disagreements if entry.id == disagreement_id)

    def question(self, question_id: str) -> Question | None:
        """A question by its id, or None."""
        return next((entry for entry in self.questions if entry.id == question_id), None)
