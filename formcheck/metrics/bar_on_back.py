"""A bar on the back goes where the shoulders go: how far one goes when the other does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.motion import Motion
from formcheck.reps.rep_window import RepWindow

LEAST_MOMENTS, TURNS = 30, 4
MOST_APART_TORSO = 0.1
"""Shoulders in full view keep within 0.06 of where the bar says; a tenth of a torso is 6 to 15°."""


@dataclass(frozen=True)
class BarOnBack:
    """The line through shoulder heights over bar heights in all reps, torso lengths.

    Attributes:
        slope: Way of the shoulders over way of the bar; below 1 when the plate is nearer to the
            camera than they are, above 1 when it is the far one.
        level: Height of the shoulders when the bar is at the height of the ankles.
    """

    slope: float
    level: float

    def under(self, motion: Motion) -> NDArray[np.bool_]:
        """(N,) False where the shoulders are seen somewhere else than where the bar says."""
        bar, shoulder = motion.bar_height(), motion.height("shoulder")
        if bar is None:
            return np.ones(len(shoulder), np.bool_)
        return np.asarray(~(self.apart(bar, shoulder) > MOST_APART_TORSO))

    def apart(self, bar: NDArray[np.float64], shoulder: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N,) how far the shoulders are from where the bar says; NaN where either is not seen."""
        return np.asarray(np.abs(shoulder - (self.level + self.slope * bar)))


def bar_on_back(windows: Sequence[RepWindow]) -> BarOnBack | None:
    """Fit the line to all moments of a squat's reps, then to those near it; None without a bar."""
    motion = windows[0].motion
    bar, shoulder = motion.bar_height(), motion.height("shoulder")
    if bar is None or windows[0].lift != "squat":
        return None
    used = np.zeros(len(shoulder), np.bool_)
    for window in windows:
        if window.whole is not None:
            used[window.whole[0] : window.whole[1] + 1] = True
    used &= motion.plausible & np.isfinite(bar)
    if used.sum() < LEAST_MOMENTS:
        return None
    near = used
    for _ in range(TURNS):
        slope, level = np.polyfit(bar[near], shoulder[near], 1)
        line = BarOnBack(float(slope), float(level))
        apart = line.apart(bar, shoulder)
        near = used & (apart <= 2 * np.median(apart[used]))
    return line
