"""How far the hips of a squat go down, as the bar on the back shows it, and as the chest does.

Either goes down by what is read from its highest to the turn. What is no descent of the hips is
taken off:

- The near plate seems to go further than the middle of the bar, and the far one, which is tracked
  where only that shows (in a quarter of oblique sets), less far: by less, the more oblique.
- A trunk that leans takes both down by what it is lower than upright.
- Hips over long thighs go further down to the same depth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import middle_by_plate
from formcheck.arithmetic.robust import lower_half_median, median_seen
from formcheck.body.estimate import Lean
from formcheck.calibration import table
from formcheck.reps.levels import MOMENT_REACH_S, around
from formcheck.reps.rep_window import RepWindow


@dataclass(frozen=True)
class DescentReading:
    """What descents are read with; see `[descents]` of the calibration file.

    Attributes:
        unknown_lean_deg: At the bottom, of a set whose lean is not read.
        usual_thigh_torso: Standing thigh as the pose model draws it, torso lengths.
        thigh_told_share: Share of what a thigh reads beyond it that the hips go further down.
    """

    unknown_lean_deg: float
    usual_thigh_torso: float
    thigh_told_share: float


@dataclass(frozen=True)
class DescentsSeen:
    """How far hips go down in the deeper reps of a set, torso lengths; NaN = not seen.

    Of a lifter with thighs of usual length.

    Attributes:
        by_bar_torso, by_chest_torso: As either shows it.
    """

    by_bar_torso: float = float("nan")
    by_chest_torso: float = float("nan")


def descent_reading() -> DescentReading:
    """As the calibration file has it."""
    return table(DescentReading, "descents")


def descents_seen(
    windows: Sequence[tuple[RepWindow, bool]],
    leans: Sequence[Lean | None],
    thigh_torso: float,
) -> DescentsSeen:
    """Of reps whose depth the joints show: the level of others is another one.

    Args:
        windows: Those reps, and of each whether the bar was lost at the bottom.
        leans: Of the set's reps, in any order; None where no body was seen.
        thigh_torso: Length of the standing thigh, torso lengths.
    """
    first, motion = windows[0][0], windows[0][0].motion
    bar, chest = (
        -lower_half_median([-one for one in read if np.isfinite(one)] or [np.nan])
        for read in (
            [descent_torso(motion.bar_height_torso(), w) for w, lost in windows if not lost],
            [descent_torso(motion.height("shoulder"), w) for w, _ in windows],
        )
    )
    reading = descent_reading()
    no_hips = trunk_sinks_torso(leans, reading.unknown_lean_deg)
    no_hips += reading.thigh_told_share * (thigh_torso - reading.usual_thigh_torso)
    middle = middle_by_plate(first.view.yaw_deg, far=motion.far_plate)
    return DescentsSeen(bar * middle - no_hips, chest - no_hips)


def descent_torso(height: Array | None, window: RepWindow) -> float:
    """How far a height goes down in a rep, from its highest to the turn; NaN if not seen."""
    if height is None or window.turn is None:
        return float("nan")
    first, last = window.whole
    seen = height[first : last + 1]
    seen = seen[np.isfinite(seen)]
    low = median_seen(height[around(window.turn, MOMENT_REACH_S)])
    if not len(seen) or not low <= seen.max():  # not seen, or nothing of the descent is
        return float("nan")
    return float(seen.max()) - low


def trunk_sinks_torso(leans: Sequence[Lean | None], unknown_deg: float) -> float:
    """By how much the trunk of a set is lower at the bottom than upright, torso lengths."""
    read = median_seen(np.array([np.nan if one is None else one.turn_deg for one in leans]))
    lean_deg = read if np.isfinite(read) else unknown_deg
    return 1.0 - float(np.cos(np.radians(lean_deg)))
