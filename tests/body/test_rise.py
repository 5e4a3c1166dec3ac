"""What a set of pulls says where the joints do not lie on the lifter."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.store import entries
from formcheck.benchmark.labels import parse_label
from formcheck.body.instruments import InstrumentReadings, Tilt
from formcheck.body.rise import RisePriors, rise_priors, weigh_rises
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.observation.format import from_bytes
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set

PRIORS = rise_priors(on_back=False)
CHORD = "chord"
LIMIT_DEG = 7.0


def tilt(gain_deg: float, start_deg: float = 60.0) -> Tilt:
    return Tilt(gain_deg, np.nan, start_deg, hip_rise_torso=0.25, at_s=1.0, start_s=0.5)


def rises(tilts, columns, priors, misfit=1.0):
    misfits = dict.fromkeys(range(len(tilts)), misfit)
    return weigh_rises(InstrumentReadings(tuple(tilts), columns, misfits, 0.0), priors)


def weighed(joints_deg, chord_deg, *, start_deg=60.0, misfit=1.0):
    tilts = [tilt(gain, start_deg) for gain in joints_deg]
    columns = {
        "over_ascent": np.array(joints_deg, float),
        CHORD: np.array(chord_deg, float),
        "outline": np.full(len(tilts), np.nan),
    }
    return rises(tilts, columns, PRIORS, misfit)


@pytest.mark.parametrize(
    "lost", [{"start_deg": 10.0}, {"misfit": 2 * PRIORS.lost.body_from_misfit}]
)
def test_where_the_body_is_lost_the_silhouette_tells_and_no_more_than_possible(lost):
    tips = np.array([12.0, 12.0, 13.0, 12.0]) * PRIORS.instruments[CHORD].terms.scale
    found = weighed([25.0, 24.0, 26.0, 25.0], tips, **lost)
    for rise in found:
        assert rise is not None
        assert HipLead(rise).probability(LIMIT_DEG) > 0.5
        assert rise.doubt == "tip"
        assert not rise.joints_seen


@pytest.mark.parametrize(
    "lost", [{"start_deg": 10.0}, {"misfit": 2 * PRIORS.lost.body_from_misfit}]
)
def test_a_skeleton_on_the_wall_says_nothing_against_a_silhouette(lost):
    clean = np.full(4, -4.0)
    with_it = weighed(np.full(4, 20.0), clean, **lost)
    for rise in with_it:
        assert rise is not None
        assert HipLead(rise).probability(LIMIT_DEG) < 0.05


@pytest.mark.parametrize(
    "lost", [{"start_deg": 10.0}, {"misfit": 2 * PRIORS.lost.body_from_misfit}]
)
def test_with_neither_body_nor_silhouette_nothing_is_told(lost):
    assert weighed(np.full(4, 20.0), np.full(4, np.nan), **lost) == [None] * 4


def test_two_that_agree_are_surer_than_one():
    both = weighed(np.full(4, -4.0), np.full(4, -3.5))[0]
    one = weighed(np.full(4, -4.0), np.full(4, np.nan))[0]
    assert both is not None
    assert one is not None
    assert np.ptp(both.gain.interval_deg) < np.ptp(one.gain.interval_deg)
    assert both.doubt is None


ON_BACK = rise_priors(on_back=True)
NO_BAR = rise_priors(on_back=True, variant="bodyweight")


def squats(
    hip_rise_torso: float = 0.35,
    *,
    descent_deg: float = 12.0,
    ascent_deg: float = 9.0,
    priors: RisePriors = ON_BACK,
):
    tilts = [
        Tilt(ascent_deg, descent_deg, 38.0, hip_rise_torso, at_s=1.0, start_s=0.5) for _ in range(4)
    ]
    columns = {"over_descent": np.full(4, descent_deg), "over_ascent": np.full(4, ascent_deg)}
    return rises(tilts, columns, priors)


def test_a_movement_smaller_than_any_that_was_calibrated_is_at_most_possible():
    for full, quarter in zip(squats(hip_rise_torso=0.35), squats(hip_rise_torso=0.12), strict=True):
        assert full is not None
        assert quarter is not None
        assert full.doubt is None
        assert quarter.doubt == "tip"
        assert HipLead(quarter).probability(5.0) > 0.5


def of_set(gain_deg: float, up_minus_down_deg: float, priors: RisePriors = ON_BACK):
    """A set whose instruments read without error what such a lifter does."""
    biases = {name: prior.fit.bias_deg for name, prior in priors.instruments.items()}
    found = squats(
        descent_deg=up_minus_down_deg + biases["over_descent"],
        ascent_deg=gain_deg + biases["over_ascent"],
        priors=priors,
    )
    assert all(rise is not None for rise in found)
    return found


@pytest.mark.parametrize("up_minus_down_deg", [-6.0, -2.0, 2.0])
@pytest.mark.parametrize("gain_deg", [-16.0, -10.0, -4.0, 0.0])
def test_who_comes_up_more_upright_than_they_stood_at_the_bottom_is_believed(
    gain_deg, up_minus_down_deg
):
    """People in motion capture: gains of -3 to -20 deg, -6 to +3 deg apart from the descent."""
    for rise in of_set(gain_deg, up_minus_down_deg):
        low, high = rise.gain.interval_deg
        assert low <= gain_deg <= high
        assert rise.gain.median_deg == pytest.approx(gain_deg, abs=3.5)
        assert HipLead(rise).probability(5.0, 0.06) < 0.05


@pytest.mark.parametrize("up_minus_down_deg", [-6.0, -2.0, 2.0])
@pytest.mark.parametrize("gain_deg", [-16.0, -12.0, -8.0])
def test_without_a_bar_they_are_believed_sooner(gain_deg, up_minus_down_deg):
    """Nobody captured without a bar came up less than 7 deg more upright."""
    told = of_set(gain_deg, up_minus_down_deg, NO_BAR)
    for rise, untold in zip(told, of_set(gain_deg, up_minus_down_deg), strict=True):
        assert abs(rise.gain.median_deg - gain_deg) < abs(untold.gain.median_deg - gain_deg)
        assert rise.gain.interval_deg[0] <= gain_deg <= rise.gain.interval_deg[1]


def test_without_a_bar_a_good_morning_is_one():
    for rise in of_set(12.0, 12.0, NO_BAR):
        assert HipLead(rise).probability(5.0) > 0.8


def test_a_gain_of_two_reps_is_at_most_possible_for_being_of_few():
    tilts = [Tilt(9.0, 12.0, 38.0, 0.35, at_s=1.0, start_s=0.5)] * 2
    columns = {"over_descent": np.full(2, 12.0), "over_ascent": np.full(2, 9.0)}
    for rise in rises(tilts, columns, ON_BACK):
        assert rise is not None
        assert rise.doubt == "few_reps"


def test_what_a_set_shows_outvotes_what_lifters_usually_do():
    """Where readings part from the priors by far, the priors yield."""
    pulls = [of_set(gain, -2.0)[0].gain.median_deg - gain for gain in (-6.0, -10.0, -14.0, -18.0)]
    assert max(pulls) < 0.6 * ON_BACK.populations.clean.level_sd_deg
    assert pulls[3] < 1.6 * pulls[1], "who is twice as far off is not pulled twice as far"


def test_a_descent_alone_says_little_of_a_gain():
    descent = np.full(4, 0.0)
    tilts = [Tilt(np.nan, 0.0, 38.0, 0.35, at_s=1.0, start_s=0.5) for _ in range(4)]
    columns = {"over_descent": descent, "over_ascent": np.full(4, np.nan)}
    alone = rises(tilts, columns, ON_BACK)[0]
    assert alone is not None
    assert np.ptp(alone.gain.interval_deg) / 2 > 5.0
    assert alone.doubt == "wide_interval"


def test_one_rep_that_tips_is_told_from_the_others_whatever_the_habit():
    for habit_deg in (-6.0, 0.0, 4.0):
        gains = np.array([-4.0, -4.0, 11.0, -4.0])
        descent = gains + 4.0 + habit_deg + ON_BACK.instruments["over_descent"].fit.bias_deg
        ascent = gains + ON_BACK.instruments["over_ascent"].fit.bias_deg
        tilts = [Tilt(a, d, 38.0, 0.35, 1.0, 0.5) for a, d in zip(ascent, descent, strict=True)]
        columns = {"over_descent": descent, "over_ascent": ascent}
        found = rises(tilts, columns, ON_BACK)
        stated = [HipLead(rise).probability(5.0, 0.06) for rise in found if rise is not None]
        assert stated[2] > 0.8
        assert max(stated[:2] + stated[3:]) < 0.1


@pytest.mark.parametrize(
    ("lean_deg", "believed"), [(7.0, False), (35.0, True), (70.0, True), (94.0, False)]
)
def test_who_leans_far_further_than_most_is_seen_and_nobody_beyond_horizontal(lean_deg, believed):
    squat = rise_priors(on_back=True)
    start_deg = lean_deg + squat.start_deg.mean  # as it is read
    tilts = [Tilt(0.0, 0.0, start_deg, hip_rise_torso=0.5, at_s=1.0, start_s=0.5)] * 4
    columns = {name: np.zeros(4) for name in squat.instruments}
    found = rises(tilts, columns, squat)
    assert [bool(rise and rise.joints_seen) for rise in found] == [believed] * 4


def test_legs_that_a_plate_hides_do_not_bend_backward():
    """Knees and ankles drawn beside a plate: one of four tips by 11 to 13° was a gain of −11°."""
    clip = next(clip for clip in entries("check") if clip.name == "rl196__09")
    label = parse_label(clip.truth, clip.name)
    reading = read_set(from_bytes(clip.observation, clip.name), Options().rep_options)
    for lead, true in zip((rep.lead for rep in reading.reps), label.reps, strict=True):
        assert isinstance(lead, HipLead)
        assert lead.rise.gain.median_deg == pytest.approx(true.lean_gain_deg, abs=5.0)
