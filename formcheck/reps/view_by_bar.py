"""The camera's yaw as the bar shows it, against that of the joints.

The plates hang two thirds of a meter to the side of a lifter and over their feet: filmed from the
exact side the near one covers the place of the feet, and every degree off the side moves it along.
Behind a plate the pose model turns the trunk by up to 50°, and there the bar is right. A plate's
own shape does not tell: stacked plates look round from 35° off the side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import NEAR_SCALE, PLATE_TO_MIDDLE_TORSO
from formcheck.motion.motion import FRONT_FROM_DEG, SIDE_UP_TO_DEG, CameraView, Motion, view_name
from formcheck.reps.rep import Rep

CONTRADICTED_FROM_DEG = 15.0
"""The bar contradicts the joints where their yaws differ by more. Where both are seen they differ
by up to 10° (rendered lifters: joints are off by up to 8°, the bar over the feet by up to 5°)."""
BAR_BEFORE_TORSO = {"ankle": 0.2, "hip": 0.1}
"""How far in front of a joint the bar of an upright lifter is. It is over the middle of the feet,
so 0.2 in front of the ankles in both lifts; from the hips it is 0 in a squat and 0.2 with the bar
in front of the thighs, of which this is the mean."""
BESIDE_REP_S = 0.3
"""Upright moments up to so long before and after a rep count, too."""


def as_bar_shows(motion: Motion, reps: Sequence[Rep]) -> CameraView:
    """The view of the joints, corrected where the plate's place over feet and hips contradicts it.

    Beyond 20° the plate tells how far the camera is off the side but not in which direction, so
    the sign of the yaw stays. It never says "front" or "rear": from there plates show their edge.
    """
    view = motion.view
    if math.isnan(view.yaw_deg) or motion.bar_px is None or not reps:
        return view
    held = _upright_in(motion, reps)
    shown = {joint: _yaw_deg(motion, joint, held) for joint in BAR_BEFORE_TORSO}
    yaw = shown["ankle"]
    if math.isnan(yaw) or abs(yaw) >= FRONT_FROM_DEG:
        return view
    known = [abs(by_place) for by_place in shown.values() if not math.isnan(by_place)]
    if min(abs(abs(view.yaw_deg) - by_place) for by_place in known) <= CONTRADICTED_FROM_DEG:
        return view
    if abs(yaw) > SIDE_UP_TO_DEG:
        yaw = math.copysign(yaw, view.yaw_deg)
    # joints that say "front" name no near side; once the bar says otherwise, one of them is near
    near = view.near_side or view.nearer_side
    return replace(view, name=view_name(yaw), yaw_deg=yaw, near_side=near)


def _upright_in(motion: Motion, reps: Sequence[Rep]) -> NDArray[np.bool_]:
    """(N,) True where the lifter is upright in, shortly before or after a rep."""
    during = np.zeros(len(motion.time_s), np.bool_)
    for rep in reps:
        first_s, last_s = rep.span_s[0] - BESIDE_REP_S, rep.span_s[1] + BESIDE_REP_S
        during |= (motion.time_s >= first_s) & (motion.time_s <= last_s)
    return during & motion.upright


def _yaw_deg(motion: Motion, joint: str, held: NDArray[np.bool_]) -> float:
    """Yaw that puts a plate where it is shown; NaN when bar and joint are not seen together."""
    assert motion.bar_px is not None
    bar = motion.middle_px + (motion.bar_px[:, 0] - motion.middle_px) / NEAR_SCALE
    before = (bar - motion.mid(joint)[:, 0]) * motion.forward / motion.torso_px
    before = before[held & np.isfinite(before)]
    if not len(before):
        return math.nan
    aside = (BAR_BEFORE_TORSO[joint] - float(np.median(before))) / PLATE_TO_MIDDLE_TORSO
    return math.degrees(math.asin(min(1.0, max(-1.0, aside))))
