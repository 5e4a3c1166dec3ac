"""Rounding of the upper back by the joints alone: a head and shoulders that curl forward."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic.robust import median_seen
from formcheck.metrics.back_by_outline import FROM_FLOOR
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.neck import ear_forward_deg
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, lift_off

BACK_HIDDEN = Reason(ReasonCode.HIDDEN, "your back was hidden at lift-off")
UNCERTAINTY_CURL_DEG = 6.0


def curls(windows: Sequence[RepWindow]) -> list[Measurement]:
    """How far forward of the trunk's line the ear is carried off the floor, in each rep."""
    return [_one(window) for window in windows]


def _one(window: RepWindow) -> Measurement:
    part = lift_off(window)
    if window.starts_at_top:
        return not_assessed("deg", FROM_FLOOR)
    if part is None or window.start is None:
        return not_assessed("deg", BACK_HIDDEN)
    curl_deg = median_seen(ear_forward_deg(window.motion)[part])
    if np.isnan(curl_deg):
        return not_assessed("deg", BACK_HIDDEN)
    at = float(window.motion.time_s[window.start])
    return Measurement(curl_deg, "deg", UNCERTAINTY_CURL_DEG, at)
