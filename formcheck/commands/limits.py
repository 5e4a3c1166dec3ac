"""`formcheck limits`: every limit with its range, reason and source."""

from __future__ import annotations

from formcheck.commands.console import print_table
from formcheck.commands.letters import print_document
from formcheck.thresholds import LimitInfo, Thresholds, limits_table


def run(*, as_toml: bool) -> None:
    """Write the limits to standard output."""
    if as_toml:
        print_document(Thresholds().to_toml())
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "value", "range", "unit"):
        table.add_column(heading, no_wrap=True)
    table.add_column("reason", overflow="fold", min_width=30)
    table.add_column("source", overflow="fold")
    for row in limits_table():
        table.add_row(*_cells(row))
    print_table(table)


def _cells(row: LimitInfo) -> tuple[str, ...]:
    about = row.about
    span = f"{row.low:g} to {row.high:g}"
    return row.name, f"{row.default:g}", span, about.unit, about.reason, about.source
