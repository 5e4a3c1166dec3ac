"""What today's code reaches on the committed clips, and that the docs say so to the last digit."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable

import pytest

from benchmarks.judge import (
    COMMITTED,
    PAGE,
    QUARTER,
    in_quarter,
    page_of,
    quarter_of,
    score_one,
)
from benchmarks.store import DATA, entries, truths
from formcheck.benchmark.scoring import ClipScore

FLOORS = tomllib.loads((DATA / "floors.toml").read_text(encoding="utf-8"))
MOST = {"clean_flagged"}
"""Figures that may be no larger; all others no smaller."""
ROWS = {
    "count_exact": "exact rep count",
    "clean_flagged": "**clean reps flagged**",
    "gain_covered": "**90 % interval of the gain holds the truth**",
    "good_morning_found": "**good morning found**",
    "hips_shoot_found": "**hips shooting up found**",
}
"""The rows of the page that a floor is for."""


def judged(chosen: Callable[[str], bool]) -> list[ClipScore]:
    clips = (clip for clip in entries(COMMITTED) if chosen(clip.name))
    return [score_one(*clip.opened()) for clip in clips]


def test_the_page_keeps_every_floor() -> None:
    """It is of all clips; that it is what today's code gives, the tests below say."""
    page = PAGE.read_text(encoding="utf-8")
    assert set(ROWS) == set(FLOORS)
    for name, row in ROWS.items():
        found = re.search(rf"^\| {re.escape(row)} \| (\d+) of (\d+):", page, re.MULTILINE)
        assert found, row
        share = int(found[1]) / int(found[2])
        assert share <= FLOORS[name] if name in MOST else share >= FLOORS[name], (name, share)


@pytest.mark.slow
def test_the_quarter_is_what_is_printed() -> None:
    assert QUARTER.read_text(encoding="utf-8") == quarter_of(judged(in_quarter))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_the_docs_are_what_is_printed() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_of(COMMITTED, judged(lambda _: True))


def test_a_quarter_is_one_clip_in_four_of_every_kind() -> None:
    """By name, so that it stays the same when clips are added."""
    kinds = Counter(str(truth["lift"]) for _, truth in truths(COMMITTED))
    chosen = Counter(str(truth["lift"]) for name, truth in truths(COMMITTED) if in_quarter(name))
    assert set(chosen) == set(kinds)
    for kind, count in kinds.items():
        assert chosen[kind] == pytest.approx(count / 4, rel=0.25)
