"""The charts of a set for the app, as Altair charts.

Colors are middle tones with a contrast of at least 3 on white and on near-black, so that one
chart serves both themes; dashes, labels and shapes carry the same meaning without color.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from formcheck.analysis import Analysis
from formcheck.report.panels import Panel, panels

if TYPE_CHECKING:
    import altair as alt

INK: Final = "#0a8f80"
SECOND_INK: Final = "#7a6ff0"
ALERT: Final = "#d9660a"
SHADE: Final = "#808a94"
HEIGHT_PX: Final = 180

TimeSpan = tuple[float, float]


def altair_charts(
    analysis: Analysis, *, around: TimeSpan | None = None, at_s: float | None = None
) -> dict[str, alt.LayerChart]:
    """Charts by name (`rise`, `lean`, `shrug`), those that have something to show.

    Args:
        analysis: The set.
        around: (start, end) in seconds to zoom to, such as a rep; None is the whole clip.
        at_s: A moment to mark with a line, such as where the video was sent.
    """
    return {panel.name: altair_chart(panel, around, at_s) for panel in panels(analysis)}


def altair_chart(panel: Panel, around: TimeSpan | None, at_s: float | None) -> alt.LayerChart:
    """One panel as a layered chart with a description for screen readers."""
    import altair as alt

    start_s, end_s = around or (0.0, panel.duration_s)
    time = alt.X(
        "time_s:Q",
        title="seconds",
        scale=alt.Scale(domain=[start_s, end_s], nice=False),
        axis=alt.Axis(grid=False),
    )
    value = alt.Y(
        "value:Q",
        title=panel.unit,
        scale=alt.Scale(domain=[panel.low, panel.high], nice=False, zero=False),
        axis=alt.Axis(tickCount=4),
    )
    layers = [*_bands(panel, time), _lines(panel, time, value)]
    layers += _limit(panel, value) + _markers(panel, time, value) + _cursor(at_s, time)
    return alt.LayerChart(
        layer=layers,
        height=HEIGHT_PX,
        title=panel.title,
        description=f"{panel.summary} {panel.bands_are}",
    )


def _bands(panel: Panel, time: Any) -> list[Any]:
    import altair as alt

    rows = [
        {"time_s": band.start_s, "end_s": band.end_s, "rep": _band_label(band.label, band.flagged)}
        for band in panel.bands
    ]
    if not rows:
        return []
    base = alt.Chart(alt.InlineData(values=rows))
    shade = base.mark_rect(color=SHADE, opacity=0.18, clip=True).encode(
        x=time, x2="end_s:Q", tooltip=alt.Tooltip("rep:N", title="rep")
    )
    label = base.mark_text(
        align="left", baseline="top", dx=3, dy=3, clip=True, color=SHADE, fontWeight="bold"
    ).encode(x=time, y=alt.value(0), text="rep:N")
    return [shade, label]


def _lines(panel: Panel, time: Any, value: Any) -> Any:
    import altair as alt

    names = [line.name for line in panel.lines]
    rows = [
        {"time_s": time_s, "value": number, "curve": line.name}
        for line in panel.lines
        for time_s, number in line.points
    ]
    dashes = [[1, 0] if line.dash == "solid" else [6, 4] for line in panel.lines]
    legend = alt.Legend(title=None, orient="top-right") if len(names) > 1 else None
    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2, clip=True)
        .encode(
            x=time,
            y=value,
            color=alt.Color(
                "curve:N",
                scale=alt.Scale(domain=names, range=[INK, SECOND_INK][: len(names)]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "curve:N", scale=alt.Scale(domain=names, range=dashes), legend=legend
            ),
        )
    )


def _limit(panel: Panel, value: Any) -> list[Any]:
    import altair as alt

    if panel.limit is None:
        return []
    base = alt.Chart(alt.InlineData(values=[{"value": panel.limit[0], "text": panel.limit[1]}]))
    rule = base.mark_rule(color=ALERT, strokeDash=[2, 3], strokeWidth=1.5).encode(y=value)
    label = base.mark_text(
        align="right", baseline="bottom", dx=-4, dy=-3, color=ALERT, fontWeight="bold"
    ).encode(y=value, x=alt.value("width"), text="text:N")
    return [rule, label]


def _markers(panel: Panel, time: Any, value: Any) -> list[Any]:
    import altair as alt

    rows = [
        {"time_s": marker.at_s, "value": marker.value, "finding": marker.label}
        for marker in panel.markers
    ]
    if not rows:
        return []
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(shape="triangle-up", size=110, filled=True, color=ALERT, opacity=1, clip=True)
        .encode(x=time, y=value, tooltip=alt.Tooltip("finding:N"))
    ]


def _cursor(at_s: float | None, time: Any) -> list[Any]:
    import altair as alt

    if at_s is None:
        return []
    data = alt.InlineData(values=[{"time_s": at_s}])
    return [alt.Chart(data).mark_rule(color=SHADE, strokeWidth=2, clip=True).encode(x=time)]


def _band_label(label: str, flagged: bool) -> str:
    return f"{label} !" if flagged else label
