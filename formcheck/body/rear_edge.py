"""The rear edge of the silhouette: what a plate's disc before the hips leaves to be seen.

Behind a plate the pose model guesses hips and shoulders, and draws them where most people have
them. The mask of the person still ends where the body does. Rows at a plate's rim tell nothing
(masks take plates in), and in squats neither do rows near the bar (arms and the far plate).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.motion import Motion
from formcheck.pose.silhouette import SilhouetteTrack

Array = NDArray[np.float64]

LOWEST, HIGHEST = 0.3, 1.75
"""Above the ankles, torso lengths: over the calves, and up to where hips are when standing."""
UNDER_BAR = 0.25
"""Torso lengths below a bar that lies on the back."""
BESIDE_RIM = 1.1
"""Radii of the plate."""
FLAT = 0.05
"""Rows whose edge lies within so many torso lengths of the rearmost are its middle's."""
MOST_ROWS = 6
"""Of them to each side."""
LONGEST_GAP_S = 0.2
"""Contours are kept up to 15 times a second; between two further apart nothing is known."""


@dataclass(frozen=True)
class RearEdge:
    """Where the lifter's silhouette ends to the rear, row by row from the top down.

    Attributes:
        time_s: (S,) of the contours.
        across, up: (S, ROWS) of the edge, torso lengths: toward where the lifter faces, and above
            the ankles. NaN where no contour was read.
        own: (S, ROWS) True where an edge is the lifter's own and not a plate's.
    """

    time_s: Array
    across: Array
    up: Array
    own: NDArray[np.bool_]


def rear_edge(motion: Motion, *, on_back: bool) -> RearEdge | None:
    """Read it off the contours; None where an engine draws none or nobody stands.

    Args:
        motion: Curves with contours, and with the bar where a plate was found.
        on_back: Whether the bar lies on the back.
    """
    contours = motion.silhouette
    if contours is None or not np.isfinite(motion.torso_px):
        return None
    edge_px = contours.edge_px[:, :, 0 if motion.forward > 0 else 1].astype(np.float64)
    row_px = contours.row_px.astype(np.float64)
    return RearEdge(
        time_s=contours.time_s,
        across=motion.forward * edge_px / motion.torso_px,
        up=(motion.ground_px - row_px) / motion.torso_px,
        own=_own(motion, contours, edge_px, row_px, on_back=on_back),
    )


def _own(
    motion: Motion, contours: SilhouetteTrack, rear: Array, row: Array, *, on_back: bool
) -> NDArray[np.bool_]:
    height = (motion.ground_px - row) / motion.torso_px
    own = np.isfinite(rear) & (height >= LOWEST) & (height <= HIGHEST)
    if motion.bar_px is None:
        return np.asarray(own)
    bar = np.stack(
        [between(contours.time_s, motion.time_s, axis) for axis in motion.bar_px.T], axis=1
    )
    away = np.hypot(rear - bar[:, :1], row - bar[:, 1:])
    beside_plate = away <= BESIDE_RIM * motion.bar_radius_px
    if on_back:
        bar_height = (motion.ground_px - bar[:, 1:]) / motion.torso_px
        beside_plate |= height >= bar_height - UNDER_BAR
    return np.asarray(own & ~(beside_plate & np.isfinite(bar[:, :1])))


def rearmost_rows(across: Array, own: NDArray[np.bool_]) -> tuple[int, NDArray[np.intp]]:
    """The rearmost row of a frame that is the lifter's own, and those beside it that are as far."""
    at = int(np.argmin(np.where(own, across, np.inf)))
    flat = np.flatnonzero(own & (across <= across[at] + FLAT))
    return at, flat[np.abs(flat - at) <= MOST_ROWS]


def between(clock_s: Array, time_s: Array, values: Array) -> Array:
    """Interpolated onto a clock; NaN further than half of `LONGEST_GAP_S` from what is known."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.full(len(clock_s), np.nan)
    at, found = time_s[known], values[known]
    right = np.clip(np.searchsorted(at, clock_s), 1, len(at) - 1)
    away = np.minimum(np.abs(at[right] - clock_s), np.abs(clock_s - at[right - 1]))
    filled = np.interp(clock_s, at, found)
    return np.asarray(np.where(away <= LONGEST_GAP_S / 2, filled, np.nan))
