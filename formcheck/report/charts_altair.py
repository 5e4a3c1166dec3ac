"""The charts of a set for the app, as Altair charts; importing Altair takes a second."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from formcheck.analysis import Analysis
from formcheck.report.page import LIGHT, Theme
from formcheck.report.panels import Panel, panels

HEIGHT_PX: Final = 260
"""Of the whole chart: the app fits title, legend and axes into it."""
TITLE_PX: Final = 340
"""Width of each title and of the lines below it, in large text, too; of its own accord Streamlit
cuts them 40 px short of the chart, which in three columns on a phone held sideways cuts words."""
MOST_TICKS: Final = 7
"""On the axis of time, about: more run into each other on a phone."""


TimeSpan = tuple[float, float]


def altair_charts(
    analysis: Analysis,
    *,
    around: TimeSpan | None = None,
    at_s: float | None = None,
    theme: Theme = LIGHT,
) -> dict[str, alt.LayerChart]:
    """Charts by name (`rise`, `lean`, `shrug`), those that have something to show.

    They are zoomed to the seconds of `around`, else show the whole clip; a line marks `at_s`.
    """
    return {panel.name: altair_chart(panel, around, at_s, theme) for panel in panels(analysis)}


def altair_chart(
    panel: Panel, around: TimeSpan | None, at_s: float | None, theme: Theme = LIGHT
) -> alt.LayerChart:
    """One panel as a layered chart with a description for screen readers."""
    shown_s = around if around and not panel.dots else (0.0, panel.duration_s)
    time = alt.X(
        "time_s:Q",
        title=None,
        scale=alt.Scale(domain=list(shown_s), nice=False),
        axis=alt.Axis(
            grid=False, labelExpr="datum.label + ' s'", labelOverlap=True, tickCount=MOST_TICKS
        ),
    )
    value = alt.Y(
        "value:Q",
        title=None,
        scale=alt.Scale(domain=list(panel.ends), nice=False, zero=False),
        axis=alt.Axis(tickCount=4),
    )
    layers = _bands(panel, shown_s, time, theme) + _lines(panel, time, value, theme)
    layers += _limit(panel, value, theme) + _markers(panel, time, value, theme)
    layers += _dots(panel, time, value, theme)
    if not panel.dots:  # a value for a whole rep has no moment to point at
        layers += _cursor(at_s, time, theme)
    title = alt.TitleParams(
        panel.title,
        subtitle=[panel.unit, *filter(None, [panel.key, panel.unmeasured])],
        subtitleColor=theme.muted,
        anchor="start",
        offset=18,
        limit=TITLE_PX,
    )
    return alt.LayerChart(
        layer=layers,
        height=HEIGHT_PX,
        title=title,
        description=f"{panel.summary} {panel.key} {panel.unmeasured}".strip(),
    )


def _bands(panel: Panel, shown_s: TimeSpan, time: Any, theme: Theme) -> list[Any]:
    """Shaded stretches, as far as they are in the picture, with their number above."""
    rows = [
        {
            "time_s": max(band.start_s, shown_s[0]),
            "end_s": min(band.end_s, shown_s[1]),
            "rep": f"{band.label} {band.sign}".strip(),
            "flagged": band.flagged,
        }
        for band in panel.bands
        if band.start_s < shown_s[1] and band.end_s > shown_s[0]
    ]
    if not rows:
        return []
    base = alt.Chart(alt.InlineData(values=rows))
    shade = base.mark_rect(opacity=0.2).encode(
        x=time,
        x2="end_s:Q",
        color=alt.condition("datum.flagged", alt.value(theme.alert), alt.value(theme.muted)),
        tooltip=alt.Tooltip("rep:N", title="rep"),
    )
    label = base.mark_text(
        align="left", baseline="bottom", dy=-3, color=theme.muted, fontWeight="bold"
    ).encode(x=time, y=alt.value(0), text="rep:N")
    return [shade, label]


def _lines(panel: Panel, time: Any, value: Any, theme: Theme) -> list[Any]:
    if not panel.lines:
        return []
    names = [line.name for line in panel.lines]
    rows = [
        {"time_s": time_s, "value": number, "curve": line.name}
        for line in panel.lines
        for time_s, number in line.points
    ]
    dashes = [[1, 0] if line.dash == "solid" else [6, 4] for line in panel.lines]
    legend = alt.Legend(title=None, orient="top") if len(names) > 1 else None
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2, clip=True)
        .encode(
            x=time,
            y=value,
            color=alt.Color(
                "curve:N",
                scale=alt.Scale(domain=names, range=[theme.accent, theme.second][: len(names)]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "curve:N", scale=alt.Scale(domain=names, range=dashes), legend=legend
            ),
        )
    ]


def _limit(panel: Panel, value: Any, theme: Theme) -> list[Any]:
    if panel.limit is None:
        return []
    base = alt.Chart(alt.InlineData(values=[{"value": panel.limit[0]}]))
    return [base.mark_rule(color=theme.alert, strokeDash=[2, 3], strokeWidth=1.5).encode(y=value)]


def _markers(panel: Panel, time: Any, value: Any, theme: Theme) -> list[Any]:
    rows = [
        {"time_s": marker.at_s, "value": marker.value, "finding": marker.label}
        for marker in panel.markers
    ]
    if not rows:
        return []
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(
            shape="triangle-up", size=110, filled=True, color=theme.alert, opacity=1, clip=True
        )
        .encode(x=time, y=value, tooltip=alt.Tooltip("finding:N"))
    ]


def _dots(panel: Panel, time: Any, value: Any, theme: Theme) -> list[Any]:
    """A value for each rep with its uncertainty; those beyond the limit are triangles."""
    rows = [
        {
            "time_s": dot.at_s,
            "value": round(dot.value, 1),
            "low": dot.low,
            "high": dot.high,
            "rep": dot.rep,
            "flagged": dot.flagged,
        }
        for dot in panel.dots
    ]
    if not rows:
        return []
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=time,
        color=alt.condition("datum.flagged", alt.value(theme.alert), alt.value(theme.accent)),
        tooltip=[alt.Tooltip("rep:Q", title="rep"), alt.Tooltip("value:Q", title=panel.unit)],
    )
    scale = alt.Scale(domain=list(panel.ends), nice=False, zero=False)
    whisker = base.mark_rule(strokeWidth=2).encode(
        y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q"
    )
    shape = alt.condition("datum.flagged", alt.value("triangle-up"), alt.value("circle"))
    return [whisker, base.mark_point(size=90, filled=True, opacity=1).encode(y=value, shape=shape)]


def _cursor(at_s: float | None, time: Any, theme: Theme) -> list[Any]:
    if at_s is None:
        return []
    data = alt.InlineData(values=[{"time_s": at_s}])
    return [alt.Chart(data).mark_rule(color=theme.muted, strokeWidth=2, clip=True).encode(x=time)]
