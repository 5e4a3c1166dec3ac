"""Every way from rest and back that a clip shows, and what speaks for and against each as a rep.

A squat and a Romanian deadlift go down first, a pull goes up first; turned upside down it is the
same. Hips, chest and bar each show the movements in their own way; where one of them is lost behind
a plate another is not, so all are offered, and `counting.py` chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, log

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    AT_EDGE_S,
    HARDLY_TORSO,
    LEAST_REACHED_SHARE,
    LOWEST_WITHIN_S,
    Pivot,
    around,
    levels,
    pivots,
)

Array = NDArray[np.float64]

LEAST_SWING_TORSO = 0.12
"""An unrack is about a tenth; what is less cannot be told from stepping about."""
MOST_DIPS = 3
"""So many dips may be one rep: a hitch up the thighs, a rim that slips, a grinder that sinks."""
LONGEST_S = 50.0
STAYS_S = 2.0
"""Whoever is furthest from rest for longer as the clip ends sat down, or stood up for good."""
SIGNS = (
    "rep", "small", "fast", "merged", "by_hips", "by_chest", "open", "knees_still", "feet_moved",
    "bar_stayed", "empty_hands", "begins_up", "left_up",
)  # fmt: skip
"""What speaks for or against a movement as a rep, whatever the others of the set are like."""


@dataclass(frozen=True)
class Movement:
    """A way from rest and back on one curve.

    Attributes:
        curve: hip, shoulder or bar.
        start, turn, end: Indices: leaving rest, furthest from it, back at rest.
        travels: How far the turn is from the rest before and after, torso lengths.
        open: Whether the clip does not show that rest.
        signs: (len(SIGNS),) float64.
        up_first: Whether it goes up first.
        stays_away: Whether the clip ends without a way back, long after the turn.
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
        """The longer of both, torso lengths."""
        return max(self.travels)

    @property
    def begins_at_top(self) -> bool:
        """Whether the clip shows no ascent before it: of a pull, a first descent to the bar."""
        return self.open[0] and self.travels[0] < LEAST_SWING_TORSO


def rest_curves(motion: Motion, kind: str) -> Mapping[str, Array]:
    """By name, (N,) curves that are high at rest."""
    curves = {"shoulder": motion.height("shoulder")}
    if kind == "squat":
        curves = {"hip": motion.height("hip"), **curves}
    bar = led_bar(motion)
    if bar is not None:
        curves["bar"] = bar
    return {name: -curve for name, curve in curves.items()} if kind == "pull" else curves


def led_bar(motion: Motion) -> Array | None:
    """(N,) height of the bar, led through its gaps by the shoulders; None where half is unseen.

    Without them a movement in which the bar is lost would end where it was lost.
    """
    bar = motion.bar_height()
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


def movements(motion: Motion, kind: str) -> list[Movement]:
    """All movements of a kind: squat, romanian or pull."""
    found = [
        movement
        for name, curve in rest_curves(motion, kind).items()
        for movement in _on_curve(motion, kind, name, curve)
    ]
    return _empty_hands(motion, _left_up(found)) if kind == "pull" else found


def _on_curve(motion: Motion, kind: str, name: str, curve: Array) -> Iterator[Movement]:
    smooth = lowpass(curve, REP_CUTOFF_HZ)
    points = pivots(smooth, LEAST_SWING_TORSO)
    lows = [i for i, point in enumerate(points) if point.kind == "low"]
    seen = np.flatnonzero(np.isfinite(curve))
    for place, first in enumerate(lows):
        for merged, last in enumerate(lows[place : place + MOST_DIPS]):
            left = points[first - 1].index if first > 0 else int(seen[0])
            right = points[last + 1].index if last + 1 < len(points) else int(seen[-1])
            low = _lowest(curve, points[first : last + 1], left, right)
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
            yield _signed(motion, kind, smooth, found, merged)


def _over(level: float, low: float) -> float:
    """How far a level is above the lowest point; 0 where it was not found."""
    return float(np.nan_to_num(level - low))


def _at_an_edge(motion: Motion, seen: NDArray[np.intp], index: int) -> bool:
    """Whether the clip or one of its shots begins or ends there, or the curve is lost for good."""
    cuts = [motion.at(ends_s) for _, ends_s in motion.shots[:-1]]
    edges = np.array([int(seen[0]), int(seen[-1]), *cuts])
    return bool((np.abs(edges - index) <= AT_EDGE_S * RATE_HZ).any())


def _lowest(curve: Array, between: Sequence[Pivot], left: int, right: int) -> int:
    """The lowest sample from left to right; turning points of a smoothed curve are a little off."""
    near = min((p for p in between if p.kind == "low"), key=lambda p: p.value).index
    step = round(LOWEST_WITHIN_S * RATE_HZ)
    first, last = max(left, near - step), min(right, near + step)
    return first + int(np.nanargmin(curve[first : last + 1]))


SMALL_TORSO = 0.45
"""A quarter squat lowers the chest by half a torso; half of that is an unrack."""
STEEP = 4.0
"""For each e-fold of a way below that, before the fitted weight."""
FAST_S = 0.45
"""Half a rep that takes less is fast; nothing speaks against one that takes longer."""
LEAST_THIGH_SHARE = 0.45
"""In a squat hips sink toward the knees by half of their way and more; in a jump by nothing."""
STEP_TORSO = 0.15
BAR_GOES_SHARE, BAR_STAYS_SHARE = 0.6, 0.3
"""Bar and shoulders go together in either lift; a plate that is nearer seems to go further."""
BAR_SEEN_YAW_DEG = 35.0
"""Nearer to the side a bar that is pulled is tracked: rendered ones in 207 of 218 sets, 40 of 55
trackings of real ones; further off the side in 16 of 48 and 15 of 43."""
LEAST_PLAUSIBLE_SHARE = 0.6


def _signed(motion: Motion, kind: str, smooth: Array, found: Movement, merged: int) -> Movement:
    plausible_share = float(motion.plausible[found.start : found.end + 1].mean())
    sign = _of_curve(smooth, found) | _of_body(motion, kind, found, plausible_share)
    sign |= {"rep": 1.0, "merged": float(merged)}
    values = np.array([sign.get(name, 0.0) for name in SIGNS])
    return replace(found, signs=np.maximum(np.nan_to_num(values), 0.0))


def _of_curve(smooth: Array, found: Movement) -> dict[str, float]:
    """What the curve alone says: how far, how fast, and whether both ends are shown."""
    sides = zip((found.start, found.end), found.open, strict=True)
    shown_s = [abs(found.turn - i) / RATE_HZ for i, cut in sides if not cut] or [FAST_S]
    return {
        "small": STEEP * log(SMALL_TORSO / max(found.travel, HARDLY_TORSO)),
        "fast": max(0.0, log(FAST_S / max(min(shown_s), 1 / RATE_HZ))) ** 2,
        "by_hips": float(found.curve == "hip"),
        "by_chest": float(found.curve == "shoulder"),
        "open": float(any(found.open)),
    }


def _of_body(
    motion: Motion, kind: str, found: Movement, plausible_share: float
) -> dict[str, float]:
    """What knees, feet, hands and bar do meanwhile."""
    rest = found.start if found.travels[0] >= found.travels[1] else found.end
    high, low = (found.turn, rest) if found.up_first else (rest, found.turn)
    hip, bar = motion.height("hip"), motion.bar_height()
    chest_travel = max(_change(motion.height("shoulder"), high, low), HARDLY_TORSO)
    share = float("nan") if bar is None else _change(bar, high, low) / chest_travel
    sign = {
        "feet_moved": _moved(motion, found) - STEP_TORSO,
        "bar_stayed": 0.0 if found.curve == "bar" else _stayed(share),
    }
    if kind == "squat" and plausible_share > LEAST_PLAUSIBLE_SHARE:
        thigh = _change(hip - motion.height("knee"), high, low)
        sign["knees_still"] = LEAST_THIGH_SHARE - thigh / max(_change(hip, high, low), HARDLY_TORSO)
    if found.up_first:
        sign["begins_up"] = float(found.begins_at_top)
    return sign


def _stayed(share: float) -> float:
    """0 where something goes a share of the shoulders' way, 1 where none of it; 0 if unseen."""
    stays = (BAR_GOES_SHARE - share) / (BAR_GOES_SHARE - BAR_STAYS_SHARE)
    return min(1.0, stays) if isfinite(stays) else 0.0


def _left_up(found: Sequence[Movement]) -> list[Movement]:
    """The same pulls; one that is not put down after others that were stays up so far."""
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
    """Whether a pull as long ended before it, back at the height that it began at."""
    return any(
        not any(other.open)
        and min(other.travels) >= LEAST_REACHED_SHARE * other.travel
        and other.end <= one.start + RATE_HZ
        and other.travel > LEAST_REACHED_SHARE * one.travel
        for other in found
    )


def _empty_hands(motion: Motion, found: Sequence[Movement]) -> list[Movement]:
    """The same pulls; of one that the clip cuts off the hands may be empty: no bar goes with them.

    From the side one in the hands is seen. From anywhere else, whoever put the bar down before and
    is last seen standing up leaves it.
    """
    bar = motion.bar_height()
    from_the_side = abs(motion.view.yaw_deg) <= BAR_SEEN_YAW_DEG

    def empty(one: Movement) -> bool:
        seen = bar is not None and np.isfinite(bar[one.start : one.end + 1]).any()
        left = from_the_side or (one.open[1] and _put_down_before(one, found))
        return any(one.open) and left and not seen

    return [_with_sign(one, "empty_hands", 1.0) if empty(one) else one for one in found]


def _near(curve: Array, index: int) -> float:
    return median_seen(curve[around(index)])


def _change(curve: Array, high: int, low: int) -> float:
    return _near(curve, high) - _near(curve, low)


def _moved(motion: Motion, found: Movement) -> float:
    """How far to the side the feet are after the movement from where they were before, torsos."""
    across = motion.mid("ankle")[:, 0]
    return abs(_near(across, found.end) - _near(across, found.start)) / motion.torso_px
