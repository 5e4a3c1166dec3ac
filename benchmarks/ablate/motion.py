"""Rules of `formcheck/motion`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.ablate.taken_out import Out, edit, put
from formcheck.motion import bar, cleaning, make, motion
from formcheck.observation import poses, tracks

_FEET = make.feet_tell()
about_usual = tracks.CameraTrack.about_usual


def _shift_alone(camera: Any, shots: Any = ()) -> Any:
    return replace(camera, roll_rad=0 * camera.roll_rad, zoom=np.ones_like(camera.zoom))


def _surely(camera: Any, shots: Any = ()) -> Any:
    sure = replace(camera, roll_sigma_rad=np.zeros_like(camera.roll_sigma_rad))
    return about_usual(sure, shots)


def _nowhere(image_px: Any, height_px: float) -> Any:
    return np.zeros(len(image_px), np.bool_)


RULES = (
    Out(
        "motion",
        "the camera's motion is taken off",
        (put(make, stilled=lambda seen: seen),),
    ),
    Out(
        "motion",
        "feet contradict the camera's motion",
        (put(make, contradicted_by_feet=lambda poses, camera: False),),
    ),
    Out(
        "motion",
        "feet that stand show that the camera does",
        (put(make, feet_tell=lambda: replace(_FEET, stand_torso=0.0)),),
        "shrug", "shrug_torso",
    ),
    Out(
        "motion",
        "feet that sway show what a hand does",
        (put(make, feet_tell=lambda: replace(_FEET, sway_torso=float("inf"))),),
        metric="lean_gain_deg",
    ),
    Out(
        "motion",
        "the camera's roll and zoom, too",
        (put(tracks.CameraTrack, about_usual=_shift_alone),),
        metric="lean_gain_deg",
    ),
    Out(
        "motion",
        "the camera's roll and zoom as far as they are sure",
        (put(tracks.CameraTrack, about_usual=_surely),),
        "shrug", "shrug_torso",
    ),
    Out("motion", "feet that leap are no feet", (put(cleaning, floating=_nowhere),)),
    Out(
        "motion",
        "lone joints far from their neighbors",
        (put(cleaning, without_outliers=lambda values, window=7: values),),
    ),
    Out(
        "motion",
        "ears behind a plate",
        (edit(cleaning.clean, "image_px[np.ix_(hidden, np.array(EARS))] = np.nan", "pass"),),
        "neck_posture",
    ),
    Out(
        "motion",
        "bar: lone places far from their neighbors",
        (put(bar, _without_jumps=lambda height: height),),
        "shrug", "shrug_torso",
    ),
    Out(
        "motion",
        "bar: as sure as the background is still",
        (edit(bar.bar_samples, "camera is not None and camera.measured", "False"),),
        "shrug", "shrug_torso",
    ),
    Out(
        "motion",
        "bar: long gaps stay open",
        (edit(make._bar_px, "center[~bridged(clock_s, known_s, BAR_STAYS_S)] = np.nan", ""),),
    ),
    Out("motion", "shots in one scale", (put(make, in_one_scale=lambda track, cuts: track),)),
    Out(
        "motion",
        "standing torso: upright moments only",
        (edit(poses.standing_torso_px, "if standing.any()", "if False"),),
        None, "hip_travel_torso",
    ),
    Out(
        "motion",
        "standing torso: … and not those of who is much nearer",
        (put(make, much_nearer=lambda image_px: np.zeros(len(image_px), np.bool_)),),
        None, "hip_travel_torso",
    ),
    Out(
        "motion",
        "yaw: short feet take the length that fits",
        (edit(poses.camera_yaw, "if length > abs(width):", "if False:"),),
        None, "lean_gain_deg",
    ),
    Out(
        "motion",
        "postures no body can take",
        (put(motion, on_feet=lambda hip, chest, feet=0.0: np.isfinite(hip)),),
        beyond=True,
    ),
    Out(
        "reps",
        "bar: a full plate off the floor gives the scale",
        (edit(bar.scaled_to_body, "if from_floor and full:", "if False:"),),
        "shrug", "shrug_torso",
    ),
    Out(
        "reps",
        "bar: its way against the body's gives the scale",
        (edit(bar._ratio_to_body, "if of_body.min() < LEAST_TRAVEL_PX:", "if True:"),),
        "shrug", "shrug_torso",
    ),
)  # fmt: skip
