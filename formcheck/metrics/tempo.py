"""How long the way down and up take, and how far the hips travel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow

UNCERTAINTY_S = 0.15
UNCERTAINTY_TRAVEL_TORSO = 0.08


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`descent_s`, `ascent_s` and `hip_travel_torso` of each rep."""
    return [
        {
            "descent_s": _duration(w, w.descent, "descent"),
            "ascent_s": _duration(w, w.ascent, "ascent"),
            "hip_travel_torso": _travel(w),
        }
        for w in windows
    ]


def _duration(window: RepWindow, phase: tuple[int, int] | None, phase_name: str) -> Measurement:
    if phase is None:
        return not_assessed(
            "s", Reason(ReasonCode.CUT_OFF, f"the clip does not show the whole {phase_name}")
        )
    first_s, last_s = (float(window.signals.time_s[end]) for end in phase)
    if last_s - first_s <= UNCERTAINTY_S:
        hardly = f"the {phase_name} was barely in view; keep the whole rep in the clip"
        return not_assessed("s", Reason(ReasonCode.TOO_SHORT, hardly))
    return Measurement(last_s - first_s, "s", UNCERTAINTY_S, first_s)


def _travel(window: RepWindow) -> Measurement:
    if window.whole is None:
        return not_assessed(
            "torso", Reason(ReasonCode.CUT_OFF, "the clip shows too little of this rep")
        )
    hip = window.signals.height("hip")[window.whole[0] : window.whole[1] + 1]
    if not np.isfinite(hip).any():
        return not_assessed("torso", Reason(ReasonCode.HIDDEN, "your hips were hidden"))
    return Measurement(float(np.nanmax(hip) - np.nanmin(hip)), "torso", UNCERTAINTY_TRAVEL_TORSO)
