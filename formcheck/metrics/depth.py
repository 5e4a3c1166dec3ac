"""How deep a squat is: the height of the hips over the knees at the bottom, in thigh lengths.

The pose model puts the hip of a deep squat too high against the knee, and less so that of one who
stops high: between lifters it shows seven tenths of a difference. How far the bar, or the chest,
goes down tells the depth of a set, too, and errs apart from the joints. Both are weighed with what
lifters do (`among_lifters`): most squat to about parallel, some stop anywhere above it every time.

A bar on the back shows far better than joints behind its plates how much deeper one rep is than
another: clean reps lower it equally within 0.02 torso, while their depths by the joints are 0.1
thigh apart. So where the bar is seen, the joints give one level for the whole set, and the bar what
the reps differ by (`_spread_by_bar`). A trunk that leans further lowers the bar, too; that part is
taken off as far as the joints surely show it (`_trunk_rises`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import SHOULDERS_BY_BAR, SHOULDERS_BY_BAR_RANGE, distance_px
from formcheck.arithmetic.robust import (
    NINETY_PERCENT,
    cell_exceedance,
    drawn_to_rest,
    lower_half_median,
    median_seen,
    student_log,
)
from formcheck.body.estimate import Lean
from formcheck.calibration import GRID, GRID_STEP, PopulationPrior, quantiles, table
from formcheck.metrics.bar_path import BarOnBack
from formcheck.metrics.descents import DescentsSeen, descents_seen
from formcheck.metrics.measurement import Measurement, Weighed, not_assessed
from formcheck.metrics.tempo import descent_is_whole
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_ALL, SHOW_BODY, Reason, ReasonCode
from formcheck.reps.levels import MOMENT_REACH_S, around
from formcheck.reps.rep_window import LARGEST_YAW_DEG, RepWindow, unseen_reason

NO_BOTTOM = Reason(ReasonCode.HIDDEN, "the bottom of the rep was hidden or cut off", SHOW_ALL)
BEHIND_PLATE = Reason(ReasonCode.HIDDEN, "a plate hid your hips at the bottom", SHOW_BODY)
CROPPED = Reason(ReasonCode.OUT_OF_PICTURE, "your hips or knees were out of the frame", SHOW_ALL)
EXACT_HALF_WIDTH_THIGH = 0.12
"""Half-width where joints are exact: depth is defined by the hip crease and the top of the knee,
and how far these are from the joints' centers is not known."""
BEHIND_PLATE_RADII = 0.75
"""Hips nearer than this to the middle of the near plate are behind it, and the pose model draws
them anywhere inside its rim."""
STANDING_THIGH = 1.0
"""Hips above the knees in who stands; what cannot be told from that is no bottom of a squat."""
LEAST_RISE_TORSO = 0.1
"""The hips are seen to rise from the bottom where they are this much higher: a tenth of an ascent,
and more than jitter."""
DEGREES_OF_FREEDOM = 4.0
"""Of the errors of joints and descents: a set that one of them loses is told by the other."""
HIPS_BY_SHOULDERS_THIGH = 1.1
"""By how many thigh lengths the hips sink when the shoulders sink by a torso and the lean stays the
same. Near parallel both sink by the same distance, and a thigh is 0.9 torso."""


def thigh_px(motion: Motion) -> float:
    """Thigh length: 90th percentile of mid hip→knee, since foreshortening only shortens it."""
    length = distance_px(motion.mid("hip"), motion.mid("knee"))
    length = length[np.isfinite(length)]
    return float(np.percentile(length, 90)) if len(length) else float("nan")


def measure(
    windows: Sequence[RepWindow], line: BarOnBack | None, leans: Sequence[Lean | None]
) -> list[Measurement]:
    """(Hip height - knee height) / thigh of each rep, negative below parallel.

    `leans` holds what the body says of each rep; None where it was not seen.
    """
    motion = windows[0].motion
    thigh = thigh_px(motion)
    raw = [depth_by_joints(w, thigh) for w in windows]
    way = SHOULDERS_BY_BAR if line is None else np.clip(line.slope, *SHOULDERS_BY_BAR_RANGE)
    lost = bar_lost(windows)
    bar = np.where(lost, np.nan, [_bar_at_bottom(w) for w in windows])
    bar_thigh = HIPS_BY_SHOULDERS_THIGH * (float(way) * bar - _trunk_rises(windows))
    depths = _spread_by_bar(raw, bar_thigh)
    read = [(w, off) for w, off, d in zip(windows, lost, raw, strict=True) if d.value is not None]
    if read and not motion.exact:
        goes = descents_seen(read, leans, thigh / motion.torso_px)
        depths = among_lifters(depths, goes)
    return [
        not_assessed("thigh", NO_BOTTOM) if _stands(one) or _stands(by_joints) else one
        for one, by_joints in zip(depths, raw, strict=True)
    ]


def _stands(depth: Measurement) -> bool:
    """Whether a depth cannot be told from that of who stands."""
    off = depth.uncertainty or 0.0
    return depth.value is not None and depth.value + off >= STANDING_THIGH


@dataclass(frozen=True)
class DescentLine:
    """How far the hips go down in a squat, as bar or chest show it; torso lengths.

    Attributes:
        at_parallel: To where they are as high as the knees.
        less_per_thigh: By how much less in one that stops a thigh length above that.
        sd: What lifters of one depth differ by, and what it is misread by.
    """

    at_parallel: float
    less_per_thigh: float
    sd: float

    def log_likelihood(self, torso: float) -> Array:
        """(len(GRID),) of depths, given the descent as read; 0 for NaN."""
        off = (torso - self.at_parallel + self.less_per_thigh * GRID) / self.sd
        return np.nan_to_num(student_log(off, DEGREES_OF_FREEDOM))


@dataclass(frozen=True)
class DepthReading:
    """How depth is read; see `[depth]` of the calibration file. Thigh lengths.

    Attributes:
        reads_beyond_thigh: Mean error of the joints from the side: what a parallel squat reads.
        less_from_behind_thigh: By how much that is less from the rear.
        shown_share: Share of what two lifters differ by that the joints show.
        half_width_thigh: 90 % half-width of the error that is left.
        by_bar_torso, by_chest_torso: How far the hips go down, as each shows it, torso lengths.
        of_lifters_thigh: Prior: how deep lifters squat who squat to about parallel.
        anywhere_share, anywhere_thigh: Share of those who stop anywhere up to a height instead.
        bar_leaves_torso: A bar on the back that is further from where it is beside the shoulders in
            the set's other reps was lost, torso lengths.
        feet_error_torso: What the height of the feet of one rep is misread by, torso lengths.
    """

    reads_beyond_thigh: float
    less_from_behind_thigh: float
    shown_share: float
    half_width_thigh: float
    by_bar_torso: DescentLine
    by_chest_torso: DescentLine
    of_lifters_thigh: PopulationPrior
    anywhere_share: float
    anywhere_thigh: float
    bar_leaves_torso: float
    feet_error_torso: float

    def mean_error_thigh(self, behind: float) -> float:
        """Mean error of the joints in a view; `behind` as `CameraView.behind`."""
        return self.reads_beyond_thigh - self.less_from_behind_thigh * behind

    def log_likelihood(self, seen: DescentsSeen) -> Array:
        """(len(GRID),) of depths: by the bar, which shows better, or else by the chest."""
        if np.isfinite(seen.by_bar_torso):
            return self.by_bar_torso.log_likelihood(seen.by_bar_torso)
        return self.by_chest_torso.log_likelihood(seen.by_chest_torso)

    @property
    def prior(self) -> Array:
        """(len(GRID),) how deep lifters squat, adding up to 1."""
        anywhere = ((GRID >= 0.0) & (self.anywhere_thigh >= GRID)).astype(float)
        most = (1.0 - self.anywhere_share) * self.of_lifters_thigh.density
        return np.asarray(most + self.anywhere_share * anywhere / anywhere.sum())


@dataclass(frozen=True)
class DepthPosterior:
    """What is known of a rep's depth. It may have two peaks: parallel, and as high as it looks.

    Attributes:
        chance: (len(GRID),) of the level of the set, adding up to 1.
        beside_thigh: By how much the rep is higher.
    """

    chance: Array
    beside_thigh: float

    def exceedance(self, limit: float) -> float:
        """Probability that it is at least so high, thigh lengths."""
        return float(self.chance @ cell_exceedance(GRID + self.beside_thigh, GRID_STEP, limit))


def depth_reading() -> DepthReading:
    """As the calibration file has it."""
    return table(DepthReading, "depth")


def among_lifters(
    depths: Sequence[Measurement], descents: DescentsSeen | None = None
) -> list[Measurement]:
    """The depths as posteriors, given joints, descents and a prior of how deep lifters squat.

    Reps of a set share their error. So the level of the set gets a posterior, and the reps keep the
    differences that were read. The level is that of the deeper half of the reps: a lifter who cuts
    some reps short squats as deep as others in the rest. At least one of the depths is known.
    """
    read = [(m.value, m.uncertainty or 0.0) for m in depths if m.value is not None]
    reading, level = depth_reading(), lower_half_median([value for value, _ in read])
    sd = read[0][1] / NINETY_PERCENT  # the joints of all reps are as unsure
    by_joints = student_log((level - reading.shown_share * GRID) / sd, DEGREES_OF_FREEDOM)
    log = by_joints + reading.log_likelihood(descents or DescentsSeen())
    weight = reading.prior * np.exp(log - log.max())
    low, mid, high = quantiles(weight)

    def weighed(depth: float, at_s: float | None) -> Weighed:
        beside = depth - level
        interval = (low + beside, high + beside)
        posterior = DepthPosterior(weight / weight.sum(), beside)
        half = (high - low) / 2
        return Weighed(mid + beside, "thigh", half, at_s, interval=interval, posterior=posterior)

    return [m if m.value is None else weighed(m.value, m.at_s) for m in depths]


def _spread_by_bar(depths: Sequence[Measurement], bar_thigh: Array) -> list[Measurement]:
    """The depths with the bar's differences between reps, about the median level of the joints.

    Args:
        depths: Of each of N reps, as the joints show it.
        bar_thigh: (N,) height of the bar at each bottom, converted to hip height in thigh lengths
            from an arbitrary zero; NaN = not seen.
    """
    joints = np.array([np.nan if d.value is None else d.value for d in depths])
    level = joints - bar_thigh
    level = level[np.isfinite(level)]
    if len(level) < 2:
        return list(depths)
    by_bar = float(np.median(level)) + bar_thigh
    return [
        d if d.value is None or np.isnan(depth) else replace(d, value=float(depth))
        for d, depth in zip(depths, by_bar, strict=True)
    ]


def _trunk_rises(windows: Sequence[RepWindow]) -> Array:
    """(N,) by how much the shoulders of each rep are higher over the hips than in the median rep.

    At the bottom, torso lengths. A trunk that leans further has its shoulders lower, and further
    forward. Both are read, and the smaller change counts, or none where they contradict each other:
    joints that are misread behind a plate rarely move as a trunk does.
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
    """Lowest height of the bar over the floor near the turn, torso lengths.

    NaN where half of it is unseen.
    """
    bar = window.motion.bar_height_torso()
    if bar is None or window.turn is None:
        return float("nan")
    near = bar[around(window.turn, MOMENT_REACH_S)]
    seen = near[np.isfinite(near)]
    return float(seen.min()) - _floor_rise(window) if len(seen) > len(near) / 2 else float("nan")


def _floor_rise(window: RepWindow) -> float:
    """By how much the feet are higher in a rep than over the clip, torso lengths.

    Who steps back, or films with a hand that sinks, moves feet and bar alike. Drawn toward 0 by
    what the feet of one rep are misread by.
    """
    first, last = window.whole
    rise = np.nan_to_num(median_seen(window.motion.height("ankle")[first : last + 1]))
    return float(drawn_to_rest(np.array([rise]), depth_reading().feet_error_torso)[0])


def bar_lost(windows: Sequence[RepWindow]) -> NDArray[np.bool_]:
    """(N,) whether the bar has left the shoulders at the bottom."""
    beside = np.array([_bar_beside_shoulders(w) for w in windows])
    usual = [median_seen(along) for along in beside.T]
    return np.asarray((np.abs(beside - usual) > depth_reading().bar_leaves_torso).any(axis=1))


def _bar_beside_shoulders(window: RepWindow) -> tuple[float, float]:
    """(x, y) of the bar from the shoulders near the turn, torso lengths; NaN where not seen."""
    motion = window.motion
    if motion.bar_px is None or window.turn is None:
        return float("nan"), float("nan")
    near = around(window.turn, MOMENT_REACH_S)
    away = (motion.bar_px - motion.mid("shoulder"))[near] / motion.torso_px
    return median_seen(away[:, 0]), median_seen(away[:, 1])


def bottom_is_seen(hip: Array, turn: int) -> bool:
    """Whether the hips are lowest at the turn and are seen to rise on both sides, without a gap.

    Where they are not, the turn is only where lifter or bar was lost or found again.
    """
    for side in (hip[turn:], hip[turn::-1]):
        higher = side > hip[turn] + LEAST_RISE_TORSO
        way = side[: int(np.argmax(higher))]
        if not higher.any() or not (way > hip[turn] - LEAST_RISE_TORSO).all():
            return False
    return True


def _behind_plate(motion: Motion, at_bottom: slice) -> bool:
    """Whether the near plate is before the hips."""
    if motion.bar_px is None:
        return False
    away_px = distance_px(motion.mid("hip")[at_bottom], motion.bar_px[at_bottom])
    return median_seen(away_px) < BEHIND_PLATE_RADII * motion.bar_radius_px


def depth_by_joints(window: RepWindow, thigh: float) -> Measurement:
    """What the joints alone show of a rep, or why they show nothing; `thigh` in pixels."""
    if window.turn is None:
        return not_assessed("thigh", NO_BOTTOM)
    if window.cropped and not window.motion.exact:  # exact joints are seen beyond it, too
        return not_assessed("thigh", CROPPED)
    first, last = around(window.turn, MOMENT_REACH_S).start, window.turn + 1
    why = unseen_reason(window, first, last)
    if why is not None:
        return not_assessed("thigh", why)
    if not window.motion.exact and _behind_plate(window.motion, slice(first, last)):
        return not_assessed("thigh", BEHIND_PLATE)
    hip = window.motion.height("hip")
    if not bottom_is_seen(hip, window.turn) or not descent_is_whole(window):
        return not_assessed("thigh", NO_BOTTOM)
    over = window.motion.mid("knee")[:, 1] - window.motion.mid("hip")[:, 1]
    value, half = median_seen(over[first:last]) / thigh, EXACT_HALF_WIDTH_THIGH
    if not window.motion.exact:
        reading = depth_reading()
        value -= reading.mean_error_thigh(window.view.behind)
        half = reading.half_width_thigh
    return Measurement(value, "thigh", half, float(window.motion.time_s[window.turn]))
