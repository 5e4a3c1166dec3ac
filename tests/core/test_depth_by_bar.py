"""How deep reps are against each other, by a bar on the back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics import depth
from formcheck.motion.make import PAIRS
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, observed, value

REPS = stick.paced(4)
SQUAT = Options(lift="squat").rep_options


def misread(track, reps, up_px):
    """The hips read too high at the bottom of each of these reps, as behind a plate."""
    image = track.image_px.copy()
    for start, turn, end in reps:
        way = np.clip(1 - np.abs(track.time_s - turn) / (end - start), 0, 1)
        near = np.abs(track.time_s - turn) < 0.5
        for hip in PAIRS["hip"]:
            image[near, hip, 1] -= (up_px * way[near]).astype(np.float32)
    return replace(track, image_px=image)


def test_a_bar_that_goes_as_deep_contradicts_joints_that_do_not():
    body = stick.squat(REPS)
    track = misread(stick.film(body), REPS[1:2], 36)
    assert "shallow_depth" in faults(complete(analyzed(track))[1])
    reps = complete(analyzed(track, bar=stick.plate(body)))
    assert [faults(rep) for rep in reps] == [set()] * 4
    assert [value(rep, "depth_thigh") for rep in reps] == pytest.approx([0] * 4, abs=0.02)


def test_a_shallow_rep_is_told_by_the_bar_too():
    body = stick.squat(REPS, depth=[1, 0.75, 1, 1])
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert [faults(r) for r in analysis.reps] == [set(), {"shallow_depth"}, set(), set()]
    true = np.cos(np.radians(90 * 0.75))
    assert value(analysis.reps[1], "depth_thigh") == pytest.approx(true, abs=0.15)


def leaning(body: stick.Body, reps, leans_deg) -> stick.Body:
    """The same squats (of the usual 35 degrees) with another lean in each rep, no other depth."""
    more = sum(
        (x - 35) * stick.excursions(body.time_s, [r]) for x, r in zip(leans_deg, reps, strict=True)
    )
    return replace(body, trunk_deg=body.trunk_deg + more)


@pytest.mark.parametrize("leans_deg", [(30, 30, 30, 46), (30, 45, 45, 45), (30, 34, 42, 46)])
@pytest.mark.parametrize("share", [1.0, 0.87])
@pytest.mark.parametrize("yaw_deg", [0, 30])
def test_a_bar_that_is_lower_because_the_trunk_leans_is_no_depth(leans_deg, share, yaw_deg):
    body = leaning(stick.squat(REPS, depth=share), REPS, leans_deg)
    bar = stick.plate(body, yaw_deg=yaw_deg)
    reps = complete(analyzed(stick.film(body, yaw_deg=yaw_deg), bar=bar))
    true = np.cos(np.radians(90 * share))
    assert [value(r, "depth_thigh") for r in reps] == pytest.approx([true] * 4, abs=0.03)
    assert ["shallow_depth" in faults(r) for r in reps] == [share < 1] * 4


@pytest.mark.parametrize("down_torso", [0.0, 0.15, -0.15])
def test_who_steps_nearer_between_reps_squats_no_deeper(down_torso):
    """Two reps read a fifth of a thigh shallower than two others of one lifter who stepped back."""
    body = stick.squat(REPS)
    track, bar = stick.film(body), stick.plate(body)
    down_px = down_torso * read_set(observed(track), SQUAT).motion.torso_px
    steps = stick.smooth_step((track.time_s - (REPS[1][2] + REPS[2][0]) / 2) / 0.3 + 0.5)
    lower = np.outer(steps, [0.0, down_px])
    image_px = (track.image_px + lower[:, None]).astype(np.float32)
    moved = blazepose_read(
        replace(track, image_px=image_px), bar=replace(bar, center_px=bar.center_px + lower)
    )
    depths = [value(rep, "depth_thigh") for rep in complete(moved)]
    assert len(depths) == len(REPS)
    assert np.ptp(depths) < 0.5 * depth.HIPS_BY_SHOULDERS_THIGH * abs(down_torso) + 0.01


@pytest.mark.parametrize("slipped_torso", [0.6, -0.6])
def test_a_bar_that_was_lost_in_one_rep_makes_no_rep_deep_or_shallow(slipped_torso):
    """Followed down to the chest in one rep, it made the three others shallow, clearly."""
    body = stick.squat(REPS)
    bar = stick.plate(body)
    here = np.abs(bar.time_s - REPS[1][1]) < 0.5
    moved_px = slipped_torso * read_set(observed(stick.film(body)), SQUAT).motion.torso_px
    center = bar.center_px + np.outer(here, [0.0, moved_px])
    track = stick.film(body)
    slipped, whole = (
        complete(blazepose_read(track, bar=each)) for each in (replace(bar, center_px=center), bar)
    )
    assert len(slipped) == len(whole) == len(REPS)
    for one, other in zip(slipped, whole, strict=True):
        assert value(one, "depth_thigh") == pytest.approx(value(other, "depth_thigh"), abs=0.03)


def test_two_reps_the_bar_lowers_alike_are_alike():
    body = stick.squat(REPS[:2])
    track = misread(stick.film(body), REPS[1:2], 15)
    depths = [value(rep, "depth_thigh") for rep in complete(analyzed(track))]
    assert abs(depths[1] - depths[0]) > 0.05
    by_bar = complete(analyzed(track, bar=stick.plate(body)))
    depths = [value(rep, "depth_thigh") for rep in by_bar]
    assert depths[0] == pytest.approx(depths[1], abs=0.01)
