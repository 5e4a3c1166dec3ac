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
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import FILM_FROM_SIDE, RepWindow, angle_reason, unseen_reason
from formcheck.signals import Signals

UNCERTAINTY_DEG = 6.0
MOST_SPREAD_DEG = 3.0
"""When the reps of a set differ by more than this among themselves, plates hide the head."""
NECK_REACHES_DEG, MOST_IMPOSSIBLE_SHARE = 60.0, 0.02
"""An ear read further off the trunk line than a neck bends is a guess behind a plate."""
LEAST_REPS = 3


def ear_forward_deg(signals: Signals) -> NDArray[np.float64]:
    """(N,) angle of shoulder→ear forward of hip→shoulder, degrees."""
    ear, shoulder, hip = (signals.mid(name) for name in ("ear", "shoulder", "hip"))
    neck = lean_from_vertical_deg(shoulder, ear, signals.forward)
    return neck - lean_from_vertical_deg(hip, shoulder, signals.forward)


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`neck_change_deg` of each rep: how far the head's carriage differs from the other reps'."""
    if not windows:
        return []
    why = _why_not(windows)
    if why is None:
        curve = ear_forward_deg(windows[0].signals)
        carried = [_carriage(w, curve) for w in windows]
        known = np.array([c for c in carried if c is not None])
        why = _unsteady(known)
    if why is not None:
        return [{"neck_change_deg": not_assessed("deg", why)} for _ in windows]
    usual = float(np.median(known))
    return [{"neck_change_deg": _one(c, usual, w)} for c, w in zip(carried, windows, strict=True)]


def _why_not(windows: Sequence[RepWindow]) -> str | None:
    if windows[0].lift != "squat":
        return "the head is judged in squats only"
    if len(windows) < LEAST_REPS:
        return "the head is compared between reps; three are needed"
    return angle_reason(windows[0].view, windows[0].signals)


def _unsteady(carried_deg: NDArray[np.float64]) -> str | None:
    if len(carried_deg) < LEAST_REPS:
        return f"the head was hidden in most reps; {FILM_FROM_SIDE}"
    spread = np.median(np.abs(carried_deg - np.median(carried_deg)))
    if spread > MOST_SPREAD_DEG:
        return f"the head was not seen steadily (plates hide it); {FILM_FROM_SIDE}"
    return None


def _carriage(window: RepWindow, curve: NDArray[np.float64]) -> float | None:
    if window.whole is None or unseen_reason(window, *window.whole) is not None:
        return None
    part = curve[window.whole[0] : window.whole[1] + 1]
    part = part[np.isfinite(part)]
    if not len(part) or (np.abs(part) > NECK_REACHES_DEG).mean() > MOST_IMPOSSIBLE_SHARE:
        return None
    return float(np.median(part))


def _one(carried: float | None, usual: float, window: RepWindow) -> Measurement:
    if carried is None or window.turn is None:
        return not_assessed("deg", "the head was hidden in this rep")
    at = float(window.signals.time_s[window.turn])
    return Measurement(abs(carried - usual), "deg", UNCERTAINTY_DEG, at)
