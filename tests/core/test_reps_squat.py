"""Squats: what counts as a rep, what does not, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.pipeline.options import Options
from formcheck.reps import timing
from formcheck.reps.corrections import Corrections
from formcheck.reps.levels import pivots
from tests import stick
from tests.observed import analyzed, camera_of, complete, some_reps


def times(analysis):
    return [(r.start_s, r.turn_s, r.end_s) for r in analysis.reps]


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_every_rep_is_counted_once(count):
    assert len(complete(analyzed(stick.film(stick.squat(stick.paced(count)))))) == count


def test_the_bottom_is_where_the_ascent_begins():
    reps = stick.paced(3)
    for found, true in zip(times(analyzed(stick.film(stick.squat(reps)))), reps, strict=True):
        assert found[1] == pytest.approx(true[1], abs=0.07)


def test_start_and_end_are_where_the_hips_leave_and_regain_their_height():
    """The truth is the moment at which 2 to 3 % of the hips' way is done, from the angles."""
    reps = stick.paced(3)
    body = stick.squat(reps)
    hip = stick.joints(body)["hip"][:, 1]
    moved = hip.max() - hip > 0.025 * (hip.max() - hip.min())
    edges = body.time_s[np.flatnonzero(np.diff(moved.astype(int)))]
    found = times(analyzed(stick.film(body)))
    assert [r[0] for r in found] == pytest.approx(edges[0::2], abs=0.1)
    assert [r[2] for r in found] == pytest.approx(edges[1::2], abs=0.1)


@pytest.mark.parametrize("rest_s", [0.0, 0.1, 0.5, 2.0, 10.0, 30.0])
def test_pauses_of_any_length_at_the_top(rest_s):
    assert len(complete(analyzed(stick.film(stick.squat(stick.paced(3, rest_s=rest_s)))))) == 3


def paused(hold_s: float) -> stick.Body:
    """One squat from 1.5 s on, 1.2 s down and up, held at the bottom."""
    down = (1.5, 2.7)
    up = (2.7 + hold_s, 3.9 + hold_s)
    body = stick.squat([(down[0], down[1], up[1])], duration_s=up[1] + 2)
    t = body.time_s
    d = stick.smooth_step((t - down[0]) / 1.2) - stick.smooth_step((t - up[0]) / 1.2)
    return replace(body, thigh_deg=90 * d, shank_deg=25 * d, trunk_deg=4 + 31 * d)


@pytest.mark.parametrize("hold_s", [0.5, 2.0, 4.0])
def test_a_pause_in_the_hole_is_one_rep_and_the_turn_is_its_end(hold_s):
    (found,) = complete(analyzed(stick.film(paused(hold_s))))
    assert found.turn_s == pytest.approx(2.7 + hold_s, abs=0.1)


def test_a_held_bottom_ends_a_little_before_the_curve_tells(monkeypatch):
    (found,) = complete(analyzed(stick.film(paused(2.0))))
    late_s = timing.seen_late_s()
    monkeypatch.setattr(timing, "seen_late_s", lambda: 0.0)
    (paused_rep,) = complete(analyzed(stick.film(paused(2.0))))
    assert paused_rep.turn_s - found.turn_s == pytest.approx(late_s, abs=1 / 60)


@pytest.mark.parametrize("way_s", [0.35, 0.5, 1.0, 3.0, 5.0])
def test_fast_and_slow(way_s):
    """0.7-s reps and ten-second grinders."""
    found = complete(analyzed(stick.film(stick.squat(stick.paced(3, way_s=way_s)))))
    assert len(found) == 3


def test_who_bends_and_stands_twice_a_second_jumps():
    """Jumping jacks were four squats: nobody is down and up again in half a second."""
    jumps = stick.squat(stick.paced(6, way_s=0.25, rest_s=0.05), depth=0.6)
    assert not analyzed(stick.film(jumps)).reps


def test_a_grinder_that_stalls_halfway_up_is_one_rep():
    """A second's stall at 40 % of the way up, as heavy reps have."""
    body = stick.squat([(1.5, 2.7, 6.0)], duration_s=8)
    t = body.time_s
    down = stick.smooth_step((t - 1.5) / 1.2)
    up = 0.4 * stick.smooth_step((t - 2.7) / 0.8) + 0.6 * stick.smooth_step((t - 4.6) / 1.2)
    d = down - up
    body = replace(body, thigh_deg=90 * d, shank_deg=25 * d, trunk_deg=4 + 31 * d)
    found = complete(analyzed(stick.film(body)))
    assert len(found) == 1
    assert found[0].end_s == pytest.approx(5.36, abs=0.1)  # 97 % of the hips' way up


def squatted(time_s, depth):
    """A body at this depth, 0 standing to 1 with the thighs level."""
    return stick.Body(time_s, 4 + 31 * depth, 90 * depth, 25 * depth, "shoulders")


def test_a_grinder_that_stalls_near_the_top_ends_where_it_stands():
    time_s = np.arange(0, 9, 1 / 30)
    down = stick.smooth_step((time_s - 1.5) / 1.2)
    up = 0.55 * stick.smooth_step((time_s - 2.7) / 0.8) + 0.45 * stick.smooth_step(time_s - 4.6)
    found = complete(analyzed(stick.film(squatted(time_s, down - up))))
    assert len(found) == 1
    assert found[0].end_s == pytest.approx(5.4, abs=0.25)


@pytest.mark.parametrize("risen", [0.2, 0.3])
def test_who_sinks_down_again_for_good_has_not_finished_the_rep(risen):
    """The hips came up by less than half before the bar went to the safeties."""
    time_s = np.arange(0, 11, 1 / 30)
    whole = stick.excursions(time_s, [(1.5, 2.6, 3.7)])
    down = stick.smooth_step((time_s - 5) / 1.1)
    up = stick.smooth_step((time_s - 6.1) / 0.9) - stick.smooth_step((time_s - 7.2) / 0.9)
    analysis = analyzed(stick.film(squatted(time_s, whole + down - risen * up)))
    assert [rep.complete for rep in analysis.reps][:1] == [True]
    assert len(complete(analysis)) == 1


def test_half_squats_before_sitting_on_the_floor_are_the_set():
    """What the clip never shows whole is no measure for the reps."""
    time_s = np.arange(0, 18, 1 / 30)
    reps = stick.paced(4)
    depth = 0.6 * stick.excursions(time_s, reps)
    depth = depth + 1.4 * stick.smooth_step((time_s - reps[-1][2] - 1.5) / 1.5)
    assert len(complete(analyzed(stick.film(squatted(time_s, depth))))) == 4


@pytest.mark.parametrize("barred", [False, True])
def test_an_unrack_before_a_failed_single_is_no_rep(barred):
    """What is whole is too small to be the measure of what was not finished."""
    time_s = np.arange(0, 12, 1 / 30)
    dip = 0.4 * stick.excursions(time_s, [(1, 1.5, 2.0)])
    body = squatted(time_s, dip + 1.1 * stick.smooth_step((time_s - 4) / 1.2))
    bar = {"bar": stick.plate(body)} if barred else {}
    assert not [rep for rep in analyzed(stick.film(body), **bar).reps if rep.complete]


def test_a_half_rep_is_listed_as_partial_and_not_counted():
    body = stick.squat(stick.paced(5), depth=[1, 1, 0.5, 1, 1])
    analysis = analyzed(stick.film(body))
    assert len(complete(analysis)) == 4
    assert [n.reason for n in analysis.not_counted] == ["partial"]
    middle = stick.paced(5)[2]
    assert middle[0] <= analysis.not_counted[0].start_s < analysis.not_counted[0].end_s <= middle[2]


@pytest.mark.parametrize("depth", [[1, 0.45], [1, 0.45, 1]])
def test_a_half_rep_is_told_without_the_reps_that_may_be_struck_out(depth):
    """A set of no counted rep said "of the range of your one rep"."""
    film = stick.film(stick.squat(stick.paced(len(depth)), depth=depth))
    turns_s = [rep.turn_s for rep in analyzed(film).reps]
    assert len(turns_s) == sum(one == 1 for one in depth)
    left = analyzed(film, Options(corrections=Corrections(not_reps=tuple(turns_s))))
    said = [one.message for one in left.not_counted if one.reason == "partial"]
    assert not left.reps
    assert said == ["Less than 60 % of your usual range of motion in this set."]


def test_coming_up_as_the_clip_begins_is_no_half_rep():
    """Of 165 movements called partial in labelled clips without any, two in three were cut off."""
    time_s = np.arange(0, 14, 1 / 30)
    up = 0.4 * (1 - stick.smooth_step((time_s - 0.1) / 1.2))
    body = squatted(time_s, up + stick.excursions(time_s, [(4, 5, 6), (8, 9, 10)]))
    analysis = analyzed(stick.film(body))
    assert len(complete(analysis)) == 2
    assert [n.reason for n in analysis.not_counted] == ["cut_off"]


def test_a_set_of_quarter_squats_is_counted_as_such():
    """Partial is against the set's own travel, not against somebody else's."""
    analysis = analyzed(stick.film(stick.squat(stick.paced(4), depth=0.6)))
    assert len(complete(analysis)) == 4


def test_a_clip_that_starts_in_a_rep_says_so():
    reps = stick.paced(3)
    analysis = analyzed(stick.cut(stick.film(stick.squat(reps)), reps[0][0] + 1.0, 99))
    assert [r.complete for r in analysis.reps] == [False, True, True]
    assert analysis.reps[0].start_s is None


def test_a_clip_that_ends_in_a_rep_says_so():
    reps = stick.paced(3)
    analysis = analyzed(stick.cut(stick.film(stick.squat(reps)), 0, reps[2][1] + 0.4))
    assert [r.complete for r in analysis.reps] == [True, True, False]
    assert analysis.reps[2].end_s is None


@pytest.mark.parametrize("later_s", [0.0, 0.5])
def test_a_clip_that_ends_on_the_way_down_counts_no_more(later_s):
    reps = stick.paced(3)
    analysis = analyzed(stick.cut(stick.film(stick.squat(reps)), 0, reps[2][1] - later_s))
    assert len(complete(analysis)) == 2


def test_walking_out_and_back_is_no_rep():
    """Stepping with a bar bobs the hips by a tenth of a torso while the feet move."""
    reps = stick.paced(3, first_s=6.0)
    body = stick.squat(reps, duration_s=reps[-1][2] + 6)
    t, after = body.time_s, reps[-1][2] + 1.0
    out, back = stick.smooth_step((t - 1) / 3), stick.smooth_step((t - after) / 3)
    walking = ((t > 1) & (t < 4)) | ((t > after) & (t < after + 3))
    bob = 14 * walking * np.abs(np.sin(2 * np.pi * 0.8 * t))
    body = replace(body, feet=-1.6 * out + 1.6 * back, thigh_deg=body.thigh_deg + bob)
    assert len(complete(analyzed(stick.film(body)))) == 3


def stepping(depth, from_s, to_s, options=None):
    """Three reps and one more dip, and a step between two moments."""
    reps = [*stick.paced(3), (12.0, 13.0, 14.0)]
    body = stick.squat(reps, depth=[1, 1, 1, depth])
    feet = -1.2 * stick.smooth_step((body.time_s - from_s) / (to_s - from_s))
    return analyzed(stick.film(replace(body, feet=feet)), options)


def test_a_step_without_a_bar_is_not_told_to_be_one_with_it():
    said = Options(lift="squat", variant="bodyweight")
    (step,) = stepping(0.55, 12.0, 14.0, said).not_counted
    assert (step.reason, step.message) == ("other_movement", "Your feet moved: a step, not a rep.")


def test_a_deep_step_with_the_bar_is_no_rep():
    """Half as deep as a rep, and the feet end elsewhere."""
    analysis = stepping(0.55, 12.0, 14.0)
    assert len(complete(analysis)) == 3
    assert "walkout" in {n.reason for n in analysis.not_counted}


def test_who_walks_off_and_back_within_a_dip_has_done_no_rep():
    """The feet end where they began, and are elsewhere in between."""
    body = stick.squat([*stick.paced(3), (12.0, 15.0, 18.0)], depth=[1, 1, 1, 0.7])
    off, back = (stick.smooth_step(body.time_s - at_s) for at_s in (13.0, 16.0))
    analysis = analyzed(stick.film(replace(body, feet=-2.5 * (off - back))))
    assert len(complete(analysis)) == 3


@pytest.mark.parametrize(("from_s", "to_s"), [(11.9, 12.7), (13.3, 14.1)])
def test_stepping_before_or_after_a_squat_costs_no_rep(from_s, to_s):
    """Coming from where the phone was started, going there to stop it, or getting set."""
    assert len(complete(stepping(1.0, from_s, to_s))) == 4


def test_sitting_down_after_the_set_is_no_rep():
    """Deeper than any rep, and not got up from."""
    reps = stick.paced(3)
    body = stick.squat(reps, duration_s=18)
    sit = stick.smooth_step((body.time_s - 12) / 1.5)
    body = replace(body, thigh_deg=body.thigh_deg + 105 * sit, trunk_deg=body.trunk_deg + 8 * sit)
    analysis = analyzed(stick.film(body))
    assert len(complete(analysis)) == 3
    assert not any(r.end_s is None or r.end_s > 11 for r in some_reps(analysis))


def test_unracking_bends_the_knees_a_little_and_is_no_rep():
    reps = stick.paced(3, first_s=5.0)
    body = stick.squat(reps)
    bend = stick.excursions(body.time_s, [(1, 1.4, 1.8)])
    assert (
        len(complete(analyzed(stick.film(replace(body, thigh_deg=body.thigh_deg + 20 * bend)))))
        == 3
    )


def test_standing_still_is_no_rep():
    analysis = analyzed(stick.film(stick.standing()))
    assert analysis.reps == ()
    assert analysis.set.summary


def test_nobody_seen_is_a_result():
    track = stick.film(stick.squat(stick.paced(2)))
    analysis = analyzed(stick.unseen(track, np.ones(len(track.time_s), bool)))
    assert analysis.reps == ()
    assert "no_person" in {w.code for w in analysis.warnings}
    assert analysis.lift.name == "unknown"


def test_a_moment_unseen_costs_no_rep():
    reps = stick.paced(3)
    track = stick.film(stick.squat(reps))
    hidden = (track.time_s > reps[1][1] - 0.08) & (track.time_s < reps[1][1] + 0.08)
    assert len(complete(analyzed(stick.unseen(track, hidden)))) == 3


def test_a_rep_unseen_for_a_second_is_neither_counted_whole_nor_measured():
    reps = stick.paced(3)
    track = stick.film(stick.squat(reps))
    hidden = (track.time_s > reps[1][1] - 0.5) & (track.time_s < reps[1][1] + 0.5)
    analysis = analyzed(stick.unseen(track, hidden))
    for rep in some_reps(analysis):
        if rep.start_s is not None and abs(rep.start_s - reps[1][0]) < 1:
            assert rep.metrics["lean_gain_deg"].value is None
    others = [r for r in complete(analysis) if abs(r.turn_s - reps[1][1]) > 1]
    assert len(others) == 2


def test_a_shaking_camera_changes_nothing():
    track = stick.film(stick.squat(stick.paced(3)))
    t = track.time_s
    shake = np.stack([40 * np.sin(1.3 * t), 60 * np.sin(0.9 * t)], 1)
    shaken = replace(track, image_px=(track.image_px + shake[:, None]).astype(np.float32))
    still, moving = analyzed(track), analyzed(shaken, camera=camera_of(track, shake))
    for a, b in zip(times(still), times(moving), strict=True):
        assert a == pytest.approx(b, abs=0.05)


@pytest.mark.parametrize("yaw_deg", [-80, -45, 0, 45, 80])
def test_reps_are_counted_from_anywhere(yaw_deg):
    assert len(complete(analyzed(stick.film(stick.squat(stick.paced(4)), yaw_deg=yaw_deg)))) == 4


def test_who_hardly_comes_up_is_still_in_the_same_rep():
    body = stick.squat([(1.5, 3.0, 7.0)])
    t = body.time_s
    down = stick.excursions(t, [(1.5, 3.0, 7.0)])
    # lost at the bottom and found a third of the way up for a moment
    bounce = 0.35 * np.exp(-(((t - 4.0) / 0.25) ** 2))
    down = np.where(
        (t > 3.0) & (t < 5.0), 1 - bounce, np.where(t >= 5.0, down / down[t >= 5.0][0], down)
    )
    body = replace(body, thigh_deg=90 * down, shank_deg=25 * down)
    assert len(complete(analyzed(stick.film(body)))) == 1


@pytest.mark.parametrize("lean_deg", [25, 45])
def test_a_squat_with_hanging_hands_is_a_squat(lean_deg):
    body = replace(stick.squat(stick.paced(3), lean_deg=lean_deg), hands="hanging")
    assert analyzed(stick.film(body)).lift.name == "squat"


@pytest.mark.parametrize("share", [0.2, 0.3])
def test_who_does_not_get_up_has_not_finished_the_rep(share):
    """Stuck half-way up until the clip ends: level, but no standing."""
    reps = stick.paced(3)
    body = stick.squat(reps)
    t = body.time_s
    down = stick.excursions(t, reps)
    down = np.where(t > reps[2][1], np.maximum(down, 1 - share), down)
    body = replace(body, thigh_deg=90 * down, shank_deg=25 * down)
    assert [r.complete for r in analyzed(stick.film(body)).reps] == [True, True, False]


def test_a_squat_with_arms_stretched_out_is_a_squat():
    body = replace(stick.squat(stick.paced(3)), hands="hanging")
    down = stick.excursions(body.time_s, stick.paced(3))
    raised = replace(body, hands_up=down)
    analysis = analyzed(stick.film(raised))
    assert analysis.lift.name == "squat"
    assert len(complete(analysis)) == 3


def test_who_sits_down_and_stays_has_done_no_squat():
    """Posture is that of a squat; nothing was lifted, so nothing is called one."""
    time_s = np.arange(0, 14, 1 / 30)
    body = squatted(time_s, 1.1 * stick.smooth_step((time_s - 4) / 1.2))
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert (analysis.reps, analysis.lift.name) == ((), "unknown")


def test_a_curve_turns_where_it_swings_far_enough_and_nowhere_else():
    curve = np.interp(np.arange(61), [0, 15, 30, 45, 60], [1.0, 0.4, 1.0, 0.8, 1.0])
    assert [(p.index, p.extreme) for p in pivots(curve, 0.5)] == [
        (0, "high"),
        (15, "low"),
        (30, "high"),
    ]
    assert [p.index for p in pivots(curve, 0.1)] == [0, 15, 30, 45, 60]
    assert pivots(curve, 0.7) == []


@pytest.mark.parametrize("rest_s", [30.0, 60.0, 90.0])
@pytest.mark.parametrize("seed", range(2))
def test_a_rest_takes_as_long_as_it_takes(rest_s, seed):
    """Where somebody stands for a minute, trembling poses are highest anywhere in it."""
    track = stick.film(stick.squat(stick.paced(3, rest_s=rest_s)))
    trembling = np.random.default_rng(seed).normal(0, 1.0, track.image_px.shape)
    track = replace(track, image_px=(track.image_px + trembling).astype(np.float32))
    assert len(complete(analyzed(track))) == 3


def test_five_frames_a_second_are_enough():
    """Their gaps are just those that are filled, and times are rounded."""
    reps = stick.paced(4, way_s=1.6, rest_s=1.2)
    track = stick.film(stick.squat(reps))
    thin = np.searchsorted(track.time_s, np.arange(0.0, track.time_s[-1], 0.2))
    track = stick.rows(track, thin, np.arange(len(thin)) * 0.2)
    found = complete(analyzed(track))
    assert [rep.turn_s for rep in found] == pytest.approx([rep[1] for rep in reps], abs=0.25)
