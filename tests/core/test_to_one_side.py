"""Tipping and shifting to one side, seen from front and rear."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.calibration import table
from formcheck.metrics.front_view import FrontHalfWidths
from tests import stick
from tests.core.four_reps import REPS
from tests.observed import analyzed, complete, some_reps, value

METRICS = ("shoulder_tip_deg", "side_shift_torso")
HALF_WIDTH = table(FrontHalfWidths, "front")


def notices(analysis: Analysis) -> list[str]:
    return [notice.message for notice in analysis.warnings if notice.code == "to_one_side"]


def to_the_left(body: stick.Body, *, tip_deg: float = 0.0, shift: float = 0.0) -> stick.Body:
    """In every rep, most at the bottom."""
    down = stick.excursions(body.time_s, REPS)
    return replace(body, tip_left_deg=tip_deg * down, shift_left=shift * down)


@settings(max_examples=12)
@given(tip_deg=st.floats(-12, 12), shift=st.floats(-0.25, 0.25), rear=st.booleans())
def test_what_a_body_does_is_read_with_noise(tip_deg: float, shift: float, rear: bool) -> None:
    """The lifter's left is the picture's right from the front, and its left from the rear."""
    body = to_the_left(stick.squat(REPS), tip_deg=tip_deg, shift=shift)
    seen = analyzed(stick.film(body, yaw_deg=-90 if rear else 90, noise_px=1.0))
    way = -1 if rear else 1
    assert len(complete(seen)) == len(REPS)
    for rep in complete(seen):
        assert value(rep, "shoulder_tip_deg") == pytest.approx(way * tip_deg, rel=0.1, abs=1.6)
        assert value(rep, "side_shift_torso") == pytest.approx(way * shift, rel=0.1, abs=0.02)
        assert not {"shoulder_tip_deg", "side_shift_torso"} & {f.metric for f in rep.findings}


def test_a_pull_is_read_at_lift_off_against_its_lockout() -> None:
    body = stick.deadlift(REPS)
    over = stick.excursions(body.time_s, REPS)
    seen = analyzed(stick.film(replace(body, shift_left=0.15 * (1 - over)), yaw_deg=90))
    assert [value(r, "side_shift_torso") for r in complete(seen)] == pytest.approx(
        [0.15] * 4, abs=0.02
    )


def test_a_phone_that_stands_askew_tips_nobody() -> None:
    body = replace(stick.squat(REPS), tip_left_deg=6.0)
    for rep in complete(analyzed(stick.film(body, yaw_deg=90))):
        assert value(rep, "shoulder_tip_deg") == pytest.approx(0.0, abs=0.3)


@pytest.mark.parametrize("yaw_deg", [0, 30])
def test_neither_is_read_from_the_side(yaw_deg: float) -> None:
    body = to_the_left(stick.squat(REPS), tip_deg=10, shift=0.2)
    analysis = analyzed(stick.film(body, yaw_deg=yaw_deg))
    for rep in some_reps(analysis):
        for name in METRICS:
            assert "front or rear view" in (rep.metrics[name].not_assessed or "")
    assert not notices(analysis)


def test_a_set_that_does_it_is_told_so_in_words_and_never_flagged() -> None:
    body = to_the_left(stick.squat(REPS), tip_deg=8.2, shift=0.12)
    analysis = analyzed(stick.film(body, yaw_deg=90))
    (said,) = notices(analysis)
    assert said == (
        "As you start up, your shoulders tilt to the right of the picture by about 8° and your "
        "torso shifts to the right of the picture by about 12 % of its length. None of our sources "
        "gives a limit for this, so it does not count as a fault."
    )
    assert not any(rep.flagged for rep in some_reps(analysis))


def test_what_may_be_nothing_or_is_of_one_rep_is_not_said() -> None:
    body = stick.squat(REPS)
    little = to_the_left(body, tip_deg=HALF_WIDTH.tip_deg, shift=HALF_WIDTH.shift_torso)
    third = stick.excursions(body.time_s, [REPS[2]])
    once = replace(body, shift_left=0.3 * third)
    for one in (little, once):
        analysis = analyzed(stick.film(one, yaw_deg=90))
        assert not notices(analysis)
    assert np.ptp([value(r, "side_shift_torso") for r in complete(analysis)]) > 0.2
