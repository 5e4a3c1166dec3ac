"""What today's code reaches on the committed clips, and that the docs say so to the last digit."""

from __future__ import annotations

import tomllib
from functools import partial

import pytest

from benchmarks.judge import COMMITTED, PAGE, page_of, score_one
from benchmarks.store import DATA, PackedClip, entries, shards
from formcheck.benchmark.scoring import ClipScore
from formcheck.benchmark.summaries import (
    Share,
    clean_flagged,
    fault_summary,
    metric_summary,
    share_of,
)
from tests.sharing import each_once, run_folder

FLOORS = tomllib.loads((DATA / "floors.toml").read_text(encoding="utf-8"))
MOST = {"clean_flagged"}
"""Figures that may be no larger; all others no smaller."""


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> list[ClipScore]:
    """Each clip judged once, however many workers of the run want it."""
    pieces = ((clip.name, partial(scored, clip)) for clip in entries(COMMITTED))
    return each_once(run_folder(tmp_path_factory, "floors"), pieces)


def scored(clip: PackedClip) -> ClipScore:
    return score_one(*clip.opened())


def figures(scores: list[ClipScore]) -> dict[str, Share]:
    return {
        "count_exact": share_of(score.count_right for score in scores),
        "clean_flagged": clean_flagged(scores),
        "gain_covered": metric_summary(scores, "lean_gain_deg").covered,
        "good_morning_found": fault_summary(scores, "good_morning").found,
        "hips_shoot_found": fault_summary(scores, "hips_shoot").found,
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not shards(COMMITTED), reason="no clips of check are committed yet")
@pytest.mark.parametrize("name", FLOORS)
def test_check_clips_keep_their_floor(scores, name):
    measured = figures(scores)[name]
    assert measured.share is not None
    if name in MOST:
        assert measured.share <= FLOORS[name], measured
    else:
        assert measured.share >= FLOORS[name], measured


def test_every_figure_that_decides_has_a_floor():
    assert set(FLOORS) == set(figures([]))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_docs_are_what_is_printed(scores):
    assert PAGE.read_text(encoding="utf-8") == page_of(COMMITTED, scores)
