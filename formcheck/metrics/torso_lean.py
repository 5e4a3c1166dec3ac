"""Torso lean from vertical: the peak of a rep, and at the bottom or lift-off.

Two readings with opposite errors are averaged. The angle of the hip→shoulder line reads low when
the trunk is bent (the pose model pulls the shoulder back toward an upright body). The vertical
extent of the trunk against its standing height reads high (the model also shortens a bent trunk),
and does not depend on camera yaw. On rendered lifters their errors are about -5° and +6°; the
mean is within a few degrees (docs/accuracy.md).

A bar on the back goes where the shoulders go. Moments in which they part, as far as the other
moments of the set tell, show joints lost behind a plate, and no lean is read from them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import true_lean_deg
from formcheck.metrics.bar_on_back import bar_on_back
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import (
    FILM_FROM_SIDE,
    LARGEST_YAW_DEG,
    MOST_UNSEEN_SHARE,
    RepWindow,
    angle_reason,
    unseen_reason,
)
from formcheck.signals import Signals
from formcheck.view import CameraView

MOST_DISAGREEMENT_DEG = 15.0
"""Sides of a trunk lean alike up to perspective and yaw (12° at most in clips that read well)."""
UNCERTAINTY_SIDE_DEG = 7.0
UNCERTAINTY_TURN_DEG = 9.0
"""At the bottom and at lift-off plates hide most, and a tenth of a second is several degrees."""
UNCERTAINTY_PER_YAW_DEG = 0.08
"""Half widths that held the truth in nine of ten rendered reps."""
MOST_APART_TORSO = 0.1
"""Shoulders in full view keep within .06 of where the bar says; a tenth of a torso is 6 to 15°."""
OFF_THE_BAR = (
    "the shoulders did not go with the bar for too much of this rep (a plate hides them); "
    "film a little toward the front, with the whole body in the picture"
)


def lean_curve_deg(signals: Signals, view: CameraView) -> NDArray[np.float64]:
    """(N,) best reading of the lean in the lifter's own sagittal plane, degrees."""
    angle = true_lean_deg(signals.lean_deg("mid"), min(abs(view.yaw_deg), LARGEST_YAW_DEG))
    extent = signals.height("shoulder") - signals.height("hip")
    from_extent = np.degrees(np.arccos(np.clip(extent, -1.0, 1.0)))
    share = signals.bias.extent_share * np.clip(from_extent / 25.0, 0.0, 1.0)
    # near upright the cosine is flat and the extent says nothing; blend it in with the lean
    return np.asarray(angle * (1 - share) + from_extent * share)


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`lean_peak_deg` and `lean_turn_deg` of each rep."""
    if not windows:
        return []
    view = windows[0].view
    why = angle_reason(view, windows[0].signals)
    curve = lean_curve_deg(windows[0].signals, view)
    under_bar = shoulders_under_bar(windows)
    return [_one(w, curve, under_bar, why) for w in windows]


def shoulders_under_bar(windows: Sequence[RepWindow]) -> NDArray[np.bool_]:
    """(N,) False where the shoulders are not where a bar on the back says; True without one."""
    signals, line = windows[0].signals, bar_on_back(windows)
    bar, shoulder = signals.bar_height(), signals.height("shoulder")
    if line is None or bar is None:
        return np.ones(len(shoulder), np.bool_)
    return np.asarray(~(line.apart(bar, shoulder) > MOST_APART_TORSO))


def uncertainty_deg(view: CameraView) -> float:
    """90 % half width of an absolute lean in this view."""
    return UNCERTAINTY_SIDE_DEG + UNCERTAINTY_PER_YAW_DEG * abs(view.yaw_deg)


def sides_differ_deg(window: RepWindow, index: int) -> float:
    """How differently the left and the right side of a rigid trunk lean in the picture."""
    near, far = (window.signals.lean_deg(side)[index] for side in ("near", "far"))
    return float(abs(near - far))


def _one(
    window: RepWindow,
    curve: NDArray[np.float64],
    under_bar: NDArray[np.bool_],
    why: str | None,
) -> dict[str, Measurement]:
    names = ("lean_peak_deg", "lean_turn_deg")
    if why is None and window.whole is None:
        why = "the clip shows too little of this rep"
    if why is None and window.whole is not None:
        first, last = window.whole
        why = unseen_reason(window, first, last)
        if why is None and under_bar[first : last + 1].mean() < 1 - MOST_UNSEEN_SHARE:
            why = OFF_THE_BAR
    if why is not None or window.whole is None:
        return {name: not_assessed("deg", why or "") for name in names}
    first, last = window.whole
    spread = uncertainty_deg(window.view)
    part = np.where(under_bar, curve, np.nan)[first : last + 1]
    if not np.isfinite(part).any():
        return {name: not_assessed("deg", "the trunk was hidden in this rep") for name in names}
    peak = first + int(np.nanargmax(part))
    if sides_differ_deg(window, peak) > MOST_DISAGREEMENT_DEG:
        why = f"the left and right side of the body disagree (one was hidden); {FILM_FROM_SIDE}"
        return {name: not_assessed("deg", why) for name in names}
    time_s = window.signals.time_s
    out = {"lean_peak_deg": Measurement(float(curve[peak]), "deg", spread, float(time_s[peak]))}
    # the document wants the bottom of a squat, but lift-off of a deadlift
    at = window.turn if window.starts_at_top else window.start
    if at is None or np.isnan(curve[at]):
        out["lean_turn_deg"] = not_assessed("deg", "the clip does not show this moment")
    else:
        spread += UNCERTAINTY_TURN_DEG - UNCERTAINTY_SIDE_DEG
        out["lean_turn_deg"] = Measurement(float(curve[at]), "deg", spread, float(time_s[at]))
    return out
