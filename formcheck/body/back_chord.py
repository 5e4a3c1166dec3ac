"""The lean gain of a pull by a chord along the silhouette's rear edge: it needs no joints.

Behind a plate the pose model draws a skeleton that stands upright, and from where it believes the
back to be no outline is found. The silhouette still ends where the lifter does: from its rearmost
place, the seat, upward its rear edge is the back. A chord along it leans less than the torso inside
of it, by as much at lift-off as a moment later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.arithmetic.robust import median_seen
from formcheck.body.rear_edge import RearEdge, rearmost_rows

Array = NDArray[np.float64]

CHORDS = ((0.10, 0.85), (0.15, 0.90), (0.20, 0.95), (0.10, 0.95), (0.20, 0.85))
"""Between these distances from the seat, torso lengths: from above its curve to the shoulders. The
median of some: a strap, a fold or hair bends one of them."""
LEAST_ROWS = 8
LOWEST_SEAT = 0.5
"""Above the ankles, torso lengths: nobody pulls with hips at the height of their knees."""
SEAT_RISES = (0.4, 2.2)
"""Share of the hips' own rise: a seat that stays where it was, or leaps, is a rack or a calf."""
MOST_TURN_DEG_PER_S = 130.0
"""Hips that shoot up tip a back by half of it; what turns faster is a plate that came or went."""
BEFORE_S, AFTER_S, AROUND_END_S = 0.20, 0.07, 0.08
"""Before its window the back holds still; at the end of it, it turns by 3° in a picture."""


@dataclass(frozen=True)
class BackChord:
    """The chord along a back over a clip.

    Attributes:
        time_s: (S,) of the contours.
        lean_deg: (S,) in the lifter's own plane; NaN where it was not read.
        seat: (S,) height of the seat above the ankles, torso lengths; NaN likewise.
    """

    time_s: Array
    lean_deg: Array
    seat: Array

    def gain_deg(self, start_s: float, end_s: float, hip_rise: float) -> float:
        """How far it tips forward over an ascent window; NaN where it was not read.

        Args:
            start_s: Begin of the window.
            end_s: Its end.
            hip_rise: Of the hips between the two, torso lengths.
        """
        seen = np.isfinite(self.lean_deg) & (self.time_s >= start_s - BEFORE_S)
        first = seen & (self.time_s <= start_s + AFTER_S)
        last = seen & (np.abs(self.time_s - end_s) <= AROUND_END_S)
        if not first.any() or self._leaps(seen & (self.time_s <= end_s + AROUND_END_S)):
            return float("nan")
        least, most = (share * hip_rise for share in SEAT_RISES)
        rise = self.seat - np.median(self.seat[first])
        last &= (rise >= least) & (rise <= most)
        if not last.any():
            return float("nan")
        return float(np.median(self.lean_deg[last]) - np.median(self.lean_deg[first]))

    def _leaps(self, during: NDArray[np.bool_]) -> bool:
        turn_deg, step_s = (np.abs(np.diff(x[during])) for x in (self.lean_deg, self.time_s))
        return bool((turn_deg > MOST_TURN_DEG_PER_S * step_s).any())


def back_chord(edge: RearEdge, yaw_deg: float) -> BackChord:
    """Read it off the rear edge of the silhouette.

    Args:
        edge: Of a clip.
        yaw_deg: Of the camera, off the exact side.
    """
    rows = zip(edge.across, edge.up, edge.own, strict=True)
    read = np.array([_read(*row) for row in rows], np.float64).reshape(-1, 2)
    return BackChord(edge.time_s, true_lean_deg(read[:, 0], abs(yaw_deg)), read[:, 1])


@dataclass(frozen=True)
class BackEdge:
    """The back in one contour, from the seat up, torso lengths.

    Attributes:
        away: (K,) from the seat, never falling.
        across, up: (K,) places.
        seat_up: Height of the seat above the ankles.
    """

    away: Array
    across: Array
    up: Array
    seat_up: float

    def chord_deg(self, low: float, high: float) -> float:
        """Lean in the picture between two distances from the seat; NaN beyond its end."""
        if self.away[-1] < high:
            return float("nan")
        (x0, x1), (y0, y1) = (
            np.interp((low, high), self.away, axis) for axis in (self.across, self.up)
        )
        return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)))


def back_edge(across: Array, up: Array, own: NDArray[np.bool_]) -> BackEdge | None:
    """The back along the rows of one contour; None where too few are the lifter's own."""
    own = own & (up > LOWEST_SEAT)
    if own.sum() < LEAST_ROWS:
        return None
    seat, flat = rearmost_rows(across, own)
    # rows run from the top down: the back's from the seat up
    back = np.arange(seat, -1, -1)
    back = back[np.isfinite(across[back])]
    x, y = across[back], up[back]
    away = np.maximum.accumulate(np.hypot(x - x[0], y - y[0]))
    return BackEdge(away, x, y, float(up[flat].mean()))


def _read(across: Array, up: Array, own: NDArray[np.bool_]) -> tuple[float, float]:
    """Lean in the picture, degrees, and height of the seat."""
    back = back_edge(across, up, own)
    if back is None:
        return float("nan"), float("nan")
    return median_seen(np.array([back.chord_deg(*chord) for chord in CHORDS])), back.seat_up
