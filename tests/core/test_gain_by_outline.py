"""The outline of the back as a witness of how far a pull's trunk tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics.gain_by_outline import OUTLINE_WEIGHT
from formcheck.metrics.lead import ALONE_UNCERTAINTY_DEG
from formcheck.pose.track import Landmark as Lm
from formcheck.pose.track import PoseTrack
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, value

REPS = stick.paced(4)
TIPS = [0.0, 14.0, 0.0, 0.0]
OUTSIDE_DEG = 7.0  # the outline leans less than the trunk inside of it


def outlined(track: PoseTrack, body: stick.Body) -> PoseTrack:
    """The track with the outline of a body's back, which bends nowhere."""
    lean = np.asarray(body.trunk_deg) - OUTSIDE_DEG
    return replace(track, back_deg=np.stack([0 * lean, lean], axis=1).astype(np.float32))


def pulls(tips_deg: Sequence[float]) -> stick.Body:
    return stick.deadlift(REPS, tip_deg=tips_deg)


def gains(track: PoseTrack) -> list[float]:
    return [value(rep, "lean_gain_deg") for rep in complete(analyzed(track))]


def test_joints_and_outline_share_the_gain():
    """Joints that flatten a fast change, and an outline that does not."""
    joints, back = pulls([0.0, 8.0, 0.0, 0.0]), pulls(TIPS)
    alone, truth = gains(stick.film(joints)), gains(stick.film(back))
    both = gains(outlined(stick.film(joints), back))
    between = (1 - OUTLINE_WEIGHT) * np.array(alone) + OUTLINE_WEIGHT * np.array(truth)
    assert both == pytest.approx(between, abs=0.8)


def test_an_outline_that_says_the_same_changes_nothing():
    body = pulls(TIPS)
    assert gains(outlined(stick.film(body), body)) == pytest.approx(
        gains(stick.film(body)), abs=0.8
    )


def test_the_gain_over_the_calmest_rep_has_the_outline_in_it():
    joints, back = pulls([0.0, 6.0, 0.0, 0.0]), pulls([0.0, 13.0, 0.0, 0.0])
    over = [
        value(complete(analyzed(track))[1], "lean_gain_over_own_deg")
        for track in (stick.film(joints), outlined(stick.film(joints), back))
    ]
    assert over[1] > over[0] + 0.4 * 7


def lost_hips(track: PoseTrack, rep: tuple[float, float, float]) -> PoseTrack:
    """The hips are read ever further forward as the bar leaves the floor: angle against heights."""
    image = track.image_px.copy()
    rising = np.clip((track.time_s - rep[0]) / 0.4, 0, 1) * (track.time_s < rep[1])
    for hip in (Lm.LEFT_HIP, Lm.RIGHT_HIP):
        image[:, hip, 0] += (70 * rising).astype(np.float32)
    return replace(track, image_px=image)


def test_where_joints_contradict_each_other_the_outline_tells_alone():
    body = pulls(TIPS)
    track = lost_hips(stick.film(body), REPS[1])
    without = complete(analyzed(track))[1]
    assert without.metrics["lean_gain_deg"].value is None
    rep = complete(analyzed(outlined(track, body)))[1]
    assert value(rep, "lean_gain_deg") == pytest.approx(gains(stick.film(body))[1], abs=1)
    assert rep.metrics["lean_gain_deg"].uncertainty == ALONE_UNCERTAINTY_DEG
    assert [f.confidence for f in rep.findings if f.fault == "hips_shoot"] == ["possible"]
    assert "hips_shoot" not in faults(without)


def test_an_outline_far_from_what_the_joints_say_leaves_the_gain_open():
    """One of them has lost what it followed, and nothing says which."""
    joints, back = pulls([0.0] * 4), pulls([0.0, 20.0, 0.0, 0.0])
    rep = complete(analyzed(outlined(stick.film(joints), back)))[1]
    assert "outline" in (rep.metrics["lean_gain_deg"].not_assessed or "")
    assert not faults(rep)


def test_witnesses_that_both_see_a_trunk_tip_only_differ_in_how_far():
    joints, back = pulls([0.0, 9.0, 0.0, 0.0]), pulls([0.0, 20.0, 0.0, 0.0])
    rep = complete(analyzed(outlined(stick.film(joints), back)))[1]
    alone, truth = (gains(stick.film(body))[1] for body in (joints, back))
    gain = rep.metrics["lean_gain_deg"]
    assert alone < gain.value < truth
    assert gain.uncertainty > 9
    assert "hips_shoot" in faults(rep)


def test_one_witness_far_from_one_that_hardly_sees_a_tip_is_not_believed():
    joints, back = pulls([0.0, 5.0, 0.0, 0.0]), pulls([0.0, 28.0, 0.0, 0.0])
    for one, other in ((joints, back), (back, joints)):
        rep = complete(analyzed(outlined(stick.film(one), other)))[1]
        assert rep.metrics["lean_gain_deg"].value is None
        assert not faults(rep)


def test_what_the_witnesses_differ_by_makes_the_gain_less_sure():
    joints, back = pulls([0.0, 4.0, 0.0, 0.0]), pulls([0.0, 12.0, 0.0, 0.0])
    alike, apart = (
        complete(analyzed(outlined(stick.film(joints), body)))[1].metrics["lean_gain_deg"]
        for body in (joints, back)
    )
    assert apart.uncertainty > alike.uncertainty + 1


def test_hips_that_shoot_up_before_the_bar_moves_are_told_by_both_witnesses():
    """The outline counts from where the hips begin, too, not from the bar's lift-off."""
    body = pulls(TIPS)
    track = outlined(stick.film(body), body)
    for more in ({}, {"bar": stick.plate(body)}):
        rep = complete(analyzed(track, **more))[1]
        assert value(rep, "lean_gain_deg") == pytest.approx(10.2, abs=1)
        assert "hips_shoot" in faults(rep)


def test_the_outline_of_a_rack_is_nobodys_back():
    """It stands still while the trunk opens."""
    body = pulls(TIPS)
    track = stick.film(body)
    rack = np.tile(np.float32([0.0, 50.0]), (len(track.time_s), 1))
    assert gains(replace(track, back_deg=rack)) == gains(track)


def test_a_back_that_rounds_is_no_pair_of_hips_that_shoot_up():
    """Its outline tips with it: half of what it bends by."""
    body = stick.deadlift(REPS)
    round_rep = (body.time_s > REPS[3][0] - 0.3) & (body.time_s < REPS[3][2])
    rounding = replace(body, shorter=0.10 * round_rep, head_deg=10.0 * round_rep)
    track = outlined(stick.film(rounding), body)
    assert track.back_deg is not None
    back_deg = track.back_deg + np.outer(round_rep, [30.0, 0.0])
    lifting = np.clip((body.time_s - REPS[3][0]) / 0.3, 0, 1) * round_rep
    back_deg[:, 1] += 14 * lifting
    reps = complete(blazepose_read(replace(track, back_deg=back_deg.astype(np.float32))))
    assert "upper_back_rounding" in faults(reps[3])
    assert "hips_shoot" not in faults(reps[3])


def test_reps_are_compared_by_what_was_seen_of_all_of_them():
    """An outline that is broken in one rep gives the others nothing over it."""
    joints, back = pulls([0.0, 6.0, 6.0, 6.0]), pulls([7.0, 13.0, 13.0, 13.0])
    seen = outlined(stick.film(joints), back)
    assert seen.back_deg is not None
    broken = seen.back_deg.copy()
    broken[seen.time_s < REPS[0][1]] = np.nan
    over = [
        value(rep, "lean_gain_over_own_deg")
        for rep in complete(analyzed(replace(seen, back_deg=broken)))
    ]
    plain = [value(rep, "lean_gain_over_own_deg") for rep in complete(analyzed(stick.film(joints)))]
    assert over == pytest.approx(plain, abs=0.1)


@pytest.mark.parametrize("yaw_deg", [30, 40])
def test_far_from_the_side_the_outline_has_no_say(yaw_deg):
    joints, back = pulls([0.0] * 4), pulls(TIPS)
    track = stick.film(joints, yaw_deg=yaw_deg)
    assert gains(outlined(track, back)) == gains(track)


def test_an_outline_that_is_broken_or_leaps_has_no_say():
    joints, back = pulls([0.0] * 4), pulls(TIPS)
    track = stick.film(joints)
    seen = outlined(track, back)
    assert seen.back_deg is not None
    broken = seen.back_deg.copy()
    broken[np.arange(len(broken)) % 5 > 0] = np.nan
    leaping = seen.back_deg + np.where(np.arange(len(broken)) % 2, 9.0, -9.0)[:, None]
    for back_deg in (broken, leaping.astype(np.float32)):
        assert gains(replace(track, back_deg=back_deg)) == gains(track)


def test_in_squats_plates_cut_the_outline_and_it_has_no_say():
    body = stick.squat(REPS)
    track = stick.film(body)
    assert gains(outlined(track, stick.squat(REPS, tip_deg=TIPS))) == gains(track)
