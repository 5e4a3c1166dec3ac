"""Fit a circle of known size to the rim of a plate, to a small fraction of a pixel.

The rim is the one thing about a plate that stays: print and bolts turn with the sleeve, hands and
knees pass in front, light changes. Every fit stands on the rim itself, so nothing drifts.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

ANGLES = 96
STEP_PX = 0.5
# An edge must stand out of compression noise (about 2 gray levels at usual phone bit rates).
WEAKEST_EDGE = 5.0
# The radius belongs to the plate: it may breathe by half a pixel, for perspective and blur.
RADIUS_SLACK_PX = 0.5
INLIER_PX = 0.8
# The last look is a narrow one: plates of two sizes show rims a few pixels apart.
NARROW_PX = 2.0

_THETA = np.arange(ANGLES) * (2 * np.pi / ANGLES)
_NORMAL = np.stack([np.cos(_THETA), np.sin(_THETA)], axis=1)
_DESIGN = np.column_stack([_NORMAL, np.ones(ANGLES)])
_HELD = np.diag([1e-6, 1e-6, 1.0 / RADIUS_SLACK_PX**2])


@dataclass(frozen=True)
class Rim:
    """A fitted rim: center (x, y) and radius in pixels of the given picture, share seen."""

    center: NDArray[np.float64]
    radius: float
    seen: float


def fit_rim(
    gray: NDArray[np.uint8],
    center: NDArray[np.float64],
    radius: float,
    *,
    reach_px: float,
    aspect: float = 1.0,
) -> Rim:
    """Move a circle onto the rim it nearly covers.

    Args:
        gray: (H, W) picture.
        center: (2,) first guess, x and y in pixels of `gray`.
        radius: Known radius (upright half axis), pixels.
        reach_px: How far from the guess the rim is looked for.
        aspect: Width of the rim divided by its height.

    Returns:
        The rim; `seen` is 0 when too little of it stands out for a fit.
    """
    best = Rim(np.asarray(center, dtype=np.float64), radius, 0.0)
    for reach in (reach_px, NARROW_PX):
        offset, strength = _edges_along_normals(gray, best.center, radius, reach, aspect)
        weight = (strength > WEAKEST_EDGE).astype(np.float64)
        if weight.sum() < ANGLES / 6:
            return Rim(best.center, radius, 0.0)
        shift, inliers = _robust_shift(offset, weight)
        moved = best.center + shift[:2] * (aspect, 1.0)
        best = Rim(moved, radius + float(shift[2]), float(inliers.mean()))
    return best


def _edges_along_normals(
    gray: NDArray[np.uint8],
    center: NDArray[np.float64],
    radius: float,
    reach: float,
    aspect: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where along each of the normals the strongest edge is (px from the circle), how strong."""
    along = np.arange(-reach - STEP_PX, reach + 1.5 * STEP_PX, STEP_PX)
    rho = radius + along
    x = center[0] + aspect * _NORMAL[:, :1] * rho
    y = center[1] + _NORMAL[:, 1:] * rho
    profile = cv2.remap(
        gray,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float64)
    slope = np.abs(profile[:, 2:] - profile[:, :-2])
    # nearer edges win over slightly stronger ones: neighbors are inner rings and clothes
    favored = slope * np.exp(-0.5 * (along[1:-1] / reach) ** 2)
    peak = favored.argmax(axis=1)
    rows = np.arange(ANGLES)
    inner = np.clip(peak, 1, slope.shape[1] - 2)
    left, mid, right = slope[rows, inner - 1], slope[rows, inner], slope[rows, inner + 1]
    bend = left - 2 * mid + right
    sub = np.where(bend < -1e-6, 0.5 * (left - right) / np.where(bend < -1e-6, bend, 1.0), 0.0)
    offset = along[1:-1][inner] + STEP_PX * np.clip(sub, -1.0, 1.0)
    return offset, slope[rows, peak]


def _robust_shift(
    offset: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Shift (dx, dy, dr) that explains the edges best; which of them agree with it.

    Iteratively reweighted least squares with Tukey's biweight; its width shrinks to the inliers.
    """
    shift = np.zeros(3)
    for width in (6.0, 4.0, 2.5, 2.0):
        residual = offset - _DESIGN @ shift
        robust = weight * np.maximum(0.0, 1 - (residual / width) ** 2) ** 2
        weighed = _DESIGN.T * robust
        shift = np.linalg.solve(weighed @ _DESIGN + _HELD, weighed @ offset)
    inliers = (np.abs(offset - _DESIGN @ shift) < INLIER_PX) & (weight > 0)
    return shift, inliers
