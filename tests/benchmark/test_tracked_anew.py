"""A rule of extraction is left out where it does anything, and no task is done twice."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.ablate import extraction_rule, tracked_anew
from benchmarks.ablate.extraction import RULES
from benchmarks.ablate.extraction_rule import Rule, rule
from benchmarks.ablate.figures import Judged, of_check
from benchmarks.ablate.page import EXTRACTION, TITLES
from benchmarks.ablate.taken_out import edit, put
from benchmarks.ablate.tracked_anew import Clip, MemoPool, line_of, tried
from formcheck.extraction import identity, people
from formcheck.extraction.background import TripodEvidence
from tests.benchmark.documents import label

DONE: list[int] = []


def counted(value: int) -> int:
    DONE.append(value)
    return value + 1


def named(text: str) -> Rule:
    (found,) = (rule for rule in RULES if rule.label == text)
    return found


def everything() -> list[int]:
    modules = [m for name, m in list(sys.modules.items()) if name.startswith("formcheck.")]
    classes = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__.startswith("formcheck.")
    ]
    return [id(value) for place in [*modules, *classes] for value in vars(place).values()]


def test_every_rule_has_a_name_of_its_own_and_is_back_afterwards():
    assert len({rule.label for rule in RULES}) == len(RULES)
    before = everything()
    for each in RULES:
        with each.left_out():
            assert everything() != before, each.label
        with each.watching(lambda: None):
            pass
    assert everything() == before


def test_a_task_is_done_once_and_anew_only_inside_of_what_a_rule_changes(tmp_path: Path):
    DONE.clear()
    tasks = [(counted, 1), (counted, 2)]
    assert MemoPool(tmp_path).run(tasks) == [2, 3]
    assert MemoPool(tmp_path).run(tasks) == [2, 3]
    assert DONE == [1, 2]
    assert MemoPool(tmp_path, ("another",), "a rule").run(tasks) == [2, 3]
    assert DONE == [1, 2]
    assert MemoPool(tmp_path, ("counted",), "a rule").run(tasks) == [2, 3]
    assert MemoPool(tmp_path, ("counted",), "a rule").run(tasks) == [2, 3]
    assert DONE == [1, 2, 1, 2]
    MemoPool(tmp_path, all_anew=True).run(tasks)
    assert len(DONE) == 6


def test_a_rule_acts_where_its_function_gives_anything_else():
    notes: list[str] = []
    never = rule("never upside down", put(people, upside_down=lambda _: False))
    poses = np.zeros((33, 2))
    poses[27:29, 1] = 2.0  # ankles below everything
    with never.watching(lambda: notes.append("acts")):
        people.upside_down(poses)
        assert not notes
        people.upside_down(-poses)
    assert notes == ["acts"]


def test_a_rule_that_breaks_something_when_it_is_gone_acts():
    notes: list[str] = []
    broken = rule("divided", put(identity, in_place=lambda *_: 1 // 0))
    prior = identity.TrackPrior(np.zeros(1), np.zeros((1, 2)), np.zeros((1, 4)), 1.0)
    with broken.watching(lambda: notes.append("acts")):
        identity.in_place(np.zeros((33, 2)), 0.0, prior)
    assert notes == ["acts"]


def test_a_rule_acts_where_a_result_is_as_it_says():
    notes: list[str] = []
    each = rule("upside down", acts=(people, "upside_down", bool))
    standing = np.zeros((33, 2))
    standing[27:29, 1] = 2.0
    with each.watching(lambda: notes.append("acts")):
        people.upside_down(standing)
        assert not notes
        people.upside_down(-standing)
    assert notes == ["acts"]


def test_a_method_and_a_property_can_be_edited():
    with edit(MemoPool._done, "pickle.loads(file.read_bytes())", "'edited'")():
        assert MemoPool._done.__name__ == "_done"
    tripod = named("camera: some of the background stays")
    with tripod.left_out():
        assert not TripodEvidence.__new__(TripodEvidence).stands


def clip(name: str, *touched: str) -> Clip:
    return Clip(Path(name), label(), of_check(label(), None), set(touched))


def test_of_many_clips_some_are_tried_by_chance_and_always_the_same():
    each = rule("each")
    clips = [clip(f"{n}.mp4", *(["each"] if n % 2 else [])) for n in range(20)]
    assert len(tried(each, clips, 40)) == 10
    some = tried(each, clips, 4)
    assert len(some) == 4
    assert some == tried(each, clips[::-1], 4)
    assert {c.path.name for c in some} != {"1.mp4", "3.mp4", "5.mp4", "7.mp4"}


def test_a_row_says_in_how_many_clips_a_rule_was_tried():
    each = rule("each")
    clips = [clip(f"{n}.mp4", "each") for n in range(3)]
    moved: dict[Path, Judged] = {clips[0].path: Judged(clips[0].judged.score, "something else")}
    assert line_of(each, clips, moved)[:3] == ("each", "1", "0/3")
    assert line_of(each, clips, moved)[-1] == "3 (1 tried)"
    assert line_of(each, clips, {c.path: c.judged for c in clips})[-1] == "3"


def test_tasks_that_rules_name_are_tasks_of_extraction():
    names = {name for rule in RULES for name in rule.anew}
    found = {
        name for module in list(sys.modules.values()) for name in vars(module) if name in names
    }
    of_search = {"rated_guesses", "plate_rims"}
    assert names - of_search <= found
    assert "extraction" in TITLES
    assert "tracked_anew" in EXTRACTION


def test_a_clip_without_a_label_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "nobody_knows.mp4"
    path.touch()
    assert list(tracked_anew.labelled([path])) == []
    assert "no label" in capsys.readouterr().err
    assert extraction_rule.rule("a rule").stage == "extraction"
