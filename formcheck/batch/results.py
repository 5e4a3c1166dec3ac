"""What a batch leaves beside its documents: two tables, twice, a summary and a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from formcheck.analysis import Analysis
from formcheck.batch.places import Place
from formcheck.batch.summary import Summary

SUMMARY = "summary.json"


def write_results(place: Place, documents: Iterable[str], summary: Summary) -> tuple[str, ...]:
    """Write the tables, the page and the summary; the summary last, as the sign that all is there.

    Documents are read one by one for each table, so memory does not grow with their number.

    Args:
        place: Where the documents are.
        documents: Their names without `.json`, in the order of the tables.
        summary: What to write as the summary.

    Returns:
        Names of what was written.
    """
    from formcheck.report.tables import (
        FindingRow,
        RepRow,
        finding_rows,
        rep_rows,
        write_csv,
        write_parquet,
    )

    names = tuple(documents)
    analyses = partial(read_analyses, place, names)
    writers: dict[str, Callable[[Path], None]] = {
        "reps.csv": lambda file: write_csv(RepRow, rep_rows(analyses()), file),
        "reps.parquet": lambda file: write_parquet(RepRow, rep_rows(analyses()), file),
        "findings.csv": lambda file: write_csv(FindingRow, finding_rows(analyses()), file),
        "findings.parquet": lambda file: write_parquet(FindingRow, finding_rows(analyses()), file),
    }
    with TemporaryDirectory(prefix="formcheck-") as folder:
        for name, write in writers.items():
            file = Path(folder, name)
            write(file)
            place.write_file(name, file)
    place.write(SUMMARY, summary.to_json().encode())
    return (*writers, SUMMARY)


def read_analyses(place: Place, documents: Iterable[str]) -> Iterator[Analysis]:
    """The documents of a place, one at a time."""
    return map(Analysis.from_json, place.read_many(f"{name}.json" for name in documents))
