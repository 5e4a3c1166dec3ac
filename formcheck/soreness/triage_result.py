"""The answer to "why is my upper back sore?" as data, which page and command line show.

Most parts have a `kind`. `standing` takes out the parts whose kind may not stand beside a warning
sign of some urgency (`knowledge/kinds.toml` has the table). Page and command line show what is
left, and add no advice of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Exercise, Kind, Text
from formcheck.knowledge.soreness import Level, See, Urgency

Strength = Literal["much", "some", "little"]
MOST_REASONS = 2
"""Reasons that are shown in full and that the plan is for; further ones are only named."""
Part = TypeVar("Part")


@dataclass(frozen=True)
class RedFlag:
    """A warning sign.

    Attributes:
        text: What it may mean; None in a sign that is less urgent than another one.
        see: Whom to see, and how soon; None likewise.
    """

    id: str
    items: tuple[str, ...]
    title: str
    text: Text | None
    urgency: Urgency
    see: Text | None
    kind: Kind = "sign"


@dataclass(frozen=True)
class Evidence:
    """An answer or a finding that speaks for a reason (points above 0) or against it (below 0)."""

    text: str
    source: Literal["answer", "finding"]
    points: float
    fault: str | None = None
    kind: Kind = "reason"


@dataclass(frozen=True)
class Routine:
    """Exercises that belong together, of one kind: for a plan or as relief."""

    drills: tuple[Exercise, ...]
    kind: Kind


@dataclass(frozen=True)
class Reason:
    """A likely reason, in words.

    Attributes:
        items: Its ids in the inventory of the knowledge files.
        strength, strength_words: How much speaks for it.
        why: How it makes an upper back sore.
        because, against: The evidence for and against it, strongest first.
        next: What to change, in the next session unless `now`.
    """

    id: str
    items: tuple[str, ...]
    title: str
    points: float
    strength: Strength
    strength_words: str
    why: tuple[Text, ...]
    because: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    next: Text | None
    now: bool
    cues: tuple[Text, ...]
    kind: Kind = "reason"

    @property
    def when(self) -> str:
        """What stands before `next`."""
        return "" if self.now else "Next session: "

    def beyond(self, told: Sequence[Text]) -> Reason:
        """Itself without the change that was told further up; its cues stay with it."""
        return replace(self, next=None if self.next in told else self.next)


@dataclass(frozen=True)
class Feel:
    """A kind of soreness that the answers fit, in the words of the articles."""

    id: str
    title: str
    text: Text
    kind: Kind


@dataclass(frozen=True)
class ReliefStep:
    """One thing that eases soreness, from `from_h` to `to_h` hours after the session."""

    id: str
    title: str
    from_h: float
    to_h: float | None
    texts: tuple[Text, ...]
    exercises: Routine
    kind: Kind

    def beyond(self, told: Sequence[Text]) -> list[Text]:
        """Its sentences but for those told further up."""
        return [one for one in self.texts if one not in told]

    def adds_to(self, told: Sequence[Text]) -> bool:
        """Whether something stands below its name that was not told further up."""
        return bool(self.beyond(told) or self.exercises.drills)


@dataclass(frozen=True)
class OpenQuestion:
    """Where the articles disagree: what each says, and the cautious conclusion.

    `steps` are the ids of what eases soreness that it is about, now or later.
    """

    id: str
    title: str
    said: tuple[Text, ...]
    reading: Text
    steps: tuple[str, ...] = ()
    kind: Kind = "background"


@dataclass(frozen=True)
class Clock:
    """What eases soreness, by time after the session.

    Attributes:
        hours: Since the session; None when not given.
        now: What is for now; without hours, what is for the first hours.
        later: What is for later, soonest first.
        line: The 72-hour rule.
        past_line: Whether the session is longer ago than that.
        open_questions: Disagreements of the articles about the steps named here.
    """

    hours: float | None
    now: tuple[ReliefStep, ...]
    later: tuple[ReliefStep, ...]
    line: Text | None
    past_line: bool
    open_questions: tuple[OpenQuestion, ...]

    def with_its_questions(self) -> Clock:
        """Itself without disagreements whose conclusion names a step that is not named here."""
        named = {step.id for step in (*self.now, *self.later)}
        left = tuple(one for one in self.open_questions if named.issuperset(one.steps))
        return replace(self, open_questions=left)

    @property
    def title(self) -> str:
        """Heading of the steps for now."""
        return "What eases it now" if self.hours is not None else "What eases it"


@dataclass(frozen=True)
class Plan:
    """A warm-up, a few cues and accessory work, printable on half a page.

    Attributes:
        cautions: What would be more than soreness, and what not everybody may do; said on its top.
    """

    reasons: tuple[str, ...]
    cautions: tuple[Text, ...]
    next_session: tuple[Text, ...]
    cues: tuple[Text, ...]
    warm_up: Routine
    accessories: Routine
    afterward: Routine
    later: Routine
    later_when: Text | None
    progress: tuple[Text, ...]
    note: Text
    disclaimer: Text
    kind: Kind = "plan"

    @property
    def routines(self) -> tuple[tuple[str, Routine], ...]:
        """The parts that have exercises, in order, with headings."""
        parts = (
            ("Before", self.warm_up),
            ("Accessory work", self.accessories),
            ("After", self.afterward),
            ("Once it is pain-free", self.later),
        )
        return tuple((title, routine) for title, routine in parts if routine.drills)


@dataclass(frozen=True)
class TriageResult:
    """The whole answer.

    Attributes:
        urgency: That of the most urgent sign; "none" without a sign.
        red_flags: The signs, most urgent first; nothing removes one.
        other_signs: Titles of the signs that are less urgent than the first, each thing told once.
        leave_out: What is usual beside such a sign, and what not to do until somebody has looked
            at it.
        asks: What to tell us for a better answer.
        first: The three best things to do first.
        nothing: Sentences for when no reason stands out, and about growing soreness, pregnancy and
            blood thinners.
        feels: Kinds of soreness that the answers fit.
        clock: What eases it and when; None while nothing was answered.
        watch_for: What would make it urgent, or more urgent; None in an emergency.
        skipped: Whether the question about signs was not answered; `watch_for` then stands before
            any advice.
    """

    urgency: Level
    red_flags: tuple[RedFlag, ...]
    other_signs: tuple[str, ...]
    leave_out: tuple[Text, ...]
    who_can_help: tuple[Text, ...]
    asks: tuple[Text, ...]
    first: tuple[Text, ...]
    nothing: tuple[Text, ...]
    feels: tuple[Feel, ...]
    reasons: tuple[Reason, ...]
    clock: Clock | None
    plan: Plan | None
    watch_for: Text | None
    skipped: bool
    disclaimer: Text

    @property
    def before_advice(self) -> Text | None:
        """`watch_for`, where signs were skipped and there is advice for it to stand before."""
        return self.watch_for if self.skipped and (self.reasons or self.clock) else None

    @property
    def likeliest(self) -> tuple[Reason, ...]:
        """The reasons that are shown in full."""
        return self.reasons[:MOST_REASONS]

    @property
    def also_possible(self) -> tuple[Reason, ...]:
        """The other reasons."""
        return self.reasons[MOST_REASONS:]

    @property
    def first_in_full(self) -> tuple[Text, ...]:
        """The first things of a complete answer, in which cues stand under their reasons."""
        cues = [cue for reason in self.reasons for cue in reason.cues]
        return tuple(one for one in self.first if one not in cues)

    def waits(self, first: Text) -> bool:
        """Whether one of the first things is for the next session, not for now."""
        return any(
            first in reason.cues or (first == reason.next and not reason.now)
            for reason in self.reasons
        )


Advice = tuple[list[str], Text, list[Text]]
"""Titles of signs, whom to see about them, and their texts."""


def advice(result: TriageResult) -> list[Advice]:
    """Whom to see about the signs of the result."""
    return advice_on(result.red_flags)


def advice_on(flags: Sequence[RedFlag]) -> list[Advice]:
    """Whom to see, each sentence once; of an emergency all flags say what the first does."""
    asking: dict[str, list[tuple[RedFlag, Text]]] = {}
    for flag in flags:
        if flag.see:
            says = flags[0] if flag.urgency == "now" else flag
            asking.setdefault(_known(says).to, []).append((flag, flag.see))
    found = []
    for asked in asking.values():
        sources = {code for _, see in asked for code in see.sources}
        said = {"text": _together(asked), "sources": tuple(sorted(sources))}
        see = asked[0][1].model_copy(update=said)
        found.append(([f.title for f, _ in asked], see, [f.text for f, _ in asked if f.text]))
    return found


def _together(asked: Sequence[tuple[RedFlag, Text]]) -> str:
    """Whom to see as one text: the strictest first sentence, then what follows, each once."""
    parts = [(_known(flag), re.split(r"(?<=\.) ", see.text)) for flag, see in asked]
    _, strictest = max(parts, key=lambda part: part[0].strict)
    return " ".join(dict.fromkeys([strictest[0], *(said for _, one in parts for said in one[1:])]))


def _known(flag: RedFlag) -> See:
    return load_knowledge().flag(flag.id).see


def standing(part: Part, kinds: frozenset[Kind]) -> Part:
    """A result, or a part of one, without the parts whose kind is not among `kinds`."""
    changed: dict[str, Any] = {}
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_kept(one, kinds) for one in value if _stands(one, kinds))
        else:
            changed[field.name] = _kept(value, kinds) if _stands(value, kinds) else None
    return replace(part, **changed)  # type: ignore[type-var]


def _kept(value: Any, kinds: frozenset[Kind]) -> Any:
    return standing(value, kinds) if is_dataclass(value) else value


def _stands(value: object, kinds: frozenset[Kind]) -> bool:
    if isinstance(value, Exercise):  # whose kind is another thing: its routine stands or goes
        return True
    kind = getattr(value, "kind", None)
    return kind is None or kind in kinds
