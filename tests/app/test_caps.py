"""What is called less sure than its figure says why, wherever it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis
from formcheck.findings.caps import RepContext, capped
from formcheck.report.html import render_html
from formcheck.report.tables import RepRow, csv_text, finding_rows, rep_rows
from formcheck.report.text import render_text
from tests.app.said import change_result, words_of
from tests.examples import good_morning_squat_set

EDGE = "this rep is cut short"


def cut_off(analysis: Analysis) -> Analysis:
    """The same set, each rep of it cut off by the clip."""
    reps = (
        replace(rep, findings=capped(rep.findings, RepContext(whole=False)))
        for rep in analysis.reps
    )
    return replace(analysis, reps=tuple(reps))


def test_a_cap_is_told_in_report_text_and_tables() -> None:
    free = good_morning_squat_set()
    held = cut_off(free)
    for told in (render_html, render_text):
        assert EDGE not in " ".join(told(free).split())
        assert EDGE in " ".join(told(held).split())
    assert {row.capped_by for row in finding_rows(held) if row.rep} == {"edge"}
    assert all(row.probability < 0.8 for row in finding_rows(held) if row.rep)
    assert ",edge," in csv_text(RepRow, rep_rows(held))
    assert ",edge," not in csv_text(RepRow, rep_rows(free))


def test_a_cap_is_told_beside_the_figure_it_holds_down(
    open_example: Callable[[str], AppTest],
) -> None:
    app = open_example("good_morning_squat_set")
    assert EDGE not in words_of(app)
    assert EDGE in words_of(change_result(app, cut_off))


def test_the_card_of_what_may_be_says_perhaps_once(open_example: Callable[[str], AppTest]) -> None:
    app = change_result(open_example("good_morning_squat_set"), cut_off)
    cards = [block.value for block in app.markdown if "signal_cellular" in block.value]
    assert cards
    assert all(card.lower().count("perhaps") == 1 for card in cards)
    held = [block.value for block in app.caption if EDGE in block.value]
    assert held
    assert not any("perhaps" in said for said in held)
