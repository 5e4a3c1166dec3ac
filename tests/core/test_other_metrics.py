"""Knees, head and heels."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from formcheck.metrics import front_view
from formcheck.metrics.heels import REASONS
from formcheck.motion.make import PAIRS
from formcheck.motion.motion import UNKNOWN
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.tracks import HeelRise, WhyNot
from formcheck.reasons import ReasonCode
from tests import stick
from tests.core.four_reps import REPS, through_rep
from tests.observed import analyzed, complete, faults, read, some_reps, value


def in_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` around the turn of one rep, 0 elsewhere."""
    start, turn, end = REPS[number]
    return amount * stick.excursions(body.time_s, [(start, turn, end)])


@pytest.mark.parametrize("yaw_deg", [90, -85])
def test_knees_that_cave_in_are_seen_from_front_and_rear(yaw_deg):
    body = stick.squat(REPS)
    body = replace(body, knees_in=in_rep(body, 2, 0.5 * stick.HIP_WIDTH))
    analysis = analyzed(stick.film(body, yaw_deg=yaw_deg))
    shifts = [value(r, "knee_in_hip_width") for r in complete(analysis)]
    assert shifts == pytest.approx([0, 0, 0.5, 0], abs=0.08)
    assert ["knees_in" in faults(r) for r in analysis.reps] == [False, False, True, False]


def fast_and_a_grinder(fast_s: float) -> list[stick.RepTimes]:
    """Four reps that come up fast, and a last one of 2.6 s."""
    reps, start = [], 1.5
    for up_s in [fast_s] * 4 + [2.6]:
        reps.append((start, start + 1.2, start + 1.2 + up_s))
        start += 1.8 + up_s
    return reps


def with_knees_out(body: stick.Body, reps, *, caving: dict[int, float]) -> stick.Body:
    """Knees that spread by 0.4 hip widths with depth, less what they cave in by in some reps."""
    inward = -0.4 * stick.excursions(body.time_s, reps)
    for number, amount in caving.items():
        inward = inward + amount * stick.excursions(body.time_s, [reps[number]])
    return replace(body, knees_in=inward * stick.HIP_WIDTH)


@pytest.mark.parametrize("fast_s", [0.7, 0.9, 1.1])
def test_knees_that_come_in_on_the_way_to_standing_do_so_at_any_pace(fast_s):
    """A fast lifter stands when a grinder has hardly left the bottom."""
    reps = fast_and_a_grinder(fast_s)
    body = with_knees_out(stick.squat(reps), reps, caving={})
    found = complete(analyzed(stick.film(body, yaw_deg=85)))
    assert [value(r, "knee_in_hip_width") for r in found] == pytest.approx([0] * 5, abs=0.02)
    assert not any(r.flagged for r in found)


@pytest.mark.parametrize("number", [1, 4])
def test_a_cave_in_is_told_of_a_fast_rep_and_of_a_slow_one(number):
    reps = fast_and_a_grinder(0.7)
    body = with_knees_out(stick.squat(reps), reps, caving={number: 0.6})
    found = complete(analyzed(stick.film(body, yaw_deg=85)))
    assert [n for n, r in enumerate(found) if "knees_in" in faults(r)] == [number]


def test_knees_that_come_in_further_than_knees_can_were_misread():
    """An edited clip told of knees that caved in by 447 % of a hip width."""
    body = stick.squat(REPS)
    inward = in_rep(body, 2, 2.0 * stick.HIP_WIDTH) - stick.HIP_WIDTH
    found = complete(analyzed(stick.film(replace(body, knees_in=inward), yaw_deg=90)))
    assert found
    for rep in found:
        assert "misread" in (rep.metrics["knee_in_hip_width"].not_assessed or "")
        assert "knees_in" not in faults(rep)


def test_knees_of_a_rep_that_stands_alone_are_compared_with_nothing():
    body = stick.squat(REPS[:1])
    body = replace(body, knees_in=in_rep(body, 0, 0.5 * stick.HIP_WIDTH))
    (rep,) = complete(analyzed(stick.film(body, yaw_deg=90)))
    knees_in = rep.metrics["knee_in_hip_width"]
    assert (knees_in.value, knees_in.reason_code) == (None, ReasonCode.TOO_FEW_REPS)


def test_a_descent_that_the_clip_begins_within_has_no_length():
    """Its rep is whole from 60 % of its way on; told as the rest of it, it would be a fast one."""
    start, turn, _ = REPS[0]
    track = stick.cut(stick.film(stick.squat(REPS)), start + 0.35 * (turn - start), 99)
    first, second, *_ = complete(analyzed(track))
    assert "begins within" in (first.metrics["descent_s"].not_assessed or "")
    assert "uncontrolled_descent" not in faults(first)
    assert second.metrics["descent_s"].value is not None


def test_knees_in_an_ascent_that_is_cut_off_are_not_judged():
    track = stick.cut(stick.film(stick.squat(REPS[:2]), yaw_deg=90), 0, REPS[1][1] + 0.3)
    last = analyzed(track).reps[-1].metrics["knee_in_hip_width"]
    assert "ascent" in (last.not_assessed or "")


@pytest.mark.parametrize(
    ("yaw_deg", "names"),
    [
        (85, ("knee_in_hip_width", "shoulder_tip_deg", "side_shift_torso")),
        (0, ("lean_gain_deg", "ascent_s", "shrug_torso", "heel_rise_torso", "bar_travel_cm")),
    ],
)
def test_what_an_ascent_lacks_that_the_clip_ends_in_was_not_hidden(yaw_deg, names):
    """No bar was lost, and no lifter out of the frame, as was said of all but gain and time."""
    body, to_s = stick.squat(REPS), REPS[3][1] + 0.3
    track, plate = (
        stick.cut(one, 0.0, to_s)
        for one in (stick.film(body, yaw_deg=yaw_deg), stick.plate(body, yaw_deg=yaw_deg))
    )
    last = analyzed(track, bar=plate).reps[-1]
    assert last.end_s is None
    assert {last.metrics[name].reason_code for name in names} == {ReasonCode.CUT_OFF}


@pytest.mark.parametrize("yaw_deg", [0, 40])
def test_knees_are_not_judged_from_the_side(yaw_deg):
    for rep in some_reps(analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg))):
        assert rep.metrics["knee_in_hip_width"].value is None
        assert "front" in (rep.metrics["knee_in_hip_width"].not_assessed or "")


@pytest.mark.parametrize("head_deg", [35.0, -35.0])
def test_a_head_thrown_up_or_dropped_in_one_rep_is_seen(head_deg):
    body = stick.squat(REPS)
    body = replace(body, head_deg=through_rep(body, 2, head_deg))
    analysis = analyzed(stick.film(body))
    changes = [value(r, "neck_change_deg") for r in complete(analysis)]
    assert changes == pytest.approx([0, 0, abs(head_deg), 0], abs=4)
    assert ["neck_posture" in faults(r) for r in analysis.reps] == [False, False, True, False]


def test_a_head_that_is_always_carried_forward_is_no_change():
    body = stick.squat(REPS)
    body = replace(body, head_deg=np.full(len(body.time_s), 30.0))
    assert not any("neck_posture" in faults(r) for r in some_reps(analyzed(stick.film(body))))


def heads_in_each_rep(degs):
    """Neck changes and told reps of five reps, with the head carried like this in each."""
    reps = stick.paced(len(degs))
    body = stick.squat(reps)
    heads = sum(
        deg * ((body.time_s > start) & (body.time_s < end))
        for deg, (start, _, end) in zip(degs, reps, strict=True)
    )
    found = complete(analyzed(stick.film(replace(body, head_deg=heads))))
    return [r.metrics["neck_change_deg"] for r in found], [
        "neck_posture" in faults(r) for r in found
    ]


def test_two_heads_thrown_up_in_five_do_not_make_the_set_unsteady():
    """Readings 3° apart within the usual group, and two reps far from it, are a steady set."""
    changes, flagged = heads_in_each_rep([3.0, 0.0, -20.0, -24.0, 6.0])
    assert flagged == [False, False, True, True, False]
    assert changes[2].value == pytest.approx(23, abs=3)


def test_heads_thrown_up_and_dropped_in_one_set_are_both_told():
    assert heads_in_each_rep([0.0, 1.0, 20.0, 22.0, -20.0, 0.0])[1] == [
        False,
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "degs",
    [
        pytest.param([0.0, 12.0, 24.0, 36.0, 48.0], id="all over the place"),
        pytest.param([0.0, 0.0, 20.0, 20.0], id="two and two"),
        pytest.param([0.0, 5.0, 20.0, -20.0], id="two of four"),
        pytest.param([0.0, 6.0, -6.0, 12.0, -12.0], id="spread without a gap"),
    ],
)
def test_heads_without_a_usual_posture_are_not_judged(degs):
    changes, flagged = heads_in_each_rep(degs)
    assert not any(flagged)
    assert all("out of view" in (change.not_assessed or "") for change in changes)


@pytest.mark.parametrize("ear", [Lm.LEFT_EAR, Lm.RIGHT_EAR])
def test_an_ear_that_moves_alone_is_no_head_thrown_up(ear):
    track = heads_off(stick.film(stick.squat(REPS)), REPS[1], [ear], (-32, 0))
    rep = complete(analyzed(track))[1]
    assert rep.metrics["neck_change_deg"].value == pytest.approx(0, abs=1)
    assert "neck_posture" not in faults(rep)


def heads_off(track, rep, landmarks, by_px):
    """These landmarks are drawn somewhere else in one rep."""
    image = track.image_px.copy()
    inside = (track.time_s > rep[0]) & (track.time_s < rep[2])
    for landmark in landmarks:
        image[inside, landmark] += np.float32(by_px)
    return replace(track, image_px=image)


def test_a_head_with_one_ear_behind_a_plate_is_not_judged():
    track = heads_off(stick.film(stick.squat(REPS)), REPS[1], [Lm.LEFT_EAR], (70, 20))
    neck = complete(analyzed(track))[1].metrics["neck_change_deg"]
    assert neck.value is None
    assert "hidden" in neck.not_assessed


def test_a_head_over_shoulders_that_are_not_under_the_bar_is_not_judged():
    body = stick.squat(REPS)
    hidden = heads_off(stick.film(body), REPS[1], PAIRS["shoulder"], (30, 40))
    without = complete(analyzed(hidden))[1].metrics["neck_change_deg"]
    assert without.value > 5
    neck = complete(analyzed(hidden, bar=stick.plate(body)))[1].metrics["neck_change_deg"]
    assert neck.value is None


def heels(*rises_torso: float | None) -> tuple[HeelRise, ...]:
    """What the pictures showed of the heel, rep by rep; None = nothing was looked at."""
    return tuple(
        HeelRise(start - 0.1, turn + 0.1, end + 0.2, rise, 0.02)
        for (start, turn, end), rise in zip(REPS, rises_torso, strict=True)
        if rise is not None
    )


def test_heels_are_matched_with_the_reps_they_rose_in():
    track = stick.film(stick.squat(REPS))
    analysis = analyzed(track, heel_rises=heels(0.0, 0.08, None, -0.01))
    rises = [r.metrics["heel_rise_torso"].value for r in complete(analysis)]
    assert rises == [0.0, 0.08, None, -0.01]
    assert ["heel_lift" in faults(r) for r in analysis.reps] == [False, True, False, False]
    assert analysis.reps[1].metrics["heel_rise_torso"].at_s == pytest.approx(REPS[1][1] + 0.1)
    assert analysis.reps[2].metrics["heel_rise_torso"].not_assessed


@pytest.mark.parametrize("apart_s", [-0.7, 0.7])
def test_a_heel_read_at_another_time_than_the_bottom_is_not_the_reps(apart_s):
    start, turn, end = REPS[1]
    elsewhere = HeelRise(start, turn + apart_s, end, 0.1, 0.02)
    analysis = analyzed(stick.film(stick.squat(REPS)), heel_rises=(elsewhere,))
    assert not any("heel_lift" in faults(r) for r in some_reps(analysis))


def test_every_reason_for_no_heel_has_its_words():
    assert set(REASONS) == set(get_args(WhyNot))
    hidden = HeelRise(REPS[0][0], REPS[0][1], REPS[0][2], why_not="hidden")
    analysis = analyzed(stick.film(stick.squat(REPS)), heel_rises=(hidden,))
    assert analysis.reps[0].metrics["heel_rise_torso"].reason_code is ReasonCode.HIDDEN


@pytest.mark.parametrize("yaw_deg", [58, 90, -85])
def test_heels_are_not_judged_from_the_front(yaw_deg):
    track = stick.film(stick.squat(REPS), yaw_deg=yaw_deg)
    for rep in some_reps(analyzed(track, heel_rises=heels(0.1, 0.1, 0.1, 0.1))):
        assert "side" in (rep.metrics["heel_rise_torso"].not_assessed or "")


def test_heels_are_judged_in_squats_only():
    for rep in some_reps(analyzed(stick.film(stick.deadlift(REPS)), heel_rises=heels(*[0.1] * 4))):
        assert "squat" in (rep.metrics["heel_rise_torso"].not_assessed or "")


def test_a_view_that_nobody_can_tell_is_said_to_be_unclear():
    window = read(stick.film(stick.squat(REPS))).windows[0]
    window = replace(window, motion=replace(window.motion, view=UNKNOWN))
    (found,) = front_view.measure_knees([window])
    assert (
        found.not_assessed
        == "this takes a front or rear view; it is unclear where you filmed this clip from"
    )


@pytest.mark.parametrize(("yaw_deg", "here"), [(0, "from the side"), (45, "at an angle")])
def test_a_shot_is_not_spoken_of_as_the_whole_clip(yaw_deg, here):
    """An edited clip was "from the side" in one row and "at an angle" in the next."""
    for rep in some_reps(analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg))):
        why = rep.metrics["knee_in_hip_width"].not_assessed
        assert why == f"this takes a front or rear view; here you filmed {here}"
