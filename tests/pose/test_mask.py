"""The bend of a back's outline, on silhouettes whose bend is known in closed form."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.pose import mask
from formcheck.pose.estimator import Back

HIP, TRUNK_PX = np.array([200.0, 300.0]), 120.0
SIZE = (480, 480)
KINK = 0.5  # halfway between hip and shoulder
THICK = 0.3


def joints(lean_deg: float, trunk_px: float = TRUNK_PX) -> tuple[np.ndarray, np.ndarray]:
    """Hip and shoulder of a trunk leaned to the right."""
    lean = np.radians(lean_deg)
    return HIP, HIP + trunk_px * np.array([np.sin(lean), -np.cos(lean)])


def silhouette(lean_deg: float, lower_deg: float, upper_deg: float) -> np.ndarray:
    """A person whose back runs `lower_deg` away from the trunk's line, then `upper_deg`.

    Drawn four times as large and made small, so that edges lie between pixels as in real masks.
    """
    hip, shoulder = joints(lean_deg)
    along = (shoulder - hip) / TRUNK_PX
    upward = np.array([along[1], -along[0]])
    places = np.array([-0.3, KINK, 1.3])
    rise = np.array([np.tan(np.radians(lower_deg)), np.tan(np.radians(upper_deg))])
    heights = THICK + rise[[0, 0, 1]] * (places - KINK)
    back = [hip + TRUNK_PX * (p * along + h * upward) for p, h in zip(places, heights, strict=True)]
    belly = [hip + TRUNK_PX * (p * along - 0.3 * upward) for p in (1.3, -0.3)]
    large = np.zeros((4 * SIZE[0], 4 * SIZE[1]), np.uint8)
    outline = np.rint((np.array(back + belly) + 0.5) * 4).astype(np.int32)
    cv2.fillPoly(large, [outline], 255)
    return cv2.resize(large, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def read_back(person: np.ndarray, hip: np.ndarray, shoulder: np.ndarray) -> Back:
    return mask.read_back(person, hip, shoulder)[0]


@given(st.floats(25, 85), st.floats(-20, 25), st.floats(-25, 20))
def test_the_bend_is_the_angle_between_lower_and_upper_back(lean_deg, lower_deg, upper_deg):
    person = silhouette(lean_deg, lower_deg, upper_deg)
    bend = read_back(person, *joints(lean_deg)).bend_deg
    assert bend == pytest.approx(lower_deg - upper_deg, abs=1.5)


@given(st.floats(25, 80), st.floats(-10, 10), st.floats(-5, 35))
def test_the_outline_leans_with_the_trunk(lean_deg, taper_deg, more_deg):
    """By how much less is the body's; it changes as the trunk's lean does."""
    first, second = (
        read_back(silhouette(lean, taper_deg, taper_deg), *joints(lean)).lean_deg
        for lean in (lean_deg, min(85.0, lean_deg + more_deg))
    )
    assert first == pytest.approx(lean_deg - taper_deg, abs=1.5)
    assert second - first == pytest.approx(min(85.0, lean_deg + more_deg) - lean_deg, abs=1.5)


@given(st.floats(25, 85), st.floats(-15, 20), st.floats(-20, 15))
def test_facing_the_other_way_it_bends_alike(lean_deg, lower_deg, upper_deg):
    person = silhouette(lean_deg, lower_deg, upper_deg)
    hip, shoulder = joints(lean_deg)
    other = [np.array([SIZE[1] - 1 - x, y]) for x, y in (hip, shoulder)]
    mirrored = read_back(np.ascontiguousarray(person[:, ::-1]), *other)
    assert mirrored == pytest.approx(read_back(person, hip, shoulder), abs=1e-3)


@given(st.floats(-8, 8), st.floats(-8, 8))
def test_joints_that_are_misplaced_across_the_trunk_change_little(hip_off_px, shoulder_off_px):
    """The angle between two stretches does not depend on the line they are read against."""
    hip, shoulder = joints(50)
    across = np.array([shoulder[1] - hip[1], hip[0] - shoulder[0]]) / TRUNK_PX
    bend = read_back(
        silhouette(50, 12, -12), hip + hip_off_px * across, shoulder + shoulder_off_px * across
    ).bend_deg
    assert bend == pytest.approx(24, abs=3)


def test_what_stands_behind_a_lifter_and_is_taken_for_the_back_is_no_reading():
    person = silhouette(50, 10, -10)
    hip, shoulder = joints(50)
    cv2.circle(person, tuple(int(v) for v in 0.45 * hip + 0.55 * shoulder - [30, 30]), 18, 1.0, -1)
    assert np.isnan(read_back(person, hip, shoulder).bend_deg)


@pytest.mark.parametrize("lean_deg", [0.0, 15.0, -15.0])
def test_a_trunk_that_stands_upright_is_not_read(lean_deg):
    assert np.isnan(read_back(silhouette(lean_deg, 10, -10), *joints(lean_deg))).all()


def test_a_tiny_lifter_and_an_empty_silhouette_are_not_read():
    person = silhouette(50, 10, -10)
    assert np.isnan(read_back(person, *joints(50, trunk_px=20))).all()
    assert np.isnan(read_back(np.zeros(SIZE, np.float32), *joints(50))).all()
    assert np.isnan(read_back(np.ones(SIZE, np.float32), *joints(50))).all()
    assert np.isnan(read_back(person, np.full(2, np.nan), np.full(2, np.nan))).all()


@pytest.mark.parametrize("behind_px", [0, 5, 15])
@pytest.mark.parametrize("lean_deg", [40.0, 70.0])
def test_the_edge_of_the_picture_is_nobodys_back(lean_deg, behind_px):
    """A straight line that no leap gives away: it read 38° of bend on a flat back."""
    hip, shoulder = joints(lean_deg)
    left, top = int(hip[0]) - behind_px, int(shoulder[1]) - 10 - behind_px
    person = silhouette(lean_deg, 0, 0)
    for cut, corner in ((person[:, left:], (left, 0)), (person[top:], (0, top))):
        bend = read_back(np.ascontiguousarray(cut), hip - corner, shoulder - corner).bend_deg
        assert np.isnan(bend) or bend == pytest.approx(0, abs=1.5)


def test_a_lifter_who_leaves_the_picture_is_not_read():
    hip, shoulder = joints(50)
    away = np.array([-220.0, 0.0])
    person = np.roll(silhouette(50, 10, -10), -220, axis=1)
    person[:, 260:] = 0
    assert np.isnan(read_back(person, hip + away, shoulder + away)).all()
