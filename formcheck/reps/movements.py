"""Every movement from rest and back that a clip shows, and its signs for and against being a rep.

A squat and a Romanian deadlift go down first. A pull goes up first, so its curves are turned upside
down and read in the same way. Hips, chest and bar each have a curve; where a plate hides one of
them another is seen, so all of them offer movements, and `counting.py` chooses among these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite, log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import free_fall_s
from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.levels import (
    AT_EDGE_S,
    HARDLY_TORSO,
    LEAST_REACHED_SHARE,
    LOWEST_WITHIN_S,
    Pivot,
    around,
    levels,
    pivots,
)

MovementKind = Literal["squat", "romanian", "pull"]
"""How a lift is counted: a squat and a Romanian deadlift from the top down, other deadlifts from
the floor up. Squats are read on the hips, too."""

LEAST_SWING_TORSO = 0.12
"""Least travel of a movement. An unrack has about 0.1; less cannot be told from stepping about."""
MOST_DIPS = 3
"""So many neighboring dips may be one rep: the bar hitched up the thighs, a tracked rim that slips,
a slow rep that sinks back on its way up."""
LONGEST_S = 50.0
"""No rep takes longer: who stays down for a minute sits and rests."""
STAYS_S = 2.0
"""A lifter who stays away from rest for longer until the clip ends has sat down, or stood up for
good."""
SIGNS = (
    "rep", "small", "fast", "merged", "by_hips", "by_chest", "open", "knees_still", "feet_moved",
    "bar_stayed", "empty_hands", "begins_up", "left_up",
)  # fmt: skip
"""What speaks for or against a movement as a rep, whatever the others of the set are like. Each is
0 where it does not apply: `rep` is 1 for every movement (its weight is the constant), `merged` how
many dips beyond the first it joins, `by_hips` and `by_chest` the curve it was found on (neither is
the bar's), `open` that the clip cuts it off. The others are explained where they are computed."""


@dataclass(frozen=True)
class Movement:
    """A movement from rest and back, as one curve shows it.

    Attributes:
        curve: hip, shoulder or bar.
        start, turn, end: Indices where it leaves rest, is furthest from it, and is back at rest.
        travels: How far the turn is from the rest before and after it, torso lengths.
        open: Whether the clip does not show the rest before, and after.
        signs: (len(SIGNS),) float64.
        up_first: Whether it goes up first (a pull).
        stays_away: Whether the clip ends long after the turn without a way back.
    """

    curve: str
    start: int
    turn: int
    end: int
    travels: tuple[float, float]
    open: tuple[bool, bool]
    signs: Array
    up_first: bool = False
    stays_away: bool = False

    @property
    def travel(self) -> float:
        """The longer of the two, torso lengths."""
        return max(self.travels)

    @property
    def begins_at_top(self) -> bool:
        """Whether the clip begins with the lifter at the turn.

        For a pull, that is a lifter who stands and then bends down to the bar for the first time.
        """
        return self.open[0] and self.travels[0] < LEAST_SWING_TORSO


@dataclass(frozen=True)
class RestCurve:
    """A height that is high at rest.

    Attributes:
        height: (N,) torso lengths.
    """

    height: Array

    @cached_property
    def smooth(self) -> Array:
        """The same without jitter; every rep asks for it again."""
        return lowpass(self.height, REP_CUTOFF_HZ)


def rest_curves(motion: Motion, kind: MovementKind) -> Mapping[str, RestCurve]:
    """By name; those of a pull are negative."""
    curves = {"shoulder": motion.height("shoulder")}
    if kind == "squat":
        curves = {"hip": motion.height("hip"), **curves}
    bar = led_bar(motion)
    if bar is not None:
        curves["bar"] = bar
    sign = -1 if kind == "pull" else 1
    return {name: RestCurve(sign * curve) for name, curve in curves.items()}


def led_bar(motion: Motion) -> Array | None:
    """(N,) height of the bar, its gaps filled by the shoulders; None where half of it is unseen.

    In a gap the bar is taken to be as far from the shoulders as on average before and after it.
    Otherwise a movement in which the bar is lost would end where it was lost.
    """
    bar = motion.bar_height_torso()
    if bar is None or np.isfinite(bar).sum() < len(bar) / 2:
        return None
    shoulder = np.where(motion.plausible, motion.height("shoulder"), np.nan)
    both = np.flatnonzero(np.isfinite(bar) & np.isfinite(shoulder))
    if len(both) < 2:
        return bar
    place = np.arange(len(bar))
    above = np.interp(place, both, (bar - shoulder)[both])
    between = (place > both[0]) & (place < both[-1])
    return np.where(np.isfinite(bar) | ~between, bar, shoulder + above)


def movements(motion: Motion, kind: MovementKind) -> list[Movement]:
    """All movements of a kind, on all curves."""
    found = [
        movement
        for name, curve in rest_curves(motion, kind).items()
        for movement in _on_curve(motion, kind, name, curve)
    ]
    return _empty_hands(motion, _left_up(found)) if kind == "pull" else found


def _on_curve(
    motion: Motion, kind: MovementKind, name: str, at_rest: RestCurve
) -> Iterator[Movement]:
    """The movements on one curve: every dip, and every run of up to `MOST_DIPS` dips as one."""
    curve = at_rest.height
    points = pivots(at_rest.smooth, LEAST_SWING_TORSO)
    lows = [i for i, point in enumerate(points) if point.extreme == "low"]
    seen = np.flatnonzero(np.isfinite(curve))
    # the first sample behind each, however times are rounded
    cuts = [motion.at(ends_s) for _, ends_s in motion.shots[:-1]]
    for place, first in enumerate(lows):
        for merged, last in enumerate(lows[place : place + MOST_DIPS]):
            left = points[first - 1].index if first > 0 else int(seen[0])
            right = points[last + 1].index if last + 1 < len(points) else int(seen[-1])
            low = _lowest(curve, points[first : last + 1], left, right)
            left, right = _in_its_shot(curve, seen, cuts, low, (left, right))
            (start, before), (end, after) = levels(curve, low, (left, right))
            if (end - start) / RATE_HZ > LONGEST_S:
                continue
            travels = (_over(before, curve[low]), _over(after, curve[low]))
            away = tuple(travel < LEAST_REACHED_SHARE * max(travels) for travel in travels)
            unseen = (
                first == 0 or (away[0] and _at_an_edge(motion, seen, start)),
                last + 1 == len(points) or (away[1] and _at_an_edge(motion, seen, end)),
            )
            tops = [level for level, cut in zip((before, after), unseen, strict=True) if not cut]
            tops = [level for level in tops if np.isfinite(level)] or [
                float(np.nanmax(curve[left : right + 1]))
            ]
            if max(tops) - curve[low] <= LEAST_SWING_TORSO or end <= start:
                continue
            stays = unseen == (False, True) and len(curve) - 1 - low > STAYS_S * RATE_HZ
            found = Movement(
                name, start, low, end, travels, unseen, np.zeros(0), kind == "pull", stays
            )
            yield _signed(motion, kind, found, merged)


def _over(level: float, low: float) -> float:
    """How far a level is above the lowest point; 0 where no level was found."""
    return float(np.nan_to_num(level - low))


def _in_its_shot(
    curve: Array, seen: NDArray[np.intp], cuts: Sequence[int], low: int, outer: tuple[int, int]
) -> tuple[int, int]:
    """How far a movement is followed to both sides: not over a cut that makes its way by itself.

    A lifter who bends down as one shot ends and stands as the next begins was not seen to come up.
    Where two cameras film one rep, and the cut is at its turn, the height goes on over the cut.
    """
    left, right = outer
    way = float(np.nanmax(curve[left : right + 1])) - curve[low]
    for cut in (cut for cut in cuts if left < cut <= right):
        before, after = _seen_beside(curve, seen, cut)
        if cut <= low and before - after >= LEAST_REACHED_SHARE * way:
            left = max(left, cut)
        elif cut > low and after - before >= LEAST_REACHED_SHARE * way:
            right = min(right, cut - 1)
    return left, right


def _seen_beside(curve: Array, seen: NDArray[np.intp], index: int) -> tuple[float, float]:
    """The last height that is seen before a sample, and the first from it on; NaN for none."""
    place = int(np.searchsorted(seen, index))
    before = curve[seen[place - 1]] if place > 0 else np.nan
    return float(before), float(curve[seen[place]] if place < len(seen) else np.nan)


def _at_an_edge(motion: Motion, seen: NDArray[np.intp], index: int) -> bool:
    """Whether the curve is first or last seen there, or a shot ends there."""
    cuts = [motion.at(ends_s) for _, ends_s in motion.shots[:-1]]
    edges = np.array([int(seen[0]), int(seen[-1]), *cuts])
    return bool((np.abs(edges - index) <= AT_EDGE_S * RATE_HZ).any())


def _lowest(curve: Array, between: Sequence[Pivot], left: int, right: int) -> int:
    """The lowest sample near the lowest turning point, which is that of a smoothed curve."""
    near = min((p for p in between if p.extreme == "low"), key=lambda p: p.value).index
    step = round(LOWEST_WITHIN_S * RATE_HZ)
    first, last = max(left, near - step), min(right, near + step)
    return first + int(np.nanargmin(curve[first : last + 1]))


SMALL_TORSO = 0.45
"""Movements of less travel are small. A quarter squat lowers the chest by 0.5 torso, and an unrack
by half as much."""
STEEP = 4.0
"""Slope of the sign `small` over the logarithm of the travel below `SMALL_TORSO`."""
FALL_SHARE = 0.9
"""A movement is fast where a side of it takes less of the time than a fall over the same travel
does, as across a cut that nobody found. Not all of it: both ends are read a frame or two inside."""
SHORTEST_S = 0.7
"""So is one that is down and up again in less. Of 1,800 real and rendered reps the fastest, a
quarter squat, takes 0.87 s; jumping jacks take 0.5 s."""
LEAST_THIGH_SHARE = 0.45
"""The knees are still where the hips come nearer to them by less than this share of their descent:
in a squat it is half and more, in a jump or a step nothing."""
STEP_TORSO = 0.15
"""The feet moved where they are this far from where they were before, or were in between: nobody
squats while the feet go elsewhere and come back."""
BAR_GOES_SHARE, BAR_STAYS_SHARE = 0.6, 0.3
"""Bar and shoulders travel together in either lift. The bar goes along from the first share of the
shoulders' travel on, and stays up to the second; between the two the sign `bar_stayed` falls from 1
to 0. A near plate seems to travel further than the body."""
BAR_SEEN_YAW_DEG = 35.0
"""Up to this yaw a bar in the hands is nearly always tracked, so that where none is the hands are
empty: it was in 207 of 218 rendered sets and 40 of 55 real trackings. Further off the side it was
in 16 of 48 and 15 of 43."""
LEAST_PLAUSIBLE_SHARE = 0.6
"""The knees are judged only where the lifter is in a plausible posture for most of the movement."""


def _signed(motion: Motion, kind: MovementKind, found: Movement, merged: int) -> Movement:
    """The movement with its signs, none below 0; `left_up` and `empty_hands` are added later."""
    plausible_share = float(motion.plausible[found.start : found.end + 1].mean())
    sign = _of_curve(found) | _of_body(motion, kind, found, plausible_share)
    sign |= {"rep": 1.0, "merged": float(merged)}
    values = np.array([sign.get(name, 0.0) for name in SIGNS])
    return replace(found, signs=np.maximum(np.nan_to_num(values), 0.0))


def _of_curve(found: Movement) -> dict[str, float]:
    """Signs of the curve alone: how far, how fast, and whether both ends are shown."""
    sides = zip((found.start, found.end), found.travels, found.open, strict=True)
    shown = [(abs(found.turn - i) / RATE_HZ, travel) for i, travel, cut in sides if not cut]
    falls = [free_fall_s(travel) / max(side_s, 1 / RATE_HZ) for side_s, travel in shown]
    whole = SHORTEST_S * RATE_HZ / (found.end - found.start) if len(shown) == 2 else 0.0
    return {
        "small": STEEP * log(SMALL_TORSO / max(found.travel, HARDLY_TORSO)),
        "fast": log(max(1.0, whole, FALL_SHARE * max(falls, default=0.0))),
        "by_hips": float(found.curve == "hip"),
        "by_chest": float(found.curve == "shoulder"),
        "open": float(any(found.open)) + float(found.stays_away and not found.up_first),
    }


def _of_body(
    motion: Motion, kind: MovementKind, found: Movement, plausible_share: float
) -> dict[str, float]:
    """Signs of what knees, feet and bar do meanwhile."""
    rest = found.start if found.travels[0] >= found.travels[1] else found.end
    high, low = (found.turn, rest) if found.up_first else (rest, found.turn)
    hip, bar = motion.height("hip"), motion.bar_height_torso()
    share = float("nan") if bar is None else _bar_share(bar, motion.height("shoulder"), high, low)
    sign = {
        "feet_moved": _feet_moved_torso(motion, kind, found) - STEP_TORSO,
        "bar_stayed": 0.0 if found.curve == "bar" else _stayed(share),
    }
    if kind == "squat" and plausible_share > LEAST_PLAUSIBLE_SHARE:
        thigh = _change(hip - motion.height("knee"), high, low)
        sign["knees_still"] = LEAST_THIGH_SHARE - thigh / max(_change(hip, high, low), HARDLY_TORSO)
    if found.up_first:
        sign["begins_up"] = float(found.begins_at_top)
    return sign


def _feet_moved_torso(motion: Motion, kind: MovementKind, found: Movement) -> float:
    """How far to the side the feet are after it, or in a squat most of the time in between.

    In a pull plates pass before the ankles, which are drawn anywhere then.
    """
    across = motion.mid("ankle")[:, 0]
    before, after = (_near(across, index) for index in (found.start, found.end))
    away_px = abs(after - before)
    if kind == "squat":
        between = median_seen(across[found.start : found.end + 1])
        away_px = np.fmax(away_px, abs(between - (before + after) / 2))
    return float(away_px) / motion.torso_px


def _bar_share(bar: Array, chest: Array, high: int, low: int) -> float:
    """The bar's share of the chest's travel, over as much of the way as shows the bar.

    NaN where that is less than `LEAST_REACHED_SHARE` of it. A bar that lies on the floor while a
    clip fades out is lost before its lifter stands, and has stayed all the same.
    """
    way = np.linspace(high, low, abs(high - low) + 1, dtype=int)
    seen = way[np.isfinite(bar[way])]
    whole = max(_change(chest, high, low), HARDLY_TORSO)
    shown = _change(chest, seen[0], seen[-1]) if len(seen) else 0.0
    if shown < LEAST_REACHED_SHARE * whole:
        return float("nan")
    return _change(bar, seen[0], seen[-1]) / max(shown, HARDLY_TORSO)


def _stayed(share: float) -> float:
    """The sign `bar_stayed`, given the bar's share of the shoulders' travel; 0 where it is NaN."""
    stays = (BAR_GOES_SHARE - share) / (BAR_GOES_SHARE - BAR_STAYS_SHARE)
    return min(1.0, stays) if isfinite(stays) else 0.0


def _left_up(found: Sequence[Movement]) -> list[Movement]:
    """The same pulls with the sign `left_up`: how much of the ascent is not lowered again.

    It applies only after a pull that was put down, and where the clip shows the end: the last
    movement is then the lifter standing up to leave.
    """
    return [
        _with_sign(one, "left_up", max(0.0, 1.0 - one.travels[1] / one.travel))
        if not one.open[1] and _put_down_before(one, found)
        else one
        for one in found
    ]


def _with_sign(one: Movement, name: str, value: float) -> Movement:
    signs = one.signs.copy()
    signs[SIGNS.index(name)] = value
    return replace(one, signs=signs)


def _put_down_before(one: Movement, found: Sequence[Movement]) -> bool:
    """Whether a pull of about the same travel ended before it, back where it had begun."""
    return any(
        not any(other.open)
        and min(other.travels) >= LEAST_REACHED_SHARE * other.travel
        and other.end <= one.start + RATE_HZ
        and other.travel > LEAST_REACHED_SHARE * one.travel
        for other in found
    )


def _empty_hands(motion: Motion, pulls: Sequence[Movement]) -> list[Movement]:
    """The same pulls with the sign `empty_hands`, for those that the clip cuts off without a bar.

    From the side a bar in the hands would have been tracked. From anywhere else the hands are empty
    only where the lifter had put the bar down before and is last seen standing up.
    """
    bar = motion.bar_height_torso()
    from_the_side = abs(motion.view.yaw_deg) <= BAR_SEEN_YAW_DEG

    def empty(pull: Movement) -> bool:
        bar_seen = bar is not None and np.isfinite(bar[pull.start : pull.end + 1]).any()
        may_be_empty = from_the_side or (pull.open[1] and _put_down_before(pull, pulls))
        return any(pull.open) and may_be_empty and not bar_seen

    return [_with_sign(pull, "empty_hands", 1.0) if empty(pull) else pull for pull in pulls]


def _near(curve: Array, index: int) -> float:
    return median_seen(curve[around(index)])


def _change(curve: Array, high: int, low: int) -> float:
    return _near(curve, high) - _near(curve, low)
