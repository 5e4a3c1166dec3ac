"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

The pose model reads a bent trunk through an average body: over the ascent window it adds a gain
of its own, several degrees and different for every lifter and view. The descent of the same rep
passes the same hip heights in the same postures with the same error, so the difference between
ascent and descent at one hip height is nearly free of it (the witness of the descent). A clean
lifter's descent has a small gain of its own, which is put back: about none in a squat, and in a
deadlift what a straight bar path asks for at that start lean.

In a deadlift plates and arms hide the hips on the way down more than on the way up, so the direct
reading and the descent's are averaged there. What is common to the lifter's calmer reps is then
taken as the error that remains, as far as such errors go (`LARGEST_OWN_OFFSET_DEG`), so that a set
in which every rep is faulty keeps its fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.geometry import true_lean_deg
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import RepWindow, unseen_reason
from formcheck.metrics.torso_lean import FILM_FROM_SIDE, lean_curve_deg, view_reason

LARGEST_YAW_DEG = 55.0
LARGEST_OWN_OFFSET_DEG = 3.0
"""Clean rendered reps read within about 3° of the truth once the descent is the witness."""
PULL_GAIN_AT_55_DEG = -1.6
PULL_GAIN_PER_DEG = -0.75
"""Gain of a clean pull with a vertical bar path, by lean at lift-off: the further the trunk leans
over at the start, the more it has to open while the hips rise. Fitted on rendered lifters with
leans of 55 to 68°, within half a degree."""
UNCERTAINTY_SQUAT_DEG = 3.5
UNCERTAINTY_DEADLIFT_DEG = 6.0
UNCERTAINTY_PER_YAW_DEG = 0.06
MOST_RATIO = 20.0
"""Beyond this the shoulders hardly rise and the ratio means nothing but "infinite"."""
MIN_SHOULDER_RISE_TORSO = 0.02


@dataclass(frozen=True)
class _Reading:
    """Raw readings of one rep: degrees and torso lengths."""

    direct_deg: float
    against_descent_deg: float | None
    direct_lead: float
    against_descent_lead: float | None
    lean_start_deg: float
    hip_rise: float
    at_s: float


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso` and `rise_ratio` of each rep."""
    readings = [_read(w) for w in windows]
    gains = [
        None if isinstance(r, str) else _gain(r, w) for r, w in zip(readings, windows, strict=True)
    ]
    offset = own_offset_deg([g for g in gains if g is not None])
    return [
        _abstain(r) if isinstance(r, str) or g is None else _result(r, g - offset, w)
        for r, g, w in zip(readings, gains, windows, strict=True)
    ]


def own_offset_deg(gains_deg: Sequence[float]) -> float:
    """What the lifter's calmer reps have in common, as far as the pose model's error goes.

    The median of the lower half of the reps' gains, limited to what errors reach, and trusted
    with n/(n+2) for n reps in that half: one rep is no baseline.
    """
    if len(gains_deg) < 2:
        return 0.0
    calm = np.sort(gains_deg)[: (len(gains_deg) + 1) // 2]
    trust = len(calm) / (len(calm) + 2)
    return float(np.clip(np.median(calm) * trust, -LARGEST_OWN_OFFSET_DEG, LARGEST_OWN_OFFSET_DEG))


def _read(window: RepWindow) -> _Reading | str:
    """The raw readings, or the sentence why there are none."""
    why = view_reason(window.view)
    if why is not None:
        return why
    if window.ascent is None:
        return "the clip does not show the whole way up"
    first, last = window.ascent
    unseen = unseen_reason(window, first, last)
    end = window.window_end()
    if unseen is not None or end is None:
        return unseen or f"the way up is too short to read; {FILM_FROM_SIDE}"
    signals = window.signals
    yaw = min(abs(window.view.yaw_deg), LARGEST_YAW_DEG)
    lean = true_lean_deg(signals.lean_deg("mid"), yaw)
    hip, chest = signals.height("hip"), signals.height("shoulder")
    hip_rise = float(hip[end] - hip[first])
    witness = window.same_height_in_descent(end)
    return _Reading(
        direct_deg=float(lean[end] - lean[first]),
        against_descent_deg=None if witness is None else float(lean[end] - lean[witness]),
        direct_lead=hip_rise - float(chest[end] - chest[first]),
        against_descent_lead=None if witness is None else float(chest[witness] - chest[end]),
        lean_start_deg=float(lean_curve_deg(signals, window.view)[first]),
        hip_rise=hip_rise,
        at_s=float(signals.time_s[end]),
    )


def clean_gain_deg(window: RepWindow, lean_start_deg: float) -> float:
    """The gain a clean rep of this lift shows: none in a squat, see the module for a pull."""
    if window.starts_at_top:
        return 0.0
    return PULL_GAIN_AT_55_DEG + PULL_GAIN_PER_DEG * max(0.0, lean_start_deg - 55.0)


def _gain(reading: _Reading, window: RepWindow) -> float | None:
    if reading.against_descent_deg is None:
        return reading.direct_deg if not window.starts_at_top else None
    gain = reading.against_descent_deg + clean_gain_deg(window, reading.lean_start_deg)
    return gain if window.starts_at_top else (gain + reading.direct_deg) / 2


def _result(reading: _Reading, gain: float, window: RepWindow) -> dict[str, Measurement]:
    spread = uncertainty_deg(window)
    start = reading.lean_start_deg
    from_trunk = _lead_of_gain(start, gain)
    lead = (from_trunk + _lead(reading, window)) / 2
    chest_rise = reading.hip_rise - lead
    spread_lead = abs(_lead_of_gain(start, gain + spread) - from_trunk)
    out = {
        "lean_gain_deg": Measurement(gain, "deg", spread, reading.at_s),
        "hip_lead_torso": Measurement(lead, "torso", spread_lead, reading.at_s),
    }
    if chest_rise < MIN_SHOULDER_RISE_TORSO or reading.hip_rise / chest_rise > MOST_RATIO:
        out["rise_ratio"] = not_assessed("ratio", "the shoulders did not rise with the hips")
    else:
        ratio = reading.hip_rise / chest_rise
        out["rise_ratio"] = Measurement(
            ratio, "ratio", ratio * spread_lead / chest_rise, reading.at_s
        )
    return out


def _lead(reading: _Reading, window: RepWindow) -> float:
    """Hip lead from heights alone: against the descent, plus what a clean rep shows."""
    if reading.against_descent_lead is None:
        return reading.direct_lead
    clean = _lead_of_gain(reading.lean_start_deg, clean_gain_deg(window, reading.lean_start_deg))
    lead = reading.against_descent_lead + clean
    return lead if window.starts_at_top else (lead + reading.direct_lead) / 2


def _lead_of_gain(lean_start_deg: float, gain_deg: float) -> float:
    """Hip lead of a rigid trunk, the inverse of `geometry.rigid_trunk_gain_deg`."""
    start, end = np.radians([lean_start_deg, lean_start_deg + gain_deg])
    return float(np.cos(start) - np.cos(end))


def uncertainty_deg(window: RepWindow) -> float:
    """90 % half width of the gain in this view and lift."""
    base = UNCERTAINTY_SQUAT_DEG if window.starts_at_top else UNCERTAINTY_DEADLIFT_DEG
    return base + UNCERTAINTY_PER_YAW_DEG * abs(window.view.yaw_deg)


def _abstain(why: str) -> dict[str, Measurement]:
    return {
        "lean_gain_deg": not_assessed("deg", why),
        "hip_lead_torso": not_assessed("torso", why),
        "rise_ratio": not_assessed("ratio", why),
    }
