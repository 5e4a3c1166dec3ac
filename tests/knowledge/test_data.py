"""The data files hold the whole inventory, and broken ones are refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from formcheck.analysis import Fault
from formcheck.findings.fault_table import FAULTS
from formcheck.guidance import set_summary
from formcheck.guidance.explanation import explain
from formcheck.knowledge import Knowledge, load_knowledge
from formcheck.knowledge.schema import texts
from formcheck.soreness import plan, triage
from formcheck.soreness.background import emitted
from tests.knowledge.dangling import item_ids, problems
from tests.knowledge.inventory import (
    DISAGREEMENTS,
    HOW_TO_FACTS,
    INVENTORY,
    NAMED_ANATOMY,
    NAMED_EXERCISES,
)
from tools.knowledge_index import item_sources

KNOWLEDGE = load_knowledge()


def test_every_item_of_the_inventory_is_there_and_no_other() -> None:
    assert item_ids(KNOWLEDGE) == set(INVENTORY)


@pytest.mark.parametrize("item", INVENTORY)
def test_every_item_carries_its_articles(item: str) -> None:
    assert set(INVENTORY[item].split()) <= set(item_sources(KNOWLEDGE)[item])


@pytest.mark.parametrize("name", DISAGREEMENTS)
def test_every_disagreement_names_both_sides(name: str) -> None:
    entry = KNOWLEDGE.disagreement(name)
    said = {code for text in (*entry.said, entry.reading) for code in text.sources}
    assert set(DISAGREEMENTS[name].split()) <= said


def test_no_disagreement_is_missing() -> None:
    assert {entry.id for entry in KNOWLEDGE.disagreements} == set(DISAGREEMENTS)


def test_every_text_has_a_known_source() -> None:
    known = {source.code for source in KNOWLEDGE.sources}
    assert {"000", "001", "002", "003"} <= known
    for text in texts(KNOWLEDGE):
        assert text.sources, text.text
        assert set(text.sources) <= known, text.text


def test_every_fault_that_can_be_found_has_guidance_and_no_other() -> None:
    assert {entry.code for entry in KNOWLEDGE.faults} == emitted() < set(get_args(Fault))


@pytest.mark.parametrize("name", NAMED_EXERCISES)
def test_every_named_exercise_is_there(name: str) -> None:
    assert any(name in exercise.name.lower() for exercise in KNOWLEDGE.exercises)


@pytest.mark.parametrize("name", NAMED_ANATOMY)
def test_every_named_muscle_and_structure_is_there(name: str) -> None:
    assert any(name in part.name.lower() for part in KNOWLEDGE.anatomy)


@pytest.mark.parametrize("exercise_id", HOW_TO_FACTS)
def test_how_an_exercise_is_done_keeps_the_facts(exercise_id: str) -> None:
    exercise = KNOWLEDGE.exercise(exercise_id)
    said = " ".join(step.text for step in exercise.steps).lower()
    said += exercise.dose.text.lower()
    assert [fact for fact in HOW_TO_FACTS[exercise_id] if fact not in said] == []


def test_a_dose_is_an_article_s_only_where_one_gives_it() -> None:
    ours = {e.id for e in KNOWLEDGE.exercises if e.dose.sources == ("formcheck",)}
    given = {e.id: set(e.dose.sources) for e in KNOWLEDGE.exercises if e.id not in ours}
    assert given == {"peanut": {"001"}, "light_front_squat": {"001"}}


def test_a_fault_s_drills_are_of_the_lift_that_shows_it() -> None:
    for fault in KNOWLEDGE.faults:
        for lift in ("squat", "deadlift"):
            full = explain(fault.code, lift=lift)
            assert full is not None
            for drill in (*full.drills, *full.warm_up, *full.strength):
                lifts = KNOWLEDGE.exercise(drill.id).lifts
                assert not lifts or lift in lifts
        assert any(explain(fault.code, lift=lift).drills for lift in ("squat", "deadlift"))  # type: ignore[union-attr]


def test_what_rounds_or_shrugs_under_load_says_that_it_is_for_later() -> None:
    marked = [e for e in KNOWLEDGE.exercises if e.loaded_flexion_or_shrug]
    assert {e.id for e in marked} == {"moving_blackburn", "sweatt_shrug"}
    assert all("Not while you are sore" in e.dose.text for e in marked)
    named = {name for f in KNOWLEDGE.faults for name in (*f.drills, *f.warm_up, *f.strength)}
    assert not named & {e.id for e in marked}, "somebody whose back rounds is not told to round it"


def test_no_picture_belongs_to_a_step_that_is_not_there() -> None:
    for exercise in KNOWLEDGE.exercises:
        steps = [position.step for position in exercise.positions]
        assert steps == sorted(steps)
        assert steps[-1] <= len(exercise.steps)


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_each_measured_fault_raises_one_reason_more_than_the_others(lift: str) -> None:
    own = [KNOWLEDGE.weights.own_faults(reason.id, lift) for reason in KNOWLEDGE.reasons]
    for fault in emitted(lift):
        # to stop short of depth makes no upper back sore
        assert sum(fault in faults for faults in own) == (fault != "shallow_depth"), fault


def test_a_clean_set_speaks_only_against_what_a_set_is_looked_at_for() -> None:
    weights = KNOWLEDGE.weights
    for reason in KNOWLEDGE.reasons:
        own = weights.own_faults(reason.id, "squat") | weights.own_faults(reason.id, "deadlift")
        looked = own & set(weights.looked_for)
        assert bool(looked) == bool(weights.reasons[reason.id].clean), reason.id


def test_what_a_set_is_looked_at_for_is_in_the_table_of_faults() -> None:
    """A fault that nothing judges would make every set a clean one."""
    assert KNOWLEDGE.weights.looked_for
    assert set(KNOWLEDGE.weights.looked_for) <= {row.fault for row in FAULTS}


def test_the_summary_of_a_set_has_every_phrase_that_it_names_and_no_other() -> None:
    """By its code: a phrase that only a rare set needs would be missed there alone."""
    named = {"same_place"}  # of the next clip
    for node in ast.walk(ast.parse(Path(set_summary.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_phrase":
            named |= _texts_in(node.args[0])
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "which":
            named |= _texts_in(node.value)
    assert named == set(KNOWLEDGE.phrases)


def test_the_answer_has_every_text_that_it_names_and_no_other() -> None:
    code = "".join(Path(module.__file__).read_text("utf-8") for module in (plan, triage))
    named = re.findall(r'\btexts\["(\w+)"\]', code)
    assert set(named) == set(KNOWLEDGE.answer.texts)


def _texts_in(code: ast.expr) -> set[str]:
    found = (node.value for node in ast.walk(code) if isinstance(node, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def _change(path: tuple[str | int, ...], value: object) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        *way, last = path
        place: Any = data
        for step in way:
            place = place[step]
        place[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_change(("causes", 0, "sources"), []), "at least 1 item"),
        (_change(("faults", 0, "code"), "nonsense"), "faults.0.code"),
        (_change(("topics", 0, "items"), ["Z1"]), "String should match pattern"),
        (_change(("flags", 0, "kind"), "nonsense"), "flags.0.kind"),
        (_change(("weights", "reasons", "facet", "clean"), 1.0), "less than or equal to 0"),
        (_change(("phrases", "no_reps"), 7), "phrases.no_reps"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(
    change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    data = KNOWLEDGE.model_dump(mode="json")
    assert Knowledge.model_validate(data) == KNOWLEDGE
    change(data)
    with pytest.raises(ValidationError, match=complaint.replace(".", r"\.")):
        Knowledge.model_validate(data)


def test_no_id_is_given_twice_or_names_nothing() -> None:
    """Asked of the files here, and not at each start of everybody's formcheck."""
    assert problems(KNOWLEDGE) == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_change(("causes", 0, "sources"), ["009"]), "source '009'"),
        (_change(("causes", 0, "id"), "F2"), "'F2' is given twice"),
        (_change(("causes", 0, "id"), "F31"), "item 'F1' is not known"),
        (_change(("faults", 0, "cues"), ["brace", "nonsense"]), "cue 'nonsense'"),
        (_change(("faults", 0, "drills"), ["nonsense"]), "exercise 'nonsense'"),
        (_change(("faults", 0, "muscles", 0, "id"), "nonsense"), "anatomy 'nonsense'"),
        (_change(("relief", 1, "disagreement"), "nonsense"), "disagreement 'nonsense'"),
        (_change(("flags", 0, "when"), [["signs.nonsense"]]), "answer 'signs.nonsense'"),
        (_change(("causes", 0, "asked_by"), ["form.nonsense"]), "answer 'form.nonsense'"),
        (_change(("plan", "later"), ["nonsense"]), "exercise 'nonsense'"),
        (_change(("weights", "reasons", "facet", "answers"), {"kind.no": 1}), "answer 'kind.no'"),
        (_change(("weights", "reasons", "other"), {}), "reason 'other'"),
    ],
)
def test_an_id_that_dangles_is_found(
    change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    data = KNOWLEDGE.model_dump(mode="json")
    change(data)
    assert any(complaint in said for said in problems(Knowledge.model_validate(data)))


def test_what_asks_for_less_weight_says_so_in_its_data() -> None:
    """Two such sentences do not stand beside each other among the first things to do."""
    says = [*(cue.says for cue in KNOWLEDGE.cues), *(one.next for one in KNOWLEDGE.reasons)]
    texts = [text for each in says for text in each]
    assert {text.text for text in texts if "weight off" in text.text} == KNOWLEDGE.lighter


def test_signs_that_send_to_the_same_say_it_alike_and_how_strictly() -> None:
    """Their sentences become one, which begins as the strictest of them does."""
    sent: dict[str, set[tuple[int, str]]] = {}
    for flag in KNOWLEDGE.signs:
        begin = re.split(r"(?<=\.) ", flag.see.text)[0]
        sent.setdefault(flag.see.to, set()).add((flag.see.strict, begin))
    assert {to: sorted(strict for strict, _ in said) for to, said in sent.items()} == {
        "emergency_number": [0], "emergency_room": [0], "midwife_now": [0], "midwife_today": [0],
        "doctor_today": [0, 1, 1], "doctor_soon": [0, 1, 1, 1, 2, 3],
    }  # fmt: skip
    for said in sent.values():
        begins = {re.split("[.,]", text.replace(" or a physical therapist", ""))[0]
                  for _, text in said}  # fmt: skip
        assert len(begins) == 1
    assert min(strict for strict, said in sent["doctor_soon"] if "therapist" not in said) > max(
        strict for strict, said in sent["doctor_soon"] if "therapist" in said
    )
