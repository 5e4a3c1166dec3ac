"""How far the hips travel: off the body, weighed with what lifters do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.calibration import PopulationPrior, table
from formcheck.metrics import hip_travel
from tests import stick
from tests.core.test_metrics import REPS, read

PRIORS = table(hip_travel.TravelPriors, "travel").squat
USUAL = PRIORS.of_lifters_torso.mean


@pytest.fixture(scope="module")
def windows():
    """Squats as an engine reads them that draws joints where most people have them."""
    found = read(stick.film(stick.squat(REPS))).windows
    return [replace(w, motion=replace(w.motion, exact=False)) for w in found]


def travels(windows, *by_body: float | None) -> list[float]:
    return [m.value for m in hip_travel.measure(windows, by_body)]


def test_a_usual_way_is_read_with_what_the_body_adds_taken_off(windows):
    usual = USUAL + PRIORS.of_body_torso.mean
    assert travels(windows, *[usual] * 4) == pytest.approx([USUAL] * 4, abs=0.01)


def test_reps_differ_as_the_body_shows(windows):
    values = travels(windows, 1.0, 1.0, 1.0, 0.9)
    assert values[0] - values[3] == pytest.approx(0.1)


def test_a_set_that_is_unlike_others_is_believed_the_more_the_further_it_is(windows):
    drawn = [travels(windows, *[way] * 4)[0] - way for way in (0.95, 0.5)]
    # a Student-t lets go: half as deep a squat is drawn by less than its share of the distance
    assert 0 < drawn[1] < 0.55 * (USUAL - 0.5)
    assert drawn[0] > 0


def test_without_a_body_the_joints_tell_less_surely(windows):
    sure, unsure = (
        hip_travel.measure(windows, by_body)[0].uncertainty
        for by_body in ([1.0] * 4, [1.0, None, 1.0, 1.0])
    )
    assert sure < unsure


def test_the_interval_stands_about_the_value(windows):
    one = hip_travel.measure(windows, [1.1] * 4)[0]
    assert one.interval == pytest.approx((one.value - one.uncertainty, one.value + one.uncertainty))


def test_a_way_with_more_doubt_than_value_is_none(windows):
    """ "19 % ± 28 %" was printed as measured."""
    found = hip_travel.measure(windows, [1.0, 1.0, 1.0, 0.05])
    assert [one.value is None for one in found] == [False, False, False, True]
    assert "roughly known" in found[3].not_assessed


@pytest.mark.parametrize("above", [1.0, 2.0])
def test_a_reading_of_no_error_is_the_answer_and_one_of_any_error_the_usual(above):
    usual = PopulationPrior(0.3, 0.05, above, 4.0)
    assert usual.given(0.5, 0.006)[1] == pytest.approx(0.5, abs=0.01)
    low, mid, high = usual.given(0.5, 50.0)
    assert low < 0.3 < high
    assert mid == pytest.approx(0.3, abs=0.02 if above == 1.0 else 0.1)
    assert np.all(np.diff([low, mid, high]) > 0)
