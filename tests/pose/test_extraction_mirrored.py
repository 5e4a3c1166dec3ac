"""A lifter who is tracked on their head is tracked in the mirrored clip, if that is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.extraction.clip_tracking import (
    TRIED_S,
    ClipTracking,
    TrackedClip,
    target_of,
)
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import link_people
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.stretches import SETTLE_S, WHOLE_CLIP, Poses, TrackedStretch
from formcheck.observation.poses import Landmark
from formcheck.pose.estimator import Pose
from formcheck.video.info import probe
from tests.pose.gym import GYM, gym, seen_by
from tests.pose.people import BlobEngine, figure, sighting, squatting, times
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long


class OneWayEngine(BlobEngine):
    """Turns people whose darker side is on their left upside down while it follows them."""

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        pose = super().track(rgb, time_s)
        if pose is None:
            return None
        (left, top), (right, bottom) = pose.image_px.min(axis=0), pose.image_px.max(axis=0)
        body = rgb[int(top) + 2 : int(bottom) - 2, int(left) + 2 : int(right) - 2, 0]
        half = body.shape[1] // 2
        if body[:, :half].mean() >= body[:, half:].mean():
            return pose
        return upside_down(pose)


def upside_down(pose: Pose) -> Pose:
    """Somebody on their head in the same place."""
    image_px = pose.image_px.copy()
    image_px[:, 1] = image_px[:, 1].min() + image_px[:, 1].max() - image_px[:, 1]
    return replace(pose, image_px=image_px)


def one_side_darker() -> Iterator[NDArray[np.uint8]]:
    for rgb in gym(180):
        rgb[:, 220:233][rgb[:, 220:233] == 230] = 200
        yield rgb


@pytest.mark.parametrize("darker", ["left", "right"])
def test_who_stands_on_their_head_is_looked_at_the_other_way_round(
    tmp_path: Path, darker: str
) -> None:
    pictures = (rgb if darker == "left" else rgb[:, ::-1].copy() for rgb in one_side_darker())
    clip = write_video(tmp_path / "a.mp4", even_times(180), size=GYM, pictures=pictures)
    track = seen_by(OneWayEngine, clip).track
    assert track.seen.all()
    shoulder, ankle = (
        track.image_px[:, Landmark.LEFT_SHOULDER],
        track.image_px[:, Landmark.LEFT_ANKLE],
    )
    assert (shoulder[:, 1] < ankle[:, 1]).all()
    across = 233 if darker == "left" else GYM[0] - 233
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), across, atol=4)


def test_who_is_seen_no_better_the_other_way_round_is_not_followed_so(tmp_path: Path) -> None:
    looked_s: list[float] = []

    class UpsideDown(BlobEngine):
        """Turns everybody upside down, whichever way round they are shown."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            looked_s.append(time_s)
            pose = super().track(rgb, time_s)
            return None if pose is None else upside_down(pose)

    alone = (np.where(np.arange(GYM[0])[:, None] < 200, 90, rgb) for rgb in gym(380))
    clip = write_video(
        tmp_path / "a.mp4", even_times(380), size=GYM, pictures=(p.astype(np.uint8) for p in alone)
    )
    once = len(seen_by(UpsideDown, clip).track.time_s)
    assert once < len(looked_s) < once + 2 * 30 * (TRIED_S + SETTLE_S) + 20


def test_a_clip_of_which_nothing_more_is_read_is_not_tried_the_other_way_round(clip: Path) -> None:
    seen = [[sighting(t, figure(160, 230, 60, squatting(t)))] for t in times(6.0)]
    target = target_of(link_people(seen)[0], (), probe(clip))
    tracking = ClipTracking(WorkerPool(1), clip, target, Pace(), BlobEngine, lambda *_: None)
    nothing = TrackedStretch(
        **vars(Poses.since(0.0, {})), stretch=WHOLE_CLIP, decode_s=0.0, pose_s=0.0, damaged=1
    )
    tracked = TrackedClip([nothing], mirrored=False)
    assert tracking.refined(tracked) is tracked
