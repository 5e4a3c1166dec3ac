"""Who is tracked in a clip, where the pose model does not find everybody or finds too many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import OptionError
from formcheck.extraction.scanning import MOST_PEOPLE
from formcheck.pose.estimator import Pose
from tests.pose.gym import GYM, gym, lifter_top, seen_by
from tests.pose.people import BlobEngine, figure
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long


class SeesTheUpright(BlobEngine):
    """Finds nobody who is bent over, as the real one does with some lifters; follows them all."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        return super().find_people(np.where(rgb > UPRIGHT, rgb, 0), most)

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        return super().track(np.where(rgb > UPRIGHT - 25, 255, 0).astype(np.uint8), time_s)


UPRIGHT = 215


def pulls_before_a_watcher(frames: int) -> Iterator[NDArray[np.uint8]]:
    for rgb, time_s in zip(gym(frames), even_times(frames), strict=True):
        bent = lifter_top(time_s) > 90
        lifter = rgb[:, 200:260]
        lifter[lifter > UPRIGHT] = UPRIGHT - 10 if bent else 235
        yield rgb


def test_a_lifter_who_is_only_seen_standing_is_found_all_the_same(tmp_path: Path) -> None:
    frames = even_times(360)
    pictures = pulls_before_a_watcher(360)
    clip = write_video(tmp_path / "watched.mp4", frames, size=GYM, pictures=pictures)
    track = seen_by(SeesTheUpright, clip).track
    assert [person.number for person in track.people] == [2, 1]
    assert np.ptp(track.image_px[..., 1].min(axis=1)) > 40
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)
    chosen = seen_by(SeesTheUpright, clip, lifter=1).track
    assert np.ptp(chosen.image_px[..., 1].min(axis=1)) < 3


class SeesTheSurest(BlobEngine):
    """Finds the largest person only, as the real one does beside somebody in plain view."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        return super().find_people(rgb, 1 if most <= MOST_PEOPLE else most)


@pytest.fixture
def beside_a_watcher(tmp_path: Path) -> Path:
    """The watcher stands so near that no view of what moves leaves them out."""

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for rgb in gym(180):
            rgb[20:230, 30:90], rgb[20:230, 140:190] = 90, 230
            yield rgb

    return write_video(tmp_path / "beside.mp4", even_times(180), size=GYM, pictures=pictures())


def test_a_lifter_whom_nobody_sees_beside_a_watcher_is_found(beside_a_watcher: Path) -> None:
    find = partial(seen_by, SeesTheSurest, beside_a_watcher)
    track = find().track
    tops = track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in track.time_s], atol=3)
    assert [person.number for person in track.people] == [2, 1]
    assert track.chosen_by == "vertical_motion"
    chosen = find(lifter=2).track
    assert chosen.chosen_by == "told"
    np.testing.assert_array_equal(chosen.image_px, track.image_px)
    watcher = find(lifter=1).track
    assert np.ptp(watcher.image_px[..., 1].min(axis=1)) < 3
    with pytest.raises(OptionError, match="no person 3"):
        find(lifter=3)


def test_a_number_that_nobody_has_is_said_where_the_lifter_was_seen_at_once(clip: Path) -> None:
    with pytest.raises(OptionError, match="no person 3"):
        seen_by(BlobEngine, clip, lifter=3)


class GhostEngine(BlobEngine):
    """Sees a large body beside the picture, too, as the real one does in tiny or cut pictures."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        ghost = figure(rgb.shape[1] + 20, rgb.shape[0], torso=rgb.shape[0] / 3)
        return [*super().find_people(rgb, most), ghost]


def test_a_body_whose_trunk_is_outside_the_picture_was_never_seen(clip: Path) -> None:
    track = seen_by(GhostEngine, clip).track
    assert len(track.people) == 2
    assert track.seen.all()
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)
