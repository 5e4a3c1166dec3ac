"""What is kept comes back as it was; what is damaged counts as absent."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.bar.bar_track import no_bar
from formcheck.extraction.extract import Extraction
from formcheck.feet.heel_rise import HeelRise
from formcheck.observation.observing import observe
from formcheck.observation.pose_cache import PoseCache, cache_folder
from formcheck.pose.landmarker import runtime
from formcheck.pose.model_store import find_model
from formcheck.pose.track import PersonSeen, PoseTrack
from formcheck.video.file import fingerprint
from formcheck.video.info import VideoInfo

KEY = ("a" * 64, "b" * 64, None)
ENGINE = "an engine 1.0"


def extraction(frames: int = 20) -> Extraction:
    rng = np.random.default_rng(frames)
    track = PoseTrack(
        time_s=np.arange(frames) / 30,
        image_px=rng.normal(size=(frames, 33, 2)).astype(np.float32),
        depth_px=rng.normal(size=(frames, 33)).astype(np.float32),
        visibility=rng.random((frames, 33), np.float32),
        span=np.zeros(frames, np.int16),
        camera_px=np.zeros((frames, 2), np.float32),
        frame_size_px=(1280, 720),
        people=(PersonSeen(1, 0.9, 0.7, (1.0, 2.0, 3.0, 4.0), 0.5),),
        chosen_by="only_person",
        back_deg=rng.normal(size=(frames, 2)).astype(np.float32),
    )
    info = VideoInfo("a.mp4", KEY[0], 1280, 720, 3.0, 90, 30.0, False, 90, "h264")
    bar = no_bar(track.time_s)
    heels = (HeelRise(0.1, 0.3, 0.5, 0.06, 0.02), HeelRise(0.6, 0.7, 0.9, why_not="hidden"))
    return Extraction(info, track, bar, 1.0, 2.0, (("truncated", "It breaks off."),), heels)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = extraction()
    cache = PoseCache(tmp_path)
    cache.save(*KEY, kept, runtime=ENGINE)
    loaded = cache.load(*KEY)
    assert loaded is not None
    assert loaded.runtime == ENGINE
    found = loaded.extraction
    for name in (
        "time_s",
        "image_px",
        "depth_px",
        "visibility",
        "span",
        "camera_px",
        "back_deg",
    ):
        before, after = getattr(kept.track, name), getattr(found.track, name)
        np.testing.assert_array_equal(after, before)
        assert after.dtype == before.dtype
    assert found.track.people == kept.track.people
    assert found.track.chosen_by == "only_person"
    assert found.warnings == kept.warnings
    assert found.info == kept.info
    assert not found.bar.found
    assert found.heel_rises == kept.heel_rises
    assert (found.decode_s, found.pose_s) == (0.0, 0.0)


def test_another_clip_model_or_lifter_is_another_entry(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    cache.save(*KEY, extraction(), runtime=ENGINE)
    assert cache.load("c" * 64, KEY[1], None) is None
    assert cache.load(KEY[0], "c" * 64, None) is None
    assert cache.load(KEY[0], KEY[1], 2) is None


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), cut=st.booleans(), value=st.integers(1, 255))
def test_a_damaged_entry_is_absent_or_intact(
    tmp_path: Path, place: float, cut: bool, value: int
) -> None:
    cache, kept = PoseCache(tmp_path), extraction(3)
    cache.save(*KEY, kept, runtime=ENGINE)
    entry = cache.entry(*KEY)
    data = bytearray(entry.read_bytes())
    at = int(place * len(data))
    data[at] ^= value
    entry.write_bytes(data[:at] if cut else data)
    loaded = cache.load(*KEY)
    if loaded is not None:  # the flipped byte was one of no consequence
        found = loaded.extraction
        np.testing.assert_array_equal(found.track.image_px, kept.track.image_px)
        assert found.heel_rises == kept.heel_rises
    cache.save(*KEY, kept, runtime=ENGINE)
    assert cache.load(*KEY) is not None


def test_the_longest_unused_go_when_room_runs_out(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    keys = [(letter * 64, "m" * 64, None) for letter in "abcd"]
    for age, key in enumerate(keys[:3]):
        cache.save(*key, extraction(), runtime=ENGINE)
        os.utime(cache.entry(*key), (1000 + age, 1000 + age))
    assert cache.load(*keys[0]) is not None  # used: no longer the oldest
    size = cache.entry(*keys[0]).stat().st_size
    smaller = PoseCache(tmp_path, most_bytes=int(3.5 * size))
    smaller.save(*keys[3], extraction(), runtime=ENGINE)
    left = [cache.load(*key) is not None for key in keys]
    assert left == [True, False, True, True]
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = PoseCache(blocked / "poses")
    cache.save(*KEY, extraction(), runtime=ENGINE)
    assert cache.load(*KEY) is None


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    assert PoseCache().folder == tmp_path / "here"


def test_nobody_seen_is_kept_too(tmp_path: Path) -> None:
    nobody = extraction()
    nobody = replace(nobody, track=replace(nobody.track, people=(), chosen_by=None))
    cache = PoseCache(tmp_path)
    cache.save(*KEY, nobody, runtime=ENGINE)
    found = cache.load(*KEY)
    assert found is not None
    assert found.extraction.track.people == ()
    assert found.extraction.track.chosen_by is None


@pytest.fixture
def kept_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip that another engine than today's saw; its poses are kept, so it is not even opened."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "poses"))
    clip = tmp_path / "set.mp4"
    clip.write_bytes(b"no video, but one that was seen")
    PoseCache().save(*_key(clip), extraction(), runtime="mediapipe 0.0.1")
    return clip


def _key(clip: Path) -> tuple[str, str, None]:
    return fingerprint(clip), find_model(check=False).sha256, None


def test_poses_that_are_kept_name_the_engine_that_saw_them(kept_clip: Path) -> None:
    assert observe(kept_clip).runtime == "mediapipe 0.0.1" != runtime()


def test_an_entry_from_before_the_engine_was_noted_still_counts(kept_clip: Path) -> None:
    entry = PoseCache().entry(*_key(kept_clip))
    with np.load(entry) as stored:
        arrays = dict(stored)
    about = json.loads(str(arrays["about"]))
    del about["runtime"]
    np.savez(entry, **(arrays | {"about": np.array(json.dumps(about))}))
    seen = observe(kept_clip)
    assert seen.from_cache
    assert seen.runtime == runtime()
