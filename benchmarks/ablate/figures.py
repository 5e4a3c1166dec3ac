"""What a way of judging gives on part of *check* and on the stored real clips."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.ablate.taken_out import Out
from benchmarks.real_clips import Label, Read
from formcheck.analysis import Analysis
from formcheck.benchmark.labels import ClipLabel
from formcheck.benchmark.scoring import ClipScore, failed, score_clip
from formcheck.benchmark.summaries import (
    clean_flagged,
    fault_summary,
    metric_summary,
    share_of,
    time_errors,
    together,
)
from formcheck.benchmark.tables import number, percent
from formcheck.findings.fault_table import FAULTS

HEAD = (
    "left out", "clips that move", "counts", "lifts", "clean flagged", "of", "found / false",
    "measure", "MAE, covers", "real: move", "counts", "lifts", "no lift: no rep",
    "no fault: surely",
)  # fmt: skip
TIMES = ("start_s", "turn_s", "end_s")


@dataclass(frozen=True)
class Judged:
    """One clip: its score and what its document says."""

    score: ClipScore | Read
    says: str


def of_check(label: ClipLabel, document: Analysis | None) -> Judged:
    """A clip of *check*."""
    score = failed(label, "not judged") if document is None else score_clip(label, document)
    return Judged(score, says(document))


def of_real(label: Label, document: Analysis | None) -> Judged:
    """A real clip."""
    read = Read(label, None if document is None else json.loads(document.to_json()))
    return Judged(read, says(document))


def says(document: Analysis | None) -> str:
    """Lift, reps to a tenth of a second, findings, people, notices: what users would see change."""
    if document is None:
        return ""
    reps = [
        (*(None if t is None else round(t, 1) for t in (rep.start_s, rep.turn_s, rep.end_s)),
         rep.complete, [(f.fault, f.confidence) for f in rep.findings])
        for rep in document.reps
    ]  # fmt: skip
    of_set = [(f.fault, f.confidence) for f in document.set.findings]
    clip = [one.number for one in document.lifter.people], [one.code for one in document.warnings]
    return str((document.lift.name, document.lift.variant, document.view.name, reps, of_set, clip))


def row(
    out: Out | None, check: Sequence[Judged], real: Sequence[Judged], before: Sequence[Judged]
) -> tuple[str, ...]:
    """One line of the table; `before` is what formcheck as it is says of both."""
    scores = [one.score for one in check if isinstance(one.score, ClipScore)]
    reads = [one.score for one in real if isinstance(one.score, Read)]
    moved = [now.says != then.says for now, then in zip([*check, *real], before, strict=True)]
    return (
        "nothing" if out is None else out.label,
        str(sum(moved[: len(check)])),
        *_of_check(scores, out),
        str(sum(moved[len(check) :])),
        *_of_real(reads),
    )


def _of_check(scores: Sequence[ClipScore], out: Out | None) -> tuple[str, ...]:
    clean = clean_flagged(scores)
    fault, metric = (None, None) if out is None else (out.fault, out.metric)
    named = [row.fault for row in FAULTS if row.truth is not None and row.level == "rep"]
    of = together(fault_summary(scores, one) for one in ([fault] if fault else named))
    return (
        _counted(c.count_right for c in scores),
        _counted(c.lift_right for c in scores),
        f"{clean.hits}",
        fault or "all faults",
        f"{of.found.hits} / {of.false.hits}",
        metric or "–",
        _measure(scores, metric),
    )


def _measure(scores: Sequence[ClipScore], metric: str | None) -> str:
    if metric is None:
        return "–"
    if metric in TIMES:
        errors = time_errors(scores, metric)
        mean, ninth = sum(errors) / len(errors), errors[int(0.9 * len(errors))]
        return f"{mean:.3f}, nine of ten {ninth:.2f} s"
    found = metric_summary(scores, metric)
    assessed = f"{found.assessed.hits} of {found.assessed.of}"
    return f"{number(found.mae, 3)}, {percent(found.covered.share)}, {assessed}"


def _of_real(reads: Sequence[Read]) -> tuple[str, ...]:
    scored = [r for r in reads if r.truth == "other" or r.label["n_reps"] is not None]
    lifts = [r for r in scored if r.truth != "other"]
    others = [r for r in scored if r.truth == "other" and r.label["n_reps"] is not None]
    return (
        _counted(r.exact for r in lifts),
        _counted(r.lift == r.truth for r in lifts),
        _counted(r.whole == 0 for r in others),
        str(sum(r.sure_reps for r in lifts if r.clean)),
    )


def _counted(cases: Iterable[bool]) -> str:
    share = share_of(cases)
    return f"{share.hits}/{share.of}"
