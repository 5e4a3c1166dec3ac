"""Whether a pose is on the lifter, and spans of one identity over time. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import interpolated
from formcheck.extraction.people import (
    SAME_PERSON_SIZES,
    SIZE_RATIO,
    TRUST_S,
    Person,
    body_size_px,
    bounds_px,
    center_px,
    typical_size_px,
    upside_down,
)

NEAR_SIZES = np.array([1.0, 1.3])
"""How far the lifter may be from where they are expected, across and up or down, in body sizes."""
JUMP_SIZES, JUMP_SIZES_PER_S = 0.6, 6.0
"""No body moves the middle of its trunk further from frame to frame, in body sizes; and by how much
further for each second between them beyond 1/15 s."""
GROWTH_RATIO = 1.6
"""Largest ratio of body sizes from frame to frame."""
LONGEST_GAP_S = 0.5
"""A span of one identity ends where nobody is seen for longer."""


@dataclass(frozen=True)
class TrackPrior:
    """Where one person is known to be, from the coarse scan.

    Attributes:
        time_s: (K,) rising.
        center_px: (K, 2) middle of the trunk.
        box_px: (K, 4) left, top, right, bottom of all landmarks.
        size_px: Typical body size.
    """

    time_s: Array
    center_px: Array
    box_px: Array
    size_px: float

    @staticmethod
    def of(person: Person) -> TrackPrior:
        """Take it from a person's sightings."""
        points = person.image_px.astype(float)
        return TrackPrior(
            time_s=person.time_s,
            center_px=center_px(points).astype(float),
            box_px=bounds_px(points).astype(float),
            size_px=max(1.0, typical_size_px(points)),
        )

    def knows(self, time_s: float) -> bool:
        """Whether a sighting is near enough in time."""
        return bool(np.abs(self.time_s - time_s).min() <= TRUST_S)

    def distance_sizes(self, point_px: NDArray[np.floating], time_s: float) -> float:
        """How far a point is from where this person should be; infinite when nobody knows."""
        if not self.knows(time_s):
            return np.inf
        there = interpolated(time_s, self.time_s, self.center_px)
        return float(np.linalg.norm(point_px - there)) / self.size_px

    def box_at(self, time_s: float) -> Array:
        """(4,) where all landmarks should be."""
        return interpolated(time_s, self.time_s, self.box_px)


def resembles(
    image_px: NDArray[np.floating],
    time_s: float,
    lifter: TrackPrior,
    others: Sequence[TrackPrior] = (),
) -> bool:
    """Whether one (33, 2) pose has the lifter's size and is not where somebody else is known."""
    center, size = center_px(image_px), float(body_size_px(image_px))
    if upside_down(image_px):
        return False
    if not lifter.size_px / SIZE_RATIO <= size <= lifter.size_px * SIZE_RATIO:
        return False
    away = lifter.distance_sizes(center, time_s)
    return not any(
        other.distance_sizes(center, time_s) < min(away, SAME_PERSON_SIZES) for other in others
    )


def in_place(image_px: NDArray[np.floating], time_s: float, lifter: TrackPrior) -> bool:
    """Whether a pose is about where the lifter was seen shortly before and after.

    Where the coarse scan knows no place, any place will do.
    """
    near = np.abs(lifter.time_s - time_s) <= TRUST_S
    if not near.any():
        return True
    reach = NEAR_SIZES * lifter.size_px
    low = lifter.center_px[near].min(axis=0) - reach
    high = lifter.center_px[near].max(axis=0) + reach
    center = center_px(image_px)
    return bool(np.all((low <= center) & (center <= high)))


def jumped(
    before_px: NDArray[np.floating],
    after_px: NDArray[np.floating],
    step_s: float | NDArray[np.floating],
) -> NDArray[np.bool_]:
    """Whether pairs of (..., 33, 2) poses that far apart in time cannot be one person moving."""
    sizes = [np.maximum(body_size_px(points), 1.0) for points in (before_px, after_px)]
    step = np.linalg.norm(center_px(after_px) - center_px(before_px), axis=-1) / sizes[0]
    reach = JUMP_SIZES + JUMP_SIZES_PER_S * np.maximum(0.0, np.subtract(step_s, 1 / 15))
    grown = np.abs(np.log(sizes[1] / sizes[0])) > np.log(GROWTH_RATIO)
    return np.asarray((np.asarray(step_s) > LONGEST_GAP_S) | (step > reach) | grown)


def spans(time_s: Array, image_px: NDArray[np.float32]) -> NDArray[np.int16]:
    """(T,) number of the span of one identity; -1 where nobody is. See `PoseTrack.span`."""
    result = np.full(len(time_s), -1, np.int16)
    places = np.flatnonzero(np.isfinite(image_px).all(axis=(1, 2)))
    seen_px = image_px[places]
    begins = jumped(seen_px[:-1], seen_px[1:], np.diff(time_s[places]))
    result[places[:1]] = 0
    result[places[1:]] = np.cumsum(begins)
    return result
