"""The answer to "why is my upper back sore?" as text for a terminal or a mail."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from formcheck.guidance.explanation import Drill, Statement
from formcheck.knowledge import load_knowledge
from formcheck.soreness.relief import Clock, ReliefStep

if TYPE_CHECKING:
    from formcheck.soreness.plan import Plan
    from formcheck.soreness.triage import Reason, TriageResult

Line = tuple[str, str, int]  # style, text, indent
_SMALLEST_WIDTH = 50
_LOUD = "bold red"


def render_why(
    result: TriageResult, plan: Plan | None = None, *, width: int = 80, color: bool = False
) -> str:
    """Warning signs, reasons, the clock and the plan as text.

    Args:
        result: The answer.
        plan: The plan for the next leg day, or None.
        width: Columns of the terminal.
        color: Bold and colors; False gives no control characters at all.
    """
    from rich.console import Console
    from rich.text import Text

    target = io.StringIO()
    console = Console(
        file=target,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
    )
    for style, text, indent in _lines(result, plan):
        wrapped = _wrap(text, max(width, _SMALLEST_WIDTH), indent)
        console.print(Text(wrapped, style=style), soft_wrap=True)
    return target.getvalue().strip("\n") + "\n"


def _wrap(text: str, width: int, indent: int) -> str:
    """The text in lines; those after a bullet or a number hang under its first word."""
    bullet = re.match(r"([-+>]|\d+\.) ", text)
    hang = indent + (len(bullet.group()) if bullet else 0)
    return fill(text, width, initial_indent=" " * indent, subsequent_indent=" " * hang)


def _lines(result: TriageResult, plan: Plan | None) -> Iterator[Line]:
    said = [*_warnings(result), *_reasons(result), *_clock(result.clock)]
    said += _plan(plan) if plan else []
    said += [("", "", 0), ("dim", _cite(result.disclaimer), 0)]
    yield from said
    yield from _sources(" ".join(text for _, text, _ in said))


def _warnings(result: TriageResult) -> Iterator[Line]:
    if not result.red_flags:
        return
    yield from _heading("First of all", _LOUD)
    for flag in result.red_flags:
        yield _LOUD, f"{flag.title}. {flag.see.text}", 0
        yield "", f"{flag.text.text} {_codes([flag.text, flag.see])}", 2
    yield from _heading("Who can help")
    for who in result.who_can_help:
        yield "", f"- {_cite(who)}", 0
    if result.hold:
        yield "", "", 0
        yield "bold", _cite(result.hold), 0


def _reasons(result: TriageResult) -> Iterator[Line]:
    yield from _heading("Likely reasons")
    for sentence in result.nothing:
        yield "", _cite(sentence), 0
    for feel in result.feels:
        yield "", f"{feel.title}. {_cite(feel.text)}", 0
    for number, reason in enumerate(result.reasons, 1):
        yield from _reason(number, reason)


def _reason(number: int, reason: Reason) -> Iterator[Line]:
    yield "", "", 0
    yield "bold", f"{number}. {reason.title}", 0
    yield "dim", f"{reason.strength_words}.", 3
    for sentence in reason.why:
        yield "", _cite(sentence), 3
    for item in reason.because:
        yield "", f"+ {item.text}", 3
    for item in reason.against:
        yield "", f"- {item.text}", 3
    yield "", f"Next session: {_cite(reason.next)}", 3
    for cue in reason.cues:
        yield "bold", f"> {_cite(cue)}", 3


def _clock(clock: Clock) -> Iterator[Line]:
    if clock.held:
        yield from _heading("For now")
        yield "bold", _cite(clock.held), 0
    else:
        yield from _heading("What eases it now" if clock.hours is not None else "What eases it")
    for step in clock.now:
        yield from _step(step)
    if clock.later:
        yield from _heading("Later")
    for step in clock.later:
        yield from _step(step, after=True)
    for question in clock.open_questions:
        yield from _heading(f"The articles disagree. {question.title}")
        for sentence in (*question.said, question.reading):
            yield "", _cite(sentence), 0
    yield "", "", 0
    yield _LOUD if clock.past_line else "bold", _cite(clock.line), 0


def _step(step: ReliefStep, *, after: bool = False) -> Iterator[Line]:
    when = f" (from {step.from_h:g} hours after the session)" if after else ""
    yield "bold", f"{step.title}{when}", 0
    for sentence in step.texts:
        yield "", _cite(sentence), 2
    for drill in step.exercises:
        yield from _drill(drill)


def _plan(plan: Plan) -> Iterator[Line]:
    yield from _heading("Next leg day")
    for title, exercises in (
        ("Before", plan.warm_up),
        ("Besides", plan.accessories),
        ("After", plan.afterward),
    ):
        yield "bold", title, 0
        for drill in exercises:
            yield from _drill(drill)
    for sentence in (*plan.progress, plan.note):
        yield "", _cite(sentence), 0


def _drill(drill: Drill) -> Iterator[Line]:
    steps = " ".join(step.text for step in drill.steps)
    said = [*drill.steps, *([drill.dose] if drill.dose else [])]
    dose = f" {drill.dose.text}" if drill.dose else ""
    yield "", f"- {drill.name}: {steps}{dose} {_codes(said)}", 2


def _sources(said: str) -> Iterator[Line]:
    """The sources that were named in what was said."""
    named = {code for codes in re.findall(r"\[([^\]]+)\]", said) for code in codes.split(", ")}
    yield from _heading("Sources")
    for source in load_knowledge().sources:
        if source.code in named:
            yield "dim", f"[{source.code}] {source.title}", 0


def _heading(text: str, style: str = "bold cyan") -> Iterator[Line]:
    yield "", "", 0
    yield style, text.upper() if style == _LOUD else text, 0


def _cite(sentence: Statement) -> str:
    return f"{sentence.text} {_codes([sentence])}"


def _codes(sentences: Iterable[Statement]) -> str:
    codes = sorted({code for sentence in sentences for code in sentence.sources})
    return f"[{', '.join(codes)}]"
