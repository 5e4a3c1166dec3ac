"""A measure set by set, and flagged reps day by day, as figures of HTML in the style of charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from formcheck.report.charts import WIDTH, ValueAxis
from formcheck.report.page import environment
from formcheck.report.panels import margin

MOST_DAYS: Final = 3
"""Named below a chart: no more fit on a phone."""
WIDEST_BAR: Final = 0.05
"""Of a day, as a share of the chart: a single one would fill it."""


@dataclass(frozen=True)
class SetShown:
    """A set in a trend.

    Attributes:
        day, value, reps: In words.
        mean, low, high: Of its reps, and the range that holds the truth.
        stretch: Sets of the same number are joined by a line.
    """

    day: str
    value: str
    reps: str
    mean: float
    low: float
    high: float
    stretch: int


@dataclass(frozen=True)
class Day:
    """A day's reps in words and as shares in percent, and how the day after felt, or nothing."""

    day: str
    reps: str
    flagged: float
    perhaps: float
    felt: str


@dataclass(frozen=True)
class Dot:
    """A set where it is drawn: units of the view box."""

    shown: SetShown
    x: float
    mean_y: float
    low_y: float
    high_y: float


@dataclass(frozen=True)
class Named:
    """A day below a chart, where it stands in percent from the left."""

    day: str
    left: float


@dataclass(frozen=True)
class Trend(ValueAxis):
    """Sets side by side, oldest first; places in units of the view box or in percent.

    Attributes:
        title, about: Above the chart.
        summary: For who cannot see it.
    """

    title: str
    about: str
    summary: str
    sets: tuple[SetShown, ...]

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Least and largest value of the axis."""
        low, high = min(one.low for one in self.sets), max(one.high for one in self.sets)
        beyond = margin(low, high)
        return low - beyond, high + beyond

    @property
    def named(self) -> tuple[Named, ...]:
        """The days that are named below."""
        return _named([one.day for one in self.sets])

    @cached_property
    def dots(self) -> tuple[Dot, ...]:
        """Where each set stands."""
        return tuple(
            Dot(
                one,
                x=round(WIDTH * (place + 0.5) / len(self.sets), 1),
                mean_y=round(self.y(one.mean), 1),
                low_y=round(self.y(one.low), 1),
                high_y=round(self.y(one.high), 1),
            )
            for place, one in enumerate(self.sets)
        )

    def ranges(self) -> str:
        """SVG path data of what is not known of each set."""
        return "".join(f"M{dot.x} {dot.high_y}V{dot.low_y}" for dot in self.dots)

    def lines(self) -> Iterator[tuple[str, str]]:
        """SVG path data of each stretch: of its means, and of the area around them."""
        for _, run in groupby(self.dots, key=lambda dot: dot.shown.stretch):
            dots = list(run)
            means = "L".join(f"{dot.x} {dot.mean_y}" for dot in dots)
            around = [f"{dot.x} {dot.high_y}" for dot in dots]
            around += [f"{dot.x} {dot.low_y}" for dot in reversed(dots)]
            yield f"M{means}", f"M{'L'.join(around)}Z"


@dataclass(frozen=True)
class Days:
    """A bar for each day, oldest first; the attributes are those of a `Trend`."""

    title: str
    about: str
    summary: str
    days: tuple[Day, ...]
    value_ticks: tuple[float, ...] = (0.0, 50.0, 100.0)

    @property
    def named(self) -> tuple[Named, ...]:
        """The days that are named below."""
        return _named([one.day for one in self.days])

    @property
    def width(self) -> float:
        """Of a bar, in percent."""
        return round(100 * min(WIDEST_BAR, 0.6 / len(self.days)), 2)

    def left(self, place: int) -> float:
        """Percent from the left of the middle of a bar."""
        return _left(place, len(self.days))

    def top(self, value: float) -> float:
        """Percent from the top."""
        return 100.0 - value


def trend_html(shown: Trend | Days) -> str:
    """A figure of HTML; `chart.css` is its style."""
    name = "trend" if isinstance(shown, Trend) else "days"
    return environment().get_template(f"{name}.html.j2").render(shown=shown)


def _left(place: int, count: int) -> float:
    return round(100 * (place + 0.5) / count, 2)


def _named(days: Sequence[str]) -> tuple[Named, ...]:
    """The first, the last and those evenly between."""
    last = len(days) - 1
    steps = min(last, MOST_DAYS - 1)
    places = [round(last * step / steps) for step in range(steps + 1)] if steps else [0]
    return tuple(Named(days[place], _left(place, len(days))) for place in places)
