"""The charts of a set as inline SVG with labels in HTML, for pages that stand alone.

The curves are stretched to the width of the page with strokes that keep their width, and every
label is HTML placed by percent: text stays readable at 390 px and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from formcheck.analysis import Analysis
from formcheck.report.panels import Dot, Line, Panel, panels

WIDTH: Final = 1000
HEIGHT: Final = 200
_STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 50)
_MOST_TIME_TICKS: Final = 7
_MOST_VALUE_TICKS: Final = 5


@dataclass(frozen=True)
class Placed:
    """A text and where it stands, in percent of the chart from the left and the top."""

    text: str
    left: float
    top: float


@dataclass(frozen=True)
class Shade:
    """A shaded stretch, in units of the view box."""

    x: float
    width: float
    flagged: bool
    label: str
    left: float


@dataclass(frozen=True)
class Curve:
    """The path of a curve."""

    name: str
    dash: str
    path: str


@dataclass(frozen=True)
class PlacedDot:
    """A value with its range: the mark in percent, the whisker in units of the view box."""

    sign: str
    text: str
    left: float
    top: float
    x: float
    y_low: float
    y_high: float
    flagged: bool


@dataclass(frozen=True)
class Chart:
    """A panel turned into places; the template only writes them down."""

    panel: Panel
    curves: tuple[Curve, ...]
    shades: tuple[Shade, ...]
    limit_y: float | None
    limit_top: float | None
    markers: tuple[Placed, ...]
    dots: tuple[PlacedDot, ...]
    time_ticks: tuple[Placed, ...]
    value_ticks: tuple[Placed, ...]


def svg_charts(analysis: Analysis) -> tuple[Chart, ...]:
    """The charts of a set, those that have something to show."""
    return tuple(_chart(panel) for panel in panels(analysis))


def _chart(panel: Panel) -> Chart:
    limit_y = None if panel.limit is None else _y(panel, panel.limit[0])
    return Chart(
        panel=panel,
        curves=tuple(Curve(line.name, line.dash, _path(panel, line)) for line in panel.lines),
        shades=tuple(
            Shade(
                x=_x(panel, band.start_s),
                width=max(_x(panel, band.end_s) - _x(panel, band.start_s), 1.0),
                flagged=band.flagged,
                label=f"{band.label}{band.sign}",
                left=_share(_x(panel, (band.start_s + band.end_s) / 2), WIDTH),
            )
            for band in panel.bands
        ),
        limit_y=limit_y,
        limit_top=None if limit_y is None else _share(limit_y, HEIGHT),
        markers=tuple(
            Placed(
                marker.label,
                _share(_x(panel, marker.at_s), WIDTH),
                _share(_y(panel, marker.value), HEIGHT),
            )
            for marker in panel.markers
        ),
        dots=tuple(_placed_dot(panel, dot) for dot in panel.dots),
        time_ticks=tuple(
            Placed(f"{tick:.0f} s", _share(_x(panel, tick), WIDTH), 100.0)
            for tick in _ticks(0.0, panel.duration_s, _STEPS_S, _MOST_TIME_TICKS)
        ),
        value_ticks=tuple(
            Placed(f"{tick:g}", 0.0, _share(_y(panel, tick), HEIGHT))
            for tick in _ticks(panel.low, panel.high, _STEPS, _MOST_VALUE_TICKS)
        ),
    )


def _placed_dot(panel: Panel, dot: Dot) -> PlacedDot:
    return PlacedDot(
        sign="▲" if dot.flagged else "●",
        text=f"Rep {dot.rep}: {dot.value:.0f}",
        left=_share(_x(panel, dot.at_s), WIDTH),
        top=_share(_y(panel, dot.value), HEIGHT),
        x=_x(panel, dot.at_s),
        y_low=_y(panel, dot.low),
        y_high=_y(panel, dot.high),
        flagged=dot.flagged,
    )


def _path(panel: Panel, line: Line) -> str:
    """SVG path data; a gap in the values is a gap in the curve."""
    pieces = []
    for seen, run in groupby(line.points, key=lambda point: point[1] is not None):
        if seen:
            places = [f"{_x(panel, t):.1f} {_y(panel, v or 0.0):.1f}" for t, v in run]
            pieces.append("M" + "L".join(places if len(places) > 1 else places * 2))
    return "".join(pieces)


def _ticks(low: float, high: float, steps: tuple[float, ...], most: int) -> Iterator[float]:
    step = next((step for step in steps if (high - low) / step <= most), steps[-1])
    count = int(-(-low // step))
    while count * step <= high:
        yield count * step
        count += 1


def _x(panel: Panel, time_s: float) -> float:
    return WIDTH * time_s / (panel.duration_s or 1.0)


def _y(panel: Panel, value: float) -> float:
    return HEIGHT * (panel.high - value) / ((panel.high - panel.low) or 1.0)


def _share(place: float, length: int) -> float:
    return round(100 * place / length, 2)
