"""The shrug as the bar tells it: the height it is held at against the lifter's other reps.

With straight elbows and locked hips a shrug lifts the bar in the hands by just as much. A bar on
the back lies on the upper trapezius, between the spine and the shoulder points, and rises by a
part of it. Both are seen best while the lifter stands: at lockout, and after the ascent.

A lifter who stands taller in one rep than in another (knees and hips locked in the one, soft in the
other) holds the bar higher, too, and that is no shrug. The shoulders and the ears tell: standing
taller lifts both as far as the bar, a shrug leaves the ears where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.curve import Array, BarCurve, RepTimes

HELD_S = 0.15
"""The bar's top is what it holds for this long: single frames do not make a lockout."""
BACK_SHARE = 0.68
"""How much of a shrug a bar on the back shows: it lies about two thirds of the way from the spine
to the shoulder point, and the shoulder girdle turns about the breastbone (rendered: .62 to .70)."""
STAND_BEFORE_S, STAND_AFTER_S = 0.4, 0.9
"""Around the end of a squat: the shrug is largest when the lifter has come to a stand."""
SAME_LEVEL_TORSO = 0.02
"""Clean lockouts of a lifter agree within this (rendered: .004 to .012)."""
LEVEL_SPREAD_TORSO = 0.010
"""What a perfect track leaves: lockouts differ by lean back, knees and breath."""
STANDS_TALLER_SHARE = 2 / 3
"""Shoulders and ears both go along with the bar for at least so much of its way: the lifter stands
taller or softer (wholly, less what joints jitter by). In shrugs of .05 to .1 the pose model moves
the shoulders by up to .036, but the ears by less than .006 (rendered)."""
JOINTS_REPEAT_TORSO = 0.05
"""Joints in full view repeat within this where the bar is held alike (rendered: .03); further apart
they are guessed behind plates, and tell nothing."""
NINETY_PERCENT = 1.645


@dataclass(frozen=True)
class BarRise:
    """How far the shoulders of one rep rose above the lifter's own lowest agreeing reps.

    Attributes:
        rise_torso: Rise of the shoulders in torso lengths as told by the bar.
        uncertainty_torso: Half width of the interval that should hold the truth in 90 % of reps.
        at_s: When the bar was highest.
        stands_unlike: Whether the whole lifter stood that much taller or softer; the bar then
            says nothing of the shoulders.
    """

    rise_torso: float
    uncertainty_torso: float
    at_s: float
    stands_unlike: bool = False


@dataclass(frozen=True)
class _Top:
    """What is held at the top of a rep: bar in pixels, when, (K,) joints in torso lengths."""

    height_px: float
    at_s: float
    joints_torso: Array


def shrug_evidence(
    curve: BarCurve, reps: Sequence[RepTimes], lift: str, joints_torso: Array | None = None
) -> list[BarRise | None]:
    """How far the shoulders rose in each rep, against the lifter's own other reps.

    Args:
        curve: The bar's height.
        reps: (start, turn, end) of each rep in seconds; None = not in the clip.
        lift: "squat" or "deadlift".
        joints_torso: (K, T) heights of shoulders and ears on the curve's clock, NaN = not seen;
            None = nothing tells how tall the lifter stands.

    Returns:
        One entry per rep; None where the bar was not seen at the top or no other rep compares.

    Note:
        A set in which every rep is shrugged alike shows nothing: there is no neutral to compare
        with. A front squat's bar lies on the shoulders' front and has not been tried.
    """
    nexts = [*[rep[0] for rep in reps[1:]], None]
    joints = np.full((1, len(curve.time_s)), np.nan) if joints_torso is None else joints_torso
    tops = [
        _top(curve, joints, _window(rep, after, lift))
        for rep, after in zip(reps, nexts, strict=True)
    ]
    share = 1.0 if lift == "deadlift" else BACK_SHARE
    heights = np.array([np.nan if top is None else top.height_px for top in tops])
    heights = heights / curve.torso_at_bar_px
    neutral = _neutral(heights)
    if neutral is None:
        return [None] * len(reps)
    level, members = neutral
    random = np.hypot(LEVEL_SPREAD_TORSO, curve.noise_px / curve.torso_at_bar_px)
    random = float(random) * np.sqrt(1 + 1 / len(members))
    usual = _usual_joints([tops[i] for i in members])
    rises = heights - level
    return [
        None if top is None else _rise(curve, float(rise), random, share, top, usual)
        for top, rise in zip(tops, rises, strict=True)
    ]


def _rise(
    curve: BarCurve, rise: float, random: float, share: float, top: _Top, usual: Array
) -> BarRise:
    scale = rise * curve.nearness_spread / curve.nearness
    spread = NINETY_PERCENT * float(np.hypot(random, scale))
    unlike = _stands_unlike(rise, top.joints_torso - usual)
    return BarRise(rise / share, spread / share, top.at_s, unlike)


def _usual_joints(tops: Sequence[_Top | None]) -> Array:
    """(K,) heights of the joints in the reps on the level, torso lengths; NaN when guessed."""
    joints = np.array([top.joints_torso for top in tops if top is not None])
    joints = joints[np.isfinite(joints).all(axis=1)]
    if len(joints) < 2 or np.ptp(joints, axis=0).max() > JOINTS_REPEAT_TORSO:
        return np.array(np.nan)  # one alone may be guessed as well
    return np.asarray(np.median(joints, axis=0))


def _stands_unlike(rise: float, joints: Array) -> bool:
    """Whether all (K,) joints rose or sank with the bar, all of them in torso lengths."""
    if abs(rise) < SAME_LEVEL_TORSO:
        return False
    return bool((joints / rise >= STANDS_TALLER_SHARE).all())


def _window(rep: RepTimes, after: float | None, lift: str) -> tuple[float, float] | None:
    """When the lifter stands at the top of a rep."""
    start, turn, end = rep
    if lift != "deadlift":
        if end is None:
            return None
        latest = end + STAND_AFTER_S if after is None else min(end + STAND_AFTER_S, after)
        return end - STAND_BEFORE_S, max(latest, end + 0.05)
    if turn is None:
        return None
    return (turn - 0.5 if start is None else start), (turn + 1.0 if end is None else end)


def _top(curve: BarCurve, joints: Array, window: tuple[float, float] | None) -> _Top | None:
    """What the bar holds at the top; None when it is not seen there."""
    if window is None:
        return None
    inside = np.nonzero((curve.time_s >= window[0]) & (curve.time_s <= window[1]))[0]
    seen = inside[np.isfinite(curve.height_px[inside])]
    if len(seen) < 5 or len(seen) < 0.6 * len(inside):
        return None
    step = float(np.median(np.diff(curve.time_s[seen])))
    held = max(1, round(HELD_S / max(step, 1e-3)))
    highest = seen[np.argsort(curve.height_px[seen])[::-1][:held]]
    height, at_s = np.median(curve.height_px[highest]), np.median(curve.time_s[highest])
    return _Top(float(height), float(at_s), np.median(joints[:, highest], axis=1))


def _neutral(heights: Array) -> tuple[float, NDArray[np.intp]] | None:
    """The lowest level that counts as the lifter's own, and which reps are on it.

    A single low rep may be one that was not finished: unless it is the first, which is neutral by
    definition, two reps must agree on the level.
    """
    seen = np.nonzero(np.isfinite(heights))[0]
    if len(seen) < 2:
        return None
    order = seen[np.argsort(heights[seen])]
    for low, next_one in pairwise(order):
        if low == seen[0] or heights[next_one] - heights[low] < SAME_LEVEL_TORSO:
            above = heights[seen] - heights[low]
            members = seen[(above >= 0) & (above < SAME_LEVEL_TORSO)]
            return float(np.median(heights[members])), members
    return float(heights[seen[0]]), seen[:1]
