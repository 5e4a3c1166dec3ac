"""The figures of hand-labelled clips, worked out on paper."""

from __future__ import annotations

import json

import pytest

from benchmarks import real_store
from benchmarks.real_clips import Read, page, read_all, read_each
from benchmarks.store import StoreError
from formcheck.observation.format import save_observation
from tests import stick
from tests.observed import observed


def label(file: str, lift: str, count: int, repo: str = "a/b", **more: object) -> dict:
    return {"file": file, "lift": lift, "n_reps": count, "source": {"repo": repo}, **more}


def document(lift: str, confidence: float, *complete: bool, flagged: str | None = None) -> dict:
    findings = [] if flagged is None else [{"confidence": flagged}]
    reps = [
        {"start_s": 4.0 * n, "turn_s": 4.0 * n + 1, "end_s": 4.0 * n + 2, "complete": whole}
        | {"findings": findings}
        for n, whole in enumerate(complete)
    ]
    return {"lift": {"name": lift, "confidence": confidence}, "reps": reps}


def test_counts_are_of_whole_reps_and_cut_off_ones_may_be_counted():
    one = Read(label("x", "squat", 2, partial_reps=1), document("squat", 0.9, True, True, False))
    assert one.exact
    assert one.tolerable
    three = Read(one.label, document("squat", 0.9, True, True, True))
    assert not three.exact
    assert three.tolerable
    assert not Read(one.label, document("squat", 0.9, True)).tolerable


def test_a_stated_confidence_shares_the_rest_and_probabilities_come_first():
    read = Read(label("x", "squat", 1), document("deadlift", 0.8, True))
    assert read.stated == pytest.approx((0.1, 0.8, 0.1))
    read.document["lift"]["probability"] = {"squat": 0.7, "deadlift": 0.1, "other": 0.2}
    assert read.stated == (0.7, 0.1, 0.2)


def test_the_page_tells_what_is_flagged_in_no_lift():
    reads = [
        Read(label("s.mp4", "squat", 1, "a/a"), document("squat", 1.0, True)),
        Read(label("d.mp4", "deadlift", 1, "b/b"), document("deadlift", 0.95, False)),
        Read(label("l.mp4", "other", 0, "c/c"), document("squat", 1.0, True, flagged="clear")),
        Read(label("w.mp4", "none", 0, "c/c"), document("unknown", 0.4)),
    ]
    text = page(reads)
    assert "2 squats and deadlifts, 2 others, 3 sources." in text
    assert "| lifts counted exactly | 1 of 2: 50 % (0–100 %) |" in text
    assert "| lift told with p ≥ 0.9 | 2 of 2: 100 % (100–100 %) |" in text
    assert "told of what is no lift | 1 rep of 1 clip |" in text
    assert "| 0.97–1 | 1.00 | 1 of 2: 50 % (0–100 %) |" in text
    assert "| l | other | 0 | squat 1.00 | 1 |  | 1 |" in text


def test_a_turn_is_held_against_the_rep_that_overlaps():
    reps = [{"start_s": 0.0, "turn_s": 1.3, "end_s": 2.0}, {"start_s": 20.0, "end_s": 22.0}]
    read = Read(label("x", "squat", 2, reps=reps), document("squat", 1.0, True, True))
    assert read.turn_errors_s() == pytest.approx([0.3])


def test_observations_are_judged_and_one_that_lacks_has_failed(tmp_path, capsys):
    seen = observed(stick.film(stick.squat(stick.paced(3))), runtime="mediapipe 0")
    save_observation(tmp_path / "there.obs", seen)
    labels = [label("there.mp4", "squat", 3), label("gone.mp4", "squat", 3)]
    there, gone = read_all(labels, tmp_path, tmp_path)
    assert there.exact
    assert there.lift == "squat"
    assert not gone.exact
    assert gone.stated == (1 / 3, 1 / 3, 1 / 3)
    assert json.loads((tmp_path / "there.json").read_text())["lift"]["name"] == "squat"
    assert "gone" in capsys.readouterr().err


@pytest.mark.parametrize(("lift", "flagged"), [("deadlift", True), ("squat", False)])
def test_of_a_pull_a_good_morning_by_eye_is_hips_that_shoot_up(lift, flagged):
    """A pull whose hips were flagged in nine of ten reps was counted as missed."""
    found = document(lift, 1.0, True, flagged="likely")
    found["reps"][0]["findings"][0]["fault"] = "hips_shoot"
    seen = [{"fault": "good_morning", "confidence": 0.85}]
    assert Read(label("h", lift, 1, visible_faults=seen), found).visible_flagged == [flagged]


def test_faults_seen_by_eye_count_as_flagged_from_0_8_on():
    seen = [{"fault": "shrug", "confidence": 0.8}, {"fault": "knees_in", "confidence": 0.7}]
    found = {**document("squat", 1.0, True, flagged="likely")}
    found["reps"][0]["findings"][0]["fault"] = "shrug"
    read = Read(label("s", "squat", 1, visible_faults=seen), found)
    assert read.visible_flagged == [True]
    assert not read.clean
    none = [{"fault": "none_obvious", "confidence": 0.9}]
    assert Read(label("s", "squat", 1, visible_faults=none), found).clean
    text = page([read, Read(label("c", "squat", 1, visible_faults=none), found)])
    assert "| “likely” or “clear” told where no fault is seen | 1 rep of 1 clip |" in text
    assert "that are told | 1 of 1 |" in text


def test_committed_real_clips_are_kept_with_their_sources(tmp_path):
    known = [
        label("one.mp4", "squat", 2, "a/b", note="left out", repo_licence="MIT"),
        label("two.mp4", "other", 0, "c/d"),
        label("gone.mp4", "squat", 1, "c/d"),
    ]
    for name in ("one", "two"):
        save_observation(
            tmp_path / f"{name}.obs", observed(stick.film(stick.squat(stick.paced(2))))
        )
    clips = list(real_store.packed("mine", known, tmp_path))
    assert [shard.name for shard in real_store.add(clips, tmp_path)] == ["001.zip"]
    assert real_store.add(clips, tmp_path) == []
    kept = {lab["file"]: seen for lab, seen in real_store.clips("mine", tmp_path)}
    assert list(kept) == ["one.mp4", "two.mp4"]
    assert not list(real_store.clips("other", tmp_path))
    assert all("note" not in lab for lab in real_store.labels(tmp_path))
    sources = (tmp_path / "real/SOURCES.md").read_text("utf-8")
    assert "| one | mine | a/b |  | MIT |" in sources
    assert "| two | mine | c/d |  | none |" in sources
    (read, other) = read_each(real_store.clips("mine", tmp_path))
    assert (read.whole, other.truth) == (2, "other")


def test_real_clips_do_not_outgrow_their_room(tmp_path, monkeypatch):
    save_observation(tmp_path / "one.obs", observed(stick.film(stick.squat(stick.paced(2)))))
    clips = list(real_store.packed("mine", [label("one.mp4", "squat", 2)], tmp_path))
    monkeypatch.setattr(real_store, "MOST_BYTES", 1000)
    with pytest.raises(StoreError):
        real_store.add(clips, tmp_path)
    assert not list(real_store.labels(tmp_path))


def test_clips_that_were_followed_again_are_the_same_clips():
    first = {(label["set"], label["file"], label["sha256"]) for label in real_store.labels()}
    again = {(x["set"], x["file"], x["sha256"]) for x in real_store.labels(real_store.AGAIN)}
    assert again == first
