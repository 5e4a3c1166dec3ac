"""The chosen rep: what, how much, against which limit, how sure, and what it hangs on.

Of a finding severity is a number of bars, sureness the edge of its card: dashed, thin or thick.
Both are read without color and without words. What only the lifter knows is asked in one tap.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.verdict import is_sure, weight
from formcheck.guidance.set_summary import not_seen
from formcheck.jobs.job import Job
from formcheck.lifts import KnownLift
from formcheck.metrics.table import metric_row
from formcheck.page import by_hand, corrections, downloads, states, video
from formcheck.page.intake import ASKED, STYLES
from formcheck.page.player import chosen_mark, jump
from formcheck.report import words
from formcheck.report.digest import Mark, rep_verdict
from formcheck.report.html import value_rows
from formcheck.report.limits import beyond_words
from formcheck.report.measured.drawing import finding_at, moments
from formcheck.report.shown import cap, rep_shown
from formcheck.report.two_reps import began_name, meeting_name

_REASONS_BELOW = "“What the camera could not see”, below, has the reasons."
_WITHOUT_FINDINGS = {
    "steady": ":material/check_circle: :green[**Steady.**] Nothing that was seen is clearly "
    "beyond its limit.",
    "doubted": "Nothing that was seen is clearly beyond its limit.",
    "partly": ":material/check_circle: Nothing that was seen is clearly beyond its limit.",
    "unjudged": f"**Back not judged.** {_REASONS_BELOW}",
    "incomplete": "",
}
MARKED = {"fault": ":material/flag:", "perhaps": ":material/question_mark:"}
"""What is beyond its limit, as the chips have it."""
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
PICTURED = "pictured_finding"
"""Set, rep and measure whose moment was asked for last."""
EDGES = """<style>
[class*="st-key-possible_"] { border: 2px dashed !important; }
[class*="st-key-likely_"] { border: 2px solid !important; }
[class*="st-key-clear_"] { border: 2px solid !important; border-left-width: 0.6rem !important; }
</style>"""
"""Of the cards, once on a page."""


def show(job: Job, analysis: Analysis) -> None:
    """The panel beside the video."""
    mark = chosen_mark(analysis)
    if mark is None:
        st.markdown("Choose a rep under the video.")
    elif mark.rep is None:
        _not_counted(job, analysis, mark)
    else:
        _rep(job, analysis, mark.rep)


def _rep(job: Job, analysis: Analysis, rep: RepAnalysis) -> None:
    st.header(f"Rep {rep.number} :gray[· {words.span(rep.start_s, rep.end_s)}]")
    said = rep_verdict(analysis, rep)
    if not rep.complete:
        st.caption(
            f"This rep is {words.state('incomplete')}: you stopped early, or the clip does not "
            "show all of it. Only what was seen is judged."
        )
    elif words.part_seen(rep):
        st.caption(
            "Only the middle of this rep was seen, not where it begins or ends. "
            "Only what was seen is judged."
        )
    if not said.findings and _WITHOUT_FINDINGS[said.state]:
        cannot_show = words.against_yourself(analysis, [said.state], [rep])
        told = said.unseen and said.state in ("steady", "partly")
        unseen = f"{not_seen(said.unseen)} {_REASONS_BELOW}" if told else ""
        found = _WITHOUT_FINDINGS[rep_shown(analysis, said.state)]
        st.markdown(" ".join(filter(None, [found, unseen, cannot_show])))
    if close := beyond_words(analysis, [rep]):
        st.caption(close)
    st.html(EDGES)
    for place, finding in enumerate(said.findings):
        _finding(job, analysis, rep, finding, place)
    if rep.findings:
        tapped = st.session_state.get(PICTURED)
        pictured = [one for one in rep.findings if (job.id, rep.number, one.metric) == tapped]
        video.still(job, analysis, rep.number, max(pictured or rep.findings, key=weight))
    _numbers(analysis, rep, said.findings)
    with st.container(horizontal=True):
        corrections.not_a_rep_button(job, rep)
        downloads.single_rep(job, analysis, rep)


def _numbers(analysis: Analysis, rep: RepAnalysis, found: Iterable[Finding]) -> None:
    rows = []
    for row in value_rows(analysis, rep):
        said = f"{row.value} {row.plus_minus}".strip()
        measured = f":orange[{MARKED[row.over]} **{said}**]" if row.over else said
        rows.append({"": row.label, "Measured": measured, "Limit": row.limit})
    with st.expander("All measurements of this rep", icon=":material/straighten:"):
        st.table(rows, alt=f"All measurements of rep {rep.number} with their limits")
        likely = [f"{words.fault_name(one.fault)} {words.share_sure(one)}" for one in found]
        if likely:
            st.caption(f"How likely each is: {', '.join(likely)}.")
        signs = f"{words.BEYOND_LIMIT.format(**MARKED)} " if rep.findings else ""
        st.caption(
            f"{signs}{words.PLUS_MINUS} "
            "Percentages are of your torso length, thigh length or hip width. – means not assessed."
        )


def _not_counted(job: Job, analysis: Analysis, mark: Mark) -> None:
    st.header(f"Not counted :gray[· {words.span(mark.start_s, mark.end_s)}]")
    st.markdown(f":material/remove: {mark.message}")
    if mark.label == "told":
        corrections.was_a_rep_button(job, mark)
        return
    if not by_hand.may_have_reps(analysis):
        if states.asks_for_the_lift(analysis):
            return  # on top, with a button for each
        choose = f"[choose the lift](#{by_hand.CORRECTIONS})"
        st.markdown(
            f":material/swap_horiz: If this was a rep, {choose} first: then you can say so."
        )
        return
    corrections.was_a_rep_button(job, mark)
    st.caption(
        "Only what looks like a rep is judged. If this is wrong, say so and the set is judged "
        "again."
    )


def _finding(job: Job, analysis: Analysis, rep: RepAnalysis, finding: Finding, place: int) -> None:
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
        if why := cap(finding):
            st.caption(why)
        _ask_style(job, analysis, finding, rep.number)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_measured(analysis, rep, finding))
            st.button(
                f"Show at {words.clock(finding.at_s)}",
                icon=":material/center_focus_strong:",
                key=f"moment_{rep.number}_{place}",
                on_click=_show_moment,
                args=(job, analysis, rep, finding),
            )


def _show_moment(job: Job, analysis: Analysis, rep: RepAnalysis, finding: Finding) -> None:
    """The picture is of this finding; of two at one moment the video draws the worse one only."""
    st.session_state[PICTURED] = job.id, rep.number, finding.metric
    drawn = finding_at(moments(analysis), finding.at_s)
    if drawn is None or drawn[1].metric == finding.metric:
        jump(f"rep-{rep.number}", finding.at_s)


def _measured(analysis: Analysis, rep: RepAnalysis, finding: Finding) -> str:
    size = words.amount_found(finding)
    limit = words.limit_amount(finding.limit, finding.unit)
    value = rep.metrics.get(finding.metric) if finding in rep.findings else None
    margin = f" {words.plus_minus(finding.metric, value)}" if value else ""
    said = f"Measured **{size}**{margin}, limit {limit}"
    began = began_name(analysis, rep)
    if metric_row(finding.metric).drawn != "tip" or began == meeting_name(analysis):
        return said
    # else this and the leans of table and chart do not add up
    since = words.clock(rep.compared_from_s)
    return f"{said}, from {since} on, {began}. The leans below start at {meeting_name(analysis)}."


def _ask_style(job: Job, analysis: Analysis, finding: Finding, rep: int) -> None:
    """The question, where the finding hangs on the style; a tap judges the set again at once."""
    styles = STYLES.get(analysis.lift.name)
    if "variant" not in finding.depends_on or styles is None:
        return
    key = f"style_{job.id}_{rep}_{by_hand.turn()}"
    st.pills(
        f"This depends on your style. {ASKED[analysis.lift.name]}",
        list(styles),
        key=key,
        on_change=_judge_anew,
        args=(job, analysis.lift.name, key),
    )


def _judge_anew(job: Job, lift: KnownLift, key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        by_hand.lift_is(job, lift, STYLES[lift][chosen])
