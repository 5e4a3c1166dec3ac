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
from formcheck.report.panels import Line, Panel, panels

WIDTH: Final = 1000
HEIGHT: Final = 200
_STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 50)
_MOST_TIME_TICKS: Final = 7
_MOST_VALUE_TICKS: Final = 5


@dataclass(frozen=True)
class Chart:
    """A panel, and where its parts stand: units of the view box, or percent from left and top."""

    panel: Panel

    def x(self, time_s: float) -> float:
        """Across the view box."""
        return WIDTH * time_s / (self.panel.duration_s or 1.0)

    def y(self, value: float) -> float:
        """Down the view box."""
        low, high = self.panel.ends
        return HEIGHT * (high - value) / ((high - low) or 1.0)

    def left(self, time_s: float) -> float:
        """Percent from the left."""
        return round(100 * self.x(time_s) / WIDTH, 2)

    def top(self, value: float) -> float:
        """Percent from the top."""
        return round(100 * self.y(value) / HEIGHT, 2)

    def path(self, line: Line) -> str:
        """SVG path data of a curve; a gap in the values is a gap in the curve."""
        pieces = []
        for seen, run in groupby(line.points, key=lambda point: point[1] is not None):
            if seen:
                places = [f"{self.x(t):.1f} {self.y(v or 0.0):.1f}" for t, v in run]
                pieces.append("M" + "L".join(places if len(places) > 1 else places * 2))
        return "".join(pieces)

    @property
    def time_ticks(self) -> tuple[float, ...]:
        """Seconds to name on the axis of time."""
        return tuple(_ticks(0.0, self.panel.duration_s, _STEPS_S, _MOST_TIME_TICKS))

    @property
    def value_ticks(self) -> tuple[float, ...]:
        """Values to name on the other axis."""
        return tuple(_ticks(*self.panel.ends, _STEPS, _MOST_VALUE_TICKS))


def svg_charts(analysis: Analysis) -> tuple[Chart, ...]:
    """The charts of a set, those that have something to show."""
    return tuple(map(Chart, panels(analysis)))


def _ticks(low: float, high: float, steps: tuple[float, ...], most: int) -> Iterator[float]:
    step = next((step for step in steps if (high - low) / step <= most), steps[-1])
    count = int(-(-low // step))
    while count * step <= high:
        yield count * step
        count += 1
