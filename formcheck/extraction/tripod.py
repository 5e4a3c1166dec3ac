"""Whether a camera stands still: some points of its first frame stay where they were all the time.

Filmed from front or rear, a bar sticks out beside everybody who is left out of the measurement. Its
plates are most of the points before a plain wall and move together, so by majority it is the camera
that goes up and down. But in a hand nothing stays: of 45 clips filmed by hand not one has a point
that is where it was in more than half of the pictures, and in 14 of 16 rendered ones on a tripod a
tenth of the points and more are, however much passes in front. Logos, captions
and the edges of black bars stay, too, but in a corner, in a row or on two lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.background import POINTS
from formcheck.video.reading import Frame

GAP_S = 0.3
LEAST_PICTURES = 6
STAYS_PX = 0.5  # in the small picture
STAYS_SHARE = 0.8  # of the pictures: plates pass in front
LEAST_POINTS, LEAST_SHARE = 3, 0.1
SPREAD = (0.25, 0.06)  # of the picture's longer side, along it and across, in either order
LINE_PX, LEAST_LINES = 4.0, 3
"""Bars beside an upright picture have two edges, and so have bars above and below a wide one."""


class TripodEvidence:
    """Points of a first frame that stay where they are.

    Args:
        frame: The first one, gray and small.
        background: (H, W) 255 where nobody is.
    """

    def __init__(self, frame: Frame, background: NDArray[np.uint8]) -> None:
        import cv2

        points: Any = cv2.goodFeaturesToTrack(frame.gray, POINTS, 0.01, 6, mask=background)
        self._first = self._latest = frame
        self._points = np.zeros((0, 1, 2), np.float32) if points is None else points
        self._stayed = np.zeros(len(self._points))
        self._off_px2 = 0.0
        self._pictures = 0

    def put(self, frame: Frame) -> None:
        """A later frame of the same size; what is soon after the one before tells nothing new."""
        if frame.time_s - self._latest.time_s < GAP_S or not len(self._points):
            return
        import cv2

        found, ok, _ = cv2.calcOpticalFlowPyrLK(
            self._first.gray,
            frame.gray,
            self._points,
            self._points.copy(),  # it is written into
            maxLevel=0,  # coarser levels are drawn along by what moves near by
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        off_px = np.linalg.norm(found - self._points, axis=2).ravel()
        stays = (ok.ravel() == 1) & (off_px < STAYS_PX)
        self._stayed += stays
        self._off_px2 += float(np.square(off_px[stays]).sum())
        self._latest = frame
        self._pictures += 1

    @property
    def stands(self) -> bool:
        """Whether the camera stands still, as far as the pictures so far show."""
        if self._pictures < LEAST_PICTURES:
            return False
        stay = self._points[self._stayed >= STAYS_SHARE * self._pictures, 0]
        if len(stay) < max(LEAST_POINTS, LEAST_SHARE * len(self._points)):
            return False
        extent = np.sort(np.ptp(stay, axis=0))[::-1] / max(self._first.gray.shape)
        lines = 1 + (np.diff(np.sort(stay, axis=0), axis=0) > LINE_PX).sum(axis=0)
        return bool(np.all(extent >= SPREAD) and lines.min() >= LEAST_LINES)

    @property
    def sigma_px(self) -> float:
        """By how much what stays seems to waver along each axis, pixels of the full frame."""
        moves = 2 * max(1.0, float(self._stayed.sum()))
        return float(np.sqrt(self._off_px2 / moves)) / self._first.scale[0]
