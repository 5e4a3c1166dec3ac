"""Four reps, and what happens in one of them."""

from __future__ import annotations

import numpy as np

from tests import stick

REPS = stick.paced(4, way_s=1.4)


def through_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` through the whole of one rep, a little before and after it included."""
    start, _, end = REPS[number]
    return amount * ((body.time_s > start - 0.3) & (body.time_s < end + 0.3)).astype(float)
