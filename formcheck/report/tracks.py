"""What was tracked in a clip, and the part of the frame that holds it all through the set."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.motion.make import believed_camera
from formcheck.observation.observation import Observation
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import (
    BarTrack,
    CameraTrack,
    SilhouetteTrack,
    no_bar,
    no_silhouettes,
    still_camera,
)
from formcheck.report.measured.shapes import Box
from formcheck.report.scenes import rep_bounds_s

MARGIN: Final = 0.12
"""Of the longer side, around what was seen: hair, shoes and the bar lie beyond the joints."""
WORTH_SHARE: Final = 0.6
"""A part that is nearly the frame is no close-up."""
STRIP_SHARE: Final = 0.02
"""Of the height: the strip of reps, drawn along the upper edge; a piece of it says nothing."""


@dataclass(frozen=True)
class Tracks:
    """The lifter, the bar and the lifter's outline over a clip.

    Attributes:
        lifter: The poses.
        bar: The near plate; one that was never found where there is none.
        outline: The contour and the back's edge; empty where no mask was read.
        camera: Whose motion was taken off before anything was measured.
    """

    lifter: PoseTrack
    bar: BarTrack = field(default_factory=lambda: no_bar(np.zeros(0)))
    outline: SilhouetteTrack = field(default_factory=no_silhouettes)
    camera: CameraTrack = field(default_factory=still_camera)

    @staticmethod
    def of(seen: Observation) -> Tracks:
        """The tracks of an observed clip."""
        return Tracks(seen.track, seen.bar, seen.silhouette, believed_camera(seen))


def lifter_part(tracks: Tracks, analysis: Analysis) -> Box | None:
    """(left, top, right, bottom) as shares of the frame; None where a close-up shows no more."""
    poses, bar = tracks.lifter, tracks.bar
    seen = poses.image_px[_in_reps(poses.time_s, analysis) & poses.seen].reshape(-1, 2)
    points = seen[np.isfinite(seen).all(axis=1)]
    if not len(points):
        return None
    low, high = np.percentile(points, (0.5, 99.5), axis=0)
    plate = bar.center_px[_in_reps(bar.time_s, analysis)]
    plate = plate[np.isfinite(plate).all(axis=1)]
    if len(plate) and bar.radius_px:
        ends = np.percentile(plate, (0.5, 99.5), axis=0)
        low, high = (
            np.minimum(low, ends[0] - bar.radius_px),
            np.maximum(high, ends[1] + bar.radius_px),
        )
    margin = MARGIN * float((high - low).max())
    frame = np.asarray(poses.frame_size_px, float)
    left, top = np.clip((low - margin) / frame, (0.0, STRIP_SHARE), 1.0)
    right, bottom = np.clip((high + margin) / frame, 0.0, 1.0)
    if (right - left) * (bottom - top) > WORTH_SHARE:
        return None
    rounded = [round(float(edge), 4) for edge in (left, top, right, bottom)]
    return rounded[0], rounded[1], rounded[2], rounded[3]


def _in_reps(time_s: NDArray[np.float64], analysis: Analysis) -> NDArray[np.bool_]:
    """(N,) True during the reps; all the time where there are none."""
    inside = np.zeros(len(time_s), np.bool_)
    for rep in analysis.reps:
        start_s, end_s = rep_bounds_s(analysis, rep)
        inside |= (time_s >= start_s) & (time_s <= end_s)
    return inside if inside.any() else ~inside


def lifter_part_px(tracks: Tracks, analysis: Analysis) -> Box | None:
    """The same in full-frame pixels."""
    part = lifter_part(tracks, analysis)
    if part is None:
        return None
    width, height = tracks.lifter.frame_size_px
    return part[0] * width, part[1] * height, part[2] * width, part[3] * height
