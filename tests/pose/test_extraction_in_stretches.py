"""A long clip is tracked in stretches, and where two do not fit once more."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import VideoError
from formcheck.extraction.clip_tracking import RUN_UP_S
from formcheck.extraction.stretches import SETTLE_S
from formcheck.pose.estimator import Pose
from tests.pose.gym import GYM, gym, lifter_top, seen_by
from tests.pose.people import BlobEngine
from tests.videos import even_times, scribble, write_video

pytestmark = pytest.mark.long


FPS = 20.0
"""Cutting and joining go by time: fewer pictures cost less and show the same."""


def filmed(path: Path, seconds: int) -> Path:
    frames = round(FPS * seconds)
    return write_video(path, even_times(frames, FPS), size=GYM, pictures=gym(frames, FPS))


class BlindInTheMiddle(BlobEngine):
    """Finds nobody when it starts in the middle of a clip."""

    def __init__(self) -> None:
        super().__init__()
        self._began_s: float | None = None

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        self._began_s = time_s if self._began_s is None else self._began_s
        return super().track(rgb, time_s) if self._began_s < 1 else None


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two pieces."""
    return filmed(tmp_path_factory.mktemp("gym") / "two.mp4", 28)


@pytest.mark.parametrize("engine", [BlobEngine, BlindInTheMiddle])
def test_a_longer_clip_is_followed_in_stretches_that_fit_together(
    of_two: Path, engine: type[BlobEngine]
) -> None:
    begun: list[float] = []

    class Noted(engine):  # type: ignore[misc, valid-type]
        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            return super().track(rgb, time_s)

    found = seen_by(Noted, of_two)
    assert found.track.seen.all()
    assert set(found.track.span) == {0}
    assert np.diff(found.track.time_s).min() > 0
    assert max(begun) > 5  # it was cut
    tops = found.track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in found.track.time_s], atol=3)


def test_a_stretch_that_is_damaged_throughout_does_not_cost_the_others(
    of_two: Path, tmp_path: Path
) -> None:
    """Ten seconds of it refused the whole clip, and a good set beside them."""
    clip = Path(shutil.copy(of_two, tmp_path / "damaged.mp4"))
    found = seen_by(BlobEngine, scribble(clip, 0.45, 0.7))
    lost_s = np.diff(found.track.time_s).max()
    assert 6 < lost_s < 14
    assert found.track.time_s[0] < 0.1
    ((code, said),) = found.warnings
    assert code == "damaged_pictures"
    assert 0.9 < int(said.split(" frames")[0]) / (FPS * lost_s) <= 1.0
    with pytest.raises(VideoError, match="mostly unreadable"):
        seen_by(BlobEngine, scribble(clip, 0.05, 0.7))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of four pieces."""
    return filmed(tmp_path_factory.mktemp("gym") / "long.mp4", 52)


def test_only_what_does_not_fit_is_followed_once_more(long: Path) -> None:
    begun: list[float] = []

    class BlindLate(BlobEngine):
        """Finds nobody when it starts in the last stretch."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            return super().track(rgb, time_s) if begun[-1] < 35 else None

    found = seen_by(BlindLate, long)
    assert found.track.seen.all()
    assert np.diff(found.track.time_s).min() > 0
    starts = [time_s for time_s in begun if time_s < 1]
    joined = [time_s for time_s in begun if 20 < time_s < 30]
    assert (len(starts), len(joined)) == (1, 2)


def test_a_piece_that_begins_elsewhere_is_begun_further_back(long: Path) -> None:
    """An engine that starts behind a plate reads the body elsewhere; one that came there does not.

    The piece before is not followed once more.
    """
    begun: list[float] = []

    class WrongBehindPlate(BlobEngine):
        """Reads the body higher when it starts after 37 s."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            pose = super().track(rgb, time_s)
            if pose is None or begun[-1] < 37:
                return pose
            return replace(pose, image_px=pose.image_px - np.float32([0.0, 12.0]))

    found = seen_by(WrongBehindPlate, long)
    assert np.diff(found.track.time_s).min() > 0
    tops = found.track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in found.track.time_s], atol=3)
    assert [time_s > 30 for time_s in begun] == [False, False, False, True, True]
    cut_s = begun[3] + SETTLE_S
    assert begun[4] == pytest.approx(cut_s - RUN_UP_S, abs=0.05)
