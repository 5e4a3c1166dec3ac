"""No chip, row or card calls a set steady whose lift is in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Analysis, Notice
from formcheck.page.batch_table import _verdicts
from formcheck.page.player import player_data
from formcheck.report.digest import strip
from formcheck.report.html import render_html
from formcheck.report.shown import clip_shown, rep_shown
from formcheck.report.tables import set_rows
from formcheck.report.text import render_text
from formcheck.report.triage_page import triage_card
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.wording import of_page


def doubted(analysis: Analysis, code: str) -> Analysis:
    summary = "Nothing stood out in 3 reps."
    said = replace(analysis.set, summary=summary) if not analysis.set.findings else analysis.set
    return replace(analysis, warnings=(Notice(code, "To us it looks like neither."),), set=said)


@pytest.mark.parametrize("code", ["lift_unsure", "lift_contradicted"])
def test_chips_rows_cards_and_reports_say_that_the_lift_is_in_doubt(code: str) -> None:
    """Green ticks called reps steady below "to us it looks like neither"."""
    analysis = doubted(clean_squat_set(), code)
    assert {mark.kind for mark in strip(analysis) if mark.rep} == {"doubted"}
    chips = player_data(analysis)["marks"]
    assert {chip["state"] for chip in chips if "number" in chip} == {"lift in doubt"}
    assert clip_shown(analysis) == "doubted"
    card = triage_card(analysis)
    assert (card.state, card.headline) == ("doubted", "Lift in doubt")
    assert {row.state for row in set_rows(analysis)} == {"lift in doubt"}
    row = " ".join(_verdicts(analysis))
    assert "lift in doubt" in row
    for said in (row, render_text(analysis), of_page(render_html(analysis))):
        assert "steady" not in said.lower()
    assert " ok" not in render_text(analysis)


def test_of_what_is_in_no_doubt_nothing_else_is_said() -> None:
    clean, flagged = clean_squat_set(), doubted(good_morning_squat_set(), "lift_unsure")
    assert {mark.kind for mark in strip(clean) if mark.rep} == {"steady"}
    assert clip_shown(clean) == "steady"
    assert clip_shown(flagged) == "flagged"
    assert rep_shown(flagged, "flagged") == "flagged"
