"""Written cases: each person is told what they must be told, and nothing that they must not be."""

from __future__ import annotations

import itertools
import re

import pytest

from formcheck.commands.why import parse_answers
from formcheck.knowledge import load_knowledge
from formcheck.soreness.answers import Answers, questions_for
from formcheck.soreness.triage import triage
from formcheck.soreness.triage_result import TriageResult
from formcheck.soreness.why_text import render_why
from tests.examples import clean_squat_set
from tests.knowledge.build import one_set, rep
from tests.knowledge.ids import ids_of
from tests.knowledge.people import CLEAN_PULL, Person
from tests.knowledge.people import PEOPLE as ONE_BY_ONE
from tests.knowledge.people_adding_up import ADDING_UP, NOT_MUSCLE
from tests.knowledge.people_fourth_reading import FOURTH
from tests.knowledge.people_read_again import READ_AGAIN
from tests.knowledge.people_sixth_reading import SIXTH
from tests.knowledge.people_third_reading import THIRD

KNOWLEDGE = load_knowledge()
PEOPLE = [*ONE_BY_ONE, *ADDING_UP, *NOT_MUSCLE, *READ_AGAIN, *THIRD, *FOURTH, *SIXTH]


def _result(person: Person) -> TriageResult:
    return triage(parse_answers(person.answers.split(), person.hours), person.sets)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.story)
def test_person(person: Person) -> None:
    result = _result(person)
    said = ids_of(result)
    assert set(person.must.split()) - said == set()
    assert set(person.never.split()) & said == set()
    if person.first is not None:
        assert next((reason.id for reason in result.reasons), "") == person.first
    for reason in result.reasons:
        assert reason.because
        assert all(sentence.sources for sentence in (*reason.why, *reason.cues))


def test_every_mark_of_a_case_is_one_that_some_answer_has() -> None:
    """A mark with a typing error would never be there, and so never be missed."""
    known = {f"reason:{r.id}" for r in KNOWLEDGE.reasons}
    known |= {f"kind:{kind}" for kinds in KNOWLEDGE.kinds.stands.values() for kind in kinds}
    known |= {f"{of}:{r.id}" for r in KNOWLEDGE.relief for of in ("relief", "later")}
    known |= {f"{of}:{e.id}" for e in KNOWLEDGE.exercises for of in ("drill", "wait")}
    known |= {f"feel:{p.id}" for p in KNOWLEDGE.patterns} | {f"cue:{c.id}" for c in KNOWLEDGE.cues}
    known |= {f"flag:{flag.id}" for flag in KNOWLEDGE.signs} | {"says_when"}
    known |= {f"words:{name}" for name in ("squat", "deadlift", "upper", "front", "low_bar")}
    known |= {f"disagree:{entry.id}" for entry in KNOWLEDGE.disagreements}
    known |= {f"asks:{name}" for name in KNOWLEDGE.answer.texts}
    known |= {f"urgency:{level}" for level in KNOWLEDGE.kinds.stands}
    assert {m for p in PEOPLE for m in f"{p.must} {p.never}".split()} - known == set()


def test_there_are_many_cases_with_one_for_each_reason_and_each_warning() -> None:
    assert len(PEOPLE) >= 60
    assert len({person.story for person in PEOPLE}) == len(PEOPLE)
    firsts = {person.first for person in PEOPLE}
    named = {mark for person in PEOPLE for mark in person.must.split()}
    assert firsts | {"rack_reach"} >= {reason.id for reason in KNOWLEDGE.reasons}
    assert named >= {
        f"reason:{reason.id}" for reason in KNOWLEDGE.reasons if reason.id not in firsts
    }
    assert named >= {f"flag:{flag.id}" for flag in KNOWLEDGE.signs}


def test_each_group_of_signs_that_add_up_has_a_person() -> None:
    met = {
        group
        for person in (*ADDING_UP, *READ_AGAIN, *THIRD, *FOURTH, *SIXTH)
        for one in KNOWLEDGE.combinations
        for group in one.when
        if parse_answers(person.answers.split()).chosen.issuperset(group)
    }
    assert met == {group for one in KNOWLEDGE.combinations for group in one.when}


def test_signs_that_add_up_are_more_urgent_than_each_of_them_and_say_by_whom() -> None:
    order = ("now", "today", "soon", "none")
    kinds = {source.code: source.kind for source in KNOWLEDGE.sources}
    for one in KNOWLEDGE.combinations:
        assert one.because
        assert one.case
        assert one.urgency == "now" or any(kinds[code] == "guideline" for code in one.sources)
        assert any(kinds[code] == "guideline" for code in one.sources)
        for group in one.when:
            alone = [triage(Answers(frozenset(group) - {key})).urgency for key in group]
            assert min(map(order.index, alone)) >= order.index(one.urgency)


def test_every_answer_without_a_sign_closes_with_them_and_says_if_they_were_skipped() -> None:
    asked = triage(parse_answers(["signs=none", "kind=ache"], 24)).watch_for
    skipped = triage(parse_answers(["kind=ache"], 24)).watch_for
    assert asked is not None
    assert skipped is not None
    for said in (asked.text, skipped.text):
        for word in ("911", "112", "999", "chest pain", "breathing", "legs", "bladder", "bowel"):
            assert word in said
        assert "today" in said.split("bowel")[1]
        assert "arm" in said
        assert "fever" in said
    assert "skipped" in skipped.text
    assert "skipped" not in asked.text
    assert triage(Answers()).watch_for is not None
    assert triage(parse_answers(["signs=chest"])).watch_for is None


@pytest.mark.parametrize("sign", ["signs=numbness", "kind=sharp", "signs=rash", "worse=rest"])
def test_a_sign_that_can_wait_says_what_would_not(sign: str) -> None:
    said = triage(parse_answers([sign])).watch_for
    assert said is not None
    for word in ("911", "112", "999", "chest", "breath", "legs", "bladder", "bowel"):
        assert word in said.text


def test_a_sign_that_can_wait_says_what_is_usual_and_an_emergency_does_not() -> None:
    usual = {"signs=none kind=sharp": "Most often this is not serious", "signs=rash": "harmless"}
    for signs, words in usual.items():
        said = triage(parse_answers(signs.split())).leave_out
        assert words in said[0].text
    assert triage(parse_answers(["signs=chest"])).leave_out == ()


def test_growing_soreness_is_answered_in_the_first_two_days() -> None:
    for hours, said in ((20, True), (60, False)):
        given = ["signs=none", "about=none", "kind=ache", "trend=worse"]
        sentences = [one.text for one in triage(parse_answers(given, hours)).nothing]
        assert sentences == ([KNOWLEDGE.answer.texts["growing"].text] if said else [])


def test_a_lift_in_which_it_was_not_felt_is_no_reason() -> None:
    answers = parse_answers(["signs=none", "lifts=row,bench", "which=row"])
    (other,) = [r for r in triage(answers).reasons if r.id == "other_lifts"]
    assert [item.text for item in other.because] == ["You did rows."]


def test_what_is_done_first_says_nothing_twice() -> None:
    """A change for next session and its cue were one sentence in two wordings."""
    for answers in (
        "lifts=sumo form=hips_first",
        "lifts=back_squat new=load_jump",
        "lifts=deadlift grip=tired lats=pulled",
    ):
        first = triage(parse_answers(["signs=none", "kind=ache", *answers.split()], 24)).first
        assert len(first) > 1
        words = [set(re.findall(r"[a-z]{4,}", one.text.lower())) for one in first]
        for one, other in itertools.combinations(words, 2):
            assert len(one & other) <= 2


def test_no_cue_of_a_reason_says_its_next_session_again() -> None:
    """Below "take weight off until every rep looks like the first" it stood again, with "some"."""
    answers = parse_answers(["signs=none", "kind=ache", "lifts=back_squat", "form=kept_going"])
    (heavy,) = [one for one in triage(answers).reasons if one.id == "too_heavy"]
    assert heavy.next is not None
    assert heavy.next.text.startswith("Take weight off until every rep looks like the first.")
    assert not any("looks like the first" in cue.text for cue in heavy.cues)


def test_pills_carry_their_caution_where_they_are_only_named() -> None:
    printed = render_why(triage(parse_answers(["signs=none", "kind=ache"], 24)), width=200)
    assert "Pain relievers (ask a pharmacist first)" in printed


def test_the_usual_answer_takes_no_more_than_eight_taps() -> None:
    taps = ["signs=none", "where=between_blades", "kind=ache", "sides=both", "began=later",
            "lifts=back_squat", "form=folded"]  # fmt: skip
    result = triage(parse_answers(taps, 24))  # the hours are the eighth
    assert len(taps) + 1 <= 8
    assert [reason.id for reason in result.likeliest] == ["forward_lean"]
    assert result.asks == ()
    assert result.watch_for is not None
    assert "skipped" not in result.watch_for.text


def test_which_lift_it_was_is_asked_of_who_did_several_and_only_of_those() -> None:
    asked = questions_for(parse_answers(["lifts=back_squat,bench"]))
    (which,) = [question for question in asked if question.id == "which"]
    assert [option.id for option in which.options] == ["back_squat", "bench", "unsure"]
    one = questions_for(parse_answers(["lifts=bench"]))
    assert "which" not in {question.id for question in one}


def test_only_the_most_urgent_signs_say_whom_to_see() -> None:
    result = triage(parse_answers(["signs=chest,numbness", "trend=worse"], 100))
    assert [flag.id for flag in result.red_flags if flag.see] == ["chest"]
    assert {flag.id for flag in result.red_flags if not flag.see} == {
        "numbness", "worsening", "too_long",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "others"),
    [
        # told above: "A fall or blow, and pain that runs into an arm or a leg"
        (["signs=radiating,impact"], ()),
        # not "A new cough, and it began suddenly or a deep breath hurts" before them
        (["signs=chest,cough", "worse=deep_breath"], ("A new cough", "Worse with a deep breath")),
        # not "Worse with a deep breath" after it
        (
            ["signs=chest", "worse=deep_breath", "where=ribs"],
            ("Ribs or chest wall hurt with a deep breath",),
        ),
        (["signs=chest,numbness", "trend=worse"], (
            "Numbness or tingling in an arm or hand", "It is getting worse",
            "The session was more than 72 hours ago",
        )),
    ],
)  # fmt: skip
def test_a_less_urgent_sign_is_told_once(given: list[str], others: tuple[str, ...]) -> None:
    hours = 100 if "trend=worse" in given else None
    assert triage(parse_answers(given, hours)).other_signs == others


def test_who_has_to_call_is_told_the_number_and_not_to_drive_there_as_well() -> None:
    """Two ways to get help in one answer cost the time that it takes to choose."""
    for signs in ("chest", "chest,saddle", "impact,radiating,bowel_bladder", "severe,chest"):
        result = triage(parse_answers([f"signs={signs}", "about=pregnant,bones"]))
        (sentence,) = {flag.see.text for flag in result.red_flags if flag.see}
        assert sentence.startswith("Call the emergency number (911, 112 or 999) now")
    alone = triage(parse_answers(["signs=saddle"])).red_flags[0].see
    assert alone is not None
    assert alone.text.startswith("Go to an emergency room now.")
    for flag in KNOWLEDGE.signs:
        assert flag.urgency != "now" or "(911, 112 or 999)" in flag.see.text


def test_nobody_who_should_stay_still_is_sent_anywhere() -> None:
    for flag in KNOWLEDGE.signs:
        assert "stay still" not in flag.text or flag.ambulance


def test_signs_of_our_own_only_say_get_help_and_name_no_cause() -> None:
    ours = [flag for flag in KNOWLEDGE.signs if not flag.items]
    assert {flag.id for flag in ours} >= {
        "chest",
        "radiating",
        "leg",
        "night",
        "rest",
        "breath",
        "pop",
    }
    kinds = {source.code: source.kind for source in KNOWLEDGE.sources}
    causes = ("heart", "lung", "disc", "nerve", "muscle", "joint", "lifting", "from")
    for flag in ours:
        assert all(
            kinds[code] in ("own", "guideline") for code in (*flag.sources, *flag.see.sources)
        )
        said = f"{flag.text} {flag.see.text}".lower()
        assert [word for word in causes if word in said] == []
        assert "doctor" in flag.see.text or "emergency" in flag.see.text


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
    answers = Answers.of({"lifts": ["deadlift"], "grip": "tired"})
    reasons = {r.id: r for r in triage(answers, [clean_squat_set()]).reasons}
    assert reasons["late_shrug"].against == ()
