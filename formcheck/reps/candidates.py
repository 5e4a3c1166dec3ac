"""Reps, and turning points and levels of the curves that they are found on, in all lifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.cleaning import RATE_HZ

Array = NDArray[np.float64]
Kind = Literal["high", "low"]

NEVER = 1e3
"""Log odds against what is ruled out, whatever else speaks for it."""
HARDLY_TORSO = 0.05
"""Joints are read no better: nothing less is divided by, and so near a place is the same."""
EDGE_SHARE = 0.03
"""A movement has begun when 3 % of its travel is done, and is over 3 % before its end: above pose
noise, and within a tenth of a second of the true start for a smooth start."""
LEAST_REACHED_SHARE = 0.6
"""Of its way: a rep whose level on one side is lower was cut off there, by the clip's edge, a cut
or a lost lifter. The same part of the way makes it a rep and no partial one, and a curve that shows
less of it was lost in it. Between reps the level may sag, too (a lifter who does not stand all the
way up)."""
AT_EDGE_S = 0.1
"""A level that is found so near to the clip's first or last sample is none that it shows."""
PLATEAU_S = 0.5
"""A level is a level when the curve stays there for half a second (or turns round), and is looked
for so far beside a movement."""
LOWEST_WITHIN_S = 0.3
"""Turning points are those of a smoothed curve, which moves them by less."""
STALL_SHARE = 0.8
"""A stop above `LEAST_REACHED_SHARE` is a level when both sides of a movement stop there (somebody
may walk nearer or bend down between reps); a stop on one side only may be a sticking point or a
pause, and is a level only within the last fifth of the way, where hardly any lifter stalls."""
LEVELS_ALIKE_SHARE = 0.15
"""Of the way: so much apart, both sides still stop at one level."""
MOMENT_REACH_S = 0.1
"""To either side of a bottom and of standing: lifters are still there, so jitter averages out."""
LEVEL_REACH_S = 1 / 6
"""To either side of a sample: of a third of a second one wrist behind a plate jumps, both seldom
do."""


@dataclass(frozen=True)
class Rep:
    """One counted rep. A time is None where the clip does not show it; it shows two or three.

    Attributes:
        start_s, turn_s, end_s: As the analysis document defines them for the lift.
        complete: False where it does not begin and end within 60 % of its way to rest
            (`LEAST_REACHED_SHARE`), whether the lifter stops short or the clip does not show it.
        probability: That it is a rep of the set; 1 of one that was told.
    """

    start_s: float | None
    turn_s: float | None
    end_s: float | None
    complete: bool
    probability: float = 1.0

    @property
    def times(self) -> tuple[float, ...]:
        """Those moments of the three that the clip shows, in order of time."""
        return tuple(t for t in (self.start_s, self.turn_s, self.end_s) if t is not None)

    @property
    def span_s(self) -> tuple[float, float]:
        """The first and the last of these times, seconds."""
        return self.times[0], self.times[-1]


@dataclass(frozen=True)
class NotRep:
    """A movement that is not counted, with the reason and a sentence for the lifter."""

    start_s: float
    end_s: float
    reason: str
    message: str
    probability: float = 0.0


@dataclass(frozen=True)
class RepsFound:
    """What a lift's own module found."""

    reps: tuple[Rep, ...]
    not_counted: tuple[NotRep, ...]
    variant: str = "unknown"


@dataclass(frozen=True)
class Pivot:
    """A turning point: index into the curve, and whether the curve is high or low there."""

    index: int
    kind: Kind
    value: float


def pivots(curve: Array, min_swing: float) -> list[Pivot]:
    """Alternating highs and lows, in order, that swing by `min_swing` or more, and both ends.

    The curve is (N,), and NaN is skipped; none where it never swings that far.
    """
    where = np.flatnonzero(np.isfinite(curve))
    if len(where) == 0:
        return []
    found: list[Pivot] = []
    high = low = int(where[0])
    rising: bool | None = None
    for i in where:
        if curve[i] > curve[high]:
            high = int(i)
        if curve[i] < curve[low]:
            low = int(i)
        if rising is not True and curve[i] - curve[low] >= min_swing:
            found.append(Pivot(low, "low", float(curve[low])))
            rising, high = True, int(i)
        elif rising is not False and curve[high] - curve[i] >= min_swing:
            found.append(Pivot(high, "high", float(curve[high])))
            rising, low = False, int(i)
    if rising is None:
        return []
    last = high if rising else low
    found.append(Pivot(last, "high" if rising else "low", float(curve[last])))
    return found


def leaves_level(
    curve: Array, low: int, outer: int, stall_share: float = LEAST_REACHED_SHARE
) -> tuple[int, float]:
    """Where a dip around `low` leaves (or regains) its resting level on the side of `outer`.

    The resting level begins where the curve, followed outward from the dip, stops climbing for
    `PLATEAU_S`; looking no further out keeps a later drift (somebody walking nearer) from raising
    it. Below `stall_share` of the climb a stop is a sticking point, not a level. The index is
    `outer` when the curve never gets back that high.
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
    """Where a dip leaves its level and where it regains it; both as in `leaves_level`.

    Args:
        curve: (N,) high at rest.
        low: Index of the dip.
        outer: How far to look before and after it.
        stall_share: Below it, a stop on one side only is none of rest.
        alike_share: Of the way: how far apart the levels of both sides may be.
    """
    before, after = (leaves_level(curve, low, edge) for edge in outer)
    climbs = [level - float(curve[low]) for _, level in (before, after)]
    if min(climbs) >= (1 - alike_share) * max(climbs):
        return before, after
    before, after = (leaves_level(curve, low, edge, stall_share=stall_share) for edge in outer)
    return before, after


def around(index: int, reach_s: float = LEVEL_REACH_S) -> slice:
    """The samples around one, `reach_s` to either side."""
    reach = round(reach_s * RATE_HZ)
    return slice(max(0, index - reach), index + reach + 1)
