"""A rep of which the clip shows only the middle says so, wherever reps are listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from benchmarks.consistency import between
from formcheck.analysis import Analysis, SetAnalysis
from formcheck.findings.verdict import clip_state, verdict_of
from formcheck.metrics.measurement import not_assessed
from formcheck.page.batch_table import _verdicts
from formcheck.page.text import escaped
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.reasons import Reason, ReasonCode
from formcheck.report import words
from formcheck.report.digest import strip
from formcheck.report.html import render_html
from formcheck.report.text import render_text
from tests.app.said import change_result, words_of
from tests.benchmark.test_consistency import SEEN
from tests.examples import clean_squat_set, front_view_squat_set, good_morning_squat_set

MIDDLE = "only the middle seen"


def first_from_the_middle(analysis: Analysis) -> Analysis:
    """The same set, its first rep cut off on both sides."""
    first, *rest = analysis.reps
    edges = {
        f"{phase}_s": not_assessed("s", Reason(ReasonCode.CUT_OFF, f"the clip {how} within it"))
        for phase, how in (("descent", "begins"), ("ascent", "ends"))
    }
    return replace(analysis, reps=(replace(first, metrics={**first.metrics, **edges}), *rest))


def test_a_rep_that_the_clip_begins_and_ends_in_is_not_called_ok() -> None:
    """Its row was "ok", as if all of it had been seen."""
    clean, cut = clean_squat_set(), first_from_the_middle(clean_squat_set())
    assert render_text(clean).count(" ok\n") == 5
    assert render_text(cut).count(" ok\n") == 4
    assert MIDDLE in render_text(cut, width=120)
    assert f"Rep 1</b> ({MIDDLE})" in render_html(cut)
    assert [mark.message for mark in strip(cut) if mark.rep] == [MIDDLE, *["steady"] * 4]
    # the verdict is that of what was seen, as before
    assert verdict_of(cut) == verdict_of(clean)
    assert clip_state(cut) == clip_state(clean)


def test_one_edge_alone_is_told_by_the_phase_it_cuts() -> None:
    cut = first_from_the_middle(clean_squat_set())
    first, *rest = cut.reps
    whole_ascent = clean_squat_set().reps[0].metrics["ascent_s"]
    half = replace(first, metrics={**first.metrics, "ascent_s": whole_ascent})
    assert not words.part_seen(half)
    # a body that is lost for good within the descent is no rep seen in the middle
    hidden = Reason(ReasonCode.HIDDEN, "we could not see where the descent ends")
    lost = {**first.metrics, "descent_s": not_assessed("s", hidden)}
    assert not words.part_seen(replace(first, metrics=lost))
    assert words.part_seen(replace(first, complete=False)) == "cut short"
    assert not any(words.part_seen(rep) for rep in rest)


def test_the_page_says_it_beside_the_rep(open_example: Callable[[str], AppTest]) -> None:
    app = open_example("clean_squat_set")
    said = "Only the middle of this rep was seen"
    assert said not in words_of(app)
    assert said in words_of(change_result(app, first_from_the_middle))


def test_a_rep_cut_on_both_sides_says_so() -> None:
    """A rep counts as whole from 60 % of its way on."""
    whole = judge(SEEN, Options())
    assert not any(words.part_seen(rep) for rep in whole.reps[1:-1])
    rep = whole.reps[1]
    assert rep.start_s is not None
    assert rep.turn_s is not None
    assert rep.end_s is not None
    for share in (0.1, 0.2, 0.3):
        first_s = rep.start_s + share * (rep.turn_s - rep.start_s)
        last_s = rep.end_s - share * (rep.end_s - rep.turn_s)
        cut = judge(between(SEEN, first_s, last_s), Options(lift=whole.lift.name))
        assert [(one.complete, words.part_seen(one)) for one in cut.reps] == [(True, MIDDLE)]


def test_a_row_with_a_fault_says_in_how_many_reps_the_back_could_not_be_judged() -> None:
    """The page and the card to print said it of 9 of 20 reps, the row said the fault alone."""
    found = good_morning_squat_set()
    head = replace(found.reps[4].findings[0], fault="neck_posture", confidence="possible")
    seen = replace(found.reps[0], findings=(head,), flagged=True)
    blind = replace(front_view_squat_set().reps[0], number=2, findings=(), flagged=False)
    part = replace(found, reps=(seen, blind), set=SetAnalysis())
    assert _verdicts(part)[1:] == [escaped("Your back could not be judged in one rep.")]
