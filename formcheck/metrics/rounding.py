"""Rounding of the upper back in a pull, read while the load is taken.

The outline of the back bends where the spine does, and so does the silhouette: together, over all
reps of a set, they say by how many degrees each is round. Beside it what the outline bends by as it
is, and how far head and shoulders curl forward.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic.robust import median_seen
from formcheck.metrics import back_by_outline
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.neck import ear_forward_deg
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, angle_reason, lift_off

STEEPEST_DEG = 45.0
"""Beyond this yaw the head is seen from the front and its place before the trunk is not."""
BACK_HIDDEN = Reason(ReasonCode.HIDDEN, "your back was hidden at lift-off")
UNCERTAINTY_CURL_DEG = 6.0

ROUNDING, CURL, BEND = "back_rounding_deg", "upper_back_curl_deg", "upper_back_bend_deg"


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`back_rounding_deg`, `upper_back_curl_deg` and `upper_back_bend_deg` of each rep."""
    if not windows:
        return []
    why = _why_not(windows[0])
    if why is not None:
        return [dict.fromkeys((ROUNDING, CURL, BEND), not_assessed("deg", why)) for _ in windows]
    flexions = back_by_outline.flexions(windows)
    bends = back_by_outline.own_bends(windows)
    curls = map(_curl, windows)
    return [
        {ROUNDING: flexion, CURL: curl, BEND: bend}
        for flexion, bend, curl in zip(flexions, bends, curls, strict=True)
    ]


def _curl(window: RepWindow) -> Measurement:
    """How far forward of the trunk's line the ear is carried off the floor."""
    part = lift_off(window)
    if window.starts_at_top:
        return not_assessed("deg", back_by_outline.FROM_FLOOR)
    if part is None or window.start is None:
        return not_assessed("deg", BACK_HIDDEN)
    curl_deg = median_seen(ear_forward_deg(window.motion)[part])
    if np.isnan(curl_deg):
        return not_assessed("deg", BACK_HIDDEN)
    at = float(window.motion.time_s[window.start])
    return Measurement(curl_deg, "deg", UNCERTAINTY_CURL_DEG, at)


def _why_not(window: RepWindow) -> Reason | None:
    if window.lift != "deadlift":
        return Reason(ReasonCode.OTHER_LIFT, "rounding is judged in deadlifts only")
    if abs(window.view.yaw_deg) > STEEPEST_DEG:
        return Reason(
            ReasonCode.NEEDS_SIDE_VIEW,
            "you filmed from too far off the side to see your back; film from the side",
        )
    return angle_reason(window.motion)
