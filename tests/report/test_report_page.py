"""What the page of one set says: as much as its analysis, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest

from formcheck.analysis import CorrectionsMade, Notice
from formcheck.findings.fault_table import rules
from formcheck.findings.verdict import RepState, verdict_of
from formcheck.guidance.explanation import explain
from formcheck.guidance.notices import CONTRADICTED
from formcheck.knowledge.drawings import drill_svg
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.table import metric_row
from formcheck.report.digest import FaultDigest, faults_title, next_set_cues
from formcheck.report.html import render_html
from formcheck.report.limits import applies, beyond_limit, limit_of
from formcheck.report.panels import Band
from formcheck.report.words import NO_LIMIT
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    seen_in_part,
)
from tests.report.shown_pages import EXAMPLES, PAGES, Page

NEXT_SET = "Think of this in your next set"


def test_a_fault_s_drills_are_folded_and_drawn_with_a_dose_and_when_to_stop() -> None:
    page = render_html(good_morning_squat_set())
    known = explain("good_morning", lift="squat", variant="high_bar")
    assert known is not None
    for drill in known.drills:
        (_, after) = page.split(f"<summary><b>{drill.name}</b>")
        drawn = after.split("</details>")[0]
        assert drill_svg(drill) in drawn
        assert drill.dose.text in drawn
        assert "(our own starting dose)" in drawn
        assert drill.stop.text in drawn


def test_the_table_of_all_reps_holds_whatever_a_fault_rests_on() -> None:
    """Head position stood on the page, and in no column of the report."""
    clean = clean_squat_set()
    shown = {rule.metric for rule in rules("squat", "high_bar")}
    known = Measurement(value=1.0, unit="deg", uncertainty=1.0)
    reps = tuple(replace(rep, metrics=dict.fromkeys(shown, known)) for rep in clean.reps)
    (_, table) = render_html(replace(clean, reps=reps)).split('<table class="matrix')
    head = table.split("</tr>")[0]
    assert [metric for metric in shown if f">{metric_row(metric).short}<" not in head] == []


def test_how_likely_a_finding_is_stands_with_how_sure_we_are() -> None:
    """ "No surer than that: this shows better from the side. (97 %)"."""
    analysis = good_morning_squat_set()
    rep = analysis.reps[4]
    held = replace(rep, findings=(replace(rep.findings[0], capped_by=("view",)),))
    text = " ".join(
        Page(render_html(replace(analysis, reps=(*analysis.reps[:4], held)))).text.split()
    )
    assert "sure (97 %). No surer than that: this shows better from the side." in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_report_says_what_the_analysis_says(name: str) -> None:
    analysis = EXAMPLES[name]
    text = Page(PAGES[name]).text
    assert analysis.set.summary in text
    for rep in analysis.reps:
        assert f"Rep {rep.number}" in text
        assert all(finding.message in text for finding in rep.findings)
    shown = {fault.fault for fault in verdict_of(analysis).faults}
    for entry in (entry for entry in analysis.guidance if entry.fault in shown):
        assert entry.explanation in text
        assert all(text.count(drill) >= 1 for drill in entry.drills)
        assert entry.recheck in text
    assert analysis.set.load in text
    assert all(cue in text for cue in next_set_cues(analysis))
    reasons = {
        value.not_assessed
        for rep in analysis.reps
        for name, value in rep.metrics.items()
        if value.not_assessed and applies(name, analysis.lift)
    }
    assert all(text.count(reason) == 1 for reason in reasons)
    assert all(entry.message in text for entry in analysis.not_counted)


def test_the_report_marks_the_values_that_the_page_marks() -> None:
    analysis = good_morning_squat_set()
    page = render_html(analysis)
    for rep in analysis.reps:
        details = page.split(f'id="rep-{rep.number}"')[1].split("</details>")[0]
        marked = [
            name
            for name in rep.metrics
            if applies(name, analysis.lift)
            and beyond_limit(rep, name, limit_of(analysis, rep, name))
        ]
        assert details.count('<tr class="over">') == len(marked)
    assert len(analysis.reps[2].findings) < page.count('<tr class="over">')


def test_a_value_is_named_as_on_the_page_and_a_column_says_what_it_shows() -> None:
    """Hips against chest, 0.9, was a riddle, and so were columns called Curl and Bend."""
    page = Page(PAGES["clean_squat_set"]).text
    assert "Hip rise per 1 of chest rise" in page
    assert (
        "Curl: how far head and shoulders curl forward."
        in Page(PAGES["late_shrug_deadlift_set"]).text
    )
    assert "Down: descent time. Up: ascent time." in page


def test_the_report_says_what_a_rep_without_a_finding_cannot_show() -> None:
    """The page said it, the report that is sent to a friend did not."""
    said = "We compare your shoulders and head with your other reps"
    assert said in Page(PAGES["clean_squat_set"]).text
    assert said in Page(render_html(seen_in_part(clean_squat_set()))).text
    assert "We compare your head and knees with" in Page(PAGES["front_view_squat_set"]).text


def test_what_was_not_judged_is_not_called_steady() -> None:
    text = Page(PAGES["front_view_squat_set"]).text
    assert "steady" not in text.split("The limits for these reps")[0]
    assert text.count("back not judged") == 4 + 1, "each rep, and how many there are"


def test_a_changed_limit_is_marked_in_the_footnotes() -> None:
    analysis = good_morning_squat_set()
    limits = analysis.thresholds | {"good_morning_gain_deg": 6.5}
    text = Page(render_html(replace(analysis, thresholds=limits))).text
    assert "changed from the default" in text
    assert "Hips rose before the chest: torso tips by * 6.5°" in text
    assert "changed from the default" not in Page(PAGES["good_morning_squat_set"]).text


def test_what_has_no_limit_says_so_with_the_word_of_the_page() -> None:
    html = PAGES["good_morning_squat_set"]
    assert f"<td>{NO_LIMIT}</td>" in html
    assert "<td></td>" not in html


def test_limits_of_the_other_lift_are_left_out() -> None:
    squat, deadlift = (
        Page(render_html(a)).text for a in (EXAMPLES["clean_squat_set"], late_shrug_deadlift_set())
    )
    assert "Hips shot up:" not in squat
    assert "Hips shot up:" in deadlift
    assert "Hips rose before the chest:" not in deadlift
    assert "low bar" not in squat.split("The limits for these reps")[1]


def test_the_report_begins_with_at_most_two_things_for_the_next_set() -> None:
    analysis = late_shrug_deadlift_set()
    assert len(analysis.set.cues) == 3
    text = Page(render_html(analysis)).text
    weight = text.find(analysis.set.load)
    first, second, third = (text.find(cue) for cue in analysis.set.cues)
    assert text.index(NEXT_SET) < weight < first < text.index("The set, rep by rep")
    assert second == third == -1
    assert NEXT_SET not in Page(render_html(EXAMPLES["clean_squat_set"])).text


def test_above_what_makes_no_back_sore_nobody_asks_why_it_is_felt() -> None:
    """ "Why your upper back feels it" stood over "does not make an upper back sore"."""
    one = good_morning_squat_set()
    told = next(told for told in one.guidance if told.fault == "good_morning")
    (found, *_) = one.reps[2].findings
    sore = FaultDigest("good_morning", (3,), (3,), ((3, found),), "", told, ())
    shallow = replace(sore, fault="shallow_depth", guidance=replace(told, fault="shallow_depth"))
    assert faults_title([shallow]) == "What was found, and what to do"
    assert faults_title([shallow, sore]) == "Why your upper back feels it, and what to do"
    perhaps = replace(sore, sure=(), findings=((3, replace(found, confidence="possible")),))
    assert faults_title([perhaps]) == "What was found, and what to do", "nobody knows that it is so"


def test_the_report_says_when_somebody_corrected_the_verdict() -> None:
    analysis = late_shrug_deadlift_set()
    assert "corrected by hand" not in Page(render_html(analysis)).text
    made = replace(analysis, corrections=CorrectionsMade(not_reps=(3.0,), lifter=2))
    assert "corrected by hand 2" in Page(render_html(made)).text


def test_no_two_kinds_of_marks_have_one_sign() -> None:
    """Of a rep whose back was not judged it was "?", as where there is perhaps a fault."""
    signs = re.findall(r'\.mark\.(\w+) b::before \{ content: "(.)"', render_html(clean_squat_set()))
    assert {kind for kind, _ in signs} == {*get_args(RepState), "doubted", "not_counted"}
    assert len({sign for _, sign in signs}) == len(signs)
    # charts and the text mark a fault with it; a lift in doubt had the same
    fault = Band("1", 0.0, 1.0, flagged=True).sign
    assert fault not in {sign for _, sign in signs}


def test_our_own_reasoning_is_not_cited_as_a_title() -> None:
    """ "formcheck's own words" stood in quotes beside the articles."""
    text = Page(render_html(good_morning_squat_set())).text
    said = text.split("What we say about the upper back comes from: ")[1].split(".")[0]
    assert said.endswith("; our own reasoning")
    assert said.startswith("“")
    assert "own words" not in text


def test_nobody_is_told_how_to_film_another_movement_than_the_told_one() -> None:
    """The page says nothing of it; its report ended with "Where to put the phone next time"."""
    clean = clean_squat_set()
    lunge = replace(clean, warnings=(Notice(CONTRADICTED, "To us it looks like neither."),))
    where = "Where to put the phone next time"
    assert where in render_html(clean)
    assert where not in render_html(lunge)
