"""A squat's gain of lean by the bar alone, where the two sides of the body are read differently.

Hips and the plate's rim are enough for the bar's lag (`bar_lag.py`), so a far shoulder that is
hidden does no harm. With no joints to confirm it such a gain is never more than "possible".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.metrics.bar_lag import UNCERTAINTY_LAG_TORSO, bar_lag, usual_lag
from formcheck.metrics.lead import gain_of_lead, told_alone
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.reasons import Reason
from formcheck.metrics.rep_window import RepWindow
from formcheck.metrics.torso_lean import lean_curve_deg

MOST_LAG_TORSO = 0.2
"""Hips that lead by more were lost; good mornings let them lead by .1 to .2."""


def by_bar_alone(
    windows: Sequence[RepWindow], wanted: Sequence[bool], why_not_over_own: Reason
) -> list[dict[str, Measurement] | None]:
    """Gain, lead and ratio of the wanted reps of a squat by the bar; None where it does not tell.

    Args:
        windows: The reps of a set.
        wanted: For each, whether the joints tell nothing of it.
        why_not_over_own: What is said of the gain over the calmest rep: no joints confirm it.
    """
    nothing: list[dict[str, Measurement] | None] = [None] * len(windows)
    if not windows or not windows[0].starts_at_top or not any(wanted):
        return nothing
    lags = [bar_lag(window) for window in windows]
    usual = usual_lag(lags)
    if usual is None:
        return nothing
    return [
        _alone(window, lag - usual, why_not_over_own)
        if want and lag is not None and not _head_unseen(window)
        else None
        for window, want, lag in zip(windows, wanted, lags, strict=True)
    ]


def _head_unseen(window: RepWindow) -> bool:
    first, end = window.window()
    return end is None or bool(window.signals.head_unseen[first : end + 1].any())


def _alone(
    window: RepWindow, lag: float, why_not_over_own: Reason
) -> dict[str, Measurement] | None:
    first, end = window.window()
    start = float(lean_curve_deg(window.signals, window.view)[first])
    if end is None or not np.isfinite(start) or abs(lag) > MOST_LAG_TORSO:
        return None
    at, hip = float(window.signals.time_s[end]), window.signals.height("hip")
    return told_alone(
        gain_of_lead(start, lag),
        lean_start_deg=start,
        hip_rise=float(hip[end] - hip[first]),
        at_s=at,
        lag=Measurement(lag, "torso", UNCERTAINTY_LAG_TORSO, at),
        why=why_not_over_own,
    )
