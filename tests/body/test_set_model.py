"""The set's model against simulated instruments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body.gain_posterior import GAIN_DEG, GAIN_STEP_DEG, GainPosterior
from formcheck.body.set_model import (
    Asymmetry,
    Beta,
    CleanGains,
    Instrument,
    Populations,
    _share_grid,
    posteriors,
)
from formcheck.calibration import DegreesOfFreedom, Prior

pytestmark = pytest.mark.long

HEAVY_TAILS = DegreesOfFreedom(noise=4.0, bias=4.0)
DESCENT = Instrument(1.0, 0.0, 1.7, 1.0, HEAVY_TAILS)
ASCENT = Instrument(1.0, -4.0, 1.8, 1.0, HEAVY_TAILS)
BOTH = (DESCENT, ASCENT)
POPULATIONS = Populations(CleanGains(0.2, 0.8, 1.2), Prior(9.0, 4.5), Beta(0.3, 4.0))
PRIOR = posteriors(np.full((1, 2), np.nan), BOTH, POPULATIONS, np.ones((1, 2)))[0]


def weighed(readings, widen=None, instruments=BOTH):
    readings = np.asarray(readings, float)
    return posteriors(
        readings, instruments, POPULATIONS, np.ones(readings.shape) if widen is None else widen
    )


def width(posterior: GainPosterior) -> float:
    low, high = posterior.interval_deg
    return high - low


def simulated(random, reps=5):
    """A set drawn from the model itself: (R,) gains and (R, 2) readings."""
    share = random.beta(POPULATIONS.share.a, POPULATIONS.share.b)
    level = POPULATIONS.clean.mean_deg + POPULATIONS.clean.level_sd_deg * random.normal()
    faulty = random.random(reps) < share
    clean = level + POPULATIONS.clean.rep_sd_deg * random.normal(size=reps)
    tips = POPULATIONS.faulty_deg.mean + POPULATIONS.faulty_deg.sd * random.standard_t(4, size=reps)
    gains = np.clip(np.where(faulty, tips, clean), -25, 30)
    read = [
        i.scale * gains + i.bias_deg + i.bias_sd_deg * random.standard_t(i.degrees_of_freedom.bias)
        + i.sigma_deg * random.standard_t(i.degrees_of_freedom.noise, size=reps)
        for i in BOTH
    ]  # fmt: skip
    return gains, np.array(read).T


def test_intervals_hold_what_they_say_and_probabilities_are_right():
    random = np.random.default_rng(7)
    inside, stated, true = [], [], []
    for _ in range(150):
        gains, readings = simulated(random)
        for gain, posterior in zip(gains, weighed(readings), strict=True):
            low, high = posterior.interval_deg
            inside.append(low <= gain <= high)
            stated.append(posterior.exceedance(5.0))
            true.append(gain >= 5.0)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)
    stated, true = np.array(stated), np.array(true)
    sure = stated >= 0.8
    assert true[sure].mean() > 0.85
    assert true[stated < 0.2].mean() < 0.05
    assert np.mean((stated - true) ** 2) < 0.3 * np.var(true)


ASYMMETRY = Asymmetry(-2.0, 3.5, 1.5, 8.0)
PEOPLE = replace(POPULATIONS, clean=CleanGains(-4.0, 4.0, 1.2), level_degrees_of_freedom=4.0)


def asymmetric_set(random, reps=5):
    """The same of lifters who lean more or less on the ascent than on the descent.

    Their clean level and their asymmetry are correlated.
    """
    share = random.beta(PEOPLE.share.a, PEOPLE.share.b)
    score = random.normal()
    score = random.standard_t(4) if score < 0 else score
    level = PEOPLE.clean.mean_deg + PEOPLE.clean.level_sd_deg * np.clip(score, -5, 3)
    faulty = random.random(reps) < share
    clean = level + PEOPLE.clean.rep_sd_deg * random.normal(size=reps)
    tips = PEOPLE.faulty_deg.mean + PEOPLE.faulty_deg.sd * random.standard_t(4, size=reps)
    gains = np.clip(np.where(faulty, tips, clean), -28, 34)
    apart = ASYMMETRY.mean_deg + ASYMMETRY.sd_deg * random.standard_t(ASYMMETRY.degrees_of_freedom)
    in_reps = apart + ASYMMETRY.rep_sd_deg * random.normal(size=reps)
    of_clip = [
        i.bias_deg + i.bias_sd_deg * random.standard_t(i.degrees_of_freedom.bias) for i in BOTH
    ]
    noise = [i.sigma_deg * random.standard_t(i.degrees_of_freedom.noise, size=reps) for i in BOTH]
    descent = gains - level + in_reps + of_clip[0] + noise[0]
    return gains, np.array([descent, gains + of_clip[1] + noise[1]]).T


def test_intervals_hold_of_lifters_who_do_not_come_up_as_they_went_down():
    random = np.random.default_rng(11)
    inside, mirrored, errors = [], [], []
    for _ in range(150):
        gains, readings = asymmetric_set(random)
        ones = np.ones(readings.shape)
        found = posteriors(readings, BOTH, PEOPLE, ones, ASYMMETRY)
        for gain, posterior, mirror in zip(gains, found, weighed(readings), strict=True):
            inside.append(posterior.interval_deg[0] <= gain <= posterior.interval_deg[1])
            mirrored.append(mirror.interval_deg[0] <= gain <= mirror.interval_deg[1])
            errors.append(posterior.median_deg - gain)
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)
    assert np.mean(mirrored) < 0.75, "a prior that takes people for mirrors misses them"
    assert abs(np.mean(errors)) < 0.6


def test_one_rep_among_clean_ones_is_told_whatever_the_bias_of_the_clip():
    for bias in (-3.0, 0.0, 3.0):
        readings = np.array([[0, -4], [0.5, -3.6], [9, 5], [-0.4, -4.3]]) + bias
        stated = [posterior.exceedance(5.0) for posterior in weighed(readings)]
        assert stated[2] > 0.95
        assert max(stated[:2] + stated[3:]) < 0.05


def test_a_set_in_which_every_rep_is_faulty_keeps_its_fault():
    readings = np.array([[11, 7], [12, 8], [10, 6.5], [11, 7.4]])
    found = posteriors(readings, BOTH, replace(POPULATIONS, habit=0.1), np.ones((4, 2)))
    assert all(posterior.exceedance(5.0) > 0.5 for posterior in found)


def checked(readings, most_discrepancy):
    readings = np.asarray(readings, float)
    ones = np.ones(readings.shape)
    return posteriors(readings, BOTH, POPULATIONS, ones, most_discrepancy=most_discrepancy)


def test_instruments_that_contradict_each_other_widen_what_is_said():
    """14° apart beyond calibration: 7° each at best, four spreads where one and a half may be."""
    readings = [[7.0, -11.0]] * 3
    trusted, doubted = (checked(readings, most)[0] for most in (np.inf, 1.75))
    assert doubted.median_deg == pytest.approx(trusted.median_deg, abs=0.1)
    assert 1.5 < width(doubted) / width(trusted) < 2.5


@given(st.floats(-3, 3), st.floats(-2, 2))
def test_instruments_as_far_apart_as_calibrated_clips_leave_it_alone(reading, apart):
    """Two spreads between two instruments are one and a half of either at most."""
    readings = [[reading, reading - 4.0 + apart]] * 3
    trusted, checked_too = (checked(readings, most)[0] for most in (np.inf, 1.75))
    assert np.array_equal(trusted.density, checked_too.density)


def test_clips_unlike_those_of_calibration_are_held_more_often():
    random = np.random.default_rng(5)
    held = {np.inf: [], 1.75: []}
    for _ in range(60):
        gains, readings = simulated(random)
        readings += random.choice([-9.0, 9.0]) * np.array([1.0, -1.0])
        for most, inside in held.items():
            for gain, posterior in zip(gains, checked(readings, most), strict=True):
                inside.append(posterior.interval_deg[0] <= gain <= posterior.interval_deg[1])
    assert np.mean(held[np.inf]) < 0.8
    assert np.mean(held[1.75]) > np.mean(held[np.inf]) + 0.1


@given(st.floats(-5, 15), st.floats(1.0, 3.0))
def test_stretching_keeps_the_median_and_scales_the_interval(reading, times):
    narrow = weighed([[reading, reading - 4]])[0]
    wide = narrow.stretched(times)
    assert wide.median_deg == pytest.approx(narrow.median_deg, abs=0.3)
    assert width(wide) == pytest.approx(times * width(narrow), rel=0.06, abs=0.3)
    assert wide.density.sum() == pytest.approx(1.0)


@given(st.floats(-5, 15), st.floats(1.0, 10.0))
def test_weaker_evidence_moves_a_probability_toward_the_prior(reading, widen):
    strong = weighed([[reading, reading - 4]])[0].exceedance(5.0)
    weak = weighed([[reading, reading - 4]], np.full((1, 2), 200.0 * widen))[0].exceedance(5.0)
    prior = PRIOR.exceedance(5.0)
    assert abs(weak - prior) <= abs(strong - prior) + 0.01
    assert weak == pytest.approx(prior, abs=0.05)


@pytest.mark.parametrize("apart", [6.0, 10.0, 15.0])
def test_evidence_that_contradicts_widens_and_never_silences(apart):
    others = [[0.0, -4.0]] * 3
    agree = weighed([*others, [8.0, 4.0]])[3]
    contradict = weighed([*others, [8.0 + apart / 2, 4.0 - apart / 2]])[3]
    assert width(contradict) > width(agree)
    assert np.isfinite(contradict.median_deg)
    assert 0.01 < contradict.exceedance(5.0) < agree.exceedance(5.0)


@given(st.floats(-12, 25))
def test_whether_a_rep_is_assessed_does_not_depend_on_its_gain(gain):
    posterior = weighed([[gain, gain - 4], [0, -4], [0.3, -4.1]])[0]
    assert np.isfinite(posterior.median_deg)
    assert 0 < width(posterior) < 40


def test_an_instrument_that_read_nothing_changes_nothing():
    readings = np.array([[0.2, -3.9], [9.0, 5.2], [0.4, -4.4]])
    third = np.column_stack([readings, np.full(3, np.nan)])
    alone = weighed(readings)
    with_third = weighed(third, instruments=(*BOTH, Instrument(1.0, 0.0, 1.0, 1.0, HEAVY_TAILS)))
    for a, b in zip(alone, with_third, strict=True):
        assert b.density == pytest.approx(a.density)


def test_quantiles_and_probabilities_are_those_of_the_density():
    density = np.exp(-0.5 * ((GAIN_DEG - 4.0) / 2.0) ** 2)
    posterior = GainPosterior(density / density.sum())
    assert posterior.median_deg == pytest.approx(4.0, abs=0.02)
    assert posterior.interval_deg == pytest.approx((4 - 3.29, 4 + 3.29), abs=0.05)
    assert posterior.exceedance(4.0) == pytest.approx(0.5, abs=0.01)
    assert posterior.exceedance(6.0) == pytest.approx(0.159, abs=0.01)
    assert posterior.shifted(2.0).median_deg == pytest.approx(6.0, abs=GAIN_STEP_DEG / 10)


@pytest.mark.parametrize(("by_deg", "median_deg"), [(3.0, 4.0), (90.0, 36.0), (-500.0, -30.0)])
def test_a_gain_that_is_moved_off_the_grid_stays_at_its_end(by_deg, median_deg):
    """A body that was lost may tip by more than anybody: still a number, and no error."""
    near_one = np.exp(-0.5 * ((GAIN_DEG - 1.0) / 2.0) ** 2)
    moved = GainPosterior(near_one / near_one.sum()).shifted(by_deg)
    assert moved.density.sum() == pytest.approx(1.0)
    assert moved.median_deg == pytest.approx(median_deg, abs=1.5)


@pytest.mark.parametrize("shared_deg", [0.8, 1.4, 3.0])
def test_an_error_that_all_share_widens_and_moves_nothing(shared_deg):
    density = np.exp(-0.5 * ((GAIN_DEG - 4.0) / 2.0) ** 2)
    posterior = GainPosterior(density / density.sum()).blurred(shared_deg)
    assert posterior.median_deg == pytest.approx(4.0, abs=0.02)
    reach = 1.645 * np.hypot(2.0, shared_deg)
    assert posterior.interval_deg == pytest.approx((4 - reach, 4 + reach), abs=0.05)
    assert posterior.blurred(0.0) is posterior


@pytest.mark.parametrize("a", [0.3, 1.0, 12.0])
def test_the_prior_of_the_share_of_faulty_reps_is_the_beta_that_it_is_called(a):
    """Its density is infinite at 0: a sixth of the lowest cell was missing."""
    edges = np.linspace(0.0, 1.0, 13)
    below = edges**a * (1 / a - 2 * edges / (a + 1) + edges**2 / (a + 2))  # of Beta(a, 3)
    _, weight = _share_grid(Beta(a, 3.0))
    assert weight == pytest.approx(np.diff(below) / below[-1], abs=1e-4)
