"""What a person's mask shows: how the back bends and leans, and a coarse contour.

Pose models have no landmark between hip and shoulder, so a back that rounds hardly shows in them.
It shows in the back's outline: that runs in one direction over the lumbar spine and in another over
the shoulder blades, and the angle between the two grows with the flexion in between. The outline as
a whole leans as the trunk does, also where the model's hips lag behind those of a fast deadlift.

The outline is read at places along the trunk: on the line from the middle of the hips (0) to the
middle of the shoulders (1), it is the distance from there to the mask's edge, at right angles to
the line, toward the trunk's upper side. Both are in trunk lengths.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import HALF_PX
from formcheck.arithmetic.robust import LEAST_DIVISOR
from formcheck.observation.tracks import BACK_POINTS, ROWS, Silhouette
from formcheck.pose.estimator import Back

STEP = 0.02
"""Distance between two places along the trunk at which the outline is read, trunk lengths."""
LOWER, UPPER = (0.0, 0.4), (0.6, 1.0)
"""Stretches of the trunk that the lower and the upper back's outline is read along. Thoracic
flexion happens between their middles; past the shoulder come collars, hoods and hair."""
FARTHEST = 0.7
"""How far from the trunk's line the edge is looked for, trunk lengths: a back lies 0.2 to 0.5
behind it."""
LEAST_TRUNK_PX = 30.0
"""Shortest trunk that is read: in a shorter one, a degree of bend is less than a fifth of a
pixel."""
LEAST_ASIDE = float(np.sin(np.radians(20.0)))
"""A trunk that leans less than 20° has no upper side."""
LARGEST_LEAP = 0.06
"""Largest change of the outline from one place to the next for `bend_deg`, trunk lengths. It is
about 70° against the trunk: not a back, but something behind it that was taken for the person."""
LARGEST_LEAP_FOR_LEAN = 0.12
"""The same for `lean_deg`: a collar or a sleeve bends the outline, but hardly turns the whole."""
LEAST_MET = 0.9
"""Least share of places at which the outline was met for `lean_deg`; `bend_deg` needs all."""
INSIDE = 0.5
"""Probability from which on a pixel of the mask shows the person."""
LEAST_AREA_PX = 100
"""A component of fewer pixels of the mask is not a person."""


def read_back(
    person: NDArray[np.float32], hip_px: NDArray[np.floating], shoulder_px: NDArray[np.floating]
) -> tuple[Back, NDArray[np.float32]]:
    """Bend and lean of the back's outline, and points on it.

    Bend is the angle by which the upper back's outline is tipped forward of the lower back's. A
    flat back that tapers toward the shoulders has a bend below zero. Lifters differ in it by tens
    of degrees, straight reps of one lifter by two. The outline leans some 7° less than the trunk
    inside of it; changes of its lean are those of the trunk.

    Args:
        person: (H, W) the probability that a pixel shows the person.
        hip_px: (2,) middle of the hips in the same pixels.
        shoulder_px: (2,) middle of the shoulders.

    Returns:
        Bend and lean, NaN where the trunk stands upright or the outline is broken; and
        (BACK_POINTS, 2) points on the edge, in continuous pixel coordinates, beside equally spaced
        places on the line from hips to shoulders, NaN where the edge was not met.
    """
    hip, trunk = np.asarray(hip_px, np.float64), np.asarray(shoulder_px, np.float64) - hip_px
    length_px = float(np.hypot(*trunk))
    if not length_px >= LEAST_TRUNK_PX or abs(trunk[0]) < length_px * LEAST_ASIDE:
        return Back(), np.full((BACK_POINTS, 2), np.nan, np.float32)
    along = np.arange(LOWER[0], UPPER[1] + STEP / 2, STEP)
    behind = _outline(person, hip, trunk, along)
    kept = slice(None, None, (len(along) - 1) // (BACK_POINTS - 1))
    edge = hip + along[kept, None] * trunk + behind[kept, None] * _upward(trunk)
    # the mask was sampled with its pixels' centers at whole numbers
    return (
        Back(_bend_deg(along, behind), _lean_deg(along, behind, trunk)),
        (edge + HALF_PX).astype(np.float32),
    )


def _upward(trunk: Array) -> Array:
    """(2,) vector at right angles to the trunk, as long as it, toward its upper side."""
    return np.array([trunk[1], -trunk[0]]) * (1.0 if trunk[0] > 0 else -1.0)


def _bend_deg(along: Array, behind: Array) -> float:
    if not np.isfinite(behind).all() or np.abs(np.diff(behind)).max() > LARGEST_LEAP:
        return float("nan")
    lower, upper = (_tilt_deg(along, behind, *part) for part in (LOWER, UPPER))
    return lower - upper


def _lean_deg(along: Array, behind: Array, trunk: Array) -> float:
    met = np.isfinite(behind)
    if met.mean() < LEAST_MET or np.abs(np.diff(behind[met])).max() > LARGEST_LEAP_FOR_LEAN:
        return float("nan")
    line_deg = float(np.degrees(np.arctan2(abs(trunk[0]), -trunk[1])))
    return line_deg - _tilt_deg(along[met], behind[met], LOWER[0], UPPER[1])


def _outline(person: NDArray[np.float32], hip_px: Array, trunk: Array, along: Array) -> Array:
    """(K,) distance of the outline above the trunk's line, trunk lengths; NaN = not met."""
    away = np.arange(0.0, FARTHEST, 0.5 / np.hypot(*trunk))  # steps of half a pixel
    at = hip_px + along[:, None, None] * trunk + away[:, None] * _upward(trunk)
    x, y = (at[..., axis].astype(np.float32) for axis in (0, 1))
    # beyond the frame all counts as the person, so that the frame's edge is not taken for the back
    sampled = cv2.remap(person, x, y, cv2.INTER_LINEAR, None, cv2.BORDER_CONSTANT, 1.0)
    probability = np.asarray(sampled)
    outside = probability < INSIDE
    first = outside.argmax(axis=1)
    rows = np.arange(len(along))
    last_in, first_out = probability[rows, np.maximum(first - 1, 0)], probability[rows, first]
    share = (last_in - INSIDE) / np.maximum(last_in - first_out, LEAST_DIVISOR)
    met = away[np.maximum(first - 1, 0)] + share * away[1]
    return np.where(outside.any(axis=1) & (first > 0), met, np.nan)


def _tilt_deg(along: Array, behind: Array, first: float, last: float) -> float:
    """Direction of a stretch of the outline against the trunk's line, positive away from it."""
    part = (along >= first - STEP / 2) & (along <= last + STEP / 2)
    x, y = along[part] - along[part].mean(), behind[part]
    return float(np.degrees(np.arctan((x @ y) / (x @ x))))


def read_silhouette(person: NDArray[np.float32], back_px: NDArray[np.float32]) -> Silhouette:
    """The largest component of a mask, row by row, to a fraction of a pixel.

    Args:
        person: (H, W) the probability that a pixel shows the person.
        back_px: (BACK_POINTS, 2) places on the back's edge, NaN = not read.
    """
    # not `connectedComponents`: labeling every pixel takes thirty times as long as tracing
    inside = (person >= INSIDE).view(np.uint8)
    contours, _ = cv2.findContours(inside, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < LEAST_AREA_PX:
        nowhere = np.full(2, np.nan, np.float32)
        return Silhouette(nowhere, np.full((ROWS, 2), np.nan, np.float32), back_px)
    x, y = np.asarray(largest)[:, 0].T
    top, height = int(y.min()), int(np.ptp(y)) + 1
    rows = (top + (np.arange(ROWS) + 0.5) / ROWS * height).astype(int)
    first, last = np.full(height, person.shape[1]), np.full(height, -1)
    np.minimum.at(first, y - top, x)
    np.maximum.at(last, y - top, x)
    probability = np.asarray(person[rows], np.float32)
    width = probability.shape[1]
    left = _left_edge(first[rows - top], probability)
    right = width - _left_edge(width - 1 - last[rows - top], probability[:, ::-1])  # mirrored
    edge = np.stack([left, right], axis=1).astype(np.float32)
    return Silhouette(np.array([top, top + height], np.float32), edge, back_px)


def _left_edge(first: NDArray[np.integer], probability: NDArray[np.float32]) -> Array:
    """(ROWS,) continuous x of the left edge: where the probability passes `INSIDE`.

    Args:
        first: (ROWS,) the first column inside.
        probability: (ROWS, W) of the same rows.
    """
    rows = np.arange(len(first))
    within, outside = probability[rows, first], probability[rows, np.maximum(first - 1, 0)]
    share = (INSIDE - outside) / np.maximum(within - outside, LEAST_DIVISOR)
    # pixel centers lie at halves; at the frame's edge nothing is outside
    return np.asarray(np.where(first > 0, first - HALF_PX + np.clip(share, 0.0, 1.0), 0.0))
