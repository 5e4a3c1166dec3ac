"""The lean gain of a deadlift by the outline of the back: an instrument beside the joints.

The pose model's hips lag behind hips that shoot up fast, since it knows few such postures; the
silhouette shows the back as it is. Its outline leans less than the torso inside of it, by as much
at lift-off as a moment later.
"""

from __future__ import annotations

import numpy as np

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reps.rep_window import RepWindow

EARLY_HIPS_TORSO = 0.05
"""Hips that rise by more before the bar does shoot up already; by less they settle or are noise."""
BEFORE_S, AFTER_S, AROUND_END_S = 0.15, 0.05, 0.04
"""Before its window the back holds still; at the end of it, it turns by 3° in a picture."""


def outline_gain_deg(window: RepWindow) -> float:
    """How far the back's outline tips forward until the end of the ascent window.

    It counts from lift-off, or from where the hips begin if they rise before it. NaN where there
    is no outline, and in squats, where plates cut it.
    """
    curve = window.motion.back_lean_deg
    if curve is None or window.starts_at_top or window.start is None:
        return float("nan")
    hips_begin, end = window.window()
    if end is None:
        return float("nan")
    begin = _begin(window, window.start, hips_begin)
    first = _level_deg(curve, begin - _samples(BEFORE_S), begin + _samples(AFTER_S))
    last = _level_deg(curve, end - _samples(AROUND_END_S), end + _samples(AROUND_END_S))
    leans = true_lean_deg(np.array([first, last]), abs(window.view.yaw_deg))
    return float(leans[1] - leans[0])


def _begin(window: RepWindow, lift_off: int, hips_begin: int) -> int:
    hip = window.motion.height("hip")
    early = hip[lift_off] - hip[min(hips_begin, lift_off)]
    return min(hips_begin, lift_off) if early > EARLY_HIPS_TORSO else lift_off


def _level_deg(curve: np.ndarray, first: int, last: int) -> float:
    """Median of a stretch of the outline's lean; NaN where none was read."""
    return median_seen(curve[max(0, first) : last + 1])


def _samples(seconds: float) -> int:
    return round(seconds * RATE_HZ)
