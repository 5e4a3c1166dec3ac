"""A set whose clip is cut: a stick figure filmed by another camera from some moment on."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from formcheck.analysis import Analysis
from formcheck.findings.verdict import verdict_of
from formcheck.motion.motion import shot_of_span
from formcheck.motion.one_scale import in_one_scale, main_shot
from formcheck.observation.poses import PoseTrack
from formcheck.pipeline.options import Options
from tests import stick
from tests.observed import analyzed, faults, some_reps, value

REPS = stick.paced(4)
LAST_S = REPS[-1][2] + 2.0


def cut_at(track: PoseTrack, cut_s: float, zoom: float = 1.8) -> PoseTrack:
    """From the cut on the camera stands nearer, and looks elsewhere."""
    later = track.time_s >= cut_s
    image_px = track.image_px.copy()
    image_px[later] = (image_px[later] - [200, 300]) * zoom + [260, 500]
    return replace(track, image_px=image_px, frame_size_px=(4000, 4000))


def spliced(before: PoseTrack, cut_s: float, after: PoseTrack) -> PoseTrack:
    """One track until the cut, another from there on."""
    later = (before.time_s >= cut_s)[:, None]
    return replace(
        before,
        image_px=np.where(later[..., None], after.image_px, before.image_px),
        depth_px=np.where(later, after.depth_px, before.depth_px),
    )


def shots_of(track: PoseTrack, cut_s: float) -> tuple[tuple[float, float], ...]:
    return ((0.0, cut_s), (cut_s, float(track.time_s[-1])))


def test_a_clip_of_one_shot_is_not_touched():
    track = stick.film(stick.squat(REPS))
    assert in_one_scale(track, ()) is track
    assert in_one_scale(track, ((0.0, LAST_S),)) is track


def test_every_shot_has_the_ground_and_the_size_of_the_main_one():
    track = stick.film(stick.squat(REPS))
    cut_s = (REPS[2][2] + REPS[3][0]) / 2
    filmed = cut_at(track, cut_s)
    shots = shots_of(track, cut_s)
    assert main_shot(filmed, shots) == shots[0]
    fitted = in_one_scale(filmed, shots)
    height_px = np.ptp(track.image_px[..., 1])
    np.testing.assert_allclose(
        fitted.image_px[..., 1], track.image_px[..., 1], atol=0.02 * height_px
    )
    first, last = fitted.span[0], fitted.span[-1]
    assert first != last  # nothing is filled in across the cut


def test_a_clip_of_many_shots_in_which_the_lifter_is_often_lost_is_read():
    """Numbers of spans outgrew their 16 bits."""
    track = stick.film(stick.standing(240.0))
    span = np.arange(len(track.time_s)) // 30
    shots = [(at_s, at_s + 1.0) for at_s in range(240)]
    fitted = in_one_scale(replace(track, span=span.astype(np.int16)), shots)
    np.testing.assert_array_equal(fitted.span, span)


@pytest.mark.parametrize("zoom", [0.55, 1.8])
def test_reps_on_both_sides_of_a_cut_are_counted_and_measured(zoom):
    track = stick.film(stick.squat(REPS))
    cut_s = (REPS[1][2] + REPS[2][0]) / 2
    whole = analyzed(track)
    edited = analyzed(cut_at(track, cut_s, zoom), shots=shots_of(track, cut_s))
    assert [rep.complete for rep in edited.reps] == [True] * len(REPS)
    assert not any(rep.crosses_cut for rep in some_reps(edited))
    assert len(edited.shots) == 2
    for one, other in zip(whole.reps, edited.reps, strict=True):
        assert other.start_s == pytest.approx(one.start_s, abs=0.1)
        assert other.turn_s == pytest.approx(one.turn_s, abs=0.1)


def test_a_rep_that_a_cut_goes_through_counts_once_and_is_not_measured():
    track = stick.film(stick.squat(REPS))
    cut_s = REPS[1][1] + 0.3
    edited = analyzed(cut_at(track, cut_s), shots=shots_of(track, cut_s))
    assert [rep.crosses_cut for rep in edited.reps] == [False, True, False, False]
    crossing = edited.reps[1]
    assert not crossing.findings
    assert {metric.reason_code for metric in crossing.metrics.values()} == {"cut"}
    assert edited.reps[0].metrics["descent_s"].value is not None


def without(track: PoseTrack, first_s: float, last_s: float) -> PoseTrack:
    """The track of a clip out of which somebody cut a stretch of time."""
    kept = (track.time_s < first_s) | (track.time_s >= last_s)
    time_s = np.where(track.time_s < first_s, track.time_s, track.time_s - (last_s - first_s))
    arrays = {name: one for name, one in vars(track).items() if isinstance(one, np.ndarray)}
    return replace(track, **{n: one[kept] for n, one in (arrays | {"time_s": time_s}).items()})


def cut_before_turn(lift: str) -> Analysis:
    """A set of which the third rep's first half is cut out."""
    start_s, turn_s, _ = REPS[2]
    body = stick.squat(REPS) if lift == "squat" else stick.deadlift(REPS)
    track = without(stick.film(body), start_s, turn_s)
    return analyzed(track, Options(lift=lift), shots=shots_of(track, start_s))


def test_who_stands_as_a_shot_begins_and_bends_down_has_not_pulled_before_it():
    """The shot before ended with the lifter down: nobody comes up within a cut."""
    edited = cut_before_turn("deadlift")
    assert [rep.complete for rep in edited.reps] == [True] * 3
    assert [one.reason for one in edited.not_counted] == ["setup"]


def test_a_squat_whose_way_down_was_cut_out_is_cut_off():
    edited = cut_before_turn("squat")
    assert [rep.complete for rep in edited.reps] == [True, True, False, True]
    assert edited.reps[2].start_s is None


def test_a_rep_is_judged_by_the_view_of_its_own_shot():
    """What a camera in front shows is no clearer for another that stood at the side before."""
    reps = stick.paced(6)
    cut_s = (reps[3][2] + reps[4][0]) / 2
    options = Options(lift="squat")
    body = stick.squat(reps, depth=0.6)
    alone = analyzed(stick.film(body, yaw_deg=80.0), options)
    track = spliced(stick.film(body), cut_s, stick.film(body, yaw_deg=80.0))
    edited = analyzed(track, options, shots=shots_of(track, cut_s))
    assert (alone.view.name, edited.view.name) == ("front", "side")
    assert [faults(rep) >= {"shallow_depth"} for rep in edited.reps] == [True] * len(reps)
    capped = [
        {by for one in rep.findings if one.fault == "shallow_depth" for by in one.capped_by}
        for rep in (*edited.reps, *alone.reps)
    ]
    assert capped == [set()] * 4 + [{"view"}] * 8


def test_a_set_was_filmed_from_where_its_reps_were():
    """Lean and hip rise of a rep were told, beside "From the front, lean cannot be seen"."""
    talk_s = 15.0
    body = stick.squat([tuple(at_s + talk_s for at_s in rep) for rep in stick.paced(3)])
    track = spliced(stick.film(body, yaw_deg=90.0), talk_s, stick.film(body))
    shots = shots_of(track, talk_s)
    assert main_shot(track, shots) == shots[0]
    edited = analyzed(track, shots=shots)
    assert all(rep.metrics["lean_peak_deg"].value for rep in edited.reps)
    assert edited.view.name == "side"
    assert not [notice for notice in edited.warnings if notice.code.startswith("view")]


def test_which_shoulder_is_the_right_one_is_that_of_the_shot():
    """A lifter who tips to their left tips to the picture's right from before, and left behind."""
    body = stick.squat(REPS)
    body = replace(body, tip_left_deg=8.0 * stick.excursions(body.time_s, REPS))
    cut_s = (REPS[2][2] + REPS[3][0]) / 2
    track = spliced(stick.film(body, yaw_deg=90), cut_s, stick.film(body, yaw_deg=-90))
    reps = some_reps(analyzed(track, shots=shots_of(track, cut_s)))
    tips_deg = [value(rep, "shoulder_tip_deg") for rep in reps]
    assert tips_deg == pytest.approx([8.0, 8.0, 8.0, -8.0], abs=1.5)


def test_hips_of_another_shot_are_no_measure_of_knees():
    """From the side hips are narrow: beside them every knee would seem to cave in."""
    reps = stick.paced(7)
    body = stick.squat(reps)
    body = replace(body, knees_in=0.06 * stick.excursions(body.time_s, reps[:1]))
    cut_s = (reps[2][2] + reps[3][0]) / 2
    front = stick.film(body, yaw_deg=90)
    track = spliced(front, cut_s, stick.film(body, yaw_deg=5))
    alone = some_reps(analyzed(front, Options(lift="squat")))
    edited = analyzed(track, Options(lift="squat"), shots=shots_of(track, cut_s))
    for one, other in zip(alone[:3], some_reps(edited)[:3], strict=True):
        assert value(other, "knee_in_hip_width") == pytest.approx(
            value(one, "knee_in_hip_width"), abs=0.02
        )
    assert value(alone[0], "knee_in_hip_width") > 0.1


def test_reps_of_two_shots_are_not_compared():
    """Each camera reads leans with an error of its own: their difference is no change of form."""
    reps = stick.paced(7)
    cut_s = (reps[3][2] + reps[4][0]) / 2
    upright, bent = (stick.film(stick.squat(reps, lean_deg=lean)) for lean in (35.0, 65.0))
    track, options = spliced(upright, cut_s, bent), Options(variant="high_bar")
    whole = analyzed(track, options)
    assert [one.fault for one in whole.set.findings] == ["drift"]
    assert whole.set.first_broken_rep == 5
    assert whole.set.trends["lean_peak_deg"].per_rep > 5
    edited = analyzed(track, options, shots=shots_of(track, cut_s))
    assert [faults(rep) for rep in edited.reps] == [faults(rep) for rep in whole.reps]
    assert edited.set.findings == ()
    assert edited.set.first_broken_rep is None
    assert verdict_of(edited).broken is None
    assert abs(edited.set.trends["lean_peak_deg"].per_rep) < 1


def cut_said(track: PoseTrack, cut_s: float) -> list[str]:
    """What is said of the cut in the set filmed so."""
    edited = analyzed(cut_at(track, cut_s), shots=shots_of(track, cut_s))
    assert len(edited.reps) == len(REPS)
    return [notice.message for notice in edited.warnings if notice.code == "cut"]


def test_a_cut_is_said_once_with_what_it_does_to_reps():
    track = stick.film(stick.squat(REPS))
    (between,) = cut_said(track, (REPS[1][2] + REPS[2][0]) / 2)
    assert between == "This clip is cut: reps before and after a cut are measured on their own."
    (within,) = cut_said(track, REPS[1][1] + 0.3)
    assert within.startswith(between.removesuffix("."))
    assert within.endswith("a rep that a cut goes through is counted but not judged.")


def test_a_cut_beside_all_reps_is_not_worth_a_word():
    track = stick.film(stick.squat(REPS))
    cut_s = float(track.time_s[-1]) - 0.3
    assert REPS[-1][2] < cut_s
    assert not cut_said(track, cut_s)
    assert not [n for n in analyzed(track).warnings if n.code == "cut"]


def test_what_is_of_another_size_altogether_is_not_the_lifter():
    track = stick.film(stick.squat(REPS))
    cut_s = REPS[2][2] + 0.5
    shots = shots_of(track, cut_s)
    fitted = in_one_scale(cut_at(track, cut_s, zoom=9.0), shots)
    assert not fitted.seen[track.time_s >= cut_s].any()


def test_a_span_lies_in_a_shot_or_across_a_cut():
    shots = ((0.0, 5.0), (5.0, 9.0))
    assert shot_of_span(1.0, 5.0, shots) == 0
    assert shot_of_span(None, 4.0, shots) == 0
    assert shot_of_span(5.0, None, shots) == 1
    assert shot_of_span(4.0, 6.0, shots) is None
    assert shot_of_span(4.0, 60.0, ()) == 0


def test_a_shot_with_one_rep_is_not_said_to_be_a_set_with_one() -> None:
    """Of two reps in two shots it was said that "this set has only one"."""
    reps = stick.paced(2)
    cut_s = (reps[0][2] + reps[1][0]) / 2
    body = stick.squat(reps)
    track = spliced(stick.film(body), cut_s, stick.film(body, yaw_deg=38.0))
    edited = analyzed(track, Options(variant="high_bar"), shots=shots_of(track, cut_s))
    assert len(edited.reps) == 2
    for rep, name in product(edited.reps, ("shrug_torso", "neck_change_deg")):
        said = rep.metrics[name].not_assessed or ""
        assert rep.metrics[name].reason_code == "too_few_reps"
        assert said.endswith("in one take")


@pytest.mark.parametrize(("shown_s", "seen"), [(0.2, False), (1.0, True)])
def test_a_shot_that_hardly_shows_the_lifter_has_no_standing_height(shown_s, seen):
    track = stick.film(stick.standing(4.0))
    there = in_one_scale(track, [(0.0, shown_s), (shown_s, 4.0)]).span >= 0
    assert there[track.time_s < shown_s].all() == seen
    assert there[track.time_s >= shown_s].all()
