"""The page and the command give the same answer to the same person."""

from __future__ import annotations

import random
import re

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.commands.why import parse_answers
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.schema import texts
from formcheck.soreness.answers import Answers, fitting
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.app.said import words_of
from tests.knowledge.conftest import OpenPage
from tests.knowledge.dangling import answer_keys
from tests.knowledge.people import PEOPLE, Person

KNOWLEDGE = load_knowledge()
SENTENCES = {text.text for text in texts(KNOWLEDGE)}
NOT_ANSWERS = {text.text for text in texts(KNOWLEDGE) if text.kind == "background"}
CLOCK = {option.hours: option.id for option in KNOWLEDGE.hours.options}
ON_THE_PAGE = [p for p in PEOPLE if p.hours in (None, *CLOCK) and not p.sets][::3]
PEOPLE_AT_RANDOM = 12


def _by_question(answers: Answers) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for key in sorted(answers.chosen):
        question, option = key.split(".")
        given.setdefault(question, []).append(option)
    return given


def _on_page(app: AppTest, answers: Answers) -> str:
    """The page after these taps; lifts first, since other questions follow from them."""
    single = {question.id for question in KNOWLEDGE.questions if question.kind == "one"}
    given = _by_question(fitting(answers))
    for question in sorted(given, key=lambda name: name != "lifts"):
        picked = given[question]
        app.get_by_key(f"why_{question}").set_value(picked[0] if question in single else picked)
        if question == "lifts":
            app.run()
    if answers.hours is not None:
        app.get_by_key("why_hours").set_value(CLOCK[answers.hours])
    app.run()
    assert not app.exception
    return words_of(app)


def _said(shown: str) -> set[str]:
    """Which sentences of the knowledge files are in it, definitions of words aside."""
    plain = re.sub(r"\s+", " ", shown)
    found = {text for text in SENTENCES - NOT_ANSWERS if text in plain}
    return {text for text in found if not any(text != other and text in other for other in found)}


def _same(app: AppTest, answers: Answers) -> None:
    result = triage(answers)
    printed = render_why(result, everything=True, width=10_000)
    page = _on_page(app, answers)
    assert _said(page) == _said(printed)
    for title in (*(flag.title for flag in result.red_flags if flag.see), *result.other_signs):
        assert title in page
    for reason in result.reasons:
        assert reason.title in page
    assert ("Likely reasons" in page) == ("Likely reasons" in printed)
    assert len(app.get("download_button")) == (2 if result.plan else 0)


@pytest.mark.parametrize("person", ON_THE_PAGE, ids=lambda person: person.story)
def test_written_cases(open_page: OpenPage, person: Person) -> None:
    _same(open_page("why"), parse_answers(person.answers.split(), person.hours))


@pytest.mark.parametrize("seed", range(PEOPLE_AT_RANDOM))
def test_people_at_random(open_page: OpenPage, seed: int) -> None:
    rng = random.Random(seed)
    single = {question.id for question in KNOWLEDGE.questions if question.kind == "one"}
    keys = rng.sample(sorted(answer_keys(KNOWLEDGE)), 3 + seed % 8)
    first = {key.split(".")[0]: key for key in reversed(keys)}
    chosen = {k for k in keys if k.split(".")[0] not in single or first[k.split(".")[0]] == k}
    given = _by_question(Answers(frozenset(chosen)))
    hours = rng.choice([None, *CLOCK])
    _same(open_page("why"), Answers.of(given, hours))
