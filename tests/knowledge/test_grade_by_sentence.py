"""A nurse's voice, sentence by sentence: whatever a sore or flagged lifter reads is easy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from statistics import median

from formcheck.knowledge import load_knowledge
from formcheck.report.text import render_text
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.examples import good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.test_wording import _grade, _without_names
from tests.wording import KNOWLEDGE as FILES
from tests.wording import ROOT, modules, of_code, of_knowledge, of_page

MEDIAN, MOST = 6.0, 9.0
FEWEST_WORDS = 6
"""Flesch-Kincaid says nothing of fewer: "Call the emergency number now" is grade 8."""
TITLES = frozenset(source.title for source in load_knowledge().sources)
"""Of articles and guidelines, which others wrote."""
SQL = re.compile(r"(CREATE|ALTER|INSERT|SELECT|UPDATE|DELETE) ")
ARTICLES = re.compile(r"\[[\w, ]+\]")


def _sentences(texts: Iterable[str]) -> set[str]:
    parts = (part for text in texts for part in re.split(r"(?<=[.!?])\s+|\n- ", text))
    return {part.strip() for part in parts if len(part.split()) >= FEWEST_WORDS}


@cache
def _everything() -> frozenset[str]:
    said = [text for path in FILES.glob("*.toml") for text in of_knowledge(path.name)]
    said += [text for path in modules() for text in of_code(path) if not SQL.match(text)]
    said += [of_page(path.read_text(encoding="utf-8")) for path in ROOT.rglob("formcheck/**/*.j2")]
    said = [text for text in said if text not in TITLES]
    return frozenset(_sentences(said))


def _too_hard(sentences: Iterable[str]) -> dict[str, float]:
    graded = {text: round(_grade(_without_names(text)), 1) for text in sentences}
    return {text: grade for text, grade in graded.items() if grade > MOST}


def test_no_sentence_that_a_lifter_can_meet_is_hard() -> None:
    assert len(_everything()) > 1500
    assert _too_hard(_everything()) == {}


def test_half_of_the_sentences_are_very_easy() -> None:
    assert median(_grade(_without_names(text)) for text in _everything()) <= MEDIAN


def test_what_is_printed_is_easy_too() -> None:
    """Put together from parts, a sentence can become hard that was not."""
    sets = [good_morning_squat_set(), late_shrug_deadlift_set()]
    answers = Answers.of({"lifts": ["back_squat", "deadlift"], "form": ["hips_first"]}, 24)
    printed = [render_why(triage(answers, sets), everything=False, width=5000)]
    printed += [line for one in sets for line in render_text(one, width=5000).splitlines()]
    lines = [ARTICLES.sub("", line) for text in printed for line in text.splitlines()]
    prose = [line for line in lines if re.search(r"[.!?]$", line.strip())]
    assert len(prose) > 20
    assert _too_hard(_sentences(prose)) == {}
