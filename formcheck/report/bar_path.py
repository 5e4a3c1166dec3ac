"""The bar's path in each rep, where the plate was followed: arrays, and a path on a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.lifts import BODYWEIGHT
from formcheck.report import sketch
from formcheck.report.measured.moment import Clip, Moment
from formcheck.report.paint import ToPicture
from formcheck.report.scenes import rep_bounds_s

LONGEST_GAP_S: Final = 0.25
"""A plate not seen for longer leaves a gap in its path."""
LEAST_SHARE: Final = 0.6
"""Of the frames of a rep; less is no path."""
PLATE_RADIUS_CM: Final = 22.5
TREMBLES_CM: Final = 0.15
"""From picture to picture, against its neighbors. Plates that are followed well tremble by 0.02 to
0.15 (54 real clips); above, the path is smoothed."""
MOST_TREMBLE_CM: Final = 0.4
"""More is a zigzag of centimeters, where bars move by millimeters: no path is drawn."""
WEIGHTS: Final = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
"""Of a place and its neighbors where a path is smoothed."""
AFTER_S: Final = 0.4
"""A path stays so long after its rep."""


@dataclass(frozen=True)
class BarPath:
    """The near plate's center in one rep, as if the camera had not moved.

    Attributes:
        rep: Number of the rep.
        time_s: (K,) float64, strictly increasing.
        center_px: (K, 2) float64, full-frame pixels of the clip's first frame; no NaN.
        turn_s: The turnaround, None where it was not seen.
    """

    rep: int
    time_s: NDArray[np.float64]
    center_px: NDArray[np.float64]
    turn_s: float | None

    def runs(self) -> list[slice]:
        """Stretches without a gap."""
        breaks = np.flatnonzero(np.diff(self.time_s) > LONGEST_GAP_S) + 1
        edges = [0, *breaks.tolist(), len(self.time_s)]
        return [slice(low, high) for low, high in pairwise(edges)]


def bar_paths(clip: Clip) -> tuple[BarPath, ...]:
    """The path of each rep in which the plate was followed most of the time."""
    bar, lifter = clip.tracks.bar, clip.tracks.lifter
    barless = clip.analysis.lift.variant == BODYWEIGHT  # what was followed was no plate then
    if barless or not bar.found or not len(lifter.time_s):
        return ()
    camera = np.stack(
        [np.interp(bar.time_s, lifter.time_s, lifter.camera_px[:, axis]) for axis in (0, 1)], axis=1
    )
    still = bar.center_px - camera
    seen = np.isfinite(still).all(axis=1)
    made = []
    for rep in clip.analysis.reps:
        start_s, end_s = rep_bounds_s(clip.analysis, rep)
        inside = (bar.time_s >= start_s) & (bar.time_s <= end_s)
        if inside.sum() < 5 or (seen & inside).sum() < LEAST_SHARE * inside.sum():
            continue
        kept = seen & inside
        path = BarPath(rep.number, bar.time_s[kept], still[kept], rep.turn_s)
        tremble_cm = trembling_px(path) * PLATE_RADIUS_CM / (bar.radius_px or np.inf)
        if tremble_cm <= MOST_TREMBLE_CM:
            made.append(smoothed(path) if tremble_cm > TREMBLES_CM else path)
    return tuple(made)


def trembling_px(path: BarPath) -> float:
    """The error of one place, from how far places lie sideways of a curve through their neighbors.

    Sideways, since a bar changes its speed up and down, and hardly across.
    """
    across = [path.center_px[run, 0] for run in path.runs()]
    off = [x[2:-2] - (4 * (x[1:-3] + x[3:-1]) - x[:-4] - x[4:]) / 6 for x in across if len(x) > 4]
    if not off:
        return 0.0
    return float(np.sqrt(np.mean(np.concatenate(off) ** 2) / (1 + 34 / 36)))


def smoothed(path: BarPath) -> BarPath:
    """The path with each place moved sideways to where its neighbors are; turns stay as high."""
    center_px = path.center_px.copy()
    half = len(WEIGHTS) // 2
    for run in path.runs():
        places = path.center_px[run]
        if len(places) >= len(WEIGHTS):
            inner = np.convolve(places[:, 0], WEIGHTS / WEIGHTS.sum(), mode="valid")
            center_px[run.start + half : run.stop - half, 0] = inner
    return replace(path, center_px=center_px)


def paint_bar_paths(
    rgb: sketch.Rgb,
    made: tuple[BarPath, ...],
    here: Moment,
    place: ToPicture,
    unit_px: int,
) -> None:
    """Draw the way the bar has gone in the rep that goes on, on the picture of a moment."""
    for path in made:
        if not path.time_s[0] <= here.time_s <= path.time_s[-1] + AFTER_S:
            continue
        camera = here.camera_px
        for run in path.runs():
            gone = path.time_s[run] <= here.time_s
            points = [place((float(x), float(y))) for x, y in path.center_px[run][gone] + camera]
            if len(points) > 1:
                sketch.polyline(rgb, points, sketch.SKY, max(2, round(0.8 * unit_px)))
