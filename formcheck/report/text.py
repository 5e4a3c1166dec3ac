"""The analysis as text for a terminal, or for a mail: readable at 80 columns, plain if wanted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from rich import box
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from formcheck.analysis import Analysis, Notice, RepAnalysis
from formcheck.errors import printable
from formcheck.findings.verdict import RepState, RepVerdict, is_sure, verdict_of
from formcheck.guidance.notices import doubts
from formcheck.metrics.measurement import assessed
from formcheck.metrics.table import metric_row
from formcheck.report import digest, words
from formcheck.report.limits import beyond_words, limits_changed
from formcheck.report.shown import cap, caps_of_perhaps, rep_shown

_COLUMNS: Final = (
    "lean_peak_deg", "lean_gain_deg", "depth_thigh", "knee_in_hip_width", "shrug_torso",
    "hip_lead_torso",
)  # fmt: skip
"""What the table shows of every set, the last of these left out first where it is too wide."""
_FLAGS_WIDTH: Final = 20
"""As wide as "? perhaps shoulders": what is narrower breaks words."""
_STYLES: Final[dict[RepState, str]] = {"flagged": "bold red", "possible": "yellow"}
_SMALLEST_WIDTH: Final = 60
_OPTIONS: Final = {
    **dict.fromkeys(
        ("lift_unknown", "lift_unsure", "lift_both"), "--lift squat or --lift deadlift"
    ),
    "several_people": "--lifter NUMBER",
}
"""By notice: how to choose on the command line what it asks for."""


def render_text(analysis: Analysis, *, width: int = 80, color: bool = False) -> str:
    """The whole analysis for people, in lines no wider than `width`, which is 60 at least.

    Without color there are no control characters at all.
    """
    width = max(width, _SMALLEST_WIDTH)
    printed = printed_text(_parts(analysis, width), width=width, color=color)
    return "\n".join(map(str.rstrip, printed.splitlines())).strip("\n") + "\n"


def printed_text(parts: Iterable[RenderableType], *, width: int | None, color: bool) -> str:
    """What rich makes of these for a terminal; without a width no line is broken."""
    target = io.StringIO()
    console = Console(
        file=target,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=width is None)
    return target.getvalue()


def _parts(analysis: Analysis, width: int) -> Iterator[RenderableType]:
    """The parts of the text in order, as rich renderables with empty lines between them."""
    yield _head(analysis)
    if analysis.reps:
        yield ""
        columns = _columns(analysis, width)
        yield _rep_table(analysis, columns)
        rows = map(metric_row, columns)
        states = [said.state for said in verdict_of(analysis).reps]
        said = (
            *(row.legend or f"{row.short}: {row.noun}." for row in rows),
            *_signs(analysis, columns),
            words.against_yourself(analysis, states),
        )
        if legend := " ".join(filter(None, said)):
            yield Text(legend, style="dim")
    for fault in digest.faults_found(analysis):
        yield ""
        yield from _fault(fault)
    not_counted = (
        f"{words.span(entry.start_s, entry.end_s)} {words.reason_name(entry.reason)}: "
        f"{entry.message}"
        for entry in analysis.not_counted
    )
    yield from _section("Not counted", not_counted)
    not_seen = ("".join(entry.line) for entry in digest.unseen(analysis))
    yield from _section("What the camera could not see", not_seen)
    yield from _section("Worth knowing", map(_notice, digest.other_warnings(analysis)))
    yield ""
    yield Text(words.disclaimer(), style="dim")


def _head(analysis: Analysis) -> RenderableType:
    head = Text(printable(analysis.clip.name), style="bold")
    said = [f"  {words.heading(analysis)}"]
    said.append(analysis.set.summary or f"{words.counted(len(analysis.reps), 'rep')} counted.")
    if changed := limits_changed(analysis):
        said.append(f"Judged with {words.counted(changed, 'changed limit')}.")
    said += [f"* {_notice(notice)}" for notice in doubts(analysis)]
    if unread := digest.refused(analysis):
        said.append(f"* {unread.what}: {words.sentence(unread.reason)}")
    said += filter(None, [analysis.set.load])
    return head.append("\n".join(said), style="not bold")


def _columns(analysis: Analysis, width: int) -> list[str]:
    """The metrics of findings and the usual ones, as far as they were assessed and have space."""
    found = {each.metric for rep in analysis.reps for each in rep.findings}
    columns = [
        name
        for name in words.ordered_metrics({*_COLUMNS, *found})
        if any(assessed(rep.metrics, name) for rep in analysis.reps)
    ]
    usual = [name for name in _COLUMNS if name in columns and name not in found]
    while usual and _least_width(_rep_table(analysis, columns)) > width:
        columns.remove(usual.pop())
    return columns


def _least_width(table: Table) -> int:
    """How wide a table of reps has to be for its flags to be read."""
    *_, flags = table.columns
    wide = _wide()
    longest = max(Measurement.get(wide, wide.options, cell).maximum for cell in flags.cells)
    flags.min_width = min(_FLAGS_WIDTH, longest)
    return wide.measure(table).minimum


@cache
def _wide() -> Console:
    """Measures what no terminal cuts off."""
    return Console(width=1000)


def _signs(analysis: Analysis, columns: Sequence[str]) -> Iterator[str]:
    """What stands in the table, and only that: no limit is named where nothing was found."""
    if not all(assessed(rep.metrics, name) for rep in analysis.reps for name in columns):
        yield "–: not assessed."
    found = any(said.findings for said in verdict_of(analysis).reps)
    if found:
        yield "! is a fault, ? perhaps one."
    yield beyond_words(analysis, analysis.reps) or (words.NEAR_LIMIT if found else "")


def _rep_table(analysis: Analysis, columns: Sequence[str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("Rep", justify="right", no_wrap=True)
    table.add_column("Time", no_wrap=True)
    for name in columns:
        table.add_column(metric_row(name).short, justify="right", no_wrap=True)
    table.add_column("Flags", ratio=1, overflow="fold")
    for rep in analysis.reps:
        values = [
            words.measured(name, rep.metrics[name]) if name in rep.metrics else "–"
            for name in columns
        ]
        said = digest.rep_verdict(analysis, rep)
        flags = Text(_flags(analysis, rep, said), style=_STYLES.get(said.state, ""))
        table.add_row(str(rep.number), words.span(rep.start_s, rep.end_s), *values, flags)
    return table


def _flags(analysis: Analysis, rep: RepAnalysis, said: RepVerdict) -> str:
    flags = [
        f"{'!' if is_sure(entry) else '?'} {words.finding_name(entry)} ({words.size(entry)})"
        for entry in said.findings
    ]
    shown = rep_shown(analysis, said.state)
    ok = "ok" if shown == "steady" else words.state(shown)
    return "\n".join((*flags, *words.beside_findings(rep, said))) or ok


def _fault(fault: digest.FaultDigest) -> Iterator[RenderableType]:
    title = f"{fault.title}: {fault.where}" if fault.where else fault.title
    yield Text(title, style="bold")
    rep, worst = fault.findings[0]
    when = f"Rep {rep}, {words.clock(worst.at_s)}: " if rep is not None else ""
    limit = words.limit_amount(worst.limit, worst.unit)
    how = f"{words.size(worst).capitalize()}; {words.sureness(worst)} ({words.share_sure(worst)})."
    said = f"{when}{worst.message} Limit {limit}. {how} {cap(worst)}"
    below = [said.rstrip()]
    below += caps_of_perhaps(fault.findings[1:]) if is_sure(worst) else ()
    if fault.guidance:
        below.append(f"What it does to your back: {fault.guidance.explanation}")
    yield from (Padding(Text(text), (0, 0, 0, 2)) for text in below)
    for cue in fault.cues:
        yield _bullet(f"Try: {cue}", ">")
    if fault.guidance and fault.guidance.drills:
        yield _bullet(f"Drills: {', '.join(fault.guidance.drills)}.", ">")
    if fault.guidance and fault.guidance.recheck:
        yield _bullet(f"Next session: {fault.guidance.recheck}", ">")


def _section(title: str, lines: Iterator[str]) -> Iterator[RenderableType]:
    listed = list(lines)
    if listed:
        yield ""
        yield Text(title, style="bold")
        yield from (_bullet(line, "-") for line in listed)


def _notice(notice: Notice) -> str:
    option = _OPTIONS.get(notice.code)
    return f"{notice.message} ({option})" if option else notice.message


def _bullet(text: str, mark: str) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=1)
    grid.add_column(width=1)
    grid.add_column(overflow="fold")
    grid.add_row("", mark, Text(text))
    return grid
