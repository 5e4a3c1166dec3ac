"""Find a rim of known size near a place, then fit a circle to it, to a fraction of a pixel.

The rim is the one thing about a plate that stays: print and bolts turn with the sleeve, hands and
knees pass in front, light changes. Every fit stands on the rim itself, so nothing drifts.
Where the rim is not nearly known, edges vote for the centers of circles they could belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LEAST_DIVISOR, gaussian

ANGLES = 96
"""Normals of a circle along which an edge is looked for, all around."""
STEP_PX = 0.5
"""From one sample along a normal to the next."""
WEAKEST_EDGE = 5.0
"""An edge must stand out of compression noise (about 2 gray levels at usual phone bit rates)."""
RADIUS_SLACK_PX = 0.5
"""The radius belongs to the plate: it may breathe by half a pixel, for perspective and blur."""
INLIER_PX = 0.8
"""An edge this near to the fitted circle is the rim's."""
REACH_PX = 3.0
"""How far a rim is looked for from a place that votes or another ring gave."""
NARROW_PX = 2.0
"""The last look is a narrow one: plates of two sizes show rims a few pixels apart."""
CANNY_LOW, CANNY_HIGH = 40, 100
"""Lower and upper gradient of OpenCV's edge detector."""
BOX_PX = (3, 3)
"""A pixel and those next to it: smooths single noisy pixels away and leaves edges where they are. A
vote counts for its neighbors, too: edges lie up to a pixel off a circle's rim."""

_THETA = np.arange(ANGLES) * (2 * np.pi / ANGLES)
_NORMAL = np.stack([np.cos(_THETA), np.sin(_THETA)], axis=1)
_DESIGN = np.column_stack([_NORMAL, np.ones(ANGLES)])
_PRODUCTS = (_DESIGN[:, :, None] * _DESIGN[:, None, :]).reshape(ANGLES, -1)
_HELD = np.diag([1e-6, 1e-6, 1.0 / RADIUS_SLACK_PX**2])

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Rim:
    """A fitted rim: center (x, y) and radius in pixels of the given picture, share seen."""

    center: Array
    radius_px: float
    seen: float


def fit_rims(
    images: Sequence[NDArray[np.uint8]],
    centers: Sequence[Array],
    radii: Sequence[float],
    *,
    reach_px: float = REACH_PX,
    aspect: float = 1.0,
) -> list[Rim]:
    """Move one circle in each of N images (none will do) onto the rim it nearly covers.

    Args:
        images: (H, W) each.
        centers: (2,) each, the first guess: x and y in pixels of the picture.
        radii: What is known of each (upright half axis), pixels.
        reach_px: How far from the guess a rim is looked for.
        aspect: Width of the rims divided by their height.

    Returns:
        The rims; `seen` is 0 where too little of one stands out for a fit.
    """
    if not len(images):
        return []
    center = np.asarray(centers, dtype=np.float64)
    radius = np.asarray(radii, dtype=np.float64)
    shown = np.ones(len(radius), dtype=np.bool_)
    for reach in (reach_px, NARROW_PX):
        along = np.arange(-reach - STEP_PX, reach + 1.5 * STEP_PX, STEP_PX)
        profiles = np.stack(
            [
                _profiles(gray, place, size + along, aspect)
                for gray, place, size in zip(images, center, radius, strict=True)
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
    gray: NDArray[np.uint8], center: Array, rho: Array, aspect: float
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
    profiles: NDArray[np.float32], along: Array, reach: float
) -> tuple[Array, Array]:
    """Where along each normal the strongest edge is (px from the circle), how strong: (N, ANGLES).

    `profiles` are (N, ANGLES, P) of brightness, at the (P,) distances `along` from the circle.
    """
    slope = np.abs(profiles[..., 2:] - profiles[..., :-2])
    # nearer edges win over slightly stronger ones: neighbors are inner rings and clothes
    favored = slope * gaussian(along[1:-1] / reach)
    peak = favored.argmax(axis=-1)
    places = slope.shape[-1]
    inner = np.minimum(np.maximum(peak, 1), places - 2)
    # one flat array: taking along an axis costs more than all the rest of a single fit
    flat = slope.ravel()
    first = places * np.arange(peak.size).reshape(peak.shape)
    left, mid, right = (flat[first + inner + step] for step in (-1, 0, 1))
    bend = left - 2 * mid + right
    sharp = bend < -LEAST_DIVISOR
    sub = np.where(sharp, (left - right) / 2 / np.where(sharp, bend, 1.0), 0.0)
    offset = along[1:-1][inner] + STEP_PX * np.minimum(np.maximum(sub, -1.0), 1.0)
    strength = flat[first + peak]
    return offset, np.asarray(strength, dtype=np.float64)


def _robust_shift(offset: Array, weight: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Shift (N, 3) of x, y and radius that explains the edges best; which of them agree with it.

    Iteratively reweighted least squares with Tukey's biweight; its width shrinks to the inliers.
    """
    shift = np.zeros((len(offset), len(_HELD)))
    for width in (6.0, 4.0, 2.5, 2.0):
        residual = offset - shift @ _DESIGN.T
        robust = weight * np.maximum(0.0, 1 - (residual / width) ** 2) ** 2
        # (N, 3, 3) and (N, 3): the normal equations, with a prior that holds the radius
        squares = (robust @ _PRODUCTS).reshape(-1, *_HELD.shape) + _HELD
        shift = np.linalg.solve(squares, ((robust * offset) @ _DESIGN)[..., None])[..., 0]
    inliers = (np.abs(offset - shift @ _DESIGN.T) < INLIER_PX) & (weight > 0)
    return shift, inliers


def search_rims(
    images: Sequence[NDArray[np.uint8]],
    near: Array,
    radius: float,
    *,
    reach: float,
    slack: float,
    aspect: float,
) -> list[Rim]:
    """Find a rim in N gray images, each within `reach` of its place in `near` (N, 2).

    It may be larger or smaller than `radius` by `slack`.
    """
    rims = [Rim(place, radius, 0.0) for place in near]
    coarse = {
        number: found
        for number, (image, place) in enumerate(zip(images, near, strict=True))
        if (found := _most_votes(image, place, radius, reach, slack, aspect)) is not None
    }
    fitted = fit_rims(
        [images[number] for number in coarse],
        [center for center, _ in coarse.values()],
        [size for _, size in coarse.values()],
        aspect=aspect,
    )
    for number, rim in zip(coarse, fitted, strict=True):
        rims[number] = rim
    return rims


def _most_votes(
    image: NDArray[np.uint8],
    near: Array,
    radius: float,
    reach: float,
    slack: float,
    aspect: float,
) -> tuple[Array, int] | None:
    """Center and radius of the circle that most edges vote for; None at the picture's edge."""
    height, width = image.shape
    pad = reach + radius + 3
    x0, x1 = (int(np.clip(near[0] + side * pad, 0, width)) for side in (-1, 1))
    y0, y1 = (int(np.clip(near[1] + side * pad, 0, height)) for side in (-1, 1))
    if x1 - x0 < radius or y1 - y0 < radius:
        return None
    part = cv2.resize(
        image[y0:y1, x0:x1], None, fx=1 / aspect, fy=1.0, interpolation=cv2.INTER_LINEAR
    )
    low, high = round(radius - slack), round(radius + slack)
    radii = range(max(4, low), max(low, high) + 1)
    origin = np.array([x0, y0])
    middle = (near - origin) / (aspect, 1.0)
    first = np.maximum(np.ceil(middle - reach), 0).astype(int)
    last = np.minimum(np.floor(middle + reach) + 1, part.shape[::-1]).astype(int)
    if (last <= first).any():
        return None
    (left, top), (right, bottom) = first.tolist(), last.tolist()
    votes = circle_votes(np.asarray(part, dtype=np.uint8), radii, (left, top, right, bottom))
    ys, xs = np.ogrid[top:bottom, left:right]
    votes *= (xs - middle[0]) ** 2 + (ys - middle[1]) ** 2 <= reach**2
    layer, y, x = np.unravel_index(int(votes.argmax()), votes.shape)
    if not votes[layer, y, x]:
        return None
    return origin + np.array([left + x, top + y]) * (aspect, 1.0), radii[int(layer)]


def circle_votes(
    gray: NDArray[np.uint8], radii: Sequence[int], box: Box | None = None
) -> NDArray[np.float32]:
    """How much of a circle's rim each place, of the whole picture or a box, and each radius has.

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
        cv2.boxFilter(layer, -1, BOX_PX, normalize=False)[inner] / np.float32(2 * np.pi * radius)
        for layer, radius in zip(counted, radii, strict=True)
    ]
    return np.stack(votes)


def _edges(
    gray: NDArray[np.uint8],
) -> tuple[Array, Array, NDArray[np.float32], NDArray[np.float32]]:
    """Edge pixels (E,): their y and x, and y and x of the unit vector across the edge."""
    smooth = cv2.GaussianBlur(gray, BOX_PX, 0)
    gx = cv2.Sobel(smooth, cv2.CV_16S, 1, 0)
    gy = cv2.Sobel(smooth, cv2.CV_16S, 0, 1)
    ys, xs = np.nonzero(cv2.Canny(gx, gy, CANNY_LOW, CANNY_HIGH, L2gradient=True))
    nx, ny = gx[ys, xs].astype(np.float32), gy[ys, xs].astype(np.float32)
    length = np.hypot(nx, ny) + np.float32(LEAST_DIVISOR)
    return ys.astype(np.float64), xs.astype(np.float64), ny / length, nx / length


def _places(at: Array, first: int, size: int) -> NDArray[np.int32]:
    """Rows or columns of a frame that begins before `first`; what is elsewhere is on its edge."""
    np.rint(at, out=at)
    at -= first - 1
    np.maximum(at, 0, out=at)
    return np.minimum(at, size - 1, out=at).astype(np.int32)
