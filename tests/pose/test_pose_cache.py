"""What is kept comes back as it was; what is damaged counts as absent."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.errors import VideoError
from formcheck.extraction.pose_cache import PoseCache, cache_folder, observe_or_load
from formcheck.observation.format import from_arrays, to_arrays, to_bytes
from formcheck.observation.observation import Observation
from formcheck.pose.landmarker import runtime
from formcheck.pose.model_store import find_model
from formcheck.video.file import fingerprint
from tests.observations import assert_same, random_observation
from tests.videos import even_times, write_video

KEY = ("a" * 64, "b" * 64, None)


def seen(frames: int = 20) -> Observation:
    """An observation as it is kept: rounded once."""
    return from_arrays(to_arrays(random_observation(frames)))


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = seen()
    cache = PoseCache(tmp_path)
    cache.save(*KEY, kept)
    found = cache.load(*KEY)
    assert found is not None
    assert_same(found, kept)


def test_another_clip_model_or_lifter_is_another_entry(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    cache.save(*KEY, seen())
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
    cache, kept = PoseCache(tmp_path), seen(3)
    cache.save(*KEY, kept)
    entry = cache.entry(*KEY)
    data = bytearray(entry.read_bytes())
    at = int(place * len(data))
    data[at] ^= value
    entry.write_bytes(data[:at] if cut else data)
    loaded = cache.load(*KEY)
    if loaded is not None:  # the flipped byte was one of no consequence
        assert_same(loaded, kept)
    cache.save(*KEY, kept)
    assert cache.load(*KEY) is not None


def test_the_longest_unused_go_when_room_runs_out(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    keys = [(letter * 64, "m" * 64, None) for letter in "abcd"]
    for age, key in enumerate(keys[:3]):
        cache.save(*key, seen())
        os.utime(cache.entry(*key), (1000 + age, 1000 + age))
    assert cache.load(*keys[0]) is not None  # used: no longer the oldest
    size = cache.entry(*keys[0]).stat().st_size
    smaller = PoseCache(tmp_path, most_bytes=int(3.5 * size))
    smaller.save(*keys[3], seen())
    left = [cache.load(*key) is not None for key in keys]
    assert left == [True, False, True, True]
    assert not list(tmp_path.glob("*.part"))


def test_arrays_of_the_users_own_in_that_folder_stay(tmp_path: Path) -> None:
    own = tmp_path / "weights.npz"
    own.write_bytes(bytes(1000))
    own.chmod(0o644)
    os.utime(own, (0, 0))
    cache = PoseCache(tmp_path, most_bytes=1)
    for letter in "ab":
        cache.save(letter * 64, "b" * 64, None, seen())
    assert own.exists()
    assert own.stat().st_mode & 0o044 or sys.platform == "win32"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    cache = PoseCache(blocked / "poses")
    cache.save(*KEY, seen())
    assert cache.load(*KEY) is None


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    assert PoseCache().folder == tmp_path / "here"


def test_nobody_seen_is_kept_too(tmp_path: Path) -> None:
    nobody = seen()
    nobody = replace(nobody, track=replace(nobody.track, people=(), chosen_by=None))
    cache = PoseCache(tmp_path)
    cache.save(*KEY, nobody)
    found = cache.load(*KEY)
    assert found is not None
    assert found.track.people == ()
    assert found.track.chosen_by is None


@pytest.fixture
def kept_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip that another engine than today's saw; its poses are kept, so it is not even opened."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "poses"))
    clip = tmp_path / "set.mp4"
    clip.write_bytes(b"no video, but one that was seen")
    PoseCache().save(*_key(clip), replace(seen(), runtime="mediapipe 0.0.1"))
    return clip


def _key(clip: Path) -> tuple[str, str, None]:
    return fingerprint(clip), find_model(check=False).sha256, None


def test_poses_that_are_kept_name_the_engine_that_saw_them(kept_clip: Path) -> None:
    assert observe_or_load(kept_clip).runtime == "mediapipe 0.0.1" != runtime()


@pytest.mark.parametrize(("wrote", "refused"), [(b"copied to its end", True), (None, False)])
def test_what_changes_while_it_is_read_is_not_kept_as_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrote: bytes | None, refused: bool
) -> None:
    """A clip that was cut short meanwhile "had no reps" from then on, whole again or not."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "poses"))
    clip = write_video(tmp_path / "set.mp4", even_times(3))

    def meanwhile(*_: object, **__: object) -> Observation:
        clip.write_bytes(wrote or clip.read_bytes())  # the same once more is no change
        os.utime(clip, (1000, 1000))
        return seen()

    monkeypatch.setattr("formcheck.extraction.clip_to_observation.extract_observation", meanwhile)
    before = _key(clip)
    if refused:
        with pytest.raises(VideoError, match=r"set\.mp4 changed while it was read"):
            observe_or_load(clip, workers=1)
    else:
        observe_or_load(clip, workers=1)
    assert (PoseCache().load(*before) is None) == refused


def test_what_another_version_saw_counts_as_absent(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    cache.save(*KEY, replace(seen(), extraction_version="of another day"))
    assert cache.load(*KEY) is None


@pytest.mark.parametrize("entry", ["FORMAT_VERSION", "EXTRACTION_VERSION"])
def test_another_version_looks_for_another_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    before = PoseCache(tmp_path).entry(*KEY)
    monkeypatch.setattr(f"formcheck.extraction.pose_cache.{entry}", "another")
    assert PoseCache(tmp_path).entry(*KEY) != before


def test_an_entry_of_the_old_kind_counts_as_absent(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    np.savez(cache.entry(*KEY), about=np.array("{}"), time_s=np.zeros(3))
    assert cache.load(*KEY) is None


def test_an_entry_that_is_not_the_one_that_was_kept_is_absent(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path)
    cache.save(*KEY, seen())
    file = cache.entry(*KEY)
    data = file.read_bytes()
    assert cache.load(*KEY) is not None
    for changed in (
        data[:-1],
        data[:-1] + bytes([data[-1] ^ 1]),
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
        to_bytes(seen(30)),  # readable, and of nobody's clip
        b"",
    ):
        file.write_bytes(changed)
        assert cache.load(*KEY) is None
    file.write_bytes(data)
    assert cache.load(*KEY) is not None
