"""Questions on soreness, reasons and their weights; symptoms, warning signs and relief."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formcheck.analysis import Confidence, Fault, Severity
from formcheck.knowledge.entries import (
    AnswerKey,
    Entry,
    ItemId,
    Items,
    Kind,
    ScopedText,
    Slug,
    Text,
)
from formcheck.lifts import KnownLift, Variant

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

    `symptoms.toml` tells its fields. Who names no hours has one that holds from some hours on.
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


Step = Literal["safety", "feel", "day", "more"]


class Option(Entry):
    """One answer: what is tapped, and how it is told back where it is evidence for a reason."""

    id: Slug
    label: str
    said: str = ""
    none: bool = False


class Question(Entry):
    """One question; `questions.toml` tells its fields."""

    id: Slug
    step: Step
    kind: Literal["one", "many"] = "one"
    ask: str
    help: str = ""
    several_of: Slug | None = None
    only_if: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    options: Annotated[tuple[Option, ...], Field(min_length=2)]

    def option(self, option_id: str) -> Option | None:
        """An option by its id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


class HoursOption(Entry):
    """A choice of the clock, with the hours it stands for."""

    id: Slug
    label: str
    hours: Annotated[float, Field(ge=0)]


class HoursQuestion(Entry):
    """How long ago the session was."""

    id: Slug
    step: Step
    ask: str
    options: Annotated[tuple[HoursOption, ...], Field(min_length=2)]


LiftDone = Literal[
    "back_squat", "front_squat", "deadlift", "sumo", "romanian", "row", "pull", "overhead",
    "bench",
]  # fmt: skip
"""The lifts that somebody can say they did."""


class Reason(Entry):
    """A reason why an upper back is sore, and what to do about it: `reasons.toml` tells its fields.

    Who named no lift may have done `only_lifts`, unless `lift_known` asks to be told.
    """

    id: Slug
    items: Items
    title: str
    why: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    next: Annotated[tuple[ScopedText, ...], Field(min_length=1)]
    only_lifts: tuple[LiftDone, ...] = ()
    lift_known: bool = False
    now: bool = False
    everyday: bool = False
    variant: Variant | None = None
    cues: Annotated[tuple[Slug, ...], Field(min_length=1)]
    cue_needs: dict[Slug, tuple[AnswerKey | Fault, ...]] = Field(default_factory=dict)
    warm_up: Annotated[tuple[Slug, ...], Field(min_length=1)]
    strength: Annotated[tuple[Slug, ...], Field(min_length=1)]


class PlanRules(Entry):
    """Which exercises a plan gives to whom: only for some lifts, for sore muscles, or later."""

    only_for: dict[Slug, tuple[LiftDone, ...]]
    if_muscle: tuple[Slug, ...]
    not_for: dict[Slug, tuple[AnswerKey, ...]] = Field(default_factory=dict)
    later: tuple[Slug, ...]


class Show(Entry):
    """From how many points on a reason is shown, and in which words."""

    least: float
    some: float
    much: float
    most: Annotated[int, Field(ge=1)]


class ReasonWeights(Entry):
    """Points for one reason: answers, findings, a set whose form broke, and a clean set."""

    lifts: tuple[KnownLift, ...] = ()
    answers: dict[AnswerKey, float] = Field(default_factory=dict)
    findings: dict[Fault, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    form_broke: Annotated[float, Field(ge=0)] = 0.0
    much_needs: tuple[AnswerKey, ...] = ()
    clean: Annotated[float, Field(le=0)] = 0.0

    def counts(self, lift: str) -> bool:
        """Whether sets of this lift count."""
        return not self.lifts or lift in self.lifts


class Weights(Entry):
    """All points of the ranking, as documented in the data file."""

    line_h: Annotated[float, Field(gt=0)]
    judged_share: Annotated[float, Field(gt=0, le=1)]
    one_event: tuple[tuple[Fault, ...], ...]
    show: Show
    severity: dict[Severity, Annotated[float, Field(gt=0)]]
    confidence: dict[Confidence, Annotated[float, Field(gt=0)]]
    looked_for: tuple[Fault, ...]
    reasons: dict[Slug, ReasonWeights]

    def own_faults(self, reason_id: str, lift: str) -> set[str]:
        """The faults that speak for this reason more than for any other, in sets of this lift."""
        counted = {name: one.findings for name, one in self.reasons.items() if one.counts(lift)}
        mine = counted.get(reason_id, {})
        return {
            fault
            for fault, points in mine.items()
            if all(points >= other.get(fault, 0) for other in counted.values())
        }
