"""Label files: what they may say, and what happens when they say something else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from formcheck.benchmark.labels import ClipLabel, LabelError, parse_label, read_label

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs/examples/label.json"


def test_the_example_of_the_docs_is_a_label():
    label = read_label(EXAMPLE)
    assert (label.name, label.lift, label.count) == ("label", "squat", 3)
    assert [rep.codes for rep in label.reps] == [frozenset(), {"good_morning"}, None]
    shown = re.search(r"```json\n(.*?)```", (ROOT / "docs/benchmark.md").read_text(), re.DOTALL)
    assert json.loads(shown[1]) == json.loads(EXAMPLE.read_text())


def test_every_field_of_the_docs_is_in_the_schema():
    fields = {"synthetic"} | set(ClipLabel.model_json_schema()["properties"])
    rep = set(ClipLabel.model_json_schema()["$defs"]["RepLabel"]["properties"])
    named = re.findall(r"^\| (`.*?`(?:, `.*?`)*)", (ROOT / "docs/benchmark.md").read_text(), re.M)
    for name in (n for row in named for n in re.findall(r"`(.+?)`", row)):
        assert name.removeprefix("reps[].").split(".")[0] in fields | rep, name


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"lift": "bench"}, "lift"),
        ({}, "lift"),
        ({"lift": "squat", "reps": [{"faults": ["goodmorning"]}]}, "goodmorning"),
        ({"lift": "squat", "reps": [{"start_s": "soon"}]}, "reps.0.start_s"),
        ({"lift": "squat", "reps": [{"start_s": float("nan")}]}, "reps.0.start_s"),
        ({"lift": "squat", "reps": [{"lean_gain_deg": float("inf")}]}, "reps.0.lean_gain_deg"),
        ({"lift": "squat", "reps": [{}, {"start_s": 3, "end_s": 1.2}]}, "reps.1"),
        ({"lift": "squat", "reps": [{"turn_s": 3, "end_s": 1.2}]}, "do not follow"),
        ({"lift": "squat", "n_reps": -1}, "n_reps"),
        ({"lift": "squat", "reps": [{}, {"fault": []}]}, "reps.1: there is no field fault"),
        ({"lift": "squat", "camera": {"azimut_deg": 9}}, "camera: there is no field azimut_deg"),
        ({"lift": "squat", "looked_fr": []}, "no field looked_fr; there is looked_for"),
        ([1, 2], "whole"),
    ],
)
def test_a_wrong_label_says_where(raw, said):
    with pytest.raises(LabelError, match=re.escape(said)) as error:
        parse_label(raw, "clip")
    assert "clip.json" in error.value.what
    assert error.value.exit_status == 2


def test_a_mistyped_fault_of_a_set_is_told_with_the_names_there_are_in_one_line():
    with pytest.raises(LabelError) as error:
        parse_label({"lift": "squat", "set_faults": ["late_shrug"]}, "clip")
    assert error.value.what == (
        "The label clip.json is wrong at set_faults: no such fault of a set: late_shrug; "
        "there are late_set_shrug, late_set_good_morning, late_set_hips_shoot, late_set_rounding."
    )


def test_faults_of_a_set_that_no_finding_answers_to_are_read_and_not_scored():
    label = parse_label(
        {"lift": "squat", "set_faults": ["late_set_shrug", "late_set_hips_shoot"]}, "clip"
    )
    assert label.set_codes == {"late_set_shrug"}


def test_a_rendered_clip_may_say_what_is_not_read():
    parse_label({"lift": "squat", "synthetic": True, "fps": 30, "camera": {"fov": 40}}, "clip")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", None])
def test_an_unreadable_label_is_an_input_error(tmp_path, content):
    path = tmp_path / "clip.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LabelError, match=r"clip\.json"):
        read_label(path)
