"""What the reading of every cited sentence against its article found stays mended.

The articles are known by the inventory of what they say; the reading, with its counts, is in
docs/readings-of-answers.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import ScopedText, Text
from formcheck.knowledge.schema import texts
from formcheck.soreness.background import emitted

KNOWLEDGE = load_knowledge()
OURS = "formcheck"
SPEAKS_OF = {"deadlift": {"000", OURS}, "upper": {"003", OURS}}
"""The articles that speak of a lift; what 001 and 002 say is of squats."""


def _of(lift: str) -> Iterator[Text]:
    """Sentences that only somebody doing this lift reads."""
    for entry in (*KNOWLEDGE.cues, *KNOWLEDGE.reasons, *KNOWLEDGE.faults):
        yield from (t for t in texts(entry) if isinstance(t, ScopedText) and t.lifts == (lift,))
    pulls = emitted("deadlift") - emitted("squat")
    for fault in (entry for entry in KNOWLEDGE.faults if entry.code in pulls):
        yield from (t for t in texts(fault) if lift == "deadlift")


@pytest.mark.parametrize("lift", SPEAKS_OF)
def test_what_an_article_says_of_squats_is_ours_when_it_is_said_of_another_lift(lift: str) -> None:
    """What muscles are and do is the same in every lift; 001 alone is cited for it."""
    said = [text for text in _of(lift) if set(text.sources) != {"001"}]
    assert len(said) > 2
    assert [text.text for text in said if not set(text.sources) & SPEAKS_OF[lift]] == []


@pytest.mark.parametrize("words", ["not serious", "harmless", "come up together off the floor"])
def test_what_no_article_says_is_cited_to_none(words: str) -> None:
    for text in texts(KNOWLEDGE):
        if re.search(words, text.text):
            assert OURS in text.sources, text.text


def test_what_is_usual_is_said_in_our_own_name_alone() -> None:
    for said in (*KNOWLEDGE.leave_out.today, *KNOWLEDGE.leave_out.soon):
        if re.search("not serious|harmless", said.text):
            assert said.sources == (OURS,)


@pytest.mark.parametrize(
    "more",
    [
        r"[Ee]xpect less (tension|stiffness)",  # 001: hopefully
        r"(?<!When )(?<!when )(the|your) grip (tires|goes)",  # 000: can
        r"often come from daily",  # 003: can
        r"common reason for a sore upper back",
        r"[Ww]e only flag",  # nothing flags hips that go too far back
    ],
)
def test_nothing_is_surer_than_its_article(more: str) -> None:
    assert [text.text for text in texts(KNOWLEDGE) if re.search(more, text.text)] == []


def test_a_stiff_upper_back_that_makes_others_work_is_not_the_pain_clinic_s() -> None:
    stiff = re.compile(r"upper back does not move|moves in its place|have to move|from having to")
    said = [text for text in texts(KNOWLEDGE) if stiff.search(text.text)]
    assert len(said) >= 4
    assert [text.text for text in said if "002" in text.sources] == []


def test_a_deep_breath_is_not_called_usual_where_it_is_a_sign() -> None:
    for pattern in KNOWLEDGE.patterns:
        assert "breath" not in pattern.text or "looked at" in pattern.text
