"""The worst moment of a rep as a picture with what was measured drawn on it."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.errors import FormcheckError
from formcheck.jobs import stills
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.report import words

WIDTH_PX = 420


def show_moment(job: Job, analysis: Analysis, at_s: float) -> None:
    """The picture of a moment in which something could not be read."""
    try:
        path = stills.moment_still(backend.runner().store, job, analysis, at_s)
    except FormcheckError:
        return
    st.image(str(path), width="stretch", alt=f"The lines drawn at {words.clock(at_s)}")


def show(job: Job, analysis: Analysis, rep: int, finding: Finding) -> None:
    """The picture, made when first asked for."""
    try:
        path = stills.finding_still(backend.runner().store, job, analysis, rep, finding)
    except FormcheckError:
        return  # the clip is gone; the numbers say the same
    fault = words.fault_name(finding.fault)
    st.image(
        str(path),
        width=WIDTH_PX,
        alt=f"The lifter at {words.clock(finding.at_s)} with what was measured drawn: {fault}",
    )
