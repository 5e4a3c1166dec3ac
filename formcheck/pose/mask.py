"""A person's mask, made a coarse contour of some hundred numbers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.pose.silhouette import BACK_POINTS, ROWS, Silhouette

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
    inside = (person >= INSIDE).view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=4)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    if not len(areas) or areas.max() < LEAST_AREA_PX:
        nowhere = np.full(2, np.nan, np.float32)
        return Silhouette(nowhere, np.full((ROWS, 2), np.nan, np.float32), back)
    largest = 1 + int(np.argmax(areas))
    top, height = (int(stats[largest, v]) for v in (cv2.CC_STAT_TOP, cv2.CC_STAT_HEIGHT))
    rows = (top + (np.arange(ROWS) + 0.5) / ROWS * height).astype(int)
    shown, belief = labels[rows] == largest, np.asarray(person[rows], np.float32)
    edge = np.stack([_left(shown, belief), _right(shown, belief)], axis=1)
    edge[~shown.any(axis=1)] = np.nan
    return Silhouette(np.array([top, top + height], np.float32), edge.astype(np.float32), back)


def _left(shown: NDArray[np.bool_], belief: NDArray[np.float32]) -> NDArray[np.float64]:
    """(ROWS,) where the belief passes `INSIDE` before the first column shown; continuous x."""
    first = shown.argmax(axis=1)
    rows = np.arange(len(first))
    within, outside = belief[rows, first], belief[rows, np.maximum(first - 1, 0)]
    share = (INSIDE - outside) / np.maximum(within - outside, 1e-6)
    # pixel centers lie at halves; at the frame's edge nothing is outside
    return np.asarray(np.where(first > 0, first - 0.5 + np.clip(share, 0.0, 1.0), 0.0))


def _right(shown: NDArray[np.bool_], belief: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(belief.shape[1] - _left(shown[:, ::-1], belief[:, ::-1]))
