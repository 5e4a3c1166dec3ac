"""What the bar's height says, on paths with closed-form answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.arithmetic.geometry import TYPICAL_SCALE
from formcheck.metrics.bar_path import bar_travel
from formcheck.metrics.shrug import BACK_SHARE, rests_at_top, shrug_evidence
from formcheck.motion.bar import BarCurve, bar_samples, scaled_to_body
from formcheck.observation.tracks import BarTrack, CameraTrack, no_bar
from formcheck.reps.timing import floor_times
from tests.stick import smooth_step as step

FPS, TORSO_PX, PERSPECTIVE = 30.0, 150.0, 1.2
RADIUS_PX = 0.225 / 0.47 * TORSO_PX * PERSPECTIVE
M = RADIUS_PX / 0.225  # pixels per meter at the plate
LIFT_M = 0.63


def pulls(extra_m, *, up_s=1.0, hold_s=0.8, rest_s=1.2, fps=FPS):
    """Time, height in meters and (start, turn, end) of pulls that end `extra_m` higher each."""
    period = rest_s + up_s + hold_s + up_s
    time_s = np.arange(0, period * len(extra_m) + rest_s, 1 / fps)
    height = np.zeros_like(time_s)
    reps = []
    for k, extra in enumerate(extra_m):
        start = k * period + rest_s
        way = step((time_s - start) / up_s) - step((time_s - start - up_s - hold_s) / up_s)
        height += (LIFT_M + extra) * way
        reps.append((start, start + up_s, start + 2 * up_s + hold_s))
    return time_s, height, reps


def track(time_s, height_m, noise_px=0.0, radius_px=RADIUS_PX):
    rng = np.random.default_rng(7)
    y = (
        500 - M * height_m + rng.normal(0, noise_px, len(time_s))
        if noise_px
        else 500 - M * height_m
    )
    center = np.stack([np.full(len(time_s), 300.0), y], axis=1)
    return BarTrack(time_s, center, radius_px, 1.0, np.ones(len(time_s), np.float32))


def curve_of(time_s, height_m, lift="deadlift", **kwargs) -> BarCurve:
    body_y = 400 - M / PERSPECTIVE * height_m
    return scaled(track(time_s, height_m, **kwargs), body_y, from_floor=lift == "deadlift")


def scaled(bar: BarTrack, body_y, *, torso_px=TORSO_PX, from_floor=True) -> BarCurve:
    height = bar_samples(bar)
    assert height is not None
    return scaled_to_body(height, torso_px, bar.time_s, body_y, from_floor=from_floor)


def test_the_scale_of_a_full_plate_is_found_from_the_lift_itself():
    curve = curve_of(*pulls([0, 0])[:2])
    assert curve.full_plate
    assert curve.perspective_scale == pytest.approx(PERSPECTIVE, abs=0.06)
    assert curve.perspective_scale - PERSPECTIVE < 1.645 * curve.perspective_scale_spread


def test_two_ways_to_know_the_scale_leave_less_doubt_than_one():
    time_s, height, _ = pulls([0, 0])
    both, by_travel = (curve_of(time_s, height, lift) for lift in ("deadlift", "squat"))
    assert both.perspective_scale_spread < by_travel.perspective_scale_spread


def test_a_small_plate_gives_no_centimeters():
    time_s, height, reps = pulls([0, 0])
    curve = curve_of(time_s, height, radius_px=0.7 * RADIUS_PX)
    assert not curve.full_plate
    way = bar_travel(curve, reps[0], from_floor=True)
    assert way is not None
    assert way.travel_cm is None
    assert way.peak_speed_m_s is None


def test_travel_and_speed_of_a_minimum_jerk_pull():
    time_s, height, reps = pulls([0, 0.04])
    curve = curve_of(time_s, height)
    for rep, lift_m in zip(reps, (LIFT_M, LIFT_M + 0.04), strict=True):
        found = bar_travel(curve, rep, from_floor=True)
        assert found is not None
        assert found.travel_cm == pytest.approx(100 * lift_m, abs=0.5)
        assert found.mean_speed_m_s == pytest.approx(lift_m / 1.0, rel=0.02)
        # 15/8 of the mean, less what the tenth of a second of averaging takes
        assert found.peak_speed_m_s == pytest.approx(15 / 8 * lift_m, rel=0.04)


@pytest.mark.parametrize("fps", [20.0, 30.0])
def test_a_bar_is_as_fast_at_29_97_frames_a_second_as_at_30(fps):
    """The third frame is 0.1001 s away then: without it peaks were up to a tenth larger."""
    time_s, height, reps = pulls([0], fps=fps)
    peaks = [
        bar_travel(
            curve_of(slower * time_s, height, noise_px=3.0),
            tuple(slower * moment_s for moment_s in reps[0]),
            from_floor=True,
        ).peak_speed_m_s
        for slower in (1.0, 1.001)
    ]
    assert peaks[0] == pytest.approx(1.001 * peaks[1], rel=1e-6)


@pytest.mark.parametrize("noise_px", [0.0, 0.3])
def test_the_bar_leaves_the_floor_and_is_back(noise_px):
    time_s, height, reps = pulls([0, 0, 0])
    curve = curve_of(time_s, height, noise_px=noise_px)
    for start, turn, end in reps:
        # given a tenth of a second off, as a body's curve would give them
        off, on = floor_times(curve, (start + 0.1, turn, end - 0.1))
        low = np.abs(height - 0.005)
        rising = (time_s > start) & (time_s < turn)
        falling = (time_s > turn) & (time_s < end)
        assert off == pytest.approx(time_s[rising][low[rising].argmin()], abs=0.05)
        assert on == pytest.approx(time_s[falling][low[falling].argmin()], abs=0.05)


def test_a_touch_and_go_floor_is_not_taken_for_the_rep_before():
    time_s, height, reps = pulls([0, 0], rest_s=0.1)
    _, on = floor_times(curve_of(time_s, height), reps[0])
    off, _ = floor_times(curve_of(time_s, height), reps[1])
    assert on == pytest.approx(reps[0][2], abs=0.2)
    assert off == pytest.approx(reps[1][0], abs=0.2)
    assert on < off


def test_a_bar_cut_off_in_the_air_has_no_floor_time():
    time_s, height, reps = pulls([0])
    kept = time_s < reps[0][1] + 0.5
    curve = curve_of(time_s[kept], height[kept])
    off, on = floor_times(curve, (reps[0][0], reps[0][1], None))
    assert off is not None
    assert on is None


@pytest.mark.parametrize("noise_px", [0.0, 0.5])
def test_higher_lockouts_are_told_as_a_shrug_in_torso_lengths(noise_px):
    shrug_torso = [0, 0, 0, 0.03, 0.08, 0.11]
    time_s, height, reps = pulls([0.47 * s for s in shrug_torso])
    rises = shrug_evidence(curve_of(time_s, height, noise_px=noise_px), reps)
    for rise, truth in zip(rises, shrug_torso, strict=True):
        assert rise is not None
        assert abs(rise.rise_torso - truth) < 0.01
        assert abs(rise.rise_torso - truth) < rise.uncertainty_torso
        assert 0.04 < rise.uncertainty_torso < 0.05, "real lockouts differ"


@pytest.mark.parametrize("tops_m", [(0, 0, -0.05, 0), (0, 0.05, 0.052)])
def test_the_neutral_is_no_unfinished_lockout_and_no_shrug_after_a_clean_rep(tops_m):
    time_s, height, reps = pulls(tops_m)
    rises = shrug_evidence(curve_of(time_s, height), reps)
    values = [rise.rise_torso for rise in rises if rise is not None]
    assert values == pytest.approx([top / 0.47 for top in tops_m], abs=0.01)


def joints_at_top(time_s, reps, shoulders, ears):
    """(2, T) heights of shoulders and ears, torso lengths: so much above 2."""
    joints = np.full((2, len(time_s)), 2.0)
    for (start, _, end), *heights in zip(reps, shoulders, ears, strict=True):
        joints[:, (time_s > start) & (time_s < end)] += np.array(heights)[:, None]
    return joints


@pytest.mark.parametrize(
    ("shoulders", "ears", "unlike"),
    [
        pytest.param([0, 0, 0, 0.08], [0, 0, 0, 0.07], True, id="the lifter stands taller"),
        pytest.param([0, 0, 0, 0.05], [0, 0, 0, 0], False, id="the ears stay: a shrug"),
        pytest.param([0, 0, 0, 0], [0, 0, 0, 0.08], False, id="the head alone nods"),
        pytest.param([0, 0.1, 0, 0.08], [0, -0.1, 0, 0.07], False, id="guessed behind plates"),
        pytest.param([0, np.nan, 0, 0.08], [0, np.nan, 0, 0.07], True, id="one top not seen"),
        pytest.param([np.nan] * 4, [np.nan] * 4, False, id="no top seen"),
    ],
)
def test_shoulders_and_ears_that_rise_with_the_bar_tell_how_tall_the_lifter_stands(
    shoulders, ears, unlike
):
    time_s, height, reps = pulls([0, 0, 0, 0.08 * 0.47])
    joints = joints_at_top(time_s, reps, shoulders, ears)
    rises = shrug_evidence(curve_of(time_s, height), reps, joints)
    stand_unlike = [rise.stands_unlike for rise in rises if rise is not None]
    assert stand_unlike == [False, False, False, unlike]


def test_a_softer_lockout_is_no_shoulder_that_sinks():
    time_s, height, reps = pulls([0, 0, -0.05 * 0.47, 0])
    soft = [0, 0, -0.05, 0]
    joints = joints_at_top(time_s, reps, soft, soft)
    rises = shrug_evidence(curve_of(time_s, height), reps, joints)
    assert [r.stands_unlike for r in rises if r is not None] == [False, False, True, False]


def test_one_rep_alone_has_nothing_to_be_compared_with():
    time_s, height, reps = pulls([0.05])
    assert shrug_evidence(curve_of(time_s, height), reps) == [None]


def test_a_rep_whose_top_is_hidden_abstains_and_the_others_do_not():
    time_s, height, reps = pulls([0, 0, 0.04])
    bar = track(time_s, height)
    hidden = (time_s > reps[1][1] - 0.6) & (time_s < reps[1][2])
    bar.center_px[hidden] = np.nan
    body = 400 - M / PERSPECTIVE * height
    rises = shrug_evidence(scaled(bar, body), reps)
    assert [rise is None for rise in rises] == [False, True, False]


def test_a_bar_on_the_back_shows_its_share_of_the_shrug():
    shrug_m = [0, 0, 0.04]
    time_s = np.arange(0, 15, 1 / FPS)
    height = np.full_like(time_s, 1.4)
    reps = []
    for k, shrug in enumerate(shrug_m):
        start = 1 + 4.5 * k
        height -= 0.5 * (step(time_s - start) - step(time_s - start - 1.2))
        height += (
            BACK_SHARE * shrug * (step((time_s - start - 1.8) / 0.6) - step(time_s - start - 3))
        )
        reps.append((start, start + 1.1, start + 2.2))
    rises = shrug_evidence(
        curve_of(time_s, height, lift="squat"), reps, on_back=True, starts_at_top=True
    )
    values = [rise.rise_torso for rise in rises if rise is not None]
    assert values == pytest.approx([0, 0, 0.04 / 0.47], abs=0.01)


def test_a_bar_rests_where_one_moment_is_misread_and_not_where_it_flies():
    """A throw at 1.2 m/s is 2 cm below its highest point 0.07 s off it."""
    time_s = np.arange(0, 4, 1 / FPS)
    held = np.full_like(time_s, 1.4)
    held[np.argmin(abs(time_s - 2.1))] += 0.02
    flies = 1.4 - 9.81 / 2 * (time_s - 2.0) ** 2
    assert rests_at_top(curve_of(time_s, held, lift="squat"), 2.0)
    assert not rests_at_top(curve_of(time_s, flies, lift="squat"), 2.0)


@pytest.mark.parametrize(("fps", "middle"), [(20.0, 100.0), (30.0, 100.5)])
def test_whether_a_bar_rests_does_not_depend_on_when(fps, middle):
    """Frames exactly as far off as is looked were looked at or not, as their times were rounded."""
    frames = np.arange(200)
    height_m = np.where(np.abs(frames - middle) < 0.15 * fps, 1.4, 1.3)
    rests = [
        rests_at_top(curve_of(since_s + frames / fps, height_m, "squat"), since_s + middle / fps)
        for since_s in np.arange(0.0, 20.0, 0.7)
    ]
    assert not any(rests)


@given(
    shift=st.floats(-200, 200),
    zoom=st.floats(0.3, 3),
    fps=st.sampled_from([24.0, 30.0, 60.0]),
)
def test_the_shrug_does_not_depend_on_place_size_or_frame_rate(shift, zoom, fps):
    time_s, height, reps = pulls([0, 0, 0.035], fps=fps)
    center = np.stack([np.zeros(len(time_s)), shift + zoom * (500 - M * height)], axis=1)
    ones = np.ones(len(time_s), np.float32)
    bar = BarTrack(time_s, center, zoom * RADIUS_PX, 1.0, ones)
    body = zoom * (400 - M / PERSPECTIVE * height)
    curve = scaled(bar, body, torso_px=zoom * TORSO_PX)
    last = shrug_evidence(curve, reps)[-1]
    assert last is not None
    assert last.rise_torso == pytest.approx(0.035 / 0.47, abs=0.008)


def test_a_bar_is_known_no_better_than_the_background_is_still():
    time_s, height, _ = pulls([0, 0, 0])
    nothing = np.zeros(2)
    unsure = CameraTrack(
        time_s=np.array([0.0, time_s[-1]]),
        shift_px=np.zeros((2, 2)),
        sigma_px=np.full((2, 2), 3.0),
        roll_rad=nothing,
        zoom=np.ones(2),
        roll_sigma_rad=nothing,
        pivot_px=nothing,
    )
    sure, less = bar_samples(track(time_s, height)), bar_samples(track(time_s, height), unsure)
    assert sure is not None
    assert less is not None
    assert less.noise_px == pytest.approx(np.hypot(sure.noise_px, 3.0))


def test_no_plate_gives_no_curve():
    assert bar_samples(no_bar(np.arange(30) / 30)) is None


def test_a_track_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="center_px"):
        BarTrack(np.arange(3.0), np.zeros((2, 2)), 10.0, 1.0, np.zeros(3, np.float32))


def test_a_rep_that_starts_at_the_top_is_measured_on_its_way_up():
    """A Romanian deadlift by a tall lifter: half a meter down in a second, up in two."""
    time_s = np.arange(0, 8, 1 / FPS)
    height = 1 - 0.5 * (step(time_s - 2) - step((time_s - 3) / 2))
    curve = curve_of(time_s, height, lift="romanian")
    assert curve.full_plate
    found = bar_travel(curve, (2.0, 3.0, 5.0), from_floor=False)
    assert found is not None
    assert found.travel_cm == pytest.approx(50, abs=0.5)
    assert found.mean_speed_m_s == pytest.approx(0.25, rel=0.02)
    assert found.peak_speed_m_s == pytest.approx(15 / 8 * 0.25, rel=0.04)


@pytest.mark.parametrize(("size", "full"), [(1.0, True), (0.7, False)])
def test_without_a_floor_the_plate_is_measured_beside_the_torso(size, full):
    """0.35 m from the shins up are 1.6 radii of a full plate and 2.2 of one of 0.32 m."""
    time_s = np.arange(0, 8, 1 / FPS)
    height = 0.35 * (step(time_s - 2) - step(time_s - 4))
    curve = curve_of(time_s, height, lift="romanian", radius_px=size * RADIUS_PX)
    assert curve.full_plate == full


def test_hands_that_nobody_saw_leave_the_bar_at_its_usual_scale():
    time_s, height_m, _ = pulls([0.0, 0.0])
    unseen = np.full(len(time_s), np.nan)
    curve = scaled(track(time_s, height_m), unseen, from_floor=False)
    assert curve.perspective_scale == TYPICAL_SCALE
