"""Whether the followed pose is on the lifter: spans of one identity over time. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.people import Person, body_size_px, center_px

NEAR_SIZES = 1.0  # farther from the coarse track than this is somebody else
TRUST_S = 1.5  # how long after a coarse sighting it still says where the lifter is
JUMP_SIZES = 0.6  # a step of the trunk's middle that no body makes between two pictures …
JUMP_SIZES_PER_S = 6.0  # … unless time passed
SIZE_RATIO = 1.6
LONGEST_GAP_S = 0.5


def on_lifter(
    time_s: NDArray[np.float64],
    image_px: NDArray[np.float32],
    lifter: Person,
    others: Sequence[Person],
) -> NDArray[np.bool_]:
    """(T,) True where the followed pose is on the lifter and not on somebody else.

    A pose nearer to another person's coarse track than to the lifter's, or far from the lifter's
    own, is somebody else. Where the coarse look knows nothing, the pose is believed.
    """
    centers = center_px(image_px)
    sizes = body_size_px(image_px)
    seen = np.isfinite(centers).all(axis=1)
    own = _distance_sizes(time_s, centers, lifter)
    wrong = own > NEAR_SIZES
    for other in others:
        theirs = _distance_sizes(time_s, centers, other)
        wrong |= (theirs < 0.5 * NEAR_SIZES) & (own > theirs)
    typical = float(np.median(body_size_px(lifter.image_px)))
    unlike = (sizes > 2 * typical) | (sizes < typical / 2)
    return np.asarray(seen & ~wrong & ~unlike)


def spans(
    time_s: NDArray[np.float64], image_px: NDArray[np.float32], seen: NDArray[np.bool_]
) -> NDArray[np.int16]:
    """(T,) number of the span of one identity; -1 where not seen. See `PoseTrack.span`."""
    result = np.full(len(time_s), -1, np.int16)
    places = np.flatnonzero(seen)
    if not len(places):
        return result
    centers, sizes = center_px(image_px[places]), body_size_px(image_px[places])
    step_s = np.diff(time_s[places])
    steps = np.linalg.norm(np.diff(centers, axis=0), axis=1) / np.maximum(sizes[:-1], 1.0)
    growth = np.abs(np.log(np.maximum(sizes[1:], 1.0) / np.maximum(sizes[:-1], 1.0)))
    broken = steps > JUMP_SIZES + JUMP_SIZES_PER_S * np.maximum(0.0, step_s - 1 / 15)
    broken |= (growth > np.log(SIZE_RATIO)) | (step_s > LONGEST_GAP_S)
    result[places] = np.concatenate([[0], np.cumsum(broken)])
    return result


def _distance_sizes(
    time_s: NDArray[np.float64], centers: NDArray[np.float32], person: Person
) -> NDArray[np.float64]:
    """(T,) distance from a person's coarse track in body sizes; NaN where the track is silent."""
    known_s = person.time_s
    track = center_px(person.image_px)
    size = max(1.0, float(np.median(body_size_px(person.image_px))))
    there = np.stack([np.interp(time_s, known_s, track[:, i]) for i in (0, 1)], axis=1)
    distance = np.linalg.norm(centers - there, axis=1) / size
    nearest = np.abs(time_s[:, None] - known_s[None, :]).min(axis=1)
    return np.where(nearest <= TRUST_S, distance, np.nan)
