"""A nurse's voice, sentence by sentence: whatever a sore or flagged lifter reads is easy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from statistics import median

from formcheck.report.text import render_text
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.examples import good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.test_wording import _grade, _without_names
from tests.wording import ROOT, of_code, of_knowledge

MEDIAN, MOST = 6.0, 9.0
FEWEST_WORDS = 6
"""Flesch-Kincaid says nothing of fewer: "Call the emergency number now" is grade 8."""
KNOWLEDGE = (
    "answer", "cues", "exercises", "faults", "phrases", "questions", "reasons", "relief", "states",
    "symptoms",
)  # fmt: skip
MODULES = (
    "commands/why.py", "findings/of_rep.py", "findings/of_set.py", "findings/rules.py",
    "guidance/filming.py", "guidance/load.py", "guidance/notices.py", "page/finding_card.py",
    "page/rep_panel.py", "page/why_panel.py", "page/why_questions.py", "page/why_result.py",
    "reasons.py", "report/text.py", "report/words.py", "soreness/why_text.py", "thresholds.py",
)  # fmt: skip
ARTICLES = re.compile(r"\[[\w, ]+\]")


def _sentences(texts: Iterable[str]) -> set[str]:
    parts = (part for text in texts for part in re.split(r"(?<=[.!?])\s+", text))
    return {part.strip() for part in parts if len(part.split()) >= FEWEST_WORDS}


@cache
def _everything() -> frozenset[str]:
    said = [text for name in KNOWLEDGE for text in of_knowledge(f"{name}.toml")]
    said += [text for name in MODULES for text in of_code(ROOT / "formcheck" / name)]
    return frozenset(_sentences(said))


def _too_hard(sentences: Iterable[str]) -> dict[str, float]:
    graded = {text: round(_grade(_without_names(text)), 1) for text in sentences}
    return {text: grade for text, grade in graded.items() if grade > MOST}


def test_no_sentence_of_an_answer_or_a_finding_is_hard() -> None:
    assert len(_everything()) > 800
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
