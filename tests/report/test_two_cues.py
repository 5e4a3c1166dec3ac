"""At most two cues for a set, the first fault's first, and one "perhaps" in a sentence."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.explanation import cues_for_fault, cues_for_set
from formcheck.knowledge import load_knowledge
from formcheck.report import digest
from formcheck.report.html import render_html
from formcheck.report.shown import cap
from formcheck.report.tables import set_rows
from formcheck.report.text import render_text
from formcheck.soreness.answers import Answers
from formcheck.soreness.plan import plan_html, plan_markdown
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.examples import good_morning_squat_set
from tests.knowledge.test_triage_properties import answers
from tests.report.test_one_rule import documents
from tests.wording import of_page

pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]
CUES = sorted({text.text for cue in load_knowledge().cues for text in cue.says}, key=len)
WIDE = 10_000


@st.composite
def told(draw: st.DrawFn) -> Analysis:
    """Documents with the cues that the pipeline chooses."""
    bare = draw(documents())
    verdict = verdict_of(bare)
    found = [finding for _, finding in digest.all_findings(bare)]
    chosen = cues_for_set(
        found,
        lift=bare.lift.name,
        variant=bare.lift.variant,
        load_said=bool(bare.set.load),
        first=verdict.faults[0].fault if verdict.faults else None,
    )
    return replace(bare, set=replace(bare.set, cues=chosen))


def cues_in(text: str) -> set[str]:
    """The cues that a text says, such as stand inside a longer one apart."""
    there = [cue for cue in CUES if cue in text]
    return {cue for cue in there if not any(cue != other and cue in other for other in there)}


@settings(max_examples=40, deadline=None)
@given(told())
def test_reports_and_tables_say_at_most_two_cues_of_a_set(analysis: Analysis) -> None:
    shown = set(digest.next_set_cues(analysis))
    assert len(shown) <= 2
    assert cues_in(render_text(analysis, width=WIDE)) <= shown
    assert cues_in(of_page(render_html(analysis))) - {*_of_drills(analysis)} <= shown
    for fault in digest.faults_found(analysis):
        assert set(fault.cues) <= shown
    for row in set_rows(analysis):
        assert set(filter(None, row.cue.split(" / "))) <= shown


def _of_drills(analysis: Analysis) -> set[str]:
    """Cues that are a step of a drill word by word."""
    steps = {step.text for drill in load_knowledge().exercises for step in drill.steps}
    return {cue for cue in CUES if any(cue in step for step in steps)}


@settings(max_examples=150, deadline=None)
@given(told())
def test_the_first_cue_is_one_of_the_fault_that_is_told_first(analysis: Analysis) -> None:
    faults = verdict_of(analysis).faults
    if not faults or not analysis.set.cues:
        return
    lift = analysis.lift
    own = cues_for_fault(faults[0].fault, lift=lift.name, variant=lift.variant)
    if own:  # a document may hold a squat's fault in a deadlift, for which there is no cue
        assert analysis.set.cues[0] in {text.text for text in own}


@settings(max_examples=60, deadline=None)
@example(answers=Answers(frozenset({"life.no_back_work"}), None), sets=[])
@given(answers=answers, sets=st.lists(told(), max_size=2))
def test_an_answer_and_its_plan_say_the_same_two_cues(
    answers: Answers, sets: list[Analysis]
) -> None:
    result = triage(answers, sets)
    shown = [cue.text for reason in result.reasons for cue in reason.cues]
    assert len(shown) <= 2
    assert result.plan is None or sorted(shown) == sorted(cue.text for cue in result.plan.cues)
    if result.reasons and result.plan:
        assert result.plan.cues[0] in result.reasons[0].cues
        for printed in (plan_markdown(result.plan), plan_html(result.plan)):
            # a cue may begin with that word, too
            head = re.split(r"^(?:## |<h2>)Before", printed, flags=re.MULTILINE)[0]
            assert head != printed
            assert len(re.findall(r"<li>|^- ", head, re.MULTILINE)) == len(shown)
    cued = re.findall(r"^ *> ", render_why(result, everything=True, width=WIDE), re.MULTILINE)
    assert len(cued) == len(shown)


@settings(max_examples=60, deadline=None)
@given(told())
def test_perhaps_is_said_once_in_a_sentence_and_twice_at_most_of_a_fault(
    analysis: Analysis,
) -> None:
    for sentence in re.split(r"(?<=\.)\s", analysis.set.summary):
        assert sentence.lower().count("perhaps") <= 1
    for mark in digest.strip(analysis):
        assert mark.message.count("perhaps") <= 1
    text = render_text(analysis, width=WIDE)
    for block in text.split("\n\n"):
        title = block.split("\n")[0].split(": ")[0]
        if title in {fault.title for fault in digest.faults_found(analysis)}:
            assert block.lower().count("perhaps") <= 2


def test_a_cap_does_not_say_again_how_sure_it_is() -> None:
    found = good_morning_squat_set().reps[4].findings[0]
    finding = replace(found, confidence="possible", probability=0.6, capped_by=("view",))
    assert cap(finding) == "No surer than that: this shows better from the side."
    held = cap(replace(finding, capped_by=("view", "style", "edge")))
    assert held.endswith(
        "better from the side, another style may lean this far and this rep is cut short. "
        "If you squat low-bar, choose that style."
    )


def test_reasons_that_are_whole_clauses_do_not_run_into_one_another() -> None:
    """ "Better from the side and how right this reading is has not been measured yet"."""
    found = good_morning_squat_set().reps[4].findings[0]
    said = cap(replace(found, capped_by=("view", "truth")))
    assert said.endswith("better from the side and we do not yet know how often this is right.")
