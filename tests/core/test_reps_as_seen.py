"""What a lost lifter, a clip's edges and jitter leave of reps and lift."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.arithmetic.geometry import NEAR_SCALE
from formcheck.motion.make import motion_of
from formcheck.observation.poses import HIPS, SHOULDERS
from formcheck.observation.poses import Landmark as Lm
from formcheck.reps.lift import detect_lift
from formcheck.reps.lift_probability import WHOLE_REP_SIGNS, plain_signs
from formcheck.reps.movements import Movement
from formcheck.reps.rep_window import Rep
from formcheck.reps.timing import _moments
from tests import stick
from tests.observed import analyzed, complete, observed

REPS = stick.paced(2)


def motion(track):
    return motion_of(observed(track))


def around(track, moment_s: float, half_s: float):
    return np.abs(track.time_s - moment_s) < half_s


def as_reps(times) -> list[Rep]:
    return [Rep(*rep, True) for rep in times]


def test_a_long_romanian_set_may_be_trimmed_to_its_reps():
    reps = stick.paced(16, way_s=1.6)
    track = stick.film(stick.romanian(reps))
    analysis = analyzed(stick.cut(track, reps[0][0] - 0.3, reps[-1][2] + 0.3))
    assert analysis.lift.variant == "romanian"
    assert len(complete(analysis)) == 16


def test_a_rep_that_is_not_seen_where_it_turns_tells_no_whole_way():
    track = stick.film(stick.squat(REPS, depth=(1.0, 0.6)))
    lost = motion(stick.unseen(track, around(track, REPS[0][1], 0.3)))
    reps = as_reps(REPS)
    of_both, of_the_second = (plain_signs(lost, some, "squat") for some in (reps, reps[1:]))
    assert of_both == pytest.approx(of_the_second)
    assert WHOLE_REP_SIGNS.isdisjoint(plain_signs(lost, reps[:1], "squat"))


def test_hips_drawn_on_the_floor_at_the_bottom_do_not_keep_a_squat_from_being_one():
    track = stick.film(stick.squat(REPS[:1]))
    image_px = track.image_px.copy()
    floor = np.flatnonzero(around(track, REPS[0][1], 0.12))
    image_px[np.ix_(floor, HIPS, [1])] = np.nanmax(image_px[..., 1])
    wrong = motion(replace(track, image_px=image_px))
    assert not wrong.plausible[wrong.at(REPS[0][1])]
    assert detect_lift(wrong).name == "squat"


def test_a_lifter_who_is_hardly_seen_going_down_and_up_votes_for_no_lift():
    track = stick.film(stick.squat(REPS[:1]))
    image_px = track.image_px.copy()
    floor = np.flatnonzero(around(track, REPS[0][1], 1.1))
    image_px[np.ix_(floor, HIPS, [1])] = np.nanmax(image_px[..., 1])
    assert detect_lift(motion(replace(track, image_px=image_px))).name == "unknown"


def test_a_floor_is_not_looked_for_beyond_the_rep_before():
    lies = np.interp(
        np.arange(400), [0, 50, 80, 110, 200, 230, 260, 399], [0, 0, -1, -0.1, -0.1, -1, 0, 0]
    )
    found = Movement("bar", 200, 230, 260, (0.9, 1.0), (False, False), np.zeros(0), up_first=True)
    assert _moments(lies, found, (0, 399), floor=True)[0] < 80
    assert _moments(lies, found, (80, 399), floor=True)[0] > 80


def stepped(track, by_torso: float, torso_px: float = 200.0):
    """With one leg's ankle, heel and toes so far across the picture."""
    image_px = track.image_px.copy()
    image_px[:, [Lm.LEFT_ANKLE, Lm.LEFT_HEEL, Lm.LEFT_FOOT], 0] += np.float32(by_torso * torso_px)
    return replace(track, image_px=image_px)


@pytest.mark.parametrize(("yaw_deg", "by_torso", "ahead"), [(40.0, 0.6, False), (0.0, 1.0, True)])
def test_a_wide_stance_off_the_side_is_no_foot_ahead_as_a_lunge_has(yaw_deg, by_torso, ahead):
    track = stepped(stick.film(stick.squat(REPS), yaw_deg=yaw_deg), by_torso)
    apart = plain_signs(motion(track), as_reps(REPS), "squat")["feet_apart"]
    assert apart > 0.7 if ahead else apart < 0.0


def test_a_shank_that_is_nearer_to_the_camera_is_no_knee_that_goes_lower():
    track = stick.film(stick.squat(REPS))
    image_px = track.image_px.copy()
    knee, ankle = (track.image_px[:, joint, 1] for joint in (Lm.LEFT_KNEE, Lm.LEFT_ANKLE))
    image_px[:, Lm.LEFT_KNEE, 1] = ankle + 1.2 * (knee - ankle)
    nearer = plain_signs(motion(replace(track, image_px=image_px)), as_reps(REPS), "squat")
    assert nearer["shank_split"] == pytest.approx(0.2 / 2.2, abs=0.01)
    image_px[:, Lm.LEFT_KNEE, 1] = ankle + 0.3 * (knee - ankle)
    kneels = plain_signs(motion(replace(track, image_px=image_px)), as_reps(REPS), "squat")
    assert kneels["shank_split"] == pytest.approx(0.7 / 1.3, abs=0.01)


def test_a_far_ankle_that_is_drawn_too_high_while_it_is_hidden_is_no_lunge():
    track = stick.film(stick.squat(REPS))
    image_px = track.image_px.copy()
    hip = track.image_px[:, Lm.LEFT_HIP, 1]
    hidden = hip > hip.min() + 0.2 * np.ptp(hip)
    foot = [Lm.LEFT_ANKLE, Lm.LEFT_HEEL, Lm.LEFT_FOOT]
    image_px[np.ix_(np.flatnonzero(hidden), foot, [1])] -= np.float32(60.0)
    signs = plain_signs(motion(replace(track, image_px=image_px)), as_reps(REPS), "squat")
    assert signs["shank_split"] < 0.05


def test_who_lies_all_the_time_lifts_neither():
    track = stick.film(stick.squat(REPS))
    on_their_back = replace(track, image_px=track.image_px[..., ::-1].copy())
    assert motion(on_their_back).lies
    assert detect_lift(motion(on_their_back)).name == "unknown"
    assert not motion(track).lies
    assert not motion(stick.film(stick.romanian(REPS))).lies


def test_wrists_that_leap_behind_a_plate_are_no_hands_that_go_where_the_bar_stays_in_them():
    body = stick.deadlift(REPS)
    track = stick.film(body)
    image_px = track.image_px.copy()
    leaps = np.flatnonzero(track.time_s % 2.0 < 0.8)
    image_px[np.ix_(leaps, [Lm.LEFT_WRIST, Lm.RIGHT_WRIST], [1])] -= 300.0
    wrong, bar = replace(track, image_px=image_px), stick.plate(body)
    reps = as_reps(REPS)
    assert plain_signs(motion_of(observed(wrong)), reps, "deadlift")["hands_go"] > 0.6
    assert plain_signs(motion_of(observed(wrong, bar=bar)), reps, "deadlift")["hands_go"] < 0.2


def test_a_bar_that_goes_against_the_shoulders_is_no_bar_that_hangs():
    body = stick.deadlift(REPS)
    track, bar = stick.film(body), stick.plate(body)
    rows = replace(bar, center_px=bar.center_px + [[0.0, 150.0]] * np.sin(bar.time_s * 3)[:, None])
    reps = as_reps(REPS)
    rowed = stick.film(body)
    wrist_px = rowed.image_px.copy()
    wrist_px[:, [Lm.LEFT_WRIST, Lm.RIGHT_WRIST], 1] += 150.0 * np.sin(track.time_s * 3)[:, None]
    seen = observed(replace(track, image_px=wrist_px), bar=rows)
    assert plain_signs(motion_of(seen), reps, "deadlift")["hands_go"] > 0.5


def hinged(reps):
    """A good morning, the exercise: a bar on the back of who only bends over."""
    return replace(stick.romanian(reps), hands="shoulders")


def goes_by(track, joints, share: float):
    """As behind a plate: joints that go down by a share of what they do."""
    image_px = track.image_px.copy()
    drawn = image_px[:, joints, 1]
    image_px[:, joints, 1] = drawn.min(axis=0) + np.float32(share) * (drawn - drawn.min(axis=0))
    return replace(track, image_px=image_px)


def jittered(track, bar, seed: int | None):
    """Joints and plate as they are tracked: off by 4 and 1 px, or not at all."""
    if seed is None:
        return track, bar
    draws = np.random.default_rng(seed)
    image_px = track.image_px + draws.normal(0, 4.0, track.image_px.shape).astype(np.float32)
    center_px = bar.center_px + draws.normal(0, 1.0, bar.center_px.shape)
    return replace(track, image_px=image_px), replace(bar, center_px=center_px)


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_bar_that_goes_further_than_a_hinge_was_taken_down_by_the_hips(seed):
    body = stick.squat(REPS, depth=1.2)
    hidden = goes_by(goes_by(stick.film(body), HIPS, 0.2), SHOULDERS, 0.4)
    track, bar = jittered(hidden, stick.plate(body), seed)
    reps = as_reps(REPS)
    by_joints = plain_signs(motion_of(observed(track)), reps, "squat")
    by_bar = plain_signs(motion_of(observed(track, bar=bar)), reps, "squat")
    goes = np.ptp(stick.joints(body)["shoulder"][:, 1])
    assert by_joints["chest_drop"] == pytest.approx(0.4 * goes, abs=0.04)
    assert by_joints["hip_share"] < 0.5
    assert by_bar["chest_drop"] == pytest.approx(goes / NEAR_SCALE, abs=0.03)
    assert np.isnan(by_bar["hip_share"])
    assert analyzed(track).lift.name == "unknown"
    assert analyzed(track, bar=bar).lift.probability.squat > 0.9


@pytest.mark.parametrize("seed", [None, 1, 2])
@pytest.mark.parametrize("body", [hinged(REPS), stick.squat(REPS, depth=0.6)])
def test_a_bar_that_a_hinge_would_lower_as_far_tells_nothing_of_the_hips(body, seed):
    track, bar = jittered(stick.film(body), stick.plate(body), seed)
    reps = as_reps(REPS)
    alone, beside = (
        plain_signs(motion_of(seen), reps, "squat")
        for seen in (observed(track), observed(track, bar=bar))
    )
    names = ["chest_drop", "hip_share"]
    assert [beside[name] for name in names] == pytest.approx([alone[name] for name in names])


def test_a_bar_that_is_pressed_is_none_that_lies_on_the_shoulders():
    body = stick.squat(REPS, depth=1.2)
    bar, t = stick.plate(body), body.time_s
    stands = 1.0 - np.interp(t, [x for rep in REPS for x in rep], [0.0, 1.0, 0.0] * 2)
    over = replace(bar, center_px=bar.center_px - [[0.0, 250.0]] * stands[:, None])
    reps = as_reps(REPS)
    signs = plain_signs(motion_of(observed(stick.film(body), bar=over)), reps, "squat")
    assert signs["hip_share"] > 0.8


def test_a_bar_in_the_hands_tells_nothing_of_the_hips_of_a_pull():
    body = stick.squat(REPS, depth=1.2)
    seen = motion_of(observed(stick.film(body), bar=stick.plate(body)))
    assert plain_signs(seen, as_reps(REPS), "deadlift")["hip_share"] > 0.8


@pytest.mark.parametrize(("sits_s", "reps"), [(40.0, 7), (60.0, 6)])
def test_who_sits_down_for_a_minute_has_rested(sits_s: float, reps: int) -> None:
    """Three squats, down and up again so much later, three squats."""
    first = stick.paced(3)
    down_s = first[-1][2] + 1.0
    up_s = down_s + 1.2 + sits_s
    body = stick.squat([*first, *stick.paced(3, first_s=up_s + 2.2)])
    t = body.time_s
    d = stick.smooth_step((t - down_s) / 1.2) - stick.smooth_step((t - up_s) / 1.2)
    body = replace(
        body,
        thigh_deg=body.thigh_deg + 90 * d,
        shank_deg=body.shank_deg + 25 * d,
        trunk_deg=body.trunk_deg + 31 * d,
    )
    assert len(complete(analyzed(stick.film(body)))) == reps
