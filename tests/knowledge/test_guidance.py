"""From findings to words: the right words for the lift, few cues, and the sentence on top."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Confidence, Finding, Notice, Severity
from formcheck.guidance.explanation import (
    cues_for_fault,
    cues_for_rep,
    cues_for_set,
    explain,
    guidance_for,
)
from formcheck.guidance.notices import advised
from formcheck.guidance.wording import says_also
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import drill_alt
from formcheck.knowledge.entries import FaultEntry
from formcheck.metrics.measurement import Measurement
from formcheck.reasons import ReasonCode
from formcheck.soreness.background import emitted
from tests.knowledge.build import finding, judged

FAULTS = sorted(emitted())
LIFTS = [
    ("squat", "high_bar"), ("squat", "low_bar"), ("squat", "front"), ("squat", "unknown"),
    ("squat", "bodyweight"),
    ("deadlift", "conventional"), ("deadlift", "sumo"), ("deadlift", "romanian"),
    ("deadlift", "unknown"), ("unknown", "unknown"),
]  # fmt: skip
SQUAT_ONLY = {"shallow_depth", "knees_in", "heel_lift"}
findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(FAULTS),
        st.sampled_from(get_args(Severity)),
        st.sampled_from(get_args(Confidence)),
    ),
    max_size=6,
)


@pytest.mark.parametrize(("lift", "variant"), LIFTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_says_what_why_and_what_to_do(fault: str, lift: str, variant: str) -> None:
    full = explain(fault, lift=lift, variant=variant)
    assert full is not None
    assert full.title
    assert full.why
    assert full.muscles
    assert 1 <= len(full.cues) <= 2 or (lift == "deadlift" and fault in SQUAT_ONLY)
    for drill in (*full.drills, *full.warm_up, *full.strength):
        assert drill.steps
        assert drill.why.sources
    said = [full.short, *full.why, *full.lever, *full.cues, *(role for _, role in full.muscles)]
    assert all(sentence.sources for sentence in said)
    (entry,) = guidance_for([fault], lift=lift, variant=variant)
    assert entry.explanation == full.short.text
    assert entry.cues == tuple(cue.text for cue in full.cues)
    assert set(entry.sources) == set(full.sources)


@pytest.mark.parametrize("entry", load_knowledge().faults, ids=lambda entry: entry.code)
def test_what_a_fault_does_is_said_in_general(entry: FaultEntry) -> None:
    """It stands beside faults that are only perhaps there: "Your hips came up" was a fact there."""
    for text in (*entry.short, *entry.why, *entry.lever):
        said_as = re.search(
            r"(?i)(?<!hen )\b(?:You|Your (?:\w+ )?\w+)"
            r" (\w+ed|came|rose|went|cut|crept|shot|fell|lost|did)\b", text.text
        )  # fmt: skip
        assert said_as is None, text.text


def test_guidance_comes_once_per_fault_in_one_order() -> None:
    there = guidance_for(["shrug", "good_morning", "shrug"], lift="squat", variant="unknown")
    back = guidance_for(["good_morning", "shrug"], lift="squat", variant="unknown")
    assert there == back
    assert [entry.fault for entry in there] == ["good_morning", "shrug"]


def test_nobody_is_sent_to_the_same_place_and_to_another() -> None:
    """Whoever filmed at an angle was told to film from the side, and from the same place."""

    def recheck(*notices: Notice) -> str:
        (entry,) = guidance_for(["shrug"], lift="squat", variant="unknown", notices=notices)
        return entry.recheck

    assert recheck().startswith("Film from the same place. Check that")
    assert recheck(advised("cut", "This clip is cut.")) == recheck()
    angle = advised("view_oblique", "You filmed at an angle.", "Next time, film from the side.")
    assert recheck(angle).startswith("Check that your shoulders stay down")


def test_an_unknown_fault_is_left_out() -> None:
    assert guidance_for(["nonsense"], lift="squat", variant="unknown") == ()
    assert explain("nonsense") is None


def test_words_differ_between_the_lifts_and_styles() -> None:
    def words(lift: str, variant: str) -> str:
        (entry,) = guidance_for(["excessive_lean"], lift=lift, variant=variant)
        return f"{entry.explanation} {entry.cues}"

    said = [words("squat", "high_bar"), words("squat", "low_bar"), words("squat", "front"),
            words("deadlift", "conventional")]  # fmt: skip
    assert len(set(said)) == 4


@pytest.mark.parametrize("fault", [fault for fault, _, style in judged() if style == "bodyweight"])
def test_who_squats_without_a_bar_is_told_of_none(fault: str) -> None:
    full = explain(fault, lift="squat", variant="bodyweight")
    assert full is not None
    said = [full.short, *full.why, *full.lever, *full.cues, full.recheck]
    said += [text for part, role in full.muscles for text in (role, part.where)]
    drills = (*full.drills, *full.warm_up, *full.strength)
    said += [text for drill in drills for text in (drill.why, *drill.steps, drill.dose, drill.stop)]
    said += cues_for_fault(fault, lift="squat", variant="bodyweight")
    spoken = [*(text.text for text in said), *(f"{one.name}: {drill_alt(one)}" for one in drills)]
    named = re.compile(
        r"\b((?<!without a )bar|barbell|rack|weight off|add weight|heavy|heavier|less weight"
        r"|usual weight)\b",
        re.IGNORECASE,
    )
    assert [text for text in spoken if named.search(text)] == []
    assert full.drills
    roles = [part.id for part, _ in full.muscles]
    assert len(roles) == len(set(roles)), "one wording of each muscle"


@pytest.mark.parametrize(("lift", "variant"), LIFTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_found_is_told_without_advice(fault: str, lift: str, variant: str) -> None:
    """It stands beside a warning sign, too, where nobody is told how to train."""
    full = explain(fault, lift=lift, variant=variant)
    assert full is not None
    assert not re.search(r"weight off|when to stop", full.short.text)


def test_what_is_said_of_sore_muscles_is_said_of_no_set() -> None:
    """Who front squats was told to keep at it, whatever the set has done to the back."""
    (lighter, *_) = cues_for_fault("drift", lift="squat", variant="front")
    assert lighter.text == "Take some weight off until every rep looks like the first."
    for fault in FAULTS:
        kinds = {cue.kind for cue in cues_for_fault(fault, lift="squat", variant="front")}
        assert kinds <= {"cue"}


def test_a_low_bar_squatter_is_told_the_price_and_not_that_it_is_wrong() -> None:
    full = explain("good_morning", lift="squat", variant="low_bar")
    assert full is not None
    said = " ".join(sentence.text for sentence in full.why)
    assert "A low bar asks your rhomboids" in said
    assert "mistake" not in said
    other = explain("good_morning", lift="squat", variant="high_bar")
    assert other is not None
    assert "low bar" not in " ".join(sentence.text for sentence in other.why)


def test_bar_below_the_bump_is_never_said_to_low_bar_or_front_squatters() -> None:
    from formcheck.knowledge import load_knowledge

    cue = load_knowledge().cue("bar_below_bump")
    assert cue.wording("squat", "high_bar")
    assert cue.wording("squat", "unknown")
    for lift, variant in (("squat", "low_bar"), ("squat", "front"), ("deadlift", "unknown")):
        assert cue.wording(lift, variant) is None


@given(findings=findings, where=st.sampled_from(LIFTS), load_said=st.booleans())
def test_few_cues_none_twice_and_never_arms_forward(
    findings: list[Finding], where: tuple[str, str], load_said: bool
) -> None:
    lift, variant = where
    one = cues_for_rep(findings, lift=lift, variant=variant)
    all_ = cues_for_set(findings, lift=lift, variant=variant, load_said=load_said)
    assert len(one) <= 2
    assert len(all_) <= 3
    for cues in (one, all_):
        assert len(set(cues)) == len(cues)
        assert not any("arms forward" in cue for cue in cues)
    if load_said:
        assert not any("weight off" in cue for cue in all_)


@given(findings=findings, seed=st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(findings: list[Finding], seed: object) -> None:
    mixed = list(findings)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    for choose in (cues_for_rep, cues_for_set):
        assert choose(findings, lift="squat", variant="unknown") == choose(
            mixed, lift="squat", variant="unknown"
        )


def test_the_worst_fault_comes_first() -> None:
    cues = cues_for_rep(
        [finding("knees_in", "severe"), finding("good_morning", "mild")],
        lift="squat",
        variant="unknown",
    )
    assert cues == (
        "Knees out on the way up.",
        "Stay tight at the bottom: hips and chest rise together.",
    )


def test_one_severe_fault_comes_before_two_mild_ones_with_a_cue_in_common() -> None:
    mild = [finding("good_morning", "mild"), finding("shrug", "mild")]
    cues = cues_for_rep([*mild, finding("knees_in", "severe")], lift="squat", variant="unknown")
    assert cues[0] == "Knees out on the way up."
    assert cues[1].startswith("Shoulder blades back")


def test_at_equal_severity_the_cue_that_mends_more_comes_first() -> None:
    alone = cues_for_rep([finding("good_morning")], lift="squat", variant="unknown")
    both = cues_for_rep(
        [finding("good_morning"), finding("shrug")], lift="squat", variant="unknown"
    )
    assert alone[0].startswith("Stay tight at the bottom")
    assert both[0].startswith("Shoulder blades back")


def test_what_is_only_perhaps_there_does_not_take_the_worst_fault_s_own_cue() -> None:
    """Beside advice on weight one cue is shown: of hips that shot up it was "Brace", no more."""
    rounding = replace(finding("upper_back_rounding", "mild"), confidence="possible")
    cues = cues_for_set(
        [finding("hips_shoot"), rounding], lift="deadlift", variant="unknown", load_said=True
    )
    assert cues[:2] == (
        "Hips and chest come up together off the floor.",
        "Brace your core before the bar moves.",
    )


def test_no_finding_no_cue() -> None:
    assert cues_for_rep([], lift="squat", variant="unknown") == ()
    assert cues_for_set([], lift="squat", variant="unknown") == ()


@pytest.mark.parametrize(
    ("one", "other", "also"),
    [
        ("Take some of the weight off.", "the weight off", True),
        ("Weigh the others.", "the other", False),
        ("Take 5 kg off.", "Take 10 kg off", False),
        ("Breathe in.", "—", False),
    ],
)
def test_a_sentence_is_said_word_by_word_or_not(one: str, other: str, also: bool) -> None:
    assert says_also(one, other) is also


def test_what_could_not_be_seen_asks_to_film_in_another_way_and_nobody_for_the_same_place() -> None:
    """ "Film from the same place" stood in one report with "film a little from the front"."""
    for code, same in ((ReasonCode.HIDDEN_BY_PLATE, False), (ReasonCode.OUT_OF_PICTURE, True)):
        hidden = Measurement(None, "deg", not_assessed="it was hidden", reason_code=code)
        (one,) = guidance_for(["shrug"], lift="squat", variant="high_bar", unseen=[hidden])
        assert ("same place" in one.recheck) is same
