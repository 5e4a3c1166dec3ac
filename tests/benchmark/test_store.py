"""The store of clips: what goes in comes out, splits do not mix, shards do not change."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import judge, store
from benchmarks.judge import page_of, scored
from benchmarks.store import PackedClip, StoreError
from benchmarks.truth_of_clips import reduced
from formcheck.benchmark.labels import LabelError
from formcheck.observation.format import to_bytes
from tests import stick
from tests.observed import observed

REPS = stick.paced(3)
SEEN = to_bytes(observed(stick.film(stick.squat(REPS)), runtime="mediapipe 0"))
SAMPLES = Path(__file__).parents[2] / "sample_videos"


def clip(name: str, lifter: str, **more: object) -> PackedClip:
    body = stick.squat(REPS)
    hips = {"lift": "squat", "synthetic": True, "n_reps": 3, "lifter": {"id": lifter}}
    assert len(body.time_s)
    return PackedClip(name, SEEN, {**hips, "reps": [], **more})


def test_what_goes_in_comes_out_and_is_judged(tmp_path):
    (shard,) = store.add("fit", [clip("b", "one"), clip("a", "two")], tmp_path)
    assert shard.name == "001.zip"
    assert [label.name for label, _ in store.clips("fit", tmp_path)] == ["a", "b"]
    scores = list(scored("fit", data=tmp_path))
    assert [score.found for score in scores] == [3, 3]
    assert all(score.count_right for score in scores)
    assert "2 clips (2 squats" in page_of("fit", scores)
    assert page_of("fit", scores).startswith("# Accuracy on *fit*")
    assert "No clips are committed in *check*" in page_of("check", [])


def test_the_same_clips_give_the_same_bytes(tmp_path):
    (one,) = store.add("fit", [clip("a", "one")], tmp_path / "x")
    (other,) = store.add("fit", [clip("a", "one")], tmp_path / "y")
    assert one.read_bytes() == other.read_bytes()


def test_shards_are_added_and_never_changed(tmp_path):
    (first,) = store.add("fit", [clip("a", "one")], tmp_path)
    before = first.read_bytes()
    (second,) = store.add("fit", [clip("a", "one"), clip("b", "one")], tmp_path)
    assert second.name == "002.zip"
    assert first.read_bytes() == before
    assert [name for name, _ in store.truths("fit", tmp_path)] == ["a", "b"]
    assert store.add("fit", [clip("a", "one")], tmp_path) == []


def test_a_full_shard_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_SHARD_BYTES", int(2.5 * clip("a", "one").size))
    new = store.add("fit", [clip(name, "one") for name in "abcde"], tmp_path)
    assert [path.name for path in new] == ["001.zip", "002.zip", "003.zip"]
    assert all(path.stat().st_size <= store.MOST_SHARD_BYTES for path in new)


def test_a_shard_that_went_is_no_reason_to_write_over_a_later_one(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_SHARD_BYTES", 1)
    monkeypatch.setattr(store, "_new_ones", lambda split, packed, data: packed)
    first, *_ = store.add("fit", [clip("a", "one"), clip("b", "one")], tmp_path)
    first.unlink()
    (new,) = store.add("fit", [clip("c", "one")], tmp_path)
    assert new.name == "003.zip"
    assert {name for name, _ in store.truths("fit", tmp_path)} == {"b", "c"}


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (clip("a", "other"), "a stands in fit"),
        (clip("a_handheld", "one"), "lifter of a_handheld stands in fit"),
        (clip("b", "two", split="final"), "made for final"),
    ],
)
def test_a_clip_or_lifter_of_another_split_is_refused_and_nothing_is_written(
    tmp_path, refused, said
):
    store.add("fit", [clip("a", "one")], tmp_path)
    with pytest.raises(StoreError, match=said):
        store.add("check", [clip("fine", "three"), refused], tmp_path)
    assert store.shards("check", tmp_path) == []


def test_a_truth_that_is_no_label_is_refused(tmp_path):
    with pytest.raises(LabelError, match="lift"):
        store.add("fit", [clip("a", "one", lift="bench")], tmp_path)
    assert store.shards("fit", tmp_path) == []


def test_the_truth_of_another_movement_has_no_bar():
    truth = {
        "lift": "other",
        "reps": [],
        "per_frame": {"time_s": [0.0], "bar_xz_m": None, "hip_y_m": None},
    }
    assert reduced(truth) == {"lift": "other", "reps": []}


def test_a_store_that_would_outgrow_its_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "MOST_BYTES", clip("a", "one").size + 10)
    store.add("fit", [clip("a", "one")], tmp_path)
    with pytest.raises(StoreError, match="outgrow"):
        store.add("fit", [clip("b", "one")], tmp_path)


def test_lifters_are_told_apart_by_a_name_or_by_their_bones():
    bones = {"lifter": {"torso_m": 0.47, "femur_m": 0.43}}
    longer = {"lifter": {"torso_m": 0.47, "femur_m": 0.44}}
    assert store.lifter_key(bones) == store.lifter_key(dict(bones))
    assert store.lifter_key(bones) != store.lifter_key(longer)
    assert store.lifter_key({"lifter": {"id": "x"}}) != store.lifter_key({"lifter": {"id": "y"}})


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_truth_is_reduced_to_what_scoring_needs(path):
    truth = json.loads(path.read_text())
    small = reduced(truth)
    assert "per_frame" not in small
    for rep, full in zip(small["reps"], truth["reps"], strict=True):
        assert full.items() <= rep.items()
        assert 0.5 < rep["hip_travel_torso"] < 1.5
        assert 0.0 <= rep["plate_over_body"] <= 1.0
    assert len(json.dumps(small)) < 10_000


def test_a_plate_that_stands_before_the_hip_is_told(tmp_path):
    """A camera at hip height 4 m from the side: the near plate is 22 cm in the picture's middle."""
    camera = {"azimuth_deg": 0, "side": "left", "elevation_deg": 0, "fov": 40, "height_m": 1.0,
              "distance_m": 4.0, "width": 720, "height": 720}  # fmt: skip
    names = (f"{joint}_{side}" for joint in ("hip", "shoulder", "wrist") for side in "lr")
    frames = {"time_s": [0.0, 1.0, 2.0], "hip_y_m": [1.0, 0.5, 1.0],
              "bar_xz_m": [[0.0, 1.0], [0.0, 1.3], [0.0, 1.7]]}  # fmt: skip
    truth = {"lift": "squat", "camera": camera, "lifter": {"torso_m": 0.5}, "plate_radius_m": 0.225,
             "reps": [{"start_s": 0.0, "end_s": 2.0}]}  # fmt: skip
    truth["per_frame"] = frames | {"joints2d_px": {name: [[360.0, 360.0]] * 3 for name in names}}
    (rep,) = reduced(truth)["reps"]
    assert rep["plate_over_body"] == pytest.approx(1 / 3, abs=1e-3)
    assert rep["hip_travel_torso"] == pytest.approx(1.0)
    assert np.isfinite(rep["plate_over_body"])


def test_only_the_committed_split_writes_the_docs(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["judge", "--split", "fit", "--write"])
    with pytest.raises(SystemExit) as left:
        judge.main()
    assert left.value.code == 2
    assert "check only" in capsys.readouterr().err
