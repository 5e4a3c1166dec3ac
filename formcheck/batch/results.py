"""What a batch leaves beside its documents: tables, a page for a coach, a summary."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from formcheck.analysis import Analysis
from formcheck.batch.places import Place
from formcheck.batch.state import Marker, thumbnail_name
from formcheck.batch.summary import Summary

if TYPE_CHECKING:
    from formcheck.report.triage_page import TriageCard

SUMMARY = "summary.json"
MOST_CARDS = 2000
"""A page with more pictures than this opens slowly; then it holds the worst flagged clips."""


def write_results(place: Place, analyzed: Sequence[Marker], summary: Summary) -> tuple[str, ...]:
    """Write the tables, the page and the summary; the summary last, as the sign that all is there.

    Documents are read one by one for each file, so memory does not grow with their number.

    Args:
        place: Where the documents are.
        analyzed: Their clips, in the order of the tables.
        summary: What to write as the summary.

    Returns:
        Names of what was written.
    """
    from formcheck.report import tables

    def analyses() -> Iterator[Analysis]:
        return read_analyses(place, analyzed)

    rep_rows, finding_rows = tables.rep_rows, tables.finding_rows
    writers: dict[str, Callable[[Path], None]] = {
        "reps.csv": lambda file: tables.write_csv(tables.RepRow, rep_rows(analyses()), file),
        "reps.parquet": lambda file: tables.write_parquet(
            tables.RepRow, rep_rows(analyses()), file
        ),
        "findings.csv": lambda file: tables.write_csv(
            tables.FindingRow, finding_rows(analyses()), file
        ),
        "findings.parquet": lambda file: tables.write_parquet(
            tables.FindingRow, finding_rows(analyses()), file
        ),
        "index.html": lambda file: write_page(place, analyzed, summary, file),
    }
    with TemporaryDirectory(prefix="formcheck-") as folder:
        for name, write in writers.items():
            file = Path(folder, name)
            write(file)
            place.write_file(name, file)
    place.write(SUMMARY, summary.to_json().encode())
    return (*writers, SUMMARY)


def write_page(place: Place, analyzed: Sequence[Marker], summary: Summary, target: Path) -> None:
    """Write the page that shows a coach where to look first."""
    from formcheck.report.triage_page import write_triage

    cards: Iterable[TriageCard] = _cards(place, analyzed)
    title = "Sets to look at"
    if len(analyzed) > MOST_CARDS:
        flagged = (card for card in cards if card.state == "flagged")
        cards = heapq.nlargest(MOST_CARDS, flagged, key=lambda card: card.weight)
        title = f"The {len(cards)} sets to look at first, of {len(analyzed)}"
    failed = [(each.clip, each.reason) for each in summary.failures[:MOST_CARDS]]
    write_triage(cards, target, failed=failed, title=title)


def read_analyses(place: Place, analyzed: Iterable[Marker]) -> Iterator[Analysis]:
    """The documents of a place, one at a time."""
    names = (f"{marker.document}.json" for marker in analyzed)
    return map(Analysis.from_json, place.read_many(names))


def _cards(place: Place, analyzed: Sequence[Marker]) -> Iterator[TriageCard]:
    from formcheck.report.triage_page import triage_card

    pictures = place.read_many(thumbnail_name(m.document) for m in analyzed if m.thumbnail)
    for marker, analysis in zip(analyzed, read_analyses(place, analyzed), strict=True):
        yield triage_card(analysis, thumbnail=next(pictures) if marker.thumbnail else None)
