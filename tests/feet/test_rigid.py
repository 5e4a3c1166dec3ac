"""The turn most points agree on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.feet.reading import rigid_turn


def turned(points, angle_deg, pivot):
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return (points - pivot) @ np.array([[cos, -sin], [sin, cos]]).T + pivot


@settings(max_examples=60, deadline=None)
@given(
    angle_deg=st.floats(-30, 30),
    pivot=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
    strays=st.integers(0, 8),
    seed=st.integers(0, 1000),
)
def test_turn_and_pivot_are_found_among_strays(angle_deg, pivot, strays, seed):
    rng = np.random.default_rng(seed)
    before = rng.uniform([0.1, 0.0], [0.5, 0.25], (24, 2))
    after = turned(before, angle_deg, np.array(pivot)) + rng.normal(0, 0.001, before.shape)
    after[:strays] += rng.uniform(0.1, 0.3, (strays, 2))
    found = rigid_turn(before, after)
    assert found is not None
    np.testing.assert_allclose(found.moved(before)[strays:], after[strays:], atol=0.006)
    assert found.agree[strays:].all()
    if abs(angle_deg) > 5:
        assert found.anticlockwise == (angle_deg > 0)
        np.testing.assert_allclose(found.pivot, pivot, atol=0.03)


def test_points_that_go_their_own_ways_have_no_turn():
    rng = np.random.default_rng(0)
    before, after = rng.uniform(0, 0.4, (2, 20, 2))
    found = rigid_turn(before, after)
    assert found is None or found.agree.mean() < 0.5


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_points_have_none(count):
    points = np.arange(2.0 * count).reshape(count, 2)
    assert rigid_turn(points, points) is None
