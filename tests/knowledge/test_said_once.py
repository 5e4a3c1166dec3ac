"""A tired reader is told each thing once, and what to do before why."""

from __future__ import annotations

import pytest

from formcheck.commands.why import parse_answers
from formcheck.soreness.triage import sign_of, triage
from formcheck.soreness.triage_result import TriageResult, advice
from formcheck.soreness.why_text import render_why


def _answer(answers: str, hours: float | None = 24) -> TriageResult:
    return triage(parse_answers(answers.split(), hours))


@pytest.mark.parametrize(
    "answers",
    [
        "signs=numbness,weakness,radiating,severe",
        "signs=unwell,impact",
        "signs=night worse=rest trend=days_same",
        "signs=none about=older kind=sharp sides=one_side",
        "signs=none began=pop kind=sharp trend=days_same",
        "signs=saddle,severe about=pregnant",
    ],
)
def test_several_signs_ask_for_one_thing(answers: str) -> None:
    """Four boxes said "See a doctor today", each with another condition below it."""
    ((titles, see, _),) = advice(_answer(answers))
    assert len(titles) > 1
    said = see.text.split(". ")
    assert len(said) == len(set(said))
    assert sum(sentence.startswith("See a doctor") for sentence in said) <= 1
    sign = sign_of(parse_answers(answers.split(), 24))
    assert sign is not None
    assert sign.says == see.text


def test_a_doctor_goes_before_a_choice_and_no_condition_is_lost() -> None:
    (one,) = advice(_answer("signs=night trend=days_same began=pop"))
    assert one[1].text.startswith("See a doctor in the next days.")
    assert "Go today if an arm or a leg feels weak or numb." in one[1].text
    (one,) = advice(_answer("signs=weakness,severe,numbness"))
    assert one[1].text.startswith("See a doctor today, and do not train until then.")
    assert "face or speech" in one[1].text
    assert "pee turns dark" in one[1].text


def test_beside_a_sign_that_can_wait_nothing_is_said_twice() -> None:
    """Leave out what makes it worse stood in the warning and again under what eases it."""
    result = _answer("signs=none kind=sharp")
    assert result.clock is not None
    eased = {one.text for step in result.clock.now for one in step.texts}
    assert any("Leave out what makes it worse" in one for one in eased)
    assert not any("leave out" in one.text or "gently" in one.text for one in result.leave_out)


def test_in_an_emergency_what_to_do_goes_before_what_was_told() -> None:
    """Who ticked nearly everything read twenty titles before the number to call."""
    printed = render_why(_answer("signs=impact,numbness,chest,severe"), width=200)
    assert printed.index("Call the emergency number") < printed.index("A fall or blow")
    waits = render_why(_answer("signs=rash"), width=200)
    assert waits.index("A rash where it hurts") < waits.index("Show the rash")
