"""The clock, and a plan in which nothing is invented."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from formcheck.knowledge import load_knowledge
from formcheck.soreness.answers import Answers
from formcheck.soreness.plan import (
    MOST_ACCESSORIES,
    MOST_CUES,
    MOST_WARM_UP,
    clock,
    fitting_drills,
    is_for_later,
    plan_html,
    plan_markdown,
)
from formcheck.soreness.triage import triage
from formcheck.soreness.triage_result import Plan
from formcheck.soreness.why_text import render_why
from tests.knowledge.build import finding, one_set, rep

KNOWLEDGE = load_knowledge()
REASON_ANSWERS = {"form": ["hips_first"], "life": ["stiff"]}


def _plan(**given_: list[str]) -> Plan:
    plan = triage(Answers.of(given_ or REASON_ANSWERS)).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("hours", "cold", "heat"),
    [(0, True, False), (47.9, True, False), (48, False, True), (71, False, True)],
)
def test_cold_first_and_heat_after_two_days(hours: float, cold: bool, heat: bool) -> None:
    now = {step.id for step in clock(hours).now}
    assert ("cold" in now) is cold
    assert ("heat" in now) is heat


@pytest.mark.parametrize("hours", [None, 0, 24, 48, 72, 100])
def test_the_line_is_always_said(hours: float | None) -> None:
    relief = clock(hours)
    assert relief.line is not None
    assert "72 hours" in relief.line.text
    assert relief.past_line is (hours == 100)


def test_heat_comes_with_the_disagreement_said_openly() -> None:
    (question, _) = clock(10).open_questions
    assert question.id == "heat"
    assert {code for said in question.said for code in said.sources} == {"000", "001", "003"}
    assert "48 hours" in question.reading.text


@pytest.mark.parametrize(
    ("answered", "asked"),
    [
        ({"kind": ["ache", "tight"]}, ["heat", "first_days"]),
        ({"kind": ["ache"]}, ["heat"]),  # the mat is for what feels like muscle
        ({"kind": ["sharp"]}, ["heat"]),
        ({"kind": ["ache", "tight"], "about": ["thinners"]}, ["heat"]),
        ({"signs": ["weakness"]}, []),
    ],
)
def test_no_disagreement_names_a_step_that_is_left_out(
    answered: dict[str, list[str]], asked: list[str]
) -> None:
    """Beside a sharp pain stood "light rolling as far as it is comfortable, stretches after"."""
    relief = triage(Answers.of(answered, 24)).clock
    assert [one.id for one in (relief.open_questions if relief else ())] == asked


@given(hours=st.floats(0, 500))
def test_nothing_is_both_now_and_later_and_nothing_is_lost(hours: float) -> None:
    relief = clock(hours)
    now, later = [s.id for s in relief.now], [s.id for s in relief.later]
    past = [e.id for e in KNOWLEDGE.relief if e.to_h is not None and e.to_h <= hours]
    assert sorted([*now, *later, *past]) == sorted(e.id for e in KNOWLEDGE.relief)
    assert [s.from_h for s in relief.later] == sorted(s.from_h for s in relief.later)


def test_medicine_only_as_labeled() -> None:
    (medicine,) = (entry for entry in KNOWLEDGE.relief if entry.item == "R5")
    said = " ".join(text.text for text in medicine.texts)
    assert "as labeled" in said
    assert "pharmacist or doctor" in said


def test_a_plan_is_for_the_two_first_reasons_and_short() -> None:
    plan = _plan(form=["hips_first", "no_brace"], life=["stiff"], warm_up=["none"])
    assert len(plan.reasons) == 2
    assert 1 <= len(plan.cues) <= MOST_CUES
    assert 1 <= len(plan.warm_up.drills) <= MOST_WARM_UP
    assert 1 <= len(plan.accessories.drills) <= MOST_ACCESSORIES
    names = [drill.id for drill in (*plan.warm_up.drills, *plan.accessories.drills)]
    assert len(set(names)) == len(names)


def test_each_reason_gives_the_plan_its_first_warm_up() -> None:
    result = triage(Answers.of({"form": ["hips_first"], "life": ["stiff"]}))
    assert result.plan is not None
    top = {reason.id for reason in result.reasons[:2]}
    first = {entry.warm_up[0] for entry in KNOWLEDGE.reasons if entry.id in top}
    assert first <= {drill.id for drill in result.plan.warm_up.drills}


def test_general_movement_comes_before_what_wakes_muscles_up() -> None:
    kinds = [KNOWLEDGE.exercise(d.id).kind for d in _plan(warm_up=["none"]).warm_up.drills]
    assert kinds == sorted(kinds, key=["warm_up", "activation"].index)


@pytest.mark.parametrize("reason", KNOWLEDGE.reasons, ids=lambda reason: reason.id)
def test_no_plan_holds_a_number_that_no_article_gives(reason) -> None:  # type: ignore[no-untyped-def]
    exercises = map(KNOWLEDGE.exercise, [*reason.warm_up, *reason.strength])
    said = " ".join(step.text for drill in exercises for step in drill.steps)
    assert re.findall(r"\d|\bsets of\b|\brepetitions\b|\btimes a week\b", said) == []


def test_the_plan_as_text_and_as_page_say_the_same() -> None:
    plan = _plan()
    text, page = plan_markdown(plan), plan_html(plan)
    routines = (plan.warm_up, plan.accessories, plan.afterward, plan.later)
    for drill in (drill for routine in routines for drill in routine.drills):
        assert drill.name in text
        assert drill.name in page
        for step in drill.steps:
            assert step.text in text
    for cue in plan.cues:
        assert f"- {cue.text} [" in text
    assert plan.disclaimer.text in text
    assert plan.disclaimer.text in page


def test_a_plan_lists_the_sources_it_names_and_no_others() -> None:
    """All thirteen stood below it: who printed a plan for the gym read of aortic disease."""
    plan = _plan()
    text, page = plan_markdown(plan), plan_html(plan)
    body, _, listed = text.partition(plan.disclaimer.text)
    named = {code for codes in re.findall(r"\[([^\]]+)\]", text) for code in codes.split(", ")}
    assert set(re.findall(r"^\[(\w+)\] ", listed, re.M)) == named
    assert "000" in body
    for source in KNOWLEDGE.sources:
        there = source.code in named
        assert (source.title in text) == there
        assert (str(escape(source.title)) in page) == there
    assert "Aortic" not in page


def test_the_page_loads_nothing() -> None:
    page = plan_html(_plan())
    assert re.findall(r"(?:src|href)=|url\(|@import|<script", page) == []
    assert "default-src &#39;none&#39;" in page, "nor may it"


@pytest.mark.parametrize("long", ["began.weeks", "trend.days_same"])
def test_soreness_of_days_is_not_cooled_as_if_it_were_fresh(long: str) -> None:
    fresh = triage(Answers(frozenset({"where.between_blades"}))).clock
    old = triage(Answers(frozenset({"where.between_blades", long}))).clock
    assert fresh is not None
    assert "cold" in {step.id for step in fresh.now}
    assert old is not None
    assert "cold" not in {step.id for step in (*old.now, *old.later)}
    assert "heat" in {step.id for step in old.now}


@pytest.mark.parametrize(
    ("lifts", "left"),
    [
        ({"deadlift"}, ["deadlift_setup", "plank"]),
        ({"front_squat"}, ["goblet_squat", "plank"]),
        ({"row"}, ["plank"]),
        (set(), ["plank"]),
    ],
)
def test_nobody_gets_the_drills_of_another_lift(lifts: set[str], left: list[str]) -> None:
    assert fitting_drills(["goblet_squat", "deadlift_setup", "plank"], frozenset(lifts)) == left


def test_what_waits_stands_under_later_with_when() -> None:
    plan = _plan(life=["no_back_work", "weak_core"])
    assert {drill.id for drill in plan.later.drills} == {"moving_blackburn", "sweatt_shrug"}
    assert plan.later_when is not None
    text, page = plan_markdown(plan), plan_html(plan)
    for shown in (text, page):
        assert plan.later_when.text in shown
        before, after = shown.split(plan.later_when.text)
        assert "Sweatt shrug" in after
        assert "Sweatt shrug" not in before


@pytest.mark.parametrize("exercise", KNOWLEDGE.exercises, ids=lambda exercise: exercise.id)
def test_what_rounds_or_shrugs_under_load_waits(exercise) -> None:  # type: ignore[no-untyped-def]
    """Read off the steps, so that an exercise cannot forget to say it."""
    said = " ".join(step.text for step in exercise.steps).lower()
    loaded = re.search(r"\b(bar|plates?|chains?|dumbbells?|kettlebell)\b", said)
    if loaded and re.search(r"\bshrug|\bround\b", said):
        assert is_for_later(exercise.id)


def test_no_heading_of_a_plan_has_nothing_below_it() -> None:
    """A front squat alone has no accessory work, and the heading stood there all the same."""
    plan = _plan(lifts=["front_squat"])
    assert not plan.accessories.drills
    assert "Accessory work" not in plan_markdown(plan) + plan_html(plan)
    assert not re.search(r"^## .*\n\s*(##|\Z)", plan_markdown(plan), re.M)


def test_no_plan_under_a_warning_or_without_a_reason() -> None:
    assert triage(Answers.of({"form": ["hips_first"], "signs": ["weakness"]})).plan is None
    assert triage(Answers()).plan is None


def test_a_plan_has_no_cue_in_two_wordings() -> None:
    """ "Chest up, shoulders back, spine long" and "Chest up, as tall as you can" were its two."""
    said = {text.text: cue.id for cue in KNOWLEDGE.cues for text in cue.says}
    for lifts in itertools.combinations(("front_squat", "back_squat", "deadlift", "row"), 2):
        for more in ({"life.stiff"}, {"life.desk", "form.folded"}, {"where.wrist_elbow"}):
            chosen = {*(f"lifts.{lift}" for lift in lifts), *more, "kind.ache", "signs.none"}
            plan = triage(Answers(frozenset(chosen), 24)).plan
            if plan:
                ids = [said[cue.text] for cue in plan.cues]
                assert len(ids) == len(set(ids))


def test_a_drill_that_eases_it_and_is_in_the_plan_is_described_once() -> None:
    result = triage(Answers(frozenset({"signs.none", "about.none", "life.stiff", "kind.ache"}), 24))
    printed = render_why(result, everything=True, width=10_000)
    (step, *_) = KNOWLEDGE.exercise("peanut").steps
    assert printed.count(step.text) == 1
    assert printed.count("Peanut roller") == 2


def test_who_presses_and_pulls_is_told_of_an_arch_only_who_said_so() -> None:
    rounded, arched = (
        triage(Answers(frozenset({"lifts.deadlift", "lifts.bench", form}), 24)).reasons
        for form in ("form.rounded", "form.arched")
    )
    assert "arched_press" not in {one.id for one in rounded}
    assert arched[0].id == "arched_press"


def test_a_shrug_on_video_is_no_strong_sign_of_a_grip_that_nobody_asked_about() -> None:
    shrug = one_set(
        *(rep(n) for n in (1, 2, 3)), rep(4, finding("late_set_shrug", "severe", "clear")),
        lift="deadlift",
    )  # fmt: skip
    for more, strength in ((set(), "some"), ({"grip.tired"}, "much")):
        reasons = triage(Answers(frozenset({"lifts.deadlift", *more}), 24), [shrug]).reasons
        assert {one.id: one.strength for one in reasons}["late_shrug"] == strength


def test_uneven_plates_are_no_reason_to_slow_down() -> None:
    result = triage(Answers(frozenset({"signs.none", "gear.uneven"}), 24))
    assert result.reasons[0].id == "equipment"
    assert not any("bounce" in cue.text for cue in result.reasons[0].cues)
