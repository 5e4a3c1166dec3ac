"""What a metric should have read, from what is true of the rep."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from formcheck.benchmark.labels import ClipLabel, RepLabel
from formcheck.findings.truths import HIP_WIDTH_CM
from formcheck.lifts import starts_at_top

MOST_RATIO: Final = 90.0
"""A label's ratio of 99 says that the shoulders did not rise."""
LEAST_REPS: Final = 3
"""Reps that rounding is told against."""


@dataclass(frozen=True)
class MetricTruth:
    """One metric and its truth.

    Attributes:
        metric: Name in the analysis document.
        unit: As in the document.
        digits: Decimals in tables.
        of: True value of a rep of a clip; None where the label does not tell.
        how: For the docs.
    """

    metric: str
    unit: str
    digits: int
    of: Callable[[RepLabel, ClipLabel], float | None]
    how: str


def _ratio(rep: RepLabel, clip: ClipLabel) -> float | None:
    known = rep.rise_ratio is not None and abs(rep.rise_ratio) < MOST_RATIO
    return rep.rise_ratio if known else None


def _depth(rep: RepLabel, clip: ClipLabel) -> float | None:
    if clip.lift != "squat" or rep.depth_cm is None or not clip.lifter.femur_m:
        return None
    return rep.depth_cm / (100 * clip.lifter.femur_m)


def _knees(rep: RepLabel, clip: ClipLabel) -> float | None:
    if clip.lift != "squat" or rep.knee_in_cm is None:
        return None
    return rep.knee_in_cm / (100 * (clip.lifter.hip_width_m or HIP_WIDTH_CM / 100))


def _rounding(rep: RepLabel, clip: ClipLabel) -> float | None:
    known = [r.thoracic_flexion_deg for r in clip.whole_reps if r.thoracic_flexion_deg is not None]
    if clip.lift != "deadlift" or rep.thoracic_flexion_deg is None or len(known) < LEAST_REPS:
        return None
    return rep.thoracic_flexion_deg - min(known)


def _lasts(rep: RepLabel, *, first: bool) -> float | None:
    """Up to the turn, or from there on."""
    start_s, end_s = (rep.start_s, rep.turn_s) if first else (rep.turn_s, rep.end_s)
    return None if start_s is None or end_s is None else end_s - start_s


def _down(rep: RepLabel, clip: ClipLabel) -> float | None:
    """Of a pull off the floor no label says when it is lowered, only when it is locked out."""
    return _lasts(rep, first=True) if starts_at_top(clip.lift, clip.variant) else None


def _up(rep: RepLabel, clip: ClipLabel) -> float | None:
    return _lasts(rep, first=not starts_at_top(clip.lift, clip.variant))


METRICS: Final[tuple[MetricTruth, ...]] = (
    MetricTruth("lean_gain_deg", "deg", 2, lambda r, _: r.lean_gain_deg, "`lean_gain_deg`"),
    MetricTruth("hip_lead_torso", "torso", 3, lambda r, _: r.hip_lead_torso, "`hip_lead_torso`"),
    MetricTruth(
        "rise_ratio", "ratio", 2, _ratio, "`rise_ratio`; not where the shoulders do not rise"
    ),
    MetricTruth("lean_peak_deg", "deg", 2, lambda r, _: r.peak_lean_deg, "`peak_lean_deg`"),
    MetricTruth(
        "lean_turn_deg",
        "deg",
        2,
        lambda r, c: r.lean_at_liftoff_deg if c.lift == "deadlift" else r.lean_at_turn_deg,
        "`lean_at_turn_deg` in squats, `lean_at_liftoff_deg` in deadlifts",
    ),
    MetricTruth("shrug_torso", "torso", 3, lambda r, _: r.shrug_torso, "`shrug_torso`"),
    MetricTruth("depth_thigh", "thigh", 3, _depth, "`depth_cm` over `lifter.femur_m`; squats"),
    MetricTruth(
        "knee_in_hip_width",
        "hip width",
        3,
        _knees,
        f"`knee_in_cm` over `lifter.hip_width_m`, {HIP_WIDTH_CM:.1f} cm where not told; squats",
    ),
    MetricTruth(
        "back_rounding_deg",
        "deg",
        1,
        _rounding,
        "`thoracic_flexion_deg` beyond the straightest rep of the set; deadlifts of three or more",
    ),
    MetricTruth(
        "descent_s", "s", 3, _down, "time between start and turn; where reps begin at the top"
    ),
    MetricTruth("ascent_s", "s", 3, _up, "time between turn and end, or start and turn"),
    MetricTruth(
        "hip_travel_torso", "torso", 3, lambda r, _: r.hip_travel_torso, "`hip_travel_torso`"
    ),
)


def true_values(rep: RepLabel, clip: ClipLabel) -> dict[str, float]:
    """The true value of every metric that the label tells, by the metric's name."""
    found = {truth.metric: truth.of(rep, clip) for truth in METRICS}
    return {name: v for name, v in found.items() if v is not None and math.isfinite(v)}
