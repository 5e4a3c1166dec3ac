"""Turning points of a height curve, and the resting levels on both sides of a dip in it.

Every lift is read on curves that are high at rest (`movements.rest_curves`), so that a rep is a
dip: it leaves one level, has its lowest point at the turnaround, and regains a level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.arithmetic import Array
from formcheck.motion.cleaning import RATE_HZ

HARDLY_TORSO = 0.05
"""The accuracy of a joint's height. Two heights that differ by less count as the same, and no
travel is divided by anything smaller."""
EDGE_SHARE = 0.03
"""A movement starts when 3 % of its travel is done, and ends 3 % before its end. That is above pose
noise, and within a tenth of a second of the true start where the lifter starts smoothly."""
LEAST_REACHED_SHARE = 0.6
"""A level counts as rest when the dip climbs to it by at least this share of its travel. Where one
side reaches less, the rep was cut off there by the clip's edge, a cut or a lost lifter. The same
share separates reps from partial reps, and a curve that shows less of a movement than another
curve lost the lifter within it. It is well below 1 since lifters do not always stand up fully
between reps."""
AT_EDGE_S = 0.1
"""A level found this near to the clip's first or last sample is not one the clip really shows."""
PLATEAU_S = 0.5
"""A curve rests where it stops climbing for this long, or turns round. Levels are also looked for
this far outside a movement."""
LOWEST_WITHIN_S = 0.3
"""How far the lowest sample may be from the turning point of the smoothed curve, which smoothing
moves by less than this."""
STALL_SHARE = 0.8
"""Where the two sides of a dip stop at different heights, a stop below this share of the climb is a
sticking point or a pause and not rest: hardly any lifter stalls in the last fifth. Where both sides
stop at the same height, `LEAST_REACHED_SHARE` is enough (somebody may step nearer to the camera, or
bend down, between reps)."""
LEVELS_ALIKE_SHARE = 0.15
"""Both sides stop at the same height when their climbs differ by at most this share."""
MOMENT_REACH_S = 0.1
"""Values at the bottom or while standing are averaged this far to either side: the lifter is still
there, so jitter averages out."""
LEVEL_REACH_S = 1 / 6
"""Heights at a sample are medians over this far to either side: a wrist that jumps behind a plate
does so for less than a third of a second, and both wrists seldom jump together."""


@dataclass(frozen=True)
class Pivot:
    """A turning point: its index into the curve, whether it is a high or a low, and the height."""

    index: int
    extreme: Literal["high", "low"]
    value: float


def pivots(curve: Array, min_swing: float) -> list[Pivot]:
    """Alternating highs and lows, in order, that swing by `min_swing` or more, and both ends.

    The curve is (N,), and NaN is skipped; none where it never swings that far.
    """
    where = np.flatnonzero(np.isfinite(curve))
    if len(where) == 0:
        return []
    height: list[float] = curve.tolist()  # one by one, an array is slow to read
    found: list[Pivot] = []
    high = low = int(where[0])
    rising: bool | None = None
    for i in where.tolist():
        if height[i] > height[high]:
            high = i
        if height[i] < height[low]:
            low = i
        if rising is not True and height[i] - height[low] >= min_swing:
            found.append(Pivot(low, "low", height[low]))
            rising, high = True, i
        elif rising is not False and height[high] - height[i] >= min_swing:
            found.append(Pivot(high, "high", height[high]))
            rising, low = False, i
    if rising is None:
        return []
    last = high if rising else low
    found.append(Pivot(last, "high" if rising else "low", height[last]))
    return found


def leaves_level(
    curve: Array, low: int, outer: int, stall_share: float = LEAST_REACHED_SHARE
) -> tuple[int, float]:
    """The index at which a dip leaves (or regains) rest on one side, and the height of that rest.

    The resting level begins where the curve, followed outward from the dip, stops climbing for
    `PLATEAU_S`; looking no further out keeps a later drift (somebody walking nearer) from raising
    it. A stop below `stall_share` of the climb is a sticking point and not rest.

    Args:
        curve: (N,) high at rest.
        low: Index of the lowest point.
        outer: How far to look: before `low` for where the dip leaves rest, behind it for where it
            regains rest. Also what is returned where the curve never gets back that high.
        stall_share: Of the climb.
    """
    step = -1 if outer < low else 1
    path = np.arange(low, outer + step, step)
    path = path[np.isfinite(curve[path])]
    if len(path) < 2:
        return outer, float("nan")
    heights = curve[path]
    climb = float(heights.max() - heights[0])
    ahead = min(round(PLATEAU_S * RATE_HZ), len(path))
    padded = np.concatenate([heights, np.full(ahead - 1, -np.inf)])
    coming = np.lib.stride_tricks.sliding_window_view(padded, ahead).max(axis=1)
    resting = (coming - heights < EDGE_SHARE * climb) & (heights - heights[0] > stall_share * climb)
    first = int(np.argmax(resting)) if resting.any() else len(path) - 1
    level = float(np.median(heights[first : first + ahead]))
    reached = np.flatnonzero(heights >= level - EDGE_SHARE * (level - heights[0]))
    return (int(path[reached[0]]) if len(reached) else outer), level


def levels(
    curve: Array,
    low: int,
    outer: tuple[int, int],
    *,
    stall_share: float = STALL_SHARE,
    alike_share: float = LEVELS_ALIKE_SHARE,
) -> tuple[tuple[int, float], tuple[int, float]]:
    """Where a dip leaves rest and where it regains it; both as in `leaves_level`.

    Args:
        curve: (N,) high at rest.
        low: Index of the dip.
        outer: How far to look before and after it.
        stall_share: A stop below this share of the climb is a sticking point, where the two sides
            do not stop at the same height.
        alike_share: They do where their climbs differ by at most this share.
    """
    before, after = (leaves_level(curve, low, edge) for edge in outer)
    climbs = [level - float(curve[low]) for _, level in (before, after)]
    if np.min(climbs) >= (1 - alike_share) * np.max(climbs):
        return before, after
    before, after = (leaves_level(curve, low, edge, stall_share=stall_share) for edge in outer)
    return before, after


def around(index: int, reach_s: float = LEVEL_REACH_S) -> slice:
    """The samples around one, `reach_s` to either side."""
    reach = round(reach_s * RATE_HZ)
    return slice(max(0, index - reach), index + reach + 1)
