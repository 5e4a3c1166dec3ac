"""Visibility of one engine that goes forward and back is that of two that go one way each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.pose.estimator import Pose
from formcheck.pose.landmarker import MediaPipePoseEstimator
from formcheck.pose.model_store import find_model
from formcheck.pose.visibility import SmoothedVisibility
from formcheck.video.reading import FrameReader
from tests.samples import SAMPLES

Shown = tuple[float, NDArray[np.float32]]
SETTLED = 3  # times that a frame is shown until somebody is found in it


def engine() -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Mediapipe's filter: it starts with what it is shown first, and is never reset."""
    kept: NDArray[np.float32] | None = None

    def smoothed(raw: NDArray[np.float32]) -> NDArray[np.float32]:
        nonlocal kept
        small = np.float64(np.float32(0.1))
        kept = raw if kept is None else np.float32(small * raw + (1 - small) * kept)
        return kept

    return smoothed


@pytest.mark.parametrize("stranger", [False, True])
@pytest.mark.parametrize("begins_lost", [True, False])
def test_what_was_seen_on_the_way_back_is_not_remembered_ahead(
    begins_lost: bool, stranger: bool
) -> None:
    """A filter that is shown the frames of both ways tells neither what it told."""
    raw = np.random.default_rng(4).random((60, 33)).astype(np.float32)
    other = np.random.default_rng(6).random((60, 33)).astype(np.float32)
    forward, backward, both, visibility = engine(), engine(), engine(), SmoothedVisibility()
    found_at = (0, 20, 40) if begins_lost else (20, 40)

    def shares(frame: int) -> NDArray[np.float32]:
        return visibility.one_way(both(raw[frame]), frame / 30)

    def near(found: NDArray[np.float32], wanted: NDArray[np.float32]) -> None:
        np.testing.assert_allclose(found, wanted, atol=1e-6)

    for frame in range(60):
        if frame not in found_at:
            near(shares(frame), forward(raw[frame]))
            continue
        if stranger:  # somebody else is seen in the frame first, and then nobody
            near(visibility.one_way(both(other[frame]), frame / 30), forward(other[frame]))
            visibility.nobody(frame / 30)
        for _ in range(SETTLED):
            backward(raw[frame])
            near(shares(frame), forward(raw[frame]))
        with visibility.going_back(frame / 30):
            for earlier in range(frame - 1, max(0, frame - 5), -1):
                near(shares(earlier), backward(raw[earlier]))
            for _ in range(SETTLED):
                shares(frame)


def test_who_never_goes_back_is_told_what_the_engine_says() -> None:
    raw = np.random.default_rng(5).random((20, 33)).astype(np.float32)
    smoothed, visibility = engine(), SmoothedVisibility()
    for frame in range(20):
        shares = smoothed(raw[frame])
        assert visibility.one_way(shares, frame / 30).tobytes() == shares.tobytes()


@pytest.mark.model
@pytest.mark.slow
def test_the_real_engine_goes_both_ways_as_two_would() -> None:
    """Bit for bit but for visibility, which both smooth in single precision."""
    reader = FrameReader(SAMPLES / "squat_clean.mp4", min_gap_s=1 / 15, end_s=2.0)
    frames = [(frame.time_s, frame.rgb) for frame in reader]
    before, lost, after = frames[:4], frames[4:10], frames[10:16]
    blank = (after[0][0], np.full_like(after[0][1], 114))
    found = [after[0]] * SETTLED
    with ExitStack() as closed:
        one, ahead, back = (MediaPipePoseEstimator(find_model()) for _ in range(3))
        for each in (one, ahead, back):
            closed.callback(each.close)
        wanted = looked(ahead, [*before, blank, *found])
        wanted += looked(back, [*found, *lost[::-1]])[SETTLED:]
        wanted += looked(ahead, after[1:])
        smoothed = looked(one, [*before, blank, *found])
        with one.going_back(after[0][0]):
            smoothed += looked(one, lost[::-1])
            looked(one, [blank, *found])
        smoothed += looked(one, after[1:])
    for mine, theirs in zip(smoothed, wanted, strict=True):
        if mine is None or theirs is None:
            assert mine is theirs
            continue
        assert mine.image_px.tobytes() == theirs.image_px.tobytes()
        assert mine.depth_px.tobytes() == theirs.depth_px.tobytes()
        assert mine.back == theirs.back
        assert (mine.silhouette is None) == (theirs.silhouette is None)
        np.testing.assert_allclose(mine.visibility, theirs.visibility, atol=1e-6)


def looked(
    estimator: MediaPipePoseEstimator, frames: Iterable[tuple[float, NDArray[np.uint8]]]
) -> list[Pose | None]:
    """What is seen in each."""
    return [estimator.track(rgb, time_s) for time_s, rgb in frames]
