"""The same true joints, mirrored, smaller, at other rates: what the code alone makes of a change.

Real trackings of changed clips differ more (docs/real-clips.md): there the pose model differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.robustness import Agreement
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack
from tests import stick
from tests.core.truth import seen, true_clips
from tests.observed import analyzed

pytestmark = pytest.mark.long

Clip = tuple[PoseTrack, BarTrack]


def mirrored(clip: Clip) -> Clip:
    track, bar = clip
    width = track.frame_size_px[0]
    across = width - bar.center_px[:, :1]
    center_px = np.concatenate([across, bar.center_px[:, 1:]], axis=1)
    return stick.mirrored(track), replace(bar, center_px=center_px)


def at_480_lines(clip: Clip) -> Clip:
    track, bar = clip
    width, height = track.frame_size_px
    share = 480 / height
    smaller = replace(
        track,
        image_px=track.image_px * np.float32(share),
        depth_px=track.depth_px * np.float32(share),
        frame_size_px=(round(width * share), 480),
    )
    assert bar.radius_px is not None
    return smaller, replace(bar, center_px=bar.center_px * share, radius_px=bar.radius_px * share)


def at_rate(fps: float) -> Callable[[Clip], Clip]:
    """The latest picture at each tick, as a player shows it."""

    def change(clip: Clip) -> Clip:
        ticks = np.arange(0, clip[0].time_s[-1], 1 / fps)
        latest = [np.searchsorted(one.time_s, ticks + 1e-6, side="right") - 1 for one in clip]
        poses, bar = (stick.rows(one, at, ticks) for one, at in zip(clip, latest, strict=True))
        return poses, bar

    return change


# two at once: whatever one of them changes is changed with the other, too
CHANGES = {
    "mirrored, 24 a second": (mirrored, at_rate(24)),
    "480 lines, 60 a second": (at_480_lines, at_rate(60)),
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_true_joints_keep_their_counts_and_verdicts(
    changes: tuple[Callable[[Clip], Clip], ...],
) -> None:
    agreement = Agreement()
    for clip in true_clips():
        track, bar = clip.track, clip.bar
        for change in changes:
            track, bar = change((track, bar))
        agreement.add(seen(clip.name), analyzed(track, bar=bar))
    assert agreement.same_count == agreement.clips > 30
    assert agreement.same_verdict >= 0.99 * agreement.reps
