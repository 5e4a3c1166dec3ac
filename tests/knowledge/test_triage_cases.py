"""Written cases: what a lifter says and what the sets show lead to this first reason, or warning.

Each case reads as a story. There is one for each reason and for each warning sign, and the
conflicts between the articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from formcheck.analysis import Analysis
from formcheck.commands.why import parse_answers
from formcheck.knowledge import load_knowledge
from formcheck.soreness.answers import Answers
from formcheck.soreness.plan import plan_for
from formcheck.soreness.triage import triage
from tests.examples import clean_squat_set, good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.build import finding, one_set, rep


@dataclass(frozen=True)
class Case:
    """A story, the first reason expected (None for none), and the warnings expected."""

    story: str
    answers: str
    first: str | None
    flags: tuple[str, ...] = ()
    hours: float | None = 24
    sets: tuple[Analysis, ...] = ()
    shown: tuple[str, ...] = field(default=())


LEAN = one_set(rep(1, "excessive_lean"), rep(2, "excessive_lean"), name="lean.mp4")
ROUND = one_set(rep(1, finding("upper_back_rounding", "severe")), lift="deadlift", name="r.mp4")
BASE = one_set(rep(1, finding("knees_in", "severe")), rep(2, "heel_lift"), name="front.mp4")
CLEAN_PULL = one_set(rep(1), rep(2), rep(3), lift="deadlift", name="clean_pull.mp4")

CASES = [
    Case("hips first, and she felt it", "form=hips_first where=between_blades", "hips_first"),
    Case(
        "a good-morning set on video",
        "lifts=back_squat",
        "hips_first",
        sets=(good_morning_squat_set(),),
    ),
    Case("he folds forward", "form=folded where=low_back", "forward_lean"),
    Case("a lot of lean on video", "lifts=back_squat", "forward_lean", sets=(LEAN,)),
    Case("the grip went first", "lifts=deadlift grip=tired where=neck_to_shoulder", "late_shrug"),
    Case(
        "a late shrug on video", "lifts=deadlift", "late_shrug", sets=(late_shrug_deadlift_set(),)
    ),
    Case("the bar drags the shoulders", "lifts=deadlift lats=pulled", "lats_off"),
    Case("a rounded back on video", "lifts=deadlift", "rounding", sets=(ROUND,)),
    Case("no brace", "form=no_brace where=low_back", "no_brace"),
    Case("bar on the bump", "lifts=back_squat bar=on_bump where=neck_base", "bar_high"),
    Case("the bar slid down", "lifts=back_squat bar=slid", "bar_low"),
    Case(
        "a low-bar squatter", "lifts=back_squat bar=low_bar where=between_blades", "low_bar_price"
    ),
    Case("front squats", "lifts=front_squat where=between_blades kind=ache", "front_rack"),
    Case("a new lift", "new=new_lift began=later kind=ache", "new_load"),
    Case("form broke and he went on", "form=kept_going,bounced", "too_heavy"),
    Case("gear holds it together", "gear=needed", "too_heavy"),
    Case("straight to the heavy bar", "warm_up=none", "no_warm_up"),
    Case("six days in a row", "life=little_rest new=more_work", "overuse"),
    Case("stiff when turning", "life=stiff", "stiff"),
    Case("no upper back training", "life=no_back_work,weak_core", "weak"),
    Case("looked at the ceiling", "form=neck where=neck_base", "neck"),
    Case("the desk", "life=desk worse=sitting began=weeks", "posture"),
    Case("rows and presses only", "lifts=row,overhead,bench", "other_lifts"),
    Case("knees and heels on video", "lifts=back_squat", "base", sets=(BASE,)),
    Case("an uneven bar", "gear=uneven sides=one_side", "equipment"),
    Case("a pinch in one spot", "kind=pinch where=one_spot worse=end_range", "facet"),
    Case("nothing to go by", "where=between_blades kind=ache", None),
    # warning signs
    Case("pins and needles", "signs=numbness", None, ("numbness",)),
    Case("a weak hand", "signs=weakness", None, ("weakness",)),
    Case("fell off a ladder", "signs=impact", None, ("impact",)),
    Case("fever", "signs=unwell", None, ("unwell",)),
    Case("bladder", "signs=bowel_bladder", None, ("bowel_bladder",)),
    Case("chest", "signs=chest", None, ("emergency_signs",)),
    Case("severe", "signs=severe", None, ("severe",)),
    Case("shooting pain", "kind=sharp", None, ("sharp",)),
    Case("getting worse", "trend=worse", None, ("worsening",)),
    Case("no better for days", "trend=days_same", None, ("too_long",)),
    # conflicts
    Case(
        "sharp pain that also fits a small joint: the warning wins, the joint is named",
        "kind=sharp where=one_spot worse=end_range",
        "facet",
        ("sharp",),
    ),
    Case(
        "day 4, mild, getting better: still over the line",
        "kind=ache trend=better new=load_jump",
        "new_load",
        ("too_long",),
        hours=96,
    ),
    Case("72 hours sharp is not yet over it", "kind=ache", None, hours=72),
    Case(
        "a clean video with a load jump: the load, not the form",
        "new=load_jump lifts=back_squat form=hips_first",
        "new_load",
        sets=(clean_squat_set(),),
    ),
    Case(
        "numbness with a clear late-set shrug: both are said, the warning first",
        "signs=numbness lifts=deadlift",
        "late_shrug",
        ("numbness",),
        sets=(late_shrug_deadlift_set(),),
    ),
    Case(
        "none of these and numbness both tapped: the sign counts",
        "signs=none,numbness",
        None,
        ("numbness",),
    ),
    Case(
        "grip tired, but the video of the pulls is clean: lower, still named",
        "lifts=deadlift grip=tired new=load_jump",
        "new_load",
        sets=(CLEAN_PULL,),
        shown=("late_shrug",),
    ),
    Case(
        "low bar is a style, not a bar that slid", "lifts=back_squat bar=low_bar", "low_bar_price"
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_case(case: Case) -> None:
    result = triage(parse_answers(case.answers.split(), case.hours), case.sets)
    assert tuple(flag.id for flag in result.red_flags) == case.flags
    ids = [reason.id for reason in result.reasons]
    assert (ids[0] if ids else None) == case.first
    assert set(case.shown) <= set(ids)
    assert bool(result.nothing) == (not ids)
    assert (result.hold is not None) == bool(case.flags)
    assert (plan_for(result) is None) == (bool(case.flags) or not ids)
    for reason in result.reasons:
        assert reason.because
        assert reason.cues
        assert all(sentence.sources for sentence in (*reason.why, reason.next, *reason.cues))
    for flag in result.red_flags:
        assert any(who in flag.see.text for who in ("doctor", "emergency"))
    if case.flags:
        assert result.clock.now == ()
        assert result.clock.held


def test_there_is_a_case_for_each_reason_and_each_warning() -> None:
    knowledge = load_knowledge()
    assert {case.first for case in CASES} >= {reason.id for reason in knowledge.reasons}
    assert {flag for case in CASES for flag in case.flags} == {f.id for f in knowledge.flags}


def test_a_clean_video_speaks_against_and_says_so() -> None:
    answers = Answers.of({"lifts": ["deadlift"], "grip": "tired"})
    without = {r.id: r for r in triage(answers).reasons}["late_shrug"]
    with_it = {r.id: r for r in triage(answers, [CLEAN_PULL]).reasons}["late_shrug"]
    assert with_it.points < without.points
    (against,) = with_it.against
    assert "clean_pull.mp4" in against.text


def test_a_video_in_which_the_shoulder_was_hidden_is_not_a_clean_one() -> None:
    hidden = one_set(rep(1, seen=False), rep(2, seen=False), lift="deadlift")
    answers = Answers.of({"lifts": ["deadlift"], "grip": "tired"})
    assert triage(answers, [hidden]).reasons == triage(answers).reasons


def test_a_squat_on_video_says_nothing_against_a_tired_grip() -> None:
    answers = Answers.of({"grip": "tired"})
    (with_squat,) = triage(answers, [clean_squat_set()]).reasons
    assert with_squat.against == ()
