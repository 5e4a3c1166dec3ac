"""The shape of the knowledge files; one model per file, and `Knowledge` for all of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formcheck.analysis import Fault
from formcheck.knowledge.texts import (
    Entry,
    Lift,
    ScopedText,
    Text,
    Variant,
    all_fits,
    first_fit,
    fits,
)

ItemId = Annotated[str, Field(pattern=r"^[FXCDRS][1-9][0-9]?$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]


class Source(Entry):
    """Something a text rests on: an article, a study, or our own reasoning."""

    code: str
    kind: Literal["article", "study", "own"]
    title: str
    about: str


class Anatomy(Entry):
    """A muscle or a structure: its name, where it is and what it does in leg lifts."""

    id: Slug
    name: str
    kind: Literal["muscle", "structure"]
    where: Text
    does: Annotated[tuple[Text, ...], Field(min_length=1)]


class Cue(Entry):
    """What to think of during a rep, in the wordings for different lifts and styles."""

    id: Slug
    item: ItemId
    says: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    lifts: tuple[Lift, ...] = ()
    variants: tuple[Variant, ...] = ()
    barbell: bool = True

    def wording(self, lift: str, variant: str) -> ScopedText | None:
        """The words for this lift and style, or None when the cue is not for a barbell or them."""
        if not self.barbell or not fits(self.lifts, self.variants, lift, variant):
            return None
        return first_fit(self.says, lift, variant)


class Exercise(Entry):
    """A drill, a warm-up, a strength exercise or a stretch, with how it is done."""

    id: Slug
    name: str
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    kind: Literal["bracing", "activation", "warm_up", "cool_down", "mobility", "strength", "relief"]
    why: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    dose: Text | None = None


class MuscleRole(ScopedText):
    """What one muscle or structure has to do with a fault; `text` says what it does there."""

    id: Slug


class FaultEntry(Entry):
    """What a fault means for the upper back and what to do about it."""

    code: Fault
    items: Annotated[tuple[ItemId, ...], Field(min_length=1)]
    title: str
    clause: str
    short: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    why: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    lever: tuple[ScopedText, ...] = ()
    muscles: Annotated[tuple[MuscleRole, ...], Field(min_length=1)]
    cues: Annotated[tuple[Slug, ...], Field(min_length=2)]
    drills: Annotated[tuple[Slug, ...], Field(min_length=1)]
    warm_up: Annotated[tuple[Slug, ...], Field(min_length=1)]
    strength: Annotated[tuple[Slug, ...], Field(min_length=1)]

    def short_for(self, lift: str, variant: str) -> ScopedText:
        """The sentence said first; the last wording of the file is the fallback."""
        return first_fit(self.short, lift, variant) or self.short[-1]

    def muscles_for(self, lift: str, variant: str) -> tuple[MuscleRole, ...]:
        """The muscles that matter for this lift and style."""
        return all_fits(self.muscles, lift, variant)


class Phrases(Entry):
    """Sentences with gaps; the names of the gaps are those of the code that fills them."""

    no_reps: str
    not_judged: str
    one_steady: str
    all_steady: str
    partly_judged: str
    one_flagged: str
    flagged: str
    all_flagged: str
    some_flagged: str
    also: str
    steady_before: str
    broke: str


class Knowledge(Entry):
    """Everything in one language folder."""

    language: str
    sources: tuple[Source, ...]
    anatomy: tuple[Anatomy, ...]
    cues: tuple[Cue, ...]
    exercises: tuple[Exercise, ...]
    faults: tuple[FaultEntry, ...]
    phrases: Phrases

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
