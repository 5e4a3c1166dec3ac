"""What shows from front and rear only: do the knees cave in, does the lifter tip or shift?

Knees that track over the feet spread as the hips sink; how far depends on the lifter's stance, so
a rep is compared with the lifter's own widest one. Knees that cave in alike in every rep show
nothing.

A tip or shift to one side is the change from the same rep's standing end, so that a phone that
stands askew, or a shoulder that always hangs lower, counts for nothing. Left and right are those
of the picture: who films from behind, or in a mirror, has the other left. No article gives a
limit, so neither is a fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import median_seen
from formcheck.calibration import table
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_ALL, Reason, ReasonCode
from formcheck.reps.levels import MOMENT_REACH_S, around
from formcheck.reps.rep_window import RepWindow, front_reason, unseen_reason

HIP_WIDTH = "hip width"
MOST_IN = 0.8
"""Knees that come in from a wide stance until they touch have come in by this much, in hip widths
of the picture, which is a third of such a stance at least. More (up to 4.5 in edited clips) means
that knees, hips or the camera were misread, and then no rep of the set is trusted."""
KNEES_MISREAD = Reason(
    ReasonCode.HIDDEN,
    "your knees were misread (no knees cave in that far)",
    "film from the front, in one go",
)
KNEES_HIDDEN = Reason(ReasonCode.HIDDEN, "your knees or the ascent were hidden", SHOW_ALL)
LEAST_KNEES = 2
"""Reps that knees are compared between."""
TOO_FEW_KNEES = Reason(
    ReasonCode.TOO_FEW_REPS,
    "your knees are judged against your other reps, and we need at least two in one take",
)


@dataclass(frozen=True)
class FrontHalfWidths:
    """Half-widths of 90 % intervals."""

    knee_inward_hip_width: float
    tip_deg: float
    shift_torso: float


def measure_knees(windows: Sequence[RepWindow]) -> list[Measurement]:
    """Inward shift per knee in each rep, 0 where the knees track."""
    why = front_reason(windows[0].view)
    if why is not None:
        return [not_assessed(HIP_WIDTH, why)] * len(windows)
    apart = [_narrowest(w) for w in windows]
    widths = np.array([a[0] for a in apart if not isinstance(a, Reason)])
    if len(widths) < LEAST_KNEES:
        few = [one if isinstance(one, Reason) else TOO_FEW_KNEES for one in apart]
        return [not_assessed(HIP_WIDTH, why) for why in few]
    shifts = [_knees(a, float(widths.max())) for a in apart]
    if any(one.value is not None and one.value > MOST_IN for one in shifts):
        return [not_assessed(HIP_WIDTH, KNEES_MISREAD)] * len(windows)
    return shifts


def _narrowest(window: RepWindow) -> tuple[float, float] | Reason:
    """(smallest distance of the knees in the ascent window, in hip widths; when), or why not.

    Knees cave in at the turn and in the first part of the ascent. Later on everybody's knees come
    in, as the lifter comes up; so reps are compared up to the same share of the hips' ascent.
    """
    first, last = window.ascent_window()
    if last is None or unseen_reason(window, first, last) is not None:
        return KNEES_HIDDEN
    motion = window.motion
    apart = np.abs((motion.left["knee"] - motion.right["knee"])[first : last + 1, 0])
    hip = motion.height("hip")
    apart = np.where(hip[first : last + 1] <= hip[last], apart, np.nan)
    at = int(np.nanargmin(apart))
    hip_width = median_seen(np.abs((motion.left["hip"] - motion.right["hip"])[:, 0]))
    return float(apart[at]) / hip_width, float(motion.time_s[first + at])


def _knees(apart: tuple[float, float] | Reason, wide: float) -> Measurement:
    if isinstance(apart, Reason):
        return not_assessed(HIP_WIDTH, apart)
    half_width = table(FrontHalfWidths, "front").knee_inward_hip_width
    return Measurement(max(0.0, (wide - apart[0]) / 2), HIP_WIDTH, half_width, apart[1])


TIP, SHIFT = "shoulder_tip_deg", "side_shift_torso"
STANDS_WITHIN_S = 0.5
"""A rep ends a little before the lifter has come up all the way."""
SHIFT_HIDDEN = Reason(ReasonCode.HIDDEN, "your ascent was hidden", SHOW_ALL)


def measure_sides(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`shoulder_tip_deg` and `side_shift_torso` of each rep, positive to the picture's right.

    At the bottom against standing: by how much the right end of the shoulders is lower, and how far
    the trunk is to the right.
    """
    motion, why = windows[0].motion, front_reason(windows[0].view)
    if why is not None:
        return [{TIP: not_assessed("deg", why), SHIFT: not_assessed("torso", why)} for _ in windows]
    tip_deg, trunk_torso = shoulders_tip_deg(motion), trunk_torso_across(motion)
    over_feet_torso = trunk_torso - motion.mid("ankle")[:, 0] / motion.torso_px
    half_width = table(FrontHalfWidths, "front")
    found = []
    for window in windows:
        tip, across, over_feet = (
            _more_at_the_bottom(window, curve) for curve in (tip_deg, trunk_torso, over_feet_torso)
        )
        shift = _smaller(across, over_feet)
        found.append(
            {
                TIP: _side(window, tip, "deg", half_width.tip_deg),
                SHIFT: _side(window, shift, "torso", half_width.shift_torso),
            }
        )
    return found


def shoulders_tip_deg(motion: Motion) -> Array:
    """(N,) by how much the right end of the shoulders is lower in the picture than the left one."""
    across = motion.right["shoulder"] - motion.left["shoulder"]
    rightward = np.sign(median_seen(across[:, 0]))
    return np.asarray(np.degrees(np.arctan2(rightward * across[:, 1], np.abs(across[:, 0]))))


def trunk_torso_across(motion: Motion) -> Array:
    """(N,) where the middle of the trunk is across the picture, torso lengths.

    Off the exact front hips that go back and shoulders that come forward go to opposite sides.
    """
    middle = (motion.mid("hip") + motion.mid("shoulder")) / 2
    return np.asarray(middle[:, 0] / motion.torso_px)


def _smaller(across: float, over_feet: float) -> float:
    """The smaller of two shifts, 0 where they contradict each other, NaN where either is NaN.

    A shift across the picture may be the camera's, and one over the feet that of misread feet; a
    real one shows in both.
    """
    if across * over_feet < 0:
        return 0.0
    return across if abs(across) <= abs(over_feet) else over_feet


def _side(window: RepWindow, value: float, unit: str, uncertainty: float) -> Measurement:
    if window.ascent is None or np.isnan(value) or unseen_reason(window, *window.ascent):
        return not_assessed(unit, SHIFT_HIDDEN)
    return Measurement(value, unit, uncertainty, float(window.motion.time_s[window.ascent[0]]))


def _more_at_the_bottom(window: RepWindow, curve: Array) -> float:
    if window.ascent is None:
        return float("nan")
    low, top = window.ascent
    bottom, standing = (around(i, MOMENT_REACH_S) for i in (low, _tallest(window.motion, top)))
    return median_seen(curve[bottom]) - median_seen(curve[standing])


def _tallest(motion: Motion, top: int) -> int:
    """Index at which the hips are highest: soon after the end of the ascent (`STANDS_WITHIN_S`)."""
    hip = motion.height("hip")[top : top + round(STANDS_WITHIN_S * RATE_HZ)]
    return top + int(np.nanargmax(hip)) if np.isfinite(hip).any() else top
