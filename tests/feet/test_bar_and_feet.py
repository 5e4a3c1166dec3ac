"""The feet looked at while a clip is read: for the bar, or for them alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.oracle import track_from_truth
from formcheck.bar.region import bar_region
from formcheck.extraction.bar_and_feet import (
    FeetReader,
    from_s,
    read_bar_and_feet,
    read_stretch,
    until_s,
)
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.stretches import Stretch
from formcheck.feet.dips import find_dips
from formcheck.feet.shoe import Foot
from formcheck.observation.tracks import HeelRise
from formcheck.thresholds import Thresholds
from formcheck.video.conversion import Lens
from formcheck.video.reading import FrameReader
from tests import stick
from tests.feet.drawn import Scene, drawn
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "squat_clean.mp4"
SIZE = (320, 400)
REPS = stick.paced(2)
PEAK = 0.09


@pytest.fixture(scope="module")
def track():
    body = stick.squat(REPS)
    filmed = stick.film(body, torso_px=100.0, at_px=(150.0, 350.0))
    return replace(filmed, frame_size_px=SIZE)


@pytest.fixture(scope="module")
def clip(track, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A floor and a shoe, whose heel lifts in the second squat only."""
    times = even_times(len(track.time_s))
    path = tmp_path_factory.mktemp("shoe") / "shoe.mp4"
    shown = pictures(find_dips(track)[0].foot, times)
    return write_video(path, times, size=SIZE, pictures=shown, options={"crf": "12"})


def pictures(foot: Foot, times_s: list[float]) -> Iterator[NDArray[np.uint8]]:
    left, top, right, bottom = (round(edge) for edge in foot.crop_px)
    xs, ys = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
    places = np.stack([xs, ys], axis=-1).astype(float)
    scene = Scene(rise=lambda t: PEAK * float(stick.excursions(np.array([t]), REPS[1:])[0]))
    for time_s in times_s:
        rgb = np.full((SIZE[1], SIZE[0], 3), 170, np.uint8)
        shoe = np.clip(drawn(foot, scene, time_s, places), 0, 255)
        rgb[top:bottom, left:right] = shoe[..., np.newaxis].astype(np.uint8)
        yield rgb


def check(rises: list[HeelRise] | tuple[HeelRise, ...]) -> None:
    assert [rise.why_not for rise in rises] == [None, None]
    assert rises[0].rise_torso == pytest.approx(0, abs=0.015)
    assert rises[1].rise_torso == pytest.approx(PEAK, abs=0.02)


def test_without_a_bar_the_clip_is_read_for_the_feet(clip: Path, track) -> None:
    with WorkerPool(1) as pool:
        bar, rises = read_bar_and_feet(pool, clip, float(track.time_s[-1]), [], track)
    assert not bar.found
    check(rises)


def test_a_dip_that_a_cut_goes_through_is_read_by_the_stretch_it_begins_in(
    clip: Path, track
) -> None:
    dips = find_dips(track)
    early = Stretch(0.0, dips[1].turn_s)
    _, rises = read_stretch(clip, early, None, dips)
    check(rises)


def test_pictures_are_passed_on_and_those_of_one_dip_held_at_a_time(clip: Path, track) -> None:
    dips = find_dips(track)
    feet, held = FeetReader(dips), []
    passed = []
    for frame in feet.passing_on(FrameReader(clip, Lens(gray=True))):
        passed.append(frame.time_s)
        held.append(sum(len(kept) for _, kept in feet._waiting))
    check(feet.rises)
    assert len(passed) == len(track.time_s)
    longest_s = max(until_s(dip) - from_s(dip) for dip in dips)
    assert max(held) <= longest_s * 22 + 1
    assert held[-1] == 0 or passed[-1] <= until_s(dips[-1])


def test_feet_that_cannot_be_read_cost_no_reading(track) -> None:
    far = replace(track, image_px=(track.image_px * np.float32(0.5)))
    with WorkerPool(1) as pool:
        bar, rises = read_bar_and_feet(pool, Path("none.mp4"), 8.0, [], far)
    assert not bar.found
    assert [rise.why_not for rise in rises] == ["too_small", "too_small"]


def test_a_rendered_set_with_planted_heels_shows_none_up() -> None:
    truth = json.loads(SAMPLE.with_suffix(".json").read_text(encoding="utf-8"))
    track = track_from_truth(truth)
    region = bar_region(track.time_s, track.image_px, track.frame_size_px)
    assert region is not None
    samples = list(FrameReader(SAMPLE, region.lens, min_gap_s=0.3))
    with WorkerPool(1) as pool:
        bar, rises = read_bar_and_feet(pool, SAMPLE, float(track.time_s[-1]), samples, track)
    assert bar.found
    assert len(rises) == len(truth["reps"])
    read = [rise.rise_torso for rise in rises if rise.rise_torso is not None]
    assert len(read) >= 4
    assert max(map(abs, read)) < Thresholds().heel_lift_torso / 2
