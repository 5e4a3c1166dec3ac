"""The head's posture: the ear against the shoulder and the line of the trunk (a proxy).

How far forward the ear sits of the trunk line depends on the body and on the pose model, so a rep
is compared with the lifter's other reps: a head that is thrown up or dropped in one rep shows,
one that is always carried forward does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import lean_from_vertical_deg
from formcheck.metrics.bar_path import BarOnBack
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.motion import Motion
from formcheck.reasons import SHOW_HEAD_PAST_PLATE, Reason, ReasonCode
from formcheck.reps.rep_window import (
    LEAST_COMPARED,
    MOST_UNSEEN_SHARE,
    RepWindow,
    unseen_reason,
    view_reason,
)

UNCERTAINTY_DEG = 6.0
"""90 % half-width."""
MOST_SPREAD_DEG = 3.0
"""The reference reps have one head posture. Where their readings scatter by more than this (median
absolute deviation), a plate hides the head and nothing is compared."""
GROUPS_APART_DEG = 8.0
"""Reps whose postures are this far apart fall into different groups, as real changes read 8 to 15°.
The largest group are the reference reps, if it has more than half of all, or half and three."""
LEAST_EAR_SHARE = 0.4
"""A change of the head counts only as far as each ear shows at least this share of it. Where heads
were thrown up or dropped each ear showed 0.5 to 1.3 of it; an ear that comes out from behind a
plate alone moves the middle of both by as much."""
NECK_REACHES_DEG, MOST_IMPOSSIBLE_SHARE = 60.0, 0.02
"""An ear further off the trunk's line than a neck bends is a guess behind a plate. With a larger
share of such samples the head counts as hidden in the rep."""
MOST_SIDES_DIFFER_DEG = 30.0
"""From the exact side both ears are over their shoulders at nearly the same angle. Off the side the
two angles differ by about as many degrees as the yaw, since shoulders are wider apart than ears.
Where they differ by this much more, one ear was guessed: the excess is 5 to 25° where heads are
seen, and 50 to 70° behind plates."""
HIDDEN_IN_REP = Reason(ReasonCode.HIDDEN, "your head was hidden")
SHOW_HEAD = "keep your head in the frame"


def ear_forward_deg(motion: Motion, which: str = "mid") -> Array:
    """(N,) angle of shoulder→ear forward of hip→shoulder: which = mid, near or far."""
    joints = motion.joints(which)
    ear, shoulder, hip = (joints[name] for name in ("ear", "shoulder", "hip"))
    neck = lean_from_vertical_deg(shoulder, ear, motion.forward)
    return neck - lean_from_vertical_deg(hip, shoulder, motion.forward)


def measure(
    windows: Sequence[RepWindow], line: BarOnBack | None, *, plate: bool
) -> list[Measurement]:
    """How far the head's posture in each rep differs from that of the reference reps.

    Args:
        windows: The reps of one shot.
        line: Where a bar on the back has the shoulders; samples that disagree are left out.
        plate: Whether there is a plate that may hide the head.
    """
    why = _why_not(windows)
    if why is None:
        motion = windows[0].motion
        curves = [ear_forward_deg(motion, which) for which in ("mid", "near", "far")]
        one_guessed_deg = MOST_SIDES_DIFFER_DEG + abs(motion.view.yaw_deg)
        hidden = np.abs(curves[1] - curves[2]) > one_guessed_deg
        if line is not None:
            hidden = hidden | ~line.agrees(motion)
        both, near, far = (
            np.array([_head_posture_deg(w, np.where(hidden, np.nan, curve)) for w in windows])
            for curve in curves
        )
        both[np.isnan(near) | np.isnan(far)] = np.nan
        reference = _reference_reps(both)
        why = _unsteady(both, reference, plate=plate)
    if why is not None:
        return [not_assessed("deg", why)] * len(windows)
    changes = _changes_deg(both, (near, far), reference)
    return [_measurement(c, w) for c, w in zip(changes, windows, strict=True)]


def _why_not(windows: Sequence[RepWindow]) -> Reason | None:
    if len(windows) < LEAST_COMPARED:
        return Reason(
            ReasonCode.TOO_FEW_REPS,
            "head position is compared between reps, and we need at least three in one take",
        )
    return view_reason(windows[0].view)


def _reference_reps(carried_deg: Array) -> NDArray[np.bool_]:
    """(N,) True for the reps that the others are compared with: the largest group.

    Sorted by posture, groups are divided by gaps of `GROUPS_APART_DEG`. Where two groups are the
    largest there is no reference.
    """
    order = np.argsort(carried_deg)[: int(np.isfinite(carried_deg).sum())]
    groups = np.split(order, np.flatnonzero(np.diff(carried_deg[order]) >= GROUPS_APART_DEG) + 1)
    sizes = sorted((len(g) for g in groups), reverse=True)
    reference = np.zeros(len(carried_deg), np.bool_)
    if len(sizes) == 1 or sizes[0] > sizes[1]:
        reference[max(groups, key=len)] = True
    return reference


def _unsteady(carried_deg: Array, reference: NDArray[np.bool_], *, plate: bool) -> Reason | None:
    """Why the set has no posture to compare with; None where it has one."""
    known = carried_deg[np.isfinite(carried_deg)]
    if len(known) < LEAST_COMPARED:
        return _hidden("your head was hidden in most reps", plate=plate)
    alike = carried_deg[reference]
    most = len(alike) > len(known) / 2 or (
        len(alike) >= LEAST_COMPARED and len(alike) == len(known) / 2
    )
    if not most or np.median(abs(alike - np.median(alike))) > MOST_SPREAD_DEG:
        return _hidden("your head kept going out of view", plate=plate)
    return None


def _hidden(why: str, *, plate: bool) -> Reason:
    if plate:
        return Reason(ReasonCode.HIDDEN_BY_PLATE, why, SHOW_HEAD_PAST_PLATE)
    return Reason(ReasonCode.HIDDEN, why, SHOW_HEAD)


def _changes_deg(
    both_deg: Array,
    ears_deg: Sequence[Array],
    reference: NDArray[np.bool_],
) -> Array:
    """(N,) change of the posture, no larger than each ear supports (`LEAST_EAR_SHARE`)."""
    change = both_deg - np.median(both_deg[reference])
    least = np.abs(change)
    for ear in ears_deg:
        along = (ear - np.median(ear[reference])) * np.sign(change)
        least = np.minimum(least, np.maximum(0.0, along) / LEAST_EAR_SHARE)
    return least + 0.0  # no -0


def _head_posture_deg(window: RepWindow, curve: Array) -> float:
    """How the head was held in a rep, degrees; NaN where it was hidden."""
    first, last = window.whole
    if unseen_reason(window, first, last) is not None:
        return float("nan")
    part = curve[first : last + 1]
    if np.isnan(part).mean() > MOST_UNSEEN_SHARE:
        return float("nan")
    part = part[np.isfinite(part)]
    if (np.abs(part) > NECK_REACHES_DEG).mean() > MOST_IMPOSSIBLE_SHARE:
        return float("nan")
    return float(np.median(part))


def _measurement(change_deg: float, window: RepWindow) -> Measurement:
    if window.turn is None or np.isnan(change_deg):
        return not_assessed("deg", HIDDEN_IN_REP)
    at = float(window.motion.time_s[window.turn])
    return Measurement(float(change_deg), "deg", UNCERTAINTY_DEG, at)
