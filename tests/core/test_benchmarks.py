"""The tools of the accuracy benchmark do what their names say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.robustness import Agreement, Transform, transforms, write_transformed
from formcheck.video.info import probe
from formcheck.video.reading import FrameReader
from tests import stick
from tests.examples import only_perhaps
from tests.observed import analyzed
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

REPS = stick.paced(3)
BY_NAME = {t.name: t for t in transforms()}


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds, 30 frames/s, 540 lines, light on the left and dark on the right."""
    rgb = np.full((540, 640, 3), 160, np.uint8)
    rgb[:, 320:] = 60
    times = even_times(60)
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return write_video(path, times, size=(640, 540), pictures=(rgb for _ in times))


def changed(clip: Path, folder: Path, transform: Transform) -> tuple[Path, np.ndarray]:
    target = folder / "changed.mp4"
    write_transformed(clip, target, transform)
    return target, next(iter(FrameReader(target))).rgb


@pytest.mark.parametrize("name", BY_NAME)
def test_no_change_moves_the_clock(clip, tmp_path, name):
    target, _ = changed(clip, tmp_path, BY_NAME[name])
    info = probe(target)
    assert info.duration_s == pytest.approx(2.0, abs=0.06)
    wanted = BY_NAME[name].fps or 30
    assert info.mean_fps == pytest.approx(wanted, rel=0.02)
    assert info.height_px == (BY_NAME[name].lines or 540)


def test_mirrored_means_left_is_right(clip, tmp_path):
    _, rgb = changed(clip, tmp_path, BY_NAME["mirrored left to right"])
    assert rgb[:, :300].mean() < 80
    assert rgb[:, 340:].mean() > 140


@pytest.mark.parametrize(("name", "factor"), [("30 % darker", 0.7), ("30 % brighter", 1.3)])
def test_brightness(clip, tmp_path, name, factor):
    _, rgb = changed(clip, tmp_path, BY_NAME[name])
    assert rgb[:, :300].mean() == pytest.approx(160 * factor, rel=0.06)


def test_agreement_counts_reps_and_verdicts():
    clean = analyzed(stick.film(stick.squat(REPS)))
    faulty = analyzed(stick.film(stick.squat(REPS, tip_deg=[0, 16, 0])))
    fewer = analyzed(stick.film(stick.squat(REPS[:2])))
    agreement = Agreement()
    for after in (clean, faulty, fewer):
        agreement.add(clean, after)
    assert (agreement.clips, agreement.same_count) == (3, 2)
    assert (agreement.reps, agreement.same_verdict) == (9, 5)
    assert agreement.no_contradiction == 5
    assert (agreement + agreement).reps == 18


def test_what_is_likely_once_and_possible_the_other_time_is_another_verdict_but_no_contradiction():
    sure = analyzed(stick.film(stick.squat(REPS, tip_deg=[0, 16, 0])))
    agreement = Agreement()
    agreement.add(sure, only_perhaps(sure))
    assert (agreement.same_verdict, agreement.no_contradiction) == (2, 3)
