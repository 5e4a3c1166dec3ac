"""What hands and bar tell: how high they are, and that a hitch is no new pull."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import Pivot

Array = NDArray[np.float64]

LOST_IN_A_HITCH_TORSO = 0.25
"""A bar worked up the thighs slides back by a hand's breadth; a rep lowers it by a torso."""

HANGING_TORSO = 0.5
"""Below the shoulders: an arm is over a torso long; hands at a bar on the back or stretched out in
front are higher."""


def without_hitches(motion: Motion, points: list[Pivot]) -> tuple[list[Pivot], Array]:
    """Turning points and height of the chest without lows at which the hands stayed up.

    A lifter who works the bar up the thighs dips the chest nearly to where it began, but the hands
    keep the height they have won: a hitch, no new pull.
    """
    chest = motion.height("shoulder").copy()
    hands = {p: hand_height(motion, p.index) for p in points}
    lows = [hands[p] for p in points if p.kind == "low"]
    highs = [hands[p] for p in points if p.kind == "high"]
    if not np.isfinite(lows).any() or not np.isfinite(highs).any():
        return points, chest
    half_way = (np.nanmin(lows) + np.nanmedian(highs)) / 2
    kept = list(points)
    at = 1
    while at < len(kept) - 1:
        before, here, after = kept[at - 1 : at + 2]
        kept_height = max(half_way, hands[before] - LOST_IN_A_HITCH_TORSO)
        hang = here.value - hands[here] > HANGING_TORSO
        if here.kind == "low" and hang and hands[here] > kept_height:
            dip = chest[before.index : after.index + 1]
            np.maximum(dip, min(before.value, after.value), out=dip)
            kept[at - 1 : at + 2] = [max(before, after, key=lambda p: p.value)]
        else:
            at += 1
    return kept, chest


def hand_height(motion: Motion, index: int) -> float:
    """Height of the hands around a moment, torso lengths above the ankles; NaN if not seen."""
    return median_seen(motion.height("wrist")[around(index)])


def around(index: int) -> slice:
    """A third of a second around a sample: one wrist behind a plate jumps, both seldom do."""
    step = round(RATE_HZ / 6)
    return slice(max(0, index - step), index + step + 1)


def led_by_shoulders(bar: Array, motion: Motion, longest_s: float = np.inf) -> Array:
    """(N,) the bar's height, led through its gaps by the shoulders that it lies on or hangs from.

    Without them a movement in which the bar is lost would end where it was lost.

    Args:
        bar: (N,) height, NaN where it is not seen.
        motion: The lifter.
        longest_s: Longer gaps stay.
    """
    shoulder = np.where(motion.believable, motion.height("shoulder"), np.nan)
    both = np.flatnonzero(np.isfinite(bar) & np.isfinite(shoulder))
    if len(both) < 2:
        return bar
    place = np.arange(len(bar))
    above = np.interp(place, both, (bar - shoulder)[both])
    after = np.clip(np.searchsorted(both, place), 1, len(both) - 1)
    between = (place > both[0]) & (place < both[-1])
    between &= both[after] - both[after - 1] <= longest_s * RATE_HZ
    return np.where(np.isfinite(bar) | ~between, bar, shoulder + above)
