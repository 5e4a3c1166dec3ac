"""The answer to "why is my upper back sore?" as text for a terminal or a mail.

The short text fits on a screen: the three best things to do first, the likeliest reasons, and the
names of what eases it. With `everything` it is complete. Both are shorter beside a warning sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import fill

from rich import text as rich_text

from formcheck.guidance.wording import in_a_row
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Exercise, Text
from formcheck.report.text import printed_text
from formcheck.soreness.triage_result import (
    Clock,
    Evidence,
    Plan,
    Reason,
    ReliefStep,
    TriageResult,
    advice,
)

Line = tuple[str, str, int]  # style, text, indent
_SMALLEST_WIDTH = 50
_LOUD = "bold red"
_EMERGENCY = "now"
_MOST_NAMED = 2
"""Further reasons that the short text names."""
_MOST_EVIDENCE = (2, 1)
"""Pieces of evidence in the short text, for the likeliest reason and for the next, so that it fits
on a screen. Who is told a caution above them is told one reason."""


def render_why(
    result: TriageResult, *, everything: bool = False, width: int = 80, color: bool = False
) -> str:
    """The answer as text; `everything` adds all cues, exercises in full, the plan and sources."""
    width = max(width, _SMALLEST_WIDTH)
    lines = (
        rich_text.Text(_wrap(text, width, indent), style=style)
        for style, text, indent in _lines(result, everything)
    )
    return printed_text(lines, width=None, color=color).strip("\n") + "\n"


def _wrap(text: str, width: int, indent: int) -> str:
    """The text in lines. After a bullet or number, further lines are indented to the first word."""
    bullet = re.match(r"([-+>]|\d+\.) ", text)
    hang = indent + (len(bullet.group()) if bullet else 0)
    return fill(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * hang,
        break_on_hyphens=False,
    )


def _lines(result: TriageResult, everything: bool) -> Iterator[Line]:
    said = [*_warnings(result), *_first(result, everything)]
    said += _all(result) if everything else _short(result)
    yield from said
    yield "", "", 0
    if result.urgency == _EMERGENCY:
        yield "dim", result.disclaimer.text, 0
        return
    if result.watch_for and not result.before_advice:
        yield "", _cite(result.watch_for) if everything else result.watch_for.text, 0
    if not everything and (more := _more(result)):
        yield "dim", f"{more}: add --all.", 0
    yield "dim", _cite(result.disclaimer), 0
    if everything:
        yield from _sources(" ".join(text for _, text, _ in said) + _cite(result.disclaimer))


def _more(result: TriageResult) -> str:
    """What the complete text has beyond the short one, as a list of words; empty for nothing."""
    steps = result.clock.now if result.clock else ()
    held = {
        "how to do each": any(step.exercises.drills for step in steps) or result.plan,
        "cues": any(reason.cues for reason in result.reasons),
        "plan": result.plan,
        "who can help": result.who_can_help,
        "sources": result.reasons or steps,
    }
    names = [name for name, there in held.items() if there]
    if "sources" not in names:
        return ""
    said = in_a_row(names)
    return said[0].upper() + said[1:]


def _warnings(result: TriageResult) -> Iterator[Line]:
    if not result.red_flags:
        return
    yield from _heading("First of all", _LOUD)
    for titles, see, signs in advice(result):
        signs_told = f"{'; '.join(titles)}."
        said = (see.text, signs_told) if result.urgency == _EMERGENCY else (signs_told, see.text)
        yield _LOUD, " ".join(said), 0
        codes = f" {_codes([see, *signs])}" if result.urgency != _EMERGENCY else ""
        yield "", f"{' '.join(dict.fromkeys(sign.text for sign in signs))}{codes}", 2
    if result.other_signs:
        yield "", f"You also told us: {'; '.join(result.other_signs)}.", 0
    if result.leave_out:
        yield "bold", " ".join(map(_cite, result.leave_out)), 0


def _first(result: TriageResult, everything: bool) -> Iterator[Line]:
    if result.before_advice:
        yield "bold", result.before_advice.text, 0
    for sentence in (*result.nothing, *result.asks):
        yield "", _cite(sentence), 0
    if result.first:
        yield from _heading("Do this first")
    told = result.first_in_full if everything else result.first
    for number, sentence in enumerate(told, 1):
        when = "Next session: " if result.waits(sentence) else ""
        yield "bold", f"{number}. {when}{_cite(sentence)}", 0


def _short(result: TriageResult) -> Iterator[Line]:
    if result.reasons:
        yield from _heading("Likely reasons")
    shown = result.likeliest[: 1 if result.skipped or result.nothing else None]
    for number, (reason, most) in enumerate(zip(shown, _MOST_EVIDENCE, strict=False), 1):
        yield "bold", f"{number}. {reason.title} ({reason.strength_words.lower()})", 0
        yield "", _cite(reason.why[0]), 3
        yield from _evidence("For", reason.because, most)
        yield from _evidence("Against", reason.against, most)
    more = [reason.title for reason in result.reasons[len(shown) :]][:_MOST_NAMED]
    if more:
        yield "", f"Also possible: {'; '.join(more)}.", 0
    if result.feels and not more:  # with both, it would not fit on a screen
        yield "", f"{'. '.join(feel.title for feel in result.feels)}.", 0
    if result.clock and result.clock.now:
        names = "; ".join(step.title for step in result.clock.now)
        yield "", f"{result.clock.title}: {names}.", 0
    if result.clock and result.clock.line:
        yield "bold", _cite(result.clock.line), 0


def _all(result: TriageResult) -> Iterator[Line]:
    if result.reasons or result.feels:
        yield from _heading("Likely reasons")
    for feel in result.feels:
        yield "", f"{feel.title}. {_cite(feel.text)}", 0
    for number, reason in enumerate(result.reasons, 1):
        yield from _reason(number, reason.beyond(result.first))
    if result.clock:
        yield from _clock(result.clock, result.first)
    if result.plan:
        steps = result.clock.now if result.clock else ()
        told = {drill.id for step in steps for drill in step.exercises.drills}
        yield from _plan(result.plan, told)
    if result.who_can_help:
        yield from _heading("Who can help")
    for who in result.who_can_help:
        yield "", f"- {_cite(who)}", 0


def _reason(number: int, reason: Reason) -> Iterator[Line]:
    yield "", "", 0
    yield "bold", f"{number}. {reason.title}", 0
    yield "dim", f"{reason.strength_words}.", 3
    for sentence in reason.why:
        yield "", _cite(sentence), 3
    yield from _evidence("+", reason.because)
    yield from _evidence("-", reason.against)
    if reason.next:
        yield "", f"{reason.when}{_cite(reason.next)}", 3
    for cue in reason.cues:
        yield "bold", f"> {_cite(cue)}", 3


def _evidence(mark: str, found: tuple[Evidence, ...], most: int | None = None) -> Iterator[Line]:
    shown = found[:most]
    left = len(found) - len(shown)
    more = f" And {left} more." if left else ""
    if most is None:
        yield from (("", f"{mark} {item.text}", 3) for item in shown)
    elif shown:
        yield "", f"{mark}: {' '.join(item.text for item in shown)}{more}", 3


def _clock(clock: Clock, told: tuple[Text, ...]) -> Iterator[Line]:
    steps = [step for step in clock.now if step.adds_to(told)]
    if steps:
        yield from _heading(clock.title)
    for step in steps:
        yield from _step(step, told)
    if clock.later:
        yield from _heading("Later")
    for step in clock.later:
        yield from _step(step, after=True)
    for question in clock.open_questions:
        yield from _heading(f"The articles disagree. {question.title}")
        for sentence in (*question.said, question.reading):
            yield "", _cite(sentence), 0
    if clock.line:
        yield "", "", 0
        yield _LOUD if clock.past_line else "bold", _cite(clock.line), 0


def _step(step: ReliefStep, told: tuple[Text, ...] = (), *, after: bool = False) -> Iterator[Line]:
    when = f" (from {step.from_h:g} hours after the session)" if after else ""
    yield "bold", f"{step.title}{when}", 0
    for sentence in step.beyond(told):
        yield "", _cite(sentence), 2
    for drill in step.exercises.drills:
        yield from _drill(drill)


def _plan(plan: Plan, told: set[str]) -> Iterator[Line]:
    """The plan, in which drills that were told further up are only named."""
    yield from _heading("Next session")
    for title, routine in plan.routines:
        yield "bold", title, 0
        if routine is plan.later and plan.later_when:
            yield "", _cite(plan.later_when), 2
        for drill in routine.drills:
            yield from [("", f"- {drill.name}.", 2)] if drill.id in told else _drill(drill)
    for sentence in (*plan.progress, plan.note):
        yield "", _cite(sentence), 0


def _drill(drill: Exercise) -> Iterator[Line]:
    steps = " ".join(step.text for step in drill.steps)
    how_much = f"How much: {drill.dose.text} {drill.stop.text}"
    codes = _codes([drill.why, *drill.steps, drill.dose, drill.stop])
    yield "", f"- {drill.name}: {drill.why.text} {steps} {how_much} {codes}", 2


def _sources(said: str) -> Iterator[Line]:
    """The sources whose codes are in the text."""
    named = {code for codes in re.findall(r"\[([^\]]+)\]", said) for code in codes.split(", ")}
    yield from _heading("Sources")
    for source in load_knowledge().sources:
        if source.code in named:
            yield "dim", f"[{source.code}] {source.title}", 0


def _heading(text: str, style: str = "bold cyan") -> Iterator[Line]:
    yield "", "", 0
    yield style, text.upper() if style == _LOUD else text, 0


def _cite(sentence: Text) -> str:
    return f"{sentence.text} {_codes([sentence])}"


def _codes(sentences: Iterable[Text]) -> str:
    codes = sorted({code for sentence in sentences for code in sentence.sources})
    return f"[{', '.join(codes)}]"
