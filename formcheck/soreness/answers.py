"""What a lifter answered, checked against the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formcheck.errors import OptionError
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.asking import Question

MOST_HOURS = 24 * 365


@dataclass(frozen=True)
class Answers:
    """Answers as a set, so that their order cannot matter.

    Attributes:
        chosen: The answers given, each as "question.option".
        hours: Hours since the session, or None when that was not said.
    """

    chosen: frozenset[str] = frozenset()
    hours: float | None = None

    @staticmethod
    def of(given: Mapping[str, str | Iterable[str]], hours: float | None = None) -> Answers:
        """Check answers given by question id.

        Where "none of these" stands next to other answers of a question, the others count.

        Raises:
            OptionError: A question or an option that does not exist, two answers where only one
                is possible, hours below zero, or more than a year of them.
        """
        chosen: set[str] = set()
        for question_id, options in given.items():
            picked = {options} if isinstance(options, str) else set(options)
            chosen |= _checked(question_id, picked)
        if hours is not None and not 0 <= hours <= MOST_HOURS:
            wrong = "more than a year" if hours > 0 else "below zero" if hours < 0 else "nan"
            raise OptionError(
                f"Hours since the session cannot be {wrong}.",
                f"Give a number from 0 to {MOST_HOURS}.",
            )
        return Answers(frozenset(chosen), hours)

    def to(self, question_id: str) -> set[str]:
        """The options chosen for one question."""
        pairs = (key.split(".", 1) for key in self.chosen)
        return {option for question, option in pairs if question == question_id}


def fitting(answers: Answers) -> Answers:
    """The answers without those to questions that would not be asked after the others."""
    asked = {f"{q.id}.{option.id}" for q in questions_for(answers) for option in q.options}
    chosen = answers.chosen & asked
    return answers if chosen == answers.chosen else fitting(Answers(chosen, answers.hours))


def told(answers: Answers) -> bool:
    """Whether anything was said beyond "none of these"."""
    nothing = {f"{q.id}.{o.id}" for q in load_knowledge().questions for o in q.options if o.none}
    return bool(answers.chosen - nothing)


def told_of_it(answers: Answers) -> bool:
    """Whether anything was said of the soreness or of that day: more than signs and who it is."""
    questions = [q for q in load_knowledge().questions if q.step != "safety"]
    said = {f"{q.id}.{o.id}" for q in questions for o in q.options if not o.none}
    return bool(answers.chosen & said) or answers.hours is not None


def questions_for(answers: Answers) -> tuple[Question, ...]:
    """The questions worth asking after these answers, in order."""
    return tuple(
        _offered(question, answers)
        for question in load_knowledge().questions
        if all(answers.to(name) & set(wanted) for name, wanted in question.only_if.items())
        if not question.several_of or len(answers.to(question.several_of)) > 1
    )


def _offered(question: Question, answers: Answers) -> Question:
    """The question with the options that fit the answers to the one it is about."""
    if not question.several_of:
        return question
    chosen = answers.to(question.several_of)
    fit = tuple(option for option in question.options if option.none or option.id in chosen)
    return question.model_copy(update={"options": fit})


def _checked(question_id: str, picked: set[str]) -> set[str]:
    question = load_knowledge().question(question_id)
    if question is None:
        known = ", ".join(entry.id for entry in load_knowledge().questions)
        raise OptionError(f"There is no question '{question_id}'.", f"Questions: {known}.")
    options = {option.id: option for option in question.options}
    unknown = sorted(picked - set(options))
    if unknown:
        raise OptionError(
            f"'{unknown[0]}' is no answer to '{question_id}'.", f"Answers: {', '.join(options)}."
        )
    if question.kind == "one" and len(picked) > 1:
        raise OptionError(f"'{question_id}' takes one answer.", "Choose the one that fits best.")
    real = {option for option in picked if not options[option].none}
    return {f"{question_id}.{option}" for option in real or picked}
