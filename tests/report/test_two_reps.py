"""The ghost: outlines in the right places, and a difference that is real or is not told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.analysis import RepAnalysis, Shot
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.page.player import player_data
from formcheck.reasons import Reason, ReasonCode
from formcheck.report.digest import rep_to_show
from formcheck.report.tracks import Tracks
from formcheck.report.two_reps import (
    AROUND_S,
    GRAIN,
    JOINTS,
    PER_S,
    best_rep,
    difference,
    ghost,
    rep_to_compare,
)
from formcheck.report.words import span
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.report.measured_clip import finding, set_of
from tests.report.stick_clip import SIZE, poses_of


def test_each_outline_is_the_pose_nearest_in_time() -> None:
    analysis = good_morning_squat_set()
    poses = poses_of(analysis)
    rep = analysis.reps[4]
    drawn = ghost(Tracks(poses), analysis, rep)
    assert drawn
    assert rep.start_s is not None
    assert rep.end_s is not None
    assert rep.turn_s is not None
    assert drawn["from"] == pytest.approx(rep.start_s - AROUND_S, abs=1e-3)
    assert len(drawn["bodies"]) == pytest.approx(
        (rep.end_s - rep.start_s + 2 * AROUND_S) * PER_S, abs=1.01
    )
    body = drawn["bodies"][round((rep.turn_s - drawn["from"]) * PER_S)]
    at = int(np.abs(poses.time_s - rep.turn_s).argmin())
    hip = JOINTS.index("LEFT_HIP")
    there = np.array(body).reshape(-1, 2)[hip] / GRAIN * SIZE
    assert there == pytest.approx(poses.image_px[at, 23], abs=4)


def test_nobody_is_drawn_where_nobody_was_seen() -> None:
    analysis = good_morning_squat_set()
    poses = poses_of(analysis)
    rep = analysis.reps[0]
    assert rep.turn_s is not None
    image_px = poses.image_px.copy()
    image_px[np.abs(poses.time_s - rep.turn_s) < 0.6] = np.nan
    drawn = ghost(Tracks(replace(poses, image_px=image_px)), analysis, rep)
    assert drawn
    assert None in drawn["bodies"]
    nobody = replace(poses, image_px=np.full_like(image_px, np.nan))
    assert ghost(Tracks(nobody), analysis, rep) is None


def test_a_difference_says_when_in_the_rep_it_was() -> None:
    """It stood over the bottom, where both bodies coincide."""
    one, two = _rep(50.0), _rep(40.0, number=2)
    lean = replace(one.metrics["lean_peak_deg"], at_s=11.62)
    said = difference(replace(one, metrics={"lean_peak_deg": lean}), two)
    assert said == "Forward lean: 10° more than rep 2, at 11.6 s"


FOUND = good_morning_squat_set().reps[4].findings[0]


def _rep(lean_deg: float | None, half_deg: float | None = 3.0, number: int = 1) -> RepAnalysis:
    clean = clean_squat_set().reps[0]
    lean = (
        Measurement(None, "deg", not_assessed="hidden")
        if lean_deg is None
        else Measurement(lean_deg, "deg", half_deg)
    )
    return replace(clean, number=number, metrics={"lean_peak_deg": lean}, findings=())


def test_a_depth_is_shallower_or_deeper_and_not_more() -> None:
    """Hips above the knees are less depth, and were told as more of it."""

    def deep(thigh: float, number: int) -> RepAnalysis:
        depth = Measurement(thigh, "thigh", 0.03)
        finding = replace(FOUND, fault="shallow_depth", metric="depth_thigh")
        bare = _rep(40.0, number=number)
        return replace(bare, metrics={"depth_thigh": depth}, findings=(finding,))

    high, low = deep(0.36, 4), deep(0.0, 1)
    assert difference(high, low) == "Depth: 36 % of thigh shallower than rep 1"
    assert difference(low, high) == "Depth: 36 % of thigh deeper than rep 4"


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        (50.0, 40.0, "Forward lean: 10° more than rep 2"),
        (40.0, 50.0, "Forward lean: 10° less than rep 2"),
        (44.0, 40.0, "Forward lean: no difference we can see"),  # each ± 3: ± 4.2 between them
        (50.4, 39.6, "Forward lean: 10° more than rep 2"),  # the tables have 50° and 40°
        (None, 40.0, None),
        (40.0, None, None),
    ],
)
def test_a_difference_within_the_noise_is_none(
    one: float | None, two: float | None, told: str | None
) -> None:
    assert difference(_rep(one), _rep(two, number=2)) == told


def test_a_difference_is_that_of_the_figures_that_are_shown() -> None:
    """A shrug below the lowest reps is noise and shown as 0; equal figures do not differ."""

    def shrug(torso: float, half_torso: float, number: int = 1) -> RepAnalysis:
        found = replace(FOUND, fault="shrug", metric="shrug_torso")
        value = {"shrug_torso": Measurement(torso, "torso", half_torso)}
        return replace(_rep(40.0, number=number), metrics=value, findings=(found,))

    assert (
        difference(shrug(0.06, 0.01), shrug(-0.02, 0.01, 2))
        == "Shrug: 6 % of torso more than rep 2"
    )
    alike = difference(shrug(0.064, 0.001), shrug(0.056, 0.001, 2))
    assert alike == "Shrug: no difference we can see"


def test_a_rep_is_held_against_the_best_in_what_is_told_of_it_first() -> None:
    """Else the other rep shows nothing of the fault that the set opens on."""
    analysis = good_morning_squat_set()
    worst, first, second = analysis.reps[4], analysis.reps[0], analysis.reps[1]
    told = replace(worst.findings[0], metric="lean_gain_deg", severity="severe", probability=0.8)
    likelier = replace(told, metric="lean_peak_deg", severity="mild", probability=0.9)
    reps = (
        _with(first, lean_gain_deg=0.0, lean_peak_deg=40.0),
        _with(second, lean_gain_deg=4.0, lean_peak_deg=20.0),
        replace(worst, findings=(likelier, told)),
    )
    compared = rep_to_compare(replace(analysis, reps=reps), reps[2])
    assert compared is reps[0]


def test_each_other_rep_has_its_own_moment_of_what_a_rep_is_flagged_for() -> None:
    """Beside a slow flagged rep the best one stood at its top, as long after the bottom."""
    marks = {mark["id"]: mark for mark in player_data(good_morning_squat_set())["marks"]}
    flagged, steady = marks["rep-5"], marks["rep-4"]
    assert flagged["at"] == 18.87
    assert flagged["same"]["rep-4"] == 14.87
    assert set(flagged["same"]) == {"rep-1", "rep-2", "rep-3", "rep-4", "rep-6"}
    assert (steady["at"], steady["same"]) == (None, {})


def _with(rep: RepAnalysis, **values: float) -> RepAnalysis:
    """A steady rep with these values."""
    metrics = {name: Measurement(value, "deg", 1.0) for name, value in values.items()}
    return replace(rep, metrics=dict(rep.metrics) | metrics, findings=())


def test_a_cut_clip_opens_on_a_rep_that_was_judged_beside_one_of_its_shot() -> None:
    """It opened on a lifter from behind, beside another one from the side."""
    analysis = clean_squat_set()
    hidden = replace(analysis.reps[0], metrics={})
    cut = (Shot(0.0, 6.0), Shot(6.0, 14.0), Shot(14.0, 25.2))
    analysis = replace(analysis, reps=(hidden, *analysis.reps[1:]), shots=cut)
    turns_s = [rep.turn_s or 0.0 for rep in analysis.reps]
    assert turns_s[1] > 6
    assert turns_s[2] < 14 < turns_s[3]
    told = player_data(analysis)
    assert told["opens"] == "rep-2"
    assert {chip["id"]: chip["other"] for chip in told["marks"] if "other" in chip} == {
        "rep-1": None, "rep-2": "rep-3", "rep-3": "rep-2", "rep-4": "rep-5", "rep-5": "rep-4",
    }  # fmt: skip


def test_a_clip_that_begins_within_a_rep_opens_on_a_whole_one() -> None:
    """Steady reps 2 and 3 were to be seen, and it opened on "this rep is cut short"."""
    analysis = clean_squat_set()
    begun = replace(analysis.reps[0], complete=False)
    analysis = replace(analysis, reps=(begun, *analysis.reps[1:]))
    assert player_data(analysis)["opens"] == "rep-2"
    assert rep_to_show(analysis) is analysis.reps[1]
    assert rep_to_show(replace(analysis, reps=(begun,))) is begun


def test_a_rep_is_never_shown_beside_one_of_which_nothing_was_judged() -> None:
    analysis = good_morning_squat_set()
    hidden = replace(analysis.reps[3], metrics={})  # the neighbor of the worst one
    reps = tuple(hidden if rep is analysis.reps[3] else rep for rep in analysis.reps)
    some = replace(analysis, reps=reps)
    assert rep_to_compare(some, hidden) is None
    others = [rep_to_compare(some, rep) for rep in reps if rep is not hidden]
    assert None not in others
    assert hidden not in others
    nobody = replace(analysis, reps=tuple(replace(rep, metrics={}, findings=()) for rep in reps))
    assert rep_to_compare(nobody, nobody.reps[0]) is nobody.reps[1]  # alike: what they do is seen


def test_a_chip_says_when_a_rep_was_as_its_panel_does() -> None:
    """Of a rep that the clip begins in, its turn was told as its start."""
    analysis = clean_squat_set()
    first = replace(analysis.reps[0], start_s=None, complete=False)
    assert first.turn_s is not None
    assert first.end_s is not None
    cut = replace(analysis, reps=(first, *analysis.reps[1:]), not_counted=())
    chip = player_data(cut)["marks"][0]
    assert chip["start"] == first.turn_s
    assert chip["title"].startswith(f"Rep 1, {span(None, first.end_s)}: ")


def test_a_rep_is_held_against_a_steady_one() -> None:
    analysis = set_of(finding("lean_peak_deg", 50.0, "deg"))
    assert best_rep(analysis, analysis.reps[1]) is analysis.reps[0]
    assert best_rep(analysis, analysis.reps[0]) is analysis.reps[1]


def test_the_rep_to_compare_with_is_one_whose_picture_shows_the_body() -> None:
    analysis = set_of(finding("gain_deg", 9.0, "deg"))
    steady, flagged = analysis.reps
    lost = not_assessed("deg", Reason(ReasonCode.POOR_FIT, "the lines lie on the wall"))
    nearer = replace(steady, number=3, metrics=steady.metrics | {"lean_peak_deg": lost})
    assert best_rep(replace(analysis, reps=(steady, flagged, nearer)), flagged) is steady
    farther = replace(analysis, reps=(nearer, flagged, steady))
    assert best_rep(farther, flagged) is steady, "whatever the order"
    assert best_rep(replace(analysis, reps=(flagged, nearer)), flagged) is nearer, "the only one"


def test_the_rep_to_compare_with_is_one_of_which_the_measure_was_read() -> None:
    """A rep seen better, of which it was not read, would show other lines beside the fault."""
    analysis = set_of(finding("lean_peak_deg", 50.0, "deg"))
    steady, flagged = analysis.reps
    lost = not_assessed("deg", Reason(ReasonCode.POOR_FIT, "the lines lie on the wall"))
    unread = not_assessed("deg", Reason(ReasonCode.CUT_OFF, "not in the clip"))
    gain = replace(steady.metrics["lean_peak_deg"], value=-2.0)
    both = steady.metrics | {"lean_gain_deg": gain}
    read = replace(steady, metrics=both | {"depth_thigh": lost})
    blank = replace(steady, number=3, metrics=both | {"lean_peak_deg": unread})
    three = replace(analysis, reps=(read, flagged, blank))
    assert best_rep(three, flagged, "lean_peak_deg") is read
