"""The bar's path of each rep, where the plate was followed."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.jobs import exports
from formcheck.jobs.job import Job
from formcheck.page import backend, drawing
from formcheck.page.player import chosen_rep


def show(job: Job, analysis: Analysis) -> None:
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
        ink=drawing.theme(),
    )
    st.markdown("**The bar's path**, rep by rep")
    st.image(picture, alt=described(found))
    st.caption(BAR_WORDS)
