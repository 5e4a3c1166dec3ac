"""What every track asks of its arrays: a row for each of its times, and times that go on."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Timed(Protocol):
    """Whatever has a row for each time."""

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(T,) seconds."""


def check_rows(track: Timed, **row_shapes: tuple[int, ...]) -> None:
    """Take a track only where all arrays belong to its `time_s`.

    Args:
        track: With an attribute for each of the shapes; one that is None is not asked.
        row_shapes: Shape of one row of each array, by its name.

    Raises:
        ValueError: An array of another shape, or times that do not increase.
    """
    time_s = track.time_s
    for name, row in row_shapes.items():
        array, shape = getattr(track, name), (len(time_s), *row)
        if array is not None and array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, wants {shape}")
    if len(time_s) > 1 and not np.all(np.diff(time_s) > 0):
        raise ValueError("time_s must increase strictly")
