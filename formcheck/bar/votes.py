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


def circle_votes(gray: NDArray[np.uint8], radii: Sequence[int]) -> NDArray[np.float32]:
    """How much of a circle's rim each place and radius has.

    Args:
        gray: (H, W) picture.
        radii: R radii in pixels.

    Returns:
        (R, H, W) share of the rim from 0 to about 1: edge pixels whose gradient points to or from
        the center at this distance, within a pixel.
    """
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    height, width = gray.shape
    gx = cv2.Sobel(smooth, cv2.CV_16S, 1, 0)
    gy = cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
    ys, xs = np.nonzero(cv2.Canny(gx, gy, CANNY_LOW, CANNY_HIGH, L2gradient=True))
    nx = gx[ys, xs].astype(np.float32)
    ny = gy[ys, xs].astype(np.float32)
    length = np.hypot(nx, ny) + np.float32(1e-6)
    nx, ny = nx / length, ny / length
    votes = np.zeros((len(radii), height, width), dtype=np.float32)
    for place, radius in enumerate(radii):
        reach = np.array([[radius], [-radius]], dtype=np.float32)
        cx = np.rint(xs + reach * nx).astype(np.int32).ravel()
        cy = np.rint(ys + reach * ny).astype(np.int32).ravel()
        inside = (cx >= 0) & (cx < width) & (cy >= 0) & (cy < height)
        count = np.bincount(cy[inside] * width + cx[inside], minlength=height * width)
        counted = count.reshape(height, width).astype(np.float32)
        votes[place] = cv2.boxFilter(counted, -1, (3, 3), normalize=False) / (2 * np.pi * radius)
    return votes


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
