"""Words and numbers as people say them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.guidance.explanation import cues_for_fault
from formcheck.lifts import ViewName
from formcheck.metrics.hip_chest_rise import DID_NOT_RISE, ROSE_LITTLE
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rounding import NOTHING_TO_COMPARE
from formcheck.metrics.table import METRICS, metric_row
from formcheck.reasons import CUT
from formcheck.report import words
from formcheck.report.digest import faults_found, unseen
from formcheck.report.html import render_html, value_rows
from formcheck.report.words import counted, rep_list, span
from tests.examples import clean_squat_set, late_shrug_deadlift_set
from tests.knowledge.build import finding, one_set, rep
from tests.wording import of_page


@pytest.mark.parametrize(
    ("start_s", "end_s", "said"),
    [
        (9.4, 11.9, "9.4–11.9 s"),
        (58.0, 61.5, "58.0–1:01.5"),
        (9.4, None, "from 9.4 s"),
        (None, 11.9, "until 11.9 s"),
        (None, None, "–"),
    ],
)
def test_a_stretch_of_the_clip(start_s: float | None, end_s: float | None, said: str) -> None:
    assert span(start_s, end_s) == said


@pytest.mark.parametrize(
    ("name", "yaw_deg", "said"),
    [
        ("side", -12.0, "Squat, filmed from the side"),
        ("oblique", 45.0, "Squat, filmed at an angle from the front"),
        ("oblique", -62.0, "Squat, filmed at an angle from behind"),
        ("rear", -88.0, "Squat, filmed from behind"),
        ("unknown", None, "Squat"),
    ],
)
def test_an_angle_is_headed_by_its_side(name: ViewName, yaw_deg: float, said: str) -> None:
    """Headed "at an angle", a set was told below that it was filmed too much from behind."""
    analysis = clean_squat_set()
    analysis = replace(analysis, lift=replace(analysis.lift, variant="unknown"))
    view = replace(analysis.view, name=name, yaw_deg=yaw_deg)
    assert words.heading(replace(analysis, view=view)) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((4,), "rep 4"), ((5, 3), "reps 3 and 5"), ((1, 2, 3, 6), "reps 1–3 and 6")],
)
def test_reps_in_a_sentence(numbers: tuple[int, ...], said: str) -> None:
    assert rep_list(numbers) == said


def test_one_is_no_plural() -> None:
    assert [counted(n, "clip") for n in (0, 1, 2)] == ["0 clips", "1 clip", "2 clips"]


def test_a_cue_stands_under_the_fault_that_it_answers_most() -> None:
    """ "Hips and chest rise together" stood under the graver lean, and nothing under hips."""
    lean, hips = finding("excessive_lean", "severe"), finding("good_morning", "mild")
    bare = one_set(rep(1, lean, hips), rep(2, lean, hips))
    together = cues_for_fault("good_morning", lift="squat", variant=bare.lift.variant)[0].text
    analysis = replace(bare, set=replace(bare.set, cues=(together,)))
    assert {found.fault: found.cues for found in faults_found(analysis)} == {
        "excessive_lean": (),
        "good_morning": (together,),
    }


def test_a_chest_that_hardly_rose_was_seen() -> None:
    """The fault itself stood below "What the camera could not see"."""
    for reason, said in (
        (DID_NOT_RISE, "no chest rise"),
        (ROSE_LITTLE, "little chest rise"),
    ):
        analysis = clean_squat_set()
        ratio = not_assessed("ratio", reason)
        reps = tuple(
            replace(rep, metrics={**rep.metrics, "rise_ratio": ratio}) for rep in analysis.reps
        )
        listed = {name for one in unseen(replace(analysis, reps=reps)) for name in one.metrics}
        assert "rise_ratio" not in listed
        assert words.measured("rise_ratio", ratio) == said


def test_a_back_that_was_found_to_round_is_not_said_to_be_unseen() -> None:
    """ "Your upper back rounded" stood above "could not see: rounding of the upper back"."""
    analysis = late_shrug_deadlift_set()
    bend = replace(analysis.reps[0].metrics["lean_peak_deg"], value=45.0)
    metrics = {
        "back_rounding_deg": not_assessed("deg", NOTHING_TO_COMPARE),
        "upper_back_bend_deg": bend,
    }
    flat = replace(analysis.reps[0], metrics=metrics, findings=())
    rounded = replace(flat, findings=(finding("upper_back_rounding"),))
    for one, listed in ((flat, ["rounding of the upper back"]), (rounded, [])):
        assert [e.labels for e in unseen(replace(analysis, reps=(one,)))] == listed


def test_three_measures_of_one_back_have_three_names() -> None:
    names = [metric_row(name) for name in METRICS if name.startswith(("back_", "upper_back_"))]
    assert len({name.noun for name in names}) == len({name.label for name in names}) == 3
    for text in (names[1].noun, names[2].noun):
        assert "upper" not in text


def test_what_lacks_all_of_its_measures_is_not_told_by_eighteen_names() -> None:
    """ "Forward lean, lean at the start of the ascent, torso tip, ... (rep 1): a cut goes"."""
    whole = clean_squat_set()
    first, *rest = whole.reps
    cut = replace(first, metrics={n: not_assessed(m.unit, CUT) for n, m in first.metrics.items()})
    (said,) = (e for e in unseen(replace(whole, reps=(cut, *rest))) if "cut" in e.reason)
    assert (said.labels, said.reps) == ("everything", (1,))
    assert said.line == ("Everything", f" (rep 1): {said.reason}.")
    assert not any(one.labels == "everything" for one in unseen(whole))


@pytest.mark.parametrize("name", ["label", "short", "noun"])
def test_no_two_measures_have_one_name(name: str) -> None:
    """ "Tip" was the torso's and the shoulders'."""
    names = [getattr(row, name) for row in METRICS.values()]
    assert len(set(names)) == len(names)


def test_no_rounding_is_said_to_be_against_other_reps() -> None:
    """Where all reps are round by 30°, "against your other reps: 30°" cannot be."""
    row = metric_row("back_rounding_deg")
    assert not [text for text in (row.noun, row.label, row.legend) if "other reps" in text]


def test_a_legend_says_what_a_column_shows_and_not_its_unit_alone() -> None:
    said = [row.legend.partition(": ")[2] for row in METRICS.values() if row.legend]
    assert not [text for text in said if text.startswith("percent")]


def test_no_muscle_that_should_help_is_said_to_work_hardest() -> None:
    """ "Working hardest: upper trapezius, lats", and the lats "should keep your shoulders down"."""
    analysis = late_shrug_deadlift_set()
    told = faults_found(analysis)[0].guidance
    assert told is not None
    assert any("lats" in name for name in told.muscles)
    assert words.muscles(told).startswith("Muscles that matter here: ")
    assert words.muscles(told) in of_page(render_html(analysis))


@pytest.mark.parametrize("metric", ["lean_gain_deg", "hip_lead_torso", "depth_thigh"])
def test_a_column_whose_figures_are_often_negative_says_what_minus_is(metric: str) -> None:
    """Every rep of a Romanian set stood with "−20.1°" and "−28 %", and no word of the sign."""
    assert "; minus is " in metric_row(metric).legend


def test_who_lifts_off_the_floor_goes_up_first() -> None:
    names = {"descent_s", "ascent_s", "depth_thigh"}
    squat, pull = clean_squat_set().lift, late_shrug_deadlift_set().lift
    assert words.ordered_metrics(names, squat) == ["depth_thigh", "descent_s", "ascent_s"]
    assert words.ordered_metrics(names, pull) == ["depth_thigh", "ascent_s", "descent_s"]


def test_a_value_never_reads_like_its_limit_nor_its_error_like_none() -> None:
    """Marked as beyond its limit stood "50°, limit 50°"; a bar was read to "6 cm ± 0 cm"."""
    lean = Measurement(50.4, "deg", 4.0)
    assert words.measured("lean_peak_deg", lean, 50.0) == "50.4°"
    assert words.measured("lean_peak_deg", replace(lean, value=50.04), 50.0) == "50.04°"
    assert words.measured("lean_peak_deg", replace(lean, value=50.0), 50.0) == "50°"
    assert words.measured("lean_peak_deg", lean, 42.0) == words.measured("lean_peak_deg", lean)
    shrug = Measurement(0.052, "torso", 0.01)
    assert words.measured("shrug_torso", shrug, 0.05) == "+5.2 %"
    squat = clean_squat_set()
    first = replace(squat.reps[0], metrics=squat.reps[0].metrics | {"lean_peak_deg": lean})
    (row,) = [row for row in value_rows(squat, first) if row.metric == "lean_peak_deg"]
    assert (row.value, row.limit) == ("50.4°", "50°")
    assert words.plus_minus("bar_travel_cm", Measurement(6.0, "cm", 0.44)) == "± 0.4 cm"
    assert words.plus_minus("bar_travel_cm", Measurement(46.0, "cm", 1.6)) == "± 2 cm"


def test_almost_sure_is_never_all() -> None:
    """Beside a limit far below what was measured stood "we are almost sure (100 %)"."""
    assert words.share_sure(finding("shrug", probability=0.9999999)) == "99 %"
    assert words.share_sure(finding("shrug", probability=0.7999)) == "79 %"
