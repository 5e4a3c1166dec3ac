"""What the charts of a set show, apart from how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.findings.fault_table import limit_name
from formcheck.findings.verdict import is_sure
from formcheck.guidance.wording import rep_list
from formcheck.metrics.measurement import value_of
from formcheck.metrics.table import metric_row
from formcheck.report import words

Dash = Literal["solid", "dashed"]
Points = tuple[tuple[float, float | None], ...]

MOST_POINTS: Final = 700
REPS_SHADED: Final = "Shaded: the reps."
TIPS: Final = "lean_gain_deg"
"""What a torso that tips in the early ascent is measured by."""
RISE: Final = (TIPS, "hip_lead_torso")
"""What hips that leave the chest behind are measured by: of one fault in each lift."""
DEPTH: Final = "depth_thigh"


@dataclass(frozen=True)
class Line:
    """A curve: (time in s, value) with None where nothing was seen. Told apart by dash and name."""

    name: str
    dash: Dash
    points: Points


@dataclass(frozen=True)
class Band:
    """A shaded stretch of time."""

    label: str
    start_s: float
    end_s: float
    flagged: bool
    perhaps: bool = False

    @property
    def sign(self) -> str:
        """Beside its label: `!` where a fault was found, `?` where perhaps."""
        return "!" if self.flagged else "?" if self.perhaps else ""


@dataclass(frozen=True)
class Marker:
    """A finding on a curve."""

    label: str
    at_s: float
    value: float


@dataclass(frozen=True)
class Dot:
    """One value of one rep, with the range that holds the truth in about nine of ten reps.

    `at_s` is where it is drawn: in the middle of its rep.
    """

    rep: int
    at_s: float
    value: float
    low: float
    high: float
    flagged: bool


@dataclass(frozen=True)
class Panel:
    """One chart.

    Attributes:
        name: Short and unique, for ids.
        unit: Of the values, as written on the axis.
        lines: One or two curves; none where there are dots.
        bands: Reps, or the ascent windows of reps.
        shading: What the bands mean, in words.
        summary: What a person who cannot see the chart should know.
        duration_s: Length of the time axis, which starts at 0.
        limit: The limit as (value, text), or None.
        markers: Findings on the first curve.
        dots: Values that are known once for each rep, where no curve is. They say something only
            beside those of the other reps, so a chart with dots always shows the whole clip.
        unmeasured: Which reps have neither curve nor dot, in words; empty for none.
    """

    name: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    shading: str
    summary: str
    duration_s: float
    limit: tuple[float, str] | None = None
    markers: tuple[Marker, ...] = ()
    dots: tuple[Dot, ...] = ()
    unmeasured: str = ""

    @property
    def key(self) -> str:
        """What is shaded, and where the limit is; in the chart its words would lie on values."""
        dotted = f"Dotted: {self.limit[1]}." if self.limit else ""
        return " ".join(filter(None, [self.shading if self.bands else "", dotted]))

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Least and largest value of the axis."""
        values = [value for line in self.lines for _, value in line.points if value is not None]
        values += [end for dot in self.dots for end in (dot.low, dot.high)]
        values += [self.limit[0]] if self.limit else []
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        beyond = margin(low, high)
        if self.name != "rise":
            low = min(low, 0.0)
        return low - (beyond if low < 0 or self.name == "rise" else 0.0), high + beyond


def margin(low: float, high: float) -> float:
    """How much further than its values an axis goes."""
    return 0.08 * (high - low) or 1.0


def panels(analysis: Analysis) -> tuple[Panel, ...]:
    """The charts of a set; one that has nothing to show, or nothing to compare, is left out."""
    made = (_rise(analysis), _depth(analysis), _lean(analysis), _shrug(analysis))
    return tuple(
        panel
        for panel in made
        if panel is not None
        and (
            panel.dots or any(value is not None for line in panel.lines for _, value in line.points)
        )
    )


def ascent_window(analysis: Analysis, rep: RepAnalysis) -> tuple[float, float] | None:
    """From when to when the rise of hips and chest was compared; None where it was not."""
    begin_s = rep.compared_from_s
    if begin_s is None:  # in documents until November 2026
        begin_s = rep.turn_s if analysis.lift.starts_at_top else rep.start_s
    gain = rep.metrics.get("lean_gain_deg")
    if begin_s is None or gain is None or gain.at_s is None or gain.at_s <= begin_s:
        return None
    return begin_s, gain.at_s


def thinned(points: Points, most: int = MOST_POINTS) -> Points:
    """At most about `most` points that keep every peak: least and largest of each bucket.

    A bucket without any value stays as a gap.
    """
    if len(points) <= most:
        return points
    kept: list[tuple[float, float | None]] = []
    for bucket in np.array_split(np.arange(len(points)), most // 2):
        seen = [points[i] for i in bucket if points[i][1] is not None]
        ends = {min(seen, key=_value), max(seen, key=_value)} if seen else {points[bucket[0]]}
        kept += sorted(ends)
    return tuple(kept)


def _rise(analysis: Analysis) -> Panel | None:
    """None where the rise was compared in no rep: a chart would ask what nobody could see."""
    series = analysis.series
    hips = _line("Hips", "solid", series.time_s, series.hip_height_torso)
    chest = _line("Chest", "dashed", series.time_s, series.chest_height_torso)
    windows = [(rep, ascent_window(analysis, rep)) for rep in analysis.reps]
    bands = tuple(
        Band(str(rep.number), *window, *_found(rep, *RISE)) for rep, window in windows if window
    )
    if not bands:
        return None
    tipped = words.where_words(
        [int(band.label) for band in bands if band.flagged],
        [int(band.label) for band in bands if band.perhaps],
    )
    tips = {one.fault for rep in analysis.reps for one in rep.findings if one.metric in RISE}
    said = f"Height of hips and chest over {words.clock(analysis.clip.duration_s)}, "
    said += f"compared in {words.counted(len(bands), 'early ascent')}."
    said += "".join(f" {words.fault_name(fault).capitalize()}: {tipped}." for fault in tips)
    return Panel(
        "rise",
        "Do hips and chest rise together?",
        "torso lengths above the ankles",
        (hips, chest),
        bands,
        "Shaded: where hips and chest are compared.",
        said,
        _duration_s(analysis),
    )


def _lean(analysis: Analysis) -> Panel:
    series = analysis.series
    line = _line("Torso lean", "solid", series.time_s, series.lean_deg)
    # as the rows have it: the points are rounded, and round to another degree
    peaks = [value_of(rep.metrics, "lean_peak_deg") for rep in analysis.reps]
    peak = max((value for value in peaks if value is not None), default=None)
    seen = " where it was seen" if None in peaks else ""
    reached = "It could not be seen."
    if peak is not None:
        reached = f"It peaks at {words.number(peak)}°{seen}."
    return Panel(
        "lean",
        "Torso lean",
        "degrees from upright",
        (line,),
        _rep_bands(analysis, "lean_peak_deg"),
        REPS_SHADED,
        f"Torso lean over {words.clock(analysis.clip.duration_s)}. {reached}",
        _duration_s(analysis),
        limit=_limit(analysis, "lean_peak_deg", 1.0),
        markers=_markers(analysis, "lean_peak_deg", line),
        unmeasured=_unmeasured(analysis, "lean_peak_deg"),
    )


def _shrug(analysis: Analysis) -> Panel:
    """A value for each rep: the bar tells a shrug only while the lifter stands, so no curve."""
    return _of_reps(
        analysis,
        "shrug_torso",
        ("shrug", "Shoulders creep up", "percent of torso length, above your lowest reps"),
        "How far the shoulders crept up, in percent of torso length",
    )


def _depth(analysis: Analysis) -> Panel | None:
    """None where no rep was short of depth: how deep one squats asks for no chart by itself."""
    if not any(_found(rep, DEPTH) != (False, False) for rep in analysis.reps):
        return None
    return _of_reps(
        analysis,
        DEPTH,
        ("depth", "Hips above the knees at the bottom", "percent of thigh length; minus is below"),
        "How far the hips stayed above the knees, in percent of thigh length",
    )


def _of_reps(analysis: Analysis, metric: str, names: tuple[str, str, str], sentence: str) -> Panel:
    """A value for each rep, under a name, a title and a unit."""
    dots = tuple(dot for rep in analysis.reps if (dot := _dot(rep, metric)))
    said = ", ".join(f"rep {dot.rep} {words.number(dot.value)} %" for dot in dots)
    return Panel(
        *names,
        (),
        _rep_bands(analysis, metric),
        REPS_SHADED,
        f"{sentence}: {said}.",
        _duration_s(analysis),
        limit=_limit(analysis, metric, 100.0),
        dots=dots,
        unmeasured=_unmeasured(analysis, metric),
    )


def _dot(rep: RepAnalysis, metric: str) -> Dot | None:
    """A share of a body length, as percent."""
    found = rep.metrics.get(metric)
    if found is None or found.value is None:
        return None
    if rep.start_s is not None and rep.end_s is not None:
        at_s = (rep.start_s + rep.end_s) / 2  # under its number, not where the next rep begins
    else:
        at_s = next(t for t in (found.at_s, rep.start_s, rep.end_s, 0.0) if t is not None)
    lowest = words.least(metric)
    middle, spread = max(lowest, 100 * found.value), 100 * (found.uncertainty or 0.0)
    low, high = max(lowest, middle - spread), middle + spread
    flagged, _ = _found(rep, metric)
    return Dot(rep.number, at_s, middle, low, high, flagged)


def _duration_s(analysis: Analysis) -> float:
    return max(analysis.clip.duration_s, *analysis.series.time_s[-1:], 0.0)


def _line(
    name: str, dash: Dash, time_s: tuple[float, ...], values: tuple[float | None, ...]
) -> Line:
    known = values or (None,) * len(time_s)  # a curve that was not taken is empty
    rounded = (None if value is None else round(value, 3) for value in known)
    return Line(name, dash, thinned(tuple(zip(time_s, rounded, strict=True))))


def _rep_bands(analysis: Analysis, metric: str) -> tuple[Band, ...]:
    return tuple(
        Band(str(rep.number), rep.start_s, rep.end_s, *_found(rep, metric))
        for rep in analysis.reps
        if rep.start_s is not None and rep.end_s is not None
    )


def _unmeasured(analysis: Analysis, metric: str) -> str:
    """Names the reps that nothing is drawn in: without a word it looks like a broken chart."""
    blank = [rep.number for rep in analysis.reps if value_of(rep.metrics, metric) is None]
    return f"Not measured in {rep_list(blank)}." if blank else ""


def _found(rep: RepAnalysis, *metrics: str) -> tuple[bool, bool]:
    """Whether a finding of these metrics is sure, and whether there is one that is not."""
    found = [finding for finding in rep.findings if finding.metric in metrics]
    sure = any(is_sure(finding) for finding in found)
    return sure, bool(found) and not sure


def _limit(analysis: Analysis, metric: str, scale: float) -> tuple[float, str] | None:
    name = limit_name(analysis.lift.name, analysis.lift.variant, metric)
    if name is None or name not in analysis.thresholds:
        return None
    value = analysis.thresholds[name]
    return scale * value, f"limit {words.limit_amount(value, metric_row(metric).unit)}"


def _markers(analysis: Analysis, metric: str, line: Line) -> tuple[Marker, ...]:
    """One marker for each rep with a finding of that metric, on the curve at its moment."""
    seen = [(time_s, value) for time_s, value in line.points if value is not None]
    if not seen:
        return ()
    markers = []
    for rep in analysis.reps:
        found = [finding for finding in rep.findings if finding.metric == metric]
        if found:
            at_s = found[0].at_s
            _, value = min(seen, key=lambda point: abs(point[0] - at_s))
            markers.append(Marker(f"Rep {rep.number}: {words.finding_names(found)}", at_s, value))
    return tuple(markers)


def _value(point: tuple[float, float | None]) -> float:
    return point[1] if point[1] is not None else 0.0
