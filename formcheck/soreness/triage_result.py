"""The answer to "why is my upper back sore?" as data for the shells to show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from formcheck.guidance.explanation import Drill, Statement
from formcheck.knowledge.care import Urgency
from formcheck.soreness.relief import Clock

Strength = Literal["much", "some", "little"]


@dataclass(frozen=True)
class RedFlag:
    """A warning sign with whom to see and how soon."""

    id: str
    items: tuple[str, ...]
    title: str
    text: Statement
    urgency: Urgency
    see: Statement


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for a reason (points above 0) or against it."""

    text: str
    kind: Literal["answer", "finding"]
    points: float
    fault: str | None = None


@dataclass(frozen=True)
class Reason:
    """A likely reason: how much speaks for it, what, what against, and what to try."""

    id: str
    items: tuple[str, ...]
    title: str
    points: float
    strength: Strength
    strength_words: str
    why: tuple[Statement, ...]
    because: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    next: Statement
    cues: tuple[Statement, ...]
    warm_up: tuple[Drill, ...]
    accessories: tuple[Drill, ...]


@dataclass(frozen=True)
class Feel:
    """How the soreness feels, in the words of the articles."""

    id: str
    title: str
    text: Statement


@dataclass(frozen=True)
class TriageResult:
    """The whole answer; `red_flags` come before everything else and nothing removes them."""

    red_flags: tuple[RedFlag, ...]
    hold: Statement | None
    who_can_help: tuple[Statement, ...]
    reasons: tuple[Reason, ...]
    nothing: tuple[Statement, ...]
    feels: tuple[Feel, ...]
    clock: Clock
    disclaimer: Statement

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)
