"""A person's mask, made a coarse contour of some hundred numbers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.observation.silhouette import BACK_POINTS, ROWS, Silhouette

INSIDE = 0.5
"""Of the mask's belief."""
LEAST_AREA_PX = 100
"""Fewer pixels of the small frame are a speck and nobody."""


def read_silhouette(
    person: NDArray[np.float32], back_px: NDArray[np.floating] | None = None
) -> Silhouette:
    """The largest component of a mask, row by row, to a fraction of a pixel.

    Args:
        person: (H, W) the belief, 0 to 1, that a pixel shows the person.
        back_px: (BACK_POINTS, 2) places on the back's edge, when they were read.
    """
    back = np.full((BACK_POINTS, 2), np.nan, np.float32)
    if back_px is not None:
        back = np.asarray(back_px, np.float32)
    # tracing the outside costs a thirtieth of labeling every pixel
    inside = (person >= INSIDE).view(np.uint8)
    contours, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < LEAST_AREA_PX:
        nowhere = np.full(2, np.nan, np.float32)
        return Silhouette(nowhere, np.full((ROWS, 2), np.nan, np.float32), back)
    x, y = np.asarray(largest)[:, 0].T
    top, height = int(y.min()), int(np.ptp(y)) + 1
    rows = (top + (np.arange(ROWS) + 0.5) / ROWS * height).astype(int)
    first, last = np.full(height, person.shape[1]), np.full(height, -1)
    np.minimum.at(first, y - top, x)
    np.maximum.at(last, y - top, x)
    belief = np.asarray(person[rows], np.float32)
    left = _passed(first[rows - top], belief)
    right = belief.shape[1] - _passed(belief.shape[1] - 1 - last[rows - top], belief[:, ::-1])
    edge = np.stack([left, right], axis=1).astype(np.float32)
    return Silhouette(np.array([top, top + height], np.float32), edge, back)


def _passed(first: NDArray[np.integer], belief: NDArray[np.float32]) -> NDArray[np.float64]:
    """(ROWS,) where the belief passes `INSIDE` before the first column inside; continuous x."""
    rows = np.arange(len(first))
    within, outside = belief[rows, first], belief[rows, np.maximum(first - 1, 0)]
    share = (INSIDE - outside) / np.maximum(within - outside, 1e-6)
    # pixel centers lie at halves; at the frame's edge nothing is outside
    return np.asarray(np.where(first > 0, first - 0.5 + np.clip(share, 0.0, 1.0), 0.0))
