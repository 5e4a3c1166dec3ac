"""Reps of a squat: the hips go down from standing and come up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    Dip,
    NotRep,
    Pivot,
    Rep,
    RepsFound,
    bottom_ends,
    dip_at,
    levels,
    not_rep_of,
    onset,
    pivots,
    rep_of,
)
from formcheck.reps.hands import led_by_shoulders
from formcheck.reps.hinge import hinges
from formcheck.reps.lift import bar_hangs
from formcheck.reps.squat_refused import why_not

Array = NDArray[np.float64]

MIN_HIP_SWING_TORSO = 0.15
"""Less than a quarter squat; an unrack is about a tenth."""
BAR_SEEN_SHARE = 0.9
AROUND_S, MOST_APART_S = 0.5, 0.25
"""Hips and bar begin and end a rep together, within a tenth of a second or two where both are seen;
further apart, the hips were not where the pose model put them, or shot up. These turn earlier."""
HITCH_SHORT_SHARE = 0.15
"""Between reps even a tired lifter comes up to within a tenth of where they stood."""
TOPS_ALIKE_SHARE = 0.05
"""Of the way: a bar on the back stands within 0.02 of where it stood, one that slipped 0.2 off."""
LEAST_RISEN_SHARE = 0.6
"""Even without standing all the way up between reps, hips come further than this."""
BOTTOM_SHARE = 0.015


def find_squats(motion: Motion, partial_share: float) -> RepsFound:
    """Find the reps of a squat set.

    Args:
        motion: The lifter's curves.
        partial_share: A dip under this share of the set's own travel is a partial rep.
    """
    body, by_bar = rep_curve(motion)
    points = pivots(lowpass(body, REP_CUTOFF_HZ), MIN_HIP_SWING_TORSO)
    points = _stood_up_between(motion, points, by_bar)
    lows = [i for i, p in enumerate(points) if p.kind == "low"]
    if by_bar:
        dips = [_on_hips(motion, _dip(body, points, i)) for i in lows]
    else:
        pulled = hinges(motion, [points[i].index for i in lows])
        dips = [_dip(body, points, i) for i, pull in zip(lows, pulled, strict=True) if not pull]
    if not dips:
        return RepsFound((), ())
    travel = set_travel(np.array(_measures(dips)))
    reps: list[Rep] = []
    others: list[NotRep] = []
    for dip in dips:
        verdict = why_not(motion, dip, travel, partial_share, by_bar)
        if verdict is None:
            reps.append(rep_of(motion.time_s, dip))
        else:
            others.append(not_rep_of(motion.time_s, dip, *verdict))
    return RepsFound(tuple(reps), tuple(others))


def rep_curve(motion: Motion) -> tuple[Array, bool]:
    """(N,) what goes down and up in a squat, and whether that is the bar.

    The bar on the back is followed to a fraction of a pixel and hardly anything hides it; hips go
    behind plates and racks, where the pose model may lose them. Without a bar it is the hips.
    """
    bar = motion.bar_height()
    if bar is None or bar_hangs(motion) is not False:
        return motion.height("hip"), False
    if np.isfinite(bar).mean() < BAR_SEEN_SHARE:
        return motion.height("hip"), False
    return led_by_shoulders(bar, motion), True


def _stood_up_between(motion: Motion, points: list[Pivot], by_bar: bool) -> list[Pivot]:
    """Turning points without those highs at which nobody stood up.

    A hitch on the way up or down, or a rim that slips for some pictures, makes two dips of one.
    """
    kept = list(points)
    at = 2
    while at < len(kept) - 2:
        around = kept[at - 2 : at + 3]
        if kept[at].kind == "high" and (
            _hitch(around) or (by_bar and _still_rising(motion, around))
        ):
            kept[at - 1 : at + 2] = [min(around[1], around[3], key=lambda p: p.value)]
        else:
            at += 1
    return kept


def _hitch(around: Sequence[Pivot]) -> bool:
    """Whether the middle of five turning points is short of the top, and one low beside it no rep.

    Who neither stands up nor goes down again half as far is still in the same rep; so is who hardly
    comes up at all, however far they go down again.
    """
    before, low, middle, other_low, after = (point.value for point in around)
    top, bottom = min(before, after), min(low, other_low)
    if middle - bottom < LEAST_RISEN_SHARE * (top - bottom):
        return True
    short_of_top = middle < top - HITCH_SHORT_SHARE * (top - bottom)
    return short_of_top and max(low, other_low) > (top + bottom) / 2


def _still_rising(motion: Motion, around: Sequence[Pivot]) -> bool:
    """Whether at the middle of five turning points (high, low, high …) the hips are low.

    A rim that slips comes to any height, a bar that comes to where it is before and after was
    brought there, whatever the hips say.
    """
    tops = [around[i].value for i in (0, 2, 4)]
    if max(tops) - min(tops) < TOPS_ALIKE_SHARE * (min(tops) - around[1].value):
        return False
    if not all(motion.believable[point.index] for point in around):
        return False
    before, low, middle, other_low, after = (motion.height("hip")[point.index] for point in around)
    bottom, top = min(low, other_low), min(before, after)
    return bool(middle - bottom < LEAST_RISEN_SHARE * (top - bottom))


def _dip(body: Array, points: Sequence[Pivot], i: int) -> Dip:
    """A dip that turns where the ascent begins."""
    dip = dip_at(body, points, i)
    return replace(dip, turn=_turn(body, dip.turn, dip.travel))


def _on_hips(motion: Motion, dip: Dip) -> Dip:
    """A dip found on the bar, timed on the hips wherever they are seen throughout."""
    if dip.start is None or dip.end is None:
        return dip
    around = round(AROUND_S * RATE_HZ)
    first = max(dip.edge_start, dip.start - around)
    last = min(dip.edge_end, dip.end + around)
    if not motion.believable[first : last + 1].all():
        return dip
    hip = motion.height("hip")
    low = dip.start + int(np.argmin(hip[dip.start : dip.end + 1]))
    (start, top_left), (end, top_right) = levels(hip, low, (first, last))
    turn = _turn(hip, low, max(top_left, top_right) - float(hip[low]))
    if abs(turn - dip.turn) > around:
        return dip
    near = MOST_APART_S * RATE_HZ
    start = start if abs(start - dip.start) <= near else dip.start
    end = end if abs(end - dip.end) <= near else dip.end
    return replace(dip, start=start, turn=turn, end=end)


def _measures(dips: Sequence[Dip]) -> list[float]:
    """The travels that say how deep this set goes: of whole dips, where two or more agree."""
    whole = [dip.travel for dip in dips if dip.start is not None and dip.end is not None]
    agree = len(whole) > 1 and min(whole) > 0.5 * max(whole)
    return whole if agree else [dip.travel for dip in dips]


def set_travel(travels: Array) -> float:
    """The set's own travel: median of the movements that reach half of the largest.

    Unracking and stepping about are far smaller than reps and would pull a plain median down.
    """
    return float(np.median(travels[travels >= 0.5 * travels.max()]))


def _turn(body: Array, low: int, travel: float) -> int:
    """Where the ascent begins."""
    last = bottom_ends(body, low, BOTTOM_SHARE, travel)[1]
    return int(np.clip(round(onset(body, last, 1, travel)), low, last))
