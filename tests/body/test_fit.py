"""The planar body against figures with known angles, noise included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.body import chain
from formcheck.body.fit import MOST_STEPS, BodyFit, _Problem, fit_body, noise, posture_prior
from formcheck.body.fit_priors import BodyPriors, body_priors
from formcheck.body.measurements import BodyMeasurements
from tests.body.trunk_error import trunk_covariances

COS_YAW = 0.97
PRIORS = body_priors(on_back=True).seen_from(float(np.arccos(COS_YAW)))
NOISE = PRIORS.noise
SAMPLES = 45
BOTTOM_DESCENT, BOTTOM_ASCENT = 18, 27
"""Two samples at the same height, before and after the bottom."""


def angles_of(tips_deg: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Angles, depth and rep of squats whose trunk tips by so much on the way up."""
    time_s = np.linspace(0, 3, SAMPLES)
    depth = np.sin(np.pi * time_s / 3) ** 2
    angles = []
    for tip in tips_deg:
        rises = (time_s > 1.5) & (time_s < 2.3)
        bump = np.where(rises, np.sin(np.pi * (time_s - 1.5) / 0.8) ** 2, 0) * tip
        trunk = 4 + 36 * depth**0.7 + bump
        angles.append(np.radians(np.column_stack([3 + 27 * depth, 3 + 92 * depth, trunk])))
    reps = np.repeat(np.arange(len(tips_deg)), SAMPLES)
    return np.concatenate(angles), np.tile(depth, len(tips_deg)), reps


def constants() -> np.ndarray:
    known = PRIORS.center.copy()
    known[chain.COS_YAW] = COS_YAW
    return known


def measured(
    angles: np.ndarray,
    depth: np.ndarray,
    rep: np.ndarray,
    share: float,
    seed: int,
    known: np.ndarray | None = None,
) -> BodyMeasurements:
    """What is seen of these angles, with `share` of the noise that is expected."""
    known = constants() if known is None else known
    shown = chain.predict(angles, known, depth, on_back=True).shown
    joints = np.repeat(NOISE.joint_sigma_torso, 4) * np.tile(
        [1, 1, NOISE.far_side, NOISE.far_side], 4
    )
    scale = share * np.concatenate([joints, [NOISE.bar_sigma_torso] * 2, NOISE.contour_sigma_torso])
    seen = shown + np.random.default_rng(seed).normal(size=shown.shape) * scale
    frames = len(depth)
    return BodyMeasurements(
        time_s=np.arange(frames) / 15,
        rep=rep,
        joints=seen[:, :16].reshape(frames, 4, 2, 2),
        bar=seen[:, 16:18],
        contour=seen[:, 18:],
        behind_plate=np.zeros((frames, 4, 2), np.bool_),
        head_hidden=np.zeros(frames, np.bool_),
        depth=depth,
    )


def contrast(trunk_deg: np.ndarray, rep: np.ndarray, n: int) -> float:
    here = trunk_deg[rep == n]
    return float(here[BOTTOM_ASCENT] - here[BOTTOM_DESCENT])


def fitted(seen: BodyMeasurements) -> BodyFit:
    return fit_body(seen, PRIORS, on_back=True)


@pytest.mark.parametrize("on_back", [True, False])
def test_derivatives_are_those_of_the_prediction(on_back):
    angles, depth, _ = angles_of((5.0,))
    known = constants()
    now = chain.predict(angles, known, depth, on_back=on_back)
    step = 1e-6
    for angle in chain.LINKS:
        moved = angles.copy()
        moved[:, angle] += step
        there = chain.predict(moved, known, depth, on_back=on_back).shown
        assert (there - now.shown) / step == pytest.approx(now.by_angle[..., angle], abs=1e-4)
    for constant in range(chain.CONSTANTS):
        moved = known.copy()
        moved[constant] += step
        there = chain.predict(angles, moved, depth, on_back=on_back).shown
        assert (there - now.shown) / step == pytest.approx(now.by_constant[..., constant], abs=1e-4)


def test_a_body_that_is_seen_well_is_found():
    angles, depth, rep = angles_of((0.0, 10.0, 4.0))
    fit = fitted(measured(angles, depth, rep, 0.01, 0))
    for n in range(3):
        true = contrast(np.degrees(angles[:, chain.TRUNK]), rep, n)
        # smoothing rounds off the top of a quick tip by a share of a degree
        assert contrast(fit.trunk_deg, rep, n) == pytest.approx(true, abs=0.8)


@pytest.mark.parametrize("share", [0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.25])
def test_the_predicted_error_is_the_real_one(share):
    """Seven levels of noise, in the manner of trackpy: within a fifth."""
    angles, depth, rep = angles_of((0.0, 10.0, 0.0))
    errors, predicted = [], []
    for seed in range(12):
        fit = fitted(measured(angles, depth, rep, share, seed))
        errors.append([contrast(fit.trunk_deg, rep, n) for n in range(3)])
        for covariance in trunk_covariances(fit, PRIORS, on_back=True).values():
            a, b = BOTTOM_ASCENT, BOTTOM_DESCENT
            variance = covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]
            predicted.append(np.sqrt(variance))
    real = np.sqrt(np.mean(np.var(errors, axis=0, ddof=1)))
    assert np.mean(predicted) == pytest.approx(real, rel=0.2)


def test_a_shoulder_that_is_lost_moves_the_trunk_less_than_the_line_through_it():
    angles, depth, rep = angles_of((0.0, 0.0, 0.0))
    seen = measured(angles, depth, rep, 0.3, 0)
    lost = seen.joints.copy()
    up = (rep == 1) & (np.tile(np.arange(SAMPLES), 3) > 22)
    lost[up, 3, 1, 0] += 0.4
    fit = fitted(BodyMeasurements(**{**seen.__dict__, "joints": lost}))
    as_seen = fitted(seen)
    tipped = contrast(fit.trunk_deg, rep, 1) - contrast(as_seen.trunk_deg, rep, 1)
    assert abs(tipped) < 4, "the line of the far side tips by more than 20°"
    assert fit.misfits[1] > 1.3 * fit.misfits[0], "and the rep says that its body is seen worse"


def beneath_a_plate(
    seen: BodyMeasurements, hips: float, knees: float, *, low: float = 0.6
) -> BodyMeasurements:
    """Where the lifter is low, hips are drawn forward beneath the plate and knees to the rear."""
    there = seen.depth > low
    joints, contour = seen.joints.copy(), seen.contour.copy()
    joints[there, 2, :, 0] += hips
    joints[there, 1, :, 0] += knees
    contour[there] = np.nan
    behind = np.zeros(joints.shape[:3], np.bool_)
    behind[there, 1:3] = True
    return replace(seen, joints=joints, contour=contour, behind_plate=behind)


def test_a_bottom_that_a_plate_hides_is_one_that_people_sit_down_to():
    """As behind full-size plates: hips and knees are drawn astray, ankles and bar are not."""
    angles, depth, rep = angles_of((0.0, 0.0, 0.0))
    known = constants()  # knees and hips are drawn as far astray as said, not further
    known[chain.SLOPES].reshape(chain.JOINT_SHAPE)[[chain.KNEE, chain.HIP], :, 0] = 0.0
    seen = measured(angles, depth, rep, 0.3, 0, known)
    hidden = beneath_a_plate(seen, hips=0.4, knees=-0.35)
    low = depth > 0.98

    def off(priors: BodyPriors, link: int) -> float:
        fit = fit_body(hidden, priors, on_back=True)
        return float(np.abs(np.degrees(fit.angles - angles)[low, link]).mean())

    for link in (chain.SHANK, chain.TRUNK):
        as_drawn = off(replace(PRIORS, low_shank_sd_rad=np.inf), link)
        assert off(PRIORS, link) < 3.0 < 5.0 < as_drawn, "shanks upright, a trunk too far over"


def test_a_bar_in_front_that_is_told_makes_no_trunk_lean():
    """It lies an eighth of a torso before the trunk, and sinks by more as that leans."""
    angles, depth, rep = angles_of((0.0, 0.0, 0.0))
    known, trunk = constants(), angles[:, chain.TRUNK]
    along = np.stack([np.sin(trunk), np.cos(trunk)], axis=1)
    ahead = np.stack([np.cos(trunk), -np.sin(trunk)], axis=1)
    seen = measured(angles, depth, rep, 0.3, 0, known)
    by = (1.06 - known[chain.SEAT]) * along + 0.125 * ahead
    in_front = seen.bar + known[chain.BAR_SCALE] * by * [known[chain.COS_YAW], 1.0]
    hidden = np.zeros(seen.joints.shape[:3], np.bool_)
    hidden[:, 2:] = True

    def off_deg(variant: str) -> float:
        priors = body_priors(on_back=True, variant=variant).seen_from(float(np.arccos(COS_YAW)))
        fit = fit_body(replace(seen, bar=in_front, behind_plate=hidden), priors, on_back=True)
        return float(np.degrees(fit.angles - angles)[depth > 0.98, chain.TRUNK].mean())

    assert abs(off_deg("front")) < 1.5 < 2.0 < off_deg("unknown")


@pytest.mark.parametrize("yaw_deg", [-40.0, 40.0])
def test_what_all_joints_are_drawn_beside_themselves_is_expected(yaw_deg):
    """At the lowest, by where the camera stands. From the exact side bar and contour tell it."""
    angles, depth, rep = angles_of((0.0, 0.0, 0.0))
    priors = body_priors(on_back=True).seen_from(float(np.radians(yaw_deg)))
    seen = measured(angles, depth, rep, 0.3, 0, priors.center)
    center = priors.center.copy()
    center[chain.SLOPES] = 0.0
    low = depth > 0.98

    def off_deg(expected: BodyPriors) -> float:
        fit = fit_body(seen, expected, on_back=True)
        return float(np.abs(np.degrees(fit.angles - angles)[low].mean(axis=0)).max())

    assert off_deg(priors) < 2.0 < 2.5 < off_deg(replace(priors, center=center))


@pytest.mark.parametrize("shank_deg", [15.0, 45.0])
def test_where_nothing_is_hidden_shanks_are_as_they_are_seen(shank_deg):
    angles, depth, rep = angles_of((0.0, 0.0, 0.0))
    angles[:, chain.SHANK] = np.radians(3 + (shank_deg - 3) * depth)
    fit = fitted(measured(angles, depth, rep, 0.3, 0))
    off_deg = np.abs(np.degrees(fit.angles - angles)[depth > 0.98].mean(axis=0))
    assert off_deg[chain.SHANK] < 6.0, "of 19 and 11 that they are away from what is usual"
    assert off_deg[chain.TRUNK] < 4.0


def test_the_lowest_is_told_by_the_bar_that_a_plate_shows_and_hips_it_hides_are_not():
    angles, depth, rep = angles_of((0.0, 0.0))
    seen = measured(angles, depth, rep, 0.1, 0)
    drawn = np.where(depth > 0.7, 0.3, 1.0)  # beneath the plate hips stay up
    between = (depth > 0.1) & (depth < 0.8)
    precision, _ = posture_prior(replace(seen, depth=drawn), PRIORS, on_back=True)
    assert precision[depth > 0.97, chain.SHANK].all()
    assert not precision[between, chain.SHANK].any()
    no_bar = replace(seen, bar=np.full_like(seen.bar, np.nan))
    precision, _ = posture_prior(no_bar, PRIORS, on_back=True)
    assert precision[depth > 0.97, chain.SHANK].all(), "without a bar hips tell"
    rack = replace(seen, bar=np.zeros_like(seen.bar))
    precision, _ = posture_prior(rack, PRIORS, on_back=True)
    assert not precision[between, chain.SHANK].any(), "nor does a bar that does not move"


def test_behind_a_plate_the_contour_and_the_bar_carry_the_trunk():
    """Hips and shoulders are drawn where most squats have them: nothing tips there."""
    angles, depth, rep = angles_of((0.0, 12.0, 0.0))
    seen = measured(angles, depth, rep, 0.3, 0)
    usual = measured(angles_of((0.0, 0.0, 0.0))[0], depth, rep, 0.3, 0).joints
    guessed = seen.joints.copy()
    guessed[:, 2:] = usual[:, 2:] + np.random.default_rng(1).normal(0.0, 0.06, usual[:, 2:].shape)
    guessed[:, 2, :, 0] += 0.2 * depth[:, None]
    hidden = BodyMeasurements(**{**seen.__dict__, "joints": guessed})
    blind = BodyMeasurements(**{**hidden.__dict__, "contour": np.full_like(seen.contour, np.nan)})

    def worst(fit: BodyFit) -> float:
        return max(
            abs(contrast(fit.trunk_deg, rep, n) - contrast(np.degrees(angles[:, 2]), rep, n))
            for n in range(3)
        )

    fit = fitted(hidden)
    assert np.median(list(fit.misfits.values())) > PRIORS.hidden.from_misfit, (
        "it says that it was hidden"
    )
    assert worst(fit) < 4.0
    assert worst(fit) < 0.9 * worst(fitted(blind)), "the contour tells more"
    believing = replace(PRIORS, hidden=replace(PRIORS.hidden, from_misfit=np.inf))
    believed = fit_body(hidden, believing, on_back=True)
    assert worst(fit) < 0.7 * worst(believed), "guessed joints weigh less"


@pytest.mark.parametrize("share", [0.5, 2.0])
@pytest.mark.parametrize("on_back", [True, False])
def test_where_a_fit_begins_is_not_where_it_ends(monkeypatch, share, on_back):
    """What is made least has one bottom here, and the steps come down to it."""
    what = measured(*angles_of((0.0, 12.0, 0.0)), share=share, seed=1)
    fit = fit_body(what, PRIORS, on_back=on_back)
    upright = np.full_like(fit.angles, 0.1)
    monkeypatch.setattr("formcheck.body.fit.first_guess", lambda measured: upright)
    other = fit_body(what, PRIORS, on_back=on_back)
    assert other.trunk_deg == pytest.approx(fit.trunk_deg, abs=0.3)
    assert other.constants == pytest.approx(fit.constants, abs=0.01)


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_body_that_is_seen_well_converges_and_one_stopped_early_says_it_did_not(
    monkeypatch, share
):
    seen = measured(*angles_of((0.0, 10.0, 4.0)), share, 0)
    whole = fitted(seen)
    assert whole.convergence.converged
    assert 2 < whole.convergence.steps < MOST_STEPS
    monkeypatch.setattr("formcheck.body.fit.MOST_STEPS", 2)
    early = fitted(seen)
    assert not early.convergence.converged
    assert early.convergence.steps == 2


def test_a_fit_whose_steps_make_nothing_less_has_not_converged(monkeypatch):
    """What is left is a step that leads nowhere, not one that is small."""
    monkeypatch.setattr("formcheck.body.fit.MOST_HALVED", 0)
    stuck = fitted(measured(*angles_of((0.0, 10.0)), share=0.3, seed=0)).convergence
    assert not stuck.converged
    assert stuck.steps == 0


def test_what_no_body_can_do_is_never_likelier_than_what_it_can():
    """The prior of the lowest shank once ended where impossible ones begin."""
    angles, depth, rep = angles_of((0.0,))
    seen = measured(angles, depth, rep, share=0.0, seed=0)
    observed = np.full_like(chain.outputs(seen.joints, seen.bar, seen.contour), np.nan)
    sigma = noise(seen, NOISE)
    problem = _Problem.of(
        seen, observed, sigma, replace(PRIORS, smooth_rad=np.full(3, np.inf)), on_back=True
    )
    costs = []
    for shank_deg in range(40, 95):
        angles[int(np.argmax(depth)), chain.SHANK] = np.radians(shank_deg)
        costs.append(problem.predicted(angles, problem.center)[1])
    assert (np.diff(costs) > 0).all()
