"""When a rep starts, turns and ends, once it is known which movement it is.

The bar tells where it shows the whole movement, else the body. A pull from the floor starts and
ends as the bar leaves the floor and is back on it, where a plate was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import TYPICAL_TORSO_M
from formcheck.arithmetic.robust import (
    LONGEST_FILLED_GAP_S,
    ONSET_BEFORE,
    ONSET_EARLY_SHARE,
    ONSET_LATER_SHARE,
    median_seen,
    within,
)
from formcheck.calibration import values
from formcheck.motion.bar import BarCurve
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.counting import FITTED
from formcheck.reps.levels import (
    EDGE_SHARE,
    LEAST_REACHED_SHARE,
    PLATEAU_S,
    levels,
)
from formcheck.reps.movements import Movement, MovementKind, RestCurve
from formcheck.reps.rep_window import Rep, RepTimes

MOST_APART_S = 0.25
"""The hips time a squat where they start and end within this of the movement that was counted, and
turn within twice as much. Where both are seen, hips and bar start and end a rep within 0.2 s of
each other; further apart, the pose model misplaced the hips, or they shot up and turned early."""
BOTTOM_SHARE = 0.015
"""The pause at the bottom lasts while the curve stays within this share of the travel from its
lowest sample: jitter of a joint does not end it."""
TOP_SHARE = 0.05
"""The same for the pause at the top of a pull."""
FLOOR_WITHIN_S = 3.0
"""How far outside the movement the floor is looked for on the bar's curve."""
FLOOR_SHARE, FLOORS_ALIKE_SHARE = 0.95, 0.07
"""`stall_share` and `alike_share` of `levels` on a tracked bar: it is on the floor or it is not, so
a stop more than a twentieth of the travel above the lowest place is not the floor, unless the bar
stops equally high on both sides (it was rolled into place, or the tracked rim slipped)."""
REST_S = 0.6
"""How far outside the body's rep the resting bar is looked for."""
OFF_FLOOR_M = 0.005
"""The bar has left the floor when it is this much higher: more than tracking noise, and less than
an eye sees."""


def timed(
    motion: Motion,
    kind: MovementKind,
    curves: Mapping[str, RestCurve],
    found: Movement,
    reached: tuple[bool, bool],
    within: tuple[int, int],
) -> Rep:
    """The times of a movement that was counted as a rep.

    Args:
        motion: The lifter.
        kind: Of the movement.
        curves: Those of `rest_curves`.
        found: The movement.
        reached: Whether it begins, and ends, at rest; where it does not, that time is None.
        within: Indices that start and end lie between: turns of the reps before and after it, or
            the clip's first and last sample.
    """
    name = _read_on(motion, kind, found, curves)
    curve = curves[name].height
    start, turn, end = found.start, found.turn, found.end
    on_floor = kind == "pull" and name == "bar"
    if name != found.curve or kind == "squat" or on_floor:
        start, turn, end = _moments(curve, found, within, floor=on_floor)
    travel = found.travel if name == found.curve else _travel(curve, start, turn)
    # a bar that lies on the floor while its lifter stands up stays low beyond the end
    turn = min(turnaround(motion, kind, curves[name], (start, turn), travel), end)
    times = [float(motion.time_s[i]) for i in (start, turn, end)]
    return Rep(
        start_s=times[0] if reached[0] else None,
        turn_s=times[1],
        end_s=times[2] if reached[1] else None,
        complete=all(reached),
    )


def turnaround(
    motion: Motion, kind: MovementKind, curve: RestCurve, start_low: tuple[int, int], travel: float
) -> int:
    """Index of the turn as somebody watching sees it: the ascent begins, or a pull locks out.

    `start_low` are the indices of the rep's start and of the lowest sample of its curve.
    """
    start, low = start_low
    if kind == "squat":
        return _ascent(curve, low, travel)
    return _lockout(motion, -curve.height, start, low) if kind == "pull" else low


def _read_on(
    motion: Motion, kind: MovementKind, found: Movement, curves: Mapping[str, RestCurve]
) -> str:
    """Name of the curve that the times are read on.

    That is the bar where it shows this movement whole: a plate hides the hips, and never its own
    middle. Without one, and of exact joints, it is the hips in a squat, which are what turns.
    Otherwise it is the curve on which the movement was counted.
    """
    first = max(0, found.start - round(PLATEAU_S * RATE_HZ))
    around = slice(first, found.end + round(PLATEAU_S * RATE_HZ) + 1)
    bar = None if kind == "squat" and motion.exact else curves.get("bar")
    if (
        bar is not None
        and np.isfinite(bar.height[around]).all()
        and _travel(bar.height, found.start, found.turn) > LEAST_REACHED_SHARE * found.travel
    ):
        return "bar"
    hips = kind == "squat" and motion.plausible[around].all() and not any(found.open)
    return "hip" if hips and _agrees(curves["hip"].height, found) else found.curve


def _agrees(hip: Array, found: Movement) -> bool:
    """Whether the hips start, turn and end about when the movement does (`MOST_APART_S`)."""
    start, turn, end = _moments(hip, found, (0, len(hip) - 1), floor=False)
    near = MOST_APART_S * RATE_HZ
    return (
        abs(start - found.start) <= near
        and abs(end - found.end) <= near
        and abs(turn - found.turn) <= 2 * near
    )


def _moments(
    curve: Array, found: Movement, within: tuple[int, int], *, floor: bool
) -> tuple[int, int, int]:
    """Indices of start, turn and end on a curve that is high at rest.

    `floor` is whether it is that of a bar that is pulled from the floor.
    """
    around = round((FLOOR_WITHIN_S if floor else PLATEAU_S) * RATE_HZ)
    outer = max(within[0], found.start - around), min(within[1], found.end + around)
    low = found.start + int(np.nanargmin(curve[found.start : found.end + 1]))
    if floor:
        sides = levels(curve, low, outer, stall_share=FLOOR_SHARE, alike_share=FLOORS_ALIKE_SHARE)
    else:
        sides = levels(curve, low, outer)
    return sides[0][0], low, sides[1][0]


def _travel(curve: Array, rest: int, turn: int) -> float:
    return float(np.nan_to_num(curve[rest] - curve[turn]))


def _ascent(curve: RestCurve, low: int, travel: float) -> int:
    """Index at which somebody watching sees the ascent begin; never before the lowest sample."""
    last = _bottom_ends(curve.smooth, low, BOTTOM_SHARE, travel)[1]
    onset = round(_onset(curve.height, last, travel) - seen_late_s() * RATE_HZ)
    return int(np.clip(onset, low, last))


def seen_late_s() -> float:
    """By how much the curve shows the ascent later than labels and truth do; calibrated."""
    return float(values(FITTED)["turn"]["seen_late"])


def lockout_early_s() -> float:
    """How long before labels say so hips and chest are up at the end of a pull; calibrated."""
    return float(values(FITTED)["turn"]["lockout_early"])


def _onset(curve: Array, low: int, travel: float) -> float:
    """The moment at which an upward movement out of rest at `low` begins, as a fractional index.

    A body leaves rest so smoothly that its first motion cannot be told from noise. So the onset t0
    is extrapolated from the times t5 and t20 at which 5 % and 20 % of the travel are done. After a
    dead stop the displacement grows with t³, after a bounce with t²; t0 = t5 - 1.35 (t20 - t5) is
    within a few hundredths of a second of the truth for both.
    """
    early, later = (
        _crossing(curve, low, curve[low] + share * travel)
        for share in (ONSET_EARLY_SHARE, ONSET_LATER_SHARE)
    )
    if early is None or later is None:
        return float(low)
    return max(early - ONSET_BEFORE * (later - early), low - RATE_HZ)


def _crossing(curve: Array, start: int, level: float) -> float | None:
    """Fractional index at which the curve first rises through `level` after `start`."""
    for i in range(start + 1, len(curve)):
        if curve[i] >= level:
            before = curve[i - 1]
            share = (level - before) / (curve[i] - before) if curve[i] > before else 1.0
            return float(i - 1 + share) if np.isfinite(share) else float(i)
    return None


def _bottom_ends(curve: Array, low: int, share: float, travel: float) -> tuple[int, int]:
    """First and last index of the stretch around `low` that stays within `share` of the travel."""
    near = (curve <= curve[low] + share * travel) | ~np.isfinite(curve)
    first = last = low
    while first > 0 and near[first - 1]:
        first -= 1
    while last < len(curve) - 1 and near[last + 1]:
        last += 1
    return first, last


def _lockout(motion: Motion, body: Array, start: int, top: int) -> int:
    """Index of the lockout as somebody watching sees it, just after hips and chest are first up.

    Where a plate hides them, the curve `body` (the chest's or the bar's) tells instead. Up is
    within `EDGE_SHARE` of the height that is held at the top.
    """
    first, last = _bottom_ends(-body, top, TOP_SHARE, float(body[top] - body[start]))
    path = np.arange(start, last + 1)
    curves = [body]
    if motion.plausible[path].all():
        curves = [motion.height("hip"), motion.height("shoulder")]
    up = np.ones(len(path), bool)
    for curve in curves:
        level = median_seen(curve[first : last + 1])
        low = float(np.nanmin(curve[path]))
        up &= curve[path] >= level - EDGE_SHARE * (level - low)
    if not up.any():
        return top
    seen = int(path[np.argmax(up)]) + round(lockout_early_s() * RATE_HZ)
    return min(seen, last)


def timed_by_bar(rep: Rep, curve: BarCurve) -> Rep:
    """A pull from the floor with the start and end at which the bar leaves and meets the floor.

    Where the bar is not seen to rest there, they stay as they were found on the body.
    """
    off_s, on_s = floor_times(curve, rep.start_turn_end_s)
    start_s = rep.start_s if off_s is None else off_s
    return replace(rep, start_s=start_s, end_s=rep.end_s if on_s is None else on_s)


def floor_times(curve: BarCurve, rep: RepTimes) -> tuple[float | None, float | None]:
    """When the bar leaves the floor before a lockout and when it is back after it, seconds.

    `rep` is (start, turn, end) as found on the body, seconds; the turn is the lockout. None
    where the bar is not seen to rest.
    """
    start, turn, end = rep
    if turn is None:
        return None, None
    return _floor_crossing(curve, turn, start, -1), _floor_crossing(curve, turn, end, +1)


def _floor_crossing(curve: BarCurve, turn: float, near: float | None, step: int) -> float | None:
    """When the bar crosses its resting height on one side of the lockout, seconds.

    `near` is the body's start or end on that side, and `step` -1 before the lockout, +1 after it.
    """
    if near is None:
        return None
    low, high = sorted((turn, near + step * REST_S))
    index = np.flatnonzero(within(curve.time_s, low, high))[::step]
    index = index[np.isfinite(curve.height_px[index])]
    if not len(index):
        return None
    height = curve.height_px[index]
    meter = curve.torso_at_bar_px / TYPICAL_TORSO_M
    resting = height <= height.min() + OFF_FLOOR_M * meter + 4 * curve.noise_px
    floor = float(np.median(height[resting]))
    level = floor + OFF_FLOOR_M * meter + curve.noise_px
    # the crossing nearest to the lockout: beyond it another rep may begin
    last = int(np.argmax(height <= level)) - 1
    if last < 0:
        return None
    h0, h1 = height[last], height[last + 1]
    share = (h0 - level) / (h0 - h1) if h0 > h1 else 0.0
    t0, t1 = curve.time_s[index[last]], curve.time_s[index[last + 1]]
    if abs(t1 - t0) > LONGEST_FILLED_GAP_S:
        return None
    return float(t0 + share * (t1 - t0))
