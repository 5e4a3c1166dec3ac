"""What a batch writes beside its documents: tables, a page for a coach, a summary for programs."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from formcheck import __version__
from formcheck.analysis import Analysis
from formcheck.batch.places import Place, scratch_folder
from formcheck.batch.state import Marker, thumbnail_name
from formcheck.errors import InputError
from formcheck.machine.files import write_text
from formcheck.report import tables
from formcheck.report.triage_page import TriageCard, render_triage, triage_card
from formcheck.report.words import counted

SUMMARY = "summary.json"
PAGE = "index.html"
TABLES = ("reps.csv", "reps.parquet", "findings.csv", "findings.parquet")
MOST_CARDS = 2000
"""Most clips on the page, since pages with more pictures open slowly. Of a larger batch it shows
only flagged clips, those with the most weight."""


@dataclass(frozen=True)
class Reason:
    """A clip and why there is no verdict on it; `reps` is how many were counted nevertheless."""

    clip: str
    document: str
    reason: str
    hint: str = ""
    reps: int = 0

    @property
    def sentence(self) -> str:
        """For people: the reason, and what to do about it where something can be done."""
        return f"{self.reason} {self.hint}".rstrip()


@dataclass(frozen=True)
class Summary:
    """A batch in numbers. They do not depend on how often it was interrupted.

    Attributes:
        clips: All clips of the run.
        analyzed: Clips with a document, duplicates and abstentions included.
        failed: Clips without one.
        abstained: Clips with a document whose back could not be judged.
        duplicates: Clips whose document is that of another clip with the same content.
        reps: Counted reps of all clips; those of a duplicate count once.
        flagged_reps: Those of them with a finding that is more than possible.
        possible_reps: Those with only possible findings; None where the marker of a clip is of an
            earlier version, which did not count them.
    """

    clips: int
    analyzed: int
    failed: int
    abstained: int
    duplicates: int
    reps: int
    flagged_reps: int
    possible_reps: int | None
    failures: tuple[Reason, ...]
    abstentions: tuple[Reason, ...]
    settings: str
    formcheck_version: str = __version__

    def to_json(self) -> str:
        """As JSON text."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def summarize(markers: Iterable[Marker], settings: str) -> Summary:
    """Add up the markers of all clips."""
    markers = tuple(markers)
    analyzed = [marker for marker in markers if marker.status == "analyzed"]
    failures = tuple(
        Reason(marker.source.name, marker.document, marker.what, marker.hint)
        for marker in markers
        if marker.status == "failed"
    )
    abstentions = tuple(
        Reason(marker.source.name, marker.document, marker.abstained, reps=marker.reps)
        for marker in analyzed
        if marker.abstained
    )
    sets = {marker.sha256: marker for marker in analyzed}.values()
    possible = [marker.possible for marker in sets if marker.possible is not None]
    return Summary(
        clips=len(markers),
        analyzed=len(analyzed),
        failed=len(failures),
        abstained=len(abstentions),
        duplicates=len(analyzed) - len(sets),
        reps=sum(marker.reps for marker in sets),
        flagged_reps=sum(marker.flagged for marker in sets),
        possible_reps=sum(possible) if len(possible) == len(sets) else None,
        failures=failures,
        abstentions=abstentions,
        settings=settings,
    )


def write_results(place: Place, analyzed: Sequence[Marker], summary: Summary) -> tuple[str, ...]:
    """Write the tables, the page and the summary; gives their names.

    The summary comes last, so that it shows all is there. Each document is read once, and memory
    does not grow with their number.
    """
    with scratch_folder() as folder:
        with _tables(folder) as add:
            write_page(_cards(place, analyzed, add), len(analyzed), summary, folder / PAGE)
        for file in (*TABLES, PAGE):
            place.write_file(file, folder / file)
    place.write(SUMMARY, summary.to_json().encode())
    return (*TABLES, PAGE, SUMMARY)


@contextmanager
def _tables(folder: Path) -> Iterator[Callable[[Analysis], None]]:
    """Open all tables in a folder; yields a function that adds an analysis to each of them."""
    made: list[
        tuple[tables.CsvTable | tables.ParquetTable, Callable[[Analysis], Iterable[tables.Row]]]
    ] = []
    with ExitStack() as stack:
        for kind, rows, name in (
            (tables.RepRow, tables.rep_rows, "reps"),
            (tables.FindingRow, tables.finding_rows, "findings"),
        ):
            file = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            made.append((tables.CsvTable(kind, stack.enter_context(file)), rows))
            packed = stack.enter_context((folder / f"{name}.parquet").open("wb"))
            made.append((stack.enter_context(closing(tables.ParquetTable(kind, packed))), rows))

        def add(analysis: Analysis) -> None:
            for table, rows in made:
                table.add(rows(analysis))

        yield add


def write_page(cards: Iterable[TriageCard], clips: int, summary: Summary, target: Path) -> None:
    """Write the page that shows a coach where to look first.

    All cards are consumed even if not all are shown: `_cards` depends on it.
    """
    title = "Sets to look at"
    if clips > MOST_CARDS:
        flagged = (card for card in cards if card.faults)
        cards = heapq.nlargest(MOST_CARDS, flagged, key=lambda card: card.weight)
        title = f"The {counted(len(cards), 'set')} to look at first, of {clips}"
    failed = [(each.clip, each.sentence) for each in summary.failures[:MOST_CARDS]]
    write_text(target, render_triage(cards, failed=failed, title=title))


def read_analyses(place: Place, analyzed: Sequence[Marker]) -> Iterator[Analysis]:
    """The documents of a place, one at a time, each under the name that tells its clip.

    Raises:
        InputError: A file with the name of a document is none.
    """
    names = [f"{marker.document}.json" for marker in analyzed]
    for marker, name, data in zip(analyzed, names, place.read_many(names), strict=True):
        try:
            yield Analysis.from_json(data).renamed(marker.source.name)
        except ValueError as error:  # pydantic.ValidationError is one
            raise InputError(
                f"{name} in the folder for results is not an analysis document.",
                "Move it elsewhere and run the same command again.",
            ) from error


def _cards(
    place: Place, analyzed: Sequence[Marker], add: Callable[[Analysis], None]
) -> Iterator[TriageCard]:
    """A card for each analysis, which is given to `add` first, so that it is read only once."""
    pictures = place.read_many(thumbnail_name(m.document) for m in analyzed if m.thumbnail)
    for marker, analysis in zip(analyzed, read_analyses(place, analyzed), strict=True):
        add(analysis)
        card = triage_card(analysis, thumbnail=next(pictures) if marker.thumbnail else None)
        yield replace(card, document=f"{marker.document}.json")
