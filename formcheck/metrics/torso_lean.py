"""Torso lean from vertical: the peak of a rep, and at the bottom or lift-off.

Squats: off the fitted body (`formcheck.body.lean`). Pulls, and joints that are exact, as follows.

Two readings with opposite errors are averaged. The angle of the hip→shoulder line reads low when
the trunk is bent (the pose model pulls the shoulder back toward an upright body). The vertical
extent of the trunk against its standing height reads high (the model also shortens a bent trunk),
and does not depend on camera yaw. On rendered lifters their errors are about -5° and +6°; the
mean is within a few degrees (docs/accuracy.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.body.lean import Lean
from formcheck.metrics.bar_on_back import BarOnBack
from formcheck.metrics.measurement import NINETY_PERCENT, Measurement, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.motion.view import CameraView
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import (
    LARGEST_YAW_DEG,
    MOST_UNSEEN_SHARE,
    SIDES_DISAGREE,
    RepWindow,
    angle_reason,
    unseen_reason,
)

SMOOTHED_S = 0.1
"""So far the filter carries a leap (`motion.cleaning.METRIC_CUTOFF_HZ`)."""
MOST_DISAGREEMENT_DEG = 15.0
"""Sides of a trunk lean alike up to perspective and yaw (12° at most in clips that read well)."""
MOST_WITH_NEAR_DEG = 25.0
"""Where they part by more than that, but not by more than this, and the head is seen, the far side
was hidden behind the near one, which tells the lean alone; half of the difference is added to the
half width. Where the head is hidden, too, both sides are guessed."""
MOST_READINGS_DIFFER_DEG = 10.0
"""Its angle and its extent agree within 8° where the near side was seen then (rendered: within 4°
in six of seven, and right within 3° there), and differ by 23° where it was lost itself."""
UNCERTAINTY_SIDE_DEG = 7.0
UNCERTAINTY_TURN_DEG = 9.0
"""At the bottom and at lift-off plates hide most, and a tenth of a second is several degrees."""
UNCERTAINTY_PER_YAW_DEG = 0.08
"""Half widths that held the truth in nine of ten rendered reps."""
ALIKE_DEG = 5.0
"""Reps of one lifter repeat their peak lean within this, and drift by little more."""
LEAST_REPS = 3
MOSTLY_HIDDEN_DEG = 15.0
"""Half width where the lean of half of the reps or more was hidden: what is left was hardly seen
either (in four followings of one set behind plates it read 28, 32, 37 and 54°). As much is added
where a plate hides head and shoulders and they are read off the bar: reps of a set repeat as well
as others, but where the shoulders lie under the bar is known to a tenth of a torso (rendered: nine
in ten within 10°; one real squat read 41 to 55° in four followings)."""
OFF_THE_BAR = Reason(
    ReasonCode.HIDDEN_BY_PLATE,
    "your shoulders and the bar did not move together for too much of this rep (a plate hides "
    "you); film a little from the front, with your whole body in the frame",
)
TOO_LITTLE = Reason(ReasonCode.CUT_OFF, "the clip shows too little of this rep")
TRUNK_HIDDEN = Reason(ReasonCode.HIDDEN, "your torso was hidden in this rep")
NO_MOMENT = Reason(ReasonCode.CUT_OFF, "the clip does not show this moment")
HIDDEN_THERE = Reason(ReasonCode.HIDDEN, "your torso was hidden there")


def lean_curve_deg(motion: Motion) -> NDArray[np.float64]:
    """(N,) best reading of the lean in the lifter's own sagittal plane, degrees."""
    return _of_both(*_two_readings_deg(motion, "mid"), motion)


def _two_readings_deg(
    motion: Motion, which: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) lean by the angle and by the extent of one side of the trunk: mid, near or far."""
    angle = true_lean_deg(motion.lean_deg(which), min(abs(motion.view.yaw_deg), LARGEST_YAW_DEG))
    hip, shoulder = map(motion.joints(which), ("hip", "shoulder"))
    extent = (hip - shoulder)[:, 1] / motion.torso_px
    return angle, np.degrees(np.arccos(np.clip(extent, -1.0, 1.0)))


def _of_both(
    angle: NDArray[np.float64], from_extent: NDArray[np.float64], motion: Motion
) -> NDArray[np.float64]:
    share = motion.bias.extent_share * np.clip(from_extent / 25.0, 0.0, 1.0)
    # near upright the cosine is flat and the extent says nothing; blend it in with the lean
    return np.asarray(angle * (1 - share) + from_extent * share)


def _near_side_deg(motion: Motion) -> NDArray[np.float64]:
    """(N,) lean of the near side alone, NaN where its two readings contradict each other."""
    angle, extent = _two_readings_deg(motion, "near")
    agree = np.abs(angle - extent) <= MOST_READINGS_DIFFER_DEG
    return np.where(agree, _of_both(angle, extent, motion), np.nan)


def measure(
    windows: Sequence[RepWindow], line: BarOnBack | None, squat_leans: Sequence[Lean | None]
) -> list[dict[str, Measurement]]:
    """`lean_peak_deg` and `lean_turn_deg` of each rep.

    Args:
        windows: The reps of a set.
        line: Where a bar on the back says that the shoulders are.
        squat_leans: By rep, what the fitted body says; None where there is none.
    """
    if not windows:
        return []
    motion = windows[0].motion
    why = angle_reason(motion)
    if windows[0].lift == "squat" and not motion.exact:
        return [_of_body(w, lean, why) for w, lean in zip(windows, squat_leans, strict=True)]
    under_bar = np.ones(len(motion.time_s), np.bool_) if line is None else line.under(motion)
    curves = lean_curve_deg(motion), _near_side_deg(motion)
    mid, near = (np.where(_on_its_feet(motion), curve, np.nan) for curve in curves)
    return _less_sure_alone([_one(w, mid, near, under_bar, why) for w in windows])


def _of_body(window: RepWindow, lean: Lean | None, why: Reason | None) -> dict[str, Measurement]:
    """A squat's lean as the posterior of what the body showed and what lifters do."""
    if why is None and window.whole is None:
        why = TOO_LITTLE
    if why is None and window.whole is not None:
        why = unseen_reason(window, *window.whole)
    if why is not None or lean is None:
        return _abstain(why or TRUNK_HIDDEN)
    half = NINETY_PERCENT * lean.sd_deg
    out = {"lean_peak_deg": _posterior(lean.peak_deg, half, lean.peak_s)}
    if window.turn is None or np.isnan(lean.turn_deg):
        why = NO_MOMENT if window.turn is None else HIDDEN_THERE
        out["lean_turn_deg"] = not_assessed("deg", why)
    else:
        at_s = float(window.motion.time_s[window.turn])
        out["lean_turn_deg"] = _posterior(lean.turn_deg, half, at_s)
    return out


def _posterior(value: float, half: float, at_s: float) -> Measurement:
    return Measurement(value, "deg", half, at_s, interval=(value - half, value + half))


def _on_its_feet(motion: Motion) -> NDArray[np.bool_]:
    """(N,) True away from moments in which the body is drawn upside down or on the floor.

    Smoothing turns it over through every lean there is.
    """
    reach = round(SMOOTHED_S * RATE_HZ)
    wrong = motion.seen & ~motion.believable
    return np.convolve(wrong, np.ones(2 * reach + 1), "same") < 0.5


def mostly_hidden(windows: Sequence[RepWindow], leans: Sequence[dict[str, Measurement]]) -> bool:
    """Whether a view that shows leans did not in half of the reps or more: plates hid the body.

    A lean of shoulders that were read off the bar, or off one side alone, was not seen, either.
    """
    if not windows or angle_reason(windows[0].motion) is not None:
        return False
    seen = [
        not _head_hidden(window) and _both_sides_seen(window, lean["lean_peak_deg"])
        for window, lean in zip(windows, leans, strict=True)
    ]
    return sum(seen) <= len(seen) / 2


def _head_hidden(window: RepWindow) -> bool:
    return window.turn is not None and bool(window.motion.head_unseen[window.turn])


def _both_sides_seen(window: RepWindow, peak: Measurement) -> bool:
    if peak.value is None or peak.at_s is None:
        return False
    at = int(np.searchsorted(window.motion.time_s, peak.at_s))
    return sides_differ_deg(window, at) <= MOST_DISAGREEMENT_DEG


def _less_sure_alone(reps: list[dict[str, Measurement]]) -> list[dict[str, Measurement]]:
    """A peak far from those of all other reps is as uncertain as it is far.

    Lifters do lean further in one rep than in the others; joints that a plate hides do so more
    often, and by more. Where it hid most reps, the others are no better.
    """
    peaks = np.array([np.nan if (m := r["lean_peak_deg"]).value is None else m.value for r in reps])
    read = np.isfinite(peaks).sum()
    if len(reps) > 1 and read <= len(reps) / 2:
        return [rep | _less_sure(rep, MOSTLY_HIDDEN_DEG) for rep in reps]
    if read == len(reps) < LEAST_REPS:
        return reps  # of two that differ nobody knows which one is the odd one
    return [rep | _less_sure(rep, _beyond_all(peaks, place)) for place, rep in enumerate(reps)]


def _beyond_all(peaks: NDArray[np.float64], place: int) -> float:
    """How far one of the peaks lies beyond what is alike to any other, degrees."""
    apart = np.delete(np.abs(peaks - peaks[place]), place)
    return max(0.0, float(np.nanmin(apart)) - ALIKE_DEG) if np.isfinite(apart).any() else 0.0


def _less_sure(rep: dict[str, Measurement], by_deg: float) -> dict[str, Measurement]:
    peak = rep["lean_peak_deg"]
    if peak.value is None or peak.uncertainty is None:
        return {}
    return {"lean_peak_deg": replace(peak, uncertainty=float(np.hypot(peak.uncertainty, by_deg)))}


def uncertainty_deg(view: CameraView) -> float:
    """90 % half width of an absolute lean in this view."""
    return UNCERTAINTY_SIDE_DEG + UNCERTAINTY_PER_YAW_DEG * abs(view.yaw_deg)


def sides_differ_deg(window: RepWindow, index: int) -> float:
    """How differently the left and the right side of a rigid trunk lean in the picture."""
    near, far = (window.motion.lean_deg(side)[index] for side in ("near", "far"))
    return float(abs(near - far))


def _one(
    window: RepWindow,
    mid: NDArray[np.float64],
    near: NDArray[np.float64],
    under_bar: NDArray[np.bool_],
    why: Reason | None,
) -> dict[str, Measurement]:
    if why is None and window.whole is None:
        why = TOO_LITTLE
    if why is None and window.whole is not None:
        first, last = window.whole
        why = unseen_reason(window, first, last)
        if why is None and under_bar[first : last + 1].mean() < 1 - MOST_UNSEEN_SHARE:
            why = OFF_THE_BAR
    if why is not None or window.whole is None:
        return _abstain(why or TOO_LITTLE)
    peak = _peak(window.whole, mid, under_bar)
    if peak is None:
        return _abstain(TRUNK_HIDDEN)
    differ = sides_differ_deg(window, peak)
    if differ <= MOST_DISAGREEMENT_DEG:
        return _read(window, mid, peak, 0.0)
    near_peak = _peak(window.whole, near, under_bar)
    # what the near side reads elsewhere is no peak where it reads nothing at the furthest lean
    hidden = np.isnan(near[peak]) or window.motion.head_unseen[peak]
    if near_peak is None or hidden or differ > MOST_WITH_NEAR_DEG:
        return _abstain(SIDES_DISAGREE)
    return _read(window, near, near_peak, differ / 2)


def _peak(
    whole: tuple[int, int], curve: NDArray[np.float64], under_bar: NDArray[np.bool_]
) -> int | None:
    """Where in a rep the curve is largest, of what was seen; None when nothing was."""
    first, last = whole
    part = np.where(under_bar, curve, np.nan)[first : last + 1]
    return first + int(np.nanargmax(part)) if np.isfinite(part).any() else None


def _read(
    window: RepWindow, curve: NDArray[np.float64], peak: int, doubt_deg: float
) -> dict[str, Measurement]:
    spread = float(np.hypot(uncertainty_deg(window.view), doubt_deg))
    if window.motion.head_unseen[peak]:
        spread = float(np.hypot(spread, MOSTLY_HIDDEN_DEG))
    time_s = window.motion.time_s
    out = {"lean_peak_deg": Measurement(float(curve[peak]), "deg", spread, float(time_s[peak]))}
    # the document wants the bottom of a squat, but lift-off of a deadlift
    at = window.turn if window.starts_at_top else window.start
    if at is None or np.isnan(curve[at]):
        why = NO_MOMENT if at is None else HIDDEN_THERE
        out["lean_turn_deg"] = not_assessed("deg", why)
    else:
        spread += UNCERTAINTY_TURN_DEG - UNCERTAINTY_SIDE_DEG
        out["lean_turn_deg"] = Measurement(float(curve[at]), "deg", spread, float(time_s[at]))
    return out


def _abstain(why: Reason) -> dict[str, Measurement]:
    return {name: not_assessed("deg", why) for name in ("lean_peak_deg", "lean_turn_deg")}
