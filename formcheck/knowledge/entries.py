"""The library: causes, explanations, muscles, cues, exercises, and what each fault means.

The smallest piece of each is a sentence with its sources, and whom it is meant for. What fields
mean stands at the head of the files that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from formcheck.analysis import Fault
from formcheck.lifts import KnownLift, Variant

Lift = Literal[KnownLift, "upper", "unknown"]
"""Presses, rows and pulls are all "upper"; sets on video never are."""
SourceCode = Annotated[str, Field(min_length=1)]
Kind = Literal[
    "sign", "action", "reason", "comfort", "cue", "gentle", "relief", "plan", "muscle", "help",
    "hands_on", "ask", "disclaimer", "background",
]  # fmt: skip
"""What a sentence does, so that a warning sign can silence it; see `kinds.toml`."""


class Entry(BaseModel):
    """Base of everything read from the data files: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Entry):
    """One or two plain sentences in our own words, their sources, and what kind they are."""

    text: Annotated[str, Field(min_length=3)]
    sources: Annotated[tuple[SourceCode, ...], Field(min_length=1)]
    kind: Kind


class ScopedText(Text):
    """A text for some lifts or variants only; an empty tuple means all of them.

    Attributes:
        lighter: Whether it asks for less weight.
        rests: Whether it asks to leave the lift out, so that no cue for it belongs below.
    """

    lifts: tuple[Lift, ...] = ()
    variants: tuple[Variant, ...] = ()
    lighter: bool = False
    rests: bool = False

    def fits(self, lift: str, variant: str) -> bool:
        """Whether the text may be shown to somebody doing this lift in this style."""
        return fits(self.lifts, self.variants, lift, variant)


def fits(lifts: tuple[Lift, ...], variants: tuple[Variant, ...], lift: str, variant: str) -> bool:
    """Whether a scope covers a lift and a variant; an empty scope covers everything."""
    return (not lifts or lift in lifts) and (not variants or variant in variants)


Scoped = TypeVar("Scoped", bound=ScopedText)


def first_fit(texts: Iterable[Scoped], lift: str, variant: str) -> Scoped | None:
    """The first text meant for this lift and variant, or None."""
    return next((text for text in texts if text.fits(lift, variant)), None)


def all_fits(texts: Iterable[Scoped], lift: str, variant: str) -> tuple[Scoped, ...]:
    """Every text meant for this lift and variant, in the order of the file."""
    return tuple(text for text in texts if text.fits(lift, variant))


ItemId = Annotated[str, Field(pattern=r"^[FXCDRS][1-9][0-9]?$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
AnswerKey = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]
Items = Annotated[tuple[ItemId, ...], Field(min_length=1)]


class Source(Entry):
    """Something a text rests on: an article, a study, a guideline, or our own reasoning.

    `name` is a word or two to put beside a sentence.
    """

    code: str
    name: str
    kind: Literal["article", "study", "guideline", "own"]
    title: str
    about: str


class Cause(Text):
    """A cause of soreness, F1 to F30; `causes.toml` tells how formcheck can know of it."""

    id: ItemId
    title: str
    measured_by: tuple[Fault, ...] = ()
    hinted_by: tuple[Fault, ...] = ()
    asked_by: tuple[AnswerKey, ...] = ()


class Background(Text):
    """An explanation of how leg lifts reach the upper back, X1 to X7."""

    id: ItemId
    title: str


class Disagreement(Entry):
    """Where the articles disagree, what each says, and the careful reading taken."""

    id: Slug
    title: str
    items: Items
    said: Annotated[tuple[Text, ...], Field(min_length=1)]
    reading: Text


class Term(Entry):
    """A word that needs explaining; `words` are the beginnings by which a text is recognized."""

    id: Slug
    name: str
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    meaning: Text


class Anatomy(Entry):
    """A muscle or a structure: its name, where it is and what it does in leg lifts."""

    id: Slug
    name: str
    words: Annotated[tuple[str, ...], Field(min_length=1)]
    where: Text
    does: Annotated[tuple[Text, ...], Field(min_length=1)]


OF_A_SET: Final[frozenset[Kind]] = frozenset({"cue"})


class Cue(Entry):
    """What to think of during a rep, in the wordings for different lifts and styles."""

    id: Slug
    item: ItemId
    says: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    lifts: tuple[Lift, ...] = ()
    variants: tuple[Variant, ...] = ()
    barbell: bool = True

    def wording(
        self, lift: str, variant: str, kinds: frozenset[Kind] = OF_A_SET
    ) -> ScopedText | None:
        """The words for this lift and style, or None when the cue is not for a barbell or them.

        Of a set nobody knows whether muscles are sore; who asked passes the `kinds` that may stand.
        """
        if not self.barbell or not fits(self.lifts, self.variants, lift, variant):
            return None
        return first_fit((text for text in self.says if text.kind in kinds), lift, variant)


class DrawnPosition(Entry):
    """What one drawn position of an exercise shows, for those who cannot see it, and its step."""

    step: Annotated[int, Field(ge=1)]
    shows: Annotated[str, Field(min_length=10)]


class Exercise(Entry):
    """A drill, a warm-up, a strength exercise or a stretch: `exercises.toml` tells its fields."""

    id: Slug
    name: str
    items: tuple[ItemId, ...] = ()
    kind: Literal["bracing", "activation", "warm_up", "cool_down", "mobility", "strength", "relief"]
    why: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    dose: Text
    stop: Text
    positions: Annotated[tuple[DrawnPosition, ...], Field(min_length=2, max_length=4)]
    lifts: tuple[Lift, ...] = ()
    variants: tuple[Variant, ...] = ()
    loaded_flexion_or_shrug: bool = False


class MuscleRole(ScopedText):
    """What one muscle or structure has to do with a fault; `text` says what it does there."""

    id: Slug


class FaultEntry(Entry):
    """What a fault means for the upper back and what to do about it.

    `makes_sore` is whether an upper back may feel it; a squat that is cut high, it does not.
    """

    code: Fault
    items: Items
    title: str
    clause: str
    short: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    part: str = ""
    makes_sore: bool = True
    why: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    lever: tuple[ScopedText, ...] = ()
    muscles: Annotated[tuple[MuscleRole, ...], Field(min_length=1)]
    cues: Annotated[tuple[Slug, ...], Field(min_length=2)]
    drills: Annotated[tuple[Slug, ...], Field(min_length=1)]
    warm_up: Annotated[tuple[Slug, ...], Field(min_length=1)]
    strength: Annotated[tuple[Slug, ...], Field(min_length=1)]
    recheck: Text

    def short_for(self, lift: str, variant: str) -> ScopedText:
        """The sentence said first; the last wording of the file is the fallback."""
        return first_fit(self.short, lift, variant) or self.short[-1]


class Topic(Entry):
    """A section of the background page: an introduction and the entries it shows in full."""

    id: Slug
    title: str
    intro: Text
    items: Items
    anatomy: tuple[Slug, ...] = ()
    disagreements: tuple[Slug, ...] = ()
    diagram: Slug | None = None


class DiagramWords(Entry):
    """The words in and beside a drawing; `alt` describes it to those who cannot see it."""

    alt: str
    caption: Text
    labels: dict[Slug, str]
