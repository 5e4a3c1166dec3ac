"""The same true joints, mirrored, smaller, at other rates: what the code alone makes of a change.

Real followings of changed clips differ more (docs/accuracy-history.md): there the engine differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

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
        track, bar = clip
        ticks = np.arange(0, track.time_s[-1], 1 / fps)
        latest = _latest(track.time_s, ticks)
        names = ("image_px", "depth_px", "visibility", "span", "camera_px")
        arrays = {name: getattr(track, name)[latest] for name in names}
        followed = _latest(bar.time_s, ticks)
        return replace(track, time_s=ticks, **arrays), replace(
            bar,
            time_s=ticks,
            center_px=bar.center_px[followed],
            confidence=bar.confidence[followed],
        )

    return change


def _latest(time_s: NDArray[np.float64], ticks: NDArray[np.float64]) -> NDArray[np.intp]:
    return np.searchsorted(time_s, ticks + 1e-6, side="right") - 1


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
