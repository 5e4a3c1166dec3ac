"""A tired reader is told each thing once, and what to do before why."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from formcheck.commands.why import parse_answers
from formcheck.soreness.triage import sign_of, triage
from formcheck.soreness.triage_result import TriageResult, advice
from formcheck.soreness.why_text import render_why

SIXTY = [
    line.split("\t")
    for line in Path(__file__).with_name("sixty_people.tsv").read_text("utf-8").splitlines()[1:]
]


def _answer(answers: str, hours: float | None = 24) -> TriageResult:
    return triage(parse_answers(answers.split(), hours))


@pytest.mark.parametrize(
    "answers",
    [
        "signs=numbness,weakness,radiating,severe",
        "signs=unwell,impact",
        "signs=leg,rash",
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
    assert one[1].text.startswith("See a doctor in the next few days.")
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


@pytest.mark.parametrize(
    "answers",
    [
        "signs=none kind=ache sides=both",
        "signs=none kind=ache sides=both lifts=back_squat form=hips_first,folded",
        "signs=none kind=ache sides=both lifts=back_squat form=unsteady",
        "signs=none lifts=row,overhead which=unsure life=desk kind=tight",
    ],
)
def test_what_is_done_first_is_not_said_again_below(answers: str) -> None:
    """Each of the three things stood again under its reason, or under what eases it."""
    result = _answer(answers)
    printed = render_why(result, everything=True, width=10_000)
    assert result.first
    for one in result.first:
        assert printed.count(one.text) == 1
    for name in ("Do this first", "What eases it now"):
        assert re.search(rf"^{name}\n(?!\n)", printed, re.M)


def test_what_is_for_the_next_session_says_so_among_the_first_things() -> None:
    """Under "do this first" stood "take weight off", as if the sore were to lift now."""
    printed = render_why(_answer("signs=none kind=ache lifts=back_squat form=hips_first"), width=99)
    assert "1. Leave out what makes it worse" in printed
    assert "2. Next session: Take weight off" in printed


def test_two_of_the_three_first_things_are_not_the_same() -> None:
    pull = _answer("signs=none kind=ache lifts=romanian lats=pulled")
    assert sum("lats" in one.text for one in pull.first) == 1
    heavy = _answer("signs=none kind=ache lifts=back_squat form=kept_going new=load_jump", 40)
    assert sum("weight off" in one.text for one in heavy.first) == 1
    assert len(pull.first) == len(heavy.first) == 3


def test_who_does_not_know_the_lift_is_not_sent_to_the_lift_it_was_felt_in() -> None:
    result = _answer("signs=none kind=ache lifts=row,overhead which=unsure")
    (other,) = [reason for reason in result.reasons if reason.id == "other_lifts"]
    assert other.next is not None
    assert "felt it in" not in other.next.text


def test_in_an_emergency_what_to_do_goes_before_what_was_told() -> None:
    """Who ticked nearly everything read twenty titles before the number to call."""
    printed = render_why(_answer("signs=impact,numbness,chest,severe"), width=200)
    assert printed.index("Call the emergency number") < printed.index("A fall or blow")
    waits = render_why(_answer("signs=rash"), width=200)
    assert waits.index("A rash where it hurts") < waits.index("Show the rash")


@pytest.mark.parametrize(
    ("urgency", "hours", "answers", "story"), SIXTY, ids=[one[3] for one in SIXTY]
)
def test_sixty_people_are_told_how_urgent_it_is_and_nothing_twice(
    urgency: str, hours: str, answers: str, story: str
) -> None:
    """Evidence aside, which may speak for two reasons, and drills, which may serve twice."""
    result = _answer(answers, float(hours) if hours else None)
    assert result.urgency == urgency, story
    printed = render_why(result, everything=True, width=10_000)
    printed = re.sub(r" \[[^\]]+\]", "", printed)  # the sources
    lines = [line for line in printed.splitlines() if not re.match(r" *[-+] |The art", line)]
    said = [one for line in lines for one in re.split(r"(?<=[.?!]) +", line) if len(one) > 20]
    assert [one for one, times in Counter(said).items() if times > 1] == []
