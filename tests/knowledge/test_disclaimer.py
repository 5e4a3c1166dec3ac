"""What formcheck does not replace (S8) stands with every result, each time once."""

from __future__ import annotations

import pytest

from formcheck.analysis import Analysis
from formcheck.report.html import render_html
from formcheck.report.text import render_text
from formcheck.report.triage_page import render_triage, triage_card
from formcheck.report.words import disclaimer
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.app.said import words_of
from tests.examples import clean_squat_set, good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.conftest import OpenPage

SETS = [clean_squat_set(), good_morning_squat_set(), late_shrug_deadlift_set()]


@pytest.mark.parametrize("analysis", SETS, ids=lambda analysis: analysis.clip.name)
def test_with_every_analysis(analysis: Analysis) -> None:
    assert render_text(analysis).count(disclaimer()) == 1
    assert render_html(analysis).count(disclaimer()) == 1
    assert render_triage([triage_card(analysis)]).count(disclaimer()) == 1


@pytest.mark.parametrize("signs", [[], ["chest"], ["numbness"], ["night"]])
@pytest.mark.parametrize("everything", [False, True])
def test_with_every_answer(signs: list[str], everything: bool) -> None:
    result = triage(Answers.of({"signs": signs, "kind": ["ache"]}))
    assert render_why(result, everything=everything).count(disclaimer()) == 1


@pytest.mark.parametrize("signs", [[], ["chest"], ["numbness"], ["night"]])
def test_on_the_page(open_page: OpenPage, signs: list[str]) -> None:
    app = open_page("why")
    app.get_by_key("why_signs").set_value(signs)
    app.run()
    assert words_of(app).count(disclaimer()) == 1
