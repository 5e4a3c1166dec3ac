"""Fit a circle of known size to the rim of a plate, to a small fraction of a pixel.

The rim is the one thing about a plate that stays: print and bolts turn with the sleeve, hands and
knees pass in front, light changes. Every fit stands on the rim itself, so nothing drifts.
"""

from __future__ import annotations

from collections.abc import Sequence
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
_PRODUCTS = (_DESIGN[:, :, None] * _DESIGN[:, None, :]).reshape(ANGLES, 9)
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
    return fit_rims([gray], [center], [radius], reach_px=reach_px, aspect=aspect)[0]


def fit_rims(
    pictures: Sequence[NDArray[np.uint8]],
    centers: Sequence[NDArray[np.float64]],
    radii: Sequence[float],
    *,
    reach_px: float,
    aspect: float = 1.0,
) -> list[Rim]:
    """`fit_rim` for N circles (none will do), each in its own picture, in one go."""
    if not len(pictures):
        return []
    center = np.asarray(centers, dtype=np.float64)
    radius = np.asarray(radii, dtype=np.float64)
    shown = np.ones(len(radius), dtype=np.bool_)
    for reach in (reach_px, NARROW_PX):
        along = np.arange(-reach - STEP_PX, reach + 1.5 * STEP_PX, STEP_PX)
        profiles = np.stack(
            [
                _profiles(gray, place, size + along, aspect)
                for gray, place, size in zip(pictures, center, radius, strict=True)
            ]
        )
        offset, strength = _strongest_edges(profiles, along, reach)
        weight = (strength > WEAKEST_EDGE).astype(np.float64)
        shown &= weight.sum(axis=1) >= ANGLES / 6
        shift, inliers = _robust_shift(offset, weight)
        center = np.where(shown[:, None], center + shift[:, :2] * (aspect, 1.0), center)
    fitted = zip(center, radius + shift[:, 2], inliers.mean(axis=1), shown, radii, strict=True)
    return [
        Rim(place, float(size), float(seen)) if is_shown else Rim(place, float(given), 0.0)
        for place, size, seen, is_shown, given in fitted
    ]


def _profiles(
    gray: NDArray[np.uint8], center: NDArray[np.float64], rho: NDArray[np.float64], aspect: float
) -> NDArray[np.float32]:
    """(ANGLES, P) brightness along the normals of a circle, at the distances `rho` (P,)."""
    x = center[0] + aspect * _NORMAL[:, :1] * rho
    y = center[1] + _NORMAL[:, 1:] * rho
    profile = cv2.remap(
        gray,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(profile, dtype=np.float32)


def _strongest_edges(
    profiles: NDArray[np.float32], along: NDArray[np.float64], reach: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where along each normal the strongest edge is (px from the circle), how strong: (N, ANGLES).

    Args:
        profiles: (N, ANGLES, P) brightness.
        along: (P,) distance from the circle.
        reach: How far away an edge counts.
    """
    slope = np.abs(profiles[..., 2:] - profiles[..., :-2])
    # nearer edges win over slightly stronger ones: neighbors are inner rings and clothes
    favored = slope * np.exp(-0.5 * (along[1:-1] / reach) ** 2)
    peak = favored.argmax(axis=-1)
    places = slope.shape[-1]
    inner = np.minimum(np.maximum(peak, 1), places - 2)
    # one flat array: taking along an axis costs more than all the rest of a single fit
    flat = slope.ravel()
    first = places * np.arange(peak.size).reshape(peak.shape)
    left, mid, right = (flat[first + inner + step] for step in (-1, 0, 1))
    bend = left - 2 * mid + right
    sharp = bend < -1e-6
    sub = np.where(sharp, 0.5 * (left - right) / np.where(sharp, bend, 1.0), 0.0)
    offset = along[1:-1][inner] + STEP_PX * np.minimum(np.maximum(sub, -1.0), 1.0)
    strength = flat[first + peak]
    return offset, np.asarray(strength, dtype=np.float64)


def _robust_shift(
    offset: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Shift (N, 3) of x, y and radius that explains the edges best; which of them agree with it.

    Iteratively reweighted least squares with Tukey's biweight; its width shrinks to the inliers.
    """
    shift = np.zeros((len(offset), 3))
    for width in (6.0, 4.0, 2.5, 2.0):
        residual = offset - shift @ _DESIGN.T
        robust = weight * np.maximum(0.0, 1 - (residual / width) ** 2) ** 2
        # (N, 3, 3) and (N, 3): the normal equations, with a prior that holds the radius
        squares = (robust @ _PRODUCTS).reshape(-1, 3, 3) + _HELD
        shift = np.linalg.solve(squares, ((robust * offset) @ _DESIGN)[..., None])[..., 0]
    inliers = (np.abs(offset - shift @ _DESIGN.T) < INLIER_PX) & (weight > 0)
    return shift, inliers
