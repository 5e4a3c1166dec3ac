"""The lean gain of a pull by the outline of the back: an instrument beside the joints.

The pose model's hips lag behind hips that shoot up fast, since it knows few such postures, and
behind a plate it draws a skeleton that stands upright. The silhouette shows the back as it is: from
its rearmost place, the seat, upward its rear edge is the back. A chord along it leans less than the
torso inside of it, by as much at lift-off as a moment later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.body.rear_edge import RearEdge

Array = NDArray[np.float64]

CHORDS = ((0.10, 0.85), (0.15, 0.90), (0.20, 0.95), (0.10, 0.95), (0.20, 0.85))
"""Between these distances from the seat, torso lengths: from above its curve to the shoulders. The
median of some: a strap, a fold or hair bends one of them."""
LEAST_ROWS = 8
BEFORE_S, AFTER_S, AROUND_END_S = 0.20, 0.07, 0.08
"""Before its window the back holds still; at the end of it, it turns by 3° in a picture."""


def outline_gain_deg(leans_deg: Array, time_s: Array, start_s: float, end_s: float) -> float:
    """How far the back's outline tips forward over an ascent window; NaN where it was not read.

    Args:
        leans_deg: (S,) of `outline_lean_deg`.
        time_s: (S,) of the contours.
        start_s: Begin of the window.
        end_s: Its end.
    """
    first = leans_deg[(time_s >= start_s - BEFORE_S) & (time_s <= start_s + AFTER_S)]
    last = leans_deg[np.abs(time_s - end_s) <= AROUND_END_S]
    if not (np.isfinite(first).any() and np.isfinite(last).any()):
        return float("nan")
    return float(np.nanmedian(last) - np.nanmedian(first))


def outline_lean_deg(edge: RearEdge, yaw_deg: float) -> Array:
    """(S,) lean of the back's outline in the lifter's own plane; NaN where it was not read."""
    apparent = [_lean_deg(*row) for row in zip(edge.across, edge.up, edge.own, strict=True)]
    return true_lean_deg(np.array(apparent, np.float64), abs(yaw_deg))


def _lean_deg(across: Array, up: Array, own: NDArray[np.bool_]) -> float:
    if own.sum() < LEAST_ROWS:
        return float("nan")
    seat = int(np.argmin(np.where(own, across, np.inf)))
    # rows run from the top down: the back's from the seat up
    back = np.arange(seat, -1, -1)
    back = back[np.isfinite(across[back])]
    x, y = across[back], up[back]
    away = np.maximum.accumulate(np.hypot(x - x[0], y - y[0]))
    leans = []
    for low, high in CHORDS:
        if away[-1] < high:
            continue
        dx, dy = (float(np.subtract(*np.interp((high, low), away, axis))) for axis in (x, y))
        leans.append(np.degrees(np.arctan2(dx, dy)))
    return float(np.median(leans)) if leans else float("nan")
