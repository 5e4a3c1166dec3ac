"""The turn of one rigid piece that most of many points agree on. Arithmetic only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

AGREE_TORSO = 0.010
"""How far a corner may be from where a rigid shoe would have it: noise of tracking, soft soles."""
SHORTEST_SPAN_TORSO = 0.06
"""Two corners nearer together say little about a turn."""
LARGEST_TURN = 0.6
"""Sine of the largest turn of a shoe that is looked for: 37 degrees is on tiptoe."""
LEAST_POINTS = 3


@dataclass(frozen=True)
class Turn:
    """A turn and a shift in the plane.

    Attributes:
        matrix: (2, 2) turn.
        shift: (2,).
        agree: (N,) which of the points do as it says.
    """

    matrix: Array
    shift: Array
    agree: NDArray[np.bool_]

    def moved(self, points: Array) -> Array:
        """(..., 2) places after it."""
        return np.asarray(points @ self.matrix.T + self.shift)

    @property
    def anticlockwise(self) -> bool:
        """Whether it turns from x toward y."""
        return bool(self.matrix[1, 0] > 0)

    @property
    def pivot(self) -> Array:
        """(2,) the place that stays."""
        nearly = (1 + 1e-9) * np.eye(2) - self.matrix  # solvable without any turn, too
        return np.asarray(np.linalg.solve(nearly, self.shift), np.float64)


def rigid_turn(before: Array, after: Array) -> Turn | None:
    """The turn that takes most of (N, 2) points onto (N, 2) others; None when there is none.

    Every two points that keep their distance propose one; the one most points agree with is
    refined by least squares.
    """
    proposed = _proposals(before, after)
    if proposed is None:
        return None
    turns, shifts = proposed
    off = after - np.einsum("hij,nj->hni", turns, before) - shifts[:, None]
    away = np.linalg.norm(off, axis=-1)
    best = int(np.argmax(np.exp(-0.5 * (away / AGREE_TORSO) ** 2).sum(axis=1)))
    agree = away[best] < 2 * AGREE_TORSO
    for _ in range(2):
        if agree.sum() < LEAST_POINTS:
            return None
        matrix, shift = least_squares(before[agree], after[agree])
        agree = np.linalg.norm(after - before @ matrix.T - shift, axis=1) < 2 * AGREE_TORSO
    return Turn(matrix, shift, np.asarray(agree))


def _proposals(before: Array, after: Array) -> tuple[Array, Array] | None:
    """(H, 2, 2) turns and (H, 2) shifts of pairs of points that stay as far apart as they were."""
    one, two = np.triu_indices(len(before), 1)
    span, now = before[two] - before[one], after[two] - after[one]
    length = np.linalg.norm(span, axis=1)
    size = np.linalg.norm(now, axis=1)
    cross = span[:, 0] * now[:, 1] - span[:, 1] * now[:, 0]
    good = (length > SHORTEST_SPAN_TORSO) & (np.abs(size - length) < 2 * AGREE_TORSO)
    good &= np.abs(cross) < LARGEST_TURN * length**2
    if not good.any():
        return None
    sin = (cross / (length * size))[good]
    cos = ((span * now).sum(axis=1) / (length * size))[good]
    turns = np.moveaxis(np.array([[cos, -sin], [sin, cos]]), -1, 0)
    return turns, after[one[good]] - np.einsum("hij,hj->hi", turns, before[one[good]])


def least_squares(before: Array, after: Array) -> tuple[Array, Array]:
    """The turn (2, 2) and shift (2,) that take points (N, 2) onto others best."""
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    angle = np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum())
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn, after.mean(axis=0) - turn @ before.mean(axis=0)
