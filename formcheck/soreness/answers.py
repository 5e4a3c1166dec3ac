"""A lifter's answers, checked against the questions, and which questions are to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from formcheck.errors import OptionError
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.soreness import Question

MOST_HOURS = 24 * 365


@dataclass(frozen=True)
class Answers:
    """Answers as a set, so that their order cannot matter.

    Attributes:
        chosen: The answers given, each as "question.option".
        hours: Hours since the session; None when not given.
    """

    chosen: frozenset[str] = frozenset()
    hours: float | None = None

    @staticmethod
    def of(given: Mapping[str, str | Iterable[str]], hours: float | None = None) -> Answers:
        """Check answers, given as options by question id.

        "None of these" is dropped where the same question has other answers.

        Raises:
            OptionError: A question or an option does not exist, a question that takes one answer
                has two, or the hours are below zero or more than a year.
        """
        chosen: set[str] = set()
        for question_id, options in given.items():
            picked = {options} if isinstance(options, str) else set(options)
            chosen |= _checked(question_id, picked)
        if hours is not None and not 0 <= hours <= MOST_HOURS:
            wrong = "cannot be more than a year" if hours > 0 else "cannot be below zero"
            raise OptionError(
                f"Hours since the session {wrong if hours == hours else 'is not a number'}.",
                f"Give a number from 0 to {MOST_HOURS}.",
            )
        return Answers(frozenset(chosen), hours)

    def to(self, question_id: str) -> set[str]:
        """The options chosen for one question."""
        pairs = (key.split(".", 1) for key in self.chosen)
        return {option for question, option in pairs if question == question_id}


def fitting(answers: Answers) -> Answers:
    """The answers without those to questions that the other answers rule out."""
    asked = {f"{q.id}.{option.id}" for q in questions_for(answers) for option in q.options}
    chosen = answers.chosen & asked
    # again, as a question may have been asked only because of an answer that was dropped
    return answers if chosen == answers.chosen else fitting(Answers(chosen, answers.hours))


def any_given(answers: Answers) -> bool:
    """Whether any answer was given other than "none of these"."""
    nothing = {f"{q.id}.{o.id}" for q in load_knowledge().questions for o in q.options if o.none}
    return bool(answers.chosen - nothing)


def any_given_of_soreness(answers: Answers) -> bool:
    """Whether any answer is about the soreness or that day, not only about warning signs."""
    questions = [q for q in load_knowledge().questions if q.step != "safety"]
    said = {f"{q.id}.{o.id}" for q in questions for o in q.options if not o.none}
    return bool(answers.chosen & said) or answers.hours is not None


def questions_for(answers: Answers) -> tuple[Question, ...]:
    """The questions to ask, in order, given the answers so far."""
    return tuple(
        _offered(question, answers)
        for question in load_knowledge().questions
        if all(answers.to(name) & set(wanted) for name, wanted in question.only_if.items())
        if not question.several_of or len(answers.to(question.several_of)) > 1
    )


def _offered(question: Question, answers: Answers) -> Question:
    """A question about several answers of another one, with only these as options."""
    if not question.several_of:
        return question
    chosen = answers.to(question.several_of)
    fit = tuple(option for option in question.options if option.none or option.id in chosen)
    return question.model_copy(update={"options": fit})


def _checked(question_id: str, picked: set[str]) -> set[str]:
    """The answers to one question as "question.option"."""
    question = load_knowledge().question(question_id)
    if question is None:
        known = ", ".join(entry.id for entry in load_knowledge().questions)
        raise OptionError(f"There is no question '{question_id}'.", f"Questions: {known}.")
    options = {option.id: option for option in question.options}
    unknown = sorted(picked - set(options))
    if unknown:
        raise OptionError(
            f"'{unknown[0]}' is not an answer to '{question_id}'.",
            f"Answers: {', '.join(options)}.",
        )
    if question.kind == "one" and len(picked) > 1:
        raise OptionError(f"'{question_id}' takes one answer.", "Choose the one that fits best.")
    real = {option for option in picked if not options[option].none}
    return {f"{question_id}.{option}" for option in real or picked}
