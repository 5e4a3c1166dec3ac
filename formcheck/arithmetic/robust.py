"""Statistics over what was seen: NaN is left out, and nothing seen gives NaN, without a warning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NINETY_PERCENT = 1.645
"""Half a 90 % interval of a normal, in its spreads."""
INTERVAL = (0.05, 0.5, 0.95)
"""Quantiles: the ends of a 90 % interval, and the median between them."""
MEDIAN_AWAY_TO_SPREAD = 1.4826
"""Of a normal: its standard deviation over the median distance from its median."""
LONGEST_FILLED_GAP_S = 0.2 + 1e-6
"""A fifth of a second is a quarter of the fastest half rep; longer gaps could hide a turn. Clips of
five frames a second just fill it, and their times are rounded."""


def median_seen(values: Array) -> float:
    """Median of the finite values; NaN when there are none."""
    seen = np.sort(values[np.isfinite(values)])  # `np.median` takes 50 times as long over so few
    if not len(seen):
        return float("nan")
    return float(seen[(len(seen) - 1) // 2] + seen[len(seen) // 2]) / 2


def bell(score: NDArray[np.floating]) -> Array:
    """The density of a normal against that at its middle, by how many spreads away."""
    return np.asarray(np.exp(-0.5 * score**2), np.float64)


def extent(values: Array, outermost: float) -> float:
    """How far values reach without the outermost of them, in percent, at either end."""
    low, high = np.percentile(values, (outermost, 100 - outermost))
    return float(high - low)


def median_point(points: Array) -> Array:
    """(2,) median of the (N, 2) points that were seen; NaN when there are none."""
    seen = points[np.isfinite(points).all(axis=1)]
    return np.median(seen, axis=0) if len(seen) else np.full(2, np.nan)
