"""Every way from rest and back that a clip shows, and what speaks for and against each as a rep.

A squat and a Romanian deadlift go down first, a pull goes up first; turned upside down it is the
same. Hips, chest and bar each show the movements in their own way; where one of them is lost behind
a plate another is not, so all are offered, and `counting.py` chooses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ, REP_CUTOFF_HZ, lowpass
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import (
    LOWEST_WITHIN_S,
    MOVING_S,
    MOVING_SHARE,
    Pivot,
    levels,
    pivots,
)

Array = NDArray[np.float64]

LEAST_SWING_TORSO = 0.12
"""An unrack is about a tenth; what is less cannot be told from stepping about."""
MOST_DIPS = 3
"""So many dips may be one rep: a hitch up the thighs, a rim that slips, a grinder that sinks."""
LONGEST_S = 50.0
BAR_SEEN_SHARE = 0.5
LED_ON_S = 1.0
"""A bar in the hands is hidden for moments; longer, it may have been put down."""
LEAST_SAMPLES = 10
AROUND_S = 1 / 6
SIGNS = (
    "rep", "small", "reversed", "fast", "slow", "merged", "by_hips", "by_chest", "hidden", "open",
    "knees_still", "feet_moved", "bar_moved", "bar_stayed", "hands_up", "bent_top", "begins_up",
    "held_long", "left_up", "dropped",
    "hands_stayed", "body_stayed",
)  # fmt: skip
"""What speaks for or against a movement as a rep, whatever the others of the set are like."""


@dataclass(frozen=True)
class Movement:
    """A way from rest and back on one curve.

    Attributes:
        curve: hip, shoulder or bar.
        start, turn, end: Indices: leaving rest, furthest from it, back at rest.
        ways: How far the turn is from the rest before and after, torso lengths.
        open: Whether the clip does not show that rest.
        signs: (len(SIGNS),) float64.
        pull: Whether it goes up first.
    """

    curve: str
    start: int
    turn: int
    end: int
    ways: tuple[float, float]
    open: tuple[bool, bool]
    signs: Array
    pull: bool = False

    @property
    def way(self) -> float:
        """The longer of both ways."""
        return max(self.ways)


def rest_curves(motion: Motion, kind: str) -> Mapping[str, Array]:
    """By name, (N,) curves that are high at rest.

    Args:
        motion: The lifter.
        kind: squat, romanian or pull.
    """
    curves = {"shoulder": motion.height("shoulder")}
    if kind == "squat":
        curves = {"hip": motion.height("hip"), **curves}
    bar = led_bar(motion, np.inf if kind == "squat" else LED_ON_S)
    if bar is not None:
        curves["bar"] = bar
    return {name: -curve for name, curve in curves.items()} if kind == "pull" else curves


def led_bar(motion: Motion, longest_s: float) -> Array | None:
    """(N,) height of the bar, led through its gaps by the shoulders; None where it is hardly seen.

    Without them a movement in which the bar is lost would end where it was lost.
    """
    bar = motion.bar_height()
    if bar is None or np.isfinite(bar).mean() < BAR_SEEN_SHARE:
        return None
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


def movements(motion: Motion, kind: str) -> list[Movement]:
    """All movements of a kind: squat, romanian or pull."""
    found = [
        movement
        for name, curve in rest_curves(motion, kind).items()
        if np.isfinite(curve).sum() >= LEAST_SAMPLES
        for movement in _on_curve(motion, kind, name, curve)
    ]
    return _left_up(found) if kind == "pull" else found


def _on_curve(motion: Motion, kind: str, name: str, curve: Array) -> Iterator[Movement]:
    smooth = lowpass(curve, REP_CUTOFF_HZ)
    points = pivots(smooth, LEAST_SWING_TORSO)
    lows = [i for i, point in enumerate(points) if point.kind == "low"]
    seen = np.flatnonzero(np.isfinite(curve))
    for place, first in enumerate(lows):
        for merged, last in enumerate(lows[place : place + MOST_DIPS]):
            left = points[first - 1].index if first > 0 else int(seen[0])
            right = points[last + 1].index if last + 1 < len(points) else int(seen[-1])
            if (right - left) / RATE_HZ > LONGEST_S:
                continue
            low = _lowest(curve, points[first : last + 1])
            (start, before), (end, after) = levels(curve, low, (left, right))
            unseen = (first == 0, last + 1 == len(points))
            if _moves_at_both_ends(curve, seen, start, end):
                unseen = (True, True)
            tops = [level for level, cut in zip((before, after), unseen, strict=True) if not cut]
            tops = [level for level in tops if np.isfinite(level)] or [
                float(np.nanmax(curve[left : right + 1]))
            ]
            ways = (_over(before, curve[low]), _over(after, curve[low]))
            if max(tops) - curve[low] <= LEAST_SWING_TORSO or end <= start:
                continue
            yield _signed(
                motion,
                kind,
                smooth,
                Movement(name, start, low, end, ways, unseen, np.zeros(0), kind == "pull"),
                merged,
            )


def _over(level: float, low: float) -> float:
    """How far a level is above the lowest point; 0 where it was not found."""
    return float(level - low) if np.isfinite(level) else 0.0


def _moves_at_both_ends(curve: Array, seen: NDArray[np.intp], start: int, end: int) -> bool:
    """Whether the clip begins and ends in this very movement, so that it shows no level at all."""
    inner = round(MOVING_S * RATE_HZ)
    if start - seen[0] > inner or seen[-1] - end > inner:
        return False
    ways = curve[start] - curve[start + inner], curve[end] - curve[end - inner]
    return bool(min(ways) > MOVING_SHARE * np.ptp(curve[seen]))


def _lowest(curve: Array, between: Sequence[Pivot]) -> int:
    """The lowest sample; turning points of a smoothed curve are a little off."""
    near = min((p for p in between if p.kind == "low"), key=lambda p: p.value).index
    step = round(LOWEST_WITHIN_S * RATE_HZ)
    first = max(0, near - step)
    return first + int(np.nanargmin(curve[first : near + step + 1]))


MOST_SIGN = 4.0
"""Nothing speaks more than so strongly: one lost landmark is no proof."""
SMALL_TORSO, FAST_S, SLOW_S = 0.45, 0.45, 5.0
STEEP = 4.0
"""A quarter squat lowers the chest by half a torso; half of that is an unrack."""
LEAST_THIGH_SHARE = 0.45
"""In a squat hips sink toward the knees by half of their way and more; in a jump by nothing."""
STEP_TORSO = 0.15
BAR_GOES_SHARE, BODY_GOES_SHARE = 0.6, 0.35
"""Bar and shoulders go together in either lift; a plate that is nearer seems to go further."""
HANGING_TORSO, TRUNK_TORSO = 0.8, 0.9
HELD_S = 2.0
LEAST_BELIEVED = 0.6


def _signed(motion: Motion, kind: str, smooth: Array, found: Movement, merged: int) -> Movement:
    pull = kind == "pull"
    before, after = found.ways
    rest = found.start if before >= after else found.end
    high, low = (found.turn, rest) if pull else (rest, found.turn)
    sides = zip((found.start, found.end), found.open, strict=True)
    shown_s = [abs(found.turn - i) / RATE_HZ for i, cut in sides if not cut] or [FAST_S]
    length_s = (found.end - found.start) / RATE_HZ
    believed = float(motion.believable[found.start : found.end + 1].mean())
    hip_way = _change(motion.height("hip"), high, low)
    chest_way = _change(motion.height("shoulder"), high, low)
    thigh = _change(motion.height("hip") - motion.height("knee"), high, low)
    bar = motion.bar_height()
    bar_share = float("nan") if bar is None else _change(bar, high, low) / max(chest_way, 0.1)
    hand_share = _change(motion.height("wrist"), high, low) / max(chest_way, 0.1)
    held_s = (len(smooth) - 1 - found.turn) / RATE_HZ
    trunk = _near(motion.height("shoulder") - motion.height("hip"), high)
    hands = _near(motion.height("shoulder") - motion.height("wrist"), high)
    sign = {
        "rep": 1.0,
        "small": STEEP * log(SMALL_TORSO / max(found.way, 0.05)),
        "reversed": max(_reversed(-smooth[found.start : found.turn + 1]),
                        _reversed(smooth[found.turn : found.end + 1])) / max(found.way, 0.05),
        "fast": log(FAST_S / max(min(shown_s), 0.02)),
        "slow": log(max(length_s, 0.1) / SLOW_S),
        "merged": float(merged),
        "by_hips": float(found.curve == "hip"),
        "by_chest": float(found.curve == "shoulder"),
        "hidden": 0.0 if found.curve == "bar" else 1.0 - believed,
        "open": float(any(found.open)),
        "feet_moved": _moved(motion, motion.mid("ankle"), found) - STEP_TORSO,
        "bar_moved": _moved(motion, motion.bar_px, found) - STEP_TORSO,
        "bent_top": TRUNK_TORSO - trunk,
        "held_long": held_s - HELD_S if found.open == (False, True) else 0.0,
        "bar_stayed": 0.0 if found.curve == "bar" else BAR_GOES_SHARE - bar_share,
        "body_stayed": BODY_GOES_SHARE - chest_way / max(found.way, 0.05),
    }  # fmt: skip
    if kind == "squat" and believed > LEAST_BELIEVED:
        sign["knees_still"] = LEAST_THIGH_SHARE - thigh / max(hip_way, 0.05)
    if pull:
        sign |= {
            "hands_stayed": 0.0 if believed < LEAST_BELIEVED else BAR_GOES_SHARE - hand_share,
            "hands_up": HANGING_TORSO - hands,
            "begins_up": float(found.open[0]),
        }
    values = np.array([sign.get(name, 0.0) for name in SIGNS])
    return replace(found, signs=np.clip(np.nan_to_num(values), 0.0, MOST_SIGN))


def _left_up(found: Sequence[Movement]) -> list[Movement]:
    """The same pulls; one that is not put down stays up so far: after the set, or dropped."""
    put_down = [one for one in found if not any(one.open) and min(one.ways) >= 0.6 * one.way]
    marked = []
    for one in found:
        earlier = any(
            other.end <= one.start + RATE_HZ and other.way > 0.6 * one.way for other in put_down
        )
        signs = one.signs.copy()
        stays = 0.0 if one.open[1] else max(0.0, 1.0 - one.ways[1] / one.way)
        signs[SIGNS.index("left_up" if earlier else "dropped")] = stays
        marked.append(replace(one, signs=signs))
    return marked


def _near(curve: Array, index: int) -> float:
    step = round(AROUND_S * RATE_HZ)
    return median_seen(curve[max(0, index - step) : index + step + 1])


def _change(curve: Array, high: int, low: int) -> float:
    return _near(curve, high) - _near(curve, low)


def _reversed(rising: Array) -> float:
    """How far a way that should only rise goes back."""
    seen = rising[np.isfinite(rising)]
    return float((np.maximum.accumulate(seen) - seen).max()) if len(seen) else 0.0


def _moved(motion: Motion, path_px: Array | None, found: Movement) -> float:
    """How far to the side something is after the movement from where it was before, torsos."""
    if path_px is None:
        return 0.0
    across = path_px[:, 0]
    return abs(_near(across, found.end) - _near(across, found.start)) / motion.torso_px
