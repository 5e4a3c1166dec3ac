"""The worst moment of a rep as a picture with what was measured drawn on it."""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, Finding
from formcheck.errors import FormcheckError
from formcheck.jobs import pictures
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.report import words

WIDTH_PX = 420


def of_moment(job: Job, analysis: Analysis, at_s: float) -> str:
    """The file of the picture of a moment; empty when the clip is gone."""
    try:
        return str(pictures.moment_still(backend.runner().store, job, analysis, at_s))
    except FormcheckError:
        return ""


def show(job: Job, analysis: Analysis, rep: int, finding: Finding) -> None:
    """The picture, made when first asked for."""
    try:
        path = pictures.finding_still(backend.runner().store, job, analysis, rep, finding)
    except FormcheckError:
        return  # the clip is gone; the numbers say the same
    fault = words.fault_name(finding.fault)
    st.image(
        str(path),
        width=WIDTH_PX,
        alt=f"The lifter at {words.clock(finding.at_s)} with what was measured drawn: {fault}",
    )
