"""Tidy tables of many analyses: a row for each metric of each rep, each finding, each set's fault.

Rows come one by one and are written as they come, so that memory does not grow with the number of
clips. Times are seconds, everything else is in the unit its row names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, Final, NamedTuple, get_args, get_type_hints

from formcheck.analysis import Analysis
from formcheck.report import words
from formcheck.report.digest import all_findings, cues_beside, faults_found, next_set_cues, row_text
from formcheck.report.limits import limit_of
from formcheck.report.shown import clip_shown, doubts_in_rows

if TYPE_CHECKING:
    import pyarrow as pa

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PARQUET_BATCH: Final = 20_000


class RepRow(NamedTuple):
    """One metric of one rep.

    Attributes:
        metric: Name of the metric in the analysis document.
        value: In `unit`, as are uncertainty and limit; None when it was not assessed.
        uncertainty: Half-width of the 90 % interval.
        limit: What the value is held against; None for metrics without a limit.
        flagged: True when a finding of this rep rests on this metric, a possible one, too.
        capped_by: What kept that finding's confidence down, separated by spaces.
        not_assessed: Why there is no value.
        reason_code: The same as a code (`formcheck.reasons.ReasonCode`).
        at_s: When the value was reached.
        lift: Which lift the clip shows, or was said to show.
        clip_sha256: Content hash of the clip.
        warnings: Codes of what the document warns of, separated by spaces: `lift_contradicted`
            where it moves otherwise than the lift that was said.
    """

    clip: str
    rep: int
    metric: str
    value: float | None
    unit: str
    uncertainty: float | None
    limit: float | None
    flagged: bool
    capped_by: str
    not_assessed: str | None
    reason_code: str | None
    at_s: float | None
    lift: str
    clip_sha256: str
    warnings: str


class FindingRow(NamedTuple):
    """One finding.

    Attributes:
        rep: Number of the rep; None for a finding about the whole set.
        severity: mild, moderate or severe: the size of what was measured.
        confidence: possible, likely or clear: how far view and tracking can be trusted.
        probability: That the true value is beyond the limit.
        capped_by: What kept the confidence down, separated by spaces, as in the document.
        metric: What the finding rests on.
        measured: The value, in `unit`.
        limit: The limit it went beyond, in `unit`.
        reps: For a finding about the set, its reps, separated by spaces.
        message: The sentence a lifter reads.
        lift, clip_sha256, warnings: As in `RepRow`.
    """

    clip: str
    rep: int | None
    fault: str
    severity: str
    confidence: str
    probability: float
    capped_by: str
    metric: str
    measured: float
    limit: float
    unit: str
    at_s: float
    reps: str
    message: str
    lift: str
    clip_sha256: str
    warnings: str


class SetRow(NamedTuple):
    """One fault of one set, in the words of the page it is saved from.

    Attributes:
        clip: What the user calls the clip.
        lift: Which lift it shows, with its style where that is known.
        state: What the set is; `not analyzed` where it has no result.
        fault: What was found; empty in a set without a finding.
        fault_reps: In which reps it is flagged, numbers separated by spaces.
        perhaps_reps: In which it is no more than perhaps there.
        severity: How large the worst of them is.
        sure: How sure that is.
        at_s: When that was.
        load: How many reps, or how much weight, the next sets should have; empty for no change.
        cue: What to think of in the next set.
        said: The sentence about it.
        same_as: The clip above it that holds the very same, which counts once; else empty.
    """

    clip: str
    lift: str
    reps: int | None
    state: str
    fault: str
    fault_reps: str
    perhaps_reps: str
    severity: str
    sure: str
    at_s: float | None
    load: str
    cue: str
    said: str
    same_as: str = ""


Row = RepRow | FindingRow | SetRow


def rep_rows(analysis: Analysis) -> Iterator[RepRow]:
    """One row for each metric of each counted rep, in order."""
    warnings = _warnings(analysis)
    for rep in analysis.reps:
        flagged = {finding.metric for finding in rep.findings}
        capped = {f.metric: " ".join(f.capped_by) for f in rep.findings if f.capped_by}
        for metric, value in rep.metrics.items():
            yield RepRow(
                clip=analysis.clip.name,
                rep=rep.number,
                metric=metric,
                value=value.value,
                unit=value.unit,
                uncertainty=value.uncertainty,
                limit=limit_of(analysis, rep, metric),
                flagged=metric in flagged,
                capped_by=capped.get(metric, ""),
                not_assessed=value.not_assessed,
                reason_code=value.reason_code,
                at_s=value.at_s,
                lift=analysis.lift.name,
                clip_sha256=analysis.clip.sha256,
                warnings=warnings,
            )


def finding_rows(analysis: Analysis) -> Iterator[FindingRow]:
    """One row for each finding: those of the reps first, then those of the set."""
    warnings = _warnings(analysis)
    for rep, finding in all_findings(analysis):
        yield FindingRow(
            clip=analysis.clip.name,
            rep=rep,
            fault=finding.fault,
            severity=finding.severity,
            confidence=finding.confidence,
            probability=finding.probability,
            capped_by=" ".join(finding.capped_by),
            metric=finding.metric,
            measured=finding.measured,
            limit=finding.limit,
            unit=finding.unit,
            at_s=finding.at_s,
            reps=" ".join(map(str, finding.reps)),
            message=finding.message,
            lift=analysis.lift.name,
            clip_sha256=analysis.clip.sha256,
            warnings=warnings,
        )


def _warnings(analysis: Analysis) -> str:
    return " ".join(notice.code for notice in analysis.warnings)


class CsvTable:
    """A UTF-8 CSV with a header line.

    Text that a spreadsheet would take for a formula (a clip may be called ``=cmd.mp4``) gets an
    apostrophe in front, as spreadsheets themselves do. Missing values are empty cells.
    """

    def __init__(self, kind: type[Row], file: IO[str]) -> None:
        # line ends of RFC 4180; only so are both \r and \n quoted in a cell
        self._writer = csv.writer(file)
        self._writer.writerow(kind._fields)

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows."""
        self._writer.writerows([cell(value) for value in row] for row in rows)


def csv_text(kind: type[Row], rows: Iterable[Row]) -> str:
    """The same as text."""
    text = io.StringIO(newline="")
    CsvTable(kind, text).add(rows)
    return text.getvalue()


class ParquetTable:
    """A Parquet file with typed columns; text is kept as it is. Complete once it is closed.

    Rows are written in batches, so that memory stays bounded.
    """

    def __init__(self, kind: type[Row], file: IO[bytes]) -> None:
        import pyarrow.parquet as pq

        self._schema = _schema(kind)
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[Row] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows."""
        for row in rows:
            self._waiting.append(row)
            if len(self._waiting) >= _PARQUET_BATCH:
                self._flush()

    def close(self) -> None:
        """Write what waits for the end of a batch, and what makes it a table."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            rows = [row._asdict() for row in self._waiting]
            self._writer.write_table(pa.Table.from_pylist(rows, schema=self._schema))
            self._waiting.clear()


def cell(value: object) -> object:
    """A value as a spreadsheet may read it: never as a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    # some spreadsheets pass over blanks in front
    starts = (value[:1], value.lstrip()[:1])
    return "'" + value if any(start in _FORMULA_STARTS for start in starts) else value


def _schema(kind: type[Row]) -> pa.Schema:
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_()}
    fields = []
    for name, hint in get_type_hints(kind).items():
        options = get_args(hint) or (hint,)
        fields.append(pa.field(name, types[options[0]], nullable=type(None) in options))
    return pa.schema(fields)


def set_rows(analysis: Analysis) -> Iterator[SetRow]:
    """The rows of one set, worst fault first."""
    alike = SetRow(
        clip=analysis.clip.name,
        lift=words.lift_words(analysis),
        reps=len(analysis.reps),
        state=words.state(clip_shown(analysis)),
        fault="",
        fault_reps="",
        perhaps_reps="",
        severity="",
        sure="",
        at_s=None,
        load=analysis.set.load,
        cue=" / ".join(next_set_cues(analysis)),
        said=row_text(analysis),
    )
    faults = faults_found(analysis)
    for fault in faults:
        yield alike._replace(
            fault=words.fault_name(fault.fault),
            fault_reps=" ".join(map(str, fault.sure)),
            perhaps_reps=" ".join(map(str, fault.perhaps)),
            severity=words.size(fault.worst),
            sure=words.sureness(fault.worst),
            at_s=round(fault.worst.at_s, 3),
            cue=" / ".join(cues_beside(fault, analysis)),
            said=" ".join([fault.worst.message, *doubts_in_rows(analysis)]),
        )
    if not faults:
        yield alike


def sets_csv(analyses: Iterable[Analysis], failed: Sequence[tuple[str, str]] = ()) -> str:
    """The table as CSV text with a header; `failed` are names and reasons of other clips."""
    rows: list[SetRow] = []
    firsts: dict[str, str] = {}
    for analysis in analyses:
        same_as = firsts.get(analysis.clip.sha256, "")
        firsts.setdefault(analysis.clip.sha256, analysis.clip.name)
        rows += [row._replace(same_as=same_as) for row in set_rows(analysis)]
    rows += [
        SetRow(clip, "", None, words.state("not_analyzed"), "", "", "", "", "", None, "", "", why)
        for clip, why in failed
    ]
    return csv_text(SetRow, rows)
