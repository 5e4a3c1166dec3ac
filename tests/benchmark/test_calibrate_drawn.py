"""What joints are drawn beside themselves is found again where it was put."""

from __future__ import annotations

import numpy as np

from benchmarks.calibrate_drawn import line, with_turns
from formcheck.body import chain
from formcheck.body.fit import posture_prior
from tests.body.test_fit import PRIORS, angles_of, constants, measured

ANKLES = chain.JOINT_SHAPE[1] * chain.JOINT_SHAPE[2]


def test_what_grows_with_the_sine_of_the_yaw_is_told_from_the_rest_and_strays_count_less():
    random = np.random.default_rng(0)
    from_side, per_sine = random.normal(0.0, 0.1, (2, 16))
    sine = random.uniform(-0.8, 0.8, 80)
    slopes = from_side + sine[:, None] * per_sine + random.normal(0.0, 0.02, (80, 16))
    slopes[:6] += 0.5
    found = line(list(zip(sine, slopes, strict=True)))
    np.testing.assert_allclose(found[0, ANKLES:], from_side[ANKLES:], atol=0.02)
    np.testing.assert_allclose(found[1, ANKLES:], per_sine[ANKLES:], atol=0.03)
    assert not found[:, :ANKLES].any(), "ankles stay"


def test_a_true_turn_is_as_good_as_known_and_nothing_else_is():
    angles, depth, rep = angles_of((0.0, 0.0))
    seen = measured(angles, depth, rep, 0.3, 0, constants())
    prior = with_turns(posture_prior, {1: (float(seen.time_s[67]), 52.0, -0.1)})
    precision, posture_rad = prior(seen, PRIORS, on_back=True)
    plain, _ = posture_prior(seen, PRIORS, on_back=True)
    given = precision > plain
    assert set(np.flatnonzero(given.any(axis=1))) == {66, 67, 68}
    assert not given[:, chain.SHANK].any()
    np.testing.assert_allclose(np.degrees(posture_rad[67, chain.TRUNK]), 52.0)
    np.testing.assert_allclose(np.cos(posture_rad[67, chain.THIGH]), -0.1)
