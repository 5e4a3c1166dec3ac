"""Measured values against the angles the stick figure was given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics import depth, hip_chest_rise, shrug
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.shrug import ShrugEvidence
from formcheck.pose import Landmark as Lm
from formcheck.signals import PAIRS
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, value

REPS = stick.paced(4)


@pytest.mark.parametrize("yaw_deg", [-45, -30, 0, 15, 30, 45])
@pytest.mark.parametrize("lean_deg", [25, 40, 55])
def test_peak_lean_is_the_lean_that_was_given(lean_deg, yaw_deg):
    analysis = analyzed(stick.film(stick.squat(REPS, lean_deg=lean_deg), yaw_deg=yaw_deg))
    for rep in complete(analysis):
        assert value(rep, "lean_peak_deg") == pytest.approx(lean_deg, abs=1.0)
        assert value(rep, "lean_turn_deg") == pytest.approx(lean_deg, abs=1.0)


def test_the_peak_of_a_pull_is_at_the_floor_and_read_at_lift_off():
    for rep in complete(analyzed(stick.film(stick.deadlift(REPS, floor_lean_deg=64)))):
        assert value(rep, "lean_peak_deg") == pytest.approx(64, abs=1.5)
        assert value(rep, "lean_turn_deg") == pytest.approx(64, abs=2.5)
        assert rep.metrics["lean_turn_deg"].at_s == pytest.approx(rep.start_s, abs=0.02)


@pytest.mark.parametrize("yaw_deg", [-75, 70, 90])
@pytest.mark.parametrize("name", ["lean_peak_deg", "lean_gain_deg", "hip_lead_torso"])
def test_a_view_that_cannot_show_lean_abstains_and_tells_how_to_film(name, yaw_deg):
    analysis = analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg))
    for rep in complete(analysis):
        assert rep.metrics[name].value is None
        assert "side" in (rep.metrics[name].not_assessed or "")
    assert not any(rep.flagged for rep in analysis.reps)


def test_uncertainty_grows_with_yaw():
    def spread(yaw_deg):
        rep = complete(analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)))[0]
        return [rep.metrics[n].uncertainty for n in ("lean_peak_deg", "lean_gain_deg")]

    side, oblique = spread(0), spread(40)
    assert all(a < b for a, b in zip(side, oblique, strict=True))


@pytest.mark.parametrize("tip_deg", [0, 6, 10, 16])
def test_gain_and_lead_are_those_of_the_angles(tip_deg):
    body = stick.squat(REPS, tip_deg=[0, tip_deg, 0, 0])
    rep = complete(analyzed(stick.film(body)))[1]
    gain, lead = stick.window_truth(body, REPS[1])
    assert value(rep, "lean_gain_deg") == pytest.approx(gain, abs=1.0)
    assert value(rep, "hip_lead_torso") == pytest.approx(lead, abs=0.02)


@pytest.mark.parametrize("yaw_deg", [-30, 0, 30])
def test_one_good_morning_among_clean_reps_is_told(yaw_deg):
    track = stick.film(stick.squat(REPS, tip_deg=[0, 0, 12, 0]), yaw_deg=yaw_deg)
    for analysis in (analyzed(track), blazepose_read(track)):
        assert [faults(r) & {"good_morning"} for r in analysis.reps] == [
            set(), set(), {"good_morning"}, set()
        ]  # fmt: skip


def test_a_rising_good_morning_grows_in_severity():
    body = stick.squat(REPS, tip_deg=[0, 7, 10, 18])
    found = [r.findings for r in analyzed(stick.film(body)).reps]
    assert [[f.severity for f in of_rep if f.fault == "good_morning"] for of_rep in found] == [
        [], ["mild"], ["moderate"], ["severe"]
    ]  # fmt: skip


def test_a_large_steady_lean_is_no_good_morning():
    """A long-legged lifter: leans a lot and holds it."""
    analysis = blazepose_read(stick.film(stick.squat(REPS, lean_deg=48)))
    assert not any("good_morning" in faults(r) for r in analysis.reps)
    for rep in analysis.reps:
        assert value(rep, "lean_gain_deg") == pytest.approx(0, abs=1.0)
        assert value(rep, "rise_ratio") == pytest.approx(1, abs=0.1)


def test_a_set_in_which_every_rep_is_a_good_morning_keeps_its_fault():
    """No clean rep to compare with: what BlazePose may add is less than this."""
    analysis = blazepose_read(stick.film(stick.squat(REPS, tip_deg=[14] * 4)))
    assert all("good_morning" in faults(r) for r in complete(analysis))


def test_a_single_rep_keeps_its_fault():
    analysis = blazepose_read(stick.film(stick.squat(REPS[:1], tip_deg=[12])))
    assert faults(analysis.reps[0]) == {"good_morning"}


def test_an_offset_of_the_engine_is_read_from_the_lifters_own_reps():
    """2.5° that every rep shows is an engine's; the rep beyond it keeps its size."""
    body = stick.squat(REPS, tip_deg=[2.5, 2.5, 12.5, 2.5])
    gains = [value(r, "lean_gain_deg") for r in blazepose_read(stick.film(body)).reps]
    assert np.array(gains) == pytest.approx([0, 0, 10, 0], abs=1.2)


@pytest.mark.parametrize("excess", [[], [7.0]])
def test_one_rep_has_no_own_offset(excess):
    assert hip_chest_rise.own_offset_deg(excess, (-3.0, 3.0)) == 0.0


def test_an_own_offset_never_goes_beyond_its_range():
    assert hip_chest_rise.own_offset_deg([20.0] * 5, (-3.0, 3.0)) == 3.0
    assert hip_chest_rise.own_offset_deg([-20.0] * 5, (-3.0, 3.0)) == -3.0


def test_faulty_reps_do_not_move_the_own_offset():
    calm = hip_chest_rise.own_offset_deg([1.0, 1.2, 0.8], (-3, 3))
    mixed = hip_chest_rise.own_offset_deg([1.0, 1.2, 0.8, 12.0, 15.0], (-3, 3))
    assert mixed == pytest.approx(calm)


def test_half_known_is_half_believed():
    """What a clean pull shows is known to some degrees only: some of the excess is the lifter's."""
    assert hip_chest_rise.own_offset_deg([-8.0] * 4, (-13, 2), trust=0.7) == pytest.approx(-5.6)
    assert hip_chest_rise.own_offset_deg([-8.0] * 2, (-13, 2), trust=0.7) == pytest.approx(-4.0)


def test_of_what_calm_pulls_read_beyond_a_clean_one_a_part_is_the_lifters():
    """An exact engine is believed; of a real one's excess only a share is taken for its error."""
    body = stick.deadlift(REPS, floor_lean_deg=62, tip_deg=[-6] * 4)
    exact = [value(r, "lean_gain_deg") for r in complete(analyzed(stick.film(body)))]
    read = [value(r, "lean_gain_deg") for r in complete(blazepose_read(stick.film(body)))]
    clean = hip_chest_rise.clean_gain_deg(False, 62)
    shares = (np.array(read) - clean) / (np.array(exact) - clean)
    assert shares == pytest.approx([1 - hip_chest_rise.OWN_PULL_TRUST] * 4, abs=0.15)


@pytest.mark.parametrize(("lean_deg", "more"), [(50, 0), (56, 0), (66, 5), (70, 7)])
def test_a_pull_from_a_steep_start_opens_more(lean_deg, more):
    clean = hip_chest_rise.clean_gain_deg
    assert clean(False, lean_deg) == pytest.approx(clean(False, 50) - more)
    assert clean(True, lean_deg) == 0


@pytest.mark.parametrize("first", [0.0, -12.0])
def test_a_misread_rep_is_not_the_calmest(first):
    """A trunk that seems to open by 12° on the way up is an error, no measure for the others."""
    body = stick.squat(REPS, tip_deg=[first, 1.0, 1.0, 6.0])
    reps = blazepose_read(stick.film(body)).reps
    assert value(reps[3], "lean_gain_deg") == pytest.approx(5, abs=0.8)
    assert value(reps[3], "lean_gain_over_own_deg") == pytest.approx(5.5, abs=1)


def test_hips_and_bar_that_go_different_ways_say_nothing_of_the_rise():
    """Behind a plate the pose model leaves the hips at the bottom while the bar comes up."""
    body = stick.squat(REPS)
    track = stick.film(body)
    image = track.image_px.copy()
    up = (track.time_s > REPS[1][1]) & (track.time_s < REPS[1][1] + 0.7)
    for joint in ("hip", "shoulder"):
        for landmark in PAIRS[joint]:
            image[up, landmark] = image[np.argmax(up), landmark]
    reps = complete(blazepose_read(replace(track, image_px=image), bar=stick.plate(body)))
    assert "do not move together" in (reps[1].metrics["lean_gain_deg"].not_assessed or "")
    assert [value(reps[i], "lean_gain_deg") for i in (0, 2, 3)] == pytest.approx([0] * 3, abs=1)


def test_the_ratio_abstains_when_the_shoulders_do_not_rise():
    body = stick.squat(REPS, lean_deg=40, tip_deg=[0, 40, 0, 0])
    rep = complete(analyzed(stick.film(body)))[1]
    assert rep.metrics["rise_ratio"].value is None
    assert value(rep, "hip_lead_torso") > 0.3


def test_sides_that_disagree_abstain():
    """A rigid trunk tips left and right alike; a hidden shoulder does not follow it."""
    track = stick.film(stick.squat(REPS, tip_deg=[0, 12, 0, 0]))
    image = track.image_px.copy()
    # the far shoulder drifts off while the lifter comes up in rep 2
    inside = (track.time_s > REPS[1][1]) & (track.time_s < REPS[1][2])
    rising = np.clip((track.time_s - REPS[1][1]) / 0.4, 0, 1)[inside]
    image[inside, Lm.LEFT_SHOULDER, 0] += (120 * rising).astype(np.float32)
    rep = complete(analyzed(replace(track, image_px=image)))[1]
    gain = rep.metrics["lean_gain_deg"]
    assert gain.value is None or (gain.uncertainty or 0) > 5


@pytest.mark.parametrize("share", [0.6, 0.8, 1.0, 1.15])
def test_depth_is_hip_over_knee_in_thigh_lengths(share):
    body = stick.squat(REPS, depth=share)
    true = np.cos(np.radians(90 * share))
    for rep in complete(analyzed(stick.film(body))):
        assert value(rep, "depth_thigh") == pytest.approx(true, abs=0.04)


def test_a_shallow_rep_is_told_and_only_that():
    analysis = analyzed(stick.film(stick.squat(REPS, depth=[1, 0.75, 1, 1])))
    assert [faults(r) for r in analysis.reps] == [set(), {"shallow_depth"}, set(), set()]


def test_a_lean_is_not_read_where_the_shoulders_are_not_under_the_bar():
    """Behind a plate the pose model may drop the shoulders to the knees for a moment."""
    body = stick.squat(REPS, lean_deg=40)
    track = stick.film(body)
    image = track.image_px.copy()
    lost = np.abs(track.time_s - (REPS[1][1] + REPS[1][2]) / 2) < 0.15
    for shoulder in PAIRS["shoulder"]:
        image[lost, shoulder] += np.float32([60, 60])
    track = replace(track, image_px=image)
    assert value(complete(analyzed(track))[1], "lean_peak_deg") > 50
    for rep in complete(analyzed(track, bar=stick.plate(body))):
        # a tenth of a torso, which may still pass, is 8 degrees here
        assert value(rep, "lean_peak_deg") == pytest.approx(40, abs=8.0)


def test_a_lean_far_from_all_other_reps_is_less_sure():
    """One rep of four at 60 may be a collapse or lost joints: the doubt grows with the distance."""
    body = stick.squat(REPS, lean_deg=30, tip_deg=[0, 35, 0, 0])
    usual, alone = (
        complete(analyzed(stick.film(body)))[i].metrics["lean_peak_deg"] for i in (0, 1)
    )
    assert usual.uncertainty < 10
    assert alone.uncertainty == pytest.approx(alone.value - usual.value, abs=6)
    two_kinds = complete(
        analyzed(stick.film(stick.squat(REPS, lean_deg=30, tip_deg=[0, 0, 35, 35])))
    )
    assert all(rep.metrics["lean_peak_deg"].uncertainty < 10 for rep in two_kinds), "none is alone"
    pair = stick.squat(REPS[:2], lean_deg=30, tip_deg=[0, 35])
    of_two = complete(analyzed(stick.film(pair)))[1].metrics["lean_peak_deg"]
    assert of_two.uncertainty < 10, "two reps cannot tell which one is alone"


@pytest.mark.parametrize(("hidden", "sure"), [(1, True), (2, False), (3, False)])
def test_a_lean_among_reps_that_were_hidden_is_less_sure(hidden, sure):
    """The far shoulder is lost in some reps: the sides disagree there, and no lean is read."""
    track = stick.film(stick.squat(REPS, lean_deg=40))
    image = track.image_px.copy()
    for start, _, end in REPS[:hidden]:
        inside = (track.time_s > start) & (track.time_s < end)
        image[inside, Lm.LEFT_SHOULDER, 0] += np.float32(150)
    leans = [r.metrics["lean_peak_deg"] for r in complete(analyzed(replace(track, image_px=image)))]
    assert [lean.value is None for lean in leans] == [n < hidden for n in range(4)]
    assert (leans[3].uncertainty < 10) == sure


def test_two_leans_that_differ_beside_a_hidden_one_are_both_less_sure():
    body = stick.squat(REPS[:3], lean_deg=30, tip_deg=[0, 35, 0])
    track = stick.film(body)
    image = track.image_px.copy()
    inside = (track.time_s > REPS[0][0]) & (track.time_s < REPS[0][2])
    image[inside, Lm.LEFT_SHOULDER, 0] += np.float32(150)
    leans = [r.metrics["lean_peak_deg"] for r in complete(analyzed(replace(track, image_px=image)))]
    assert leans[0].value is None
    assert min(leans[1].uncertainty, leans[2].uncertainty) > 20


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
    track = misread(stick.film(body), REPS[1:2], 50)
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
    reps = complete(analyzed(stick.film(body, yaw_deg=yaw_deg), bar=stick.plate(body)))
    true = np.cos(np.radians(90 * share))
    assert [value(r, "depth_thigh") for r in reps] == pytest.approx([true] * 4, abs=0.03)
    assert ["shallow_depth" in faults(r) for r in reps] == [share < 1] * 4


def test_a_depth_read_through_another_lean_is_less_sure():
    body = leaning(stick.squat(REPS), REPS, (30, 30, 30, 46))
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    told = [r.metrics["depth_thigh"].uncertainty for r in reps]
    assert told[:3] == pytest.approx([depth.UNCERTAINTY_THIGH] * 3, abs=0.005)
    assert told[3] > depth.UNCERTAINTY_THIGH + 0.02


def test_two_reps_the_bar_lowers_alike_are_alike():
    body = stick.squat(REPS[:2])
    track = misread(stick.film(body), REPS[1:2], 15)
    depths = [value(rep, "depth_thigh") for rep in complete(analyzed(track))]
    assert abs(depths[1] - depths[0]) > 0.05
    by_bar = complete(analyzed(track, bar=stick.plate(body)))
    depths = [value(rep, "depth_thigh") for rep in by_bar]
    assert depths[0] == pytest.approx(depths[1], abs=0.01)


def test_of_two_reps_that_bar_and_joints_disagree_about_neither_is_judged():
    body = stick.squat(REPS[:2])
    track = misread(stick.film(body), REPS[1:2], 50)
    for rep in complete(analyzed(track, bar=stick.plate(body))):
        assert rep.metrics["depth_thigh"].value is None
        assert "disagree" in (rep.metrics["depth_thigh"].not_assessed or "")


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


@pytest.mark.parametrize("way_s", [0.8, 1.5, 3.0])
def test_tempo(way_s):
    rep = complete(analyzed(stick.film(stick.squat(stick.paced(2, way_s=way_s)))))[0]
    # the first and last 3 % of the way are rest: seen shorter, never longer
    for name in ("descent_s", "ascent_s"):
        assert 0.6 * way_s < value(rep, name) < 1.05 * way_s
    hips = stick.joints(stick.squat(REPS))["hip"][:, 1]
    assert value(rep, "hip_travel_torso") == pytest.approx(np.ptp(hips), abs=0.05)


def test_a_rep_cut_off_has_no_ascent():
    reps = stick.paced(2)
    track = stick.cut(stick.film(stick.squat(reps)), 0, reps[1][1] + 0.3)
    last = analyzed(track).reps[-1]
    assert not last.complete
    for name in ("ascent_s", "lean_gain_deg", "hip_lead_torso"):
        assert last.metrics[name].value is None
        assert last.metrics[name].not_assessed


def test_every_metric_of_every_rep_is_a_value_or_a_reason():
    for yaw_deg in (0, 40, 85):
        for body in (stick.squat(REPS), stick.deadlift(REPS), stick.romanian(REPS)):
            for rep in analyzed(stick.film(body, yaw_deg=yaw_deg)).reps:
                for name, found in rep.metrics.items():
                    if found.value is None:
                        assert found.not_assessed, name
                    else:
                        assert np.isfinite(found.value), name
                        assert found.uncertainty is None or found.uncertainty > 0, name


def test_all_reps_have_the_metrics_of_the_document():
    wanted = {
        "lean_peak_deg", "lean_turn_deg", "lean_gain_deg", "rise_ratio", "hip_lead_torso",
        "shrug_torso", "depth_thigh", "descent_s", "ascent_s", "hip_travel_torso",
        "knee_in_hip_width", "heel_rise_torso",
    }  # fmt: skip
    for rep in analyzed(stick.film(stick.squat(REPS))).reps:
        assert wanted <= set(rep.metrics)


def test_a_measurement_has_a_value_or_a_reason_and_never_both():
    with pytest.raises(ValueError, match="either"):
        Measurement(None, "deg")
    with pytest.raises(ValueError, match="either"):
        Measurement(1.0, "deg", not_assessed="hidden")
    assert not_assessed("deg", "hidden").value is None


def test_a_bar_that_was_found_and_never_seen_is_no_bar():
    body = stick.squat(REPS)
    bar = stick.plate(body)
    bar = replace(bar, center_px=np.full_like(bar.center_px, np.nan))
    assert len(complete(analyzed(stick.film(body), bar=bar))) == 4


def test_without_a_bar_the_shrug_abstains():
    for rep in analyzed(stick.film(stick.deadlift(REPS))).reps:
        assert rep.metrics["shrug_torso"].value is None
        assert rep.metrics["shrug_torso"].not_assessed


def shrugged(body: stick.Body, reps, rises, *, at_end: bool = False) -> stick.Body:
    """The same set with the shoulders drawn up at the top of each rep."""
    up = np.zeros_like(body.time_s)
    for (start, turn, end), rise in zip(reps, rises, strict=True):
        top = end if at_end else turn
        reach = 0.4 * (turn - start)
        up += rise * stick.excursions(body.time_s, [(top - reach, top, top + reach)])
    return replace(body, shrug=up)


def test_a_shrug_at_lockout_is_seen_by_the_bar():
    reps = stick.paced(5, way_s=1.5)
    body = shrugged(stick.deadlift(reps), reps, [0, 0, 0, 0.09, 0.10])
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    risen = [value(r, "shrug_torso") for r in analysis.reps]
    assert risen == pytest.approx([0, 0, 0, 0.09, 0.10], abs=0.025)
    assert [faults(r) for r in analysis.reps] == [set(), set(), set(), {"shrug"}, {"shrug"}]
    assert [f.fault for f in analysis.set.findings] == ["late_set_shrug"]
    assert analysis.set.first_broken_rep == 4


def softer(body: stick.Body, from_s: float, *, trunk_deg: float, thigh_deg: float) -> stick.Body:
    """The same set of a lifter who does not come up any further than this from a moment on."""
    soft = stick.smooth_step((body.time_s - from_s) / 1.5)
    return replace(
        body,
        trunk_deg=np.maximum(body.trunk_deg, trunk_deg * soft),
        thigh_deg=np.maximum(body.thigh_deg, thigh_deg * soft),
        shank_deg=np.maximum(body.shank_deg, 0.5 * thigh_deg * soft),
    )


SIX = stick.paced(6, rest_s=1.5)


@pytest.mark.parametrize(("trunk_deg", "thigh_deg"), [(20, 0), (0, 20), (14, 14)])
@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift])
def test_standing_taller_is_no_shrug(lift, trunk_deg, thigh_deg):
    """Tired from the third rep on: the first two are not shrugs against softer lockouts."""
    body = softer(lift(SIX), SIX[2][0], trunk_deg=trunk_deg, thigh_deg=thigh_deg)
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert not any("shrug" in faults(r) for r in reps)
    for rep in reps[:2]:
        assert "taller" in (rep.metrics["shrug_torso"].not_assessed or "")
    later = [value(r, "shrug_torso") for r in reps[3:]]
    assert later == pytest.approx([0] * 3, abs=0.01)


def test_a_shrug_among_softer_lockouts_is_told():
    body = softer(stick.deadlift(SIX), SIX[1][2], trunk_deg=16, thigh_deg=12)
    body = shrugged(body, SIX, [0, 0, 0, 0, 0.09, 0.09])
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert ["shrug" in faults(r) for r in reps] == [False] * 4 + [True] * 2
    assert [value(r, "shrug_torso") for r in reps[4:]] == pytest.approx([0.09] * 2, abs=0.025)


def test_a_set_without_shrugs_shows_none():
    body = stick.deadlift(REPS)
    for rep in analyzed(stick.film(body), bar=stick.plate(body)).reps:
        assert value(rep, "shrug_torso") == pytest.approx(0, abs=0.02)
        assert not rep.flagged


def test_the_shrug_metric_passes_the_evidence_on():
    told = shrug.measure([ShrugEvidence(0.08, 0.02, 2.5), None])
    assert told[0]["shrug_torso"].value == 0.08
    assert told[0]["shrug_torso"].uncertainty == 0.02
    assert told[1]["shrug_torso"].value is None


def test_a_rise_of_the_whole_lifter_is_not_passed_on():
    (told,) = shrug.measure([ShrugEvidence(0.08, 0.02, 2.5, stands_unlike=True)])
    assert told["shrug_torso"].value is None
    assert "lockout" in (told["shrug_torso"].not_assessed or "")


@pytest.mark.parametrize("rise", [0.5, -0.5])
def test_a_rise_that_no_shoulder_makes_is_not_the_bar(rise):
    """A track that slips to another plate read half a torso, and was flagged as a shrug."""
    (told,) = shrug.measure([ShrugEvidence(rise, 0.02, 2.5)])
    assert told["shrug_torso"].value is None
    assert "plate" in told["shrug_torso"].not_assessed
