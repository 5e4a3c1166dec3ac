"""docs/first-readings.md is what benchmarks/first_readings.toml says, added up."""

from __future__ import annotations

import re

import pytest

from formcheck.benchmark.summaries import Share
from scripts.build_first_readings import (
    SHARES,
    TARGET,
    columns,
    mean_error,
    pooled,
    render,
    sets,
)

TWO = [
    {"clean": [1, 20], "gain_error_deg": 1.0, "reps": 10},
    {"clean": [0, 30], "good_morning": [2, 3], "gain_error_deg": 2.0, "reps": 30},
    {"lifts": [4, 4], "reps": 99},
]


def test_the_page_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == render()


def test_sets_add_up():
    assert pooled(TWO, "clean") == Share(1, 50)
    assert pooled(TWO, "good_morning") == Share(2, 3)
    assert pooled(TWO, "shrug") == Share(0, 0)


def test_an_error_counts_as_often_as_its_set_has_reps():
    assert mean_error(TWO, "gain_error_deg") == pytest.approx(1.75)
    assert mean_error(TWO, "depth_error_thigh") is None


def test_every_set_is_in_one_column_and_no_figure_is_more_than_there_was():
    known = sets()
    assert sorted(one["seeds"] for group in columns(known).values() for one in group) == sorted(
        one["seeds"] for one in known
    )
    for one in known:
        for name, _, _ in SHARES:
            hits, of = one.get(name, (0, 0))
            assert 0 <= hits <= of, (one["seeds"], name)


def test_each_seed_was_read_once():
    """A set that is read again is development; two programs drew 900041."""
    seeds = re.findall(r"9000\d\d(?: \(\w+\))?", " ".join(one["seeds"] for one in sets()))
    assert len(seeds) == len(set(seeds))
    assert [seed for seed in seeds if "(" in seed] == ["900041 (hp41)", "900041 (ot41)"]
