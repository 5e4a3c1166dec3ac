"""The camera's motion, taken off once: behind this nobody knows that it moved.

It is, unless the feet disagree with how the camera is said to have moved. Before a bare or dark
wall the only points that can be followed are those of the lifter, and the "background" goes down
and up in every rep. Feet tell: taking a true motion of the camera out of the picture makes them
stiller, and never makes feet walk that stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import interpolated, percentile_range
from formcheck.observation.observation import Observation
from formcheck.observation.poses import ANKLES, PoseTrack, standing_torso_px, trunk_px
from formcheck.observation.silhouette import SilhouetteTrack
from formcheck.observation.tracks import BarTrack

Array = NDArray[np.float64]

WIDER_TIMES, WIDER_TORSO = 1.5, 0.1
"""How much more the feet must go up and down without the camera's motion than in the picture. The
same reps are found from 1.2 and 0.02 up to 2.5 and 0.25 (474 clips, 24 with such a motion)."""
OUTERMOST_PERCENT = 5
"""Percent of the feet's heights left out at either end: a few wrong poses are no motion."""


@dataclass(frozen=True)
class Stilled:
    """What was observed, as a camera that stands still would have shown it.

    Attributes:
        poses, bar, contours: Of the observation; no motion of the camera is in them.
        camera_px: (T, 2) what was taken off, on the clock of the poses.
    """

    poses: PoseTrack
    bar: BarTrack
    contours: SilhouetteTrack
    camera_px: NDArray[np.float32]


def stilled(seen: Observation) -> Stilled:
    """Take the camera's motion off all that was observed."""
    poses = with_plausible_camera(seen.track)
    camera_px = poses.camera_px
    if not len(poses.time_s):
        return Stilled(poses, seen.bar, seen.silhouette, camera_px)
    image_px: NDArray[Any] = poses.image_px.astype(np.float64) - camera_px[:, None].astype(
        np.float64
    )  # not rounded to the precision that is kept
    bar_px = seen.bar.center_px - interpolated(seen.bar.time_s, poses.time_s, camera_px)
    return Stilled(
        replace(poses, image_px=image_px, camera_px=np.zeros_like(camera_px)),
        replace(seen.bar, center_px=bar_px),
        seen.silhouette.stilled(interpolated(seen.silhouette.time_s, poses.time_s, camera_px)),
        camera_px,
    )


def with_plausible_camera(track: PoseTrack) -> PoseTrack:
    """The same poses; their camera stands still where feet that stand contradict its motion.

    A hand's sway stays in then: it is a fifth of a torso, the wrong motion as large as a rep. To
    take the feet themselves for the background reads pulls worse: the pose model moves them there.
    """
    if not track.seen.any() or not track.camera_px.any():
        return track
    image_px = track.image_px[track.seen].astype(np.float64)
    feet_px = image_px[:, ANKLES, 1].mean(axis=1)
    in_frame_px = percentile_range(feet_px, OUTERMOST_PERCENT)
    stilled_px = percentile_range(feet_px - track.camera_px[track.seen, 1], OUTERMOST_PERCENT)
    torso_px = abs(standing_torso_px(trunk_px(image_px)))
    least_px = max(WIDER_TIMES * in_frame_px, in_frame_px + WIDER_TORSO * torso_px)
    if stilled_px <= least_px:
        return track
    return replace(track, camera_px=np.zeros_like(track.camera_px))
