"""Who is known to stand still is painted over, so that the person detector sees who else is there.

The detector gives the people it is surest of. Beside a watcher in plain view it does not give a
lifter whose head is behind a plate, nor one whom the watcher half hides; with the watcher gone from
the picture it mostly does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.people import body_size_px
from formcheck.observation.poses import PoseTrack
from formcheck.video.reading import Frame

PAINT = 114  # gray
MARGIN_SIZES = 0.15
"""Around the hull of the landmarks, which lie inside the body. With 0.3 a lifter beside them goes,
too."""


@dataclass(frozen=True)
class Bystander:
    """Where somebody who stands still is.

    Attributes:
        time_s: (K,) rising, K at least 1.
        image_px: (K, 33, 2) landmarks, full-frame pixels.
    """

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]

    @staticmethod
    def of(track: PoseTrack) -> Bystander:
        """Take it from a track that has somebody in it."""
        return Bystander(track.time_s[track.seen], track.image_px[track.seen])

    def hull_px(self, frame: Frame) -> tuple[NDArray[np.int32], int]:
        """(N, 1, 2) outline in pixels of a picture, and how far to go beyond it."""
        import cv2

        nearest = int(np.argmin(np.abs(self.time_s - frame.time_s)))
        points = frame.to_picture_px(self.image_px[nearest])
        hull = np.asarray(cv2.convexHull(points)).round().astype(np.int32)
        return hull, max(1, round(MARGIN_SIZES * float(body_size_px(points))))


def painted_over(frame: Frame, bystanders: Sequence[Bystander]) -> Frame:
    """The picture without them; itself when there are none."""
    import cv2

    if not bystanders:
        return frame
    pixels = frame.pixels.copy()
    for bystander in bystanders:
        hull, margin = bystander.hull_px(frame)
        cv2.fillConvexPoly(pixels, hull, (PAINT,) * 3)
        cv2.polylines(pixels, [hull], isClosed=True, color=(PAINT,) * 3, thickness=2 * margin)
    return replace(frame, pixels=pixels)
