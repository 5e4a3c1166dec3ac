"""The likeliest row of movements, held against every row that there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.reps.counting import NOTHING, IntervalChain, _why, count
from formcheck.reps.movements import SIGNS, Movement

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
    chain = IntervalChain(spans, SLACK)
    value, row = chain.best(odds)
    assert value == pytest.approx(worth.max(), abs=1e-9)
    assert sum(odds[i] for i in row) == pytest.approx(worth.max(), abs=1e-9)
    total, share = chain.probabilities(odds)
    weight = np.exp(worth - worth.max())
    assert total == pytest.approx(worth.max() + np.log(weight.sum()))
    for i in range(len(spans)):
        inside = np.array([i in chosen for chosen in every])
        assert share[i] == pytest.approx(weight[inside].sum() / weight.sum(), abs=1e-9)


def test_nothing_that_speaks_for_it_is_no_rep():
    assert IntervalChain([(0, 10), (12, 20)], SLACK).best(np.array([-1.0, -2.0])) == (0.0, [])


def test_one_whole_movement_beats_its_two_halves_only_when_it_is_likelier():
    chain = IntervalChain([(0, 50), (50, 100), (0, 100)], SLACK)
    assert chain.best(np.array([1.0, 1.0, 3.0]))[1] == [2]
    assert chain.best(np.array([2.0, 2.0, 3.0]))[1] == [0, 1]


def movement(start: int, *, cut: bool = False, **signs: float) -> Movement:
    """A squat of one torso, or its descent alone, that the clip ends in."""
    named = {"rep": 1.0, "open": float(cut)} | signs
    values = np.array([named.get(name, 0.0) for name in SIGNS])
    back = 0.0 if cut else 1.0
    return Movement("hip", start, start + 60, start + 120, (1.0, back), (False, cut), values)


def down_to_the_bar(**signs: float) -> Movement:
    """A clip that begins with a lifter who stands, and bends down to the bar for the first time."""
    one = movement(0, begins_up=1.0, **signs)
    return replace(one, travels=(0.0, 1.0), open=(True, False), up_first=True)


@pytest.mark.parametrize(("feet_moved", "counted"), [(0.0, True), (1.0, False)])
def test_what_is_cut_off_counts_only_where_a_rep_is_likely(feet_moved, counted):
    """A descent that the clip ends in, or a walk back to the rack."""
    found = [movement(i * 130) for i in range(3)] + [movement(390, cut=True, feet_moved=feet_moved)]
    assert (3 in count(found, "squat", 0.6).chosen) is counted


@pytest.mark.parametrize(
    ("one", "kind", "reason", "said"),
    [
        (replace(movement(0), travels=(0.5, 1.0)), "squat", "other_movement", "You began and"),
        (
            replace(movement(0, cut=True), travels=(0.2, 1.0)),
            "squat", "cut_off", "The clip shows only part of this movement.",
        ),
        (movement(0, empty_hands=1.0), "pull", "setup", "You stood up, and we saw no bar"),
        (movement(0, begins_up=1.0), "pull", "setup", "You were already standing when this"),
        (down_to_the_bar(bar_stayed=1.0), "pull", "setup", "You were already standing when this"),
        (down_to_the_bar(empty_hands=1.0), "pull", "setup", "You were already standing when this"),
        (movement(0, left_up=1.0), "pull", "setup", "You stood up without doing a rep."),
        (movement(0), "squat", "other_movement", "This does not look like a rep."),
    ],
)  # fmt: skip
def test_what_is_no_rep_is_told_by_what_was_seen(
    one: Movement, kind: str, reason: str, said: str
) -> None:
    """Of movements in the middle of an uncut clip it was said that the clip cut them off."""
    why = _why(one, kind, replace(NOTHING, baseline={"hip": 1.0}), 0.6, barless=False)
    assert why[0] == reason
    assert why[1].startswith(said)
