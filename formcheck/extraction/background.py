"""The background's points, found again in a later frame: how they moved, and whether some stay.

Shift, roll and zoom come with their errors. Places are complex numbers, x + iy in full-frame
pixels: multiplying by one is a roll and a zoom.

Filmed from front or rear, a bar sticks out beside everybody who is left out of the measurement. Its
plates are most of the points before a plain wall and move together, so by majority it is the camera
that goes up and down. But in a hand nothing stays: of 45 clips filmed by hand not one has a point
that is where it was in more than half of the frames, and in 14 of 16 rendered ones on a tripod a
tenth of the points and more are, however much passes in front. Logos, captions and the edges of
black bars stay, too, but in a corner, in a row or on two lines.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import as_complex, as_points
from formcheck.video.reading import Frame

POINTS = 200
"""Of a background that are tracked, at most."""
LEAST_POINTS = 12
"""That have to agree on a motion."""
INLIER_PX = 1.0
"""Points agree with a motion within this, in pixels of the small picture."""
LEAST_INLIERS = 0.5
"""Share of the points that have to agree."""
MOST_TRIES = 300
"""Of RANSAC, of two points each. At least half of the points agree, so ten would do."""
SHARED = 10.0
"""So many points count as one, since they share their errors (compression, blur, parallax). Set on
rendered clips moved by a known amount: real errors are 0.6 to 1.3 of those predicted with it."""
STAYING_GAP_S = 0.3
"""Least time between two frames in which it is asked which points stay."""
LEAST_FRAMES = 6
"""Of such frames, to say that the camera stands."""
STAYS_PX = 0.5
"""A point stays that is this near to where it was, in pixels of the small picture …"""
STAYS_SHARE = 0.8
"""… in this share of the frames: plates pass in front of it in others."""
LEAST_STAYING, LEAST_STAYING_SHARE = 3, 0.1
"""Number and share of the points that have to stay."""
SPREAD = (0.25, 0.06)
"""They have to extend this far, as shares of the frame's longer side: in one direction, and
across."""
LINE_PX, LEAST_LINES = 4.0, 3
"""They have to be on so many different rows and columns, which are this far apart: black bars
beside an upright frame have two edges, and so have bars above and below a wide one."""


class BackgroundMotion(NamedTuple):
    """How a background has moved: a place z goes to `z + shift + (spin - 1) * (z - center)`.

    Attributes:
        shift: Of the center.
        spin: Roll (its angle, from x toward y) and zoom (its size).
        center: Middle of the points that tell.
        variance: (2,) of the shift in x and y, full-frame pixels squared.
        spin_variance: Of the spin's real and imaginary part, each.
    """

    shift: complex
    spin: complex
    center: complex
    variance: NDArray[np.float64]
    spin_variance: float


class Reference:
    """Points of a gray frame where a (H, W) mask says 255, to be found again in later frames."""

    def __init__(self, frame: Frame, background: NDArray[np.uint8]) -> None:
        self._frame = frame
        self._points = _corners(frame, background)
        self._guess = self._points

    def motion_to(self, frame: Frame) -> BackgroundMotion | None:
        """How it has moved in a later frame of the same size; None when too few points agree."""
        if len(self._points) < LEAST_POINTS:
            return None
        found, ok, _ = cv2.calcOpticalFlowPyrLK(
            self._frame.gray,
            frame.gray,
            self._points,
            self._guess.copy(),  # it is written into
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        there = ok.ravel() == 1
        before, after = (self._frame.to_full_px(p[there, 0]) for p in (self._points, found))
        motion = fitted_motion(before, after, INLIER_PX / self._frame.scale[0])
        if motion is not None:
            places = as_complex(self._frame.to_full_px(self._points))
            moved = places + motion.shift + (motion.spin - 1) * (places - motion.center)
            self._guess = self._frame.to_crop_px(as_points(moved))
        return motion


def _corners(frame: Frame, background: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(N, 1, 2) places in a gray frame's background that can be found again."""
    points: Any = cv2.goodFeaturesToTrack(frame.gray, POINTS, 0.01, 6, mask=background)
    return np.zeros((0, 1, 2), np.float32) if points is None else points


def fitted_motion(
    before: NDArray[np.floating], after: NDArray[np.floating], within_px: float
) -> BackgroundMotion | None:
    """The motion most of (N, 2) full-frame places agree on, by least squares over those.

    None when fewer than `LEAST_POINTS`, or than half of all, agree.
    """
    if len(before) < LEAST_POINTS:
        return None
    _, inliers = cv2.estimateAffinePartial2D(
        before, after, None, cv2.RANSAC, within_px, MOST_TRIES, 0.999, 0
    )
    agree = np.asarray(inliers).ravel() == 1
    count = int(agree.sum())
    if count < LEAST_POINTS or count < LEAST_INLIERS * len(before):
        return None
    here, there = as_complex(before[agree]), as_complex(after[agree])
    center, moved = here.mean(), there.mean()
    away = here - center
    size = float((np.abs(away) ** 2).sum())
    spin = complex((away.conj() * (there - moved)).sum() / size)
    off = there - moved - spin * away
    scatter = np.array([np.square(off.real).sum(), np.square(off.imag).sum()])
    variance = scatter / (count - 2) * SHARED
    return BackgroundMotion(
        shift=complex(moved - center),
        spin=spin,
        center=complex(center),
        variance=variance / count,
        spin_variance=float(variance.mean()) / size,
    )


class TripodEvidence:
    """Points of a gray first frame, where a (H, W) mask says 255, that stay where they are."""

    def __init__(self, frame: Frame, background: NDArray[np.uint8]) -> None:
        self._first = self._latest = frame
        self._points = _corners(frame, background)
        self._stayed = np.zeros(len(self._points))
        self._off_px2 = 0.0
        self._frames = 0

    def put(self, frame: Frame) -> None:
        """A later frame of the same size; what is soon after the one before tells nothing new."""
        if frame.time_s - self._latest.time_s < STAYING_GAP_S or not len(self._points):
            return
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
        self._frames += 1

    @property
    def stands(self) -> bool:
        """Whether the camera stands still, as far as the frames so far show."""
        if self._frames < LEAST_FRAMES:
            return False
        stay = self._points[self._stayed >= STAYS_SHARE * self._frames, 0]
        if len(stay) < max(LEAST_STAYING, LEAST_STAYING_SHARE * len(self._points)):
            return False
        extent = np.sort(np.ptp(stay, axis=0))[::-1] / max(self._first.gray.shape)
        lines = 1 + (np.diff(np.sort(stay, axis=0), axis=0) > LINE_PX).sum(axis=0)
        return bool(np.all(extent >= SPREAD) and lines.min() >= LEAST_LINES)

    @property
    def sigma_px(self) -> float:
        """By how much what stays seems to waver along each axis, pixels of the full frame."""
        moves = 2 * max(1.0, float(self._stayed.sum()))
        return float(np.sqrt(self._off_px2 / moves)) / self._first.scale[0]
