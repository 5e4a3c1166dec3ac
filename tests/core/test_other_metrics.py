"""Knees, head and upper back."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from formcheck.metrics import knees
from formcheck.metrics.heels import REASONS
from formcheck.motion.make import PAIRS
from formcheck.motion.view import UNKNOWN
from formcheck.observation.heel_rise import HeelRise, WhyNot
from formcheck.observation.poses import Landmark as Lm
from formcheck.reasons import ReasonCode
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, read, value

REPS = stick.paced(4, way_s=1.4)


def in_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` around the turn of one rep, 0 elsewhere."""
    start, turn, end = REPS[number]
    return amount * stick.excursions(body.time_s, [(start, turn, end)])


def through_rep(body: stick.Body, number: int, amount: float) -> np.ndarray:
    """`amount` through the whole of one rep, a little before and after it included."""
    start, _, end = REPS[number]
    return amount * ((body.time_s > start - 0.3) & (body.time_s < end + 0.3)).astype(float)


@pytest.mark.parametrize("yaw_deg", [90, -85])
def test_knees_that_cave_in_are_seen_from_front_and_rear(yaw_deg):
    body = stick.squat(REPS)
    body = replace(body, knees_in=in_rep(body, 2, 0.5 * stick.HIP_WIDTH))
    analysis = analyzed(stick.film(body, yaw_deg=yaw_deg))
    shifts = [value(r, "knee_in_hip_width") for r in complete(analysis)]
    assert shifts == pytest.approx([0, 0, 0.5, 0], abs=0.08)
    assert ["knees_in" in faults(r) for r in analysis.reps] == [False, False, True, False]


def test_knees_that_always_cave_in_are_seen_against_the_ankles():
    body = stick.squat(REPS)
    falling = stick.excursions(body.time_s, REPS) * 0.5 * stick.HIP_WIDTH
    analysis = analyzed(stick.film(replace(body, knees_in=falling), yaw_deg=90))
    assert all("knees_in" in faults(r) for r in complete(analysis))


def fast_and_a_grinder(fast_s: float) -> list[stick.RepTimes]:
    """Four reps that come up fast, and a last one of 2.6 s."""
    reps, start = [], 1.5
    for up_s in [fast_s] * 4 + [2.6]:
        reps.append((start, start + 1.2, start + 1.2 + up_s))
        start += 1.8 + up_s
    return reps


def with_knees_out(body: stick.Body, reps, *, caving: dict[int, float]) -> stick.Body:
    """Knees that spread by .4 hip widths with depth, less what they cave in by in some reps."""
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


@pytest.mark.parametrize("yaw_deg", [0, 40])
def test_knees_are_not_judged_from_the_side(yaw_deg):
    for rep in analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)).reps:
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
    assert not any("neck_posture" in faults(r) for r in analyzed(stick.film(body)).reps)


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
    changes, told = heads_in_each_rep([3.0, 0.0, -20.0, -24.0, 6.0])
    assert told == [False, False, True, True, False]
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
def test_heads_without_a_usual_carriage_are_not_judged(degs):
    changes, told = heads_in_each_rep(degs)
    assert not any(told)
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


def test_a_back_that_rounds_makes_no_sure_hips_that_shoot():
    """It tips the line from hip to shoulder, too: what is left of the gain is at most possible."""
    body = stick.deadlift(REPS)
    body = replace(body, shorter=through_rep(body, 3, 0.10), head_deg=through_rep(body, 3, 10.0))
    track = outlined(stick.film(body), 0.0, 0.0, 0.0, 21.0)
    for analysis in (blazepose_read(track), analyzed(track)):
        assert "upper_back_rounding" in faults(complete(analysis)[3])
        shoots = [f for r in complete(analysis) for f in r.findings if f.fault == "hips_shoot"]
        assert {f.confidence for f in shoots} <= {"possible"}


def test_a_straight_back_is_not_called_round():
    analysis = analyzed(stick.film(stick.deadlift(REPS)))
    assert not any("upper_back_rounding" in faults(r) for r in analysis.reps)


def outlined(track, *bends_deg: float):
    """The track with the outline of the back bending so much in each of `REPS`."""
    bend = np.full(len(track.time_s), np.nan, np.float32)
    for (start, turn, _), of_rep in zip(REPS, bends_deg, strict=False):
        bend[(track.time_s >= start - 0.5) & (track.time_s <= turn)] = of_rep
    return with_bend(track, bend)


def with_bend(track, bend_deg):
    """The track with an outline that bends like this, and says nothing of the lean."""
    unread = np.full(len(bend_deg), np.nan)
    return replace(track, back_deg=np.stack([bend_deg, unread], axis=1).astype(np.float32))


def test_the_outline_says_by_how_many_degrees_a_back_rounds():
    track = outlined(stick.film(stick.deadlift(REPS)), -12.0, -11.0, -12.0, 9.0)
    reps = complete(analyzed(track))
    told = [value(r, "back_rounding_deg") for r in reps]
    assert told == pytest.approx([0, 1 / 0.7, 0, 21 / 0.7], abs=2.0)
    assert ["upper_back_rounding" in faults(r) for r in reps] == [False, False, False, True]


@pytest.mark.parametrize(
    "bends_deg", [(-30.0, -5.0, -5.0, -5.0), (-35.0, 16.0, 16.0, 16.0), (-50.0, 20.0, 18.0, 20.0)]
)
def test_one_back_that_reads_too_flat_makes_no_other_one_round(bends_deg):
    track = outlined(stick.film(stick.deadlift(REPS)), *bends_deg)
    assert not any(faults(r) for r in analyzed(track).reps)


def test_reps_that_are_not_seen_throughout_are_no_measure_for_others():
    track = outlined(stick.film(stick.deadlift(REPS)), -35.0, -35.0, 0.0, 0.0)
    bend = track.back_deg[:, 0].copy()
    bend[(track.time_s > REPS[0][0] + 0.15) & (track.time_s < REPS[0][2])] = np.nan
    bend[(track.time_s > REPS[1][0] - 0.5) & (track.time_s < REPS[1][0] + 0.25)] = np.nan
    assert not any(faults(r) for r in analyzed(with_bend(track, bend)).reps)


def test_an_outline_that_is_clear_in_one_rep_of_four_is_not_believed_there():
    track = outlined(stick.film(stick.deadlift(REPS)), 40.0, 40.0, 40.0, 40.0)
    bend = np.where(track.time_s > REPS[1][0] - 0.5, np.nan, track.back_deg[:, 0])
    reps = complete(analyzed(with_bend(track, bend)))
    assert not any(faults(r) for r in reps)
    assert all("behind your back" in r.metrics["upper_back_bend_deg"].not_assessed for r in reps)


def test_a_back_that_is_round_in_every_rep_is_told_by_what_flat_backs_bend_by():
    track = outlined(stick.film(stick.deadlift(REPS)), *[38.0] * 4)
    reps = complete(analyzed(track))
    for rep in reps:
        low, high = rep.metrics["back_rounding_deg"].interval
        assert value(rep, "back_rounding_deg") > 20
        assert high - low > 40  # a flat back that is unlike others looks the same
    assert all(faults(r) == {"upper_back_rounding"} for r in reps)


@pytest.mark.parametrize("bend_deg", [-24.0, 0.0, 12.0])
def test_lifters_whose_straight_backs_look_different_are_all_called_straight(bend_deg):
    track = outlined(stick.film(stick.deadlift(REPS)), *[bend_deg] * 4)
    assert not any(faults(r) for r in analyzed(track).reps)


def test_an_outline_that_trembles_is_not_believed():
    track = outlined(stick.film(stick.deadlift(REPS)), 0.0, 0.0, 0.0, 40.0)
    trembles = np.where(np.arange(len(track.time_s)) % 2, 35.0, -35.0)
    last = track.time_s > REPS[3][0] - 0.5
    reps = complete(analyzed(with_bend(track, track.back_deg[:, 0] + last * trembles)))
    assert reps[3].metrics["upper_back_bend_deg"].not_assessed
    assert reps[3].metrics["back_rounding_deg"].not_assessed
    assert not faults(reps[3])


@pytest.mark.parametrize(
    ("yaw_deg", "alone", "compared"),
    [(0, True, True), (25, True, True), (36, False, True), (52, False, False)],
)
def test_outlines_are_read_as_far_from_the_side_as_they_say_something(yaw_deg, alone, compared):
    track = stick.film(stick.deadlift(REPS), yaw_deg=yaw_deg)
    reps = complete(analyzed(outlined(track, 0.0, 0.0, 0.0, 40.0)))
    assert alone == (reps[3].metrics["upper_back_bend_deg"].value is not None)
    assert compared == ("upper_back_rounding" in faults(reps[3]))


def test_of_three_reps_two_of_which_round_the_straight_one_is_the_measure():
    track = outlined(stick.film(stick.deadlift(REPS[:3])), 1.0, 24.0, 31.0)
    told = [value(r, "back_rounding_deg") for r in complete(analyzed(track))]
    assert told == pytest.approx([0, 23 / 0.7, 30 / 0.7], abs=5)


def test_what_the_outline_does_in_every_pull_is_not_rounding():
    """Arms and hips move as the bar leaves the floor, and the outline with them."""
    track = outlined(stick.film(stick.deadlift(REPS)), -10.0, -10.0, -10.0, 8.0)
    since = np.full(len(track.time_s), 0.0, np.float32)
    for start, turn, _ in REPS:
        going = (track.time_s >= start) & (track.time_s <= turn)
        since[going] = track.time_s[going] - start
    track = with_bend(track, track.back_deg[:, 0] + 60 * since)
    told = [value(r, "back_rounding_deg") for r in complete(analyzed(track))]
    assert told == pytest.approx([0, 0, 0, 18 / 0.7], abs=2)


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
    told = [r.metrics["heel_rise_torso"].value for r in complete(analysis)]
    assert told == [0.0, 0.08, None, -0.01]
    assert ["heel_lift" in faults(r) for r in analysis.reps] == [False, True, False, False]
    assert analysis.reps[1].metrics["heel_rise_torso"].at_s == pytest.approx(REPS[1][1] + 0.1)
    assert analysis.reps[2].metrics["heel_rise_torso"].not_assessed


@pytest.mark.parametrize("apart_s", [-0.7, 0.7])
def test_a_heel_read_at_another_time_than_the_bottom_is_not_the_reps(apart_s):
    start, turn, end = REPS[1]
    elsewhere = HeelRise(start, turn + apart_s, end, 0.1, 0.02)
    analysis = analyzed(stick.film(stick.squat(REPS)), heel_rises=(elsewhere,))
    assert not any("heel_lift" in faults(r) for r in analysis.reps)


def test_every_reason_for_no_heel_has_its_words():
    assert set(REASONS) == set(get_args(WhyNot))
    hidden = HeelRise(REPS[0][0], REPS[0][1], REPS[0][2], why_not="hidden")
    analysis = analyzed(stick.film(stick.squat(REPS)), heel_rises=(hidden,))
    assert analysis.reps[0].metrics["heel_rise_torso"].reason_code is ReasonCode.HIDDEN


@pytest.mark.parametrize("yaw_deg", [58, 90, -85])
def test_heels_are_not_judged_from_the_front(yaw_deg):
    track = stick.film(stick.squat(REPS), yaw_deg=yaw_deg)
    for rep in analyzed(track, heel_rises=heels(0.1, 0.1, 0.1, 0.1)).reps:
        assert "side" in (rep.metrics["heel_rise_torso"].not_assessed or "")


def test_heels_are_judged_in_squats_only():
    for rep in analyzed(stick.film(stick.deadlift(REPS)), heel_rises=heels(*[0.1] * 4)).reps:
        assert "squat" in (rep.metrics["heel_rise_torso"].not_assessed or "")


def test_what_is_known_of_backs_off_the_floor_alone_is_told_of_no_romanian_pull():
    reps = complete(analyzed(stick.film(stick.romanian(stick.paced(3)))))
    assert len(reps) == 3
    for rep in reps:
        for name in ("upper_back_curl_deg", "upper_back_bend_deg"):
            assert rep.metrics[name].not_assessed


def test_a_romanian_pull_is_judged_where_it_turns():
    track = stick.film(stick.romanian(stick.paced(4)))
    bend = np.full(len(track.time_s), -8.0, np.float32)
    turn_s = complete(analyzed(with_bend(track, bend)))[2].turn_s
    round_there = with_bend(track, np.where(abs(track.time_s - turn_s) < 0.5, 20.0, bend))
    reps = complete(analyzed(round_there))
    assert ["upper_back_rounding" in faults(r) for r in reps] == [False, False, True, False]


def test_a_view_that_nobody_can_tell_is_said_to_be_unclear():
    window = read(stick.film(stick.squat(REPS))).windows[0]
    window = replace(window, motion=replace(window.motion, view=UNKNOWN))
    (found,) = knees.measure([window])
    why = found["knee_in_hip_width"].not_assessed
    assert why == "this takes a front view; it is unclear where you filmed this clip from"
