"""The lines on a picture are what was measured: as far apart, and at the angle, as is said."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.analysis import Confidence, Series
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.observation.poses import Landmark
from formcheck.reasons import Reason, ReasonCode
from formcheck.report import sketch
from formcheck.report.measured.drawing import drawing_of, finding_at, moments
from formcheck.report.measured.levels import BAR_STANDS
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Drawing, Point, Stroke
from formcheck.report.moment_card import card
from formcheck.report.overlay_frame import Annotator
from formcheck.report.scenes import Scenes
from formcheck.video.reading import Frame
from tests.observed import camera_of
from tests.report.measured_clip import (
    DRAWN,
    PLACES,
    THIGH_PX,
    TORSO_PX,
    bar_at,
    clip_of,
    finding,
    poses,
    set_of,
    with_backs,
)


def drawn(clip: Clip) -> Drawing:
    rep = clip.analysis.reps[1]
    drawing = drawing_of(clip, rep, rep.findings[0], 6.0)
    assert drawing is not None
    return drawing


def stroke(drawing: Drawing, role: str) -> Stroke:
    return next(stroke for stroke in drawing.strokes if stroke.role == role)


def direction_deg(start: Point, end: Point) -> float:
    """Clockwise from straight up."""
    return math.degrees(math.atan2(end[0] - start[0], start[1] - end[1]))


def words(drawing: Drawing) -> list[str]:
    return [tag.text for tag in drawing.tags]


def test_a_shrug_is_the_bars_rise_over_the_other_reps_not_a_lean() -> None:
    analysis = set_of(finding("shrug_torso", 0.08, "torso"), lift="deadlift")
    drawing = drawn(clip_of(analysis, bar_at({2.0: 400.0, 6.0: 384.0})))
    (gap,) = drawing.gaps
    assert sorted((gap.start[1], gap.end[1])) == pytest.approx([384.0, 400.0])
    assert not drawing.arcs
    assert words(drawing) == ["+8 % of torso", "rep 2", "other reps"]
    assert drawing.note == BAR_STANDS


def test_a_picture_says_the_figures_of_its_flag_and_of_the_steady_reps_row() -> None:
    """Under the flag "+7.4 %" stood "+7 %", the limit; a steady rep had "−1 %", its row 0 %."""
    near = replace(finding("shrug_torso", 0.074, "torso"), limit=0.07)
    analysis = set_of(near, lift="deadlift")
    first, *others = analysis.reps
    low = Measurement(-0.012, "torso", 0.02, at_s=2.0)
    first = replace(first, metrics=first.metrics | {"shrug_torso": low})
    analysis = replace(analysis, reps=(first, *others))
    drawing = drawn(clip_of(analysis, bar_at({2.0: 400.0, 6.0: 384.0})))
    assert words(drawing)[0] == "+7.4 % of torso"
    beside = [own.measured for rep, own in moments(analysis) if rep is first]
    assert beside == [0.0]
    sent = card(analysis)
    assert sent
    assert sent.sides[1].title == "Rep 1, your best: 0 % of torso"


@pytest.mark.parametrize(("lift", "rise_px"), [("deadlift", 16.0), ("squat", 0.68 * 16.0)])
def test_a_shrug_is_drawn_as_it_was_measured_wherever_one_other_rep_had_the_bar(
    lift: str, rise_px: float
) -> None:
    """It is told against several reps; of one that was not read lines had the bar at its turn."""
    analysis = set_of(finding("shrug_torso", 0.08, "torso"), lift=lift)
    (gap,) = drawn(clip_of(analysis, bar_at({2.0: 630.0, 6.0: 384.0}))).gaps
    assert gap.start[1] - gap.end[1] == pytest.approx(rise_px)


def test_a_camera_that_moved_between_two_reps_is_no_shrug() -> None:
    analysis = set_of(finding("shrug_torso", 0.08, "torso"), lift="deadlift")
    lifter = poses()
    moved_px = np.where(lifter.time_s[:, None] > 4.0, (5.0, 30.0), 0.0)
    clip = clip_of(analysis, bar_at({2.0: 400.0, 6.0: 414.0}))
    tracks = replace(clip.tracks, camera=camera_of(lifter, moved_px))
    (gap,) = drawn(replace(clip, tracks=tracks)).gaps
    assert sorted((gap.start[1], gap.end[1])) == pytest.approx([414.0, 430.0])


def test_without_a_bar_in_the_picture_the_shoulders_show_the_rise() -> None:
    drawing = drawn(clip_of(set_of(finding("shrug_torso", 0.08, "torso"))))
    (gap,) = drawing.gaps
    assert abs(gap.start[1] - gap.end[1]) == pytest.approx(0.08 * TORSO_PX)


@pytest.mark.parametrize("measured", [0.2, -0.1])
def test_depth_is_the_distance_of_the_hips_line_from_the_knees(measured: float) -> None:
    found = finding("depth_thigh", measured, "thigh", "shallow_depth")
    clip = clip_of(set_of(found))
    drawing = drawn(clip)
    hips, knees = stroke(drawing, "now"), stroke(drawing, "reference")
    assert knees.points[0][1] == knees.points[1][1] == PLACES["KNEE"][1]
    assert knees.points[0][1] - hips.points[0][1] == pytest.approx(measured * clip.thigh_px)
    assert clip.thigh_px == pytest.approx(math.dist(PLACES["HIP"], PLACES["KNEE"]))
    assert abs(clip.thigh_px - THIGH_PX) < 20


def test_knees_are_drawn_where_they_are_and_where_they_would_be() -> None:
    found = finding("knee_in_hip_width", 0.3, "hip width", "knees_in")
    drawing = drawn(clip_of(set_of(found), lifter=poses(spread_px=100.0)))
    knees = stroke(drawing, "now")
    assert [point[0] for point in knees.points] == [650.0, 750.0]
    outer = sorted(line.points[0][0] for line in drawing.strokes if line.role == "reference")
    assert outer == pytest.approx([650.0 - 30.0, 750.0 + 30.0])


def test_a_heel_rises_over_where_it_stood() -> None:
    drawing = drawn(clip_of(set_of(finding("heel_rise_torso", 0.1, "torso", "heel_lift"))))
    ground, raised = stroke(drawing, "reference"), stroke(drawing, "now")
    assert ground.points[0][1] == PLACES["HEEL"][1]
    assert ground.points[0][1] - raised.points[0][1] == pytest.approx(0.1 * TORSO_PX)


def test_a_heel_stands_where_most_poses_of_the_rep_have_it() -> None:
    """The pose at a rep's start alone had the ground fifteen pixels below a planted slipper."""
    analysis = set_of(finding("heel_rise_torso", 0.1, "torso", "heel_lift"))
    wavering = poses()
    start_s = analysis.reps[1].start_s
    assert start_s is not None
    first = int(np.argmin(np.abs(wavering.time_s - start_s)))
    wavering.image_px[first, [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL], 1] += 15.0
    drawing = drawn(clip_of(analysis, lifter=wavering))
    ground, raised = stroke(drawing, "reference"), stroke(drawing, "now")
    assert ground.points[0][1] == PLACES["HEEL"][1]
    assert ground.points[0][1] - raised.points[0][1] == pytest.approx(0.1 * TORSO_PX)
    assert "heel down" in words(drawing), "it said before the descent, which one pose was"


def test_a_lean_is_the_trunk_and_says_what_was_measured() -> None:
    drawing = drawn(clip_of(set_of(finding("lean_peak_deg", 52.4, "deg", "excessive_lean"))))
    trunk = stroke(drawing, "now")
    assert trunk.points == (PLACES["HIP"], PLACES["SHOULDER"])
    assert "52°" in words(drawing)
    assert drawing.note == ""


def test_a_lean_seen_at_an_angle_says_why_its_line_looks_steeper() -> None:
    found = finding("lean_peak_deg", 52.4, "deg", "excessive_lean")
    drawing = drawn(clip_of(set_of(found, yaw_deg=35.0)))
    assert "52°" in words(drawing)
    assert drawing.note == "Filmed 35° off the side: the line looks steeper than the lean is."


@pytest.mark.parametrize("yaw_deg", [0.0, 40.0])
def test_a_tip_is_the_angle_between_two_trunks(yaw_deg: float) -> None:
    found = finding("lean_gain_deg", 10.0, "deg", "good_morning")
    drawing = drawn(clip_of(set_of(found, yaw_deg=yaw_deg)))
    now, before = stroke(drawing, "now"), stroke(drawing, "reference")
    tipped = direction_deg(*now.points) - direction_deg(*before.points)
    assert tipped == pytest.approx(10.0, abs=0.01) if yaw_deg == 0 else 6.0 < tipped < 10.0
    assert bool(drawing.note) == (tipped < 8.5)


def test_a_head_is_drawn_against_where_it_is_in_other_reps() -> None:
    drawing = drawn(clip_of(set_of(finding("neck_change_deg", 14.0, "deg", "neck_posture"))))
    now, usual = stroke(drawing, "now"), stroke(drawing, "reference")
    assert now.points[0] == PLACES["SHOULDER"]
    apart = direction_deg(*now.points) - direction_deg(*usual.points)
    assert abs(apart) == pytest.approx(14.0, abs=0.01)


def test_rounding_is_a_curve_beside_that_of_the_flatter_rep() -> None:
    found = finding("back_rounding_deg", 30.0, "deg", "upper_back_rounding")
    flat = with_backs(clip_of(set_of(found, lift="deadlift")), {2.0: 0.0, 6.0: 60.0})
    drawing = drawn(flat)
    now, usual = (np.array(stroke(drawing, role).points) for role in ("now", "reference"))
    assert bulge_px(now) > 3 * bulge_px(usual) + 5
    assert np.allclose(now[0], usual[0])
    assert words(drawing) == ["+30°", "dashed: rep 1, 0°"]


def test_the_dashed_back_says_by_how_much_it_rounds_itself() -> None:
    """Ten reps that all round: +27° stood over a line that left the dashed one by 11°."""
    found = finding("back_rounding_deg", 27.0, "deg", "upper_back_rounding")
    analysis = set_of(found, lift="deadlift")
    first, second = analysis.reps
    metrics = {found.metric: replace(first.metrics[found.metric], value=16.0)}
    rounds = replace(analysis, reps=(replace(first, metrics=metrics), second))
    backs = {2.0: 30.0, 6.0: 60.0}
    assert words(drawn(with_backs(clip_of(rounds), backs))) == ["+27°", "dashed: rep 1, +16°"]


def test_a_head_that_curls_forward_is_drawn_against_the_line_of_the_torso() -> None:
    """The figure stood on the back's outline, which bends by another angle: +41° on one of 5°."""
    hip, shoulder = PLACES["HIP"], PLACES["SHOULDER"]
    trunk_deg, neck_px = direction_deg(hip, shoulder), 100.0
    neck = math.radians(trunk_deg + 41.0)
    lifter = poses()
    ears = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
    lifter.image_px[:, ears] = (
        shoulder[0] + neck_px * math.sin(neck),
        shoulder[1] - neck_px * math.cos(neck),
    )
    found = finding("upper_back_curl_deg", 41.0, "deg", "upper_back_rounding")
    drawing = drawn(clip_of(set_of(found, lift="deadlift"), lifter=lifter))
    now, torso = stroke(drawing, "now"), stroke(drawing, "reference")
    assert now.points[0] == torso.points[0] == shoulder
    assert direction_deg(*torso.points) == pytest.approx(trunk_deg, abs=0.01)
    assert direction_deg(*now.points) == pytest.approx(trunk_deg + 41.0, abs=0.01)
    assert words(drawing) == ["41°", "torso line"]


def bulge_px(curve: np.ndarray) -> float:
    """How far a curve leaves the straight line between its ends."""
    way = curve[-1] - curve[0]
    off = curve - curve[0]
    return float(np.abs(way[0] * off[:, 1] - way[1] * off[:, 0]).max() / np.hypot(*way))


def test_where_no_edge_was_read_the_joints_give_the_curve() -> None:
    found = finding("back_rounding_deg", 30.0, "deg", "upper_back_rounding")
    curve = np.array(stroke(drawn(clip_of(set_of(found, lift="deadlift"))), "now").points)
    assert len(curve) > 10
    assert bulge_px(curve) > 1


@pytest.mark.parametrize("metric", DRAWN)
def test_nothing_is_drawn_of_a_lifter_who_is_not_seen(metric: str) -> None:
    lifter = poses()
    lifter.image_px[:] = np.nan
    clip = clip_of(set_of(finding(metric, 0.2, "deg")), lifter=lifter)
    rep = clip.analysis.reps[1]
    assert drawing_of(clip, rep, rep.findings[0], 6.0) is None


def test_both_pictures_of_a_shrug_show_the_bar_and_say_why() -> None:
    analysis = set_of(finding("shrug_torso", 0.08, "torso"), lift="deadlift")
    clip = clip_of(analysis, bar_at({1.0: 401.0, 2.0: 400.0, 6.0: 384.0}))
    flagged, beside = (drawing_of(clip, *each, each[1].at_s) for each in moments(analysis))
    assert flagged
    assert beside
    assert flagged.note == beside.note == BAR_STANDS
    assert words(beside)[1:] == ["rep 1", "other reps"]  # those of the flagged one are higher


@pytest.mark.parametrize("metric", DRAWN)
def test_the_rep_beside_a_fault_shows_the_same_lines(metric: str) -> None:
    lifter = poses(spread_px=100.0 if metric == "knee_in_hip_width" else 0.0)
    clip = clip_of(set_of(finding(metric, 0.2, "deg")), lifter=lifter)
    _, (best, own) = moments(clip.analysis)
    assert (best.number, own.at_s, own.measured) == (1, 2.0, 0.0)  # 6 s is the other one's turn
    here, there = (drawing_of(clip, rep, each, each.at_s) for rep, each in moments(clip.analysis))
    assert here
    assert there
    assert [stroke.role for stroke in there.strokes] == [stroke.role for stroke in here.strokes]


def test_the_lines_of_the_rep_beside_lie_over_the_picture_they_were_measured_on() -> None:
    """At the same time after its turn, a trunk at 8° was said to lean by 41°, its peak."""
    analysis = set_of(finding("lean_peak_deg", 50.0, "deg"))
    steady, flagged = analysis.reps
    later = replace(steady.metrics["lean_peak_deg"], value=30.0, at_s=2.6)
    beside = replace(steady, metrics={"lean_peak_deg": later})
    _, (_, own) = moments(replace(analysis, reps=(beside, flagged)))
    assert (own.measured, own.at_s) == (30.0, 2.6)


def test_beside_a_flagged_tip_the_steady_rep_shows_its_tip_too() -> None:
    """It came 0.2 s later after lift-off: beside "+15.7°" from there stood "62°", another angle."""
    clip = clip_of(set_of(finding("lean_gain_deg", 15.7, "deg")))
    flagged, own = moments(clip.analysis)
    assert finding_at([flagged, own], own[1].at_s - 0.2) == own
    assert finding_at([flagged, own], flagged[1].at_s - 0.2) is None


def test_a_rep_beside_that_is_faulty_or_was_not_measured_shows_none() -> None:
    analysis = set_of(finding("lean_peak_deg", 50.0, "deg"))
    steady, flagged = analysis.reps
    for other in (replace(steady, findings=flagged.findings), replace(steady, metrics={})):
        shown = moments(replace(analysis, reps=(other, flagged)))
        assert all(each in rep.findings for rep, each in shown)


@pytest.mark.parametrize(("time_s", "color"), [(2.0, sketch.TEAL), (6.0, sketch.ALERT)])
def test_the_lines_of_a_steady_rep_are_not_drawn_as_a_fault(
    time_s: float, color: sketch.Color
) -> None:
    clip = clip_of(set_of(finding("lean_peak_deg", 50.0, "deg")))
    frame = Frame(time_s, np.full((720, 1280, 3), 96, np.uint8))
    drawn = Annotator(clip.tracks, clip.analysis, strip=False).draw(frame)
    other = sketch.ALERT if color == sketch.TEAL else sketch.TEAL
    count = {ink: int((drawn == ink).all(axis=-1).sum()) for ink in (color, other)}
    assert count[color] > 500
    assert count[other] == 0


def test_the_trunk_is_drawn_at_the_lean_that_is_told_and_not_where_joints_have_it() -> None:
    """A pose model draws shoulders too far up: the joints lean by 30° here, the tables say 42°."""
    series = Series(time_s=(5.9, 6.0, 6.1), lean_deg=(41.0, 42.0, 41.0))
    told = replace(set_of(finding("lean_peak_deg", 42.0, "deg")), series=series)
    now = stroke(drawn(clip_of(told)), "now")
    assert direction_deg(*now.points) == pytest.approx(42.0, abs=0.01)
    refused = replace(told, series=replace(series, lean_deg=(None, None, None)))
    assert stroke(drawn(clip_of(refused)), "now").points == (PLACES["HIP"], PLACES["SHOULDER"])
    assert Scenes(refused).at(6.0).lean_deg is None


def test_the_trunk_leans_on_where_one_pose_has_the_feet_the_other_way_round() -> None:
    """Feet below the picture's edge are guessed: the line leaned out of the body, backward."""
    lifter = poses()
    feet = [Landmark[f"{side}_{name}"] for side in ("LEFT", "RIGHT") for name in ("HEEL", "FOOT")]
    points = lifter.image_px.copy()
    points[60, feet] = points[60][[feet[1], feet[0], feet[3], feet[2]]]
    analysis = set_of(finding("lean_peak_deg", 60.0, "deg"))
    lean = replace(analysis, series=Series(time_s=(6.0,), lean_deg=(60.0,)))
    (start, end) = stroke(
        drawn(clip_of(lean, lifter=replace(lifter, image_px=points))), "now"
    ).points
    assert direction_deg(start, end) == pytest.approx(60.0, abs=0.5)


def test_the_posture_that_a_tip_began_in_is_said_to_be_the_dashed_one() -> None:
    drawing = drawn(clip_of(set_of(finding("lean_gain_deg", 10.0, "deg", "good_morning"))))
    assert "dashed: bottom" in words(drawing), "nobody reads it as the picture's moment"


@pytest.mark.parametrize("time_s", [6.0, 6.6])
@pytest.mark.parametrize("confidence", ["likely", "possible"])
def test_red_is_a_fault_and_never_perhaps_one(confidence: Confidence, time_s: float) -> None:
    found = replace(finding("lean_peak_deg", 50.0, "deg"), confidence=confidence)
    clip = clip_of(set_of(found))
    frame = Frame(time_s, np.full((720, 1280, 3), 96, np.uint8))
    shown = Annotator(clip.tracks, clip.analysis, strip=False).draw(frame)
    red = int((shown == sketch.ALERT_DARK).all(axis=-1).sum())
    assert (red > 0) is (confidence == "likely")


def test_hips_that_shoot_up_before_the_bar_moves_are_not_said_to_at_lift_off() -> None:
    """Both lines stood on a picture before it, the dashed one named "lift-off"."""
    analysis = set_of(finding("lean_gain_deg", 10.0, "deg", "hips_shoot"), lift="deadlift")
    for began_s, said in ((4.4, "dashed: before lift-off"), (5.0, "dashed: lift-off")):
        reps = tuple(replace(rep, compared_from_s=began_s) for rep in analysis.reps)
        assert said in words(drawn(clip_of(replace(analysis, reps=reps))))


@pytest.mark.parametrize(("lift", "shown"), [("squat", False), ("deadlift", True)])
def test_a_tip_is_not_drawn_over_joints_that_make_no_squatters_body(lift: str, shown: bool) -> None:
    """Behind a plate the line stood nearly upright, beside a lifter who leaned by 40°."""
    analysis = set_of(finding("lean_gain_deg", 10.0, "deg", "good_morning"), lift=lift)
    first, second = analysis.reps
    lean = not_assessed("deg", Reason(ReasonCode.POOR_FIT, "we could not make out your body"))
    second = replace(second, metrics=second.metrics | {"lean_peak_deg": lean})
    analysis = replace(analysis, reps=(first, second))
    drawing = drawn(clip_of(analysis))
    assert (bool(drawing.strokes), drawing.limbs, not drawing.note) == (shown, shown, shown)
    sent = card(analysis)
    assert sent
    assert any(word.startswith("Dashed") for word in sent.words) is shown


def test_a_lean_beside_the_flag_of_a_tip_is_no_fault() -> None:
    """44° stood on red where 50 are the limit: what was wrong was how the torso tipped."""
    told = set_of(finding("lean_gain_deg", 10.0, "deg", "good_morning"))
    leans = replace(told, series=Series(time_s=(6.5, 6.6, 6.7), lean_deg=(44.0, 44.0, 44.0)))
    red = []
    for analysis in (told, leans):
        clip = clip_of(analysis)
        frame = Frame(6.6, np.full((720, 1280, 3), 96, np.uint8))
        shown = Annotator(clip.tracks, clip.analysis, strip=False).draw(frame)
        assert not (shown == sketch.ALERT).all(axis=-1).any()
        red.append(int((shown == sketch.ALERT_DARK).all(axis=-1).sum()))
    assert red[0] > 0, "the caption"
    assert red[0] == red[1]
