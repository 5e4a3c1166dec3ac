"""Rounding of the upper back by its outline, against the own straighter reps and by itself.

The outline is read in every picture (`pose/back_outline.py`); here are the moments at lift-off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import LIFT_OFF_S, RepWindow, lift_off

Array = NDArray[np.float64]

BEND_SHOWN = 0.7
"""Of the flexion of an upper back this much shows as bend of its outline; the rest lies beyond
where it is read. Rendered lifters who round by 27 to 38° show .55 to .78 of it."""
BEND_UNCERTAINTY_DEG, BEND_UNCERTAINTY_SHARE = 5.0, 0.2
"""What is left of the outline's own noise (straight reps repeat within 2° of bend), and of how
differently bodies show their flexion."""
STRAIGHT_BENDS_DEG = (-25.0, 15.0)
"""Flat backs of 35 lifters, rendered and real, bend by -24 to +12° at lift-off."""
OWN_BEND_DEG = 15.0
"""Nine of ten of them lie within this of the middle: so far a lifter's own flat back may be off."""
MOST_BEND_SPREAD_DEG = 12.0
"""About a line through the readings at one lift-off, between the tenth and the ninetieth of a
hundred (2 to 6 where the outline is seen, 20 and more where plates on a rack behind the lifter were
taken for the back)."""
MOST_BEND_CHANGE_DEG = 20.0
"""With that line: backs that round by 27 to 38° change by up to 15 within that time; what grows in
or out of a back faster is something behind it."""
LEAST_BENDS_SHARE = 0.5
ALIKE_BEND_DEG = 5.0
STEEPEST_FOR_BENDS_DEG = 30.0
"""Up to this yaw straight backs bend no further than from the side; at 33 and 53° by 20 to 30,
where the near arm and the far shoulder blade make the outline."""
LEAST_REPS = 3
"""Of two reps that differ nobody knows which one is the odd one."""

CLEAR_BACKGROUND = "film from the side, with nothing close behind your back"
NO_OUTLINES = Reason(ReasonCode.NO_OUTLINE, "this pose model draws no outlines")
NOT_SEEN = Reason(
    ReasonCode.NEEDS_SIDE_VIEW, f"the outline of your back could not be seen; {CLEAR_BACKGROUND}"
)
NO_LIFT_OFF = Reason(ReasonCode.CUT_OFF, "lift-off was not in view; keep the whole set in the clip")
UNCLEAR = Reason(
    ReasonCode.OUTLINE_UNCLEAR, f"the outline of your back was unclear; {CLEAR_BACKGROUND}"
)


def beyond_straighter_reps(windows: Sequence[RepWindow]) -> list[Measurement | None]:
    """Flexion of each rep beyond the straighter ones; None where the outline does not tell."""
    return [_told(w, flexion) for w, flexion in zip(windows, _by_outline(windows), strict=True)]


def own_bends(windows: Sequence[RepWindow]) -> list[Measurement]:
    """What the back of each rep bends by; of three reps and more what they bend by mostly."""
    return _of_the_set([_own_bend(window) for window in windows])


def _bends_deg(window: RepWindow) -> Array:
    """(M,) bend of the back's outline since lift-off; NaN where it is not read."""
    part, bends = lift_off(window), window.motion.back_bend_deg
    curve = np.full(round(LIFT_OFF_S * RATE_HZ) + 1, np.nan)
    if part is not None and bends is not None:
        curve[: len(bends[part])] = bends[part]
    return curve


def _steady_deg(curve: Array) -> float:
    """Median of readings that agree; NaN where too few were taken, or they do not.

    A back that is still rounding, or already straightening, changes along a line; what was taken
    for the back jumps.
    """
    seen = np.flatnonzero(np.isfinite(curve))
    if len(seen) < LEAST_BENDS_SHARE * len(curve):
        return float("nan")
    line = np.polynomial.Polynomial.fit(seen, curve[seen], 1)
    jitter, change = _spread(curve[seen] - line(seen)), _spread(curve[seen])
    steady = jitter <= MOST_BEND_SPREAD_DEG and change <= MOST_BEND_CHANGE_DEG
    return float(np.median(curve[seen])) if steady else float("nan")


def _spread(values: Array) -> float:
    low, high = np.percentile(values, (10, 90))
    return float(high - low)


@dataclass(frozen=True)
class _Flexion:
    """Degrees beyond the straighter reps, and how far those may be off themselves."""

    deg: float
    reference_off_deg: float


def _by_outline(windows: Sequence[RepWindow]) -> list[_Flexion | None]:
    """Flexion of each rep beyond the straighter ones; None where it cannot be told.

    Reps are compared moment by moment: what the outline does while any back goes up is in all of
    them.
    """
    nothing: list[_Flexion | None] = [None] * len(windows)
    if abs(windows[0].view.yaw_deg) > STEEPEST_FOR_BENDS_DEG:
        return nothing
    curves = np.array([_bends_deg(window) for window in windows])
    enough = np.isfinite(curves).mean(axis=1) >= LEAST_BENDS_SHARE
    straight = _straight(curves, enough)
    # a rep that is not like the others throughout is no measure for them
    steady = np.isfinite([_steady_deg(curve - _usual(curves[straight])) for curve in curves])
    straight = _straight(curves, enough & (steady | ~straight))
    if not straight.any():
        return nothing
    usual = _usual(curves[straight])
    off_deg = OWN_BEND_DEG if straight.sum() == 1 else 0.0
    beyond = np.array([_steady_deg(curve - usual) for curve in curves])
    return [
        _Flexion(max(0.0, float(deg)) / BEND_SHOWN, off_deg / BEND_SHOWN)
        if np.isfinite(deg)
        else None
        for deg in beyond
    ]


def _straight(curves: Array, usable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(R,) the usable reps that bend least; none where too few are usable.

    One alone may be a misreading, but a back that is round is not what others are held against:
    then one will do that bends as flat backs do.
    """
    levels = np.array([median_seen(curve) for curve in curves])
    known = np.sort(levels[usable])
    if len(known) < LEAST_REPS:
        return np.zeros(len(curves), bool)
    flat = known[1]
    if flat > STRAIGHT_BENDS_DEG[1]:
        flat = known[0] if known[0] >= STRAIGHT_BENDS_DEG[0] else flat
    return np.asarray(usable & (levels <= flat + ALIKE_BEND_DEG))


def _usual(curves: Array) -> Array:
    """(M,) the median of some reps, moment by moment."""
    return np.array([median_seen(moment) for moment in curves.T])


def _told(window: RepWindow, flexion: _Flexion | None) -> Measurement | None:
    if flexion is None or window.start is None:
        return None
    own = np.hypot(BEND_UNCERTAINTY_DEG, BEND_UNCERTAINTY_SHARE * flexion.deg)
    off_deg = float(np.hypot(own, flexion.reference_off_deg))
    return Measurement(flexion.deg, "deg", off_deg, float(window.motion.time_s[window.start]))


def _own_bend(window: RepWindow) -> Measurement:
    if window.motion.back_bend_deg is None:
        return not_assessed("deg", NO_OUTLINES)
    if abs(window.view.yaw_deg) > STEEPEST_FOR_BENDS_DEG:
        return not_assessed("deg", NOT_SEEN)
    if window.start is None or lift_off(window) is None:
        return not_assessed("deg", NO_LIFT_OFF)
    bend_deg = _steady_deg(_bends_deg(window))
    if not np.isfinite(bend_deg):
        return _unclear()
    return Measurement(bend_deg, "deg", OWN_BEND_DEG, float(window.motion.time_s[window.start]))


def _of_the_set(bends: Sequence[Measurement]) -> list[Measurement]:
    """What a back that is round in every rep bends by: of three reps and more their median.

    A rep that differs from the others is told against them. What is unclear in most reps is not
    believed in the others either.
    """
    known = [bend.value for bend in bends if bend.value is not None]
    if len(known) < len(bends) / 2:
        return [bend if bend.value is None else _unclear() for bend in bends]
    if len(known) < LEAST_REPS:
        return list(bends)
    usual = float(np.median(known))
    return [bend if bend.value is None else replace(bend, value=usual) for bend in bends]


def _unclear() -> Measurement:
    return not_assessed("deg", UNCLEAR)
