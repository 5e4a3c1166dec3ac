"""The part of the frame that holds the lifter all through the set."""

from __future__ import annotations

from typing import Final

import numpy as np

from formcheck.analysis import Analysis
from formcheck.pose.track import PoseTrack
from formcheck.report.scenes import rep_bounds_s

ROOM: Final = 0.12
"""Around what was seen of the lifter: hair, shoes and the bar lie beyond the joints."""
WORTH_SHARE: Final = 0.6
"""A part that is nearly the frame is no close-up."""

Part = tuple[float, float, float, float]


def lifter_part(poses: PoseTrack, analysis: Analysis) -> Part | None:
    """(left, top, right, bottom) as shares of the frame; None where a close-up shows no more."""
    inside = np.zeros(len(poses.time_s), bool)
    for rep in analysis.reps:
        start_s, end_s = rep_bounds_s(analysis, rep)
        inside |= (poses.time_s >= start_s) & (poses.time_s <= end_s)
    seen = poses.image_px[(inside if inside.any() else ~inside) & poses.seen]
    points = seen.reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return None
    low, high = np.percentile(points, (0.5, 99.5), axis=0)
    room = ROOM * float((high - low).max())
    frame = np.asarray(poses.frame_size_px, float)
    left, top = np.clip((low - room) / frame, 0.0, 1.0)
    right, bottom = np.clip((high + room) / frame, 0.0, 1.0)
    if (right - left) * (bottom - top) > WORTH_SHARE:
        return None
    rounded = [round(float(edge), 4) for edge in (left, top, right, bottom)]
    return rounded[0], rounded[1], rounded[2], rounded[3]


def lifter_part_px(poses: PoseTrack, analysis: Analysis) -> Part | None:
    """The same in full-frame pixels."""
    part = lifter_part(poses, analysis)
    if part is None:
        return None
    width, height = poses.frame_size_px
    return part[0] * width, part[1] * height, part[2] * width, part[3] * height
