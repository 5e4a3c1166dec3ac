"""What only the lifter knows and a finding hangs on, asked in one tap beside it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.jobs.job import Job
from formcheck.page import rejudge
from formcheck.page.styles import ASKED, STYLES


def show(job: Job, analysis: Analysis, finding: Finding, rep: int) -> None:
    """The question, where the finding hangs on the style; a tap judges the set again at once."""
    styles = STYLES.get(analysis.lift.name)
    if "variant" not in finding.depends_on or styles is None:
        return
    key = f"style_{job.id}_{rep}_{rejudge.turn()}"
    st.pills(
        f"This depends on your style. {ASKED[analysis.lift.name]}",
        list(styles),
        key=key,
        on_change=_judge_anew,
        args=(job, analysis.lift.name, key),
    )


def _judge_anew(job: Job, lift: str, key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        variant = STYLES[lift][chosen]
        rejudge.change(job, lambda kept: replace(kept, lift=lift, variant=variant))
