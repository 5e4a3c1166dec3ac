"""Which rep is which."""

from __future__ import annotations

import pytest

from formcheck.benchmark.scoring import matched, overlap


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [
        ((0.0, 4.0), (0.0, 4.0), 1.0),
        ((0.0, 4.0), (2.0, 6.0), 2 / 6),
        ((0.0, 4.0), (1.0, 3.0), 0.5),
        ((0.0, 4.0), (4.0, 8.0), 0.0),
        ((0.0, 4.0), (5.0, 8.0), 0.0),
        ((None, 4.0), (0.0, 4.0), 0.0),
        ((1.0, 1.0), (1.0, 1.0), 0.0),
    ],
)
def test_overlap_is_shared_time_over_time_of_both(a, b, share):
    assert overlap(a, b) == pytest.approx(share)
    assert overlap(b, a) == pytest.approx(share)


def test_each_rep_is_matched_once_and_the_best_overlap_first():
    true = [(0.0, 4.0), (4.0, 8.0)]
    # 0.5 of the first, 0.6 of the second; and one that fits the second even better
    found = [(2.0, 4.0), (5.0, 8.0), (4.0, 8.0)]
    assert sorted(matched(true, found)) == [(0, 0), (1, 2)]


def test_what_hardly_overlaps_is_no_match():
    assert matched([(0.0, 4.0)], [(2.2, 6.2)]) == []  # 1.8 of 6.2 = 0.29
    assert matched([(0.0, 4.0)], [(2.1, 6.1)]) == [(0, 0)]  # 1.9 of 6.1 = 0.31
    assert matched([], [(0.0, 1.0)]) == []
