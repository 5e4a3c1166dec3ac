"""A mask made a coarse contour: drawn shapes whose edges are known in closed form."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from formcheck.observation.tracks import (
    BACK_POINTS,
    ROWS,
    Silhouette,
    SilhouetteTrack,
    no_silhouettes,
    row_px,
)
from formcheck.pose.mask import read_back, read_silhouette
from tests.pose.test_mask import joints, silhouette

SIZE = (300, 240)  # height, width
FINE = 4


def contour_of(person: NDArray[np.float32]) -> Silhouette:
    """The contour of a mask of whose back nothing was read."""
    return read_silhouette(person, np.full((BACK_POINTS, 2), np.nan, np.float32))


def drawn(x: float, y: float, wide: float, tall: float) -> NDArray[np.float32]:
    """An upright ellipse, drawn fine and made small: edges lie between pixels as in real masks."""
    ys, xs = (np.arange(side * FINE) / FINE + 0.5 / FINE for side in SIZE)
    inside = ((xs - x) / wide) ** 2 + ((ys[:, None] - y) / tall) ** 2 <= 1
    small = cv2.resize(inside.astype(np.float32), SIZE[::-1], interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


@given(x=st.floats(80, 160), y=st.floats(110, 190), wide=st.floats(15, 70), tall=st.floats(40, 100))
def test_the_edges_of_an_ellipse_are_where_its_formula_says(x, y, wide, tall):
    found = contour_of(drawn(x, y, wide, tall))
    assert found.extent_px == pytest.approx([y - tall, y + tall], abs=1.5)
    rows = row_px(found.extent_px)
    inner = np.abs(rows - y) < 0.9 * tall  # flat ends change by pixels within a row
    half = wide * np.sqrt(1 - ((rows[inner] - y) / tall) ** 2)
    # the row read is at most half a pixel beside the row told
    slope = wide / tall * np.abs(rows[inner] - y) / tall / (half / wide)
    np.testing.assert_array_less(np.abs(found.edge_px[inner, 0] - (x - half)), 0.35 + 0.7 * slope)
    np.testing.assert_array_less(np.abs(found.edge_px[inner, 1] - (x + half)), 0.35 + 0.7 * slope)


def test_a_straight_edge_is_read_to_a_tenth_of_a_pixel():
    for left in (60.0, 60.25, 60.5, 60.8):
        person = np.zeros(SIZE, np.float32)
        person[50:250, 61:150] = 1.0
        person[50:250, 60] = 61.0 - left
        found = contour_of(person)
        np.testing.assert_allclose(found.edge_px[:, 0], left, atol=0.11)
        np.testing.assert_allclose(found.edge_px[:, 1], 150.0, atol=0.51)
        assert found.extent_px.tolist() == [50, 250]


def test_the_largest_of_several_is_kept():
    person = np.maximum(drawn(70, 150, 40, 90), drawn(190, 60, 15, 30))
    alone = contour_of(drawn(70, 150, 40, 90))
    np.testing.assert_array_equal(contour_of(person).edge_px, alone.edge_px)


def test_gaps_inside_are_passed_over():
    person = np.zeros(SIZE, np.float32)
    person[50:250, 60:160] = 1.0
    person[150:250, 100:120] = 0.0  # between the legs
    found = contour_of(person)
    np.testing.assert_allclose(found.edge_px, np.tile([60.0, 160.0], (ROWS, 1)), atol=0.51)


@pytest.mark.parametrize("person", [np.zeros(SIZE, np.float32), np.full(SIZE, 0.4, np.float32)])
def test_nobody_has_no_contour(person):
    found = contour_of(person)
    assert np.isnan(found.extent_px).all()
    assert np.isnan(found.edge_px).all()
    assert np.isnan(found.back_px).all()


def test_a_person_who_fills_the_frame_ends_at_its_edges():
    found = contour_of(np.ones(SIZE, np.float32))
    assert found.extent_px.tolist() == [0, SIZE[0]]
    np.testing.assert_array_equal(found.edge_px, np.tile([0.0, SIZE[1]], (ROWS, 1)))


def test_mirroring_the_mask_mirrors_the_contour():
    person = np.maximum(drawn(90, 150, 40, 90), drawn(120, 180, 60, 30))
    mirrored = contour_of(np.ascontiguousarray(person[:, ::-1]))
    again = mirrored.mirrored(SIZE[1])
    np.testing.assert_allclose(again.edge_px, contour_of(person).edge_px, atol=1e-3)


def test_places_go_to_the_full_frame_and_keep_their_rows():
    person = drawn(100, 150, 40, 90)
    here = read_silhouette(person, np.tile(np.float32([[10, 20]]), (BACK_POINTS, 1)))
    there = here.placed((300.0, 70.0), (0.5, 0.25))
    np.testing.assert_allclose(there.edge_px, here.edge_px * 2 + 300, rtol=1e-5)
    np.testing.assert_allclose(row_px(there.extent_px), row_px(here.extent_px) * 4 + 70, rtol=1e-5)
    np.testing.assert_allclose(there.back_px[0], [320.0, 150.0], rtol=1e-5)


def test_what_was_drawn_over_is_not_told():
    found = read_silhouette(drawn(100, 150, 40, 90), np.ones((BACK_POINTS, 2), np.float32)).below(
        150.0
    )
    seen = np.isfinite(found.edge_px).all(axis=1)
    np.testing.assert_array_equal(seen, row_px(found.extent_px) >= 150)
    assert np.isnan(found.back_px).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(25, 80), st.floats(-15, 15))
def test_the_backs_points_lie_on_its_edge(lean_deg, taper_deg):
    hip, shoulder = joints(lean_deg)
    person = silhouette(lean_deg, taper_deg, taper_deg)
    _, points = read_back(person, hip, shoulder)
    assert points.shape == (BACK_POINTS, 2)
    # the drawing has its places at pixel centers, the points are continuous
    away = points - 0.5 - hip
    along = (shoulder - hip) / np.linalg.norm(shoulder - hip)
    place = away @ along / np.linalg.norm(shoulder - hip)
    np.testing.assert_allclose(place, np.linspace(0, 1, BACK_POINTS), atol=1e-5)
    fitted = np.polyfit(place, points, 1)
    straight = np.stack([np.polyval(fitted[:, axis], place) for axis in (0, 1)], axis=1)
    assert np.abs(points - straight).max() < 0.6
    belief = cv2.remap(
        person,
        (points[:, 0] - 0.5).astype(np.float32),
        (points[:, 1] - 0.5).astype(np.float32),
        cv2.INTER_LINEAR,
    )
    np.testing.assert_allclose(belief, 0.5, atol=0.25)


def test_a_back_that_stands_upright_has_no_points():
    _, points = read_back(silhouette(5, 0, 0), *joints(5))
    assert np.isnan(points).all()


def one(seed: int) -> Silhouette:
    rng = np.random.default_rng(seed)
    numbers = [rng.normal(size=shape).astype(np.float32) for shape in ((2,), (ROWS, 2), (11, 2))]
    return Silhouette(*numbers)


def test_a_track_has_a_row_of_each_contour():
    those = [one(seed) for seed in range(5)]
    track = SilhouetteTrack.of(dict(enumerate(those)))
    for place, kept in enumerate(those):
        for name in ("extent_px", "edge_px", "back_px"):
            np.testing.assert_array_equal(getattr(track, name)[place], getattr(kept, name))
    np.testing.assert_allclose(track.row_px[2], row_px(those[2].extent_px))


def test_stretches_are_joined_and_none_is_nothing():
    first = SilhouetteTrack.of({0.0: one(0), 1.0: one(0)})
    second = SilhouetteTrack.of({2.0: one(1)})
    joined = SilhouetteTrack.joined([first, no_silhouettes(), second])
    assert joined.time_s.tolist() == [0.0, 1.0, 2.0]
    assert (joined.back_px == [one(seed).back_px for seed in (0, 0, 1)]).all()
    assert len(SilhouetteTrack.joined([]).time_s) == 0
    with pytest.raises(ValueError, match="increase"):
        SilhouetteTrack.joined([second, first])
