"""Statistics over what was seen: NaN is left out, and nothing seen gives NaN, without a warning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def median_seen(values: Array) -> float:
    """Median of the finite values; NaN when there are none."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else float("nan")


def median_point(points: Array) -> Array:
    """(2,) median of the (N, 2) points that were seen; NaN when there are none."""
    seen = points[np.isfinite(points).all(axis=1)]
    return np.median(seen, axis=0) if len(seen) else np.full(2, np.nan)
