"""The charts of a set as SVG with labels in HTML, for the page and for reports alike.

The curves are stretched to the width there is with strokes that keep their width, and every label
is HTML placed by percent: text stays readable at 390 px and on paper.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from formcheck.analysis import Analysis
from formcheck.report.page import environment
from formcheck.report.panels import Band, Line, Marker, Panel, panels

WIDTH: Final = 1000
HEIGHT: Final = 200
_STEPS_S: Final = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 50)
_MOST_TIME_TICKS: Final = 7
_MOST_VALUE_TICKS: Final = 5


class ValueAxis(ABC):
    """How far down a chart values stand: units of the view box, or percent from the top."""

    @property
    @abstractmethod
    def ends(self) -> tuple[float, float]:
        """Least and largest value."""

    def y(self, value: float) -> float:
        """Down the view box."""
        low, high = self.ends
        return HEIGHT * (high - value) / ((high - low) or 1.0)

    def top(self, value: float) -> float:
        """Percent from the top."""
        return round(100 * self.y(value) / HEIGHT, 2)

    @property
    def value_ticks(self) -> tuple[float, ...]:
        """Values to name."""
        return tuple(_ticks(*self.ends, _STEPS, _MOST_VALUE_TICKS))


@dataclass(frozen=True)
class Chart(ValueAxis):
    """A panel, and where its parts stand: units of the view box, or percent from left and top.

    Attributes:
        panel: What is shown.
        shown_s: From when to when.
        at_s: A moment to mark; None for none.
    """

    panel: Panel
    shown_s: tuple[float, float]
    at_s: float | None = None

    def x(self, time_s: float) -> float:
        """Across the view box."""
        begin_s, end_s = self.shown_s
        return WIDTH * (time_s - begin_s) / ((end_s - begin_s) or 1.0)

    @property
    def ends(self) -> tuple[float, float]:
        """Least and largest value."""
        return self.panel.ends

    def left(self, time_s: float) -> float:
        """Percent from the left."""
        return round(100 * self.x(time_s) / WIDTH, 2)

    def path(self, line: Line) -> str:
        """SVG path data of a curve; a gap in the values is a gap in the curve."""
        pieces = []
        for seen, run in groupby(line.points, key=lambda point: point[1] is not None):
            if seen:
                places = [f"{self.x(t):.1f} {self.y(v or 0.0):.1f}" for t, v in run]
                pieces.append("M" + "L".join(places if len(places) > 1 else places * 2))
        return "".join(pieces)

    @property
    def bands(self) -> tuple[Band, ...]:
        """Shaded stretches, as far as they are shown."""
        begin_s, end_s = self.shown_s
        return tuple(
            replace(band, start_s=max(band.start_s, begin_s), end_s=min(band.end_s, end_s))
            for band in self.panel.bands
            if band.start_s < end_s and band.end_s > begin_s
        )

    @property
    def markers(self) -> tuple[Marker, ...]:
        """Findings whose moment is shown."""
        begin_s, end_s = self.shown_s
        return tuple(one for one in self.panel.markers if begin_s <= one.at_s <= end_s)

    @property
    def time_ticks(self) -> tuple[float, ...]:
        """Seconds to name on the axis of time."""
        return tuple(_ticks(*self.shown_s, _STEPS_S, _MOST_TIME_TICKS))


def charts(
    analysis: Analysis,
    *,
    around: tuple[float, float] | None = None,
    at_s: float | None = None,
) -> tuple[Chart, ...]:
    """The charts of a set, those that have something to show.

    Curves show the seconds of `around`, else the whole clip, and mark `at_s`. Values that are known
    once for each rep say something beside each other alone, and have no moment to point at.
    """
    return tuple(
        Chart(panel, (0.0, panel.duration_s))
        if panel.dots
        else Chart(panel, around or (0.0, panel.duration_s), at_s)
        for panel in panels(analysis)
    )


def charts_html(shown: Iterable[Chart]) -> str:
    """Charts as figures of HTML; `chart.css` is their style."""
    figure = environment().get_template("chart.html.j2")
    return "".join(figure.render(chart=chart) for chart in shown)


def _ticks(low: float, high: float, steps: tuple[float, ...], most: int) -> Iterator[float]:
    step = next((step for step in steps if (high - low) / step <= most), steps[-1])
    count = int(-(-low // step))
    while count * step <= high:
        yield count * step
        count += 1
