"""What a comparison looks like: its page, and what the command prints."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.commands.compare import run
from formcheck.compare.differences import compare
from formcheck.compare.html import render_comparison
from formcheck.compare.in_words import NO_DIFFERENCE
from formcheck.errors import OptionError
from tests.browser import NewPage, scrolls_sideways
from tests.compare.test_compare import with_values
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.faults import full_disk


def test_the_page_shows_both_on_one_scale(new_page: NewPage, tmp_path: Path) -> None:
    before, after = good_morning_squat_set(), clean_squat_set()
    # the widest figures that real sets had: one page went 11 px beyond a phone, and one 56
    before = with_values(before, "lean_gain_deg", [-14.9] * len(before.reps), 16.7)
    before = with_values(before, "rise_ratio", [2.95] * len(before.reps), 10.77)
    before = with_values(before, "descent_s", [12.3] * len(before.reps), 11.3)
    file = tmp_path / "compare.html"
    text = render_comparison(before, after, compare(before, after))
    file.write_text(text, encoding="utf-8")
    assert len(re.findall(r"<path", text)) == len(before.reps) + len(after.reps)
    for width, dark in ((320, False), (390, True), (1280, False)):
        page = new_page(width=width, dark=dark)
        page.goto(file.as_uri())
        assert page.get_by_role("img").count() == 2
        assert page.get_by_role("heading", name="What differs").is_visible()
        assert not scrolls_sideways(page)
        assert page.evaluate(BROKEN_WORDS) == []


def test_a_document_without_curves_is_compared_without_them() -> None:
    """It ended as a bug."""
    before, after = good_morning_squat_set(), clean_squat_set()
    bare = replace(before, series=replace(before.series, lean_deg=()))
    assert "<path" not in render_comparison(bare, after, compare(bare, after))


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Where the disk was full only then, "the output" could not be written, whichever that was."""
    document, page = tmp_path / "set.json", tmp_path / "page.html"
    document.write_text(clean_squat_set().to_json())
    said = r"page\.html cannot be written: .*\. Free some space or choose another folder\."
    with full_disk(0), pytest.raises(OptionError, match=said):
        run(document, document, page)
    assert not page.exists()


BROKEN_WORDS = """() => {
    const broken = [];
    for (const cell of document.querySelectorAll("th, td")) {
        const text = cell.firstChild;
        for (const word of (text?.data ?? "").matchAll(/[^ \\n]+/g)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(rect => rect.top));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""
"""Script that lists what a phone's narrow columns tore apart, as `Descen|t` or `1|%`."""


def test_the_command_prints_the_table_and_writes_the_page(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    clean = clean_squat_set()
    sets = (clean, with_values(clean, "lean_peak_deg", [25.0] * 5, 2.0))
    for file, analysis in zip(files, sets, strict=True):
        file.write_text(analysis.to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "formcheck.cli", "compare", *map(str, files)]
    page = tmp_path / "page.html"
    asked = [*command, "--html", str(page)]
    run = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("Forward lean: 12° less.")
    lines = run.stdout.splitlines()
    assert lines[1] == "Both are the same clip.", "in what is redirected, too"
    same = [place for place, line in enumerate(lines) if NO_DIFFERENCE in line.lower()]
    assert len(same) == 1, "each measure without a difference had a line"
    below = lines[same[0] :]
    assert "depth" in " ".join(below)
    assert len(below) > 1
    assert max(map(len, below)) <= 80, "as wide as what `analyze` prints, no word cut"
    named = f"{clean.clip.name} · Squat, high bar · 5 reps"
    assert lines[2:4] == [f"Before: {named}", f"After: {named}"]
    assert run.stderr == f"Wrote {page}\n"
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.count(named) == 2
    assert text.lower().count(NO_DIFFERENCE) == 1
    bad = subprocess.run([*command[:-1], str(page)], capture_output=True, text=True, check=False)
    assert bad.returncode == 2
    assert bad.stderr.count("\n") == 1
