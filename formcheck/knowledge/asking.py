"""The soreness questions, the reasons they can lead to, and the weights between them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from formcheck.analysis import Confidence, Fault, Severity
from formcheck.knowledge.entries import AnswerKey, Entry, Items, ScopedText, Slug
from formcheck.lifts import KnownLift, Variant

Step = Literal["safety", "feel", "day", "more"]


class Option(Entry):
    """One answer: what is tapped, and how it is told back where it is evidence for a reason."""

    id: Slug
    label: str
    said: str = ""
    none: bool = False


class Question(Entry):
    """One question.

    Attributes:
        only_if: The answers without which it is not asked.
        several_of: A question of which several answers make it asked; only those are offered.
    """

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
    """A reason why an upper back is sore, and what to do about it next session.

    Attributes:
        next: Wordings; the first that fits the lift and the style is said.
        only_lifts: Only for who did one of these. Who named no lift may have done them, unless
            `lift_known` asks to be told.
        now: `next` is for today, not for the next session.
        everyday: It is not about a lift, and neither are its cues.
        variant: In whose words the cues are said, of the one lift that it is about.
        cue_needs: Cues that need one of these answers, or one of these faults in a set.
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
    """Which exercises a plan gives to whom: only for some lifts, for sore muscles, or later.

    Attributes:
        not_for: The answers after which an exercise is not given.
    """

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
    """Points for one reason: answers, findings, a set whose form broke, and a clean set.

    `lifts` are those whose sets count; none means all of them. Without one of the answers
    `much_needs` nothing more than "some" speaks for it.
    """

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
