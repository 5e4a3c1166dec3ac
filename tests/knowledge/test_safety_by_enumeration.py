"""What keeps somebody safe, over every answer and every two answers that can be given together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import pytest

from formcheck.knowledge import load_knowledge
from formcheck.soreness.answers import Answers
from formcheck.soreness.plan import plan_html, plan_markdown
from formcheck.soreness.triage import triage
from formcheck.soreness.triage_result import TriageResult
from formcheck.soreness.why_text import render_why
from tests.knowledge.dangling import answer_keys
from tests.knowledge.ids import ids_of, kinds_in

KNOWLEDGE = load_knowledge()
KEYS = sorted(answer_keys(KNOWLEDGE))
ONE_ANSWER = {question.id for question in KNOWLEDGE.questions if question.kind == "one"}
USUAL = {KNOWLEDGE.leave_out.today[0].text, KNOWLEDGE.leave_out.soon[0].text}


def _together(keys: tuple[str, ...]) -> bool:
    """Whether they can be given together: not two answers to a question that takes one."""
    asked = [key.split(".")[0] for key in keys]
    return all(asked.count(question) == 1 for question in ONE_ANSWER & set(asked))


@cache
def _all(hours: float | None) -> list[tuple[Answers, TriageResult]]:
    """How long ago it was changes what is said of how it changes, and the clock of the others."""
    pairs = itertools.combinations(KEYS, 2)
    timed = (two for two in pairs if hours is None or any(key.startswith("trend.") for key in two))
    groups = [(), *((key,) for key in KEYS), *timed]
    given = [Answers(frozenset(group), hours) for group in groups if _together(group)]
    return [(answers, triage(answers)) for answers in given]


def _every() -> Iterator[tuple[Answers, TriageResult]]:
    return itertools.chain(*map(_all, (None, 30, 60)))


@pytest.mark.long
def test_skipped_signs_are_said_and_nothing_is_called_usual_then() -> None:
    """ "Most often this is not serious" stood there though nobody had gone through the signs."""
    for answers, result in _every():
        said = [one.text for one in (*result.leave_out, result.watch_for) if one]
        told = [one for one in said if one.startswith(KNOWLEDGE.leave_out.skipped.text)]
        skipped = result.urgency != "now" and not answers.to("signs")
        assert len(told) == skipped, answers
        assert not (skipped and USUAL & set(said)), answers


@pytest.mark.long
def test_who_gets_worse_is_not_comforted() -> None:
    for answers, result in _every():
        late = answers.hours is not None and answers.hours >= 48
        if "trend.worse" in answers.chosen or (late and "trend.same" in answers.chosen):
            assert "comfort" not in set(kinds_in(result)), answers
        growing = KNOWLEDGE.answer.texts["growing"].text in {one.text for one in result.nothing}
        early = answers.hours == 30 and "trend.worse" in answers.chosen
        assert growing == (early and result.urgency == "none"), answers


@pytest.mark.long
def test_no_reason_is_named_for_a_sharp_pain_and_no_neck_is_tilted() -> None:
    for answers, result in _every():
        if "kind.sharp" in answers.chosen:
            assert not result.reasons, answers
            assert "drill:neck_tilts" not in ids_of(result), answers


@pytest.mark.long
def test_a_plan_carries_what_stands_above_it_in_the_answer() -> None:
    """It is printed and taken to the gym without the answer."""
    for answers, result in _every():
        if result.plan:
            line = result.clock.line if result.clock else None
            above = [one for one in (result.watch_for, *result.nothing, line) if one]
            assert list(result.plan.cautions) == above, answers


@pytest.mark.long
def test_what_is_for_the_bar_is_for_the_next_session() -> None:
    """Under "Do this first" stood "Brace your core before the bar moves", to be done now."""
    for answers, result in _every():
        for one in result.first:
            assert one.kind != "cue" or result.waits(one), answers


def test_the_question_who_somebody_is_may_be_left_out_but_is_no_no() -> None:
    skipped, answered = (
        triage(Answers(frozenset({"signs.none", "kind.ache", *more}), 24))
        for more in ((), ("about.none",))
    )
    caution = KNOWLEDGE.answer.texts["about_skipped"].text
    assert caution in {one.text for one in skipped.nothing}
    assert caution not in {one.text for one in answered.nothing}
    for name in KNOWLEDGE.plan.not_for:
        if "about.thinners" in KNOWLEDGE.plan.not_for[name] and name != "zercher":
            assert "blood thinners" in KNOWLEDGE.exercise(name).stop.text


def test_a_plan_says_its_cautions_before_what_to_do() -> None:
    result = triage(Answers(frozenset({"warm_up.none", "trend.worse"}), 30))
    assert result.plan is not None
    assert "growing" in {mark.removeprefix("asks:") for mark in ids_of(result)}
    assert len(result.plan.cautions) == 4
    for page in (plan_markdown(result.plan), plan_html(result.plan)):
        (change, *_) = result.plan.next_session
        for caution in result.plan.cautions:
            assert page.index(caution.text) < page.index(change.text)


@pytest.mark.parametrize(
    "answers", ["kind.pinch worse.end_range", "life.no_back_work", "life.desk"]
)
def test_what_is_for_today_is_not_put_off(answers: str) -> None:
    result = triage(Answers(frozenset({"signs.none", *answers.split()}), 24))
    (change,) = [one for one in result.first if one == result.reasons[0].next]
    assert not result.waits(change)
    assert f"Next session: {change.text}" not in render_why(result, width=10_000)


@pytest.mark.parametrize("answers", ["sides.one_side kind.tight", "lifts.front_squat kind.ache"])
def test_beside_leave_it_out_stands_no_cue_for_it(answers: str) -> None:
    reason = triage(Answers(frozenset({"signs.none", *answers.split()}), 24)).reasons[0]
    assert reason.next is not None
    assert reason.next.text.startswith("Leave")
    assert reason.cues == ()


def test_a_small_joint_that_pinches_is_not_arched() -> None:
    result = triage(Answers(frozenset({"signs.none", "kind.pinch", "worse.end_range"}), 24))
    assert result.reasons[0].id == "facet"
    assert not any("Chest up" in one.text for one in (*result.first, *result.reasons[0].cues))


def test_a_cold_sweat_alone_is_an_emergency() -> None:
    result = triage(Answers(frozenset({"signs.sweat_jaw"})))
    assert result.urgency == "now"
    assert result.red_flags[0].see is not None
    assert result.red_flags[0].see.text.startswith("Call the emergency number")


def test_closings_send_legs_and_control_where_the_signs_do() -> None:
    for sign in ("both_legs", "saddle", "bowel_bladder"):
        assert KNOWLEDGE.flag(sign).see.to == "emergency_room"
    closing = KNOWLEDGE.closing
    for text in (closing.known, closing.skipped, closing.today, closing.soon):
        assert "Go to an emergency room if both legs turn weak or numb" in text.text
        assert text is closing.today or "weak or numb arm or leg" in text.text
