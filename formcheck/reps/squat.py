"""Reps of a squat: the hips go down from standing and come up again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_point
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
    partial_words,
    pivots,
    rep_of,
)
from formcheck.reps.hands import led_by_shoulders
from formcheck.reps.hinge import hinges
from formcheck.reps.lift import bar_hangs
from formcheck.signals.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.signals.curves import Signals

Array = NDArray[np.float64]

MIN_HIP_SWING_TORSO = 0.15
"""Less than a quarter squat; an unrack is about a tenth."""
LONGEST_REP_S = 14.0
SHORTEST_WAY_S = 0.2
"""Fastest counted squat takes .7 s, down or up .3 (a quarter squat); slow grinders and tempo squats
up to ten and some."""
BAR_SEEN_SHARE = 0.9
LEAST_BODY_SEEN, WHOLE_SHARE = 0.5, 0.8
"""A dip in which the bar was lost and less than half shows the lifter may be anything (a bar put
back on a rack, a rim that slipped), unless the bar is seen to go as far as in the other reps."""
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
TOWARD_KNEES_SHARE = 0.4
NO_JUMP_TORSO = 0.6
"""Nobody jumps or steps down 30 cm with a bar on the back."""
FEET_MOVED_TORSO = 0.35
"""A step is more than half a torso; ankles behind plates jitter by a tenth or two."""
NO_STEP_TORSO = 0.5
"""Nobody stands that much higher after a step: one of the two was no foot."""


def find_squats(signals: Signals, partial_share: float) -> RepsFound:
    """Find the reps of a squat set.

    Args:
        signals: The lifter's curves.
        partial_share: A dip under this share of the set's own travel is a partial rep.
    """
    body, by_bar = rep_curve(signals)
    points = pivots(lowpass(body, REP_CUTOFF_HZ), MIN_HIP_SWING_TORSO)
    points = _stood_up_between(signals, points, by_bar)
    lows = [i for i, p in enumerate(points) if p.kind == "low"]
    if by_bar:
        dips = [_on_hips(signals, _dip(body, points, i)) for i in lows]
    else:
        pulled = hinges(signals, [points[i].index for i in lows])
        dips = [_dip(body, points, i) for i, pull in zip(lows, pulled, strict=True) if not pull]
    if not dips:
        return RepsFound((), ())
    travel = set_travel(np.array(_measures(dips)))
    reps: list[Rep] = []
    others: list[NotRep] = []
    for dip in dips:
        verdict = _why_not(signals, dip, travel, partial_share, by_bar)
        if verdict is None:
            reps.append(rep_of(signals.time_s, dip))
        else:
            others.append(not_rep_of(signals.time_s, dip, *verdict))
    return RepsFound(tuple(reps), tuple(others))


def rep_curve(signals: Signals) -> tuple[Array, bool]:
    """(N,) what goes down and up in a squat, and whether that is the bar.

    The bar on the back is followed to a fraction of a pixel and hardly anything hides it; hips go
    behind plates and racks, where the pose model may lose them. Without a bar it is the hips.
    """
    bar = signals.bar_height()
    if bar is None or bar_hangs(signals) is not False:
        return signals.height("hip"), False
    if np.isfinite(bar).mean() < BAR_SEEN_SHARE:
        return signals.height("hip"), False
    return led_by_shoulders(bar, signals), True


def _stood_up_between(signals: Signals, points: list[Pivot], by_bar: bool) -> list[Pivot]:
    """Turning points without those highs at which nobody stood up.

    A hitch on the way up or down, or a rim that slips for some pictures, makes two dips of one.
    """
    kept = list(points)
    at = 2
    while at < len(kept) - 2:
        around = kept[at - 2 : at + 3]
        if kept[at].kind == "high" and (
            _hitch(around) or (by_bar and _still_rising(signals, around))
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


def _still_rising(signals: Signals, around: Sequence[Pivot]) -> bool:
    """Whether at the middle of five turning points (high, low, high …) the hips are low.

    A rim that slips comes to any height, a bar that comes to where it is before and after was
    brought there, whatever the hips say.
    """
    tops = [around[i].value for i in (0, 2, 4)]
    if max(tops) - min(tops) < TOPS_ALIKE_SHARE * (min(tops) - around[1].value):
        return False
    if not all(signals.believable[point.index] for point in around):
        return False
    before, low, middle, other_low, after = (signals.height("hip")[point.index] for point in around)
    bottom, top = min(low, other_low), min(before, after)
    return bool(middle - bottom < LEAST_RISEN_SHARE * (top - bottom))


def _dip(body: Array, points: Sequence[Pivot], i: int) -> Dip:
    """A dip that turns where the ascent begins."""
    dip = dip_at(body, points, i)
    return replace(dip, turn=_turn(body, dip.turn, dip.travel))


def _on_hips(signals: Signals, dip: Dip) -> Dip:
    """A dip found on the bar, timed on the hips wherever they are seen throughout."""
    if dip.start is None or dip.end is None:
        return dip
    around = round(AROUND_S * RATE_HZ)
    first = max(dip.edge_start, dip.start - around)
    last = min(dip.edge_end, dip.end + around)
    if not signals.believable[first : last + 1].all():
        return dip
    hip = signals.height("hip")
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


def _why_not(
    signals: Signals, dip: Dip, travel: float, partial_share: float, by_bar: bool
) -> tuple[str, str] | None:
    """Reason and sentence when a dip is no rep of the set, None when it is."""
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only part of this movement."
    if by_bar and dip.travel < WHOLE_SHARE * travel and _out_of_sight(signals, dip):
        return "other_movement", "You and the bar were out of sight for part of this movement."
    jumps_or_steps = not (by_bar and dip.travel > NO_JUMP_TORSO)
    if jumps_or_steps and not _knees_bend(signals, dip):
        return (
            "other_movement",
            "Your whole body went down and up (a jump or a step), not just your hips.",
        )
    if dip.travel < partial_share * travel:
        if _feet_moved(signals, dip):
            return "walkout", "Your feet moved: a step with the bar, not a rep."
        return "partial", partial_words(partial_share, "hip travel")
    if dip.end is None and signals.time_s[-1] - signals.time_s[dip.turn] < 0.1:
        return "cut_off", "The clip ends on the way down."
    if not _in_time(dip):
        return "other_movement", "Too fast or too slow for a rep."
    return None


def _in_time(dip: Dip) -> bool:
    """Whether nothing of it is faster or slower than a squat; a landmark that leaps is faster."""
    ways_s = [abs(i - dip.turn) / RATE_HZ for i in (dip.start, dip.end) if i is not None]
    return min(ways_s) >= SHORTEST_WAY_S and sum(ways_s) <= LONGEST_REP_S


def _out_of_sight(signals: Signals, dip: Dip) -> bool:
    """Whether the bar was lost during a dip while the lifter was hardly seen either."""
    bar = signals.bar_height()
    shown = slice(dip.start, None if dip.end is None else dip.end + 1)
    if bar is None or np.isfinite(bar[shown]).all():
        return False
    return bool(signals.believable[shown].mean() < LEAST_BODY_SEEN)


def _knees_bend(signals: Signals, dip: Dip) -> bool:
    """In a squat the hips sink toward the knees; jumping and stepping move both alike."""
    top = dip.start if dip.start is not None else dip.end
    if top is None or not (signals.believable[top] and signals.believable[dip.turn]):
        return True
    thigh = signals.height("hip") - signals.height("knee")
    sunk = signals.height("hip")[top] - signals.height("hip")[dip.turn]
    return bool(thigh[top] - thigh[dip.turn] >= TOWARD_KNEES_SHARE * sunk)


def _feet_moved(signals: Signals, dip: Dip) -> bool:
    """The bar, or without one the ankles, end up somewhere else than where they began."""
    if dip.start is not None and dip.end is not None and signals.bar_px is not None:
        across = signals.bar_px[[dip.start, dip.end], 0]
        if np.isfinite(across).all():
            return bool(abs(across[1] - across[0]) > FEET_MOVED_TORSO * signals.torso_px)
    if dip.start is None or dip.end is None or signals.restless:
        return False
    near = round(0.25 * RATE_HZ)
    ankle = np.where(signals.believable[:, None], signals.mid("ankle"), np.nan)
    before = median_point(ankle[max(0, dip.start - near) : dip.start + near])
    after = median_point(ankle[max(0, dip.end - near) : dip.end + near])
    step_torso = (after - before) / signals.torso_px
    return bool(
        np.linalg.norm(step_torso) > FEET_MOVED_TORSO and abs(step_torso[1]) < NO_STEP_TORSO
    )
