"""Deadlifts: what counts as a rep, what does not, and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from formcheck.motion.make import PAIRS
from formcheck.pipeline.options import Options
from formcheck.reps import timing
from tests import stick
from tests.observed import analyzed, complete, faults


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_every_pull_is_counted_once(count):
    analysis = analyzed(stick.film(stick.deadlift(stick.paced(count))))
    assert analysis.lift.name == "deadlift"
    assert len(complete(analysis)) == count


def test_lift_off_lockout_and_return():
    """Truth: the chest (and with it the bar) has moved 3 % of its way."""
    reps = stick.paced(3)
    body = stick.deadlift(reps)
    chest = stick.joints(body)["shoulder"][:, 1]
    up = chest - chest.min() > 0.03 * np.ptp(chest)
    edges = body.time_s[np.flatnonzero(np.diff(up.astype(int)))]
    locked = chest > chest.max() - 0.03 * np.ptp(chest)
    tops = body.time_s[np.flatnonzero(np.diff(locked.astype(int)) > 0)]
    found = complete(analyzed(stick.film(body)))
    assert [r.start_s for r in found] == pytest.approx(edges[0::2], abs=0.1)
    assert [r.end_s for r in found] == pytest.approx(edges[1::2], abs=0.1)
    assert [r.turn_s for r in found] == pytest.approx(tops, abs=0.1)


def test_a_held_lockout_is_told_a_little_after_the_curve_is_up(monkeypatch):
    body = stick.deadlift([(1.5, 2.7, 4.9)], duration_s=7)
    (found,) = complete(analyzed(stick.film(body)))
    early_s = timing.lockout_early_s()
    monkeypatch.setattr(timing, "lockout_early_s", lambda: 0.0)
    (at_once,) = complete(analyzed(stick.film(body)))
    assert found.turn_s - at_once.turn_s == pytest.approx(early_s, abs=1 / 60)


@pytest.mark.parametrize("rest_s", [0.0, 0.1, 1.0, 10.0, 30.0])
def test_touch_and_go_and_pauses_of_any_length(rest_s):
    body = stick.deadlift(stick.paced(3, rest_s=rest_s))
    assert len(complete(analyzed(stick.film(body)))) == 3


@pytest.mark.parametrize("way_s", [0.4, 0.5, 1.0, 3.0, 5.0])
def test_fast_and_slow(way_s):
    body = stick.deadlift(stick.paced(3, way_s=way_s))
    assert len(complete(analyzed(stick.film(body)))) == 3


@pytest.mark.parametrize("hold_s", [1.0, 5.0])
def test_a_held_lockout_is_one_rep_and_the_turn_is_its_beginning(hold_s):
    body = stick.deadlift([(1.5, 2.7, 3.9)], duration_s=7 + hold_s)
    t = body.time_s
    up = stick.smooth_step((t - 1.5) / 1.2) - stick.smooth_step((t - 2.7 - hold_s) / 1.2)
    body = replace(
        body, trunk_deg=62 - 58 * up**2, thigh_deg=70 * (1 - up), shank_deg=16 * (1 - up)
    )
    found = complete(analyzed(stick.film(body)))
    assert len(found) == 1
    assert found[0].turn_s == pytest.approx(2.5, abs=0.25)


def pulled(time_s, way):
    """A body that is up by `way`, 0 at the floor to 1 at lockout."""
    return stick.Body(time_s, 62 - 58 * way**2, 70 * (1 - way), 16 * (1 - way), hands="hanging")


def through(time_s, *points):
    """Smooth from one (time, value) to the next."""
    value = np.full_like(time_s, points[0][1])
    for (begin, low), (end, high) in pairwise(points):
        value = value + (high - low) * stick.smooth_step((time_s - begin) / (end - begin))
    return value


@pytest.mark.parametrize("barred", [False, True])
@pytest.mark.parametrize("stuck", [0.25, 0.35])
def test_a_pull_that_sticks_below_the_knees_begins_at_the_floor(stuck, barred):
    time_s = np.arange(0, 10, 1 / 30)
    way = through(time_s, (2, 0), (2.7, stuck), (4, stuck), (5, 1), (5.5, 1), (6.6, 0))
    body = pulled(time_s, way)
    bar = {"bar": stick.plate(body)} if barred else {}
    found = complete(analyzed(stick.film(body), **bar))
    assert len(found) == 1
    assert found[0].start_s == pytest.approx(2.15, abs=0.15)


def test_resting_bent_over_the_bar_between_pulls_begins_and_ends_none():
    """The chest sinks below where it pulls from, on both sides of each rep."""
    reps = [(begin, begin + 1.2, begin + 2.4) for begin in (4, 12, 20, 28)]
    body = stick.deadlift(reps, floor_lean_deg=60)
    bent = sum(
        through(body.time_s, (a[2] + 0.5, 0), (a[2] + 1.1, 1), (b[0] - 1.1, 1), (b[0] - 0.5, 0))
        for a, b in pairwise(reps)
    )
    found = complete(analyzed(stick.film(replace(body, trunk_deg=body.trunk_deg + 20 * bent))))
    assert [r.start_s for r in found] == pytest.approx([r[0] + 0.15 for r in reps], abs=0.35)


@pytest.mark.parametrize("share", [0.06, -0.06])
def test_a_bar_that_is_rolled_into_place_is_on_the_floor(share):
    """Long before a pull it seems to lie a little lower or higher."""
    reps = [(begin, begin + 1.2, begin + 2.4) for begin in (6, 30)]
    body = stick.deadlift(reps, duration_s=36)
    bar = stick.plate(body)
    center = bar.center_px.copy()
    elsewhere = through(bar.time_s, (10, 0), (10.5, 1), (27, 1), (27.7, 0))
    center[:, 1] += share * np.ptp(center[:, 1]) * elsewhere
    found = complete(analyzed(stick.film(body), bar=replace(bar, center_px=center)))
    assert [r.start_s for r in found] == pytest.approx([r[0] + 0.15 for r in reps], abs=0.35)


def test_a_followed_bar_that_sticks_just_above_the_floor_has_left_it():
    time_s = np.arange(0, 9, 1 / 30)
    way = through(time_s, (2, 0), (2.5, 0.15), (4, 0.15), (5, 1), (5.5, 1), (6.6, 0))
    body = pulled(time_s, way)
    found = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert found[0].start_s == pytest.approx(2.2, abs=0.2)


def test_a_bar_that_is_held_up_is_a_rep_however_long():
    """Poses alone cannot tell standing about from a long lockout."""
    time_s = np.arange(0, 18, 1 / 30)
    pulls = [(2, 6.5), (8, 9.5), (11, 12.5)]
    way = sum(
        stick.smooth_step(time_s - up) - stick.smooth_step(time_s - down) for up, down in pulls
    )
    body = pulled(time_s, way)
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert len(complete(analysis)) == 3
    assert analysis.not_counted == ()


def test_a_clip_that_begins_with_the_bar_up_begins_within_a_rep():
    reps = stick.paced(3)
    body = stick.deadlift(reps)
    begin = (reps[0][0] + reps[0][1]) / 2
    track, bar = (stick.cut(one, begin, 99) for one in (stick.film(body), stick.plate(body)))
    analysis = analyzed(track, bar=bar)
    assert [r.complete for r in analysis.reps] == [False, True, True]
    assert analysis.reps[0].start_s is None


@pytest.mark.parametrize("lost_s", [0.3, 0.5])
def test_a_rim_lost_at_lift_off_costs_no_rep(lost_s):
    reps = stick.paced(3)
    body = stick.deadlift(reps)
    bar = stick.plate(body)
    center = bar.center_px.copy()
    center[np.abs(bar.time_s - reps[1][0]) < lost_s / 2 + 0.1] = np.nan
    found = complete(analyzed(stick.film(body), bar=replace(bar, center_px=center)))
    assert [r.start_s for r in found] == pytest.approx([r[0] + 0.15 for r in reps], abs=0.2)


def test_bobbing_with_hanging_hands_under_an_upright_trunk_is_no_deadlift():
    """Knees that give a little, or a jump: chest and hips sink alike."""
    body = stick.standing(10)
    bob = stick.excursions(body.time_s, [(2, 2.5, 3), (5, 5.4, 5.8)])
    body = replace(body, hands="hanging", shank_deg=45 * bob, thigh_deg=45 * bob)
    analysis = analyzed(stick.film(body, yaw_deg=85))
    assert analysis.lift.name != "deadlift"


def test_a_missed_pull_is_listed_as_partial():
    body = stick.deadlift(stick.paced(4), height=[1, 1, 0.28, 1])
    analysis = analyzed(stick.film(body))
    assert len(complete(analysis)) == 3
    assert [n.reason for n in analysis.not_counted] == ["partial"]


def test_a_clip_that_starts_at_lockout_says_set_up_or_incomplete():
    reps = stick.paced(3)
    track = stick.film(stick.deadlift(reps))
    analysis = analyzed(stick.cut(track, reps[0][1], 99))
    assert len(complete(analysis)) == 2


def cut_off(body, to_s, *, bar, yaw_deg=0.0):
    """The clip ends at a time, with the bar tracked or not."""
    track = stick.cut(stick.film(body, yaw_deg=yaw_deg), 0, to_s)
    return analyzed(track, **({"bar": stick.cut(stick.plate(body), 0, to_s)} if bar else {}))


def test_a_clip_that_ends_at_lockout_says_so():
    reps = stick.paced(3)
    analysis = cut_off(stick.deadlift(reps), reps[2][1] + 0.3, bar=True)
    assert [r.complete for r in analysis.reps] == [True, True, False]
    assert analysis.reps[2].end_s is None


@pytest.mark.parametrize(("yaw_deg", "before"), [(0, 0), (-30, 0), (0, 2), (60, 2)])
def test_who_is_last_seen_standing_up_with_nothing_in_the_hands_pulls_nothing(yaw_deg, before):
    """Set up over a bar and left it: no deadlift that the clip cuts off."""
    reps = stick.paced(before + 1, first_s=3.0)
    analysis = cut_off(stick.deadlift(reps), reps[-1][1] + 0.3, bar=False, yaw_deg=yaw_deg)
    assert [rep.complete for rep in analysis.reps] == [True] * before
    assert (analysis.lift.name == "deadlift") is (before > 0)


def test_who_stands_up_while_the_bar_is_on_the_floor_pulls_nothing_however_the_clip_ends():
    """A picture that faded out: the bar was lost on the floor, before its lifter was up."""
    reps = stick.paced(3)
    body = stick.deadlift(reps)
    bar = stick.plate(body)
    center = bar.center_px.copy()
    off_s, up_s, _ = reps[2]
    center[bar.time_s > off_s] = center[bar.time_s <= off_s][-1]
    center[bar.time_s > off_s + 0.75 * (up_s - off_s)] = np.nan
    left = replace(bar, center_px=center)
    track, left = (stick.cut(one, 0, up_s + 0.3) for one in (stick.film(body, yaw_deg=50), left))
    analysis = analyzed(track, bar=left)
    assert [rep.complete for rep in analysis.reps] == [True, True]
    assert [one.message for one in analysis.not_counted] == ["You stood up without the bar."]


def test_where_a_bar_seldom_shows_one_pull_may_end_with_the_clip():
    reps = stick.paced(1, first_s=3.0)
    analysis = cut_off(stick.deadlift(reps), reps[0][1] + 0.3, bar=False, yaw_deg=60)
    assert [r.complete for r in analysis.reps] == [False]


def test_hip_bobs_over_the_bar_are_no_reps():
    """The hips go up and down while the shoulders stay: finding the position."""
    body = stick.deadlift(stick.paced(3, first_s=6.0))
    bob = stick.excursions(body.time_s, [(1, 1.5, 2), (2.5, 3, 3.5), (4, 4.4, 4.8)])
    bobbing = replace(
        body, thigh_deg=body.thigh_deg - 25 * bob, trunk_deg=body.trunk_deg + 12 * bob
    )
    analysis = analyzed(stick.film(bobbing))
    assert len(complete(analysis)) == 3
    assert analysis.reps[0].start_s == pytest.approx(6.2, abs=0.2)


@pytest.mark.parametrize("enters_s", [0.0, 1.0])
def test_going_down_to_the_bar_is_no_rep(enters_s):
    """The lifter stands behind the bar, hands empty and up, as the clip begins or walks in later.

    Of both it said that they stood when the clip began.
    """
    body = stick.deadlift(stick.paced(3, first_s=6.0))
    standing = 1 - stick.smooth_step((body.time_s - 2) / 1.5)
    body = replace(
        body,
        trunk_deg=body.trunk_deg * (1 - standing) + 4 * standing,
        thigh_deg=body.thigh_deg * (1 - standing),
        shank_deg=body.shank_deg * (1 - standing),
        hands_up=0.4 * standing,
    )
    track = stick.film(body)
    image_px = track.image_px.copy()
    image_px[track.time_s < enters_s] = np.nan
    analysis = analyzed(replace(track, image_px=image_px))
    assert len(complete(analysis)) == 3
    assert [one.message for one in analysis.not_counted] == [
        "You were already standing when this began, so it is not a rep."
    ]


def test_standing_up_after_the_last_rep_is_no_rep():
    reps = stick.paced(3)
    body = stick.deadlift(reps, duration_s=reps[-1][2] + 9)
    up = stick.smooth_step((body.time_s - reps[-1][2] - 1.5) / 1.5)
    body = replace(
        body,
        trunk_deg=body.trunk_deg * (1 - up) + 4 * up,
        thigh_deg=body.thigh_deg * (1 - up),
        shank_deg=body.shank_deg * (1 - up),
    )
    assert len(complete(analyzed(stick.film(body)))) == 3


def test_a_romanian_deadlift_is_told_from_a_pull_off_the_floor():
    analysis = analyzed(stick.film(stick.romanian(stick.paced(4))))
    assert (analysis.lift.name, analysis.lift.variant) == ("deadlift", "romanian")
    assert len(complete(analysis)) == 4
    floor = analyzed(stick.film(stick.deadlift(stick.paced(4))))
    assert floor.lift.variant != "romanian"


def test_a_romanian_rep_turns_at_its_lowest():
    reps = stick.paced(3)
    found = complete(analyzed(stick.film(stick.romanian(reps))))
    assert [r.turn_s for r in found] == pytest.approx([r[1] for r in reps], abs=0.07)


def test_a_romanian_rep_that_was_under_way_when_the_clip_began_is_cut():
    reps = stick.paced(3)
    track = stick.film(stick.romanian(reps))
    under_way = stick.cut(track, reps[0][0] + 0.6 * (reps[0][1] - reps[0][0]), 99)
    found = analyzed(under_way, Options(variant="romanian")).reps
    assert [(r.complete, r.start_s is None) for r in found] == [
        (False, True),
        (True, False),
        (True, False),
    ]


def hitched(rep, *, back):
    """A pull with two hitches: knees and trunk bend again, the hands keep their height."""
    body = stick.deadlift([rep])
    t = body.time_s
    up = stick.excursions(t, [rep])
    middle = (rep[0] + rep[1]) / 2
    for at_s in (middle + 0.3, middle + 1.3):
        up = up - back * np.exp(-(((t - at_s) / 0.25) ** 2)) * (up > 0.1)
    up = np.clip(up, 0, 1)
    body = replace(
        body, trunk_deg=62 - 58 * up**2, thigh_deg=70 * (1 - up), shank_deg=16 * (1 - up)
    )
    shoulder = stick.joints(body)["shoulder"][:, 1]
    lost = np.where(t < rep[1], np.maximum.accumulate(shoulder), shoulder) - shoulder
    return replace(body, hands_up=lost / (stick.ARM - 0.02))


@pytest.mark.xfail(strict=True, reason="turns at the hitch: hardly one of those fitted on has any")
def test_a_hitch_is_no_new_pull():
    rep = (1.5, 6.5, 8.0)
    body = hitched(rep, back=0.45)
    chest = stick.joints(body)["shoulder"][:, 1]
    going_up = chest[(body.time_s > rep[0]) & (body.time_s < rep[1])]
    assert np.max(np.maximum.accumulate(going_up) - going_up) > 0.3, "or it is no hitch"
    leaves_floor = body.time_s[np.argmax(chest - chest.min() > 0.03 * np.ptp(chest))]
    locked = body.time_s[np.argmax(chest > chest.max() - 0.03 * np.ptp(chest))]
    found = complete(analyzed(stick.film(body)))
    assert len(found) == 1
    assert found[0].start_s == pytest.approx(leaves_floor, abs=0.1)
    assert found[0].turn_s == pytest.approx(locked, abs=0.1)


def test_hands_guessed_high_at_the_floor_make_no_hitch_of_two_pulls():
    reps = stick.paced(3)
    track = stick.film(stick.deadlift(reps))
    image = track.image_px.copy()
    at_floor = (track.time_s > reps[0][2] - 0.5) & (track.time_s < reps[1][0] + 0.5)
    for wrist in PAIRS["wrist"]:
        image[at_floor, wrist, 1] -= 150
    # told, since hands that go 0.75 torsos against the shoulders may well be another exercise
    found = complete(analyzed(replace(track, image_px=image), Options(lift="deadlift")))
    assert found[0].start_s == pytest.approx(reps[0][0], abs=0.4)
    assert all(r.end_s - r.start_s < 3 for r in found)


def test_hands_guessed_at_the_hips_cost_no_pull():
    """Off the side the far plate hides them, and the pose model draws them on the thighs."""
    track = stick.film(stick.deadlift(stick.paced(4)))
    image = track.image_px.copy()
    second = track.time_s > stick.paced(4)[1][0] - 0.5
    for wrist, hip in zip(PAIRS["wrist"], PAIRS["hip"], strict=True):
        image[second, wrist] = image[second, hip] - [0, 10]
    found = analyzed(replace(track, image_px=image), Options(variant="sumo"))
    assert len(complete(found)) == 4


def test_standing_with_a_bar_in_the_hands_is_no_rep():
    assert analyzed(stick.film(stick.standing(hands="hanging"))).reps == ()


def test_telling_the_lift_overrules_what_was_detected():
    analysis = analyzed(stick.film(stick.deadlift(stick.paced(2))), Options(lift="squat"))
    assert (analysis.lift.name, analysis.lift.source) == ("squat", "told")


def test_a_squat_and_a_pull_are_told_apart_with_confidence():
    squat = analyzed(stick.film(stick.squat(stick.paced(3)))).lift
    pull = analyzed(stick.film(stick.deadlift(stick.paced(3)))).lift
    assert (squat.name, pull.name) == ("squat", "deadlift")
    assert squat.confidence > 0.9
    assert pull.confidence > 0.9
    assert squat.source == pull.source == "detected"


def test_hips_that_shoot_up_are_told_only_in_their_rep():
    analysis = analyzed(stick.film(stick.deadlift(stick.paced(3), tip_deg=[0, 18, 0])))
    assert [faults(r) for r in analysis.reps] == [set(), {"hips_shoot"}, set()]


def test_of_a_piece_of_a_rep_that_the_clip_begins_and_ends_in_no_time_is_told():
    (rep,) = stick.paced(1)
    track = stick.film(stick.romanian([rep]))
    down, up = rep[1] - rep[0], rep[2] - rep[1]
    piece = stick.cut(track, rep[0] + 0.35 * down, rep[1] + 0.65 * up)
    (found,) = analyzed(piece, Options(variant="romanian")).reps
    assert found.metrics["descent_s"].not_assessed == "the clip begins within the descent"
    assert found.metrics["ascent_s"].not_assessed == "the clip ends within the ascent"
