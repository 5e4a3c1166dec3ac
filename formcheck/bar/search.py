"""Find a rim of known size near a place: edges vote for its center, then it is fitted."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.bar.rim import Rim, fit_rims
from formcheck.bar.votes import circle_votes


def search_rims(
    pictures: Sequence[NDArray[np.uint8]],
    near: NDArray[np.float64],
    radius: float,
    *,
    reach: float,
    slack: float,
    aspect: float,
) -> list[Rim]:
    """Find a rim in N pictures, each within `reach` of its place in `near` (N, 2).

    Args:
        pictures: N gray pictures.
        near: (N, 2) where to look, pixels.
        radius: Of the rim, known to within `slack`.
        reach: How far from its place it may be.
        slack: How much larger or smaller it may be.
        aspect: Width of the rim divided by its height.
    """
    rims = [Rim(place, radius, 0.0) for place in near]
    coarse = {
        number: found
        for number, (picture, place) in enumerate(zip(pictures, near, strict=True))
        if (found := _most_votes(picture, place, radius, reach, slack, aspect)) is not None
    }
    fitted = fit_rims(
        [pictures[number] for number in coarse],
        [center for center, _ in coarse.values()],
        [size for _, size in coarse.values()],
        reach_px=3.0,
        aspect=aspect,
    )
    for number, rim in zip(coarse, fitted, strict=True):
        rims[number] = rim
    return rims


def _most_votes(
    picture: NDArray[np.uint8],
    near: NDArray[np.float64],
    radius: float,
    reach: float,
    slack: float,
    aspect: float,
) -> tuple[NDArray[np.float64], int] | None:
    """Center and radius of the circle that most edges vote for; None at the picture's edge."""
    height, width = picture.shape
    pad = reach + radius + 3
    x0, x1 = (int(np.clip(near[0] + side * pad, 0, width)) for side in (-1, 1))
    y0, y1 = (int(np.clip(near[1] + side * pad, 0, height)) for side in (-1, 1))
    if x1 - x0 < radius or y1 - y0 < radius:
        return None
    part = cv2.resize(
        picture[y0:y1, x0:x1], None, fx=1 / aspect, fy=1.0, interpolation=cv2.INTER_LINEAR
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
