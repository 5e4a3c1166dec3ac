"""What is known at some times, asked for at others; when a movement began."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LEFT_SHARE, GONE_SHARE, BEFORE_LEFT = 0.05, 0.20, 1.35
"""When what starts smoothly has gone a twentieth of its way (poses tremble by less) and a fifth, it
began 1.35 times as long before as lies between."""


def interpolated(asked_s: Array | float, known_s: Array, values: NDArray[np.floating]) -> Array:
    """(..., K) values at other times, in straight lines between the (T, K) known ones."""
    return np.stack([np.interp(asked_s, known_s, column) for column in values.T], axis=-1)


def flagged(asked_s: Array, known_s: Array, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(N,) whether a flag is set at the known time that is nearest."""
    return np.asarray(np.interp(asked_s, known_s, flags.astype(float)) > 0.5)


def away_s(asked_s: Array, known_s: Array) -> Array:
    """(N,) how far the nearest of the rising known times is, seconds."""
    after = np.clip(np.searchsorted(known_s, asked_s), 0, len(known_s) - 1)
    before = np.maximum(after - 1, 0)
    return np.minimum(np.abs(known_s[after] - asked_s), np.abs(known_s[before] - asked_s))
