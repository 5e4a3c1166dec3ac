"""Small charts of the set that zoom to the chosen rep."""

from __future__ import annotations

from typing import Any

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.report import words
from formcheck.report.digest import limit_name

AROUND_S = 0.6
HEIGHT_PX = 190
LINES = {
    "hip_height_torso": "Hips",
    "chest_height_torso": "Chest",
    "lean_deg": "Torso lean",
    "shrug_torso": "Shoulders",
}


def show(analysis: Analysis) -> None:
    """Heights, lean and shrug against time."""
    if not analysis.series.time_s:
        return
    rep = _chosen_rep(analysis)
    whole = st.segmented_control(
        "Charts show",
        ["This rep", "Whole set"],
        default="This rep",
        key="chart_span",
        label_visibility="collapsed",
    )
    window = _window(analysis, rep if whole == "This rep" else None)
    where = f"rep {rep.number}" if rep and whole == "This rep" else "the whole set"
    with st.grid(3, min_column_width=260):
        _chart(
            analysis,
            window,
            f"Hips and chest, height above the ankles in torso lengths, {where}",
            ("Hips and chest", "torso lengths"),
            ("hip_height_torso", "chest_height_torso"),
        )
        _chart(
            analysis,
            window,
            f"Forward lean of the torso in degrees, {where}",
            ("Torso lean", "degrees"),
            ("lean_deg",),
            limit_name(analysis, "lean_peak_deg"),
        )
        _chart(
            analysis,
            window,
            f"Shoulders above their usual place, share of the torso, {where}",
            ("Shoulders toward the ears", "share of torso"),
            ("shrug_torso",),
            limit_name(analysis, "shrug_torso"),
        )


def _chosen_rep(analysis: Analysis) -> RepAnalysis | None:
    wanted = st.session_state.get("selected_mark", "")
    return next((rep for rep in analysis.reps if f"rep-{rep.number}" == wanted), None)


def _window(analysis: Analysis, rep: RepAnalysis | None) -> tuple[float, float]:
    whole = (analysis.series.time_s[0], analysis.series.time_s[-1])
    if rep is None:
        return whole
    start_s = whole[0] if rep.start_s is None else rep.start_s
    end_s = whole[1] if rep.end_s is None else rep.end_s
    return max(whole[0], start_s - AROUND_S), min(whole[1], end_s + AROUND_S)


def _chart(
    analysis: Analysis,
    window: tuple[float, float],
    alt: str,
    titles: tuple[str, str],
    names: tuple[str, ...],
    limit: str | None = None,
) -> None:
    import altair

    title, unit = titles
    rows = _rows(analysis, window, names)
    if not rows:
        with st.container(border=True, height=HEIGHT_PX + 40):
            st.markdown(f"**{title}**")
            st.caption("Not seen in this clip.")
        return
    x = altair.X("time_s:Q", title="seconds").scale(domain=list(window), nice=False)
    base = altair.Chart(altair.Data(values=rows))
    lines = base.mark_line(strokeWidth=2).encode(
        x=x,
        y=altair.Y("value:Q", title=unit).scale(zero=False),
        color=altair.Color("line:N", title=None, sort=None, scale=_order(names)).legend(
            orient="top" if len(names) > 1 else "none"
        ),
        strokeDash=altair.StrokeDash("line:N", legend=None, sort=None),
        tooltip=[
            altair.Tooltip("line:N", title=title),
            altair.Tooltip("time_s:Q", title="second", format=".2f"),
            altair.Tooltip("value:Q", title=unit, format=".2f"),
        ],
    )
    layers: list[Any] = [*_shades(analysis, window, x), lines]
    if limit and limit in analysis.thresholds:
        layers += _limit_line(analysis.thresholds[limit])
    chart = altair.layer(*layers).properties(title=title, height=HEIGHT_PX)
    st.altair_chart(chart, alt=alt)


def _rows(
    analysis: Analysis, window: tuple[float, float], names: tuple[str, ...]
) -> list[dict[str, Any]]:
    return [
        {"time_s": time_s, "value": value, "line": LINES[name]}
        for name in names
        for time_s, value in zip(
            analysis.series.time_s, getattr(analysis.series, name), strict=True
        )
        if window[0] <= time_s <= window[1] and value is not None
    ]


def _order(names: tuple[str, ...]) -> Any:
    import altair

    return altair.Scale(domain=[LINES[name] for name in names])


def _shades(analysis: Analysis, window: tuple[float, float], x: Any) -> list[Any]:
    """The ascents, so that a curve is read where it is judged."""
    import altair

    spans = [
        {"time_s": max(rep.turn_s, window[0]), "end_s": min(rep.end_s, window[1])}
        for rep in analysis.reps
        if rep.turn_s is not None
        and rep.end_s is not None
        and rep.end_s > window[0]
        and rep.turn_s < window[1]
    ]
    if not spans:
        return []
    return [
        altair.Chart(altair.Data(values=spans))
        .mark_rect(opacity=0.12, color="#7a8b88")
        .encode(x=x, x2="end_s:Q")
    ]


def _limit_line(value: float) -> list[Any]:
    import altair

    base = altair.Chart(
        altair.Data(
            values=[
                {"limit": value, "text": f"limit {words.number(value, 2).rstrip('0').rstrip('.')}"}
            ]
        )
    )
    rule = base.mark_rule(color="#c05a16", strokeDash=[5, 4], strokeWidth=1.5).encode(y="limit:Q")
    label = base.mark_text(align="left", dx=4, dy=-6, color="#c05a16", x=0).encode(
        y="limit:Q", text="text:N"
    )
    return [rule, label]
