"""Small charts of the set that follow the chosen rep, and the bar's path of each."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.findings.verdict import weight
from formcheck.jobs import exports
from formcheck.jobs.job import Job
from formcheck.page import backend, sayings
from formcheck.page.player import chosen_rep
from formcheck.report.panels import panels

AROUND_S = 0.6
HEIGHT_PX = 280
SPANS = ("This rep", "All reps")
PLACE = "set_charts"
"""Charts bring a menu for those who write charts; nobody here does."""


def show(analysis: Analysis) -> None:
    """Hips and chest, lean and shrug against time, those that have something to show."""
    from formcheck.report.charts_altair import altair_charts  # costs a second, once

    rep = chosen_rep(analysis)
    if not panels(analysis):
        return
    span: str | None = SPANS[1]
    if rep is not None:  # beside what is no rep there is nothing to choose: all reps are shown
        span = st.segmented_control(
            "Charts show", SPANS, default=SPANS[0], key="chart_span", label_visibility="collapsed"
        )
    zoomed = rep if span == SPANS[0] else None
    charts = altair_charts(
        analysis,
        around=_around(analysis, zoomed),
        at_s=max(rep.findings, key=weight).at_s if rep and rep.findings else None,
        dark=st.context.theme.type == "dark",
    )
    st.html(f"<style>.st-key-{PLACE} [data-testid=stElementToolbar] {{display: none}}</style>")
    with st.container(key=PLACE), st.grid(max(1, len(charts)), min_column_width=260):
        for name, chart in charts.items():
            st.altair_chart(chart, key=f"chart_{name}", height=HEIGHT_PX)


def _around(analysis: Analysis, rep: RepAnalysis | None) -> tuple[float, float] | None:
    """The rep with a margin; None, the whole clip, where its ends are not known."""
    if rep is None or rep.start_s is None or rep.end_s is None:
        return None
    return max(0.0, rep.start_s - AROUND_S), min(analysis.clip.duration_s, rep.end_s + AROUND_S)


def bar_paths(job: Job, analysis: Analysis) -> None:
    """One small picture for each rep, the chosen one framed; nothing where no plate was seen."""
    from formcheck.report.bar_path import BAR_WORDS, bar_paths_svg, described

    found = exports.bar_paths(backend.runner().store, job, analysis)
    if not found:
        return
    chosen = chosen_rep(analysis)
    picture = bar_paths_svg(
        analysis,
        found,
        chosen=chosen.number if chosen else None,
        ink=sayings.theme(),
    )
    st.markdown("**The bar's path**, rep by rep")
    st.image(picture, alt=described(found))
    st.caption(BAR_WORDS)
