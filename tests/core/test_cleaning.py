"""Outliers out, short gaps filled, long gaps left, nothing across spans, no delay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S
from formcheck.motion.cleaning import (
    METRIC_CUTOFF_HZ,
    RATE_HZ,
    clean,
    floating,
    lowpass,
    runs,
    without_outliers,
)
from formcheck.motion.make import motion_of
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import PoseTrack, trunk_px
from tests import stick
from tests.observed import observed

REPS = stick.paced(2)


@pytest.fixture
def track() -> PoseTrack:
    return stick.film(stick.squat(REPS))


def hip_y(track: PoseTrack) -> tuple[np.ndarray, np.ndarray]:
    cleaned = clean(track)
    return cleaned.time_s, cleaned.image_px[:, Lm.LEFT_HIP, 1]


def test_a_clean_curve_stays_as_it_is(track):
    time_s, y = hip_y(track)
    true = np.interp(time_s, track.time_s, track.image_px[:, Lm.LEFT_HIP, 1])
    assert np.abs(y - true).max() < 0.01 * 200  # a hundredth of a torso


def test_the_clock_is_uniform_and_covers_the_clip(track):
    time_s, _ = hip_y(track)
    assert np.diff(time_s) == pytest.approx(1 / RATE_HZ)
    assert time_s[0] == track.time_s[0]
    assert time_s[-1] == pytest.approx(track.time_s[-1], abs=1 / RATE_HZ)


@pytest.mark.parametrize(("frames", "off_px", "left_px"), [(1, 80, 2.0), (2, -60, 3.0)])
def test_one_outlier_or_two_in_a_row_leave_no_trace(track, frames, off_px, left_px):
    wild = track.image_px.copy()
    wild[40 : 40 + frames, Lm.LEFT_HIP] += off_px
    _, spoiled = hip_y(replace(track, image_px=wild))
    _, good = hip_y(track)
    assert np.abs(spoiled - good).max() < left_px


def test_a_real_movement_is_no_outlier():
    fast = stick.film(stick.squat([(1.0, 1.35, 1.7)]))
    before = fast.image_px[:, Lm.LEFT_HIP].astype(float)
    # a 0.7-s rep at 30 frames/s: its turn may lose a twenty-fifth of a torso, never more
    assert np.abs(without_outliers(before) - before).max() < 0.04 * 200


@pytest.mark.parametrize("missing_s", [0.05, 0.1, 0.15])
def test_a_short_gap_is_filled_with_what_was_there(track, missing_s):
    hole = (track.time_s > 3.0) & (track.time_s < 3.0 + missing_s)
    assert hole.any()
    _, filled = hip_y(stick.unseen(track, hole))
    _, whole = hip_y(track)
    assert np.isfinite(filled).all()
    assert np.abs(filled - whole).max() < 3.0


def test_a_long_gap_stays_missing_and_only_there(track):
    hole = (track.time_s > 3.0) & (track.time_s < 3.5)
    time_s, y = hip_y(stick.unseen(track, hole))
    inside = (time_s > 3.05) & (time_s < 3.45)
    outside = (time_s < 2.95) | (time_s > 3.55)
    assert np.isnan(y[inside]).all()
    assert np.isfinite(y[outside]).all()


def test_the_longest_filled_gap_is_a_fifth_of_a_second():
    assert pytest.approx(0.2, abs=1e-5) == LONGEST_FILLED_GAP_S


def test_nothing_is_filled_across_a_change_of_span(track):
    """A gap of 0.1 s within one identity is filled; between two identities it is not."""
    hole = (track.time_s > 3.0) & (track.time_s < 3.12)
    one = stick.unseen(track, hole)
    span = one.span.copy()
    span[(one.time_s >= 3.12) & (span >= 0)] = 1
    time_s, y = hip_y(one)
    assert np.isfinite(y).all()
    time_s, y = hip_y(replace(one, span=span))
    assert np.isnan(y[(time_s > 3.03) & (time_s < 3.1)]).all()


def test_nothing_is_smoothed_across_a_change_of_span(track):
    """Another person 150 px away after the change must not pull on the last pictures before it."""
    image, span = track.image_px.copy(), track.span.copy()
    later = track.time_s >= 3.0
    image[later, :, 1] -= 150
    span[later] = 1
    _, y = hip_y(replace(track, image_px=image, span=span))
    time_s, alone = hip_y(track)
    before, after = time_s < 2.95, time_s > 3.05
    assert np.nanmax(np.abs(y - alone)[before]) < 1.0
    assert np.nanmax(np.abs(y + 150 - alone)[after]) < 1.0


def test_one_nan_does_not_spread():
    time_s = np.arange(0, 4, 1 / RATE_HZ)
    curve = np.sin(2 * np.pi * 0.5 * time_s)
    curve[100] = np.nan
    smooth = lowpass(curve, METRIC_CUTOFF_HZ)
    assert np.flatnonzero(np.isnan(smooth)).tolist() == [100]


def test_smoothing_does_not_delay():
    time_s = np.arange(0, 6 + 0.5 / RATE_HZ, 1 / RATE_HZ)
    bump = np.exp(-(((time_s - 3.0) / 0.4) ** 2))
    smooth = lowpass(bump, METRIC_CUTOFF_HZ)
    assert time_s[np.argmax(smooth)] == pytest.approx(3.0, abs=1e-9)
    assert smooth == pytest.approx(smooth[::-1], abs=1e-6)


def test_smoothing_keeps_the_lift_and_takes_the_shake():
    time_s = np.arange(0, 10, 1 / RATE_HZ)
    lift, shake = np.sin(2 * np.pi * 0.7 * time_s), np.sin(2 * np.pi * 20 * time_s)
    smooth = lowpass(lift + shake, METRIC_CUTOFF_HZ)
    middle = slice(60, -60)
    assert np.abs(smooth - lift)[middle].max() < 0.02


def test_nobody_gives_an_empty_track(track):
    nobody = clean(stick.unseen(track, np.ones(len(track.time_s), bool)))
    assert len(nobody.time_s) == 0
    assert not nobody.seen.any()


def test_runs_are_the_stretches_of_truth():
    assert runs(np.array([1, 1, 0, 1, 0, 0, 1], bool)) == [(0, 2), (3, 4), (6, 7)]
    assert runs(np.zeros(3, bool)) == []


def leaping(track: PoseTrack) -> PoseTrack:
    """The pose model draws the lifter a trunk and a half higher for a while."""
    moved = track.image_px.copy()
    torso_px = np.linalg.norm(moved[0, Lm.LEFT_SHOULDER] - moved[0, Lm.LEFT_HIP])
    moved[40:60, :, 1] -= 1.5 * torso_px
    return replace(track, image_px=moved)


def test_a_body_whose_feet_leave_the_floor_is_not_the_lifter(track):
    cleaned = clean(leaping(track))
    inside = (cleaned.time_s > track.time_s[41]) & (cleaned.time_s < track.time_s[58])
    assert not cleaned.seen[inside].any()
    assert cleaned.seen[cleaned.time_s < track.time_s[38]].all()


def test_feet_below_the_picture_say_nothing(track):
    width, height = track.frame_size_px
    cut = replace(leaping(track), frame_size_px=(width, round(height / 2)))
    floor_px = np.median(cut.image_px[:, Lm.LEFT_ANKLE, 1])
    assert floor_px > cut.frame_size_px[1]
    assert clean(cut).seen.all()


def test_a_body_upside_down_is_not_the_lifter_even_with_the_feet_below_the_picture(track):
    """Behind a plate the model may turn a lifter on their head: feet up, shoulders down."""
    turned = track.image_px.copy()
    hips_px = turned[40:60, [Lm.LEFT_HIP, Lm.RIGHT_HIP], 1].mean(axis=1)[:, None]
    turned[40:60, :, 1] = 2 * hips_px - turned[40:60, :, 1]
    width, height = track.frame_size_px
    cut = replace(track, image_px=turned, frame_size_px=(width, round(height / 2)))
    cleaned = clean(cut)
    inside = (cleaned.time_s > track.time_s[41]) & (cleaned.time_s < track.time_s[58])
    assert not cleaned.seen[inside].any()
    assert cleaned.seen[cleaned.time_s < track.time_s[38]].all()


def test_stepping_nearer_to_the_camera_is_no_leap(track):
    nearer = track.image_px.copy()
    torso_px = np.linalg.norm(nearer[0, Lm.LEFT_SHOULDER] - nearer[0, Lm.LEFT_HIP])
    nearer[60:, :, 1] += 0.6 * torso_px
    assert clean(replace(track, image_px=nearer)).seen.all()


@pytest.mark.parametrize("cutoff_hz", [3.0, METRIC_CUTOFF_HZ])
def test_the_filter_is_scipys_forward_and_back(cutoff_hz):
    rng = np.random.default_rng(3)
    time_s = np.arange(0, 8, 1 / RATE_HZ)
    curve = 300 + 80 * np.cos(1.7 * time_s) + rng.normal(0, 2, len(time_s))
    sos = butter(2, cutoff_hz / (RATE_HZ / 2), output="sos")
    oracle = sosfiltfilt(sos, curve, padlen=3 * round(RATE_HZ / cutoff_hz))
    assert np.abs(lowpass(curve, cutoff_hz) - oracle).max() < 0.05


def test_the_running_median_is_scipys():
    values = np.random.default_rng(4).normal(0, 5, (200, 3, 2))
    wild = values.copy()
    wild[[3, 50, 199], 1, 0] += 400
    middle = median_filter(wild, size=(7, 1, 1), mode="nearest")
    kept = without_outliers(wild)
    assert kept[[3, 50, 199], 1, 0] == pytest.approx(middle[[3, 50, 199], 1, 0])


def test_shins_behind_a_plate_do_not_cost_the_trunk():
    """A puller is bent over for most of a clip: a trunk's height then is not its length."""
    pulls = stick.film(stick.deadlift([(1.0 + 4 * n, 1.8 + 4 * n, 3.5 + 4 * n) for n in range(4)]))
    image = pulls.image_px.copy()
    torso_px = np.linalg.norm(trunk_px(image.astype(float)), axis=1).max()
    hidden = (pulls.time_s > 5.2) & (pulls.time_s < 5.5)
    ankles = [Lm.LEFT_ANKLE, Lm.RIGHT_ANKLE]
    for share, kept in ((0.6, True), (1.2, False)):
        image[np.ix_(hidden, ankles, [1])] = pulls.image_px[np.ix_(hidden, ankles, [1])]
        image[np.ix_(hidden, ankles, [1])] -= np.float32(share * torso_px)
        assert floating(image.astype(float), 720)[hidden].any() != kept
        assert not floating(image.astype(float), 720)[~hidden].any()


def test_a_body_that_is_never_upright_is_kept():
    """Lying, or bent past the horizontal for a whole clip: nothing floats."""
    low = stick.film(stick.squat([(1.0, 2.0, 3.0)])).image_px.astype(float)
    low[:, [Lm.LEFT_SHOULDER, Lm.RIGHT_SHOULDER], 1] = low[:, [Lm.LEFT_HIP, Lm.RIGHT_HIP], 1] + 10
    assert not floating(low, 720).any()


@pytest.mark.parametrize(("off_px", "left_px"), [(2.5, 2.5), (3.5, 0.0), (-3.5, 0.0)])
def test_beyond_three_spreads_of_at_least_a_pixel_is_an_outlier(off_px, left_px):
    still = np.zeros(21)
    still[10] = off_px
    assert without_outliers(still)[10] == left_px


def test_a_bar_is_nowhere_before_it_is_found_and_after_it_is_lost():
    body = stick.squat(REPS)
    bar = stick.plate(body)
    lost = (bar.time_s < 2.0) | (bar.time_s > 5.0)
    bar = replace(bar, center_px=np.where(lost[:, None], np.nan, bar.center_px))
    motion = motion_of(observed(stick.film(body), bar=bar))
    known_s = motion.time_s[np.isfinite(motion.bar_px[:, 0])]
    assert known_s[[0, -1]] == pytest.approx([2.0, 5.0], abs=0.1)
