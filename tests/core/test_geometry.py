"""Angles with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.arithmetic.geometry import (
    FAR_SCALE,
    NEAR_SCALE,
    distance_px,
    lean_from_vertical_deg,
    middle_by_plate,
    on_feet,
    true_lean_deg,
)
from formcheck.arithmetic.robust import (
    drawn_to_rest,
    lower_half_median,
    median_point,
    median_seen,
)
from tests.risen import rise


def trunk(lean_deg: float, forward: int) -> tuple[np.ndarray, np.ndarray]:
    """Hip and shoulder of a trunk 100 px long."""
    rad = np.radians(lean_deg)
    hip = np.array([300.0, 400.0])
    return hip, hip + 100 * np.array([forward * np.sin(rad), -np.cos(rad)])


@pytest.mark.parametrize("forward", [1, -1])
@pytest.mark.parametrize("lean_deg", [-20.0, 0.0, 30.0, 45.0, 90.0, 110.0])
def test_lean_is_the_angle_from_vertical_whichever_way_the_lifter_faces(lean_deg, forward):
    assert lean_from_vertical_deg(*trunk(lean_deg, forward), forward) == pytest.approx(lean_deg)


@pytest.mark.parametrize(("yaw_deg", "reads_deg"), [(20, 43.2), (30, 40.9), (45, 35.3)])
def test_a_camera_off_the_side_foreshortens_a_lean_of_45_degrees(yaw_deg, reads_deg):
    # the published figures of the measurement notes
    assert true_lean_deg(np.array(reads_deg), yaw_deg) == pytest.approx(45.0, abs=0.1)


@given(lean=st.floats(-80, 130), yaw=st.floats(-70, 70))
def test_foreshortening_is_undone(lean, yaw):
    rad = np.radians(lean)
    seen = np.degrees(np.arctan2(np.sin(rad) * np.cos(np.radians(yaw)), np.cos(rad)))
    assert true_lean_deg(seen, yaw) == pytest.approx(lean, abs=1e-6)


def test_a_trunk_below_horizontal_stays_below_horizontal():
    assert true_lean_deg(np.array([95.0]), 40.0)[0] > 90


@pytest.mark.parametrize(("gain_deg", "ratio"), [(3, 1.14), (5, 1.27), (8, 1.54), (10, 1.80)])
def test_a_rigid_trunk_ties_gain_to_rise_ratio(gain_deg, ratio):
    """Trunk 0.5 m, lean 45°, hips up 0.15 m: the figures of the measurement notes."""
    trunk_m, hip_rise_m = 0.5, 0.15
    lead_torso = hip_rise_m * (1 - 1 / ratio) / trunk_m
    assert rise(gain_deg, start_deg=45.0).quantile(0.5) == pytest.approx(lead_torso, abs=0.003)


def test_nan_in_gives_nan_out():
    gone = np.array([np.nan, np.nan])
    here = np.array([1.0, 2.0])
    assert np.isnan(lean_from_vertical_deg(gone, here, 1))
    assert np.isnan(distance_px(here, gone))
    assert np.isnan(true_lean_deg(np.array(np.nan), 10))


def test_medians_are_of_what_was_seen():
    nothing = float("nan")
    assert median_seen(np.array([1.0, nothing, 3.0])) == 2.0
    assert np.isnan(median_seen(np.array([nothing])))
    seen_in_part = np.array([[1.0, 5.0], [nothing, 90.0], [3.0, 7.0]])
    assert median_point(seen_in_part).tolist() == [2.0, 6.0]


def test_the_level_of_a_set_is_that_of_its_smaller_half():
    assert lower_half_median([4.0, 1.0, 9.0, 2.0]) == 1.5
    assert lower_half_median([9.0, 2.0, 1.0]) == 1.5, "the middle one is among them"
    assert lower_half_median([3.0]) == 3.0


@pytest.mark.parametrize(
    ("hip", "shoulder", "ankle", "can_be"),
    [
        (0.9, 1.9, 0.0, True),
        (0.33, 1.1, 0.0, True),  # the deepest squat
        (1.0, 0.8, 0.0, True),  # bent over
        (0.1, 1.0, 0.0, False),  # sat down on the floor
        (1.0, 0.5, 0.0, False),  # head down
        (1.0, 1.9, 0.9, False),  # feet in the air
    ],
)
def test_a_body_stands_with_hips_off_the_floor_head_up_and_feet_down(hip, shoulder, ankle, can_be):
    assert on_feet(np.array(hip), np.array(shoulder), ankle) == can_be


@pytest.mark.parametrize(("error", "left"), [(0.0, 1.0), (5.0, 0.5), (15.0, 0.1), (0.5, 100 / 101)])
def test_of_a_shift_within_its_error_hardly_any_is_left(error, left):
    shift = np.array([[3.0, -4.0], [-5.0, 0.0]])
    assert drawn_to_rest(shift, error) == pytest.approx(left * shift)


@given(st.floats(-90.0, 90.0))
def test_a_plate_is_nearer_by_its_sleeve_along_the_line_of_sight(yaw_deg: float):
    camera = 1 / (1 - 1 / NEAR_SCALE)  # so many sleeves away
    away = np.cos(np.radians(yaw_deg))
    assert middle_by_plate(yaw_deg, far=False) == pytest.approx((camera - away) / camera)
    assert middle_by_plate(yaw_deg, far=True) == pytest.approx((camera + away) / camera)


def test_a_yaw_that_is_not_known_counts_as_the_side():
    assert middle_by_plate(float("nan"), far=False) == pytest.approx(1 / NEAR_SCALE)
    assert middle_by_plate(float("nan"), far=True) == pytest.approx(1 / FAR_SCALE)
