"""A rule that is left out is out everywhere, only for a while, and costs what it would anyway."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from benchmarks import store
from benchmarks.ablate.__main__ import ALL_RULES, RULES, Clip, rows, third_of_check
from benchmarks.ablate.figures import of_check
from benchmarks.ablate.kept import KEPT, TO_BE_LOOKED_AT
from benchmarks.ablate.page import PAGE, page, rows_of
from benchmarks.ablate.stages import judged
from benchmarks.ablate.taken_out import STAGES, Out, edit, put
from formcheck.findings import fault_table
from formcheck.metrics import neck, rounding
from formcheck.observation import tracks
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.reps import rep_window, timing
from tests import stick
from tests.benchmark.documents import label
from tests.observed import observed

SEEN = observed(stick.film(stick.squat(stick.paced(3), tip_deg=[0, 16, 0])), runtime="mediapipe 0")
MOVE = {
    "motion": "lone joints far from their neighbors",
    "reps": "times: timed on the hips",
    "fit": "fit: heavy tails",
    "body": "gain: the clip has a bias",
    "metrics": "depth: weighed with what lifters do",
    "findings": "a good morning is a joint event",
}


def named(text: str) -> Out:
    (out,) = (rule for rule in RULES if rule.label == text)
    return out


def everything() -> dict[tuple[str, str], int]:
    return {
        (module, name): id(value)
        for module in list(sys.modules)
        if module.startswith("formcheck.")
        for name, value in vars(sys.modules[module]).items()
    } | {
        (patched.__name__, name): id(value)
        for patched in (rep_window.RepWindow, tracks.CameraTrack)
        for name, value in vars(patched).items()
    }


def test_every_rule_has_a_name_of_its_own_and_is_back_afterwards():
    assert len({(rule.stage, rule.label) for rule in RULES}) == len(RULES)
    assert {rule.stage for rule in RULES} == set(STAGES)
    kept = {(stage, label) for stage, labels in KEPT.items() for label in labels}
    assert kept <= {(rule.stage, rule.label) for rule in ALL_RULES}
    before = everything()
    for rule in RULES:
        with rule.left_out():
            assert everything() != before
    assert everything() == before


def test_the_page_has_one_row_of_each_rule_and_a_reason_where_none_speaks_for_it():
    text = PAGE.read_text(encoding="utf-8")
    kept = rows_of(text)
    assert set(kept) == {(rule.stage, rule.label) for rule in ALL_RULES}
    assert page(ALL_RULES, kept) == text
    assert TO_BE_LOOKED_AT not in text


def test_a_row_that_is_read_anew_takes_the_place_of_the_old_one():
    kept = rows_of(PAGE.read_text(encoding="utf-8"))
    key = ("findings", "a fall")
    anew = page(ALL_RULES, kept | {key: (*kept[key][:-1], "2030-01-01")})
    assert rows_of(anew) == kept | {key: (*kept[key][:-1], "2030-01-01")}


def test_a_limit_changes_wherever_it_was_imported():
    with put(rep_window, MOST_UNSEEN_SHARE=1.0)():
        assert neck.MOST_UNSEEN_SHARE == 1.0
    assert neck.MOST_UNSEEN_SHARE < 1.0


def test_equal_integers_are_not_one_limit():
    with put(rounding, LEAST_COMPARED=1)():
        assert neck.LEAST_COMPARED == 3


def test_a_text_that_does_not_stand_there_is_an_error():
    with pytest.raises(ValueError, match="0 times"):
        edit(timing.timed, "no such text", "")


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_kept_of_earlier_stages_changes_no_document(stage):
    whole = judged(SEEN)
    out = named(MOVE[stage])
    kept = judged(SEEN, whole, out)
    with out.left_out():
        anew = judge(SEEN, Options())
    assert kept is not whole
    assert kept.document.reps == anew.reps
    assert kept.document.set == anew.set


def test_a_rule_that_moves_a_clip_is_counted_with_what_it_was_before():
    way = judged(SEEN)
    found = of_check(label({"faults": []}, {"faults": []}, {"faults": []}), way.document)
    among = [Clip(label(), SEEN, way, found)]
    unflagged = tuple(
        replace(row, flagged_from=2.0, hidden_from=None) for row in fault_table.FAULTS
    )
    rule = Out("findings", "flagged never", (put(fault_table, FAULTS=unflagged),))
    ((_, line),) = rows([rule], among)
    assert line[:2] == ("flagged never", "1")
    ((_, line),) = rows([Out("findings", "nothing", ())], among)
    assert line[1] == "0"


def test_a_third_of_the_lifters_is_a_third_of_the_clips_or_so():
    every = sum(1 for _ in store.truths("check"))
    assert 0.25 < len(third_of_check()) / every < 0.4
