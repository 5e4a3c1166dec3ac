"""The part of the frame to zoom to, and the times of a drawn video's pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.report.mp4 import TICKS_PER_S, Mp4Writer, frame_steps
from formcheck.report.overlay_frame import _strip_px
from formcheck.report.tracks import Tracks, lifter_part
from tests.examples import clean_squat_set
from tests.report.measured_clip import PLACES, TIMES_S, bar_at, poses
from tests.report.stick_clip import poses_of


def test_the_lifter_is_inside_the_part_all_the_time() -> None:
    part = lifter_part(Tracks(poses()), clean_squat_set())
    assert part is not None
    left, top, right, bottom = part
    for x, y in PLACES.values():
        assert left < x / 1280 < right
        assert top < y / 720 < bottom
    assert right - left < 0.5


def test_the_strip_of_reps_is_no_part_of_a_close_up() -> None:
    """Half of it stood over each of two reps side by side."""
    raised = poses()
    raised = replace(raised, image_px=raised.image_px - np.float32([0, 200]))
    part = lifter_part(Tracks(raised), clean_squat_set())
    assert part is not None
    assert part[1] == pytest.approx(_strip_px(540) / 540, abs=0.003)


def test_the_plate_is_inside_the_part_too() -> None:
    analysis = clean_squat_set()
    without = lifter_part(Tracks(poses()), analysis)
    bar = bar_at({float(time_s): 380.0 for time_s in TIMES_S})
    with_plate = lifter_part(Tracks(poses(), bar), analysis)
    assert without is not None
    assert with_plate is not None
    assert with_plate[0] < without[0]
    assert with_plate[0] < (560.0 - 60.0) / 1280


def test_a_lifter_who_fills_the_frame_is_not_zoomed_to() -> None:
    assert lifter_part(Tracks(poses_of(clean_squat_set(), (70, 225))), clean_squat_set()) is None


def test_pictures_keep_their_own_times(tmp_path: Path) -> None:
    times_s = np.concatenate([[0.0], np.cumsum([0.033, 0.033, 0.05, 0.012, 0.1])])
    path = tmp_path / "uneven.mp4"
    with Mp4Writer(path, (64, 64), 30) as writer:
        for time_s in times_s:
            writer.write(np.zeros((64, 64, 3), np.uint8), float(time_s))
    steps = [length for length, count in frame_steps(path) for _ in range(count)]
    assert np.cumsum(steps) / TICKS_PER_S == pytest.approx(times_s[1:], abs=1e-4)
