"""What must hold for any answers and any sets."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis import Analysis, Confidence, Fault, Finding, Severity
from formcheck.errors import OptionError
from formcheck.knowledge import load_knowledge
from formcheck.lifts import LIFTS
from formcheck.soreness.answers import Answers, questions_for
from formcheck.soreness.background import emitted
from formcheck.soreness.triage import triage
from formcheck.soreness.triage_result import TriageResult
from tests.knowledge.build import finding, one_set, rep
from tests.knowledge.dangling import answer_keys

pytestmark = pytest.mark.long

KNOWLEDGE = load_knowledge()
KEYS = sorted(answer_keys(KNOWLEDGE))
SIGNS = sorted({group for flag in KNOWLEDGE.signs for group in flag.when})
FLAGGED = sorted(key for (key, *others) in SIGNS if not others)
SEVERITIES, CONFIDENCES = get_args(Severity), get_args(Confidence)

answers = st.builds(
    Answers, st.frozensets(st.sampled_from(KEYS), max_size=12), st.none() | st.floats(0, 200)
)
found = st.builds(
    finding, st.sampled_from(get_args(Fault)), st.sampled_from(SEVERITIES),
    st.sampled_from(CONFIDENCES),
)  # fmt: skip
sets = st.lists(
    st.builds(
        lambda faults, lift, name, broken: one_set(
            rep(1), rep(2, *faults), rep(3), lift=lift, name=name, broken=broken
        ),
        st.lists(found, max_size=3),
        st.sampled_from(["squat", "deadlift"]),
        st.sampled_from(["a.mp4", "b.mp4", "c.mp4"]),
        st.none() | st.integers(2, 3),
    ),
    max_size=3,
)


def _flags(result: TriageResult) -> set[str]:
    return {flag.id for flag in result.red_flags}


def _owners(fault: str, lift: str) -> list[str]:
    weights = KNOWLEDGE.weights
    return [r.id for r in KNOWLEDGE.reasons if fault in weights.own_faults(r.id, lift)]


def _points(result: TriageResult) -> dict[str, float]:
    return {reason.id: reason.points for reason in result.reasons}


@settings(max_examples=40)
@given(answers=answers, sets=sets, more=st.sampled_from(KEYS), sign=st.sampled_from(FLAGGED))
def test_no_answer_and_no_set_takes_a_warning_away(
    answers: Answers, sets: list[Analysis], more: str, sign: str
) -> None:
    before = _flags(triage(answers))
    assert before <= _flags(triage(replace(answers, chosen=answers.chosen | {more}), sets))
    with_sign = triage(replace(answers, chosen=answers.chosen | {sign, more}), sets)
    alone = any(flag.raised_by(frozenset({sign}), answers.hours) for flag in KNOWLEDGE.signs)
    assert alone or sign == GROWING  # which is ordinary for two days
    if alone:
        assert before < _flags(with_sign) or before == _flags(with_sign) != set()
    else:
        assert answers.hours is not None
        assert answers.hours < 48
        assert before <= _flags(with_sign)


GROWING = "trend.worse"
NO_REASON = {"shallow_depth"}
"""To stop short of depth makes no upper back sore."""
SIGN_KEYS = sorted({key for group in SIGNS for key in group})
URGENCIES = ("now", "today", "soon", "none")


@settings(max_examples=300)
@given(
    signs=st.frozensets(st.sampled_from(SIGN_KEYS), max_size=5),
    more=st.sampled_from(SIGN_KEYS),
    hours=st.none() | st.floats(0, 200),
)
def test_one_sign_more_never_lowers_the_urgency(
    signs: frozenset[str], more: str, hours: float | None
) -> None:
    before, after = triage(Answers(signs, hours)), triage(Answers(signs | {more}, hours))
    assert URGENCIES.index(after.urgency) <= URGENCIES.index(before.urgency)
    assert _flags(before) <= _flags(after)


@given(answers=answers, later=st.floats(0, 200))
def test_more_hours_never_take_a_warning_away(answers: Answers, later: float) -> None:
    if answers.hours is not None:
        after = replace(answers, hours=answers.hours + later)
        assert _flags(triage(answers)) <= _flags(triage(after))


@pytest.mark.parametrize("fault", sorted(emitted() - NO_REASON))
@settings(max_examples=15)
@given(answers=answers, others=sets)
def test_a_stronger_finding_never_lowers_its_own_reason(
    fault: str, answers: Answers, others: list[Analysis]
) -> None:
    for lift in (name for name in LIFTS if fault in emitted(name)):
        (own,) = _owners(fault, lift)
        steps = [one_set(rep(1), rep(2), rep(3), lift=lift)]
        steps += [
            one_set(rep(1), rep(2, finding(fault, severity, "likely")), rep(3), lift=lift)
            for severity in SEVERITIES
        ]
        results = [triage(answers, [*others, step]) for step in steps]
        points = [_points(result).get(own, -1.0) for result in results]
        assert points == sorted(points)
        _assert_never_overtaken(results, own)


def _assert_never_overtaken(results: list[TriageResult], own: str) -> None:
    """A reason that was not behind another one stays in front of it when its fault grows."""
    for weaker, stronger in itertools.pairwise(results):
        before = [reason.id for reason in weaker.reasons]
        after = [reason.id for reason in stronger.reasons]
        if own in before:
            assert after.index(own) <= before.index(own)


@pytest.mark.parametrize("fault", sorted(emitted() - NO_REASON))
@settings(max_examples=15)
@given(answers=answers)
def test_a_surer_finding_never_lowers_its_own_reason(fault: str, answers: Answers) -> None:
    for lift in (name for name in LIFTS if fault in emitted(name)):
        (own,) = _owners(fault, lift)
        results = [
            triage(answers, [one_set(rep(1, finding(fault, "mild", confidence)), lift=lift)])
            for confidence in CONFIDENCES
        ]
        points = [_points(result).get(own, -1.0) for result in results]
        assert points == sorted(points)


def test_two_sets_that_say_the_same_are_named_the_same_way_in_any_order() -> None:
    for faults in ((), ("good_morning",)):
        a, b = (one_set(rep(1, *faults), name=name) for name in ("a.mp4", "b.mp4"))
        answers = Answers.of({"form": ["hips_first"]})
        assert triage(answers, [a, b]) == triage(answers, [b, a])
        reason = triage(answers, [b, a]).reasons[0]
        assert any("a.mp4" in item.text for item in (*reason.because, *reason.against))


def test_a_set_with_the_fault_never_counts_as_clean_even_next_to_a_clean_one() -> None:
    clean, flagged = one_set(rep(1), name="a.mp4"), one_set(rep(1, "good_morning"), name="b.mp4")
    answers = Answers.of({"form": ["hips_first"]})
    assert triage(answers, [clean, flagged]).reasons[0].against == ()
    assert triage(answers, [clean]).reasons[0].against != ()


@settings(max_examples=40)
@given(answers=answers, sets=sets, mixed=st.randoms(use_true_random=False))
def test_the_order_of_answers_and_sets_does_not_matter(
    answers: Answers, sets: list[Analysis], mixed: object
) -> None:
    keys, shuffled = sorted(answers.chosen), list(sets)
    mixed.shuffle(keys)  # type: ignore[attr-defined]
    mixed.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Answers(frozenset(keys), answers.hours)
    assert triage(again, shuffled) == triage(answers, sets)


@given(keys=st.lists(st.sampled_from(KEYS), max_size=8))
def test_answers_given_one_by_one_are_those_given_at_once(keys: list[str]) -> None:
    given_: dict[str, list[str]] = {}
    for key in keys:
        question, option = key.split(".")
        given_.setdefault(question, []).append(option)
    backward = {name: options[::-1] for name, options in reversed(list(given_.items()))}
    try:
        there = Answers.of(given_)
    except OptionError:
        with pytest.raises(OptionError):
            Answers.of(backward)
        return
    assert there == Answers.of(backward)


@settings(max_examples=40)
@given(answers=answers, sets=sets)
def test_the_list_is_short_ranked_and_justified(answers: Answers, sets: list[Analysis]) -> None:
    answers = replace(answers, chosen=answers.chosen - {key for group in SIGNS for key in group})
    result = triage(answers, sets)
    show = KNOWLEDGE.weights.show
    assert len(result.reasons) <= show.most
    points = [reason.points for reason in triage(answers).reasons]
    assert points == sorted(points, reverse=True)
    for reason in result.reasons:
        assert reason.points >= show.least
        total = sum(item.points for item in (*reason.because, *reason.against))
        assert reason.points == pytest.approx(total, abs=1e-3)
        assert not reason.cues or result.urgency == "none"
    assert [c for r in result.reasons for c in r.cues] == list(
        result.plan.cues if result.plan else ()
    )


@pytest.mark.parametrize("lift", LIFTS)
@given(answers=answers, data=st.data())
def test_what_a_set_surely_shows_stands_above_what_is_guessed(
    lift: str, answers: Answers, data: st.DataObject
) -> None:
    fault = data.draw(st.sampled_from(sorted(emitted(lift) - NO_REASON)))
    one = one_set(rep(1), rep(2, finding(fault, "moderate", "likely")), rep(3), lift=lift)
    order = [reason.id for reason in triage(answers, [one]).reasons]
    owners = [reason for reason in _owners(fault, lift) if reason in order]
    assert order[: len(owners)] == [reason for reason in order if reason in owners]


@given(answers=answers)
def test_questions_that_do_not_apply_are_not_asked(answers: Answers) -> None:
    asked = {question.id for question in questions_for(answers)}
    assert ("bar" in asked) == ("back_squat" in answers.to("lifts"))
    assert ("grip" in asked) == bool({"deadlift", "sumo", "romanian", "row"} & answers.to("lifts"))
    assert {"signs", "where", "kind", "lifts", "new", "warm_up"} <= asked


@pytest.mark.parametrize(
    ("given_", "hours", "complaint"),
    [
        ({"nonsense": "x"}, None, "no question 'nonsense'"),
        ({"grip": "nonsense"}, None, "not an answer to 'grip'"),
        ({"grip": ["tired", "fine"]}, None, "takes one answer"),
        ({}, -1.0, "below zero"),
        ({}, float("nan"), "is not a number"),
    ],
)
def test_answers_nobody_can_give_are_refused(
    given_: dict[str, str], hours: float | None, complaint: str
) -> None:
    with pytest.raises(OptionError, match=complaint):
        Answers.of(given_, hours)


def test_nothing_new_gives_way_to_something_new() -> None:
    answers = Answers.of({"new": ["nothing", "load_jump"]})
    assert answers.chosen == {"new.load_jump"}


def test_a_second_finding_of_the_same_fault_does_not_count_twice() -> None:
    once = one_set(rep(1, "good_morning"), name="a.mp4")
    twice = one_set(rep(1, "good_morning"), rep(2, "good_morning"), name="b.mp4")
    (first, *_), (second, *_) = (triage(Answers(), [s]).reasons for s in (once, twice))
    assert first.points == second.points


def test_findings_say_where_they_were_seen() -> None:
    seen: Finding = finding("good_morning", "severe", "likely")
    result = triage(Answers(), [one_set(rep(1), rep(2, seen), rep(3, seen), name="x*y*.mp4")])
    assert result.reasons[0].because[0].text == (
        "x*y*.mp4, reps 2 and 3: Hips rose before the chest (large; we are fairly sure)."
    )
