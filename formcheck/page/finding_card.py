"""One finding: what, how much, against which limit, how sure, and what it hangs on.

Severity is a number of bars, sureness the edge of the card: dashed, thin or thick. Both are read
without color and without words.
"""

from __future__ import annotations

import streamlit as st

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.verdict import is_sure
from formcheck.jobs.job import Job
from formcheck.metrics.table import metric_row
from formcheck.page import ask_style
from formcheck.page.player import jump
from formcheck.report import words

SEVERITY_COLORS = {"mild": "yellow", "moderate": "orange", "severe": "red"}
SEVERITY_ICONS = {
    "mild": ":material/signal_cellular_alt_1_bar:",
    "moderate": ":material/signal_cellular_alt_2_bar:",
    "severe": ":material/signal_cellular_alt:",
}
SURE_ICONS = {
    "possible": ":material/question_mark:",
    "likely": ":material/flag:",
    "clear": ":material/priority_high:",
}
EDGES = """<style>
[class*="st-key-possible_"] { border: 2px dashed !important; }
[class*="st-key-likely_"] { border: 2px solid !important; }
[class*="st-key-clear_"] { border: 2px solid !important; border-left-width: 0.6rem !important; }
</style>"""


def edges() -> None:
    """The edges of the cards, once on a page."""
    st.html(EDGES)


def show(
    job: Job, analysis: Analysis, rep: RepAnalysis, finding: Finding, chosen: str, place: int
) -> None:
    """The card of a finding of a rep, or of one of the set that names the rep."""
    name = words.finding_name(finding)
    # a name with "perhaps" has said already how sure it is
    sure = f" :gray-badge[{words.sureness(finding)}]" if is_sure(finding) else ""
    with st.container(border=True, gap="xsmall", key=f"{finding.confidence}_{rep.number}_{place}"):
        st.markdown(
            f"{SURE_ICONS[finding.confidence]} **{name[:1].upper()}{name[1:]}** "
            f":{SEVERITY_COLORS[finding.severity]}-badge[{SEVERITY_ICONS[finding.severity]} "
            f"{words.size(finding)}]{sure}",
        )
        st.markdown(finding.message)
        if why := words.cap(finding):
            st.caption(why)
        ask_style.show(job, analysis, finding, rep.number)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_measured(rep, finding))
            st.button(
                f"Show at {words.clock(finding.at_s)}",
                icon=":material/center_focus_strong:",
                key=f"moment_{rep.number}_{place}",
                on_click=jump,
                args=(chosen, finding.at_s),
            )


def _measured(rep: RepAnalysis, finding: Finding) -> str:
    metric = metric_row(finding.metric)
    size = words.amount(finding.measured, finding.unit, digits=metric.digits)
    limit = words.limit_amount(finding.limit, finding.unit)
    value = rep.metrics.get(finding.metric) if finding in rep.findings else None
    margin = f" {words.plus_minus(finding.metric, value)}" if value else ""
    return f"Measured **{size}**{margin}, limit {limit}"
