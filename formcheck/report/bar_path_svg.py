"""The bar's path of each rep as a small picture, beside those of the other reps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.lifts import starts_at_top
from formcheck.report import theme
from formcheck.report.bar_path import BarPath

HIGH_PX, MARGIN_PX, HEAD_PX, LEAST_WIDE_PX = 190.0, 12.0, 26.0, 64.0
MOST_POINTS: Final = 120


BAR_WORDS: Final = (
    "Solid: up. Dashed: down. Dotted: straight up from where the ascent began. "
    "As seen from the camera; from off the side, forward and back look shorter."
)
"""What the lines are, and what they are not."""


@dataclass(frozen=True)
class Ink:
    """Colors of the picture, of a light or a dark page."""

    text: str
    muted: str
    path: str
    alert: str


LIGHT, DARK = (Ink(t.text, t.muted, t.accent, t.alert) for t in (theme.LIGHT, theme.DARK))


def bar_paths_svg(
    bar_paths: Sequence[BarPath],
    *,
    flagged: frozenset[int] = frozenset(),
    perhaps: frozenset[int] = frozenset(),
    chosen: int | None = None,
    down_first: bool,
    ink: Ink = LIGHT,
) -> str:
    """All paths on one scale, each with a line straight up from where the ascent began.

    Args:
        bar_paths: The paths; at least one.
        flagged: Numbers of the reps with a fault.
        perhaps: Numbers of those that perhaps have one.
        chosen: The rep that is looked at.
        down_first: The way up comes after the turnaround.
        ink: Colors.
    """
    spans = [np.ptp(path.center_px, axis=0) for path in bar_paths]
    scale = (HIGH_PX - 2 * MARGIN_PX) / max(float(span[1]) for span in spans)
    wide = max(
        [LEAST_WIDE_PX, *(2 * MARGIN_PX + 2 * _reach(t, down_first) * scale for t in bar_paths)]
    )
    cells = []
    for place, path in enumerate(bar_paths):
        color = ink.alert if path.rep in flagged else ink.path
        cells.append(
            f'<g transform="translate({place * wide:.1f} 0)">'
            f"{_cell(path, wide, scale, down_first, color, ink, path.rep == chosen)}"
            f"{_name(path.rep, wide, _sign(path.rep, flagged, perhaps), ink)}</g>"
        )
    width, height = wide * len(bar_paths), HIGH_PX + HEAD_PX
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" '
        f'aria-label="{escape(described(bar_paths))}">{"".join(cells)}</svg>'
    )


def bar_paths_of(
    analysis: Analysis, bar_paths: Sequence[BarPath], *, chosen: int | None = None, ink: Ink
) -> str:
    """The paths of a set's reps, those with findings marked; as `bar_paths_svg`."""
    verdict = verdict_of(analysis)
    return bar_paths_svg(
        bar_paths,
        flagged=frozenset(verdict.numbers("flagged")),
        perhaps=frozenset(verdict.numbers("possible")),
        chosen=chosen,
        down_first=starts_at_top(analysis.lift.name, analysis.lift.variant),
        ink=ink,
    )


def described(bar_paths: Sequence[BarPath]) -> str:
    """The picture for somebody who cannot see it."""
    named = ", ".join(str(path.rep) for path in bar_paths)
    return f"The bar's path, seen from the camera, in each rep in which it was followed: {named}"


def up_and_down(path: BarPath, down_first: bool) -> tuple[slice, slice]:
    """Which of the points belong to the way up, and which to the way down."""
    if path.turn_s is None:
        return slice(0, len(path.time_s)), slice(0, 0)
    turn = int(np.searchsorted(path.time_s, path.turn_s))
    first, second = slice(0, turn + 1), slice(turn, len(path.time_s))
    return (second, first) if down_first else (first, second)


def _begins_px(path: BarPath, down_first: bool) -> float:
    """How far to the right the way up begins."""
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
    ink: Ink,
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


def _sign(rep: int, flagged: frozenset[int], perhaps: frozenset[int]) -> str:
    return " !" if rep in flagged else " ?" if rep in perhaps else ""


def _name(rep: int, wide: float, sign: str, ink: Ink) -> str:
    return (
        f'<text x="{wide / 2:.1f}" y="18" text-anchor="middle" font-family="sans-serif" '
        f'font-size="13" font-weight="600" fill="{ink.alert if sign else ink.text}">'
        f"Rep {rep}{sign}</text>"
    )
