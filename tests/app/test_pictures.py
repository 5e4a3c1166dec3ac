"""Thumbnails of people: in the picture, of one shape, with the person in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import PersonBox
from formcheck.jobs.pictures import around

WIDTH, HEIGHT = 1280, 720
SPANS = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted)


def cut(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    return around(PersonBox(1, 0.0, (left, top, right, bottom)), WIDTH, HEIGHT)


@given(SPANS, SPANS)
def test_the_cut_lies_in_the_picture_and_holds_the_middle_of_the_person(
    across: list[float], down: list[float]
) -> None:
    (left, right), (top, bottom) = ([WIDTH * v for v in across], [HEIGHT * v for v in down])
    low_x, low_y, high_x, high_y = cut(left, top, right, bottom)
    assert 0 <= low_x <= high_x <= WIDTH
    assert 0 <= low_y <= high_y <= HEIGHT
    assert low_x - 1 <= (left + right) / 2 <= high_x + 1
    assert low_y - 1 <= (top + bottom) / 2 <= high_y + 1


@pytest.mark.parametrize("box", [(600, 200, 700, 500), (0, 10, 60, 400), (400, 300, 700, 480)])
def test_people_of_any_posture_come_in_one_shape_with_all_of_them_in_it(
    box: tuple[int, int, int, int],
) -> None:
    low_x, low_y, high_x, high_y = cut(*box)
    assert (high_x - low_x) / (high_y - low_y) == pytest.approx(0.75, abs=0.01)
    assert low_x <= box[0]
    assert low_y <= box[1]
    assert high_x >= box[2]
    assert high_y >= box[3]
