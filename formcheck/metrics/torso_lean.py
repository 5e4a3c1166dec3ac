"""Torso lean from vertical: the peak of a rep, and at the bottom or lift-off.

Squats: off the fitted body (`body.estimate`). Pulls, and joints that are exact, as follows.

Two readings with opposite errors are averaged. The angle of the hip→shoulder line reads low when
the trunk is bent (the pose model pulls the shoulder back toward an upright body). The vertical
extent of the trunk against its standing height reads high (the model also shortens a bent trunk),
and does not depend on camera yaw. On rendered lifters their errors are about -5° and +6°; the
mean is within a few degrees (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.arithmetic.robust import NINETY_PERCENT, within
from formcheck.body.estimate import Lean
from formcheck.body.rise import HORIZONTAL_DEG
from formcheck.calibration import ByYaw, table
from formcheck.metrics.measurement import Measurement, Metrics, from_half_width, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_YOU, Reason, ReasonCode
from formcheck.reps.rep_window import (
    SIDES_DISAGREE,
    RepWindow,
    unseen_reason,
    view_reason,
)

SMOOTHED_S = 0.1
"""How far before and after a leap the filter of the curves smears it
(`motion.cleaning.METRIC_CUTOFF_HZ`)."""
MOST_DISAGREEMENT_DEG = 15.0
"""The two sides of a trunk lean alike up to perspective and yaw, which make 12° at most in clips
that read well. Where they differ by more, one was hidden."""
MISREAD = Reason(
    ReasonCode.POOR_FIT, "your lean was misread (nobody squats that far over)", SHOW_YOU
)
UPRIGHT_DEG = 25.0
"""Whoever pulls leans further: real ones read 53° and more, drawn ones lean 36° and more, in sumo.
A skeleton drawn up a plate reads 12°, or 25° of 62°."""
MISREAD_PULL = Reason(
    ReasonCode.POOR_FIT, "your lean was misread (nobody pulls that upright)", SHOW_YOU
)
BLENDED_TO_DEG = 25.0
"""Near upright the cosine is flat and the trunk's extent says nothing: its weight grows with the
lean up to here. Chosen."""
TRUNK_HIDDEN = Reason(ReasonCode.HIDDEN, "your torso was hidden")
HIDDEN_THERE = Reason(ReasonCode.HIDDEN, "your torso was hidden there")


@dataclass(frozen=True)
class DeadliftLean:
    """How a lean is read off the joints of a deadlift.

    Attributes:
        reads_short_deg: How much less they lean than the lifter.
        shorter_from_behind_deg: How much less still they do from the rear.
        extent_share: Weight of the trunk's vertical extent in a lean, from the side and behind;
            the rest is the line's angle.
        peak, lift_off: Half-widths of nine-in-ten intervals.
    """

    reads_short_deg: float
    shorter_from_behind_deg: float
    extent_share: float
    peak: ByYaw
    lift_off: ByYaw


def deadlift_lean() -> DeadliftLean:
    """As the calibration file has it."""
    return table(DeadliftLean, "deadlift_lean")


def lean_curve_deg(motion: Motion) -> Array:
    """(N,) best reading of the lean in the lifter's own sagittal plane, degrees.

    What leans toward a camera is drawn lower, so that from in front the trunk's extent is too short
    and says less: its weight falls with the squared cosine of the yaw.
    """
    angle = true_lean_deg(motion.lean_deg(), abs(motion.view.yaw_deg))
    extent = (motion.mid("hip") - motion.mid("shoulder"))[:, 1] / motion.torso_px
    from_extent = np.degrees(np.arccos(np.clip(extent, -1.0, 1.0)))
    most = 0.0 if motion.exact else deadlift_lean().extent_share
    most *= 1.0 - motion.view.in_front**2
    share = most * np.clip(from_extent / BLENDED_TO_DEG, 0.0, 1.0)
    return np.asarray(angle * (1 - share) + from_extent * share)


def measure(
    windows: Sequence[RepWindow], squat_leans: Sequence[Lean | None]
) -> list[dict[str, Measurement]]:
    """`lean_peak_deg` and `lean_turn_deg` of each rep; a squat's are what the body says.

    `squat_leans` holds that for each rep; None where the body was not seen.
    """
    motion = windows[0].motion
    why = view_reason(motion.view)
    if windows[0].lift == "squat" and not motion.exact:
        return [_of_body(w, lean, why) for w, lean in zip(windows, squat_leans, strict=True)]
    curve = np.where(_on_its_feet(motion), lean_curve_deg(motion), np.nan)
    return [_measurement(window, curve, why) for window in windows]


def measured_curve_deg(
    window: RepWindow,
    lean: Lean | None,
    metrics: Metrics,
    time_s: Array,
) -> Array:
    """(N,) the lean at times in a rep, for charts: a curve through all values that were measured.

    Its shape is that of the lean as read. At the turn, at the end of the ascent window and at the
    peak it is moved to the measured values, between them in proportion to time, and not at all at
    the start and end of the rep. NaN where the rep's lean was not assessed.
    """
    peak = metrics["lean_peak_deg"]
    if peak.value is None or not len(time_s):
        return np.full(len(time_s), np.nan)
    shape = _read_deg(window, lean, time_s)
    moved = {0: 0.0, len(time_s) - 1: 0.0}
    seen = np.flatnonzero(np.isfinite(shape))
    step_s = float(np.diff(time_s).max(initial=0.0))
    for at_s, value in _measured_at(window, metrics):
        # a peak may be the last that is seen
        near = seen[within(time_s[seen], at_s - step_s, at_s + step_s)]
        if len(near):
            place = int(near[np.argmin(np.abs(time_s[near] - at_s))])
            moved[place] = min(value, peak.value) - shape[place]
    places = sorted(moved)
    by = np.interp(np.arange(len(time_s)), places, [moved[place] for place in places])
    return np.minimum(shape + by, peak.value)


def _read_deg(window: RepWindow, lean: Lean | None, time_s: Array) -> Array:
    if lean is not None:
        return np.interp(time_s, lean.time_s, lean.read_deg)
    motion = window.motion
    curve = np.where(_on_its_feet(motion), lean_curve_deg(motion), np.nan)
    return np.interp(time_s, motion.time_s, curve)


def _measured_at(window: RepWindow, metrics: Metrics) -> Iterator[tuple[float, float]]:
    """(seconds, degrees) of what a rep's lean was measured by, the peak last."""
    turn, gain, peak = (
        metrics[name] for name in ("lean_turn_deg", "lean_gain_deg", "lean_peak_deg")
    )
    at = window.ascent_start
    if turn.value is not None and at is not None:
        yield float(window.motion.time_s[at]), turn.value
        if turn.at_s is not None:  # the picture nearest to it
            yield turn.at_s, turn.value
        if gain.value is not None and gain.at_s is not None:
            yield gain.at_s, turn.value + gain.value
    if peak.value is not None and peak.at_s is not None:
        yield peak.at_s, peak.value


def _of_body(window: RepWindow, lean: Lean | None, why: Reason | None) -> dict[str, Measurement]:
    """A squat's lean as the posterior of what the body showed and what lifters do."""
    why = why or unseen_reason(window, *window.whole)
    if why is not None or lean is None:
        return _abstain(why or TRUNK_HIDDEN)
    if lean.peak_deg > HORIZONTAL_DEG:
        return _abstain(MISREAD)
    half = NINETY_PERCENT * lean.sd_deg
    out = {"lean_peak_deg": from_half_width(lean.peak_deg, "deg", half, lean.peak_s)}
    if window.turn is None or np.isnan(lean.turn_deg):
        out["lean_turn_deg"] = not_assessed("deg", HIDDEN_THERE)
    else:
        at_s = float(window.motion.time_s[window.turn])
        out["lean_turn_deg"] = from_half_width(lean.turn_deg, "deg", half, at_s)
    return out


def _on_its_feet(motion: Motion) -> NDArray[np.bool_]:
    """(N,) False near moments in which the body is drawn upside down or on the floor.

    Smoothing turns such a body over, through every lean there is.
    """
    reach = round(SMOOTHED_S * RATE_HZ)
    wrong = motion.seen & ~motion.plausible
    return np.asarray(np.convolve(wrong, np.ones(2 * reach + 1), "same") == 0)


def mostly_hidden(windows: Sequence[RepWindow], squat_leans: Sequence[Lean | None]) -> bool:
    """Whether plates hid the lean in half of the reps or more, in a view that could show it.

    It is hidden in a rep where it was not assessed, where the two sides disagree, and where the
    plate hides the head: the shoulders are those of a proxy then.
    """
    if view_reason(windows[0].view) is not None:
        return False
    seen = [
        not (window.turn is not None and window.motion.head_unseen[window.turn])
        and _both_sides_seen(window, lean["lean_peak_deg"])
        for window, lean in zip(windows, measure(windows, squat_leans), strict=True)
    ]
    return sum(seen) <= len(seen) / 2


def _both_sides_seen(window: RepWindow, peak: Measurement) -> bool:
    if peak.value is None or peak.at_s is None:
        return False
    at = int(np.searchsorted(window.motion.time_s, peak.at_s))
    return sides_differ_deg(window, at) <= MOST_DISAGREEMENT_DEG


def sides_differ_deg(window: RepWindow, index: int) -> float:
    """How differently the left and the right side of a rigid trunk lean in the picture."""
    near, far = (window.motion.lean_deg(side)[index] for side in ("near", "far"))
    return float(abs(near - far))


def _measurement(window: RepWindow, curve: Array, why: Reason | None) -> dict[str, Measurement]:
    first, last = window.whole
    why = why or unseen_reason(window, first, last)
    if why is not None:
        return _abstain(why)
    part = curve[first : last + 1]
    if not np.isfinite(part).any():
        return _abstain(TRUNK_HIDDEN)
    peak = first + int(np.nanargmax(part))
    if window.lift == "squat" and curve[peak] > HORIZONTAL_DEG:
        return _abstain(MISREAD)
    if window.lift == "deadlift" and curve[peak] < UPRIGHT_DEG:
        return _abstain(MISREAD_PULL)
    if sides_differ_deg(window, peak) > MOST_DISAGREEMENT_DEG:
        return _abstain(SIDES_DISAGREE)
    joints = deadlift_lean()
    short_deg = joints.reads_short_deg + joints.shorter_from_behind_deg * window.view.behind
    short_deg = 0.0 if window.motion.exact else short_deg

    def read(at: int, half_width: ByYaw) -> Measurement:
        half_width_deg = half_width.at(abs(window.view.yaw_deg))
        at_s = float(window.motion.time_s[at])
        return Measurement(float(curve[at]) + short_deg, "deg", half_width_deg, at_s)

    out = {"lean_peak_deg": read(peak, joints.peak)}
    # the document wants the bottom of a squat or a Romanian pull, but lift-off of another
    at = window.ascent_start
    if at is None or np.isnan(curve[at]):
        out["lean_turn_deg"] = not_assessed("deg", HIDDEN_THERE)
    else:  # one moment has one lean
        out["lean_turn_deg"] = read(at, joints.peak if at == peak else joints.lift_off)
    return out


def _abstain(why: Reason) -> dict[str, Measurement]:
    return {name: not_assessed("deg", why) for name in ("lean_peak_deg", "lean_turn_deg")}
