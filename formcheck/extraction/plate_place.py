"""Where the near plate is at any moment, between the pictures it was followed in. Arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S
from formcheck.observation.tracks import BarTrack

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PlatePlace:
    """The plate where it was followed, full-frame pixels.

    Attributes:
        time_s: (K,) rising, K at least 1.
        center_px: (K, 2) its middle.
        axes_px: Half width and half height of its rim.
    """

    time_s: Array
    center_px: Array
    axes_px: tuple[float, float]

    @staticmethod
    def of(bar: BarTrack) -> PlatePlace | None:
        """The places of a track; None when the plate was never followed."""
        followed = np.isfinite(bar.center_px[:, 0])
        if bar.radius_px is None or not followed.any():
            return None
        axes_px = (bar.aspect * bar.radius_px, bar.radius_px)
        return PlatePlace(bar.time_s[followed], bar.center_px[followed], axes_px)

    def when(self, flags: NDArray[np.bool_]) -> PlatePlace:
        """Only the moments that are told; there must be one."""
        return replace(self, time_s=self.time_s[flags], center_px=self.center_px[flags])

    def at(self, time_s: float) -> Array | None:
        """(2,) the plate's middle; None where nothing is known near enough in time."""
        asked = np.array([time_s])
        return self.between(asked)[0] if self.knows(asked)[0] else None

    def between(self, time_s: Array) -> Array:
        """(N, 2) the plate's middle at these times, whatever is known of them."""
        columns = [np.interp(time_s, self.time_s, column) for column in self.center_px.T]
        return np.stack(columns, axis=-1)

    def knows(self, time_s: Array) -> NDArray[np.bool_]:
        """(N,) whether the plate was followed near enough in time."""
        after = np.clip(np.searchsorted(self.time_s, time_s), 0, len(self.time_s) - 1)
        before = np.maximum(after - 1, 0)
        nearest = [np.abs(self.time_s[place] - time_s) for place in (before, after)]
        return np.asarray(np.minimum(*nearest) <= LONGEST_FILLED_GAP_S)
