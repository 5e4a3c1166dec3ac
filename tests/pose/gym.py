"""A gym in blobs: a poster that is taller than the lifter, and the lifter, who squats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.model_store import ModelFile
from tests.pose.people import squatting
from tests.videos import even_times

UNUSED_MODEL = ModelFile("none", Path("none.task"), "0" * 64)
GYM = (320, 240)


def gym(frames: int) -> Iterator[NDArray[np.uint8]]:
    """A large bright poster on the left, a smaller bright lifter who squats on the right."""
    for time_s in even_times(frames):
        rgb = np.full((GYM[1], GYM[0], 3), 90, np.uint8)
        rgb[20:230, 30:90] = 230
        top = lifter_top(time_s)
        rgb[top : top + 90, 220:246] = 230
        yield rgb


def lifter_top(time_s: float) -> int:
    return round(80 + 50 * squatting(time_s, 2.0, 1.0))
