"""The outline of the back as a witness of how far a pull's trunk tips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics.gain_by_outline import OUTLINE_WEIGHT, UNCERTAINTY_DEG
from formcheck.pose import Landmark as Lm
from formcheck.pose import PoseTrack
from tests import stick
from tests.observed import analyzed, complete, faults, value

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
    assert rep.metrics["lean_gain_deg"].uncertainty == UNCERTAINTY_DEG
    assert [f.confidence for f in rep.findings if f.fault == "hips_shoot"] == ["possible"]
    assert "hips_shoot" not in faults(without)


def test_an_outline_far_from_what_the_joints_say_is_told_as_merely_possible():
    joints, back = pulls([0.0] * 4), pulls([0.0, 20.0, 0.0, 0.0])
    rep = complete(analyzed(outlined(stick.film(joints), back)))[1]
    assert rep.metrics["lean_gain_over_own_deg"].value is None
    assert [f.confidence for f in rep.findings] == ["possible"]


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
