"""The soreness questions, the reasons they can lead to, and the weights between them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formcheck.analysis import Confidence, Fault, Severity
from formcheck.knowledge.entries import AnswerKey, Items, Slug
from formcheck.knowledge.texts import Entry, Lift, Text, Variant

Step = Literal["safety", "feel", "day", "more"]


class Option(Entry):
    """One answer: what is tapped, and how it is told back as evidence."""

    id: Slug
    label: str
    said: str
    flag: Slug | None = None
    none: bool = False


class Question(Entry):
    """One question; `only_if` names the answers without which it is not asked."""

    id: Slug
    step: Step
    kind: Literal["one", "many"]
    ask: str
    help: str = ""
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


class Reason(Entry):
    """A reason why an upper back is sore, and what to do about it next session."""

    id: Slug
    items: Items
    title: str
    why: Annotated[tuple[Text, ...], Field(min_length=1)]
    next: Text
    lift: Lift | None = None
    variant: Variant | None = None
    cues: Annotated[tuple[Slug, ...], Field(min_length=1)]
    warm_up: Annotated[tuple[Slug, ...], Field(min_length=1)]
    strength: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Show(Entry):
    """From how many points on a reason is shown, and in which words."""

    least: float
    some: float
    much: float
    most: Annotated[int, Field(ge=1)]


class ReasonWeights(Entry):
    """Points for one reason: answers, findings, a set whose form broke, and a clean set."""

    answers: dict[AnswerKey, float] = Field(default_factory=dict)
    findings: dict[Fault, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    form_broke: Annotated[float, Field(ge=0)] = 0.0
    clean: Annotated[float, Field(le=0)] = 0.0


class LookedFor(Entry):
    """The metrics that show whether a fault was there, and the lifts it can be seen in."""

    metrics: Annotated[tuple[str, ...], Field(min_length=1)]
    lifts: tuple[Lift, ...] = ()


class Weights(Entry):
    """All points of the ranking, as documented in the data file."""

    line_h: Annotated[float, Field(gt=0)]
    judged_share: Annotated[float, Field(gt=0, le=1)]
    show: Show
    severity: dict[Severity, Annotated[float, Field(gt=0)]]
    confidence: dict[Confidence, Annotated[float, Field(gt=0)]]
    looked_for: dict[Fault, LookedFor]
    reasons: dict[Slug, ReasonWeights]

    def own_faults(self, reason_id: str) -> set[str]:
        """The faults that speak for this reason more than for any other."""
        mine = self.reasons[reason_id].findings
        return {
            fault
            for fault, points in mine.items()
            if all(points >= other.findings.get(fault, 0) for other in self.reasons.values())
        }
