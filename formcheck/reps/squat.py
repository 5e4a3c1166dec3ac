"""Reps of a squat: the hips go down from standing and come up again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.reps.candidates import (
    NotRep,
    Pivot,
    Rep,
    RepsFound,
    bottom_ends,
    leaves_level,
    onset,
    pivots,
)
from formcheck.reps.lift import bar_hangs, hands_are_low
from formcheck.robust import median_point
from formcheck.signals import Signals

Array = NDArray[np.float64]

MIN_HIP_SWING_TORSO = 0.15
"""Less than a quarter squat; an unrack is about a tenth."""
LONGEST_REP_S = 14.0
SHORTEST_REP_S = 0.5
"""Fastest counted squat takes .7 s; slow grinders and tempo squats up to ten and some."""
BELIEVABLE_SHARE = 0.85
BAR_SEEN_SHARE = 0.9
BOTTOM_SHARE = 0.015
FEET_MOVED_TORSO = 0.35
"""A step is more than half a torso; ankles behind plates jitter by a tenth or two."""


@dataclass(frozen=True)
class _Dip:
    """One dip of the hips, indices into the curves; None where the clip cuts it off."""

    start: int | None
    turn: int
    end: int | None
    travel: float
    edge_start: int
    edge_end: int


def find_squats(signals: Signals, partial_share: float) -> RepsFound:
    """Find the reps of a squat set.

    Args:
        signals: The lifter's curves.
        partial_share: A dip under this share of the set's own travel is a partial rep.
    """
    hip = rep_curve(signals)
    slow = lowpass(hip, REP_CUTOFF_HZ)
    points = pivots(slow, MIN_HIP_SWING_TORSO)
    by_bar = bar_hangs(signals) is False
    dips = [
        _dip(hip, slow, points, i)
        for i, p in enumerate(points)
        if p.kind == "low" and (by_bar or not hands_are_low(signals, p.index))
    ]
    if not dips:
        return RepsFound((), ())
    travel = set_travel(np.array([d.travel for d in dips]))
    reps: list[Rep] = []
    others: list[NotRep] = []
    for dip in dips:
        verdict = _why_not(signals, dip, travel, partial_share)
        if verdict is None:
            reps.append(_rep(signals.time_s, dip))
        else:
            others.append(_not_rep(signals.time_s, dip, *verdict))
    return RepsFound(tuple(reps), tuple(others))


def rep_curve(signals: Signals) -> Array:
    """(N,) what goes down and up in a squat: the hips, or the bar where the hips are not to be had.

    In an exact side view plates can hide so much of a lifter that the pose model sits them down on
    the floor; the bar on their back still tells when they go down and up.
    """
    hip = signals.height("hip")
    bar = signals.bar_height()
    if bar is None or signals.believable.mean() >= BELIEVABLE_SHARE:
        return hip
    covered = np.isfinite(bar).mean() >= BAR_SEEN_SHARE
    return bar if covered and bar_hangs(signals) is not True else hip


def set_travel(travels: Array) -> float:
    """The set's own travel: median of the movements that reach half of the largest.

    Unracking and stepping about are far smaller than reps and would pull a plain median down.
    """
    return float(np.median(travels[travels >= 0.5 * travels.max()]))


def _dip(hip: Array, slow: Array, points: list[Pivot], i: int) -> _Dip:
    left = points[i - 1].index if i > 0 else 0
    right = points[i + 1].index if i + 1 < len(points) else len(hip) - 1
    low = _lowest(hip, points[i].index)
    start, top_left = leaves_level(hip, low, left)
    end, top_right = leaves_level(hip, low, right)
    known = [v for v, j in ((top_left, i - 1), (top_right, i + 1)) if 0 <= j < len(points)]
    top = float(np.nanmax(known)) if np.isfinite(known).any() else float(slow[points[i].index])
    travel = top - float(hip[low])
    last = bottom_ends(hip, low, BOTTOM_SHARE, travel)[1]
    turn = int(np.clip(round(onset(hip, last, 1, travel)), low, last))
    cut_left = i == 0 or top - top_left > 0.3 * travel
    cut_right = i + 1 >= len(points) or top - top_right > 0.3 * travel
    return _Dip(None if cut_left else start, turn, None if cut_right else end, travel, left, right)


def _lowest(hip: Array, near: int) -> int:
    step = round(0.3 * RATE_HZ)
    first = max(0, near - step)
    return first + int(np.nanargmin(hip[first : near + step + 1]))


def _why_not(
    signals: Signals, dip: _Dip, travel: float, partial_share: float
) -> tuple[str, str] | None:
    """Reason and sentence when a dip is no rep of the set, None when it is."""
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only a piece of this movement."
    moved = _feet_moved(signals, dip)
    if dip.travel < partial_share * travel:
        if moved:
            return "walkout", "The feet moved: stepping with the bar, not a rep."
        return "partial", "Less than 60 % of this set's usual hip travel."
    if dip.start is None or dip.end is None:
        if dip.end is None and signals.time_s[-1] - signals.time_s[dip.turn] < 0.1:
            return "cut_off", "The clip ends on the way down."
        return None
    took = signals.time_s[dip.end] - signals.time_s[dip.start]
    if not SHORTEST_REP_S <= took <= LONGEST_REP_S:
        return "other_movement", "Too quick or too slow for a rep."
    if moved:
        return "walkout", "The feet moved: stepping with the bar, not a rep."
    return None


def _feet_moved(signals: Signals, dip: _Dip) -> bool:
    """The ankles end up somewhere else than where they began."""
    if dip.start is None or dip.end is None:
        return False
    step = round(0.25 * RATE_HZ)
    ankle = np.where(signals.believable[:, None], signals.mid("ankle"), np.nan)
    before = median_point(ankle[max(0, dip.start - step) : dip.start + step])
    after = median_point(ankle[max(0, dip.end - step) : dip.end + step])
    return bool(np.linalg.norm(after - before) > FEET_MOVED_TORSO * signals.torso_px)


def _rep(time_s: Array, dip: _Dip) -> Rep:
    start = None if dip.start is None else float(time_s[dip.start])
    end = None if dip.end is None else float(time_s[dip.end])
    whole = start is not None and end is not None
    return Rep(start, float(time_s[dip.turn]), end, whole, dip.travel)


def _not_rep(time_s: Array, dip: _Dip, reason: str, message: str) -> NotRep:
    first = dip.start if dip.start is not None else dip.edge_start
    last = dip.end if dip.end is not None else dip.edge_end
    return NotRep(float(time_s[first]), float(time_s[last]), reason, message)
