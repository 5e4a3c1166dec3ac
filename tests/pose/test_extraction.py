"""The whole way from a clip to the lifter's poses: what comes out, and how it ends early."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.errors import CancelledError, ModelError, VideoError
from formcheck.extraction import processes
from formcheck.extraction.clip_to_observation import _warnings, extract_observation
from formcheck.extraction.processes import WorkerPool
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.model_store import ModelFile
from formcheck.video.info import probe
from tests.pose.fake import FakePoseEstimator
from tests.pose.gym import GYM, lifter_top, seen_by
from tests.pose.people import BlobEngine

pytestmark = pytest.mark.long


def nobody_there() -> PoseEstimator:
    return FakePoseEstimator(lambda time_s: [])


def test_the_mover_is_followed_though_the_poster_is_larger(clip: Path) -> None:
    track = seen_by(BlobEngine, clip).track
    assert track.chosen_by == "vertical_motion"
    assert len(track.people) == 2
    assert track.seen.all()
    assert set(track.span) == {0}
    tops = track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in track.time_s], atol=3)
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)


def test_the_poster_is_followed_when_told(clip: Path) -> None:
    found = seen_by(BlobEngine, clip, lifter=2)
    assert found.track.chosen_by == "told"
    assert np.ptp(found.track.image_px[..., 1].min(axis=1)) < 3
    np.testing.assert_allclose(found.track.image_px[..., 0].mean(axis=1), 60, atol=6)


def test_nobody_seen_is_a_track_of_nobody(clip: Path) -> None:
    found = seen_by(nobody_there, clip)
    assert found.track.people == ()
    assert found.track.chosen_by is None
    assert not found.track.seen.any()
    assert len(found.track.time_s) > 5
    assert found.track.frame_size_px == GYM


def test_times_rise_over_all_stretches_and_progress_ends_at_one(clip: Path) -> None:
    steps: list[tuple[str, float]] = []
    with WorkerPool(2) as pool:
        found = seen_by(BlobEngine, clip, pool=pool, on_progress=lambda *step: steps.append(step))
    assert found.track.seen.all()
    assert set(found.track.span) == {0}
    assert np.diff(found.track.time_s).max() < 0.2
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_stop_is_heeded(clip: Path) -> None:
    asked = iter([False, True] + [True] * 100)
    with pytest.raises(CancelledError):
        seen_by(BlobEngine, clip, pool=WorkerPool(1, lambda: next(asked)))


def test_work_minutes_go_by_the_clock_that_stands_still_while_the_machine_sleeps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A notebook that was shut over lunch had "taken longer than 60 minutes" on Windows."""
    awake_s = [0.0]
    monkeypatch.setattr(processes, "awake_s", lambda: awake_s[0])
    pool = WorkerPool(1)
    awake_s[0] = 3599.0
    assert pool.run([(abs, -1)]) == [1]
    awake_s[0] = 3601.0
    with pytest.raises(VideoError, match="longer than 60 minutes"):
        pool.run([(abs, -1)])


@pytest.mark.model
def test_a_bundle_that_is_no_model_is_said_so(clip: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake.task"
    fake.write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match=r"fake\.task"):
        extract_observation(clip, probe(clip), ModelFile("fake", fake, "0" * 64), WorkerPool(1))


def test_one_damaged_picture_is_no_plural(clip: Path) -> None:
    short = replace(probe(clip), frames=30)
    said = [_warnings(short, damaged) for damaged in (0, 1, 2)]
    assert said == [
        (),
        (("damaged_pictures", "1 frame of the file is damaged and was left out."),),
        (("damaged_pictures", "2 frames of the file are damaged and were left out."),),
    ]
