"""What is stored of an observation comes back, small, and other versions are refused."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from formcheck.errors import ObservationError
from formcheck.machine.limits import CLIP_MINUTES, WorkLimits
from formcheck.observation import format as observation_format
from formcheck.observation.format import (
    from_arrays,
    from_bytes,
    load_observation,
    save_observation,
    to_arrays,
    to_bytes,
)
from formcheck.observation.observation import Observation
from formcheck.observation.packing import pack, pack_share, unpack, unpack_share
from formcheck.observation.tracks import no_bar
from tests import stick
from tests.observations import assert_same, random_observation
from tests.observed import observed


@given(
    arrays(
        np.float64,
        array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=7),
        elements=st.one_of(st.just(np.nan), st.floats(-60_000, 60_000)),
    ),
    st.sampled_from([1, 4, 16, 64, 1e5]),
)
def test_floats_come_back_to_half_a_step_and_nan_as_nan(values, per_unit):
    stored = pack("x", values, per_unit)
    found = unpack(stored, "x", per_unit, values.shape[1:], np.float64)
    assert found.shape == values.shape
    np.testing.assert_array_equal(np.isnan(found), np.isnan(values))
    np.testing.assert_allclose(found, values, atol=0.5 / per_unit + 1e-9)
    again = pack("x", found, per_unit)
    assert again.keys() == stored.keys()
    assert all(np.array_equal(again[name], stored[name]) for name in stored)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e18])
def test_what_cannot_be_stored_is_said(value):
    with pytest.raises(ValueError, match="image_px"):
        pack("image_px", np.array([0.0, value]), 16)


@given(arrays(np.float32, (5, 3), elements=st.floats(0, 1, width=32)))
def test_shares_come_back_and_nothing_but_nothing_is_zero(values):
    found = unpack_share(pack_share("x", values), "x", (3,))
    np.testing.assert_allclose(found, values, atol=1 / 255)
    np.testing.assert_array_equal(found == 0, values == 0)
    np.testing.assert_array_equal(found == 1, values > 254.5 / 255)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 1000), st.sampled_from([0.0, 0.3, 1.0]))
def test_an_observation_is_rounded_once(frames, seed, missing):
    """What was read from a file and is stored again gives the same file."""
    data = to_bytes(random_observation(frames, seed, missing))
    found = from_bytes(data)
    assert to_bytes(found) == data
    assert_same(from_bytes(to_bytes(found)), found)


def test_it_is_near_what_was_seen():
    seen = random_observation(50)
    found = from_bytes(to_bytes(seen))
    np.testing.assert_allclose(found.track.image_px, seen.track.image_px, atol=1 / 32 + 1e-4)
    np.testing.assert_allclose(found.track.time_s, seen.track.time_s, atol=1e-6)
    np.testing.assert_allclose(found.bar.center_px, seen.bar.center_px, atol=1 / 128)
    np.testing.assert_allclose(found.camera.shift_px, seen.camera.shift_px, atol=1 / 128)
    np.testing.assert_allclose(found.silhouette.edge_px, seen.silhouette.edge_px, atol=1 / 8 + 1e-3)
    assert found.heel_rises[0].start_s == 0.033333
    assert found.info == seen.info


def test_a_clip_of_hours_keeps_its_times():
    seen = random_observation(30)
    late = replace(seen, track=replace(seen.track, time_s=seen.track.time_s + 9000.0))
    np.testing.assert_allclose(
        from_bytes(to_bytes(late)).track.time_s, late.track.time_s, atol=1e-6
    )


def test_times_of_dips_stay_times_of_frames():
    """They are compared with each other, so both are rounded alike."""
    seen = random_observation(60)
    time_s = seen.track.time_s
    rises = tuple(
        replace(seen.heel_rises[1], start_s=float(t), turn_s=float(t), end_s=float(t))
        for t in time_s
    )
    found = from_arrays(to_arrays(replace(seen, heel_rises=rises)))
    assert [rise.turn_s for rise in found.heel_rises] == found.track.time_s.tolist()


def test_without_what_may_be_absent():
    seen = random_observation(9)
    bare = replace(
        seen,
        track=replace(seen.track, back_deg=None, people=(), chosen_by=None),
        bar=replace(seen.bar, radius_px=None),
        heel_rises=(),
    )
    found = from_bytes(to_bytes(bare))
    assert found.track.back_deg is None
    assert not found.bar.found
    assert found.heel_rises == ()


def test_what_earlier_files_hold_besides_is_passed_over():
    """The rim's radius in each frame, light beside the contour, the shoe's way: read by nothing."""
    seen = random_observation(9)
    alone = np.zeros((1, 3), np.int16)
    light = dict.fromkeys(("silhouette_gray", "silhouette_sharpness", "silhouette_scale"), alone)
    shoe = {"shoe0_time_s": alone, "shoe0_rear_px": np.zeros((2, 3), np.int16)}
    earlier = to_arrays(seen) | {"bar_rim_radius_px": alone} | light | shoe
    assert to_bytes(from_arrays(earlier)) == to_bytes(seen)


def test_a_minute_stays_below_a_megabyte():
    """Of 30 frames a second, each looked at; a lifter who trembles as real ones are read to."""
    frames = 1800
    seen = random_observation(frames, missing=0.0)
    rng = np.random.default_rng(1)

    def wandering(values, step_px):
        moved = np.cumsum(rng.normal(0, step_px, values.shape), axis=0) + SHAKE * rng.normal(
            size=values.shape
        )
        return moved.astype(np.float32)

    track = replace(
        seen.track,
        image_px=wandering(seen.track.image_px, 3.0),
        depth_px=wandering(seen.track.depth_px, 6.0),
    )
    half = slice(None, None, 2)
    contour = replace(
        seen.silhouette,
        time_s=track.time_s[half],
        **{
            name: np.resize(wandering(value, 6.0), (frames // 2, *value.shape[1:]))
            for name in ("extent_px", "edge_px", "back_px")
            if (value := getattr(seen.silhouette, name)) is not None
        },
    )
    seen = replace(seen, track=track, silhouette=contour)
    assert len(to_bytes(seen)) < 1_000_000


SHAKE = 2.0


def test_files_come_back_whole(tmp_path: Path):
    kept = from_bytes(to_bytes(random_observation()))
    save_observation(tmp_path / "deep" / "a.obs", kept)
    assert_same(load_observation(tmp_path / "deep" / "a.obs"), kept)


def test_a_file_is_opened_by_numpy_alone(tmp_path: Path):
    save_observation(tmp_path / "a.obs", random_observation())
    with np.load(tmp_path / "a.obs", allow_pickle=False) as entries:
        about = json.loads(str(entries["about"]))
    assert (about["format"], about["format_version"]) == ("formcheck-observation", 1)


def test_another_version_of_the_format_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(observation_format, "FORMAT_VERSION", 99)
    data = to_bytes(random_observation())
    monkeypatch.undo()
    with pytest.raises(ObservationError, match="99"):
        from_bytes(data)


def test_what_another_extraction_saw_is_read_and_named():
    """Committed files outlive the code that looked at their clips."""
    data = to_bytes(replace(random_observation(), extraction_version="of another day"))
    assert from_bytes(data).extraction_version == "of another day"


def without(entry: str) -> bytes:
    kept = to_arrays(random_observation())
    del kept[entry]
    stream = io.BytesIO()
    np.savez_compressed(stream, **kept)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"no archive", without("about"), without("pose_time_s"), without("bar_center_px")]
)
def test_what_is_none_is_refused(data):
    with pytest.raises(ObservationError):
        from_bytes(data)


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(ObservationError, match=r"gone\.obs"):
        load_observation(tmp_path / "gone.obs")


def file_saying(**changes: object) -> bytes:
    """A file that says something else of itself; `info.x` is a field within."""
    kept = to_arrays(random_observation())
    about = json.loads(str(kept["about"]))
    for name, value in changes.items():
        within, _, field = name.rpartition("__")
        (about[within] if within else about)[field] = value
    return written({**kept, "about": np.array(json.dumps(about))})


def written(arrays: dict[str, object]) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


PERSON = {
    "number": 1, "coverage": 0.9, "vertical_travel_torso": 0.5, "at_s": 1.0,
    "box_px": [1.0, 2.0, 3.0, 4.0],
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"frame_size_px": "ab"},
        {"frame_size_px": [0, 1]},
        {"frame_size_px": [1e9, 1]},
        {"frame_size_px": [1, 2, 3]},
        {"info__width_px": "1080"},
        {"info__duration_s": None},
        {"info__duration_s": float("nan")},
        {"info__duration_s": 1e308},
        {"info__name": "\x1b]0;owned\x07"},
        {"info__truncated": 1},
        {"people": [{"number": "one"}]},
        {"people": "nobody"},
        {"chosen_by": "me"},
        {"warnings": [["code", 1]]},
        {"warnings": [["code", "\x1b[2J"]]},
        {"bar_radius_px": [1]},
        {"bar_radius_px": 0},
        {"bar_aspect": float("inf")},
        {"camera_pivot_px": [1]},
        {"heel_rises": [{"start_s": {}}]},
        {"heel_rises": [{"start_s": 1.0, "turn_s": "ab", "end_s": 3.0}]},
        {"heel_rises": [{"start_s": 1.0, "turn_s": 2.0, "end_s": 3.0, "rise_torso": "ab"}]},
        {"heel_rises": [{"start_s": 1.0, "turn_s": 2.0, "end_s": 3.0, "why_not": "no"}]},
        {"model_name": "x" * 100_000},
        {"runtime": 3},
        {"info__nobody_knows": 1},
        {"people": [{**PERSON, "nobody_knows": 1}]},
    ],
)
def test_types_and_ranges_are_checked(changes: dict[str, object]) -> None:
    with pytest.raises(ObservationError):
        from_bytes(file_saying(**changes))


def test_what_only_earlier_versions_wrote_is_passed_over() -> None:
    seen = random_observation()
    arrays = to_arrays(seen)
    about = json.loads(str(arrays["about"])) | {"passes": [], "people": [PERSON]}
    row = np.zeros((1, 3), np.int8)
    old = (
        "bar_rim_radius_px",
        "pose_camera_px",
        "silhouette_gray",
        "shoe0_time_s",
        "shoe12_rear_px",
    )
    earlier = {name: row for each in old for name in (each, f"{each}.nan")}
    found = from_bytes(written({**arrays, **earlier, "about": np.array(json.dumps(about))}))
    assert_same(
        replace(found, track=replace(found.track, people=seen.track.people)),
        from_bytes(to_bytes(seen)),
    )
    assert [person.number for person in found.track.people] == [1]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("pose_back_deg", "pose_back"),
        ("pose_back_deg", "pose_back_deg.nan"),
        ("", "shoe_time_s"),
        ("", "silhouette_px"),
        ("", "bar_confidence.nan"),
    ],
)
def test_an_entry_that_is_misnamed_does_not_go_unnoticed(name: str, other: str) -> None:
    """An entry that may be left out would be missed by nobody."""
    arrays: dict[str, object] = {**to_arrays(random_observation())}
    arrays[other] = arrays.pop(name, np.zeros((1, 3), np.int8))
    with pytest.raises(ObservationError):
        from_bytes(written(arrays))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("pose_image_px", np.zeros((66, 20), np.float32)),
        ("pose_image_px", np.full((66, 20), 2**40)),
        ("pose_image_px", np.array("text")),
        ("pose_time_s", np.zeros((1, 20), np.int64)),
        ("bar_time_s", np.full((1, 20), -1)),
        ("pose_span", np.zeros(20, np.complex64)),
    ],
)
def test_arrays_that_no_clip_gives_are_refused(name: str, values: object) -> None:
    with pytest.raises(ObservationError):
        from_bytes(written({**to_arrays(random_observation()), name: values}))


def test_what_is_said_beside_the_arrays_costs_no_gigabytes() -> None:
    """A list of 12 million people, each of which is none: 5 GB to say so."""
    data = file_saying(people=[0] * 2_000_000)
    tracemalloc.start()
    with pytest.raises(ObservationError):
        from_bytes(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


def test_a_file_that_unpacks_to_gigabytes_costs_none_of_them() -> None:
    """2.7 GB of zeros in 3 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.npy", b"")
        with archive.open("pose_image_px.npy", "w", force_zip64=True) as entry:
            for _ in range(200):
                entry.write(bytes(1_000_000))
    tracemalloc.start()
    with pytest.raises(ObservationError):
        from_bytes(stream.getvalue())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


def spanning(seconds: float, what: str = "track") -> Observation:
    """Forty frames of a squat, the last of them so late; or those of the bar."""
    seen = observed(stick.film(stick.squat(stick.paced(1))))
    kept = np.linspace(0, len(seen.track.time_s) - 1, 40).astype(int)
    time_s = np.append(seen.track.time_s[kept[:-1]], seconds)
    if what == "bar":
        bar = no_bar(time_s)
        return replace(seen, bar=bar)
    return replace(seen, track=stick.rows(seen.track, kept, time_s))


@pytest.mark.parametrize("what", ["track", "bar"])
def test_few_frames_that_span_a_day_are_refused_at_once(what: str) -> None:
    """Curves have 60 samples a second, whatever the frames: judging these took a minute."""
    data = to_bytes(spanning(22 * 3600.0, what))
    began = time.process_time()
    with pytest.raises(ObservationError) as error:
        from_bytes(data, "day.obs")
    assert time.process_time() - began < 1.0
    assert str(error.value).splitlines() == [str(error.value)]
    assert "day.obs spans 1,320 minutes" in str(error.value)
    assert "Up to 20 minutes" in str(error.value)


def test_the_longest_clip_that_is_read_may_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = spanning(60 * WorkLimits().clip_minutes)
    assert from_bytes(to_bytes(longest)).track.time_s[-1] == 1200.0
    monkeypatch.setenv(CLIP_MINUTES, "2000")
    assert from_bytes(to_bytes(spanning(22 * 3600.0))).track.time_s[-1] == 79200.0
