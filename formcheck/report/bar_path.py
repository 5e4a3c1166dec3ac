"""The bar's path in each rep, where the plate was tracked: on a picture, and as small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.arithmetic.geometry import FULL_PLATE_M
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.wording import rep_list
from formcheck.lifts import BODYWEIGHT
from formcheck.report import sketch
from formcheck.report.measured.moment import Clip, Moment
from formcheck.report.page import LIGHT, Theme
from formcheck.report.scenes import rep_bounds_s

LONGEST_GAP_S: Final = 0.25
"""A plate not seen for longer leaves a gap in its path."""
LEAST_SHARE: Final = 0.6
"""Of the frames of a rep; less is no path."""
PLATE_RADIUS_CM: Final = 100 * FULL_PLATE_M / 2
TREMBLES_CM: Final = 0.15
"""From picture to picture, against its neighbors. Plates that are tracked well tremble by 0.02 to
0.15 (54 real clips); above, the path is smoothed."""
MOST_TREMBLE_CM: Final = 0.4
"""More is a zigzag of centimeters, where bars move by millimeters: no path is drawn."""
WEIGHTS: Final = np.array([1.0, 2.0, 3.0, 2.0, 1.0])
"""Of a place and its neighbors where a path is smoothed."""
AFTER_S: Final = 0.4
"""A path stays so long after its rep."""
HIGH_PX, MARGIN_PX, HEAD_PX, LEAST_WIDE_PX = 190.0, 12.0, 26.0, 64.0
MOST_POINTS: Final = 120
BAR_WORDS: Final = (
    "Solid: up. Dashed: down. Dotted: straight up from where the ascent began. "
    "As seen from the camera; from off the side, forward and back look shorter."
)
"""What the lines are, and what they are not."""


@dataclass(frozen=True)
class BarPath:
    """The near plate's center in one rep, as if the camera had not moved.

    Attributes:
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
    """The path of each rep in which the plate was tracked most of the time."""
    bar, lifter = clip.tracks.bar, clip.tracks.lifter
    barless = clip.analysis.lift.variant == BODYWEIGHT  # what was tracked was no plate then
    if barless or not bar.found or not len(lifter.time_s):
        return ()
    still = clip.tracks.camera.stilled(bar.time_s, bar.center_px)
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
    place: sketch.ToFrame,
    unit_px: int,
) -> None:
    """Draw the way the bar has gone in the rep that goes on, on the picture of a moment."""
    for path in made:
        if not path.time_s[0] <= here.time_s <= path.time_s[-1] + AFTER_S:
            continue
        for run in path.runs():
            gone = path.time_s[run] <= here.time_s
            points = [place((float(x), float(y))) for x, y in here.shown(path.center_px[run][gone])]
            if len(points) > 1:
                sketch.polyline(rgb, points, sketch.SKY, max(2, round(0.8 * unit_px)))


def bar_paths_svg(
    analysis: Analysis,
    bar_paths: Sequence[BarPath],
    *,
    chosen: int | None = None,
    ink: Theme = LIGHT,
) -> str:
    """All paths, one at least, on one scale, with a line straight up from where the ascent began.

    Reps with findings are marked, and the one that is `chosen` is framed.
    """
    verdict = verdict_of(analysis)
    flagged, perhaps = verdict.numbers("flagged"), verdict.numbers("possible")
    down_first = analysis.lift.starts_at_top
    spans = [np.ptp(path.center_px, axis=0) for path in bar_paths]
    scale = (HIGH_PX - 2 * MARGIN_PX) / max(float(span[1]) for span in spans)
    wide = max(
        [LEAST_WIDE_PX, *(2 * MARGIN_PX + 2 * _reach(t, down_first) * scale for t in bar_paths)]
    )
    cells = []
    for place, path in enumerate(bar_paths):
        color = ink.alert if path.rep in flagged else ink.accent
        sign = " !" if path.rep in flagged else " ?" if path.rep in perhaps else ""
        cells.append(
            f'<g transform="translate({place * wide:.1f} 0)">'
            f"{_cell(path, wide, scale, down_first, color, ink, path.rep == chosen)}"
            f"{_name(path.rep, wide, sign, ink)}</g>"
        )
    width, height = wide * len(bar_paths), HIGH_PX + HEAD_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" '
        f'aria-label="{escape(described(bar_paths))}">{"".join(cells)}</svg>'
    )


def described(bar_paths: Sequence[BarPath]) -> str:
    """The picture for somebody who cannot see it."""
    named = ", ".join(str(path.rep) for path in bar_paths)
    return f"The bar's path, seen from the camera, in each rep in which it was tracked: {named}"


def words_below(analysis: Analysis, bar_paths: Sequence[BarPath]) -> str:
    """What the lines are, and which reps have none: a column that is missing looks like a fault."""
    drawn = {path.rep for path in bar_paths}
    left_out = [rep.number for rep in analysis.reps if rep.number not in drawn]
    if not left_out:
        return BAR_WORDS
    named = rep_list(left_out)
    return f"Not drawn: {named}, where the plate was not tracked well enough. {BAR_WORDS}"


def up_and_down(path: BarPath, down_first: bool) -> tuple[slice, slice]:
    """Which of the points belong to the ascent, and which to the descent."""
    if path.turn_s is None:
        return slice(0, len(path.time_s)), slice(0, 0)
    turn = int(np.searchsorted(path.time_s, path.turn_s))
    first, second = slice(0, turn + 1), slice(turn, len(path.time_s))
    return (second, first) if down_first else (first, second)


def _begins_px(path: BarPath, down_first: bool) -> float:
    """How far to the right the ascent begins."""
    up = path.center_px[up_and_down(path, down_first)[0]]
    return float(up[0, 0] if len(up) else path.center_px[0, 0])


def _reach(path: BarPath, down_first: bool) -> float:
    """How far the path goes to either side of the line straight up."""
    across = path.center_px[:, 0] - _begins_px(path, down_first)
    return float(np.abs(across).max())


def _cell(
    path: BarPath,
    wide: float,
    scale: float,
    down_first: bool,
    color: str,
    ink: Theme,
    chosen: bool,
) -> str:
    origin = _begins_px(path, down_first), float(path.center_px[:, 1].max())
    up, down = up_and_down(path, down_first)
    bottom = HEAD_PX + HIGH_PX - MARGIN_PX
    frame = (
        f'<rect x="2" y="1" width="{wide - 4:.1f}" height="{HIGH_PX + HEAD_PX - 2:.1f}" rx="8" '
        f'fill="none" stroke="{ink.text}" stroke-width="2"/>'
        if chosen
        else ""
    )
    plumb = (
        f'<path d="M{wide / 2:.1f} {HEAD_PX + MARGIN_PX / 2:.1f}V{bottom:.1f}" '
        f'stroke="{ink.muted}" stroke-width="1" stroke-dasharray="2 3"/>'
    )
    lines = "".join(
        f'<path d="{_path(path.center_px[part], origin, wide, scale)}" fill="none" '
        f'stroke="{color}" stroke-width="{width}" stroke-linecap="round"{dash}/>'
        for part, width, dash in ((down, 1.6, ' stroke-dasharray="5 4"'), (up, 3, ""))
        if len(path.center_px[part]) > 1
    )
    return frame + plumb + lines


def _path(
    points: NDArray[np.float64], origin: tuple[float, float], wide: float, scale: float
) -> str:
    thin = points[:: max(1, len(points) // MOST_POINTS)]
    x = wide / 2 + scale * (thin[:, 0] - origin[0])
    y = HEAD_PX + HIGH_PX - MARGIN_PX + scale * (thin[:, 1] - origin[1])
    return "M" + "L".join(f"{left:.1f} {top:.1f}" for left, top in zip(x, y, strict=True))


def _name(rep: int, wide: float, sign: str, ink: Theme) -> str:
    return (
        f'<text x="{wide / 2:.1f}" y="18" text-anchor="middle" font-family="sans-serif" '
        f'font-size="13" font-weight="600" fill="{ink.alert if sign else ink.text}">'
        f"Rep {rep}{sign}</text>"
    )
