"""How the truth of a benchmark clip was set for each fault, and what parts it from our limits.

The truth of rendered clips is measured on the 3-D joints of the model, or is what was asked for.
Whoever labels clips by eye sets it likewise (docs/benchmark.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Fault
from formcheck.arithmetic.geometry import TYPICAL_TORSO_M
from formcheck.thresholds import Thresholds


@dataclass(frozen=True)
class Truth:
    """One fault's truth.

    Attributes:
        key: Its name among a rep's (or set's) `faults` in a label.
        quantity: The label's own quantity that decides it.
        limit: From here on the label calls it a fault, in `unit`.
        unit: Of the limit.
        how: What the quantity is and where it comes from.
        conversion: How our limit translates; says openly where the two part.
    """

    key: str
    quantity: str
    limit: float
    unit: str
    how: str
    conversion: str


SAME: Final = "same quantity, same limit"
_OURS: Final = Thresholds()
_DEEP, _IN, _UP = _OURS.shallow_depth_thigh, _OURS.knees_in_hip_width, _OURS.heel_lift_torso
HIP_WIDTH_CM, FOOT_LEVER_CM, THIGH_CM = 19.5, 20.0, 43.0
TORSO_CM: Final = 100 * TYPICAL_TORSO_M
"""Typical lengths of the rendered lifters: between the hip joints, from ball to heel, mid-hip to
mid-shoulder, hip to knee."""


def _heel_rise_torso(pitch_deg: float) -> float:
    """What a foot that pitches about its ball lifts the heel by, typically."""
    return FOOT_LEVER_CM * math.sin(math.radians(pitch_deg)) / TORSO_CM


def _heel_pitch_deg(rise_torso: float) -> float:
    return math.degrees(math.asin(rise_torso * TORSO_CM / FOOT_LEVER_CM))


TRUTHS: Final[Mapping[Fault, Truth]] = {
    "good_morning": Truth(
        "good_morning", "lean_gain_deg", 5.0, "deg",
        "gain of at least 5° and hip lead of at least 0.06 torso, both on the joints in 3-D",
        SAME,
    ),
    "hips_shoot": Truth(
        "hips_shoot", "lean_gain_deg", 7.0, "deg",
        "gain from lift-off until 40 % of the hips' way, on the joints in 3-D",
        SAME,
    ),
    "excessive_lean": Truth(
        "excessive_lean", "peak_lean_deg", 50.0, "deg",
        "largest lean of mid-hip to mid-shoulder in the rep, on the joints in 3-D",
        f"{SAME} for high bar; clips of other styles are judged by the style's limit (58° low bar, "
        "42° front), where the label names the style",
    ),
    "shrug": Truth(
        "shrug", "shrug_torso", 0.05, "torso",
        "largest rise of the mid-shoulder along the upper torso from the model's neutral",
        f"{SAME}; we measure against the lowest agreeing reps, so a set that is shrugged "
        "throughout reads less",
    ),
    "shallow_depth": Truth(
        "shallow_depth", "depth_cm", 6.0, "cm",
        "height of the hip center over the knee center at the bottom, complete reps",
        f"{_DEEP:.2f} thigh are {_DEEP * THIGH_CM:.1f} cm for a thigh of {THIGH_CM:.0f} cm, "
        f"{_DEEP * 36:.1f} to {_DEEP * 54:.1f} cm for 36 to 54 cm: near 6 cm the two part by the "
        "lifter",
    ),
    "knees_in": Truth(
        "knees_in", "knee_in_cm", 4.0, "cm",
        "mean inward shift of the knees from where they track without the fault",
        f"{_IN:.2f} hip width are {_IN * HIP_WIDTH_CM:.1f} cm a knee for hip joints "
        f"{HIP_WIDTH_CM:.1f} cm apart",
    ),
    "heel_lift": Truth(
        "heels_rise", "heel_deg", 6.0, "deg",
        "pitch of the foot that was asked for, not measured",
        f"a pitch of 6° lifts the heel by {_heel_rise_torso(6.0):.3f} torso (ball to heel "
        f"{FOOT_LEVER_CM:.0f} cm); our {_UP} torso is a pitch of {_heel_pitch_deg(_UP):.1f}°: "
        "what lies between is missed by definition",
    ),
    "neck_posture": Truth(
        "neck_craned", "gaze_deg", 25.0, "deg",
        "change of the head's pitch that was asked for, not measured",
        "the pose model shows a third to a half of it: 25° read as 8 to 12°, our limit is 8° as "
        "read",
    ),
    "upper_back_rounding": Truth(
        "upper_back_rounding", "thoracic_flexion_deg", 20.0, "deg",
        "flexion added between pelvis and top of the thorax",
        "our 20° is flexion beyond the lifter's straighter reps, the same quantity where those are "
        "straight; the other two rules are proxies: an outline that bends by 25° (it shows 0.7 of "
        "a flexion, on top of -24 to 12° that straight backs bend by), an ear 29° forward of the "
        "torso line (1° for 6.6° of flexion, on top of 0 to 22°)",
    ),
    "late_set_shrug": Truth(
        "late_set_shrug", "shrug_torso", 0.05, "torso",
        "shrug in each of the last two complete reps and in none of the first half, four reps "
        "or more",
        SAME,
    ),
}  # fmt: skip
