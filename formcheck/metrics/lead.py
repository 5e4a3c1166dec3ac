"""What a trunk that tips lets the hips lead by: the geometry that gain, lead and ratio share."""

from __future__ import annotations

import numpy as np

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.reasons import Reason, ReasonCode

ALONE_UNCERTAINTY_DEG = 6.0
"""Of a gain that bar or outline tell alone: their own error of 1.5 to 1.7°, a window or a calm lag
that nothing confirms, and a lean that is known to ten degrees only."""
MOST_RATIO = 20.0
"""Beyond this the shoulders hardly rise and the ratio means nothing but "infinite"."""
MIN_SHOULDER_RISE_TORSO = 0.02
DID_NOT_RISE = Reason(ReasonCode.CHEST_DID_NOT_RISE, "your shoulders did not rise with your hips")
ROSE_LITTLE = Reason(
    ReasonCode.CHEST_ROSE_LITTLE, "your chest rose too little to compare your hips with"
)


def lead_of_gain(lean_start_deg: float, gain_deg: float) -> float:
    """Hip lead of a rigid trunk that tips by `gain_deg`: cos(start) - cos(end), torso lengths."""
    start, end = np.radians([lean_start_deg, lean_start_deg + gain_deg])
    return float(np.cos(start) - np.cos(end))


def gain_of_lead(lean_start_deg: float, lead: float) -> float:
    """The inverse of `lead_of_gain`: by how much a trunk tips that lets the hips lead so far."""
    end = np.clip(np.cos(np.radians(lean_start_deg)) - lead, -1.0, 1.0)
    return float(np.degrees(np.arccos(end)) - lean_start_deg)


def rise_ratio(hip_rise: float, at_s: float, lead: float, spread_lead: float) -> Measurement:
    """Hip rise over chest rise, for hips that rise so far and lead by so much, torso lengths.

    A chest that rises by less than it is known to gives no ratio: it may as well not have risen.
    """
    chest_rise = hip_rise - lead
    if chest_rise < MIN_SHOULDER_RISE_TORSO or hip_rise / chest_rise > MOST_RATIO:
        return not_assessed("ratio", DID_NOT_RISE)
    if spread_lead >= chest_rise:
        return not_assessed("ratio", ROSE_LITTLE)
    ratio = hip_rise / chest_rise
    return Measurement(ratio, "ratio", ratio * spread_lead / chest_rise, at_s)


def told_alone(
    gain_deg: float,
    *,
    lean_start_deg: float,
    hip_rise: float,
    at_s: float,
    lag: Measurement,
    why: Reason,
) -> dict[str, Measurement]:
    """What one witness says of a rep whose joints say nothing.

    Args:
        gain_deg: By how much the trunk tips.
        lean_start_deg: Its lean before.
        hip_rise: Of the hips meanwhile, torso lengths.
        at_s: When it is over.
        lag: Of the bar.
        why: No joints confirm it, so it is not compared with the calmest rep.
    """
    lead = lead_of_gain(lean_start_deg, gain_deg)
    spread_lead = abs(lead_of_gain(lean_start_deg, gain_deg + ALONE_UNCERTAINTY_DEG) - lead)
    return {
        "lean_gain_deg": Measurement(gain_deg, "deg", ALONE_UNCERTAINTY_DEG, at_s),
        "hip_lead_torso": Measurement(lead, "torso", spread_lead, at_s),
        "rise_ratio": rise_ratio(hip_rise, at_s, lead, spread_lead),
        "lean_gain_over_own_deg": not_assessed("deg", why),
        "bar_lag_torso": lag,
    }
