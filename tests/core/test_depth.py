"""How deep, by the joints and by what lifters do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.metrics import depth
from formcheck.metrics.descents import DescentsSeen
from formcheck.metrics.measurement import Measurement
from formcheck.motion.make import PAIRS
from formcheck.observation.poses import Landmark as Lm
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.thresholds import Thresholds
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, observed, some_reps, value

REPS = stick.paced(4)
SQUAT = Options(lift="squat").rep_options


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0, 1.15])
def test_depth_is_hip_over_knee_in_thigh_lengths(share):
    body = stick.squat(REPS, depth=share)
    true = np.cos(np.radians(90 * share))
    for rep in complete(analyzed(stick.film(body))):
        assert value(rep, "depth_thigh") == pytest.approx(true, abs=0.04)


def test_a_shallow_rep_is_told_and_only_that():
    analysis = analyzed(stick.film(stick.squat(REPS, depth=[1, 0.75, 1, 1])))
    assert [faults(r) for r in analysis.reps] == [set(), {"shallow_depth"}, set(), set()]


@pytest.mark.parametrize(("high_thigh", "told"), [(0.6, True), (1.0, False)])
def test_who_seems_to_stand_at_the_bottom_has_no_depth(high_thigh, told):
    """In a rerack that was taken for a rep hips were lowest a whole thigh above the knees."""
    track = stick.film(stick.squat(REPS))
    down_px = high_thigh * depth.thigh_px(read_set(observed(track), SQUAT).motion)
    image = track.image_px.copy()
    for knee in PAIRS["knee"]:
        image[np.abs(track.time_s - REPS[1][1]) < 0.3, knee, 1] += np.float32(down_px)
    metrics = [rep.metrics["depth_thigh"] for rep in analyzed(replace(track, image_px=image)).reps]
    assert [one.value is not None for one in metrics] == [True, told, True, True]


def test_a_bottom_is_seen_when_the_hips_are_seen_higher_on_both_sides():
    """Found again on the way up, the lowest that was seen is not the lowest there was."""
    hip = np.abs(np.linspace(-1, 1, 121))
    assert depth.bottom_is_seen(hip, 60)
    hidden = np.where((np.arange(121) > 50) & (np.arange(121) < 75), np.nan, hip)
    assert not depth.bottom_is_seen(hidden, 75)
    assert not depth.bottom_is_seen(hidden, 50)
    assert not depth.bottom_is_seen(hip[:61], 60), "the clip ends here"
    assert not depth.bottom_is_seen(hip, 80), "the bar turned there, the hips did not"
    later = np.where(np.arange(121) > 90, np.nan, hip)
    assert depth.bottom_is_seen(later, 60)


def test_depth_is_for_squats():
    rep = complete(analyzed(stick.film(stick.deadlift(REPS))))[0]
    assert rep.metrics["depth_thigh"].value is None


def hidden_shoulder(track):
    """One shoulder is read half a torso off in every rep, as behind a plate."""
    image = track.image_px.copy()
    low = np.zeros(len(track.time_s), bool)
    for start, _, end in REPS:
        low |= (track.time_s > start + 0.2) & (track.time_s < end - 0.2)
    image[low, Lm.LEFT_SHOULDER, 0] += 110
    return replace(track, image_px=image)


@pytest.mark.parametrize("with_bar", [True, False])
def test_behind_plates_no_squat_is_clearly_shallow_however_narrow_its_interval(with_bar):
    """What lifters usually do narrows an interval, and shows no more of a body that is hidden."""
    body = stick.squat(REPS, depth=[1, 1, 1, 0.7])
    track, more = stick.film(body), {"bar": stick.plate(body)} if with_bar else {}
    for filmed, word, by in ((track, "clear", ()), (hidden_shoulder(track), "likely", ("depth",))):
        last = blazepose_read(filmed, **more).reps[-1]
        (found,) = (one for one in last.findings if one.fault == "shallow_depth")
        assert last.metrics["depth_thigh"].uncertainty < 0.15
        assert (found.confidence, found.capped_by) == (word, by)


def test_a_quarter_squat_is_told_even_behind_plates():
    track = hidden_shoulder(stick.film(stick.squat(REPS, depth=0.6)))
    assert all("shallow_depth" in faults(rep) for rep in complete(analyzed(track)))


def test_depth_from_the_front_is_not_taken_for_hidden():
    """Leans are not read from there, but nothing hides the hips."""
    track = stick.film(stick.squat(REPS), yaw_deg=90)
    for rep in complete(analyzed(track)):
        assert rep.metrics["depth_thigh"].uncertainty == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize(("away_radii", "told"), [(0.5, False), (1.2, True)])
def test_hips_behind_a_plate_at_the_bottom_have_no_depth(away_radii, told):
    """They are drawn anywhere inside its rim: 0.4 thigh too high in a front squat (st206_14)."""
    body = stick.squat(REPS)
    track, bar = stick.film(body), stick.plate(body)
    place = [int(np.argmin(np.abs(track.time_s - turn))) for _, turn, _ in REPS]
    hip = track.image_px[place][:, [Lm.LEFT_HIP, Lm.RIGHT_HIP]].mean(axis=(0, 1))
    low = bar.center_px[place].mean(axis=0)
    center = bar.center_px + hip + [0.0, -away_radii * bar.radius_px] - low
    for rep in some_reps(blazepose_read(track, bar=replace(bar, center_px=center))):
        found = rep.metrics["depth_thigh"]
        assert (found.value is not None) == told
        assert told or found.not_assessed == depth.BEHIND_PLATE.sentence


@pytest.mark.parametrize("cropped", [False, True])
def test_no_depth_is_read_off_knees_that_are_outside_the_picture(cropped):
    """The pose model draws them all the same."""
    track = stick.film(stick.squat(REPS))
    if cropped:
        knees = track.image_px[:, Lm.LEFT_KNEE, 1]
        track = replace(track, frame_size_px=(track.frame_size_px[0], int(knees.min()) - 5))
    for rep in complete(blazepose_read(track)):
        assert (rep.metrics["depth_thigh"].value is None) is cropped
        assert (rep.metrics["depth_thigh"].reason_code == "out_of_picture") is cropped


def test_from_behind_joints_read_less_beyond_the_depth():
    """The hips are the near end of a thigh there, and what is near is drawn low."""
    clip = observed(stick.film(stick.squat(REPS)), runtime="mediapipe 0")
    window = read_set(clip, Options().rep_options).windows[0]
    thigh_px = depth.thigh_px(window.motion)

    def from_yaw_deg(yaw_deg: float) -> float:
        there = replace(window.motion, view=replace(window.motion.view, yaw_deg=yaw_deg))
        value = depth.depth_by_joints(replace(window, motion=there), thigh_px).value
        assert value is not None
        return value

    assert from_yaw_deg(60) == from_yaw_deg(0) == from_yaw_deg(float("nan"))
    assert from_yaw_deg(-30) == pytest.approx(from_yaw_deg(0) + 0.155 / 2)


def of_set(*depths_thigh: float, half: float = 0.12) -> list[Measurement]:
    return depth.among_lifters([Measurement(d, "thigh", half, 1.0) for d in depths_thigh])


@given(st.floats(-0.2, 0.8), st.floats(0.05, 0.3))
def test_a_depth_lies_between_what_was_read_and_what_is_usual(read: float, half: float):
    (depth_of_set,) = of_set(read, half=half)
    reading = depth.depth_reading()
    usual, shown = reading.of_lifters_thigh.middle, read / reading.shown_share
    half /= reading.shown_share
    assert depth_of_set.value is not None
    assert min(shown, usual) - 0.02 <= depth_of_set.value <= max(shown, usual) + 0.02
    assert depth_of_set.interval
    assert depth_of_set.interval[0] <= depth_of_set.value <= depth_of_set.interval[1]
    assert depth_of_set.interval[0] >= min(shown, usual) - half - 0.02
    assert depth_of_set.interval[1] <= max(shown, usual) + half + 0.02


def read_of(true_thigh: float, joints_off: float = 0.0, bar_off: float = 0.0) -> Measurement:
    """A set of that depth, as joints and bar show it, each off by so many of its errors."""
    reading = depth.depth_reading()
    sd = reading.half_width_thigh / NINETY_PERCENT
    joints = reading.shown_share * true_thigh + joints_off * sd
    goes = reading.by_bar_torso
    bar = goes.at_parallel - goes.less_per_thigh * true_thigh - bar_off * goes.sd
    level = Measurement(joints, "thigh", reading.half_width_thigh, 1.0)
    (found,) = depth.among_lifters([level], DescentsSeen(by_bar_torso=bar))
    return found


@given(st.floats(-0.7, 0.7), st.floats(-0.7, 0.7))
def test_half_squats_in_every_rep_are_short_of_depth_however_joints_and_bar_err(
    joints_off: float, bar_off: float
):
    """Joints alone said 0.02 of sets whose true depths were 0.3 (half squats of check)."""
    half_squat = read_of(0.42, joints_off, bar_off)
    assert half_squat.interval
    assert half_squat.interval[0] <= 0.42 <= half_squat.interval[1] + 0.02
    assert half_squat.value is not None
    assert half_squat.value > Thresholds().shallow_depth_thigh
    parallel = read_of(-0.03, joints_off, bar_off)
    assert parallel.value is not None
    assert abs(parallel.value + 0.03) < 0.12


def test_a_set_that_joints_or_bar_lose_is_told_by_the_other():
    for lost in ({"joints_off": 6.0}, {"bar_off": 6.0}):
        found = read_of(-0.03, **lost)
        assert found.value is not None
        assert abs(found.value + 0.03) < 0.15


def test_a_bar_that_goes_down_in_reps_without_a_depth_tells_nothing_of_others():
    """Two half squats after two whose bottom was hidden were read as parallel."""
    body = stick.squat(REPS, depth=[0.9, 0.9, 0.7, 0.7])
    track, bar = stick.film(body), stick.plate(body)
    first_px = bar.center_px[0]
    bar = replace(bar, center_px=first_px + 1.3 * (bar.center_px - first_px))  # it is near
    hidden = np.any([np.abs(track.time_s - turn) < 0.35 for _, turn, _ in REPS[:2]], axis=0)
    seen = blazepose_read(stick.unseen(track, hidden), bar=bar).reps
    assert [rep.metrics["depth_thigh"].value is None for rep in seen] == [True, True, False, False]
    assert ["shallow_depth" in faults(rep) for rep in seen[2:]] == [True, True]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_no_reading_is_so_far_off_that_nothing_is_told(joints_thigh: float, bar_torso: float):
    level = Measurement(joints_thigh, "thigh", depth.depth_reading().half_width_thigh, 1.0)
    (found,) = depth.among_lifters([level], DescentsSeen(bar_torso))
    assert found.interval
    assert found.value is not None
    assert found.interval[0] <= found.value <= found.interval[1]


def test_without_a_bar_the_chest_tells():
    reading = depth.depth_reading()
    level = Measurement(reading.shown_share * 0.3, "thigh", reading.half_width_thigh, 1.0)
    goes = reading.by_chest_torso
    low, deep = (
        depth.among_lifters([level], DescentsSeen(by_chest_torso=goes.at_parallel - less))[0]
        for less in (0.3 * goes.less_per_thigh, 0.0)
    )
    assert low.value is not None
    assert deep.value is not None
    assert low.value > deep.value + 0.1


def test_a_plainly_high_squat_stays_high_and_one_that_was_hardly_seen_is_drawn_in():
    (plain,), (unsure,) = of_set(0.5), of_set(0.3, half=0.3)
    assert plain.value == pytest.approx(0.5, abs=0.05)
    assert unsure.value is not None
    assert unsure.value < 0.15


@given(st.lists(st.floats(-0.15, 0.5), min_size=2, max_size=6))
def test_reps_of_a_set_differ_as_they_were_read(read: list[float]):
    depths = [m.value for m in of_set(*read)]
    assert np.subtract(depths, depths[0]) == pytest.approx(np.subtract(read, read[0]), abs=1e-9)


@given(st.floats(-0.1, 0.1), st.floats(0.2, 0.4))
def test_who_stops_short_in_half_of_the_reps_does_not_make_the_others_too_deep(
    off: float, short: float
):
    """Their level is that of the deeper half: the rest differs from it as read."""
    deep, *_, high = (m.value for m in of_set(off, off, off + short, off + short))
    (alone,) = of_set(off)
    assert deep == pytest.approx(alone.value)
    assert high == pytest.approx(alone.value + short)


def test_a_set_that_is_short_of_depth_throughout_may_be_another_exercise_until_it_is_told():
    """A good morning, the exercise, bends the knees as well."""
    track = stick.film(stick.squat(REPS, depth=0.6))
    for named, word, by in ((None, "possible", ("lift",)), ("squat", "clear", ())):
        for rep in complete(analyzed(track, Options(lift=named))):
            (found,) = (one for one in rep.findings if one.fault == "shallow_depth")
            assert (found.confidence, found.capped_by) == (word, by)
    deeper = stick.film(stick.squat(REPS, depth=[0.6, 0.6, 0.6, 1.0]))
    assert all(one.capped_by == () for rep in complete(analyzed(deeper)) for one in rep.findings)


def test_how_deep_a_user_wants_to_squat_says_nothing_of_which_lift_it_is():
    """Good mornings that were clear were possible to whoever asked for more depth than parallel."""
    track = stick.film(stick.squat(REPS, tip_deg=[0, 14, 0, 0]))
    stricter = Options(thresholds=Thresholds(shallow_depth_thigh=-0.2))
    found = [
        {one.fault: one.capped_by for one in rep.findings}
        for rep in complete(analyzed(track, stricter))
    ]
    assert all("shallow_depth" in of_rep for of_rep in found)
    assert "good_morning" in found[1]
    assert not any("lift" in caps for of_rep in found for caps in of_rep.values())
