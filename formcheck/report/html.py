"""One set as a page that stands alone: opens offline, prints on A4, fits a phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.findings.fault_table import limits_asked
from formcheck.findings.verdict import RepState, verdict_of
from formcheck.guidance.explanation import explain
from formcheck.guidance.notices import doubts, without_choice
from formcheck.knowledge.entries import Exercise
from formcheck.knowledge.schema import load_knowledge
from formcheck.metrics.table import METRICS, MetricRow, metric_row
from formcheck.report import digest, words
from formcheck.report.bar_path import BarPath, bar_paths_svg, words_below
from formcheck.report.charts import charts
from formcheck.report.limits import applies, beyond_limit, beyond_words, limit_of, limits_changed
from formcheck.report.page import Theme, camera_drawings, rendered
from formcheck.report.still import Still
from formcheck.thresholds import limits_table

_STATES: Final[tuple[RepState, ...]] = ("possible", "partly", "unjudged")
_OURS: Final = "our own reasoning"
_INK: Final = Theme(
    *(f"var(--{name})" for name in ("ink", "muted", "line", "ok", "alert", "second"))
)


@dataclass(frozen=True)
class ValueRow:
    """One value of a rep as text."""

    metric: str
    label: str
    share_of: str
    value: str
    plus_minus: str
    limit: str
    over: str


DrillRow = tuple[str, Exercise | None]
"""A drill as the document names it, and how it is done; None for one not known (any more)."""


@dataclass(frozen=True)
class LimitRow:
    """One limit that was used, for the footnotes."""

    label: str
    value: str
    reason: str
    changed: bool


def render_html(
    analysis: Analysis,
    *,
    stills: Sequence[Still] = (),
    bar_paths: Sequence[BarPath] = (),
    sign: str = "",
) -> str:
    """The report as one HTML text without anything from outside.

    `sign` is what a warning sign says to do, in the place of advice.
    """
    faults = digest.faults_found(analysis)
    worst = digest.worst_moment(analysis)
    # another movement than the told one is filmed otherwise, if at all
    filming = not sign and digest.contradiction(analysis) is None
    values = {rep.number: value_rows(analysis, rep) for rep in analysis.reps}
    return rendered(
        "report.html.j2",
        analysis=analysis,
        heading=words.heading(analysis),
        facts=_facts(analysis),
        sign=sign,
        next_set=digest.next_set_cues(analysis),
        marks=digest.strip(analysis),
        verdicts={rep.number: rep for rep in verdict_of(analysis).reps},
        worst_rep=worst[0].number if worst else None,
        faults=faults,
        faults_title=digest.faults_title(faults),
        drills=_drills(analysis, faults),
        sources=_sources(faults),
        charts=charts(analysis),
        stills=tuple(stills),
        bar_paths=bar_paths_svg(analysis, bar_paths, ink=_INK) if bar_paths else "",
        bar_words=words_below(analysis, bar_paths),
        values=values,
        columns=_columns(analysis, values),
        beyond=beyond_words(analysis, analysis.reps),
        unseen=digest.unseen(analysis),
        warnings=digest.other_warnings(analysis),
        doubts=[without_choice(notice.message) for notice in doubts(analysis)],
        unread=digest.refused(analysis),
        drawings=camera_drawings(analysis.lift.name, paper="var(--paper)") if filming else (),
        limits=_limits(analysis) if analysis.reps else (),
    )


def _facts(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    verdict = verdict_of(analysis)
    states = Counter(rep.state for rep in verdict.reps)
    facts = [("reps counted", str(len(analysis.reps))), ("flagged", str(states["flagged"]))]
    facts += [(words.state(kind), str(states[kind])) for kind in _STATES if states[kind]]
    if verdict.broken is not None:
        facts.append(("form first slipped in", f"rep {verdict.broken.rep}"))
    if analysis.not_counted:
        facts.append(("not counted", str(len(analysis.not_counted))))
    corrected = len(analysis.corrections.not_reps) + len(analysis.corrections.reps)
    corrected += analysis.corrections.lifter is not None
    if corrected:
        facts.append(("corrected by hand", str(corrected)))
    if changed := limits_changed(analysis):
        facts.append(("limits changed", str(changed)))
    return tuple(facts)


def value_rows(analysis: Analysis, rep: RepAnalysis) -> tuple[ValueRow, ...]:
    """What was measured in a rep, as far as it is about the lift."""
    rows = []
    for name in words.ordered_metrics(set(rep.metrics), analysis.lift):
        value = rep.metrics[name]
        if not applies(name, analysis.lift):
            continue
        limit = limit_of(analysis, rep, name)
        rows.append(
            ValueRow(
                metric=name,
                label=metric_row(name).label,
                share_of=words.share_of(value.unit),
                value=words.measured(name, value, limit),
                plus_minus=words.plus_minus(name, value),
                limit=words.NO_LIMIT
                if limit is None
                else words.limit_amount(limit, value.unit, short=True),
                over=beyond_limit(rep, name, limit),
            )
        )
    return tuple(rows)


def _columns(
    analysis: Analysis, values: dict[int, tuple[ValueRow, ...]]
) -> tuple[tuple[MetricRow, str, str, tuple[ValueRow, ...]], ...]:
    """The table of all reps by column: (metric, share of, limit, one value for each rep)."""
    columns = []
    for name in (name for name, row in METRICS.items() if row.column):
        rows = [row for rep in analysis.reps for row in values[rep.number] if row.metric == name]
        if len(rows) == len(analysis.reps) and any(row.value != words.NOT_SEEN for row in rows):
            limits = {row.limit for row in rows}
            limit = limits.pop() if len(limits) == 1 else "varies"
            columns.append((metric_row(name), rows[0].share_of, limit, tuple(rows)))
    return tuple(columns)


def _drills(
    analysis: Analysis, faults: Sequence[digest.FaultDigest]
) -> dict[str, tuple[DrillRow, ...]]:
    """The document's drills by fault, each once, with how it is done where that is known."""
    shown: set[str] = set()
    by_fault: dict[str, tuple[DrillRow, ...]] = {}
    style = verdict_of(analysis).spoken_style
    for fault in faults:
        full = explain(fault.fault, lift=analysis.lift.name, variant=style)
        known = {drill.name: drill for drill in full.drills} if full else {}
        names = fault.guidance.drills if fault.guidance else ()
        by_fault[fault.fault] = tuple(
            (name, known.get(name)) for name in names if name not in shown
        )
        shown.update(names)
    return by_fault


def _sources(faults: Sequence[digest.FaultDigest]) -> tuple[str, ...]:
    """What the texts rest on, articles by their titles; a code nobody knows stands for itself."""
    titles = {
        source.code: _OURS if source.kind == "own" else f"“{source.title}”"
        for source in load_knowledge().sources
    }
    codes = {code for fault in faults if fault.guidance for code in fault.guidance.sources}
    names = [titles.get(code, f"“{code}”") for code in sorted(codes)]
    return tuple(sorted(names, key=_OURS.__eq__))  # which ends the sentence


def _limits(analysis: Analysis) -> tuple[LimitRow, ...]:
    """The limits of this lift in words; one this version does not know keeps its name."""
    known = {info.name: info for info in limits_table()}
    asked = limits_asked(analysis.lift.name, analysis.lift.variant)
    rows = []
    for name, value in analysis.thresholds.items():
        info = known.get(name)
        if info is None:
            rows.append(LimitRow(name.replace("_", " "), words.number(value, 2), "", False))
        elif name in asked:
            shown, about = words.limit_amount(value, info.about.unit), info.about
            rows.append(LimitRow(about.label, shown, about.reason, value != info.default))
    return tuple(rows)
