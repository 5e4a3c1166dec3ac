"""What was seen of the reps, sampled for the body fit: lengths in torsos, x forward, y up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body.rear_edge import hip_contour_px
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.rep_window import RepWindow

Array = NDArray[np.float64]

JOINTS = ("ankle", "knee", "hip", "shoulder")
SIDES = ("near", "far")
STEP = round(RATE_HZ / 15)
"""15 samples a second: movement below 6 Hz is all there."""
MARGIN_S = 0.5
"""Beside a rep the lifter stands, which tells the lengths."""
LEAST_SAMPLES = 9
"""Of a rep, which lasts for half a second and more."""
TOP_AND_LOW = (95.0, 2.0)
"""Percentiles of a height: of the standing lifter, and at the lowest of the set."""


@dataclass(frozen=True)
class BodyMeasurements:
    """Joints and bar of a lifter during the reps.

    Attributes:
        time_s: (T,) seconds.
        rep: (T,) index of the rep that a sample belongs to.
        joints: (T, 4, 2, 2) `JOINTS` by `SIDES` by (x, y), torso lengths; NaN = not seen.
        bar: (T, 2) center of the near plate, torso lengths; NaN = not seen.
        contour: (T, 2) rearmost place of the silhouette beside the hips; NaN = not seen.
        behind_plate: (T, 4, 2) True where the joint lies inside the plate's disc.
        head_hidden: (T,) True where a plate hides the head.
        depth: (T,) how far down the hips are, 0 standing to 1 at the lowest of the set.
    """

    time_s: Array
    rep: NDArray[np.intp]
    joints: Array
    bar: Array
    contour: Array
    behind_plate: NDArray[np.bool_]
    head_hidden: NDArray[np.bool_]
    depth: Array


def sample_reps(windows: Sequence[RepWindow]) -> BodyMeasurements | None:
    """Sample the reps of a set; None where no rep shows enough."""
    of_reps = enumerate(map(window_samples, windows))
    places = [(n, samples) for n, samples in of_reps if len(samples) >= LEAST_SAMPLES]
    if not places:
        return None
    motion = windows[0].motion
    index = np.concatenate([samples for _, samples in places])
    rep = np.concatenate([np.full(len(samples), n) for n, samples in places])
    joints = _joints(motion)[index]
    nothing = np.full((len(index), 2), np.nan)
    bar = nothing if motion.bar_px is None else _in_torsos(motion.bar_px, motion)[index]
    contour_px = hip_contour_px(motion, on_back=windows[0].lift == "squat")
    hip_height = motion.height("hip")[index]
    top, low = np.nanpercentile(hip_height, TOP_AND_LOW)
    return BodyMeasurements(
        time_s=motion.time_s[index],
        rep=rep,
        joints=joints,
        bar=bar,
        contour=_in_torsos(contour_px, motion)[index],
        behind_plate=_behind_plate(joints, bar, motion),
        head_hidden=motion.head_unseen[index],
        depth=np.nan_to_num((top - hip_height) / max(top - low, 0.1)),
    )


def window_samples(window: RepWindow) -> NDArray[np.intp]:
    """Indices into the 60-Hz curves: the rep with a margin on both sides, every `STEP`."""
    whole = window.whole
    if whole is None:
        return np.zeros(0, np.intp)
    margin = round(MARGIN_S * RATE_HZ)
    first = max(0, whole[0] - margin)
    last = min(len(window.motion.time_s) - 1, whole[1] + margin)
    return np.arange(first, last + 1, STEP)


def _joints(motion: Motion) -> Array:
    """(N, 4, 2, 2) of the whole clip."""
    sides = [
        np.stack([_in_torsos(motion.joints(side)(joint), motion) for side in SIDES], axis=1)
        for joint in JOINTS
    ]
    return np.stack(sides, axis=1)


def _in_torsos(points_px: Array, motion: Motion) -> Array:
    """(N, 2) x toward where the lifter faces from the ankles, y above them."""
    ankle_x = np.nanmedian(motion.mid("ankle")[:, 0])
    across = motion.forward * (points_px[:, 0] - ankle_x)
    upward = motion.ground_px - points_px[:, 1]
    return np.stack([across, upward], axis=1) / motion.torso_px


def _behind_plate(joints: Array, bar: Array, motion: Motion) -> NDArray[np.bool_]:
    if not np.isfinite(motion.bar_radius_px):
        return np.zeros(joints.shape[:-1], np.bool_)
    away = np.linalg.norm(joints - bar[:, None, None, :], axis=-1)
    return np.asarray(away < motion.bar_radius_px / motion.torso_px)
