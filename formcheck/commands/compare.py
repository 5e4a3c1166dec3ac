"""`formcheck compare`: two sets, and what really differs."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

from formcheck.commands.console import note, people_width, plain_table, print_table, say
from formcheck.compare.differences import compare
from formcheck.compare.html import render_comparison
from formcheck.compare.in_words import in_short, rows, same_words, what_it_is
from formcheck.machine.user_files import check_output, is_stdout, write_text_to
from formcheck.report.document import read_document


def run(before_file: Path, after_file: Path, html: Path | None) -> None:
    """Print the table of differences, and write the page where one is asked for.

    Raises:
        InputError: A document cannot be read.
        OptionError: The page cannot be written.
    """
    if html is not None:
        check_output(html, (before_file, after_file))
    before, after = read_document(before_file), read_document(after_file)
    comparison = compare(before, after)
    if html is not None:
        write_text_to(html, render_comparison(before, after, comparison))
        if is_stdout(html):
            return
        note(f"Wrote {html}")
    table = rows(comparison, after)
    sets = (f"{when}: {what_it_is(one)}" for when, one in (("Before", before), ("After", after)))
    width, _ = people_width(110)

    def say_line(line: str) -> None:
        say(f"{fill(line, width, break_on_hyphens=False)}\n")

    for line in (in_short(table), *comparison.warnings, *sets):
        say_line(line)
    shown = plain_table("", "before", "after", "change")
    for row in table:
        if not row.alike:
            shown.add_row(row.label, row.before, row.after, row.change)
    if shown.rows:
        print_table(shown)
    if same := same_words(table):
        say_line(same)
