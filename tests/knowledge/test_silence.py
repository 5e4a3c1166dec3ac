"""A warning sign silences by kind: whatever else was answered, and in everything that is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from formcheck.knowledge import Knowledge, load_knowledge
from formcheck.knowledge.schema import Kinds, read_files, texts
from formcheck.soreness.answers import Answers
from formcheck.soreness.plan import plan_html, plan_markdown
from formcheck.soreness.triage import triage
from formcheck.soreness.triage_result import standing
from formcheck.soreness.why_text import render_why
from tests.knowledge.build import finding, one_set, rep
from tests.knowledge.dangling import answer_keys
from tests.knowledge.ids import kinds_in

pytestmark = pytest.mark.long

KNOWLEDGE = load_knowledge()
KEYS = sorted(answer_keys(KNOWLEDGE))
SIGNS = [(flag, group) for flag in KNOWLEDGE.signs for group in flag.when]
HARMLESS = sorted(set(KEYS) - {key for _, group in SIGNS for key in group})
SETS = st.sampled_from(
    [(), (one_set(rep(1, finding("good_morning", "severe"))),),
     (one_set(rep(1, finding("shrug")), lift="deadlift", broken=1),)]
)  # fmt: skip
others = st.builds(
    Answers, st.frozensets(st.sampled_from(KEYS), max_size=12), st.none() | st.floats(0, 200)
)
harmless = st.builds(
    Answers, st.frozensets(st.sampled_from(HARMLESS), max_size=12), st.none() | st.floats(0, 72)
)
RANK = ("now", "today", "soon", "none")


def _with(flag, group, answers: Answers) -> Answers:  # type: ignore[no-untyped-def]
    """The answers with a sign, at an hour at which it is one."""
    hours = max(answers.hours, flag.from_h) if answers.hours is not None else None
    return Answers(answers.chosen | set(group), hours)


def _said_as_relief(allowed: set[str]) -> Iterator[str]:
    """How the exercises are done that ease it: they take the kind of what they belong to."""
    for entry in KNOWLEDGE.relief:
        if entry.texts[0].kind in allowed:
            for name in entry.exercises:
                yield from (text.text for text in texts(KNOWLEDGE.exercise(name)))


@cache
def _banned(urgency: str) -> frozenset[str]:
    """What is not to be read where it is so urgent."""
    allowed = set(KNOWLEDGE.kinds.stands[urgency])
    standing_texts = {text.text for text in texts(KNOWLEDGE) if text.kind in allowed}
    standing_texts |= set(_said_as_relief(allowed))
    spoken = {text.text for text in texts(KNOWLEDGE) if text.kind not in allowed}
    return frozenset(spoken - standing_texts)


@pytest.mark.parametrize(("flag", "group"), SIGNS, ids=lambda value: getattr(value, "id", ""))
@settings(max_examples=15)
@given(answers=others, sets=SETS)
def test_a_sign_forbids_kinds_in_answer_and_print_whatever_else_was_said(  # type: ignore[no-untyped-def]
    flag, group, answers: Answers, sets
) -> None:
    result = triage(_with(flag, group, answers), sets)
    assert RANK.index(result.urgency) <= RANK.index(flag.urgency)
    assert set(kinds_in(result)) <= set(KNOWLEDGE.kinds.stands[result.urgency])
    assert {"sign", "action", "disclaimer"} <= set(kinds_in(result))
    assert flag.id in {one.id for one in result.red_flags}
    banned = _banned(result.urgency)
    for everything in (False, True):
        printed = re.sub(r"\s+", " ", render_why(result, everything=everything))
        assert [text for text in banned if text in printed] == []
    assert result.plan is None


@settings(max_examples=60)
@given(answers=others, sets=SETS)
def test_now_is_the_sign_the_action_and_nothing_more(answers: Answers, sets) -> None:  # type: ignore[no-untyped-def]
    result = triage(replace(answers, chosen=answers.chosen | {"signs.chest"}), sets)
    printed = {re.sub(r"\s+", " ", render_why(result, everything=e)) for e in (False, True)}
    (only,) = printed
    for flag in result.red_flags:
        for part in (
            flag.title,
            flag.text.text if flag.text else "",
            flag.see.text if flag.see else "",
        ):
            only = only.replace(part, "")
    only = only.replace(result.disclaimer.text, "").replace("You also told us:", "")
    assert re.sub(r"[\s.;]", "", only) == "FIRSTOFALL"


@settings(max_examples=100)
@given(answers=harmless)
def test_without_a_sign_nothing_is_forbidden_but_comfort_where_it_is_not_ordinary(
    answers: Answers,
) -> None:
    result = triage(answers)
    assert result.urgency == "none"
    kinds = set(kinds_in(result))
    assert kinds <= set(KNOWLEDGE.kinds.stands["none"])
    if answers.chosen & set(KNOWLEDGE.answer.not_ordinary):
        assert "comfort" not in kinds


@settings(max_examples=60)
@given(answers=harmless, kinds=st.frozensets(st.sampled_from(KNOWLEDGE.kinds.stands["none"])))
def test_what_is_taken_out_is_really_gone_and_the_rest_stays(answers: Answers, kinds) -> None:  # type: ignore[no-untyped-def]
    whole = triage(answers)
    left = standing(whole, kinds)
    assert set(kinds_in(left)) <= kinds
    assert standing(left, kinds) == left
    assert standing(whole, frozenset(KNOWLEDGE.kinds.stands["none"])) == whole


def test_what_the_urgencies_let_stand() -> None:
    stands = {level: set(kinds) for level, kinds in KNOWLEDGE.kinds.stands.items()}
    assert stands["now"] == {"sign", "action", "disclaimer"}
    assert stands["today"] == {"sign", "action", "disclaimer"}
    assert not stands["soon"] & {"comfort", "cue", "plan", "relief", "hands_on"}
    assert "gentle" in stands["soon"]
    assert all("disclaimer" in kinds for kinds in stands.values())


@pytest.mark.parametrize("place", sorted(KNOWLEDGE.kinds.of))
def test_a_sentence_without_a_kind_is_refused(place: str) -> None:
    tables = read_files()
    places = {name: kind for name, kind in tables["kinds"]["of"].items() if name != place}
    kinds = Kinds.model_validate({"stands": tables["kinds"]["stands"], "of": places})
    if "." in place or place in ("relief", "flags"):
        return  # another place gives it a kind, or every sentence names its own
    with pytest.raises(ValidationError, match=r"kind\n\s+Field required"):
        Knowledge.model_validate(kinds.given_to(tables))


def test_the_printed_plan_holds_only_what_may_stand() -> None:
    plan = triage(Answers.of({"life": ["no_back_work"], "kind": ["ache"]})).plan
    assert plan is not None
    assert set(kinds_in(replace(plan, cautions=()))) <= {"plan", "cue", "disclaimer"}
    assert set(kinds_in(plan.cautions)) <= {"help", "relief"}
    for page in (plan_markdown(plan), plan_html(plan)):
        assert plan.disclaimer.text in page
