"""What must hold for anybody: nothing of another lift, times that add up, a short answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.knowledge import load_knowledge
from formcheck.soreness.answers import Answers, fitting
from formcheck.soreness.plan import is_for_later
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.examples import good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.dangling import answer_keys
from tests.knowledge.ids import ids_of, statements

KNOWLEDGE = load_knowledge()
KEYS = sorted(answer_keys(KNOWLEDGE))
PULLS = {"deadlift", "sumo", "romanian"}
LINES, COLUMNS = 34, 80  # two of them for the cautions of who skipped a question
HOURS = st.none() | st.floats(0, 200)
anybody = st.builds(Answers, st.frozensets(st.sampled_from(KEYS), max_size=14), HOURS)


def _one_each(keys: frozenset[str]) -> frozenset[str]:
    """One answer to each question that takes one."""
    single = {question.id for question in KNOWLEDGE.questions if question.kind == "one"}
    kept = {key.split(".")[0]: key for key in sorted(keys) if key.split(".")[0] in single}
    return frozenset(kept.values()) | {k for k in keys if k.split(".")[0] not in single}


@settings(max_examples=300)
@given(answers=anybody)
def test_no_cue_and_no_exercise_of_a_lift_that_was_not_done(answers: Answers) -> None:
    said, lifts = ids_of(triage(answers)), answers.to("lifts")
    if "front_squat" not in lifts:
        assert not {"words:front", "drill:light_front_squat", "reason:front_rack"} & said
    if not lifts & PULLS:
        assert not {"words:deadlift", "reason:lats_off"} & said
    if not lifts & {"back_squat", "front_squat"}:
        assert "words:squat" not in said
        assert lifts == set() or "reason:base" not in said
    if "back_squat" not in lifts:
        assert (
            not {"cue:bar_below_bump", "reason:bar_high", "reason:bar_low", "words:low_bar"} & said
        )
    if not lifts & {*PULLS, "row"}:
        assert "reason:late_shrug" not in said
    if lifts and not lifts & {"back_squat", "front_squat", *PULLS}:
        assert not {"reason:hips_first", "reason:forward_lean", "reason:hips_back"} & said


@settings(max_examples=200)
@given(answers=anybody, did=st.sampled_from(["row", "pull", "overhead", "bench"]))
def test_nobody_who_only_rows_or_presses_reads_of_squats_or_deadlifts(
    answers: Answers, did: str
) -> None:
    chosen = frozenset(k for k in answers.chosen if not k.startswith(("lifts.", "form.", "bar.")))
    result = triage(replace(answers, chosen=chosen | {f"lifts.{did}"}))
    named = [*result.reasons, *result.first, *(result.plan.cues if result.plan else ())]
    for sentence in statements(tuple(named)):
        assert "squat" not in sentence.text.lower()
        assert "deadlift" not in sentence.text.lower()


@settings(max_examples=200)
@given(answers=anybody)
def test_what_was_not_asked_does_not_count(answers: Answers) -> None:
    assert triage(answers) == triage(fitting(answers))


@settings(max_examples=100)
@given(answers=anybody)
def test_nobody_who_is_sore_gets_what_rounds_or_shrugs_under_load(answers: Answers) -> None:
    plan = triage(answers).plan
    if plan:
        now = (*plan.warm_up.drills, *plan.accessories.drills, *plan.afterward.drills)
        assert [drill.id for drill in now if is_for_later(drill.id)] == []
        assert (plan.later_when is not None) == bool(plan.later.drills)


@settings(max_examples=100)
@given(answers=anybody)
def test_a_new_lift_outranks_weak_muscles(answers: Answers) -> None:
    chosen = answers.chosen - {"new.nothing"} | {"new.new_lift"}
    result = triage(replace(answers, chosen=chosen))
    ids = [reason.id for reason in result.reasons]
    if "weak" in ids:
        assert ids.index("new_load") < ids.index("weak")


@given(answers=anybody, hours=st.floats(0, 72))
def test_up_to_72_hours_are_never_longer_than_72_hours(answers: Answers, hours: float) -> None:
    result = triage(replace(answers, hours=hours))
    assert "too_long" not in {flag.id for flag in result.red_flags}
    assert not (result.clock and result.clock.past_line)
    for flag in result.red_flags:
        assert "72" not in flag.title


@settings(max_examples=400)
@given(
    keys=st.sets(st.sampled_from(KEYS), min_size=10, max_size=10), hours=HOURS,
    sets=st.sampled_from([(), (good_morning_squat_set(),), (late_shrug_deadlift_set(),)]),
)  # fmt: skip
def test_ten_answers_fit_on_a_screen(
    keys: set[str], hours: float | None, sets: tuple[Analysis, ...]
) -> None:
    printed = render_why(triage(Answers(_one_each(frozenset(keys)), hours), sets), width=COLUMNS)
    assert len(printed.splitlines()) <= LINES
    assert max(map(len, printed.splitlines())) <= COLUMNS


@settings(max_examples=100)
@given(answers=anybody)
def test_at_most_three_things_come_first_and_nothing_twice(answers: Answers) -> None:
    result = triage(answers)
    assert len(set(result.first)) == len(result.first) <= 3
    if result.reasons and result.urgency == "none":
        assert len(result.first) == 3
        assert result.first[0].kind == "gentle"


@pytest.mark.parametrize("leg", ["back_squat", "front_squat", "deadlift"])
@pytest.mark.parametrize("other", ["row", "overhead", "bench"])
def test_another_lift_reaches_its_reason_next_to_a_leg_lift(leg: str, other: str) -> None:
    assert "reason:other_lifts" in ids_of(triage(Answers.of({"lifts": [leg, other]})))


def test_an_exercise_for_every_lift_is_done_before_none_of_them() -> None:
    """Whose shoulders crept up in a squat was told twelve pulldowns "before you pull"."""
    for_all = [exercise for exercise in KNOWLEDGE.exercises if not exercise.lifts]
    assert for_all
    for exercise in for_all:
        said = [exercise.why, exercise.dose, exercise.stop, *exercise.steps]
        assert not any(lift in text.text for text in said for lift in ("you pull", "you squat"))


@pytest.mark.parametrize(
    ("lifts", "said"),
    [
        ({"romanian"}, "Keep your back long and flat as you go down and as you come up."),
        ({"romanian", "deadlift"}, "Set your back long and flat before you pull."),
        ({"romanian", "row"}, "Keep your back long and flat as you go down and as you come up."),
    ],
)
def test_who_pulled_romanian_deadlifts_alone_is_not_told_of_a_pull_off_the_floor(
    lifts: set[str], said: str
) -> None:
    result = triage(Answers.of({"lifts": lifts, "form": ["rounded"], "kind": ["ache"]}))
    assert said in {cue.text for reason in result.reasons for cue in reason.cues}
