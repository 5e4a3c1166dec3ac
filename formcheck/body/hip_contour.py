"""Where the silhouette ends behind the hips: seen even where a plate hides the hips themselves.

Behind a plate the pose model guesses hips and shoulders, and draws them where most people have
them. The mask of the person still ends where the hips do. Rows at a plate's rim tell nothing (masks
take plates in), and in squats neither do rows near the bar (arms and the far plate).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.silhouette import ROWS, SilhouetteTrack
from formcheck.signals.curves import Signals

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
LEAST_ROWS = 5
LONGEST_GAP_S = 0.2
"""Contours are kept up to 15 times a second; between two further apart nothing is known."""


def hip_contour_px(signals: Signals, *, on_back: bool) -> Array:
    """(N, 2) rearmost place of the contour beside the hips, on the curves' clock.

    Args:
        signals: Curves with contours; without them everything is NaN.
        on_back: Whether the bar lies on the back.

    Returns:
        Pixels; NaN where no contour shows it. The height is NaN where rows beside it are unknown.
    """
    out = np.full((len(signals.time_s), 2), np.nan)
    contours = signals.silhouette
    if contours is None or not np.isfinite(signals.torso_px):
        return out
    rear = contours.edge_px[:, :, 0 if signals.forward > 0 else 1].astype(np.float64)
    row = contours.row_px.astype(np.float64)
    usable = _usable(signals, contours, rear, row, on_back=on_back)
    places = np.array(
        [
            _rearmost(signals.forward * x, y, ok, signals.torso_px)
            for x, y, ok in zip(rear, row, usable, strict=True)
        ]
    ).reshape(-1, 2)
    places[:, 0] *= signals.forward
    for axis in (0, 1):
        out[:, axis] = _between(signals.time_s, contours.time_s, places[:, axis])
    return out


def _usable(
    signals: Signals, contours: SilhouetteTrack, rear: Array, row: Array, *, on_back: bool
) -> NDArray[np.bool_]:
    """(S, ROWS) True where an edge is the lifter's and not a plate's."""
    height = (signals.ground_px - row) / signals.torso_px
    usable = np.isfinite(rear) & (height >= LOWEST) & (height <= HIGHEST)
    if signals.bar_px is None:
        return np.asarray(usable)
    bar = np.stack(
        [_between(contours.time_s, signals.time_s, axis) for axis in signals.bar_px.T], axis=1
    )
    away = np.hypot(rear - bar[:, :1], row - bar[:, 1:])
    beside_plate = away <= BESIDE_RIM * signals.bar_radius_px
    if on_back:
        bar_height = (signals.ground_px - bar[:, 1:]) / signals.torso_px
        beside_plate |= height >= bar_height - UNDER_BAR
    return np.asarray(usable & ~(beside_plate & np.isfinite(bar[:, :1])))


def _rearmost(
    x: Array, y: Array, usable: NDArray[np.bool_], torso_px: float
) -> tuple[float, float]:
    """Place of the least x whose rows above and below are usable too."""
    nothing = float("nan")
    if usable.sum() < LEAST_ROWS:
        return nothing, nothing
    at = int(np.argmin(np.where(usable, x, np.inf)))
    if at < 2 or at > ROWS - 3 or not usable[at - 2 : at + 3].all():
        return nothing, nothing
    flat = np.flatnonzero(usable & (x <= x[at] + FLAT * torso_px))
    flat = flat[np.abs(flat - at) <= MOST_ROWS]
    whole = usable[flat[0] - 1] and usable[min(flat[-1] + 1, ROWS - 1)]
    return float(x[at]), float(y[flat].mean()) if whole else nothing


def _between(clock_s: Array, time_s: Array, values: Array) -> Array:
    """Interpolated onto a clock; NaN further than half of `LONGEST_GAP_S` from what is known."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.full(len(clock_s), np.nan)
    at, found = time_s[known], values[known]
    right = np.clip(np.searchsorted(at, clock_s), 1, len(at) - 1)
    away = np.minimum(np.abs(at[right] - clock_s), np.abs(clock_s - at[right - 1]))
    filled = np.interp(clock_s, at, found)
    return np.asarray(np.where(away <= LONGEST_GAP_S / 2, filled, np.nan))
