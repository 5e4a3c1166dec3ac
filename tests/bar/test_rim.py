"""The votes of edges for the centers of circles."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.bar.rim import circle_votes

SHAPE = (60, 80)
columns = st.tuples(st.integers(0, SHAPE[1] - 1), st.integers(1, SHAPE[1])).map(sorted)
rows = st.tuples(st.integers(0, SHAPE[0] - 1), st.integers(1, SHAPE[0])).map(sorted)


def noisy_circle(seed: int, center: tuple[int, int], radius: int) -> np.ndarray:
    picture = np.random.default_rng(seed).normal(90, 12, SHAPE)
    cv2.circle(picture, center, radius, 220.0, -1)
    return np.clip(picture, 0, 255).astype(np.uint8)


@given(st.integers(0, 50), columns, rows)
def test_a_box_has_the_votes_that_the_whole_picture_has_there(
    seed: int, x: list[int], y: list[int]
) -> None:
    (left, right), (top, bottom) = (x[0], max(x[1], x[0] + 1)), (y[0], max(y[1], y[0] + 1))
    picture = noisy_circle(seed, (40, 30), 14)
    whole = circle_votes(picture, [12, 14])
    part = circle_votes(picture, [12, 14], (left, top, right, bottom))
    np.testing.assert_array_equal(part, whole[:, top:bottom, left:right])


def test_most_edges_of_a_circle_vote_for_its_center_and_radius() -> None:
    radii = [10, 12, 14, 16]
    votes = circle_votes(noisy_circle(3, (44, 28), 14), radii)
    radius, y, x = np.unravel_index(int(votes.argmax()), votes.shape)
    assert radii[radius] == 14
    assert abs(x - 44) <= 1
    assert abs(y - 28) <= 1
    assert votes.max() > 0.7
