"""English as a lifter says it: phrases that were retired stay away, and a fault has one name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from formcheck.findings.fault_table import faults_of
from formcheck.knowledge import load_knowledge
from formcheck.metrics.table import METRICS
from formcheck.report.html import render_html
from formcheck.report.text import render_text
from formcheck.report.words import REASONS, VIEWS, fault_name
from formcheck.thresholds import Thresholds, limits_table
from tests import wording
from tests.examples import all_examples

RETIRED = re.compile(
    r"for 1 that|\bcalm(er|est)?\b|witness|with all it has|hardest point|struck out|midsection|"
    r"\btrunk\b(?! lean in the squat)|held .{0,12}differently|head carriage|"
    r"(?<!on the )(?<!on its )\bway (up|down)\b|half widths?|half as much again|gets? loose|"
    r"above parallel|"
    r"\bshallow\b|knees (fall|fell|move[sd]?|moving) (in|inward|toward)|you turned before|"
    r"pays for what|momentum in place|weak helpers|medicine from the shelf|pictures of the inside|"
    r"mends? your|thigh only|\bstand-in\b|seasoned|\bown (calm|straight|wid|low)|"
    r"at the turn\b|defect in formcheck|any more\b|\bfrom nearer\b|centre|"
    r"good morning: |hips shoot up|(lift|deadlift|pull)s? opens|"
    r"in the next days|leave the start|first rep already|from rest to rest|weight with which|"
    r"still stretches",
    re.IGNORECASE,
)
NO_ZERO = re.compile(r"(?<![\w./%{:])[-−+±]?\.\d")
FILES = sorted(path.stem for path in wording.KNOWLEDGE.glob("*.toml"))
EXAMPLES = all_examples()


def test_the_patterns_find_what_they_are_for() -> None:
    for said in (
        "Hips rose, for 1 that the chest rose",
        "further than in your calmest rep",
        "breathe out past the hardest point",
        "You held your head differently",
        "the clip does not show the whole way up",
        "the trunk was hidden",
        "Knees move in by",
    ):
        assert RETIRED.search(said), said
    for said in ("Knees out on the way up.", "Your torso leaned 52° from upright."):
        assert not RETIRED.search(said), said
    assert [bool(NO_ZERO.search(s)) for s in (".05 torso", "by -.4°", "0.05", "1.5", "a.3gp")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def _wrong(said: str) -> list[str]:
    return [m.group() for pattern in (RETIRED, NO_ZERO) for m in pattern.finditer(said)]


@pytest.mark.parametrize("name", FILES)
def test_knowledge_says_it_as_a_lifter_does(name: str) -> None:
    texts = list(wording.of_knowledge(f"{name}.toml"))
    assert texts
    assert {text: wrong for text in texts if (wrong := _wrong(text))} == {}


def test_code_says_it_as_a_lifter_does() -> None:
    said = {(path.name, text) for path in wording.modules() for text in wording.of_code(path)}
    assert len(said) > 500
    assert sorted(each for each in said if _wrong(each[1])) == []


def test_labels_and_limits_say_it_as_a_lifter_does() -> None:
    said = [text for words in METRICS.values() for text in (words.label, words.short, words.noun)]
    said += [*REASONS.values(), *VIEWS.values()]
    said += [text for row in limits_table() for text in (row.about.label, row.about.reason)]
    assert {text: wrong for text in said if (wrong := _wrong(text))} == {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_reports_say_it_as_a_lifter_does(name: str) -> None:
    assert _wrong(render_text(EXAMPLES[name])) == []
    assert _wrong(wording.of_page(render_html(EXAMPLES[name]))) == []


def test_templates_say_it_as_a_lifter_does() -> None:
    said = {
        path.name: wording.of_page(path.read_text(encoding="utf-8"))
        for path in wording.TEMPLATES.glob("*.html.j2")
    }
    assert said
    assert {name: wrong for name, text in said.items() if (wrong := _wrong(text))} == {}


@pytest.mark.parametrize(
    "page",
    [wording.ROOT / "README.md", *sorted((wording.ROOT / "docs").rglob("*.md"))],
    ids=lambda page: page.name,
)
def test_decimals_of_the_documentation_carry_their_zero(page: Path) -> None:
    assert NO_ZERO.findall(wording.of_markdown(page)) == []


def test_a_fault_has_one_name() -> None:
    for fault in load_knowledge().faults:
        assert fault_name(fault.code).lower() == fault.title.lower()


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
@pytest.mark.parametrize("variant", ["unknown", "low_bar", "front", "romanian"])
def test_the_limits_of_a_fault_begin_with_its_name(lift: str, variant: str) -> None:
    labels = {row.name: row.about.label for row in limits_table()}
    assert set(labels) == set(Thresholds.model_fields)
    for row in faults_of(lift):
        entry = load_knowledge().fault(row.fault)
        assert entry is not None
        for name in (name for rule in row.rules_of(variant) for name in rule.names):
            assert labels[name].startswith(entry.title), (name, labels[name])
