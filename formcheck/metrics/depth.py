"""How deep a squat is, hip against knee in thigh lengths, and how far hips travel in any rep.

The pose model puts the hip of a deep squat too high against the knee. That part is taken off; what
is left of it for one lifter and camera no reading tells, so a set is weighed with what lifters do.

How much deeper one rep is than another, a bar on the back tells far better than joints behind
its plates: clean reps lower it equally within 0.02 torso, while their depths read 0.1 thigh apart.
So where the bar is seen, the reps of a set share one reading of the joints, and differ as it does.
A trunk that leans further lowers the bar, too; what the joints surely show of that is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import SHOULDERS_BY_BAR, SHOULDERS_BY_BAR_RANGE, distance_px
from formcheck.arithmetic.robust import NINETY_PERCENT, lower_half_median, median_seen
from formcheck.body.calibration import PopulationPrior, Prior, table
from formcheck.metrics.bar_path import BarOnBack
from formcheck.metrics.measurement import Measurement, not_assessed, posterior
from formcheck.metrics.tempo import descent_is_whole
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_ALL, SHOW_BODY, Reason, ReasonCode
from formcheck.reps.levels import MOMENT_REACH_S, around
from formcheck.reps.rep_window import LARGEST_YAW_DEG, RepWindow, unseen_reason

NO_BOTTOM = Reason(ReasonCode.HIDDEN, "the bottom of the rep was hidden or cut off", SHOW_ALL)
SQUATS_ONLY = Reason(ReasonCode.OTHER_LIFT, "depth is judged in squats only")
CUT_OFF = Reason(ReasonCode.CUT_OFF, "the clip does not show the bottom of the rep")
EXACT_HALF_WIDTH_THIGH = 0.12
"""Of exact joints: their centers stand against hip crease and knee as nobody knows."""
LEAST_RISE_TORSO = 0.1
"""A tenth of the ascent: beyond what hips at rest jitter by."""
HIPS_BY_SHOULDERS_THIGH = 1.1
"""Thighs the hips go down when the shoulders go down by a torso and the trunk keeps its lean. Near
parallel both go down together, and a thigh is 0.9 torso."""


def thigh_px(motion: Motion) -> float:
    """Thigh length: 90th percentile of mid hip→knee, since foreshortening only shortens it."""
    length = distance_px(motion.mid("hip"), motion.mid("knee"))
    length = length[np.isfinite(length)]
    return float(np.percentile(length, 90)) if len(length) else float("nan")


def measure(windows: Sequence[RepWindow], line: BarOnBack | None) -> list[Measurement]:
    """(Hip height - knee height) / thigh of each rep, negative below parallel."""
    thigh = thigh_px(windows[0].motion)
    raw = [_measurement(w, thigh) for w in windows]
    way = SHOULDERS_BY_BAR if line is None else np.clip(line.slope, *SHOULDERS_BY_BAR_RANGE)
    bar = np.array([_bar_at_bottom(w) for w in windows])
    bar_thigh = HIPS_BY_SHOULDERS_THIGH * (float(way) * bar - _trunk_rises(windows))
    depths = _spread_by_bar(raw, bar_thigh)
    return depths if windows[0].motion.exact else among_lifters(depths)


@dataclass(frozen=True)
class DepthReading:
    """How depth is read off the joints; see `[depth]`.

    Attributes:
        reads_beyond_thigh: What the joints of a parallel squat read.
        less_from_behind_thigh: How much less they do from the rear.
        half_width_thigh: Of the 90 % interval of what is left of it.
        of_lifters_thigh: How deep they squat.
    """

    reads_beyond_thigh: float
    less_from_behind_thigh: float
    half_width_thigh: float
    of_lifters_thigh: PopulationPrior

    def beyond(self, behind: float) -> float:
        """What joints read beyond the depth, thighs; `behind` is that of the view."""
        return self.reads_beyond_thigh - self.less_from_behind_thigh * behind


def depth_reading() -> DepthReading:
    """As the calibration file has it."""
    return table(DepthReading, "depth")


def among_lifters(depths: Sequence[Measurement]) -> list[Measurement]:
    """The depths as posteriors of what was read and of what lifters do.

    What a set is off by its reps share. So the level of its deeper reps is drawn toward the prior
    over lifters, by as much as it is unsure, and its reps differ as read: who stops short in some
    goes as deep as others do in the rest. The prior has heavy tails, and wider ones above.
    """
    read = [m.value for m in depths if m.value is not None]
    if not read:
        return list(depths)
    level = lower_half_median(read)
    return [m if m.value is None else _posterior(m, level) for m in depths]


def _posterior(depth: Measurement, level: float) -> Measurement:
    """One rep's depth, given the level that its set was read at, thighs."""
    sd = (depth.uncertainty or 0.0) / NINETY_PERCENT
    low, mid, high = depth_reading().of_lifters_thigh.given(level, sd)
    beside = float(depth.value or 0.0) - level
    interval = (low + beside, high + beside)
    return replace(depth, value=mid + beside, uncertainty=(high - low) / 2, interval=interval)


def _spread_by_bar(
    depths: Sequence[Measurement], bar_thigh: NDArray[np.float64]
) -> list[Measurement]:
    """The depths with what the bar says of the differences between them.

    Args:
        depths: Of each rep, as the joints show it.
        bar_thigh: (N,) height of the bar at each bottom, as thighs of hip height; NaN = not seen.
    """
    joints = np.array([np.nan if d.value is None else d.value for d in depths])
    level = joints - bar_thigh
    level = level[np.isfinite(level)]
    if len(level) < 2:
        return list(depths)
    told = float(np.median(level)) + bar_thigh
    return [
        d if d.value is None or np.isnan(by_bar) else replace(d, value=float(by_bar))
        for d, by_bar in zip(depths, told, strict=True)
    ]


def _trunk_rises(windows: Sequence[RepWindow]) -> NDArray[np.float64]:
    """(N,) how much higher over the hips the shoulders are at the bottom than typical, in torsos.

    A trunk that leans further gets lower and reaches further forward. The smaller of what these
    two say is taken, and nothing where they contradict: joints that were misread behind a plate
    rarely move as a trunk does.
    """
    trunk = np.array([_trunk_at_bottom(w) for w in windows])
    trunk[~np.isfinite(trunk).all(axis=1)] = np.nan
    length = median_seen(np.hypot(trunk[:, 0], trunk[:, 1]))
    by_reach = np.sqrt(np.maximum(length**2 - trunk[:, 0] ** 2, 0))
    rises = np.nan_to_num([h - median_seen(h) for h in (trunk[:, 1], by_reach)])
    smaller = np.abs(rises).min(axis=0)
    return np.where(np.prod(rises, axis=0) > 0, np.copysign(smaller, rises[0]), 0.0)


def _trunk_at_bottom(window: RepWindow) -> tuple[float, float]:
    """(reach forward, height) from hips to shoulders near the turn, torso lengths."""
    if window.turn is None:
        return float("nan"), float("nan")
    motion = window.motion
    near = around(window.turn, MOMENT_REACH_S)
    trunk = (motion.mid("shoulder") - motion.mid("hip"))[near] / motion.torso_px
    yaw = min(np.nan_to_num(abs(window.view.yaw_deg)), LARGEST_YAW_DEG)
    return median_seen(trunk[:, 0]) / float(np.cos(np.radians(yaw))), -median_seen(trunk[:, 1])


def _bar_at_bottom(window: RepWindow) -> float:
    """Height of the bar at its lowest near the turn, torso lengths; NaN where half is unseen."""
    bar = window.motion.bar_height_torso()
    if bar is None or window.turn is None:
        return float("nan")
    near = bar[around(window.turn, MOMENT_REACH_S)]
    seen = near[np.isfinite(near)]
    return float(seen.min()) if len(seen) > len(near) / 2 else float("nan")


def bottom_is_seen(hip: NDArray[np.float64], turn: int) -> bool:
    """Whether the hips are lowest at the turn, and seen to be higher on both sides, without a gap.

    Otherwise the turn is where lifter or bar was lost or found again, on the descent or ascent.
    """
    for side in (hip[turn:], hip[turn::-1]):
        higher = side > hip[turn] + LEAST_RISE_TORSO
        way = side[: int(np.argmax(higher))]
        if not higher.any() or not (way > hip[turn] - LEAST_RISE_TORSO).all():
            return False
    return True


def _measurement(window: RepWindow, thigh: float) -> Measurement:
    if window.lift != "squat":
        return not_assessed("thigh", SQUATS_ONLY)
    if window.turn is None:
        return not_assessed("thigh", CUT_OFF)
    first, last = around(window.turn, MOMENT_REACH_S).start, window.turn + 1
    why = unseen_reason(window, first, last)
    if why is not None:
        return not_assessed("thigh", why)
    hip = window.motion.height("hip")
    if not bottom_is_seen(hip, window.turn) or not descent_is_whole(window):
        return not_assessed("thigh", NO_BOTTOM)
    over = window.motion.mid("knee")[:, 1] - window.motion.mid("hip")[:, 1]
    value, half = median_seen(over[first:last]) / thigh, EXACT_HALF_WIDTH_THIGH
    if not window.motion.exact:
        reading = depth_reading()
        value -= reading.beyond(window.view.behind)
        half = reading.half_width_thigh
    return Measurement(value, "thigh", half, float(window.motion.time_s[window.turn]))


UNSURE = Reason(ReasonCode.POOR_FIT, "how far your hips went is only roughly known", SHOW_BODY)
"""More doubt than value tells nothing."""
HIPS_HIDDEN = Reason(ReasonCode.HIDDEN, "your hips were hidden")


@dataclass(frozen=True)
class _TravelOfKind:
    of_lifters_torso: Prior
    of_body_torso: Prior
    of_joints_torso: Prior


@dataclass(frozen=True)
class _Travel:
    above: float
    degrees_of_freedom: float
    rep_torso: float
    squat: _TravelOfKind
    deadlift: _TravelOfKind
    romanian: _TravelOfKind


@dataclass(frozen=True)
class TravelPriors:
    """How hip travel is read in one kind of lift; see `[travel]`.

    Attributes:
        population: Over lifters, torso lengths.
        of_body_torso: What the body's hips over its own trunk read beyond the truth.
        of_joints_torso: The same of the joints, where there is no body.
        rep_torso: What reps of a set are off beside it.
    """

    population: PopulationPrior
    of_body_torso: Prior
    of_joints_torso: Prior
    rep_torso: float


@cache
def travel_priors(kind: str) -> TravelPriors:
    """Of squats ("squat"), deadlifts off the floor ("deadlift") or from the top ("romanian")."""
    every = table(_Travel, "travel")
    of_kind: _TravelOfKind = getattr(every, kind)
    population = PopulationPrior(
        of_kind.of_lifters_torso.mean,
        of_kind.of_lifters_torso.sd,
        every.above,
        every.degrees_of_freedom,
    )
    return TravelPriors(population, of_kind.of_body_torso, of_kind.of_joints_torso, every.rep_torso)


def measure_travel(
    windows: Sequence[RepWindow], of_body: Sequence[float | None]
) -> list[Measurement]:
    """How far the hips go in each rep: by the body's, where they are seen in all of them.

    `of_body` is their way in each rep, in lengths of the body's own trunk; None where unseen.
    Behind a plate joints are drawn where most people have them, and from low in front hips sink
    less in the picture than they do; the body explains bar, silhouette and all reps at once.
    """
    priors = travel_priors(windows[0].calibrated_as)
    joints = [_travel_of_joints(window) for window in windows]
    if windows[0].motion.exact:
        return [_exact_travel(travel, priors) for travel in joints]
    if all(travel is not None for travel in of_body):
        known = [float(travel or 0.0) for travel in of_body]
        return _travels(known, priors, priors.of_body_torso)
    return _travels(joints, priors, priors.of_joints_torso)


def _travel_of_joints(window: RepWindow) -> float | Reason:
    first, last = window.whole
    hip = window.motion.height("hip")[first : last + 1]
    return float(np.nanmax(hip) - np.nanmin(hip)) if np.isfinite(hip).any() else HIPS_HIDDEN


def _exact_travel(travel: float | Reason, priors: TravelPriors) -> Measurement:
    if isinstance(travel, Reason):
        return not_assessed("torso", travel)
    return Measurement(travel, "torso", NINETY_PERCENT * priors.rep_torso)


def _travels(
    travels: Sequence[float | Reason], priors: TravelPriors, off_torso: Prior
) -> list[Measurement]:
    """The set's level drawn toward the prior's middle; its reps differ as read."""
    read = [travel - off_torso.mean for travel in travels if not isinstance(travel, Reason)]
    if not read:
        return [not_assessed("torso", travel) for travel in travels if isinstance(travel, Reason)]
    level = float(np.median(read))
    low, mid, high = priors.population.given(level, off_torso.sd)
    half = float(np.hypot((high - low) / 2, NINETY_PERCENT * priors.rep_torso))
    more = mid - level - off_torso.mean
    return [
        not_assessed("torso", travel)
        if isinstance(travel, Reason)
        else posterior(travel + more, "torso", half)
        if travel + more > half
        else not_assessed("torso", UNSURE)
        for travel in travels
    ]
