"""The bar in one rep: when it leaves the floor, how far it goes, how fast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.bar.curve import (
    FULL_PLATE_M,
    LONGEST_FILLED_GAP_S,
    USUAL_TORSO_M,
    Array,
    BarCurve,
    RepTimes,
)

OFF_FLOOR_M = 0.005
"""Off the floor is 5 mm: above tracking noise, below what an eye sees."""
REST_S = 0.6
"""How far outside the body's rep the bar is looked for at rest."""


@dataclass(frozen=True)
class BarRep:
    """The bar in one rep. Centimeters and speed assume a full-size plate of .45 m.

    Attributes:
        off_floor_s, on_floor_s: Bar leaves the floor and is back; None where that is not seen or
            the rep starts at the top.
        travel_torso: Vertical travel in torso lengths.
        travel_cm, peak_speed_m_s, mean_speed_m_s: Of the way up; None when the plate's size is
            not that of a full plate.
    """

    off_floor_s: float | None
    on_floor_s: float | None
    travel_torso: float
    travel_cm: float | None
    peak_speed_m_s: float | None
    mean_speed_m_s: float | None


def bar_rep(curve: BarCurve, rep: RepTimes, *, from_floor: bool) -> BarRep | None:
    """Measure the bar's way in one rep; None when too little of it is seen.

    Args:
        curve: The bar's height.
        rep: (start, turn, end) as found on the body, seconds.
        from_floor: A pull goes up from its start; a squat or a Romanian deadlift from its turn.
    """
    start, turn, end = rep
    up = (start, turn) if from_floor else (turn, end)
    if up[0] is None or up[1] is None or up[1] <= up[0]:
        return None
    inside = (curve.time_s >= up[0]) & (curve.time_s <= up[1])
    height = curve.height_px[inside]
    if np.isfinite(height).sum() < max(5, 0.8 * len(height)):
        return None
    travel_px = float(np.nanmax(height) - np.nanmin(height))
    floor = floor_times(curve, rep) if from_floor else (None, None)
    cm = peak = mean = None
    if curve.full_plate:
        m_per_px = FULL_PLATE_M / (2 * curve.radius_px)
        speed = _speed(curve)[inside]
        cm = 100 * m_per_px * travel_px
        peak = float(np.nanmax(speed)) * m_per_px
        mean = m_per_px * travel_px / (up[1] - up[0])
    return BarRep(*floor, travel_px / curve.torso_at_bar_px, cm, peak, mean)


def floor_times(curve: BarCurve, rep: RepTimes) -> tuple[float | None, float | None]:
    """When the bar leaves the floor before a lockout and when it is back after it.

    Args:
        curve: The bar's height.
        rep: (start, turn, end) as found on the body, seconds; the turn is the lockout.

    Returns:
        (off, on) in seconds, None for a side on which the bar is not seen to rest.
    """
    start, turn, end = rep
    if turn is None:
        return None, None
    before = _floor_crossing(curve, turn, start, -1)
    after = _floor_crossing(curve, turn, end, +1)
    return before, after


def _floor_crossing(curve: BarCurve, turn: float, near: float | None, step: int) -> float | None:
    """Where the curve meets its resting level on one side of the lockout."""
    if near is None:
        return None
    low, high = sorted((turn, near + step * REST_S))
    index = np.nonzero((curve.time_s >= low) & (curve.time_s <= high))[0][::step]
    index = index[np.isfinite(curve.height_px[index])]
    if len(index) < 8:
        return None
    height = curve.height_px[index]
    meter = curve.torso_at_bar_px / USUAL_TORSO_M
    resting = height <= height.min() + OFF_FLOOR_M * meter + 4 * curve.noise_px
    floor = float(np.median(height[resting]))
    level = floor + OFF_FLOOR_M * meter + curve.noise_px
    above = np.nonzero(height > level)[0]
    # a bar at rest: at least three frames on the level, else the clip was cut or the bar flew by
    if resting.sum() < 3 or not len(above):
        return None
    # the first meeting with the level on the way from the lockout: behind it is another rep
    last = _first_run_end(height, level)
    if last + 1 >= len(index):
        return None
    h0, h1 = height[last], height[last + 1]
    share = (h0 - level) / (h0 - h1) if h0 > h1 else 0.0
    t0, t1 = curve.time_s[index[last]], curve.time_s[index[last + 1]]
    if abs(t1 - t0) > LONGEST_FILLED_GAP_S:
        return None
    return float(t0 + share * (t1 - t0))


def _first_run_end(height: Array, level: float) -> int:
    """Last sample above the level before the curve first meets it."""
    below = np.nonzero(height <= level)[0]
    return int(below[0]) - 1 if len(below) else len(height) - 1


def _speed(curve: BarCurve) -> Array:
    """(T,) upward speed, px/s: slope of a line through the samples of .1 s on either side."""
    time_s, height = curve.time_s, curve.height_px
    speed = np.full(len(time_s), np.nan)
    left = np.searchsorted(time_s, time_s - 0.1)
    right = np.searchsorted(time_s, time_s + 0.1, side="right")
    for i, (low, high) in enumerate(zip(left, right, strict=True)):
        t, h = time_s[low:high], height[low:high]
        if high - low >= 3 and np.isfinite(h).all():
            t = t - t.mean()
            speed[i] = float(t @ h / (t @ t))
    return speed
