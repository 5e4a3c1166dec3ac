"""The answer to "why is my upper back sore?" as data for the shells to show.

Every part has a `kind`. `standing` takes out what may not stand next to a warning sign: which kinds
may under which urgency is data (`knowledge/kinds.toml`). The shells show what is left and nothing
of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from formcheck.guidance.explanation import Drill, Statement
from formcheck.knowledge.care import Level, Urgency
from formcheck.knowledge.entries import Kind

Strength = Literal["much", "some", "little"]
MOST_REASONS = 2
"""The likeliest; the plan is for them, and what else is possible is only named."""
Part = TypeVar("Part")


@dataclass(frozen=True)
class RedFlag:
    """A warning sign with whom to see and how soon.

    A sign that can wait while another one cannot is only named: `text` and `see` are None.
    """

    id: str
    items: tuple[str, ...]
    title: str
    text: Statement | None
    urgency: Urgency
    see: Statement | None
    kind: Kind = "sign"


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for a reason (points above 0) or against it."""

    text: str
    source: Literal["answer", "finding"]
    points: float
    fault: str | None = None
    kind: Kind = "reason"


@dataclass(frozen=True)
class Routine:
    """Exercises that belong together, of one kind: for a plan or as relief."""

    drills: tuple[Drill, ...]
    kind: Kind


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
    next: Statement | None
    cues: tuple[Statement, ...]
    kind: Kind = "reason"


@dataclass(frozen=True)
class Feel:
    """How the soreness feels, in the words of the articles."""

    id: str
    title: str
    text: Statement
    kind: Kind


@dataclass(frozen=True)
class ReliefStep:
    """One thing that eases soreness; `from_h` is when it begins to suit."""

    id: str
    title: str
    from_h: float
    to_h: float | None
    texts: tuple[Statement, ...]
    exercises: Routine
    kind: Kind


@dataclass(frozen=True)
class OpenQuestion:
    """Where the articles disagree: what each says, and the careful reading."""

    id: str
    title: str
    said: tuple[Statement, ...]
    reading: Statement
    kind: Kind = "background"


@dataclass(frozen=True)
class Clock:
    """What suits at this time after the session.

    Attributes:
        hours: Hours since the session; None when that was not said.
        now: What suits now; without hours, what suits from the start.
        later: What suits later, soonest first.
        line: The 72-hour rule.
        past_line: Whether the session is longer ago than that.
        open_questions: Disagreements of the articles about the steps named here.
    """

    hours: float | None
    now: tuple[ReliefStep, ...]
    later: tuple[ReliefStep, ...]
    line: Statement | None
    past_line: bool
    open_questions: tuple[OpenQuestion, ...]

    @property
    def title(self) -> str:
        """What to call the steps of now."""
        return "What eases it now" if self.hours is not None else "What eases it"


@dataclass(frozen=True)
class Plan:
    """A warm-up, a few cues and accessory work, printable on half a page."""

    reasons: tuple[str, ...]
    next_session: tuple[Statement, ...]
    cues: tuple[Statement, ...]
    warm_up: Routine
    accessories: Routine
    afterward: Routine
    later: Routine
    later_when: Statement | None
    progress: tuple[Statement, ...]
    note: Statement
    disclaimer: Statement
    kind: Kind = "plan"

    @property
    def routines(self) -> tuple[tuple[str, Routine], ...]:
        """The parts that hold exercises, in order."""
        parts = (
            ("Before", self.warm_up),
            ("Besides", self.accessories),
            ("After", self.afterward),
            ("Later", self.later),
        )
        return tuple((title, routine) for title, routine in parts if routine.drills)


@dataclass(frozen=True)
class TriageResult:
    """The whole answer, without what its most urgent warning sign silences.

    Attributes:
        urgency: That of the most urgent sign; "none" without a sign.
        red_flags: The signs, most urgent first; nothing removes one.
        leave_out: What is usual, and what to leave out until somebody has looked at it.
        asks: What to tell so that more can be said.
        first: The three best things to do first.
        clock: What eases it and when; None while nothing was told.
        watch_for: What would make it urgent, or more so; None in an emergency.
        skipped: Nobody answered whether there are signs: `watch_for` stands before advice.
    """

    urgency: Level
    red_flags: tuple[RedFlag, ...]
    leave_out: tuple[Statement, ...]
    who_can_help: tuple[Statement, ...]
    asks: tuple[Statement, ...]
    first: tuple[Statement, ...]
    nothing: tuple[Statement, ...]
    feels: tuple[Feel, ...]
    reasons: tuple[Reason, ...]
    clock: Clock | None
    plan: Plan | None
    watch_for: Statement | None
    skipped: bool
    disclaimer: Statement

    @property
    def before_advice(self) -> Statement | None:
        """`watch_for`, where signs were skipped and there is advice for it to stand before."""
        return self.watch_for if self.skipped and (self.reasons or self.clock) else None

    @property
    def likeliest(self) -> tuple[Reason, ...]:
        """The reasons that are said in full."""
        return self.reasons[:MOST_REASONS]

    @property
    def also_possible(self) -> tuple[Reason, ...]:
        """The other reasons."""
        return self.reasons[MOST_REASONS:]

    @property
    def other_signs(self) -> tuple[str, ...]:
        """Titles of the signs that can wait for a more urgent one."""
        return tuple(flag.title for flag in self.red_flags if not flag.see)


def advice(result: TriageResult) -> list[tuple[list[str], Statement, list[Statement]]]:
    """Whom to see, each said once, with the titles and sentences of the signs that ask for it."""
    asking: dict[str, list[RedFlag]] = {}
    for flag in result.red_flags:
        if flag.see:
            asking.setdefault(flag.see.text, []).append(flag)
    found = []
    for flags in asking.values():
        sources = {code for flag in flags if flag.see for code in flag.see.sources}
        assert flags[0].see is not None
        see = replace(flags[0].see, sources=tuple(sorted(sources)))
        found.append(([f.title for f in flags], see, [f.text for f in flags if f.text]))
    return found


def standing(part: Part, kinds: frozenset[Kind]) -> Part:
    """The result, or a part of it, without any part whose kind is not among `kinds`."""
    changed: dict[str, Any] = {}
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_kept(one, kinds) for one in value if _stands(one, kinds))
        elif is_dataclass(value):
            changed[field.name] = _kept(value, kinds) if _stands(value, kinds) else None
    return replace(part, **changed)  # type: ignore[type-var]


def _kept(value: Any, kinds: frozenset[Kind]) -> Any:
    return standing(value, kinds) if is_dataclass(value) else value


def _stands(value: object, kinds: frozenset[Kind]) -> bool:
    kind = getattr(value, "kind", None)
    return kind is None or kind in kinds
