"""Find a plate nobody has seen yet: edges vote for the centers of circles they could belong to.

A gym is full of round things. The plate is the one that keeps its place beside the hands (or the
shoulders) while they go up and down: the votes of many moments are laid on top of each other,
centered on the hands, and what belongs to the room smears out.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

CANNY_LOW, CANNY_HIGH = 40, 100

Box = tuple[int, int, int, int]  # left, top, right, bottom


def circle_votes(
    gray: NDArray[np.uint8], radii: Sequence[int], box: Box | None = None
) -> NDArray[np.float32]:
    """How much of a circle's rim each place and radius has.

    Args:
        gray: (H, W) picture.
        radii: R radii in pixels.
        box: Where the centers may be; None is the whole picture.

    Returns:
        (R, H, W) share of the rim from 0 to about 1, or of the box alone: edge pixels whose
        gradient points to or from the center at this distance, within a pixel.
    """
    height, width = gray.shape
    left, top, right, bottom = box or (0, 0, width, height)
    # a vote counts for its neighbors, too, so those around the box are counted
    x0, y0 = max(0, left - 1), max(0, top - 1)
    x1, y1 = min(width, right + 1), min(height, bottom + 1)
    wide, high = x1 - x0 + 2, y1 - y0 + 2  # a frame of one pixel takes the votes for elsewhere
    ys, xs, ny, nx = _edges(gray)
    reach = np.outer(np.asarray(radii, np.float32), np.array([1, -1], np.float32))[..., None]
    place = _places(xs + reach * nx, x0, wide) + wide * _places(ys + reach * ny, y0, high)
    place += wide * high * np.arange(len(radii), dtype=np.int32)[:, None, None]
    count = np.bincount(place.ravel(), minlength=len(radii) * wide * high)
    counted = count.reshape(-1, high, wide)[:, 1:-1, 1:-1].astype(np.float32)
    inner = slice(top - y0, bottom - y0), slice(left - x0, right - x0)
    votes = [
        cv2.boxFilter(layer, -1, (3, 3), normalize=False)[inner] / np.float32(2 * np.pi * radius)
        for layer, radius in zip(counted, radii, strict=True)
    ]
    return np.stack(votes)


def _edges(
    gray: NDArray[np.uint8],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32], NDArray[np.float32]]:
    """Edge pixels (E,): their y and x, and y and x of the unit vector across the edge."""
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    gx = cv2.Sobel(smooth, cv2.CV_16S, 1, 0)
    gy = cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
    ys, xs = np.nonzero(cv2.Canny(gx, gy, CANNY_LOW, CANNY_HIGH, L2gradient=True))
    nx, ny = gx[ys, xs].astype(np.float32), gy[ys, xs].astype(np.float32)
    length = np.hypot(nx, ny) + np.float32(1e-6)
    return ys.astype(np.float64), xs.astype(np.float64), ny / length, nx / length


def _places(at: NDArray[np.float64], first: int, size: int) -> NDArray[np.int32]:
    """Rows or columns of a frame that begins before `first`; what is elsewhere is on its edge."""
    np.rint(at, out=at)
    at -= first - 1
    np.maximum(at, 0, out=at)
    return np.minimum(at, size - 1, out=at).astype(np.int32)


def windows_around(
    votes: NDArray[np.float32], at: NDArray[np.float64], half: int
) -> NDArray[np.float32]:
    """(R, 2*half+1, 2*half+1) votes around a point (x, y); zero outside the picture."""
    radii, height, width = votes.shape
    x, y = (round(float(v)) for v in at)
    window = np.zeros((radii, 2 * half + 1, 2 * half + 1), dtype=np.float32)
    x0, x1 = max(0, x - half), min(width, x + half + 1)
    y0, y1 = max(0, y - half), min(height, y + half + 1)
    if x0 < x1 and y0 < y1:
        window[:, y0 - y + half : y1 - y + half, x0 - x + half : x1 - x + half] = votes[
            :, y0:y1, x0:x1
        ]
    return window


def spread(votes: NDArray[np.float32], by_px: int) -> NDArray[np.float32]:
    """Let every place hold the best vote within `by_px`: hands wobble against the bar."""
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), dtype=np.uint8)
    return np.stack([cv2.dilate(layer, kernel) for layer in votes])
