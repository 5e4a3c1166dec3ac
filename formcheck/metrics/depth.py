"""Depth of a squat: hip against knee at the bottom, in thigh lengths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.geometry import distance_px
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import RepWindow, unseen_reason
from formcheck.signals import Signals

UNCERTAINTY_THIGH = 0.10


def thigh_px(signals: Signals) -> float:
    """Thigh length: 90th percentile of mid hip→knee, since foreshortening only shortens it."""
    length = distance_px(signals.mid("hip"), signals.mid("knee"))
    length = length[np.isfinite(length)]
    return float(np.percentile(length, 90)) if len(length) else float("nan")


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`depth_thigh` of each rep: (hip height - knee height) / thigh, negative below parallel."""
    if not windows:
        return []
    thigh = thigh_px(windows[0].signals)
    return [{"depth_thigh": _one(w, thigh)} for w in windows]


def _one(window: RepWindow, thigh: float) -> Measurement:
    if window.lift != "squat":
        return not_assessed("thigh", "depth is judged in squats only")
    if window.turn is None:
        return not_assessed("thigh", "the clip does not show the bottom")
    first, last = window.turn - 6, window.turn + 1
    why = unseen_reason(window, max(0, first), last)
    if why is not None:
        return not_assessed("thigh", why)
    over = window.signals.mid("knee")[:, 1] - window.signals.mid("hip")[:, 1]
    value = float(np.nanmedian(over[max(0, first) : last])) / thigh
    return Measurement(value, "thigh", UNCERTAINTY_THIGH, float(window.signals.time_s[window.turn]))
