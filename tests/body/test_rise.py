"""What a set of pulls says where the joints do not lie on the lifter."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.body.rise import weigh_rises
from formcheck.body.rise_priors import rise_priors
from formcheck.body.tilt import Tilt

PRIORS = rise_priors(on_back=False)
CHORD = "chord"
LIMIT_DEG = 7.0


def tilt(gain_deg: float, start_deg: float = 60.0) -> Tilt:
    return Tilt(gain_deg, np.nan, start_deg, hip_rise=0.25, at_s=1.0, start_s=0.5)


def weighed(joints_deg, chord_deg, *, start_deg=60.0, quality=1.0):
    tilts = [tilt(gain, start_deg) for gain in joints_deg]
    columns = {
        "over_ascent": np.array(joints_deg, float),
        CHORD: np.array(chord_deg, float),
        "outline": np.full(len(tilts), np.nan),
    }
    return weigh_rises(tilts, columns, dict.fromkeys(range(len(tilts)), quality), 0.0, PRIORS)


@pytest.mark.parametrize("lost", [{"start_deg": 10.0}, {"quality": 2 * PRIORS.lost[2]}])
def test_where_the_body_is_lost_the_silhouette_tells_and_no_more_than_possible(lost):
    tips = np.array([12.0, 12.0, 13.0, 12.0]) * PRIORS.instruments[CHORD].scale
    found = weighed([25.0, 24.0, 26.0, 25.0], tips, **lost)
    for rise in found:
        assert rise is not None
        assert rise.probability(LIMIT_DEG) > 0.5
        assert not rise.firm
        assert not rise.joints_seen


@pytest.mark.parametrize("lost", [{"start_deg": 10.0}, {"quality": 2 * PRIORS.lost[2]}])
def test_a_skeleton_on_the_wall_says_nothing_against_a_silhouette(lost):
    clean = np.full(4, -4.0)
    with_it = weighed(np.full(4, 20.0), clean, **lost)
    for rise in with_it:
        assert rise is not None
        assert rise.probability(LIMIT_DEG) < 0.05


@pytest.mark.parametrize("lost", [{"start_deg": 10.0}, {"quality": 2 * PRIORS.lost[2]}])
def test_with_neither_body_nor_silhouette_nothing_is_told(lost):
    assert weighed(np.full(4, 20.0), np.full(4, np.nan), **lost) == [None] * 4


def test_two_that_agree_are_surer_than_one():
    both = weighed(np.full(4, -4.0), np.full(4, -3.5))[0]
    one = weighed(np.full(4, -4.0), np.full(4, np.nan))[0]
    assert both is not None
    assert one is not None
    assert np.ptp(both.gain.interval_deg) < np.ptp(one.gain.interval_deg)
    assert both.firm


ON_BACK = rise_priors(on_back=True)


def squats(hip_rise: float = 0.35, *, descent_deg: float = 12.0, ascent_deg: float = 9.0):
    tilts = [Tilt(ascent_deg, descent_deg, 38.0, hip_rise, at_s=1.0, start_s=0.5) for _ in range(4)]
    columns = {"over_descent": np.full(4, descent_deg), "over_ascent": np.full(4, ascent_deg)}
    return weigh_rises(tilts, columns, dict.fromkeys(range(4), 1.0), 0.0, ON_BACK)


def test_a_movement_smaller_than_any_that_was_calibrated_is_at_most_possible():
    for full, quarter in zip(squats(hip_rise=0.35), squats(hip_rise=0.12), strict=True):
        assert full is not None
        assert quarter is not None
        assert full.firm
        assert not quarter.firm
        assert quarter.probability(5.0) > 0.5


@pytest.mark.parametrize("gain_deg", [-4.0, 0.0, 5.0, 14.0])
@pytest.mark.parametrize(("more_deg", "firm"), [(-3.0, True), (3.0, True), (5.0, False)])
def test_a_descent_that_tells_more_than_the_ascent_makes_a_tip_possible_at_most(
    gain_deg, more_deg, firm
):
    biases = {name: prior.bias_deg for name, prior in ON_BACK.instruments.items()}
    found = squats(
        descent_deg=gain_deg + biases["over_descent"] + more_deg,
        ascent_deg=gain_deg + biases["over_ascent"],
    )
    for rise in found:
        assert rise is not None
        assert rise.firm is firm, "whatever the gain"


@pytest.mark.parametrize(("descent_deg", "firm"), [(12.0, True), (17.0, False)])
def test_descents_that_were_seen_speak_for_the_set(descent_deg, firm):
    seen = np.array([np.nan, np.nan, descent_deg, descent_deg])
    tilts = [Tilt(9.0, at, 38.0, 0.35, at_s=1.0, start_s=0.5) for at in seen]
    columns = {"over_descent": seen, "over_ascent": np.full(4, 9.0)}
    last = weigh_rises(tilts, columns, dict.fromkeys(range(4), 1.0), 0.0, ON_BACK)[-1]
    assert last is not None
    assert last.firm is firm
