"""One table of many sets for a coach: a row for each fault, one for a set without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from formcheck.analysis import Analysis
from formcheck.report import words
from formcheck.report.digest import clip_state, faults_found, next_set_cues
from formcheck.report.tables import cell


class SetRow(NamedTuple):
    """One fault of one set.

    Attributes:
        clip: What the user calls the clip.
        lift: Which lift it shows, with its style where that is known.
        reps: Counted reps.
        state: What the set is, see `digest.clip_state`; `failed` for a clip without a result.
        fault: What was found; empty in a set without a finding.
        fault_reps: In which reps, numbers separated by spaces.
        severity: mild, moderate or severe, of the worst of them.
        sure: possible, likely or clear, of the worst of them.
        at_s: When that was.
        cue: What to think of in the next set.
        said: The sentence about it.
    """

    clip: str
    lift: str
    reps: int | None
    state: str
    fault: str
    fault_reps: str
    severity: str
    sure: str
    at_s: float | None
    cue: str
    said: str


def set_rows(analysis: Analysis) -> Iterator[SetRow]:
    """The rows of one set, worst fault first."""
    lift, variant = words.LIFTS[analysis.lift.name], words.VARIANTS.get(analysis.lift.variant)
    alike = SetRow(
        clip=analysis.clip.name,
        lift=f"{lift}, {variant}" if variant else lift,
        reps=len(analysis.reps),
        state=clip_state(analysis),
        fault="",
        fault_reps="",
        severity="",
        sure="",
        at_s=None,
        cue=" / ".join(next_set_cues(analysis)),
        said=analysis.set.summary,
    )
    faults = faults_found(analysis)
    for fault in faults:
        yield alike._replace(
            fault=words.fault_name(fault.fault),
            fault_reps=" ".join(map(str, fault.reps)),
            severity=fault.worst.severity,
            sure=fault.worst.confidence,
            at_s=round(fault.worst.at_s, 3),
            cue=" / ".join(fault.cues) or alike.cue,
            said=fault.worst.message,
        )
    if not faults:
        yield alike


def sets_csv(analyses: Iterable[Analysis], failed: Sequence[tuple[str, str]] = ()) -> str:
    """The table as CSV text with a header, safe to open in a spreadsheet.

    Args:
        analyses: In the order of the table.
        failed: (clip name, reason) of clips without a result.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(SetRow._fields)
    rows = [row for analysis in analyses for row in set_rows(analysis)]
    rows += [
        SetRow(clip, "", None, "failed", "", "", "", "", None, "", why) for clip, why in failed
    ]
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()
