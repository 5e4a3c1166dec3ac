"""Symptoms, warning signs and relief."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formcheck.knowledge.entries import AnswerKey, Entry, ItemId, Kind, Slug, Text

Urgency = Literal["now", "today", "soon"]
Level = Literal["now", "today", "soon", "none"]
"""The urgency of the most urgent sign; "none" without any."""


class Relief(Entry):
    """Something that eases soreness, with the hours after the session in which it suits."""

    id: Slug
    item: ItemId
    title: str
    from_h: Annotated[float, Field(ge=0)] = 0.0
    to_h: float | None = None
    texts: Annotated[tuple[Text, ...], Field(min_length=1)]
    exercises: tuple[Slug, ...] = ()
    disagreement: Slug | None = None
    not_for: tuple[AnswerKey, ...] = ()

    def suits(self, hours: float) -> bool:
        """Whether this is for that many hours after the session."""
        return self.from_h <= hours and (self.to_h is None or hours < self.to_h)


class Pattern(Text):
    """How a kind of soreness feels, S1 to S3; `least` of its `answers` make it show."""

    id: ItemId
    title: str
    answers: Annotated[tuple[AnswerKey, ...], Field(min_length=1)]
    least: Annotated[int, Field(ge=1)]

    def fits(self, chosen: frozenset[str]) -> bool:
        """Whether these answers feel like it."""
        return len(chosen & set(self.answers)) >= self.least


class See(Text):
    """Whom to see about a sign, and how soon.

    Attributes:
        to: Signs that send to the same are said in one sentence.
        strict: Of these the first sentence of the strictest one is said: a doctor before a doctor
            or a physical therapist, and what not to do until then before nothing.
    """

    to: Slug
    strict: Annotated[int, Field(ge=0)] = 0


class Flag(Text):
    """A warning sign, whom to see about it and how soon. S4 to S6; our own have no item.

    Attributes:
        when: Groups of answers; the sign is raised when all answers of one group were given.
        past_line: Raised by the clock, too, beyond the 72-hour line.
        from_h: No sign before that many hours after the session; who names no hours has it.
        silences: Kinds that may not stand next to it, besides those of its urgency.
    """

    id: Slug
    items: tuple[ItemId, ...] = ()
    title: str
    urgency: Urgency
    when: tuple[tuple[AnswerKey, ...], ...] = ()
    past_line: bool = False
    from_h: Annotated[float, Field(ge=0)] = 0.0
    silences: tuple[Kind, ...] = ()
    see: See

    @property
    def ambulance(self) -> bool:
        """Whether to call for one; that goes before other signs of that urgency."""
        return self.see.to == "emergency_number"

    def raised_by(self, chosen: frozenset[str], hours: float | None) -> bool:
        """Whether these answers raise it, that many hours after the session."""
        early = hours is not None and hours < self.from_h
        return not early and bool(self.raising(chosen))

    def raising(self, chosen: frozenset[str]) -> frozenset[str]:
        """The answers that raise it, whenever the session was."""
        groups = (group for group in self.when if chosen.issuperset(group))
        return frozenset(key for group in groups for key in group)


class Combination(Flag):
    """Answers that together are more urgent than any of them alone. Ours; no article has them.

    Attributes:
        because: Why they add up, with what `sources` names: a public guideline, or ours where
            none was found and the higher urgency stands.
        case: Somebody who gives these answers.
    """

    because: str
    case: str


class Closing(Entry):
    """What every answer that is no emergency ends with.

    Attributes:
        known: For who was asked for warning signs and has none.
        skipped: For who left that question out and has none.
        today, soon: Beside signs of that urgency: what would make it more urgent.
    """

    known: Text
    skipped: Text
    today: Text
    soon: Text


class LeaveOut(Entry):
    """By urgency what is usual, and what to leave out until somebody has looked at it."""

    skipped: Text
    today: Annotated[tuple[Text, ...], Field(min_length=1)]
    soon: Annotated[tuple[Text, ...], Field(min_length=1)]

    def beside(self, urgency: Level, *, skipped: bool) -> tuple[Text, ...]:
        """What stands beside signs; nothing is usual for who skipped the question about them."""
        if urgency not in ("today", "soon"):
            return ()
        usual, *others = self.today if urgency == "today" else self.soon
        return (self.skipped if skipped else usual, *others)


class Help(Entry):
    """Who can help and what they do, S7."""

    id: ItemId
    title: str
    who: Annotated[tuple[Text, ...], Field(min_length=1)]


class Disclaimer(Text):
    """What formcheck does not replace, S8."""

    id: ItemId
