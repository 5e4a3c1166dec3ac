"""The chosen rep: what, how much, against which limit, how sure; and the moment as a still."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.verdict import weight
from formcheck.jobs.job import Job
from formcheck.metrics.table import metric_row
from formcheck.page import corrections, finding_card, stills
from formcheck.page.player import mark_id
from formcheck.report import words
from formcheck.report.digest import Mark, rep_verdict, strip
from formcheck.report.limits import applies, beyond_limit, limit_of

_WITHOUT_FINDINGS = {
    "steady": ":material/check_circle: :green[**Steady.**] Nothing that was seen is beyond its "
    "limit.",
    "partly": ":material/check_circle: Nothing that was seen is beyond its limit. Whether hips and "
    "chest rose together was not: “What the camera could not see”, below, has the reason.",
    "unjudged": "**Counted, not judged.** “What the camera could not see”, below, has the reasons.",
    "incomplete": "",
}

MARKED = ":orange[:material/flag: **{}**]"


def show(job: Job, analysis: Analysis) -> None:
    """The panel beside the video."""
    mark, chosen = _chosen(analysis)
    if mark is None:
        st.markdown("Choose a rep under the video.")
    elif mark.rep is None:
        _not_counted(job, mark)
    else:
        _rep(job, analysis, mark.rep, chosen)


def _chosen(analysis: Analysis) -> tuple[Mark | None, str]:
    wanted = st.session_state.get("selected_mark", "")
    for place, mark in enumerate(strip(analysis)):
        if mark_id(mark, place) == wanted:
            return mark, wanted
    return None, ""


def _rep(job: Job, analysis: Analysis, rep: RepAnalysis, chosen: str) -> None:
    st.header(f"Rep {rep.number} :gray[· {words.span(rep.start_s, rep.end_s)}]")
    said = rep_verdict(analysis, rep)
    if not rep.complete:
        st.caption("Part of this rep was out of view; that part is not judged.")
    if not said.findings and _WITHOUT_FINDINGS[said.state]:
        cannot_show = words.against_yourself([said.state])
        st.markdown(f"{_WITHOUT_FINDINGS[said.state]} {cannot_show}".rstrip())
    finding_card.edges()
    for place, finding in enumerate(said.findings):
        finding_card.show(job, analysis, rep, finding, chosen, place)
    if rep.findings:
        stills.show(job, analysis, rep.number, max(rep.findings, key=weight))
    _numbers(analysis, rep, said.findings)
    corrections.not_a_rep_button(job, rep)


def _numbers(analysis: Analysis, rep: RepAnalysis, found: Iterable[Finding]) -> None:
    names = [
        name for name in words.ordered_metrics(set(rep.metrics)) if applies(name, analysis.lift)
    ]
    rows = []
    for name in names:
        value = rep.metrics[name]
        limit = limit_of(analysis, rep, name)
        said = f"{words.measured(name, value, short=True)} {words.plus_minus(name, value)}".strip()
        rows.append(
            {
                "": metric_row(name).label,
                "Measured": MARKED.format(said) if beyond_limit(rep, name, limit) else said,
                "Limit": words.limit_amount(limit, value.unit, short=True)
                if limit is not None
                else words.NO_LIMIT,
            }
        )
    with st.expander("All measurements of this rep", icon=":material/straighten:"):
        st.table(rows, alt=f"All measurements of rep {rep.number} with their limits")
        likely = [f"{words.fault_name(one.fault)} {words.share_sure(one)}" for one in found]
        if likely:
            st.caption(f"How likely each is: {', '.join(likely)}.")
        st.caption(
            f":material/flag: beyond its limit. {words.PLUS_MINUS} Percentages are of your torso "
            "length, thigh length or hip width. – means not assessed."
        )


def _not_counted(job: Job, mark: Mark) -> None:
    st.header(f"Not counted :gray[· {words.span(mark.start_s, mark.end_s)}]")
    st.markdown(f":material/remove: {mark.message}")
    corrections.was_a_rep_button(job, mark)
    st.caption("Only full reps are judged. If this is wrong, say so and the set is judged again.")
