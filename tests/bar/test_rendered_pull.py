"""A rendered set whose shrug is known: from its pictures to torso lengths."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from formcheck.bar.region import bar_region
from formcheck.metrics.bar_path import bar_travel
from formcheck.metrics.shrug import shrug_evidence
from formcheck.motion.bar import bar_samples, scaled_to_body
from formcheck.observation.poses import LANDMARKS, Landmark, PoseTrack
from formcheck.reps.timing import floor_times
from formcheck.video.reading import FrameReader
from tests.bar.drawn import found_bar_track

pytestmark = pytest.mark.long

CLIP = Path(__file__).parents[2] / "sample_videos" / "deadlift_late_shrug.mp4"
SIDES = {"l": "LEFT", "r": "RIGHT"}


@cache
def truth():
    return json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8"))


def true_poses() -> PoseTrack:
    frames = truth()["per_frame"]
    time_s = np.array(frames["time_s"])
    points = np.full((len(time_s), LANDMARKS, 2), np.nan, np.float32)
    for name, path in frames["joints2d_px"].items():
        joint, side = name.rsplit("_", 1)
        points[:, Landmark[f"{SIDES[side]}_{joint.upper()}"]] = path
    camera = truth()["camera"]
    return PoseTrack(
        time_s=time_s,
        image_px=points,
        depth_px=np.zeros((len(time_s), LANDMARKS), np.float32),
        visibility=np.ones((len(time_s), LANDMARKS), np.float32),
        span=np.zeros(len(time_s), np.int16),
        frame_size_px=(camera["width"], camera["height"]),
    )


@pytest.fixture(scope="module")
def found():
    poses = true_poses()
    region = bar_region(poses.time_s, poses.image_px, poses.frame_size_px)
    assert region is not None
    frames = FrameReader(CLIP, region.lens)
    bar = found_bar_track(frames, poses)
    joint = poses.image_px.astype(float)
    wrists = joint[:, [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST], 1].mean(axis=1)
    shoulders = joint[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1)
    hips = joint[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    torso_px = float(np.median(np.hypot(*(shoulders - hips)[:60].T)))
    height = bar_samples(bar)
    assert height is not None
    curve = scaled_to_body(height, torso_px, poses.time_s, wrists, from_floor=True)
    reps = [(rep["start_s"], rep["turn_s"], rep["end_s"]) for rep in truth()["reps"]]
    return bar, curve, reps


def test_the_plate_is_followed_all_through(found):
    bar, curve, _ = found
    assert bar.coverage > 0.99
    height = np.interp(
        bar.time_s, truth()["per_frame"]["time_s"], np.array(truth()["per_frame"]["bar_xz_m"])[:, 1]
    )
    slope, start = np.polyfit(height, curve.height_px, 1)
    off = np.abs(curve.height_px - slope * height - start)
    assert np.median(off) < 0.4
    assert np.percentile(off, 99) < 0.015 * curve.torso_at_bar_px


def test_the_shrug_of_every_rep_is_within_its_uncertainty(found):
    _, curve, reps = found
    rises = shrug_evidence(curve, reps)
    for rise, rep in zip(rises, truth()["reps"], strict=True):
        assert rise is not None
        assert rise.rise_torso == pytest.approx(rep["shrug_torso"], abs=0.015)
        assert abs(rise.rise_torso - rep["shrug_torso"]) < rise.uncertainty_torso


def test_rep_times_travel_and_speed(found):
    _, curve, reps = found
    frames = truth()["per_frame"]
    time_s, height = np.array(frames["time_s"]), np.array(frames["bar_xz_m"])[:, 1]
    assert curve.full_plate
    for rep in reps:
        off, on = floor_times(curve, rep)
        assert off == pytest.approx(rep[0], abs=0.07)
        assert on == pytest.approx(rep[2], abs=0.07)
        up = (time_s >= rep[0]) & (time_s <= rep[1])
        way = bar_travel(curve, rep, from_floor=True)
        assert way is not None
        assert way.travel_cm == pytest.approx(100 * np.ptp(height[up]), rel=0.05)
        fastest = np.gradient(height, time_s)[up].max()
        assert way.peak_speed_m_s == pytest.approx(fastest, rel=0.08)
