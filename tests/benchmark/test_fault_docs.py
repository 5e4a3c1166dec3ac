"""docs/faults.md is what the tables in code say, and the table of faults is whole."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import get_args

from formcheck import findings
from formcheck.analysis import Fault
from formcheck.benchmark.labels import METRICS, REP_KEYS, parse_label
from formcheck.findings.caps import CAPS
from formcheck.findings.fault_table import FAULTS
from formcheck.thresholds import Thresholds
from scripts.build_fault_docs import TARGET, render

FACTS = Path(__file__).parents[1] / "core/truth/facts.json"
WITHOUT_RULES = {"shoulders_forward_setup", "hips_too_far_back", "trunk_wobble"}
"""Codes of the document that nothing judges yet."""


def test_the_page_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == render()


def test_every_fault_stands_in_the_table_once():
    assert {row.fault for row in FAULTS} == set(get_args(Fault)) - WITHOUT_RULES
    assert len(FAULTS) == len({row.fault for row in FAULTS})


def test_every_condition_asks_for_a_limit_that_exists():
    for row in FAULTS:
        for condition in row.conditions():
            assert condition.limit in Thresholds.model_fields, row.fault
        assert list(row.conditions()), row.fault


def test_every_cap_is_named_by_a_row_or_holds_in_every_fault():
    assert {name for row in FAULTS for name in row.caps} == {c.name for c in CAPS if not c.always}


def test_no_code_of_a_verdict_asks_which_fault_it_has():
    """What parts one fault from another is in its row, where docs and pages read it, too."""
    codes = {row.fault for row in FAULTS}
    for path in Path(findings.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and path.stem != "fault_table":
                assert node.value not in codes, path.name


def test_truth_quantities_are_in_the_truth_of_rendered_clips():
    clips = json.loads(FACTS.read_text(encoding="utf-8"))
    reps = [rep for clip in clips for rep in clip["reps"]]
    asked_for = {"heel_deg", "gaze_deg"}  # not measured
    for row in FAULTS:
        if row.truth is not None and row.truth.quantity not in asked_for:
            assert all(row.truth.quantity in rep for rep in reps), row.fault
    keys = {key for rep in reps for key in rep["faults"]}
    assert keys <= set(REP_KEYS)


def test_the_truth_is_what_its_definition_says():
    """Each measured truth follows from its quantity and limit, on every rendered rep."""
    alone = {"excessive_lean", "hips_shoot", "shrug", "knees_in", "upper_back_rounding"}
    rows = [row for row in FAULTS if row.fault in alone]
    for clip in json.loads(FACTS.read_text(encoding="utf-8")):
        for rep in clip["reps"]:
            for row in rows:
                truth = row.truth
                assert truth is not None
                if clip["lift"] in row.lifts:
                    beyond = rep[truth.quantity] >= truth.limit
                    assert (truth.key in rep["faults"]) == beyond, (clip["name"], row.fault)


def test_rendered_truths_are_labels_and_tell_most_metrics():
    labels = [parse_label(raw, raw["name"]) for raw in json.loads(FACTS.read_text())]
    assert sum(label.count for label in labels) == 158
    with_truth = {
        m.metric for m in METRICS for c in labels for r in c.reps if m.of(r, c) is not None
    }
    assert {m.metric for m in METRICS} - with_truth == {"hip_travel_torso"}
