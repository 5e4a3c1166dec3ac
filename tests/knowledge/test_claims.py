"""Nothing is called measured that no rule can find in a clip."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import formcheck
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Cause
from formcheck.soreness.background import claims, emitted, item_entries
from tools.knowledge_index import where_met

KNOWLEDGE = load_knowledge()
FINDINGS = Path(formcheck.__file__).parent / "findings"
NEVER_FOUND = ("shoulders_forward_setup", "hips_too_far_back", "trunk_wobble")


def _named_in_the_code() -> set[str]:
    """Faults that the findings package writes into a rule, a constant or a finding."""
    known = {entry.code for entry in KNOWLEDGE.faults}
    named = set()
    for path in FINDINGS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                named.add(str(node.value))
    return named


def test_what_can_be_found_is_what_the_rules_name() -> None:
    assert emitted() == _named_in_the_code()
    assert not emitted() & set(NEVER_FOUND)


@pytest.mark.parametrize("cause", KNOWLEDGE.causes, ids=lambda cause: cause.id)
def test_a_claim_rests_on_a_rule_or_on_an_answer_that_counts(cause: Cause) -> None:
    said = claims(cause)
    assert ("measured" in said) == bool(emitted() & set(cause.measured_by))
    if "hint" in said:
        assert emitted() & set(cause.hinted_by)
    weights = KNOWLEDGE.weights.reasons
    reasons = [reason.id for reason in KNOWLEDGE.reasons if cause.id in reason.items]
    for key in cause.asked_by:
        assert any(weights[name].answers.get(key, 0) > 0 for name in reasons), key


@pytest.mark.parametrize(
    ("item", "badge"),
    [
        ("F1", "measured in the video, we ask you"),
        ("F3", "we ask you"),
        ("F6", "we ask you"),
        ("F7", "we ask you"),
        ("F8", "we ask you"),
        ("F9", "we ask you"),
        ("F13", "we ask you"),
        ("F25", "we ask you"),
        ("F29", "we ask you"),
        ("F30", "good to know"),
    ],
)
def test_badges(item: str, badge: str) -> None:
    assert [entry.seen_by for entry in item_entries(item)] == [badge]


def test_the_documentation_sends_nobody_to_a_finding_that_is_never_made() -> None:
    met = where_met(KNOWLEDGE)
    for item in ("F3", "F6", "F7", "F13", "X2", "C6", "C9"):
        assert [place for place in met[item] for code in NEVER_FOUND if code in place] == []
    assert not {entry.code for entry in KNOWLEDGE.faults} & set(NEVER_FOUND)
    for reason in KNOWLEDGE.weights.reasons.values():
        assert set(reason.findings) <= emitted()
