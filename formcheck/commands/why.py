"""`formcheck why`: a few questions lead to the likely reasons for a sore upper back."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formcheck.commands.console import note, path, people_width, print_document, say
from formcheck.errors import OptionError
from formcheck.machine.limits import number_typed

if TYPE_CHECKING:
    from formcheck.knowledge.entries import Exercise
    from formcheck.soreness.answers import Answers
    from formcheck.soreness.triage_result import TriageResult


def hours_typed(typed: str) -> float:
    """Hours as people write them: `1.5`, `1,5`.

    Raises:
        ValueError: It is no number.
    """
    try:
        return number_typed(typed)
    except ValueError:
        raise ValueError("write a number, such as 1.5") from None


def why(
    answer: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="An answer; may be repeated.")
    ] = None,
    analysis: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A saved set (.json); may be repeated.", parser=path),
    ] = None,
    hours: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="Hours since the session.", parser=hours_typed),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Cues, how to do each exercise, the plan, sources.")
    ] = False,
    plan: Annotated[
        Path | None,
        typer.Option(help="Write a plan for the next leg day (.html or .md).", parser=path),
    ] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="List the questions and their answers, and stop.")
    ] = False,
) -> None:
    """Say why your upper back may be sore.

    Warning signs come first, then what to do first, the likely reasons and what eases it. On a
    terminal you are asked; elsewhere give --answer, for instance --answer where=between_blades.
    """
    if questions:
        sys.stdout.write(questions_text())
        return
    from formcheck.report.document import read_document
    from formcheck.soreness.triage import triage
    from formcheck.soreness.why_text import render_why

    _check_plan_file(plan)
    analyses = [read_document(file) for file in analysis or ()]
    asks = not answer and not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    answers = _ask(hours) if asks else parse_answers(answer or (), hours)
    _note_left_out(answers)
    result = triage(answers, analyses)
    if as_json:
        print_document(json_of(result) + "\n")
    else:
        width, color = people_width(90)
        say(render_why(result, everything=everything, width=width, color=color))
    if plan:  # after the answer, so that a full disk does not cost it
        _write_plan(result, plan)


def json_of(result: TriageResult) -> str:
    """The answer for programs; sentences and exercises without the lifts they are for."""
    from formcheck.knowledge.entries import Text

    exercise = {"id", "name", "why", "steps", "dose", "stop"}

    def shown(said: Text | Exercise) -> dict[str, Any]:
        return said.model_dump(include={*Text.model_fields} if isinstance(said, Text) else exercise)

    return json.dumps(asdict(result), default=shown, indent=1, ensure_ascii=False)


def parse_answers(given: Sequence[str], hours: float | None = None) -> Answers:
    """Answers from `question=option` strings; several options are separated by commas.

    Raises:
        OptionError: A string has no "=", or `Answers.of` refuses an answer.
    """
    from formcheck.soreness.answers import Answers

    by_question: dict[str, set[str]] = {}
    for text in given:
        question, sign, options = text.partition("=")
        if not sign:
            raise OptionError(
                f"'{text}' is not an answer.",
                "Write QUESTION=OPTION; see `formcheck why --questions`.",
            )
        picked = {option.strip() for option in options.split(",") if option.strip()}
        by_question.setdefault(question.strip(), set()).update(picked)
    return Answers.of(by_question, hours)


def _note_left_out(answers: Answers) -> None:
    """Write which answers do not count, since the other answers rule out their questions."""
    from formcheck.soreness.answers import fitting

    for key in sorted(answers.chosen - fitting(answers).chosen):
        one_lift = key.startswith("which.") and len(answers.to("lifts")) == 1
        other = "belongs to a lift that you did not name"
        why = "is not needed, as you named one lift" if one_lift else other
        note(f"Left out: {key.replace('.', '=')} {why}.")


def questions_text() -> str:
    """Every question with the keys and words of its answers."""
    from formcheck.knowledge import load_knowledge

    lines: list[str] = []
    for question in load_knowledge().questions:
        several = " (several may fit)" if question.kind == "many" else ""
        lines += [f"{question.ask}{several}"]
        lines += [f"  {question.id}={option.id:<18} {option.label}" for option in question.options]
    return "\n".join(lines) + "\n"


def _ask(hours: float | None) -> Answers:
    """Ask the questions one by one on the terminal; Enter skips one."""
    from formcheck.knowledge import load_knowledge
    from formcheck.soreness.answers import Answers, questions_for
    from formcheck.soreness.triage import is_emergency

    note("Type the numbers that fit, with spaces between. Enter skips a question.")
    given: dict[str, set[str]] = {}
    asked: set[str] = set()
    while left := [q for q in questions_for(Answers.of(given)) if q.id not in asked]:
        question = left[0]
        asked.add(question.id)
        picked = _pick(question.ask, [o.label for o in question.options], question.kind == "one")
        given[question.id] = {question.options[place].id for place in picked}
        if is_emergency(Answers.of(given)):
            return Answers.of(given, hours)
    if hours is None:
        clock = load_knowledge().hours
        places = _pick(clock.ask, [option.label for option in clock.options], True)
        hours = clock.options[next(iter(places))].hours if places else None
    return Answers.of(given, hours)


def _pick(ask: str, labels: Sequence[str], only_one: bool) -> set[int]:
    """Indices of the chosen labels; asks again until the numbers can be used."""
    typer.echo(f"\n{ask}")
    for number, label in enumerate(labels, 1):
        typer.echo(f"  {number}  {label}")
    while True:
        typed = str(typer.prompt(">", default="", show_default=False, prompt_suffix=" "))
        words = typed.replace(",", " ").split()
        fits = all(word.isdecimal() and 1 <= int(word) <= len(labels) for word in words)
        if fits and (len(words) <= 1 or not only_one):
            return {int(word) - 1 for word in words}
        limit = "one number" if only_one else "numbers"
        typer.echo(f"Type {limit} from 1 to {len(labels)}, or nothing.")


def _check_plan_file(plan_file: Path | None) -> None:
    if plan_file and plan_file.suffix not in (".html", ".md"):
        raise OptionError(
            f"{plan_file.name or plan_file} is not a plan file.",
            "Name it something.html or something.md.",
        )
    if plan_file:
        from formcheck.machine.user_files import check_target

        check_target(plan_file)


def _write_plan(result: TriageResult, plan_file: Path) -> None:
    from formcheck.machine.user_files import write_text_to
    from formcheck.soreness.plan import plan_html, plan_markdown

    plan = result.plan
    if plan is None:
        note("No plan: there is a warning sign, or no reason stands out.")
        return
    page = plan_html(plan) if plan_file.suffix == ".html" else plan_markdown(plan)
    write_text_to(plan_file, page)
    note(f"Wrote {plan_file}")
