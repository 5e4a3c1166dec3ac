"""Thumbnails of people: in the picture, of one shape, with the person in them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.hostile_clips import write_clip
from formcheck.analysis import PersonBox
from formcheck.errors import VideoError
from formcheck.jobs import artifacts
from formcheck.jobs.artifacts import around
from formcheck.report import sketch
from tests.videos import even_times, number_in, write_video

WIDTH, HEIGHT = 1280, 720
SPANS = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


def cut(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    return around(PersonBox(1, 0.0, (left, top, right, bottom)), WIDTH, HEIGHT)


@given(SPANS, SPANS)
def test_the_cut_lies_in_the_picture_and_holds_the_middle_of_the_person(
    across: list[float], down: list[float]
) -> None:
    (left, right), (top, bottom) = ([WIDTH * v for v in across], [HEIGHT * v for v in down])
    low_x, low_y, high_x, high_y = cut(left, top, right, bottom)
    assert 0 <= low_x <= high_x <= WIDTH
    assert 0 <= low_y <= high_y <= HEIGHT
    assert low_x - 1 <= (left + right) / 2 <= high_x + 1
    assert low_y - 1 <= (top + bottom) / 2 <= high_y + 1


@pytest.mark.parametrize("box", [(600, 200, 700, 500), (0, 10, 60, 400), (400, 300, 700, 480)])
def test_people_of_any_posture_come_in_one_shape_with_all_of_them_in_it(
    box: tuple[int, int, int, int],
) -> None:
    low_x, low_y, high_x, high_y = cut(*box)
    assert (high_x - low_x) / (high_y - low_y) == pytest.approx(0.75, abs=0.01)
    assert low_x <= box[0]
    assert low_y <= box[1]
    assert high_x >= box[2]
    assert high_y >= box[3]


def test_a_picture_is_the_frame_nearest_to_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time that was rounded up showed the next frame, a clip of 0.3 s while it waits none."""
    clip = write_video(tmp_path / "short.mp4", even_times(10))
    store = SimpleNamespace(clip=lambda _: clip, folder=lambda _: tmp_path)
    monkeypatch.setattr(artifacts, "around", lambda *_: (0, 0, 160, 96))
    job, size = SimpleNamespace(id="one"), SimpleNamespace(width_px=160, height_px=96)
    box = PersonBox(1, 0.233334, (0, 0, 160, 96))
    for path, number in [
        (artifacts.waiting(store, job), 9),
        (artifacts.person(store, job, size, box), 7),
    ]:
        assert number_in(cv2.imread(str(path))) == number


def test_the_person_who_is_meant_is_framed(tmp_path: Path) -> None:
    """Of a bystander behind the lifter the picture showed the lifter, larger, and no sign."""
    clip = write_video(tmp_path / "two.mp4", even_times(10), size=(320, 240))
    store = SimpleNamespace(clip=lambda _: clip, folder=lambda _: tmp_path)
    job, size = SimpleNamespace(id="one"), SimpleNamespace(width_px=320, height_px=240)
    box = PersonBox(2, 0.1, (120, 60, 180, 200))
    picture = cv2.imread(str(artifacts.person(store, job, size, box)))
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(int)
    is_teal = np.abs(rgb - sketch.TEAL).max(axis=2) < 60
    rows, columns = np.nonzero(is_teal)
    high, wide = np.ptp(rows), np.ptp(columns)
    assert wide / high == pytest.approx(60 / 140, rel=0.1)
    assert high > 0.7 * picture.shape[0]


def test_a_clip_that_is_a_thin_strip_has_no_picture(tmp_path: Path) -> None:
    """One of 4000 by 32 pixels took the list of all clips down."""
    clip = write_clip(tmp_path / "thin.mkv", codec="ffv1", size=(4000, 32), pixel_format="bgr0")
    store = SimpleNamespace(folder=lambda _: tmp_path, clip=lambda _: clip)
    with pytest.raises(VideoError, match="no picture"):
        artifacts.waiting(store, SimpleNamespace(id="a"))  # type: ignore[arg-type]
