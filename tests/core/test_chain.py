"""The likeliest row of movements, held against every row that there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.reps.counting import Chain

SLACK = 2
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15)), min_size=1, max_size=7)


def rows(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Every choice of movements none of which begins before the one ahead of it has ended."""
    for many in range(len(spans) + 1):
        for chosen in combinations(range(len(spans)), many):
            order = sorted(chosen, key=lambda i: spans[i][1])
            if all(
                spans[a][1] <= spans[b][0] + min(SLACK, (spans[b][1] - spans[b][0]) // 2)
                for a, b in pairwise(order)
            ):
                yield chosen


@settings(deadline=None)
@given(SPANS, st.data())
def test_best_and_shares_are_those_of_all_rows(begun, data):
    spans = [(first, first + length) for first, length in begun]
    odds = np.array(data.draw(st.lists(st.floats(-4, 4), min_size=len(spans), max_size=len(spans))))
    every = list(rows(spans))
    worth = np.array([sum(odds[i] for i in row) for row in every])
    chain = Chain(spans, SLACK)
    value, row = chain.best(odds)
    assert value == pytest.approx(worth.max(), abs=1e-9)
    assert sum(odds[i] for i in row) == pytest.approx(worth.max(), abs=1e-9)
    total, share = chain.shares(odds)
    weight = np.exp(worth - worth.max())
    assert total == pytest.approx(worth.max() + np.log(weight.sum()))
    for i in range(len(spans)):
        inside = np.array([i in chosen for chosen in every])
        assert share[i] == pytest.approx(weight[inside].sum() / weight.sum(), abs=1e-9)


def test_nothing_that_speaks_for_it_is_no_rep():
    assert Chain([(0, 10), (12, 20)], SLACK).best(np.array([-1.0, -2.0])) == (0.0, [])


def test_one_whole_movement_beats_its_two_halves_only_when_it_is_likelier():
    chain = Chain([(0, 50), (50, 100), (0, 100)], SLACK)
    assert chain.best(np.array([1.0, 1.0, 3.0]))[1] == [2]
    assert chain.best(np.array([2.0, 2.0, 3.0]))[1] == [0, 1]
