"""The head's carriage: the ear against the shoulder and the line of the trunk (a proxy).

How far forward the ear sits of the trunk line depends on the body and on the pose model, so a rep
is compared with the lifter's other reps: a head that is thrown up or dropped in one rep shows,
one that is always carried forward does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.geometry import lean_from_vertical_deg
from formcheck.metrics.bar_on_back import BarOnBack
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import (
    MOST_UNSEEN_SHARE,
    RepWindow,
    angle_reason,
    unseen_reason,
)
from formcheck.signals import Signals

UNCERTAINTY_DEG = 6.0
MOST_SPREAD_DEG = 3.0
"""When the reps of a set differ by more than this among themselves, plates hide the head."""
NECK_REACHES_DEG, MOST_IMPOSSIBLE_SHARE = 60.0, 0.02
"""An ear read further off the trunk line than a neck bends is a guess behind a plate."""
MOST_SIDES_DIFFER_DEG = 30.0
"""Seen from the side, both ears lie over both shoulders at nearly one angle; turned toward the
camera, the shoulders part by more than the ears, by about as many degrees as the lifter is turned.
Readings that part by so much more have one ear guessed (5 to 25° where heads are seen, 50 to 70°
behind plates)."""
LEAST_REPS = 3
FILM_PAST_THE_PLATE = "film a little from the front, so that no plate is before the head"


def ear_forward_deg(signals: Signals, which: str = "mid") -> NDArray[np.float64]:
    """(N,) angle of shoulder→ear forward of hip→shoulder: which = mid, near or far."""
    points = {"mid": signals.mid, "near": signals.near, "far": signals.far}[which]
    ear, shoulder, hip = (points(name) for name in ("ear", "shoulder", "hip"))
    neck = lean_from_vertical_deg(shoulder, ear, signals.forward)
    return neck - lean_from_vertical_deg(hip, shoulder, signals.forward)


def measure(
    windows: Sequence[RepWindow], line: BarOnBack | None, apart: Sequence[bool]
) -> list[dict[str, Measurement]]:
    """`neck_change_deg` of each rep: how far the head's carriage differs from the other reps'.

    Args:
        windows: The reps of a set.
        line: Where a bar on the back says that the shoulders are; elsewhere a plate hides them.
        apart: For each rep, whether bar and shoulders do not move together: then the shoulders,
            which the head is read against, are guessed.
    """
    if not windows:
        return []
    why = _why_not(windows)
    if why is None:
        signals = windows[0].signals
        curve = ear_forward_deg(signals)
        if line is not None:
            curve = np.where(line.under(signals), curve, np.nan)
        curve = np.where(_one_ear_guessed(windows[0]), np.nan, curve)
        carried = [
            None if away else _carriage(window, curve)
            for window, away in zip(windows, apart, strict=True)
        ]
        known = np.array([c for c in carried if c is not None])
        why = _unsteady(known)
    if why is not None:
        return [{"neck_change_deg": not_assessed("deg", why)} for _ in windows]
    usual = float(np.median(known))
    return [{"neck_change_deg": _one(c, usual, w)} for c, w in zip(carried, windows, strict=True)]


def _one_ear_guessed(window: RepWindow) -> NDArray[np.bool_]:
    """(N,) True where the two sides of the head part by more than the view explains."""
    near, far = (ear_forward_deg(window.signals, side) for side in ("near", "far"))
    return np.asarray(np.abs(near - far) > MOST_SIDES_DIFFER_DEG + abs(window.view.yaw_deg))


def _why_not(windows: Sequence[RepWindow]) -> str | None:
    if windows[0].lift != "squat":
        return "the head is judged in squats only"
    if len(windows) < LEAST_REPS:
        return "the head is compared between reps; three are needed"
    return angle_reason(windows[0].view, windows[0].signals)


def _unsteady(carried_deg: NDArray[np.float64]) -> str | None:
    if len(carried_deg) < LEAST_REPS:
        return f"the head was hidden in most reps; {FILM_PAST_THE_PLATE}"
    spread = np.median(np.abs(carried_deg - np.median(carried_deg)))
    if spread > MOST_SPREAD_DEG:
        return f"the head was not seen steadily (plates hide it); {FILM_PAST_THE_PLATE}"
    return None


def _carriage(window: RepWindow, curve: NDArray[np.float64]) -> float | None:
    if window.whole is None or unseen_reason(window, *window.whole) is not None:
        return None
    part = curve[window.whole[0] : window.whole[1] + 1]
    if np.isnan(part).mean() > MOST_UNSEEN_SHARE:
        return None
    part = part[np.isfinite(part)]
    if (np.abs(part) > NECK_REACHES_DEG).mean() > MOST_IMPOSSIBLE_SHARE:
        return None
    return float(np.median(part))


def _one(carried: float | None, usual: float, window: RepWindow) -> Measurement:
    if carried is None or window.turn is None:
        return not_assessed("deg", "the head was hidden in this rep")
    at = float(window.signals.time_s[window.turn])
    return Measurement(abs(carried - usual), "deg", UNCERTAINTY_DEG, at)
