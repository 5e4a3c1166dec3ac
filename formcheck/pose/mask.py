"""What a person's mask shows: how the back bends and leans, and a contour of some hundred numbers.

Pose models have no landmark between hip and shoulder, so a back that rounds hardly shows in them.
Its outline does: over the lumbar spine and over the shoulder blades it runs in two directions, and
the angle between the two grows with the flexion in between. As a whole it leans as the trunk does,
also where the model's hips lag behind those of a fast pull.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.observation.silhouette import BACK_POINTS, ROWS, Silhouette
from formcheck.pose.estimator import Back

Array = NDArray[np.float64]

STEP = 0.02
"""Between two places along the trunk at which the outline is read, trunk lengths."""
LOWER, UPPER = (0.0, 0.4), (0.6, 1.0)
"""The two stretches between hip (0) and shoulder (1). Thoracic flexion happens between their
middles; past the shoulder come collars, hoods and hair."""
FARTHEST = 0.7
"""A back lies 0.2 to 0.5 trunk lengths behind the line from hip to shoulder."""
LEAST_TRUNK_PX = 30.0
"""Below this a degree of bend is a fifth of a pixel."""
LEAST_ASIDE = float(np.sin(np.radians(20.0)))
"""A trunk that leans less than 20° has no upper side."""
LARGEST_LEAP = 0.06
"""From one place to the next: an outline as steep as 70° against the trunk is not a back but
something behind it that was taken for the person."""
LEAST_MET, LARGEST_LEAP_FOR_LEAN = 0.9, 0.12
"""A collar or a sleeve in the outline bends it, and hardly turns the whole of it."""
INSIDE = 0.5
"""Of the mask's probabilities."""
LEAST_AREA_PX = 100
"""Fewer pixels of the small frame are a speck and nobody."""


def read_back(
    person: NDArray[np.float32], hip_px: NDArray[np.floating], shoulder_px: NDArray[np.floating]
) -> tuple[Back, NDArray[np.float32]]:
    """Bend and lean of the back's outline, and where it was read.

    Bend is the angle by which the upper back's outline is tipped forward of the lower back's. A
    flat back that tapers toward the shoulders reads below zero; lifters differ by tens of degrees,
    the same lifter's straight reps by two. The outline leans some 7° less than the trunk inside of
    it, and changes as it does.

    Args:
        person: (H, W) the probability that a pixel shows the person.
        hip_px: (2,) middle of the hips in the same pixels.
        shoulder_px: (2,) middle of the shoulders.

    Returns:
        Both, NaN where the trunk stands upright or its outline is broken; and (BACK_POINTS, 2)
        continuous pixel places on the edge, beside equally spaced places on the line from hips to
        shoulders, NaN where not met.
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
        (edge + 0.5).astype(np.float32),
    )


def _upward(trunk: Array) -> Array:
    """(2,) across the trunk, as long as it, toward its upper side."""
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
    away = np.arange(0.0, FARTHEST, 0.5 / np.hypot(*trunk))
    at = hip_px + along[:, None, None] * trunk + away[:, None] * _upward(trunk)
    x, y = (at[..., axis].astype(np.float32) for axis in (0, 1))
    # the frame's edge is nobody's back: beyond it everything counts as the person
    sampled = cv2.remap(person, x, y, cv2.INTER_LINEAR, None, cv2.BORDER_CONSTANT, 1.0)
    probability = np.asarray(sampled)
    outside = probability < INSIDE
    first = outside.argmax(axis=1)
    rows = np.arange(len(along))
    last_in, first_out = probability[rows, np.maximum(first - 1, 0)], probability[rows, first]
    share = (last_in - INSIDE) / np.maximum(last_in - first_out, 1e-6)
    met = away[np.maximum(first - 1, 0)] + share * away[1]
    return np.where(outside.any(axis=1) & (first > 0), met, np.nan)


def _tilt_deg(along: Array, behind: Array, first: float, last: float) -> float:
    """Direction of a stretch of the outline against the trunk's line, positive away from it."""
    part = (along >= first - STEP / 2) & (along <= last + STEP / 2)
    x, y = along[part] - along[part].mean(), behind[part]
    return float(np.degrees(np.arctan((x @ y) / (x @ x))))


def read_silhouette(
    person: NDArray[np.float32], back_px: NDArray[np.floating] | None = None
) -> Silhouette:
    """The largest component of a mask, row by row, to a fraction of a pixel.

    Args:
        person: (H, W) the probability that a pixel shows the person.
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
    probability = np.asarray(person[rows], np.float32)
    left = _passed(first[rows - top], probability)
    right = probability.shape[1] - _passed(
        probability.shape[1] - 1 - last[rows - top], probability[:, ::-1]
    )
    edge = np.stack([left, right], axis=1).astype(np.float32)
    return Silhouette(np.array([top, top + height], np.float32), edge, back)


def _passed(first: NDArray[np.integer], probability: NDArray[np.float32]) -> NDArray[np.float64]:
    """(ROWS,) continuous x where the probability passes `INSIDE` before the first column inside."""
    rows = np.arange(len(first))
    within, outside = probability[rows, first], probability[rows, np.maximum(first - 1, 0)]
    share = (INSIDE - outside) / np.maximum(within - outside, 1e-6)
    # pixel centers lie at halves; at the frame's edge nothing is outside
    return np.asarray(np.where(first > 0, first - 0.5 + np.clip(share, 0.0, 1.0), 0.0))
