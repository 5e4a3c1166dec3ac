"""The likeliest choice of intervals that do not overlap, and how likely each interval is.

A semi-Markov chain of two states: inside an interval, which lasts as long as that interval, and
between intervals. Each interval has log odds of being chosen. `best` is weighted interval
scheduling (the Viterbi path), `probabilities` the forward-backward algorithm; both are exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic import Array


class IntervalChain:
    """Some intervals, of which several may be chosen that do not overlap.

    Args:
        spans: First and last sample of each.
        slack: An interval may begin so many samples before the one ahead of it ends, but at most
            half of its own length.
    """

    def __init__(self, spans: Sequence[tuple[int, int]], slack: int) -> None:
        ends = np.array([last for _, last in spans])
        self._order = [int(i) for i in np.argsort(ends, kind="stable")]
        in_order = ends[self._order]
        self._before = [
            int(np.searchsorted(in_order[:place], first + min(slack, (last - first) // 2), "right"))
            for place, (first, last) in enumerate(spans[i] for i in self._order)
        ]

    def best(self, log_odds: Array) -> tuple[float, list[int]]:
        """Log odds of the likeliest choice against choosing none, and its intervals by time."""
        value, taken = [0.0], []
        for place, i in enumerate(self._order):
            with_it = value[self._before[place]] + float(log_odds[i])
            taken.append(with_it > value[place])
            value.append(max(with_it, value[place]))
        chosen, place = [], len(self._order)
        while place > 0:
            place -= 1
            if taken[place]:
                chosen.append(self._order[place])
                place = self._before[place]
        return value[-1], chosen[::-1]

    def probabilities(self, log_odds: Array) -> tuple[float, Array]:
        """Log of the sum of the odds of all choices, and the probability of each interval."""
        total = [0.0]
        for place, i in enumerate(self._order):
            total.append(
                float(np.logaddexp(total[place], total[self._before[place]] + log_odds[i]))
            )
        reached, probability = np.zeros(len(total)), np.zeros(len(log_odds))
        reached[-1] = 1.0
        for place in range(len(self._order) - 1, -1, -1):
            i, here = self._order[place], reached[place + 1]
            with_it = np.exp(total[self._before[place]] + log_odds[i] - total[place + 1])
            probability[i] = here * with_it
            reached[self._before[place]] += here * with_it
            reached[place] += here * (1.0 - with_it)
        return total[-1], probability
