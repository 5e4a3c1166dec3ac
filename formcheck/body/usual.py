"""What was read of a set, weighed with what lifters do: the level that its reps share.

A set's readings share one error, so their middle is drawn toward what is usual, by as much as it is
unsure; what its reps differ by stays as read. What is usual has heavy tails: who is unlike most is
believed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

GRID = np.arange(-0.8, 1.6, 0.005)


@dataclass(frozen=True)
class Usual:
    """A Student-t over lifters.

    Attributes:
        middle, spread: Of it, in the unit of the reading.
        above: By how much more it spreads above the middle.
        freedom: Degrees of freedom.
    """

    middle: float
    spread: float
    above: float
    freedom: float

    def given(self, level: float, sd: float) -> tuple[float, float, float]:
        """5, 50 and 95 % of the posterior of a level that was read with a normal error.

        Args:
            level: Between -0.8 and 1.6, as everything that is measured in thighs or torsos.
            sd: Spread of what it is off by.
        """
        scale = np.where(self.middle < GRID, self.above * self.spread, self.spread)
        usual = (1 + ((GRID - self.middle) / scale) ** 2 / self.freedom) ** (
            -(self.freedom + 1) / 2
        )
        weight = usual * np.exp(-0.5 * ((GRID - level) / sd) ** 2)
        low, mid, high = np.interp((0.05, 0.5, 0.95), np.cumsum(weight) / weight.sum(), GRID)
        return float(low), float(mid), float(high)
