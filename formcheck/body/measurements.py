"""What was seen of the reps, sampled for the body fit: lengths in torsos, x forward, y up.

Behind a plate the pose model guesses hips and shoulders, and draws them where most people have
them. The mask of the person still ends where the body does, so its rear edge, and the back along
it, are read besides. Rows of the mask at a plate's rim are left out, since masks take plates in;
so are in squats rows near the bar, where arms and the far plate are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S, nearest_sample_s
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.rep_window import RepWindow

LOWEST, HIGHEST = 0.3, 1.75
"""The rear edge is read between these heights above the ankles, torso lengths: above the calves,
and up to where the hips of a standing lifter are."""
UNDER_BAR = 0.25
"""With a bar on the back, rows from so far below it upward are left out, torso lengths."""
BESIDE_RIM = 1.1
"""Rows whose edge is within so many radii of the plate's middle are left out."""
FLAT = 0.05
"""The seat is a stretch of rows: those whose edge is within so many torso lengths of the rearmost
row's."""
MOST_ROWS = 6
"""At most so many rows above and below the rearmost one belong to that stretch."""
BESIDE_ROWS = 2
"""So many rows above and below the rearmost have to be the lifter's, or it is not read."""
LEAST_BACK_ROWS = 8
"""Rows that a back needs."""
LOWEST_SEAT = 0.5
"""The seat is above this height over the ankles, torso lengths: nobody pulls with hips at the
height of the knees."""


@dataclass(frozen=True)
class RearEdge:
    """Where the lifter's silhouette ends to the rear, row by row from the top down.

    Attributes:
        time_s: (S,) of the contours.
        across, up: (S, ROWS) of the edge, torso lengths: toward where the lifter faces, and above
            the ankles. NaN where no contour was read.
        of_lifter: (S, ROWS) True where an edge is the lifter's own and not a plate's.
    """

    time_s: Array
    across: Array
    up: Array
    of_lifter: NDArray[np.bool_]


def rear_edge(motion: Motion, *, on_back: bool) -> RearEdge | None:
    """The rear edge of the contours; None without contours, or where nobody was seen standing.

    `on_back` is whether the bar lies on the back.
    """
    contours = motion.silhouette
    if contours is None or not np.isfinite(motion.torso_px):
        return None
    edge_px = contours.edge_px[:, :, 0 if motion.forward > 0 else 1].astype(np.float64)
    row_px = contours.row_px.astype(np.float64)
    return RearEdge(
        time_s=contours.time_s,
        across=motion.forward * edge_px / motion.torso_px,
        up=(motion.ground_px - row_px) / motion.torso_px,
        of_lifter=_of_lifter(motion, contours.time_s, edge_px, row_px, on_back=on_back),
    )


def _of_lifter(
    motion: Motion, time_s: Array, rear: Array, row: Array, *, on_back: bool
) -> NDArray[np.bool_]:
    height = (motion.ground_px - row) / motion.torso_px
    of_lifter = np.isfinite(rear) & (height >= LOWEST) & (height <= HIGHEST)
    if motion.bar_px is None:
        return np.asarray(of_lifter)
    bar = np.stack([between(time_s, motion.time_s, axis) for axis in motion.bar_px.T], axis=1)
    away = np.hypot(rear - bar[:, :1], row - bar[:, 1:])
    beside_plate = away <= BESIDE_RIM * motion.bar_radius_px
    if on_back:
        bar_height = (motion.ground_px - bar[:, 1:]) / motion.torso_px
        beside_plate |= height >= bar_height - UNDER_BAR
    return np.asarray(of_lifter & ~(beside_plate & np.isfinite(bar[:, :1])))


def hip_contour_px(motion: Motion, *, on_back: bool) -> Array:
    """(N, 2) rearmost place of the contour (the seat), pixels, on the curves' clock.

    NaN where no contour shows it; the height alone is NaN where the rows around the seat are not
    the lifter's.
    """
    out = np.full((len(motion.time_s), 2), np.nan)
    edge = rear_edge(motion, on_back=on_back)
    if edge is None:
        return out
    rows = zip(edge.across, edge.up, edge.of_lifter, strict=True)
    places = np.array([_rearmost(*row) for row in rows]).reshape(-1, 2)
    across_px, up_px = places.T * motion.torso_px
    out[:, 0] = between(motion.time_s, edge.time_s, motion.forward * across_px)
    out[:, 1] = between(motion.time_s, edge.time_s, motion.ground_px - up_px)
    return out


def _rearmost(across: Array, up: Array, of_lifter: NDArray[np.bool_]) -> tuple[float, float]:
    """The rearmost place whose rows above and below are the lifter's own too, torso lengths."""
    nothing = float("nan")
    at, flat = rearmost_rows(across, of_lifter)
    beside = slice(at - BESIDE_ROWS, at + BESIDE_ROWS + 1)
    if beside.start < 0 or beside.stop > len(of_lifter) or not of_lifter[beside].all():
        return nothing, nothing
    whole = of_lifter[flat[0] - 1] and of_lifter[min(flat[-1] + 1, len(of_lifter) - 1)]
    return float(across[at]), float(up[flat].mean()) if whole else nothing


def rearmost_rows(across: Array, of_lifter: NDArray[np.bool_]) -> tuple[int, NDArray[np.intp]]:
    """Index of the rearmost row that is the lifter's, and indices of the seat around it."""
    at = int(np.argmin(np.where(of_lifter, across, np.inf)))
    flat = np.flatnonzero(of_lifter & (across <= across[at] + FLAT))
    return at, flat[np.abs(flat - at) <= MOST_ROWS]


@dataclass(frozen=True)
class BackEdge:
    """The back in one contour, from the seat up, torso lengths.

    Attributes:
        away: (K,) distance from the seat, never falling.
        across, up: (K,) places.
        seat_up: Height of the seat above the ankles.
    """

    away: Array
    across: Array
    up: Array
    seat_up: float

    def chord_deg(self, low: float, high: float) -> float:
        """Lean in the picture between two distances from the seat; NaN beyond its end."""
        if self.away[-1] < high:
            return float("nan")
        (x0, x1), (y0, y1) = (
            np.interp((low, high), self.away, axis) for axis in (self.across, self.up)
        )
        return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)))


def back_edge(across: Array, up: Array, of_lifter: NDArray[np.bool_]) -> BackEdge | None:
    """The back along the rows of one contour; None where too few are the lifter's own."""
    of_lifter = of_lifter & (up > LOWEST_SEAT)
    if of_lifter.sum() < LEAST_BACK_ROWS:
        return None
    seat, flat = rearmost_rows(across, of_lifter)
    # rows run from the top down: the back's from the seat up
    back = np.arange(seat, -1, -1)
    back = back[np.isfinite(across[back])]
    x, y = across[back], up[back]
    away = np.maximum.accumulate(np.hypot(x - x[0], y - y[0]))
    return BackEdge(away, x, y, float(up[flat].mean()))


def between(clock_s: Array, time_s: Array, values: Array) -> Array:
    """(N,) values at other times; NaN where none is known within half of `LONGEST_FILLED_GAP_S`."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.full(len(clock_s), np.nan)
    filled = np.interp(clock_s, time_s[known], values[known])
    near = nearest_sample_s(clock_s, time_s[known]) <= LONGEST_FILLED_GAP_S / 2
    return np.asarray(np.where(near, filled, np.nan))


JOINTS = ("ankle", "knee", "hip", "shoulder")
SIDES = ("near", "far")
STEP = round(RATE_HZ / 15)
"""Every so many samples of the curves are used, 15 a second: enough for movement below 6 Hz."""
MARGIN_S = 0.5
"""So long before and after a rep is used, too: the lifter stands there, which shows the lengths."""
LEAST_SAMPLES = 9
"""Of a rep that is fitted: half a second and more."""
LEAST_DEPTH_TORSO = 0.1
"""Least travel of the hips that a depth is a share of: of less it would be jitter. Chosen."""
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
    """Sample the reps of a set; None where no rep shows enough, or the hips in none."""
    of_reps = enumerate(map(window_samples, windows))
    places = [(n, samples) for n, samples in of_reps if len(samples) >= LEAST_SAMPLES]
    if not places:
        return None
    motion = windows[0].motion
    index = np.concatenate([samples for _, samples in places])
    rep = np.concatenate([np.full(len(samples), n) for n, samples in places])
    hip_height = motion.height("hip")[index]
    if not np.isfinite(hip_height).any():
        return None
    sides = [motion.joints(side) for side in SIDES]
    of_sides = [np.stack([side[joint][index] for side in sides], axis=1) for joint in JOINTS]
    joints = _in_torsos(np.stack(of_sides, axis=1), motion)
    nothing = np.full((len(index), 2), np.nan)
    bar = nothing if motion.bar_px is None else _in_torsos(motion.bar_px[index], motion)
    contour_px = hip_contour_px(motion, on_back=windows[0].lift == "squat")
    top, low = np.nanpercentile(hip_height, TOP_AND_LOW)
    return BodyMeasurements(
        time_s=motion.time_s[index],
        rep=rep,
        joints=joints,
        bar=bar,
        contour=_in_torsos(contour_px[index], motion),
        behind_plate=_behind_plate(joints, bar, motion),
        head_hidden=motion.head_unseen[index],
        depth=np.nan_to_num((top - hip_height) / max(top - low, LEAST_DEPTH_TORSO)),
    )


def window_samples(window: RepWindow) -> NDArray[np.intp]:
    """Indices into the 60-Hz curves: the rep with a margin on both sides, every `STEP`."""
    margin, (first, last) = round(MARGIN_S * RATE_HZ), window.whole
    last = min(len(window.motion.time_s) - 1, last + margin)
    return np.arange(max(0, first - margin), last + 1, STEP)


def _in_torsos(points_px: Array, motion: Motion) -> Array:
    """(..., 2) x toward where the lifter faces from the ankles, y above them."""
    ankle_x = np.nanmedian(motion.mid("ankle")[:, 0])
    across = motion.forward * (points_px[..., 0] - ankle_x)
    upward = motion.ground_px - points_px[..., 1]
    return np.stack([across, upward], axis=-1) / motion.torso_px


def _behind_plate(joints: Array, bar: Array, motion: Motion) -> NDArray[np.bool_]:
    if not np.isfinite(motion.bar_radius_px):
        return np.zeros(joints.shape[:-1], np.bool_)
    away = np.linalg.norm(joints - bar[:, None, None, :], axis=-1)
    return np.asarray(away < motion.bar_radius_px / motion.torso_px)
