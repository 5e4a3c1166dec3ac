"""The bar's path of each rep, where the plate was followed."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.jobs import adjustment
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.player import chosen_rep
from formcheck.reps.variant import starts_at_top


def show(job: Job, analysis: Analysis) -> None:
    """One small picture for each rep, the chosen one framed; nothing where no plate was seen."""
    from formcheck.report.bar_trail import trails
    from formcheck.report.bar_trail_svg import DARK, LIGHT, bar_trails_svg, described
    from formcheck.report.measured.moment import Clip
    from formcheck.report.tracks import Tracks

    try:
        seen = adjustment.remembered(backend.runner().store, job)
    except FormcheckError:
        return
    found = trails(Clip(Tracks.of(seen), analysis))
    if not found:
        return
    chosen = chosen_rep(analysis)
    picture = bar_trails_svg(
        found,
        flagged=frozenset(rep.number for rep in analysis.reps if rep.findings),
        chosen=chosen.number if chosen else None,
        down_first=starts_at_top(analysis.lift.name, analysis.lift.variant),
        ink=DARK if st.context.theme.type == "dark" else LIGHT,
    )
    st.markdown("**The bar's path**, rep by rep")
    st.image(picture, alt=described(found))
    st.caption(
        "Solid: up. Dashed: down. Dotted: straight up from where the ascent began. "
        "As seen from the camera; from off the side, forward and back look shorter."
    )
