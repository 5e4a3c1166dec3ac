"""Everything in the data files is met by somebody: gathered from real answers, not from ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from runpy import run_path

import pytest

from formcheck.guidance.explanation import explain
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import DIAGRAMS
from formcheck.knowledge.entries import Exercise, Text
from formcheck.knowledge.schema import texts
from formcheck.soreness.answers import Answers
from formcheck.soreness.background import item_entries, topic_entries, words_in
from formcheck.soreness.plan import clock, open_question
from formcheck.soreness.triage import triage
from tests.examples import clean_squat_set, front_view_squat_set
from tests.knowledge.build import finding, judged, one_set, rep
from tests.knowledge.dangling import answer_keys
from tests.knowledge.inventory import INVENTORY
from tools.knowledge_index import where_met

KNOWLEDGE = load_knowledge()
ROOT = Path(__file__).resolve().parents[2]


def _said(value: object) -> Iterator[str]:
    if isinstance(value, Text):
        yield value.text
    elif isinstance(value, Exercise):
        yield from (text.text for text in texts(value))
    elif is_dataclass(value):
        for field in fields(value):
            yield from _said(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _said(part)


@cache
def _everything_shown() -> frozenset[str]:
    """What findings, answers, the clock, plans and background pages say, taken together."""
    shown: list[object] = [
        explain(fault, lift=lift, variant=variant) for fault, lift, variant in judged()
    ]
    leg_lifts = ("lifts.back_squat", "lifts.front_squat", "lifts.deadlift")
    shown.append(triage(Answers()))
    shown.append(triage(Answers(frozenset({"sides.one_side"}))))
    shown.append(triage(Answers(frozenset({"sides.one_side", "kind.tight"}))))
    for key in answer_keys(KNOWLEDGE):
        shown += [triage(Answers(frozenset({key, lift}))) for lift in leg_lifts]
        shown.append(triage(Answers(frozenset({key}))))
    upper = ("lifts.overhead", "lifts.bench")
    shown += [
        triage(Answers(frozenset({key, one}))) for one in upper for key in answer_keys(KNOWLEDGE)
    ]
    groups = [group for flag in KNOWLEDGE.signs for group in flag.when if len(group) > 1]
    shown += [triage(Answers(frozenset(group))) for group in groups]
    shown.append(triage(Answers(frozenset({"kind.ache"}), 100)))
    for one in (clean_squat_set(), front_view_squat_set()):
        shown.append(triage(Answers(frozenset({"kind.ache"})), [one]))
    shown.append(triage(Answers(frozenset({"trend.worse"}), 20)))
    muscle = {"kind.ache", "sides.both", "lifts.front_squat"}
    shown += [triage(Answers(frozenset({*muscle, key}))) for key in ("signs.none", "new.new_lift")]
    shrug = one_set(rep(1, finding("shrug", "severe")))
    shown += [triage(Answers(), [one]) for one in (shrug, clean_squat_set())]
    shown.append(triage(Answers(frozenset({"where.between_blades"})), [shrug]))
    shown += [clock(hours) for hours in (None, 0, 24, 60, 100)]
    for topic in KNOWLEDGE.topics:
        shown += [topic.intro, topic_entries(topic)]
        shown += [open_question(name) for name in topic.disagreements]
        shown += [text for name in topic.anatomy for text in texts(KNOWLEDGE.part(name))]
    said = {text for value in shown for text in _said(value)}
    said |= {word.meaning.text for word in words_in(said)}
    said |= {KNOWLEDGE.diagrams[name].caption.text for name in DIAGRAMS}
    return frozenset(said)


def test_every_text_is_shown_to_somebody() -> None:
    withheld = {text.text for cue in KNOWLEDGE.cues if not cue.barbell for text in cue.says}
    everything = {text.text for text in texts(KNOWLEDGE)}
    assert everything - _everything_shown() - withheld == set()


def test_nothing_withheld_is_shown() -> None:
    withheld = {text.text for cue in KNOWLEDGE.cues if not cue.barbell for text in cue.says}
    assert withheld & _everything_shown() == set()


@pytest.mark.parametrize("item", INVENTORY)
def test_every_item_is_met_on_a_page_or_in_an_answer(item: str) -> None:
    assert where_met(KNOWLEDGE)[item]
    if item != "S8":
        entries = list(item_entries(item))
        assert entries
        assert all(entry.sentences for entry in entries)


def test_the_documentation_is_up_to_date() -> None:
    render = run_path(str(ROOT / "scripts" / "build_knowledge_docs.py"))["render"]
    page = (ROOT / "docs" / "knowledge.md").read_text(encoding="utf-8")
    assert page == render(KNOWLEDGE), "run: python scripts/build_knowledge_docs.py"
    for item in INVENTORY:
        assert f"\n| {item} |" in page
