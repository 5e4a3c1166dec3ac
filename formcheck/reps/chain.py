"""The best row of movements that do not overlap, and how likely each of them is in one.

A clip is a semi-Markov chain of two states, in a rep and between reps: a rep lasts as long as the
movement that it is, and each movement has log odds of being one. The sums over all rows are exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Chain:
    """Rows of movements in order of time.

    Args:
        spans: First and last sample of each movement.
        slack: Samples by which one may begin before another ends, half of its length at most.
    """

    def __init__(self, spans: Sequence[tuple[int, int]], slack: int) -> None:
        ends = np.array([last for _, last in spans])
        self._order = [int(i) for i in np.argsort(ends, kind="stable")]
        in_order = ends[self._order]
        self._before = [
            int(np.searchsorted(in_order[:place], _free_from(spans[i], slack), side="right"))
            for place, i in enumerate(self._order)
        ]

    def best(self, log_odds: Array) -> tuple[float, list[int]]:
        """Log odds of the likeliest row against none at all, and its movements in order."""
        value, taken = [0.0], []
        for place, i in enumerate(self._order):
            with_it = value[self._before[place]] + float(log_odds[i])
            taken.append(with_it > value[place])
            value.append(max(with_it, value[place]))
        row, place = [], len(self._order)
        while place > 0:
            place -= 1
            if taken[place]:
                row.append(self._order[place])
                place = self._before[place]
        return value[-1], row[::-1]

    def shares(self, log_odds: Array) -> tuple[float, Array]:
        """Log of the sum over all rows, and the share of it in which each movement is."""
        total = [0.0]
        for place, i in enumerate(self._order):
            total.append(
                float(np.logaddexp(total[place], total[self._before[place]] + log_odds[i]))
            )
        reached, share = np.zeros(len(total)), np.zeros(len(log_odds))
        reached[-1] = 1.0
        for place in range(len(self._order) - 1, -1, -1):
            i, here = self._order[place], reached[place + 1]
            with_it = np.exp(total[self._before[place]] + log_odds[i] - total[place + 1])
            share[i] = here * with_it
            reached[self._before[place]] += here * with_it
            reached[place] += here * (1.0 - with_it)
        return total[-1], share


def _free_from(span: tuple[int, int], slack: int) -> int:
    return span[0] + min(slack, (span[1] - span[0]) // 2)
