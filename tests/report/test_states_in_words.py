"""A state has one name, wherever it is said: on pages, in reports, in answers."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from formcheck.analysis import Confidence, Severity
from formcheck.findings.verdict import ClipState, RepState
from formcheck.knowledge import load_knowledge
from formcheck.page.player import player_data
from formcheck.report import words
from formcheck.report.html import render_html
from formcheck.report.tables import sets_csv
from formcheck.report.text import render_text
from formcheck.report.triage_page import render_triage, triage_card
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.examples import all_examples, good_morning_squat_set, late_shrug_deadlift_set
from tests.wording import of_page

STATES = load_knowledge().states
OTHERS = ("doubted", "not_counted", "not_analyzed")
"""What is said of a steady rep of a lift in doubt, of a movement, of a clip without a document."""


def test_every_code_of_a_document_has_its_word_and_no_two_share_one() -> None:
    assert set(STATES.severity) == set(get_args(Severity))
    assert set(STATES.confidence) == set(get_args(Confidence))
    assert set(STATES.of) == {*get_args(RepState), *get_args(ClipState), *OTHERS}
    for table in (STATES.severity, STATES.confidence, STATES.of):
        assert len(set(table.values())) == len(table)


def test_a_count_of_a_state_reads_as_people_say_it() -> None:
    """ "3 clips: 1 judged, 2 back not judged"; and what was not analyzed had "failed" elsewhere."""
    assert words.so_many(2, "unjudged") == "2 with back not judged"
    assert words.so_many(1, "no_reps") == "1 with no reps found"
    assert [words.so_many(2, one) for one in ("flagged", "steady")] == ["2 flagged", "2 steady"]
    page = of_page(render_triage([triage_card(all_examples()["front_view_squat_set"])],
                                 failed=[("a.mp4", "It is empty.")]))  # fmt: skip
    assert "with back not judged" in page
    assert page.count("ot analyzed") == 2
    assert "not analyzed" in sets_csv([], [("a.mp4", "It is empty.")])


@pytest.mark.parametrize("name", ["good_morning_squat_set", "late_shrug_deadlift_set"])
def test_the_chips_of_the_player_say_the_same(name: str) -> None:
    chips = player_data(all_examples()[name])["marks"]
    assert [chip["state"] for chip in chips] == [STATES.of[chip["kind"]] for chip in chips]


def test_nobody_reads_a_code_for_how_large_and_how_sure() -> None:
    """ "severe, clear, 99 %" is for tables; the words come first, the figure behind them."""
    for analysis in (good_morning_squat_set(), late_shrug_deadlift_set()):
        answer = triage(Answers.of({"lifts": [analysis.lift.name.replace("squat", "back_squat")]}),
                        [analysis])  # fmt: skip
        said = [render_text(analysis), of_page(render_html(analysis)), render_why(answer)]
        for text in said:
            plain = " ".join(text.split())
            assert not re.search(r"\b(severe|moderate|mild|likely, \d|clear, \d)\b", plain)
            assert "we are fairly sure" in plain or "we are almost sure" in plain


def test_words_come_from_the_table() -> None:
    finding = good_morning_squat_set().reps[4].findings[0]
    assert words.size(finding) == STATES.severity[finding.severity]
    assert words.sureness(finding) == STATES.confidence[finding.confidence]
    assert words.share_sure(finding) == "97 %"


def test_to_stop_short_of_depth_is_not_told_as_what_makes_a_back_sore() -> None:
    """Under "Why you feel it" stood that it makes no upper back sore."""
    short = load_knowledge().fault("shallow_depth")
    assert short is not None
    assert "does not make an upper back sore" in short.short[-1].text
    for analysis in (good_morning_squat_set(), late_shrug_deadlift_set()):
        for said in (render_text(analysis), render_html(analysis)):
            assert "Why you feel it" not in said
            assert "What it does to your back" in said
