"""What is known of one rep's gain: probabilities on a fixed grid of degrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import INTERVAL_QUANTILES, cell_exceedance, gaussian

GRID_REACH = 3.0
"""How far the grid of a normal prior reaches to either side, in its spreads."""
GAIN_STEP_DEG = 0.5
"""Width of a cell of the grid of gains, `GAIN_DEG`."""
GAIN_DEG = np.arange(-30.0, 36.0 + GAIN_STEP_DEG, GAIN_STEP_DEG)


@dataclass(frozen=True)
class GainPosterior:
    """What is known of one rep's gain.

    Attributes:
        density: (G,) probability of each of `GAIN_DEG`; sums to 1.
    """

    density: Array

    @cached_property
    def cumulative(self) -> Array:
        """(G,) probability of at most this gain."""
        return np.cumsum(self.density)

    def quantile(self, share: float) -> float:
        """The gain below which `share` of the probability lies, interpolated, degrees."""
        edges = np.concatenate([[0.0], self.cumulative])
        at = np.concatenate([GAIN_DEG, [GAIN_DEG[-1] + GAIN_STEP_DEG]]) - GAIN_STEP_DEG / 2
        return float(np.interp(share, edges, at))

    @property
    def median_deg(self) -> float:
        """The posterior median."""
        return self.quantile(INTERVAL_QUANTILES[1])

    @property
    def interval_deg(self) -> tuple[float, float]:
        """5 to 95 %."""
        return self.quantile(INTERVAL_QUANTILES[0]), self.quantile(INTERVAL_QUANTILES[-1])

    def exceedance(self, limit_deg: float) -> float:
        """Probability that the gain is at least so large."""
        return float(self.density @ cell_exceedance(GAIN_DEG, GAIN_STEP_DEG, limit_deg))

    def shifted(self, by_deg: float) -> GainPosterior:
        """The same with `by_deg` more gain, its median no further than the grid goes."""
        if by_deg == 0.0:
            return self
        by_deg = float(np.clip(by_deg, *(GAIN_DEG[[0, -1]] - self.median_deg)))
        density = np.interp(GAIN_DEG - by_deg, GAIN_DEG, self.density, left=0.0, right=0.0)
        return GainPosterior(density / density.sum())

    def stretched(self, times: float) -> GainPosterior:
        """The same so many times as wide about its median."""
        if times <= 1.0:
            return self
        median = self.median_deg
        inner = median + (GAIN_DEG - median) / times
        density = np.interp(inner, GAIN_DEG, self.density, left=0.0, right=0.0)
        return GainPosterior(density / density.sum())

    def blurred(self, by_deg: float) -> GainPosterior:
        """The same where every reading of the rep is off by some normal error of this spread."""
        if by_deg <= 0.0:
            return self
        steps = int(np.ceil(GRID_REACH * by_deg / GAIN_STEP_DEG))
        away_deg = np.arange(-steps, steps + 1) * GAIN_STEP_DEG
        density = np.convolve(self.density, gaussian(away_deg / by_deg), mode="same")
        return GainPosterior(density / density.sum())
