"""From what was observed to the lifter's motion: the one place that knows how it was stored."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S, median_seen
from formcheck.motion.bar import bar_height
from formcheck.motion.bias import bias_of
from formcheck.motion.camera import stilled
from formcheck.motion.cleaning import (
    METRIC_CUTOFF_HZ,
    CleanTrack,
    clean,
    lowpass,
)
from formcheck.motion.motion import Motion
from formcheck.motion.shots import bar_in, contours_in, in_one_scale, main_shot, only
from formcheck.motion.view import CameraView, estimate_view
from formcheck.observation import posture
from formcheck.observation.bar_track import BarTrack
from formcheck.observation.observation import Observation
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import PoseTrack

Array = NDArray[np.float64]

PAIRS: Mapping[str, tuple[Lm, Lm]] = {
    "ear": (Lm.LEFT_EAR, Lm.RIGHT_EAR),
    "shoulder": (Lm.LEFT_SHOULDER, Lm.RIGHT_SHOULDER),
    "elbow": (Lm.LEFT_ELBOW, Lm.RIGHT_ELBOW),
    "wrist": (Lm.LEFT_WRIST, Lm.RIGHT_WRIST),
    "hip": (Lm.LEFT_HIP, Lm.RIGHT_HIP),
    "knee": (Lm.LEFT_KNEE, Lm.RIGHT_KNEE),
    "ankle": (Lm.LEFT_ANKLE, Lm.RIGHT_ANKLE),
    "heel": (Lm.LEFT_HEEL, Lm.RIGHT_HEEL),
    "foot": (Lm.LEFT_FOOT, Lm.RIGHT_FOOT),
}


READ_FROM = ("shoulder", "hip", "knee")
"""What every verdict hangs on."""


def motion_of(seen: Observation) -> Motion:
    """The lifter's motion: camera taken off, every shot in one scale, on one clock.

    Bar and contours are those of the main shot: elsewhere they have another place and size.
    """
    still = stilled(seen)
    poses, bar, contours = in_one_scale(still.poses, seen.shots), still.bar, still.contours
    main = main_shot(poses, seen.shots)
    if main is not None:
        bar, contours = bar_in(bar, main), contours_in(contours, main)
    track = clean(poses)
    left, right = (
        {name: track.image_px[:, pair[side]] for name, pair in PAIRS.items()} for side in (0, 1)
    )
    torso_px, anybody = standing_torso_px(track), bool(track.seen.any())
    body = [joint for name in ("hip", "shoulder") for joint in PAIRS[name]]
    bar_px = _bar_px(track.time_s, bar)
    bend_deg, lean_deg = _back_deg(track, poses)
    camera_x_px = still.camera_px[:, 0]
    return Motion(
        time_s=track.time_s,
        view=_view(track if main is None else clean(only(poses, main))),
        torso_px=torso_px,
        ground_px=median_seen(((left["ankle"] + right["ankle"]) / 2)[:, 1]),
        left=left,
        right=right,
        noise_torso=float(np.median(track.noise_px[body])) / torso_px if anybody else float("nan"),
        bias=bias_of(seen.runtime),
        bar_px=bar_px,
        bar_radius_px=float("nan") if bar_px is None else float(bar.radius_px or np.nan),
        bar=bar_height(bar, seen.camera) if torso_px > 0 else None,
        middle_px=poses.frame_size_px[0] / 2 - np.interp(track.time_s, poses.time_s, camera_x_px)
        if len(track.time_s)
        else np.zeros(0),
        cropped=_cropped(track.time_s, seen.track),
        back_bend_deg=bend_deg,
        back_lean_deg=lean_deg,
        silhouette=contours if len(contours.time_s) and len(poses.time_s) else None,
        heels=seen.heel_rises,
        pictures_s=seen.track.time_s,
        shots=seen.shots,
        other_views={
            number: _view(clean(only(poses, shot)))
            for number, shot in enumerate(seen.shots)
            if main is not None and shot != main
        },
    )


def _view(track: CleanTrack) -> CameraView:
    return estimate_view(track, upright(track))


def _cropped(clock_s: Array, poses: PoseTrack) -> NDArray[np.bool_]:
    """(N,) where a joint that reps are read from is outside the picture: the engine guesses it."""
    if not len(poses.time_s):
        return np.zeros(len(clock_s), bool)
    middles = np.stack([poses.image_px[:, PAIRS[name]].mean(axis=1) for name in READ_FROM], axis=1)
    outside = ((middles < 0) | (middles > np.array(poses.frame_size_px))).any(axis=(1, 2))
    return np.asarray(np.interp(clock_s, poses.time_s, outside.astype(float)) > 0.5)


def _bar_px(clock_s: Array, bar: BarTrack) -> Array | None:
    """(N, 2) center of the near plate on the clock; None where no plate was found."""
    ok = np.isfinite(bar.center_px[:, 0])
    if not bar.found or not len(clock_s) or not ok.any():
        return None
    known_s = bar.time_s[ok]
    center = np.stack([np.interp(clock_s, known_s, axis[ok]) for axis in bar.center_px.T], axis=1)
    center[~_near_a_sample(clock_s, known_s)] = np.nan
    return lowpass(center, METRIC_CUTOFF_HZ)


def _back_deg(track: CleanTrack, poses: PoseTrack) -> tuple[Array, Array] | tuple[None, None]:
    """(N,) bend and (N,) lean of the back's outline; None where the engine draws none.

    Each moment has the reading nearest to it: what happens between two says neither of them.
    """
    if poses.back_deg is None or not len(poses.time_s):
        return None, None
    nearest = np.searchsorted((poses.time_s[1:] + poses.time_s[:-1]) / 2, track.time_s)
    near = np.abs(poses.time_s[nearest] - track.time_s) <= LONGEST_FILLED_GAP_S / 2
    there = (near & track.seen)[:, None]
    bend, lean = np.where(there, poses.back_deg[nearest], np.nan).astype(np.float64).T
    return bend, lean


def _near_a_sample(clock_s: Array, known_s: Array) -> NDArray[np.bool_]:
    """(N,) True where the clock is inside a gap of known samples no longer than may be filled."""
    right = np.clip(np.searchsorted(known_s, clock_s), 1, len(known_s) - 1)
    gap_s = known_s[right] - known_s[right - 1]
    inside = (clock_s >= known_s[0] - 0.05) & (clock_s <= known_s[-1] + 0.05)
    return np.asarray(inside & (gap_s <= LONGEST_FILLED_GAP_S))


def standing_torso_px(track: CleanTrack) -> float:
    """The lifter's torso height while upright, in pixels; NaN when nobody is seen."""
    return posture.standing_torso_px(posture.trunk_px(track.image_px))


def upright(track: CleanTrack) -> NDArray[np.bool_]:
    """(N,) True where the torso stands near its full height."""
    return posture.upright(posture.trunk_px(track.image_px))
