"""A pull's gain of lean by the outline of the back, as a second witness beside the joints.

The model's hips lag behind those that shoot up fast, since it knows few such postures; the
silhouette shows the back as it is. Its outline leans less than the trunk inside of it, by as much
at lift-off as a moment later, so nothing of a lifter's own has to be taken off.
"""

from __future__ import annotations

import numpy as np

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.metrics.lead import told_alone
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.reasons import Reason
from formcheck.metrics.rep_window import RepWindow
from formcheck.metrics.torso_lean import lean_curve_deg
from formcheck.signals.cleaning import RATE_HZ

OUTLINE_WEIGHT = 0.6
"""On 59 rendered pulls from the side the outline is off by 1.5° and the joints by 1.7°; on the
hips among them that shoot up by 1.3 and 2.8°."""
FULL_UP_TO_DEG, NONE_FROM_DEG = 15.0, 25.0
"""From the side. Further off the near arm makes part of the outline, and the joints are better."""
EARLY_HIPS_TORSO = 0.05
"""Hips that rise by more before the bar does shoot up already; by less they settle or are noise."""
BEFORE_S, AFTER_S, AROUND_END_S = 0.15, 0.05, 0.04
"""Before its window the back holds still; at the end of it, it turns by 3° in a picture."""
OPENS_DEG = 10.0
"""The back of everybody who pulls opens by 40° and more until it stands too upright to be read; an
outline that does not is that of a rack."""
LEAST_SEEN = 0.5
MOST_JITTER_DEG = 6.0
"""Outlines of backs repeat within 2° from picture to picture; what leaps is a rack or an arm."""


def outline_gain_deg(window: RepWindow) -> float | None:
    """How far the back's outline tips forward until the end of the ascent window.

    It counts from lift-off, or from where the hips begin if they rise before it. None where there
    is no outline, in squats (plates cut it), and too far off the side.
    """
    curve, view = window.signals.back_lean_deg, window.view
    if curve is None or window.starts_at_top or window.start is None:
        return None
    _, end = window.window()
    if end is None or not weight(window) > 0:
        return None
    begin = _begin(window, window.start)
    first = _level_deg(curve, begin - _samples(BEFORE_S), begin + _samples(AFTER_S))
    after = curve[end : (window.turn or end) + 1]
    if not (np.isfinite(after).any() and np.nanmin(after) <= first - OPENS_DEG):
        return None
    last = _level_deg(curve, end - _samples(AROUND_END_S), end + _samples(AROUND_END_S))
    leans = true_lean_deg(np.array([first, last]), abs(view.yaw_deg))
    return float(leans[1] - leans[0]) if np.isfinite(leans).all() else None


def weight(window: RepWindow) -> float:
    """The outline's share of the gain in this view."""
    off = (abs(window.view.yaw_deg) - FULL_UP_TO_DEG) / (NONE_FROM_DEG - FULL_UP_TO_DEG)
    return OUTLINE_WEIGHT * float(np.clip(1 - off, 0.0, 1.0)) if np.isfinite(off) else 0.0


def _begin(window: RepWindow, lift_off: int) -> int:
    hips_begin, _ = window.window()
    hip = window.signals.height("hip")
    early = hip[lift_off] - hip[min(hips_begin, lift_off)]
    return min(hips_begin, lift_off) if early > EARLY_HIPS_TORSO else lift_off


def by_outline_alone(window: RepWindow, why_not_over_own: Reason) -> dict[str, Measurement] | None:
    """Gain, lead and ratio of a pull whose joints tell nothing; None where it is not told either.

    Args:
        window: The rep.
        why_not_over_own: What is said of the gain over the calmest rep: no joints confirm it.
    """
    gain = outline_gain_deg(window)
    first, end = window.window()
    if gain is None or end is None:
        return None
    start = float(lean_curve_deg(window.signals, window.view)[first])
    hip = window.signals.height("hip")
    hip_rise = float(hip[end] - hip[first])
    if not (np.isfinite(start) and np.isfinite(hip_rise)):
        return None
    return told_alone(
        gain,
        lean_start_deg=start,
        hip_rise=hip_rise,
        at_s=float(window.signals.time_s[end]),
        lag=not_assessed("torso", why_not_over_own),
        why=why_not_over_own,
    )


def _level_deg(curve: np.ndarray, first: int, last: int) -> float:
    """Median of a stretch of the outline's lean; NaN where it is broken or leaps."""
    part = curve[max(0, first) : last + 1]
    seen = part[np.isfinite(part)]
    if len(seen) <= LEAST_SEEN * len(part):
        return float("nan")
    if len(seen) > 1 and np.median(np.abs(np.diff(seen))) > MOST_JITTER_DEG:
        return float("nan")
    return float(np.median(seen))


def _samples(seconds: float) -> int:
    return round(seconds * RATE_HZ)
