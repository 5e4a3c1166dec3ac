"""A squat's lean off the fitted body: closed forms, and what is weighed with what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.arithmetic.robust import lower_half_median
from formcheck.body import chain
from formcheck.body.estimate import Lean, estimate_leans, fit_set, lean_priors, without_bar
from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.fit_priors import body_priors
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reps.rep_window import RepWindow
from tests import stick
from tests.body.test_fit import PRIORS, angles_of, constants, measured
from tests.observed import observed

HIP = 2
UNPINNED = replace(PRIORS, standing_sd_rad=np.full(3, np.inf))
SQUAT = stick.squat(stick.paced(3), lean_deg=44.0)


def bottom_deg(fit: BodyFit) -> float:
    return float(np.mean(fit.trunk_deg[fit.measured.depth > 0.98]))


def legs_bent_deg(fit: BodyFit) -> float:
    """Of shank and thigh together while standing."""
    legs = fit.angles[fit.measured.depth < 0.04, : chain.TRUNK]
    return float(np.degrees(legs.mean(axis=0).sum()))


@pytest.mark.parametrize("behind", [-0.12, 0.12])
def test_a_short_lifter_whose_hips_are_drawn_elsewhere_is_known_from_standing(behind):
    angles, depth, rep = angles_of((0.0, 0.0))
    short = constants()
    short[chain.LENGTHS] = 0.72, 0.76, 0.84
    seen = measured(angles, depth, rep, 0.2, 3, short)
    joints, nothing = seen.joints.copy(), np.full((len(depth), 2), np.nan)
    joints[:, HIP, :, 0] += behind
    moved = replace(seen, joints=joints, bar=nothing, contour=nothing)
    truth = float(np.degrees(angles[depth > 0.98, 2]).mean())
    with_it, without = (fit_body(moved, p, on_back=True) for p in (PRIORS, UNPINNED))
    assert bottom_deg(with_it) == pytest.approx(truth, abs=2.0)
    assert legs_bent_deg(with_it) < 9.0 < 11.0 < legs_bent_deg(without), "they stood straight"


def test_hips_that_are_not_seen_do_not_stand():
    """Where hips are lost their depth is not known, and reads as none."""
    angles, depth, rep = angles_of((0.0, 0.0))
    seen = measured(angles, depth, rep, 0.2, seed=4)
    lost = (rep == 1) & (depth > 0.8)
    joints, depth_seen = seen.joints.copy(), depth.copy()
    joints[lost, HIP] = np.nan
    depth_seen[lost] = 0.0
    fit = fit_body(replace(seen, joints=joints, depth=depth_seen), PRIORS, on_back=True)
    assert np.all(fit.trunk_deg[lost] > 25.0)


@pytest.fixture(scope="module")
def squats() -> tuple[BodyFit, tuple[RepWindow, ...]]:
    seen = observed(stick.film(SQUAT), bar=stick.plate(SQUAT))
    windows = read_set(seen, Options(lift="squat").rep_options).windows
    fit = fit_set(windows)
    assert fit
    return fit, windows


def test_a_set_is_drawn_toward_what_lifters_do_by_as_much_as_it_is_unsure(squats):
    fit, windows = squats
    read_deg = np.array([fit.trunk_deg[fit.measured.rep == n].max() for n in range(len(windows))])
    priors = lean_priors()
    peak = priors.peak_deg.unknown
    for misfit, yaw_deg in ((1.0, 10.0), (3.0, -40.0)):
        worse = replace(fit, misfits=dict.fromkeys(range(len(windows)), misfit))
        leans = estimate_leans(worse, windows, yaw_deg)
        share = peak.sd**2 / (peak.sd**2 + priors.error.at(misfit) ** 2)
        truer_deg = lower_half_median(read_deg) - priors.reads_beyond.at(yaw_deg)
        level_deg = peak.mean + share * (truer_deg - peak.mean)
        peaks_deg = np.array([one.peak_deg for one in leans if one])
        assert lower_half_median(peaks_deg) == pytest.approx(level_deg, abs=0.1)
        assert np.ptp(peaks_deg) == pytest.approx(np.ptp(read_deg), abs=0.3), "reps differ as read"


def test_a_trunk_reads_further_still_where_somebody_says_that_there_is_no_bar(squats):
    fit, windows = squats
    told = [replace(window, variant="bodyweight") for window in windows]
    read_deg = [fit.trunk_deg[fit.measured.rep == n].max() for n in range(len(windows))]
    priors = lean_priors()
    peak = priors.peak_deg.bodyweight
    seen = replace(fit, misfits=dict.fromkeys(range(len(windows)), 1.0))
    share = peak.sd**2 / (peak.sd**2 + priors.error.at(1.0) ** 2)
    beyond_deg = priors.reads_beyond.at(0.0) + priors.bodyweight_beyond_deg
    level_deg = peak.mean + share * (lower_half_median(read_deg) - beyond_deg - peak.mean)
    peaks_deg = [one.peak_deg for one in estimate_leans(seen, told, 0.0) if one]
    assert lower_half_median(peaks_deg) == pytest.approx(level_deg, abs=0.1)


@pytest.mark.parametrize(
    ("ahead", "variant", "plate", "bare"),
    [
        (0.5, "unknown", False, True),
        (-0.1, "unknown", False, False),
        (0.5, "unknown", True, False),
        (0.5, "front", False, False),
        (-0.1, "bodyweight", True, True),
    ],
)
def test_hands_ahead_and_no_bar_in_sight_say_that_there_is_none(ahead, variant, plate, bare):
    track = stick.film(SQUAT)
    image = track.image_px.copy()
    away_px = ahead * np.linalg.norm(np.diff(image[0, [11, 23]], axis=0))
    toward = np.sign(image[:, 11, 0] - image[:, 23, 0])
    image[:, [15, 16], 0] = image[:, [11, 12], 0] + (toward * away_px)[:, None]
    bar = {"bar": stick.plate(SQUAT)} if plate else {}
    seen = observed(replace(track, image_px=image), **bar)
    windows = read_set(seen, Options(lift="squat").rep_options).windows
    assert without_bar([replace(one, variant=variant) for one in windows]) is bare


def test_who_tips_forward_in_one_rep_does_not_make_the_others_lean_less(squats):
    """Of two reps the one that leans less is what lifters usually do."""
    fit, windows = squats
    straight = [one for one in estimate_leans(fit, windows[:2], 0.0) if one]
    last = fit.measured.rep == int(np.argmax([one.peak_deg for one in straight]))
    tipped_rad = fit.angles + np.radians(20.0) * np.outer(last, [0.0, 0.0, 1.0])
    tipped = [
        one for one in estimate_leans(replace(fit, angles=tipped_rad), windows[:2], 0.0) if one
    ]
    by_deg = sorted(b.peak_deg - a.peak_deg for a, b in zip(straight, tipped, strict=True))
    assert by_deg == pytest.approx([0.0, 20.0], abs=0.01)


def test_nobody_leans_further_at_the_bottom_than_at_the_furthest(squats):
    """A trunk misread at one bottom moves the level of all bottoms, and not that of the peaks."""
    fit, windows = squats
    turn_s = windows[1].motion.time_s[windows[1].turn]
    misread = np.abs(fit.measured.time_s - turn_s) < 0.1
    upright_rad = fit.angles - np.radians(30.0) * np.outer(misread, [0.0, 0.0, 1.0])
    unsure = replace(fit, angles=upright_rad, misfits=dict.fromkeys(range(len(windows)), 3.0))
    leans = [one for one in estimate_leans(unsure, windows, 0.0) if one]
    assert len(leans) == 3
    assert all(one.turn_deg <= one.peak_deg for one in leans)


def test_a_told_style_moves_it_and_a_lost_body_tells_nothing(squats):
    fit, windows = squats
    low, front = (
        estimate_leans(fit, [replace(w, variant=style) for w in windows], 0.0)
        for style in ("low_bar", "front")
    )
    assert low[0]
    assert front[0]
    assert low[0].peak_deg > front[0].peak_deg
    lost = replace(fit, misfits=fit.misfits | {1: lean_priors().most_misfit + 0.1})
    leans = estimate_leans(lost, windows, 0.0)
    assert [one is None for one in leans] == [False, True, False]


@given(st.floats(0.0, 4.0), st.floats(0.0, 2.0))
def test_worse_seen_is_less_sure(misfit: float, more: float):
    error = lean_priors().error
    assert error.at(misfit + more) >= error.at(misfit) > 0


def test_from_behind_a_trunk_is_drawn_smaller_than_from_the_front(squats):
    """The same picture is a further lean where the camera stands behind."""
    fit, windows = squats

    def seen_from(yaw_deg: float) -> Lean | None:
        priors = body_priors(on_back=True).seen_from(float(np.radians(yaw_deg)))
        again = fit_body(fit.measured, priors, on_back=True)
        return estimate_leans(again, windows, yaw_deg)[0]

    behind, front = seen_from(-40.0), seen_from(40.0)
    assert behind
    assert front
    assert 3.0 < behind.peak_deg - front.peak_deg < 8.0
    assert 3.0 < behind.turn_deg - front.turn_deg < 8.0


def test_what_a_view_adds_to_a_body_it_adds_to_every_moment(squats):
    fit, windows = squats
    behind, front = (estimate_leans(fit, windows, yaw_deg)[0] for yaw_deg in (-40.0, 40.0))
    assert behind
    assert front
    assert behind.peak_deg - front.peak_deg == pytest.approx(
        behind.turn_deg - front.turn_deg, abs=1e-9
    )
    assert behind.peak_deg > front.peak_deg
