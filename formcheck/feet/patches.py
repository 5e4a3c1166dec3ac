"""The rear and the front of a shoe, each followed as one small picture.

A plain shoe shows few corners, and those on its outline belong to the floor or the other shoe by
half. Its shape is seen all the same: the picture of its rear, turned and shifted, fits the later
ones as long as nothing hides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.feet.shoe import FRONT_TORSO, SHOE_AHEAD, Foot
from formcheck.video.reading import Frame

Array = NDArray[np.float64]
Patch = tuple[slice, slice]
"""(rows, columns) of the first picture."""

BEHIND_TORSO = 0.08
"""The edge of the heel lies .05 behind the model's; behind that there is only floor."""
BELOW_TORSO = 0.02
"""Of the floor, so that the edge of the sole is in it."""
MARGIN_TORSO = 0.2
"""Around a patch: a heel rises by .13 at most."""
LEAST_CONTRAST = 12.0
"""Gray levels (standard deviation) in a patch that shows more of a shoe than noise."""
LEAST_LIKENESS = 0.97
"""Correlation with the patch as it was. Rears of planted and of lifted shoes that are seen keep
.973 to 1 (rendered), and then read within .003 torso; .75 to .95 is what is left where plates,
cables or the other foot cross it, and reads -.08 to +.04."""
LEAST_FRONT_LIKENESS = 0.9
"""Its toe box bends, and it only tells whether foot or phone moved."""
SMOOTHING_PX = 5
STEPS, GOOD_STEP = 30, 1e-3
ACROSS, UP = 6, 4
"""Places of a patch whose way is told: enough for a turn."""


def follow_patches(frames: Sequence[Frame], foot: Foot) -> Array | None:
    """(K, N, 2) full-frame places of N places on the shoe in K pictures; NaN where it is not seen.

    Half of the places are on the rear of the shoe, half on its front; each half moves as one piece.

    Args:
        frames: In order of time, gray; the lifter stands in the first one.
        foot: Where the shoe is in it.

    Returns:
        None when the shoe can hardly be told from the floor.
    """
    halves = [
        _follow(frames, patch, foot, likeness)
        for patch, likeness in zip(
            _patches(frames[0], foot), (LEAST_LIKENESS, LEAST_FRONT_LIKENESS), strict=True
        )
    ]
    if any(half is None for half in halves):
        return None
    return np.concatenate([half for half in halves if half is not None], axis=1)


def _patches(frame: Frame, foot: Foot) -> tuple[Patch, Patch]:
    """The lower part of the shoe, from the heel to the ball of the foot and from there to the tip.

    Above the model's heel the other shoe is often seen behind it.
    """
    torso, back = foot.torso_px, foot.back
    ball = foot.toe[0] + back * FRONT_TORSO * torso
    heel, tip = foot.heel[0] + back * BEHIND_TORSO * torso, foot.toe[0] - back * SHOE_AHEAD * torso
    top, bottom = min(foot.heel[1], foot.toe[1]), foot.sole_y + BELOW_TORSO * torso

    def patch(end: float) -> Patch:
        corners = np.array([[min(ball, end), top], [max(ball, end), bottom]])
        (left, high), (right, low) = np.maximum(frame.to_picture_px(corners).round().astype(int), 0)
        return slice(high, low), slice(left, right)

    return patch(heel), patch(tip)


def _follow(
    frames: Sequence[Frame], patch: Patch, foot: Foot, least_likeness: float
) -> Array | None:
    """(K, N, 2) full-frame places of N places of a patch; None when it shows nothing."""
    first = frames[0]
    looks = first.gray[patch]
    if min(looks.shape) <= SMOOTHING_PX or looks.std() < LEAST_CONTRAST:
        return None
    margin = round(MARGIN_TORSO * foot.torso_px * _scale(first))
    rows, columns = (slice(max(0, part.start - margin), part.stop + margin) for part in patch)
    around = first.gray[rows, columns]
    mask = np.zeros_like(first.gray)
    mask[patch] = 255
    mask = mask[rows, columns]
    corner = np.array([columns.start, rows.start])
    places = _grid(patch) - corner
    paths = np.full((len(frames), len(places), 2), np.nan)
    paths[0] = first.to_full_px(places + corner)
    warp: Any = np.eye(2, 3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, STEPS, GOOD_STEP)
    for index, frame in enumerate(frames[1:], start=1):
        now = frame.gray[rows, columns]
        try:
            likeness, found = cv2.findTransformECCWithMask(
                around,
                now,
                mask,
                np.full_like(now, 255),
                warp.copy(),  # it is written into
                cv2.MOTION_EUCLIDEAN,
                criteria,
                SMOOTHING_PX,
            )
        except cv2.error:  # its way to say that it does not converge: something is in front
            continue
        if likeness >= least_likeness:
            warp = found
            moved = places @ warp[:, :2].T + warp[:, 2]
            paths[index] = frame.to_full_px(moved + corner)
    return paths


def _scale(frame: Frame) -> float:
    """Picture pixels per pixel of the full frame."""
    ends = frame.to_picture_px(np.array([[0.0, 0.0], [100.0, 0.0]]))
    return float(ends[1, 0] - ends[0, 0]) / 100


def _grid(patch: Patch) -> Array:
    """(N, 2) picture pixels spread over a patch."""
    rows, columns = patch
    x = np.linspace(columns.start, columns.stop - 1, ACROSS)
    y = np.linspace(rows.start, rows.stop - 1, UP)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
