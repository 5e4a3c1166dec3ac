"""Knees, head and upper back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests import stick
from tests.observed import analyzed, complete, faults, value

REPS = stick.paced(4, way_s=1.4)


def in_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` around the turn of one rep, 0 elsewhere."""
    start, turn, end = REPS[number]
    return amount * stick.excursions(body.time_s, [(start, turn, end)])


def through_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` through the whole of one rep, a little before and after it included."""
    start, _, end = REPS[number]
    return amount * ((body.time_s > start - 0.3) & (body.time_s < end + 0.3)).astype(float)


@pytest.mark.parametrize("yaw_deg", [90, -85])
def test_knees_that_cave_in_are_seen_from_front_and_rear(yaw_deg):
    body = stick.squat(REPS)
    body = replace(body, knees_in=in_rep(body, 2, 0.5 * stick.HIP_WIDTH))
    analysis = analyzed(stick.film(body, yaw_deg=yaw_deg))
    shifts = [value(r, "knee_in_hip_width") for r in complete(analysis)]
    assert shifts == pytest.approx([0, 0, 0.5, 0], abs=0.08)
    assert ["knees_in" in faults(r) for r in analysis.reps] == [False, False, True, False]


def test_knees_that_always_cave_in_are_seen_against_the_ankles():
    body = stick.squat(REPS)
    falling = stick.excursions(body.time_s, REPS) * 0.5 * stick.HIP_WIDTH
    analysis = analyzed(stick.film(replace(body, knees_in=falling), yaw_deg=90))
    assert all("knees_in" in faults(r) for r in complete(analysis))


@pytest.mark.parametrize("yaw_deg", [0, 40])
def test_knees_are_not_judged_from_the_side(yaw_deg):
    for rep in analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)).reps:
        assert rep.metrics["knee_in_hip_width"].value is None
        assert "front" in (rep.metrics["knee_in_hip_width"].not_assessed or "")


@pytest.mark.parametrize("head_deg", [35.0, -35.0])
def test_a_head_thrown_up_or_dropped_in_one_rep_is_seen(head_deg):
    body = stick.squat(REPS)
    body = replace(body, head_deg=through_rep(body, 2, head_deg))
    analysis = analyzed(stick.film(body))
    changes = [value(r, "neck_change_deg") for r in complete(analysis)]
    assert changes == pytest.approx([0, 0, abs(head_deg), 0], abs=4)
    assert ["neck_posture" in faults(r) for r in analysis.reps] == [False, False, True, False]


def test_a_head_that_is_always_carried_forward_is_no_change():
    body = stick.squat(REPS)
    body = replace(body, head_deg=np.full(len(body.time_s), 30.0))
    assert not any("neck_posture" in faults(r) for r in analyzed(stick.film(body)).reps)


def test_a_back_that_rounds_gets_shorter_than_in_the_lifters_other_pulls():
    body = stick.deadlift(REPS)
    body = replace(body, shorter=through_rep(body, 3, 0.10), head_deg=through_rep(body, 3, 10.0))
    analysis = analyzed(stick.film(body))
    told = ["upper_back_rounding" in faults(r) for r in complete(analysis)]
    assert told == [False, False, False, True]


def test_a_straight_back_is_not_called_round():
    analysis = analyzed(stick.film(stick.deadlift(REPS)))
    assert not any("upper_back_rounding" in faults(r) for r in analysis.reps)
